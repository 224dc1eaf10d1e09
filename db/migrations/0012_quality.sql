CREATE TABLE "quality_models" (
	"workspace" text PRIMARY KEY NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"sequence" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_snapshots" (
	"workspace" text PRIMARY KEY NOT NULL,
	"epoch" integer NOT NULL,
	"sequence" bigint NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_updates" (
	"workspace" text NOT NULL,
	"sequence" bigint NOT NULL,
	"interaction" text NOT NULL,
	"outcome" jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quality_updates_workspace_sequence_pk" PRIMARY KEY("workspace","sequence"),
	CONSTRAINT "quality_update_of_interaction" UNIQUE("workspace","interaction")
);
