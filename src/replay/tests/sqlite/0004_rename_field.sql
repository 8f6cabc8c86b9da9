BEGIN;
--
-- Rename field title on Book to heading
--
ALTER TABLE "app_book" RENAME COLUMN "title" TO "heading";
--
-- Rename field name on Author to full
--
ALTER TABLE "app_author" RENAME COLUMN "name" TO "full";
COMMIT;
