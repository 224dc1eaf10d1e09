-- What is in search is brought in again when a worker starts, now with the words of names on their own.
DELETE FROM "package_search";--> statement-breakpoint
ALTER TABLE "package_search" ADD COLUMN "names" "tsvector" NOT NULL;--> statement-breakpoint
CREATE INDEX "search_by_names" ON "package_search" USING gin ("names");
