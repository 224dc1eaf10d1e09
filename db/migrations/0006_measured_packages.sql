-- Words with a slip in them are found by the trigrams of pg_trgm. Whoever owns the database may create it: it is trusted.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
  RAISE EXCEPTION 'HoloLoom searches packages with the PostgreSQL extension pg_trgm, which cannot be created here: %', SQLERRM
    USING HINT = 'Ask whoever runs this PostgreSQL to run CREATE EXTENSION pg_trgm in this database, then start again.';
END $$;
--> statement-breakpoint
CREATE TABLE "package_facts" (
	"package" text NOT NULL,
	"version" text NOT NULL,
	"completed" integer NOT NULL,
	"failed" integer NOT NULL,
	"stopped" integer NOT NULL,
	"retries" integer NOT NULL,
	"last_run_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "package_facts_package_version_pk" PRIMARY KEY("package","version")
);
--> statement-breakpoint
CREATE TABLE "package_run_times" (
	"package" text NOT NULL,
	"version" text NOT NULL,
	"class" smallint NOT NULL,
	"runs" integer NOT NULL,
	CONSTRAINT "package_run_times_package_version_class_pk" PRIMARY KEY("package","version","class")
);
--> statement-breakpoint
CREATE TABLE "package_search" (
	"package" text PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"publisher" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"category" text NOT NULL,
	"tags" text[] NOT NULL,
	"verified" boolean NOT NULL,
	"deprecated" text,
	"versions" integer NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"first_published_at" timestamp (3) with time zone NOT NULL,
	"heading" "tsvector" NOT NULL,
	"document" "tsvector" NOT NULL,
	"merit" double precision NOT NULL,
	"rating" double precision
);
--> statement-breakpoint
CREATE TABLE "package_standings" (
	"package" text PRIMARY KEY NOT NULL,
	"completed" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"stopped" integer DEFAULT 0 NOT NULL,
	"retries" integer DEFAULT 0 NOT NULL,
	"median_ms" double precision,
	"last_run_at" timestamp (3) with time zone,
	"stars" integer DEFAULT 0 NOT NULL,
	"ratings" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"user" text NOT NULL,
	"package" text NOT NULL,
	"major" integer NOT NULL,
	"stars" smallint NOT NULL,
	"text" text NOT NULL,
	"run" text NOT NULL,
	"version" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"request" text NOT NULL,
	"replaced" smallint,
	CONSTRAINT "reviews_user_package_major_pk" PRIMARY KEY("user","package","major")
);
--> statement-breakpoint
CREATE TABLE "search_words" (
	"word" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "package" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "version" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "room" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "requester" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "uses" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "retries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "failure" text;--> statement-breakpoint
CREATE INDEX "search_by_heading" ON "package_search" USING gin ("heading");--> statement-breakpoint
CREATE INDEX "search_by_document" ON "package_search" USING gin ("document");--> statement-breakpoint
CREATE INDEX "search_by_tags" ON "package_search" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "search_by_merit" ON "package_search" USING btree ("merit" DESC NULLS FIRST,"package");--> statement-breakpoint
CREATE INDEX "search_by_category" ON "package_search" USING btree ("category","merit" DESC NULLS FIRST,"package");--> statement-breakpoint
CREATE INDEX "search_verified" ON "package_search" USING btree ("merit" DESC NULLS FIRST,"package") WHERE "package_search"."verified";--> statement-breakpoint
CREATE INDEX "search_by_rating" ON "package_search" USING btree ("rating");--> statement-breakpoint
CREATE INDEX "search_by_first_publication" ON "package_search" USING btree ("first_published_at" DESC NULLS FIRST,"package");--> statement-breakpoint
CREATE INDEX "standings_by_runs" ON "package_standings" USING btree ("completed" DESC NULLS FIRST,"package");--> statement-breakpoint
CREATE INDEX "reviews_by_time" ON "reviews" USING btree ("package","at" DESC NULLS FIRST,"user");--> statement-breakpoint
CREATE INDEX "runs_by_package" ON "runs" USING btree ("package","started_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "runs_by_room" ON "runs" USING btree ("room","package");--> statement-breakpoint
CREATE INDEX "runs_by_requester" ON "runs" USING btree ("requester","package");--> statement-breakpoint
CREATE INDEX "packages_by_installs" ON "packages" USING btree ("installs" DESC NULLS FIRST,"package");--> statement-breakpoint
CREATE INDEX "search_words_alike" ON "search_words" USING gin ("word" gin_trgm_ops);
