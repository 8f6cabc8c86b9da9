BEGIN;
--
-- Alter field title on Book
--
CREATE TABLE "new__app_book" ("title" varchar(60) NOT NULL, "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "at" datetime NULL, "ok" bool NOT NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NOT NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED, "pages" integer NOT NULL, "isbn" varchar(13) NULL UNIQUE, "ed_id" bigint NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "new__app_book" ("id", "data", "at", "ok", "n", "author_id", "pages", "isbn", "ed_id", "title") SELECT "id", "data", "at", "ok", "n", "author_id", "pages", "isbn", "ed_id", "title" FROM "app_book";
DROP TABLE "app_book";
ALTER TABLE "new__app_book" RENAME TO "app_book";
CREATE UNIQUE INDEX "app_book_title_n_ff0f6750_uniq" ON "app_book" ("title", "n");
CREATE INDEX "app_book_title_30dcdb86" ON "app_book" ("title");
CREATE INDEX "app_book_author_id_980d3e25" ON "app_book" ("author_id");
CREATE INDEX "app_book_ed_id_8f014486" ON "app_book" ("ed_id");
--
-- Alter field name on Author
--
CREATE TABLE "new__app_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "meta" text NOT NULL CHECK ((JSON_VALID("meta") OR "meta" IS NULL)), "name" text NULL);
INSERT INTO "new__app_author" ("id", "meta", "name") SELECT "id", "meta", "name" FROM "app_author";
DROP TABLE "app_author";
ALTER TABLE "new__app_author" RENAME TO "app_author";
COMMIT;
