CREATE TABLE "agent_knowledge" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"claim" text NOT NULL,
	"by" jsonb NOT NULL,
	"evidence" jsonb NOT NULL,
	"confidence" double precision NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "interactions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"room" text NOT NULL,
	"asker" text NOT NULL,
	"question" text NOT NULL,
	"field" text NOT NULL,
	"agent" text NOT NULL,
	"configuration_version" text NOT NULL,
	"experiment" text,
	"arm" text,
	"prediction" jsonb,
	"answer" text NOT NULL,
	"record" jsonb NOT NULL,
	"reactions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"asked_again" boolean DEFAULT false NOT NULL,
	"solved" boolean DEFAULT false NOT NULL,
	"tries" integer NOT NULL,
	"latency_ms" integer NOT NULL,
	"tokens_in" integer NOT NULL,
	"tokens_out" integer NOT NULL,
	"cost" double precision NOT NULL,
	"quality" double precision NOT NULL,
	"confidence" double precision NOT NULL,
	"parts" jsonb NOT NULL,
	"run" text,
	"asked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "model_calls" (
	"key" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"request" text NOT NULL,
	"agent" text NOT NULL,
	"purpose" text NOT NULL,
	"model" text NOT NULL,
	"response" jsonb,
	"tries" integer DEFAULT 1 NOT NULL,
	"tokens_in" integer DEFAULT 0 NOT NULL,
	"tokens_out" integer DEFAULT 0 NOT NULL,
	"cost" double precision DEFAULT 0 NOT NULL,
	"began_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "workspace_agents" (
	"workspace" text NOT NULL,
	"name" text NOT NULL,
	"agent" jsonb,
	"retired" boolean NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "workspace_agents_workspace_name_pk" PRIMARY KEY("workspace","name")
);
--> statement-breakpoint
CREATE INDEX "agent_knowledge_by_workspace" ON "agent_knowledge" USING btree ("workspace");--> statement-breakpoint
CREATE INDEX "interactions_by_age" ON "interactions" USING btree ("workspace","asked_at");--> statement-breakpoint
CREATE INDEX "interactions_by_agent" ON "interactions" USING btree ("workspace","agent","field");--> statement-breakpoint
CREATE INDEX "interactions_by_asker" ON "interactions" USING btree ("workspace","asker","asked_at");--> statement-breakpoint
CREATE INDEX "interactions_by_words" ON "interactions" USING gin (to_tsvector('english', "question"));--> statement-breakpoint
CREATE INDEX "model_calls_by_workspace" ON "model_calls" USING btree ("workspace","began_at");