CREATE TABLE "market_log" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"previous" text NOT NULL,
	"entry" text NOT NULL,
	"hash" text NOT NULL,
	"release" text
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"package" text PRIMARY KEY NOT NULL,
	"publisher" text,
	"skeleton" text NOT NULL,
	"installs" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "publisher_keys" (
	"key_id" text PRIMARY KEY NOT NULL,
	"publisher" text NOT NULL,
	"public_key" text NOT NULL,
	"replaces" text,
	"proof" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "publisher_keys_replaces_unique" UNIQUE("replaces")
);
--> statement-breakpoint
CREATE TABLE "publishers" (
	"publisher" text PRIMARY KEY NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"verified_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "release_marks" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "release_marks_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"package" text NOT NULL,
	"version" text NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "package_versions" ADD COLUMN "artifact" text;--> statement-breakpoint
ALTER TABLE "package_versions" ADD COLUMN "signature" text;--> statement-breakpoint
ALTER TABLE "package_versions" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "package_versions" ADD COLUMN "capabilities" jsonb;--> statement-breakpoint
ALTER TABLE "publisher_keys" ADD CONSTRAINT "publisher_keys_publisher_publishers_publisher_fk" FOREIGN KEY ("publisher") REFERENCES "public"."publishers"("publisher") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "log_by_release" ON "market_log" USING btree ("release");--> statement-breakpoint
CREATE INDEX "packages_by_skeleton" ON "packages" USING btree ("skeleton");--> statement-breakpoint
CREATE INDEX "packages_by_publisher" ON "packages" USING btree ("publisher");--> statement-breakpoint
CREATE INDEX "keys_by_publisher" ON "publisher_keys" USING btree ("publisher");--> statement-breakpoint
CREATE INDEX "marks_by_release" ON "release_marks" USING btree ("package","version","number");--> statement-breakpoint
ALTER TABLE "package_versions" ADD CONSTRAINT "package_versions_key_id_publisher_keys_key_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."publisher_keys"("key_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Rows may only have named columns filled that were empty; nothing that is written changes, and nothing is deleted.
CREATE FUNCTION only_fill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := to_jsonb(OLD);
  after jsonb;
  fillable text[] := TG_ARGV::text[];
  name text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    after := to_jsonb(NEW);
    FOREACH name IN ARRAY fillable LOOP
      IF before -> name = 'null'::jsonb THEN
        before := before - name;
        after := after - name;
      END IF;
    END LOOP;
    IF before = after THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
DROP TRIGGER package_versions_are_immutable ON package_versions;
--> statement-breakpoint
CREATE TRIGGER package_versions_are_immutable BEFORE UPDATE OR DELETE ON package_versions
  FOR EACH ROW EXECUTE FUNCTION only_fill('artifact', 'signature', 'key_id', 'capabilities');
--> statement-breakpoint
CREATE TRIGGER package_versions_are_kept BEFORE TRUNCATE ON package_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER publisher_keys_are_immutable BEFORE UPDATE OR DELETE ON publisher_keys
  FOR EACH ROW EXECUTE FUNCTION only_fill('retired_at');
--> statement-breakpoint
CREATE TRIGGER publisher_keys_are_kept BEFORE TRUNCATE ON publisher_keys
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER release_marks_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON release_marks
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Of a package all but the count of installs stays, and of a publisher its name.
CREATE FUNCTION keep_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.package = OLD.package AND NEW.skeleton = OLD.skeleton AND NEW.created_at = OLD.created_at
    AND NEW.installs >= OLD.installs AND (OLD.publisher IS NULL OR NEW.publisher = OLD.publisher) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER packages_keep_their_owner BEFORE UPDATE OR DELETE ON packages
  FOR EACH ROW EXECUTE FUNCTION keep_owner();
--> statement-breakpoint
CREATE TRIGGER packages_are_kept BEFORE TRUNCATE ON packages
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER publishers_are_kept BEFORE DELETE OR TRUNCATE ON publishers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- The log is one chain: an entry that does not continue it is refused, whoever writes it.
CREATE FUNCTION continue_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head market_log%ROWTYPE;
BEGIN
  SELECT * INTO head FROM market_log ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> coalesce(head.seq, 0) + 1
    OR NEW.previous <> coalesce(head.hash, repeat('0', 64))
    OR NEW.hash <> encode(sha256(convert_to(NEW.previous || NEW.entry, 'UTF8')), 'hex')
    OR NEW.release IS DISTINCT FROM NEW.entry::jsonb ->> 'sha256' THEN
    RAISE EXCEPTION 'entry % does not continue the log', NEW.seq USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER market_log_is_a_chain BEFORE INSERT ON market_log
  FOR EACH ROW EXECUTE FUNCTION continue_log();
--> statement-breakpoint
CREATE TRIGGER market_log_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON market_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What was published before: names with a publisher in them belong to it, those that ship to hololoom, others to the next
-- who publishes under them. The skeleton is that of domain/market/name.ts.
INSERT INTO packages (package, publisher, skeleton, created_at)
SELECT
  package,
  CASE
    WHEN package LIKE '%/%' THEN split_part(package, '/', 1)
    WHEN package IN ('compliance-logger', 'forensic-tools', 'security-incident-pro') THEN 'hololoom'
  END,
  replace(replace(translate(package, '01i35-_', 'olles'), 'rn', 'm'), 'vv', 'w'),
  min(published_at)
FROM package_versions
GROUP BY package;
--> statement-breakpoint
DO $$
DECLARE
  release record;
  entry text;
  head text := repeat('0', 64);
  number bigint := 0;
BEGIN
  FOR release IN SELECT package, version, sha256 FROM package_versions ORDER BY published_at, package, version LOOP
    entry := format('{"at":"%s","kind":"adopted","package":"%s","sha256":"%s","version":"%s"}',
      to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), release.package, release.sha256, release.version);
    number := number + 1;
    INSERT INTO market_log (seq, previous, entry, hash, release)
    VALUES (number, head, entry, encode(sha256(convert_to(head || entry, 'UTF8')), 'hex'), release.sha256)
    RETURNING hash INTO head;
  END LOOP;
END $$;
