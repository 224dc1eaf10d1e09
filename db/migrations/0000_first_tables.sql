CREATE TABLE "package_versions" (
	"package" text NOT NULL,
	"version" text NOT NULL,
	"sha256" text NOT NULL,
	"plan_hash" text,
	"source" text NOT NULL,
	"documentation" text NOT NULL,
	"examples" jsonb NOT NULL,
	"metadata" jsonb NOT NULL,
	"contract" jsonb NOT NULL,
	"lock" jsonb NOT NULL,
	"published_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "package_versions_package_version_pk" PRIMARY KEY("package","version")
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"hash" text PRIMARY KEY NOT NULL,
	"format" integer NOT NULL,
	"loop" text NOT NULL,
	"plan" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_steps" (
	"workflow_id" text NOT NULL,
	"path" text NOT NULL,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"error" text,
	CONSTRAINT "run_steps_workflow_id_path_pk" PRIMARY KEY("workflow_id","path")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"workflow_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "package_versions" ADD CONSTRAINT "package_versions_plan_hash_plans_hash_fk" FOREIGN KEY ("plan_hash") REFERENCES "public"."plans"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_by_start" ON "runs" USING btree ("started_at");