CREATE TABLE "bot_accounts" (
	"account" text PRIMARY KEY NOT NULL,
	"since" text,
	"generation" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bot_inbox" (
	"account" text NOT NULL,
	"event_id" text NOT NULL,
	"position" bigserial NOT NULL,
	"room" text NOT NULL,
	"kind" text NOT NULL,
	"target" text,
	"event" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "bot_inbox_account_event_id_pk" PRIMARY KEY("account","event_id")
);
--> statement-breakpoint
CREATE TABLE "bot_outbox" (
	"account" text NOT NULL,
	"id" text NOT NULL,
	"position" bigserial NOT NULL,
	"room" text NOT NULL,
	"priority" smallint NOT NULL,
	"outgoing" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"attempted" integer DEFAULT 0 NOT NULL,
	"sent" integer DEFAULT 0 NOT NULL,
	"event_id" text,
	"queued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "bot_outbox_account_id_pk" PRIMARY KEY("account","id")
);
--> statement-breakpoint
CREATE TABLE "bot_rooms" (
	"account" text NOT NULL,
	"room" text NOT NULL,
	"invited_by" text,
	"joined" boolean NOT NULL,
	CONSTRAINT "bot_rooms_account_room_pk" PRIMARY KEY("account","room")
);
--> statement-breakpoint
CREATE TABLE "bot_uploads" (
	"account" text NOT NULL,
	"sha256" text NOT NULL,
	"mxc" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bot_uploads_account_sha256_pk" PRIMARY KEY("account","sha256")
);
--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "bot_inbox" USING btree ("account","room","position") WHERE "bot_inbox"."handled_at" IS NULL;--> statement-breakpoint
CREATE INDEX "inbox_by_target" ON "bot_inbox" USING btree ("account","target");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "bot_outbox" USING btree ("account","priority","position") WHERE "bot_outbox"."version" > "bot_outbox"."sent" AND "bot_outbox"."problem" IS NULL;--> statement-breakpoint
CREATE INDEX "outbox_by_event" ON "bot_outbox" USING btree ("account","event_id");