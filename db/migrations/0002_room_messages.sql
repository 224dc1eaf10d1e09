CREATE SEQUENCE "public"."question_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "room_messages" (
	"workflow_id" text NOT NULL,
	"path" text NOT NULL,
	"run" text NOT NULL,
	"said_by" text NOT NULL,
	"kind" text NOT NULL,
	"room" text NOT NULL,
	"text" text NOT NULL,
	"number" integer,
	"choices" jsonb,
	"from" jsonb,
	"need" integer,
	"electorate" jsonb,
	"deadline" timestamp (3) with time zone,
	"plan" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "room_messages_workflow_id_path_pk" PRIMARY KEY("workflow_id","path"),
	CONSTRAINT "room_messages_number_unique" UNIQUE("number")
);
--> statement-breakpoint
ALTER TABLE "run_steps" ADD COLUMN "size" integer;--> statement-breakpoint
CREATE INDEX "messages_by_run" ON "room_messages" USING btree ("run","created_at");--> statement-breakpoint
CREATE INDEX "messages_by_time" ON "room_messages" USING btree ("created_at");