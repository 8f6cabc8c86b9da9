BEGIN;
--
-- Add field pages to Book
--
CREATE TABLE "new__app_book" ("pages" integer NOT NULL, "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(30) NOT NULL UNIQUE, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "at" datetime NULL, "ok" bool NOT NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NOT NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "new__app_book" ("id", "title", "data", "at", "ok", "n", "author_id", "pages") SELECT "id", "title", "data", "at", "ok", "n", "author_id", 3 FROM "app_book";
DROP TABLE "app_book";
ALTER TABLE "new__app_book" RENAME TO "app_book";
CREATE UNIQUE INDEX "app_book_title_n_ff0f6750_uniq" ON "app_book" ("title", "n");
CREATE INDEX "app_book_author_id_980d3e25" ON "app_book" ("author_id");
--
-- Add field isbn to Book
--
CREATE TABLE "new__app_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(30) NOT NULL UNIQUE, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "at" datetime NULL, "ok" bool NOT NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NOT NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED, "pages" integer NOT NULL, "isbn" varchar(13) NULL UNIQUE);
INSERT INTO "new__app_book" ("id", "title", "data", "at", "ok", "n", "author_id", "pages", "isbn") SELECT "id", "title", "data", "at", "ok", "n", "author_id", "pages", NULL FROM "app_book";
DROP TABLE "app_book";
ALTER TABLE "new__app_book" RENAME TO "app_book";
CREATE UNIQUE INDEX "app_book_title_n_ff0f6750_uniq" ON "app_book" ("title", "n");
CREATE INDEX "app_book_author_id_980d3e25" ON "app_book" ("author_id");
--
-- Add field ed to Book
--
ALTER TABLE "app_book" ADD COLUMN "ed_id" bigint NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED;
--
-- Add field meta to Author
--
CREATE TABLE "new__app_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(30) NOT NULL, "meta" text NOT NULL CHECK ((JSON_VALID("meta") OR "meta" IS NULL)));
INSERT INTO "new__app_author" ("id", "name", "meta") SELECT "id", "name", '{}' FROM "app_author";
DROP TABLE "app_author";
ALTER TABLE "new__app_author" RENAME TO "app_author";
CREATE INDEX "app_book_ed_id_8f014486" ON "app_book" ("ed_id");
CREATE INDEX "app_author_name_913eb4ae" ON "app_author" ("name");
COMMIT;
