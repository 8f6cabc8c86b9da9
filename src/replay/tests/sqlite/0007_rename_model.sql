BEGIN;
--
-- Rename model Author to Writer
--
ALTER TABLE "app_author" RENAME TO "app_writer";
CREATE TABLE "new__app_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "at" datetime NULL, "ok" bool NOT NULL, "n" integer unsigned NOT NULL CHECK ("n" >= 0), "author_id" bigint NOT NULL REFERENCES "app_writer" ("id") DEFERRABLE INITIALLY DEFERRED, "pages" integer NOT NULL, "heading" varchar(60) NOT NULL, CONSTRAINT "pos" CHECK ("pages" > 0), CONSTRAINT "uq" UNIQUE ("pages", "n"));
INSERT INTO "new__app_book" ("id", "data", "at", "ok", "n", "pages", "heading", "author_id") SELECT "id", "data", "at", "ok", "n", "pages", "heading", "author_id" FROM "app_book";
DROP TABLE "app_book";
ALTER TABLE "new__app_book" RENAME TO "app_book";
CREATE UNIQUE INDEX "app_book_heading_n_d9eba397_uniq" ON "app_book" ("heading", "n");
CREATE UNIQUE INDEX "uqc" ON "app_book" ("heading") WHERE "ok";
CREATE INDEX "app_book_author_id_980d3e25" ON "app_book" ("author_id");
CREATE INDEX "app_book_heading_03eb1e99" ON "app_book" ("heading");
CREATE INDEX "atidx" ON "app_book" ("at" DESC);
CREATE TABLE "new__app_book_others" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "book_id" integer NOT NULL REFERENCES "app_book" ("id") DEFERRABLE INITIALLY DEFERRED, "writer_id" bigint NOT NULL REFERENCES "app_writer" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "new__app_book_others" ("id", "writer_id", "book_id") SELECT "id", "author_id", "book_id" FROM "app_book_others";
DROP TABLE "app_book_others";
ALTER TABLE "new__app_book_others" RENAME TO "app_book_others";
CREATE UNIQUE INDEX "app_book_others_book_id_writer_id_83162003_uniq" ON "app_book_others" ("book_id", "writer_id");
CREATE INDEX "app_book_others_book_id_bc6afe7f" ON "app_book_others" ("book_id");
CREATE INDEX "app_book_others_writer_id_bbdfd9d1" ON "app_book_others" ("writer_id");
--
-- Rename model Book to Novel
--
ALTER TABLE "app_book" RENAME TO "app_novel";
CREATE TABLE "app_novel_others" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "novel_id" integer NOT NULL REFERENCES "app_novel" ("id") DEFERRABLE INITIALLY DEFERRED, "writer_id" bigint NOT NULL REFERENCES "app_writer" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "app_novel_others" (id, novel_id, writer_id) SELECT id, book_id, writer_id FROM "app_book_others";
DROP TABLE "app_book_others";
CREATE UNIQUE INDEX "app_novel_others_novel_id_writer_id_a7f68e37_uniq" ON "app_novel_others" ("novel_id", "writer_id");
CREATE INDEX "app_novel_others_novel_id_6e271c6b" ON "app_novel_others" ("novel_id");
CREATE INDEX "app_novel_others_writer_id_d4350497" ON "app_novel_others" ("writer_id");
COMMIT;
