BEGIN;
--
-- Create constraint pos on model Book
--
CREATE TABLE "new__app_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "at" datetime NULL, "ok" bool NOT NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NOT NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED, "pages" integer NOT NULL, "heading" varchar(60) NOT NULL, CONSTRAINT "pos" CHECK ("pages" > 0));
INSERT INTO "new__app_book" ("id", "data", "at", "ok", "n", "author_id", "pages", "heading") SELECT "id", "data", "at", "ok", "n", "author_id", "pages", "heading" FROM "app_book";
DROP TABLE "app_book";
ALTER TABLE "new__app_book" RENAME TO "app_book";
CREATE UNIQUE INDEX "app_book_heading_n_d9eba397_uniq" ON "app_book" ("heading", "n");
CREATE INDEX "app_book_author_id_980d3e25" ON "app_book" ("author_id");
CREATE INDEX "app_book_heading_03eb1e99" ON "app_book" ("heading");
--
-- Create constraint uq on model Book
--
CREATE TABLE "new__app_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "at" datetime NULL, "ok" bool NOT NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NOT NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED, "pages" integer NOT NULL, "heading" varchar(60) NOT NULL, CONSTRAINT "pos" CHECK ("pages" > 0), CONSTRAINT "uq" UNIQUE ("pages", "n"));
INSERT INTO "new__app_book" ("id", "data", "at", "ok", "n", "author_id", "pages", "heading") SELECT "id", "data", "at", "ok", "n", "author_id", "pages", "heading" FROM "app_book";
DROP TABLE "app_book";
ALTER TABLE "new__app_book" RENAME TO "app_book";
CREATE UNIQUE INDEX "app_book_heading_n_d9eba397_uniq" ON "app_book" ("heading", "n");
CREATE INDEX "app_book_author_id_980d3e25" ON "app_book" ("author_id");
CREATE INDEX "app_book_heading_03eb1e99" ON "app_book" ("heading");
--
-- Create constraint uqc on model Book
--
CREATE UNIQUE INDEX "uqc" ON "app_book" ("heading") WHERE "ok";
--
-- Create index atidx on field(s) -at of model Book
--
CREATE INDEX "atidx" ON "app_book" ("at" DESC);
COMMIT;
