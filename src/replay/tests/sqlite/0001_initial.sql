BEGIN;
--
-- Create model Author
--
CREATE TABLE "app_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(30) NOT NULL);
--
-- Create model Book
--
CREATE TABLE "app_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(30) NOT NULL UNIQUE, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "at" datetime NULL, "ok" bool NOT NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NOT NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "app_book_others" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "book_id" integer NOT NULL REFERENCES "app_book" ("id") DEFERRABLE INITIALLY DEFERRED, "author_id" bigint NOT NULL REFERENCES "app_author" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "app_author_name_913eb4ae" ON "app_author" ("name");
CREATE UNIQUE INDEX "app_book_title_n_ff0f6750_uniq" ON "app_book" ("title", "n");
CREATE INDEX "app_book_author_id_980d3e25" ON "app_book" ("author_id");
CREATE UNIQUE INDEX "app_book_others_book_id_author_id_381bacc7_uniq" ON "app_book_others" ("book_id", "author_id");
CREATE INDEX "app_book_others_book_id_bc6afe7f" ON "app_book_others" ("book_id");
CREATE INDEX "app_book_others_author_id_8e17fa15" ON "app_book_others" ("author_id");
COMMIT;
