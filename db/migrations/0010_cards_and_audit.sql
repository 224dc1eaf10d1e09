CREATE TABLE "audit_log" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"room" text NOT NULL,
	"event" text NOT NULL,
	"verb" text NOT NULL,
	"allowed" boolean NOT NULL,
	"code" text,
	"run" text,
	"plan" text,
	"details" jsonb NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_cards" (
	"run" text PRIMARY KEY NOT NULL,
	"room" text NOT NULL,
	"root" text NOT NULL,
	"requester" text NOT NULL,
	"seq" integer DEFAULT 0 NOT NULL,
	"drawn" text,
	"digest" text,
	"live" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_prompts" (
	"number" integer PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"room" text NOT NULL,
	"root" text,
	"open" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_votes" (
	"event" text PRIMARY KEY NOT NULL,
	"number" integer NOT NULL,
	"user" text NOT NULL,
	"choice" text NOT NULL,
	"decided" boolean NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "cards_by_room" ON "chat_cards" USING btree ("room","live");--> statement-breakpoint
CREATE INDEX "cards_by_root" ON "chat_cards" USING btree ("root");--> statement-breakpoint
CREATE INDEX "live_cards" ON "chat_cards" USING btree ("live");--> statement-breakpoint
CREATE INDEX "cards_by_digest" ON "chat_cards" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "prompts_by_run" ON "chat_prompts" USING btree ("run");--> statement-breakpoint
CREATE INDEX "open_prompts" ON "chat_prompts" USING btree ("open");--> statement-breakpoint
CREATE INDEX "votes_by_question" ON "chat_votes" USING btree ("number","at");
--> statement-breakpoint
-- What was allowed or refused stays as it was written; its chain of hashes tells of whoever could do it all the same.
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
