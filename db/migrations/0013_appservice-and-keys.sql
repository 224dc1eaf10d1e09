CREATE TABLE "bot_keys" (
	"account" text NOT NULL,
	"device" text NOT NULL,
	"store" "bytea" NOT NULL,
	"saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bot_keys_account_device_pk" PRIMARY KEY("account","device")
);
--> statement-breakpoint
CREATE TABLE "bot_transactions" (
	"account" text NOT NULL,
	"id" text NOT NULL,
	"events" text NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bot_transactions_account_id_events_pk" PRIMARY KEY("account","id","events")
);
--> statement-breakpoint
ALTER TABLE "room_messages" ADD COLUMN "speaker" text;