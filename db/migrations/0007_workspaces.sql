CREATE TABLE "generations" (
	"workspace" text NOT NULL,
	"number" integer NOT NULL,
	"parent" integer,
	"proposal" text NOT NULL,
	"entries" jsonb NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "generations_workspace_number_pk" PRIMARY KEY("workspace","number"),
	CONSTRAINT "generations_by_proposal" UNIQUE("workspace","proposal")
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"workspace" text PRIMARY KEY NOT NULL,
	"generation" integer,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"avoided" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"moved_by" text,
	"moved_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "package_versions" ADD COLUMN "requires" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_point_at_a_generation" FOREIGN KEY ("workspace","generation") REFERENCES "public"."generations"("workspace","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- What was installed stays as it was agreed to: going back means pointing at it again.
CREATE TRIGGER generations_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON generations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
