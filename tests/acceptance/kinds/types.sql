-- 0001_types
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE TYPE "Level" AS ENUM ('low', 'high');
CREATE TYPE unused AS ENUM ();
CREATE TYPE pair AS (a integer, "B" varchar(10)[], c text COLLATE "C", m mood);
CREATE TYPE free AS (c text COLLATE "C", d date);
CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE text_range AS RANGE (SUBTYPE = text, COLLATION = "C", subtype_opclass = text_pattern_ops);
CREATE TYPE plain_range AS RANGE (subtype = numeric(10, 2));
CREATE DOMAIN email AS varchar(254) CHECK (VALUE ~ '@') CONSTRAINT longish CHECK (length(VALUE) > 3) NOT NULL;
CREATE DOMAIN code AS text COLLATE "C" DEFAULT 'x' CHECK (VALUE <> '') CHECK (VALUE IN ('x', 'y', 'z'));
CREATE DOMAIN subcode AS code CHECK (lower(VALUE) = VALUE);
CREATE DOMAIN positive AS integer CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE DOMAIN positive2 AS positive DEFAULT 7 NOT NULL;
CREATE DOMAIN amount numeric(12,2) DEFAULT 0.00;
CREATE DOMAIN moods AS mood[] CHECK (VALUE <> '{}');
CREATE DOMAIN stamp AS timestamptz DEFAULT now();
CREATE TYPE doomed AS ENUM ('a', 'b');
CREATE DOMAIN doomed_domain AS integer CHECK (VALUE > 1);
CREATE TABLE thing (
    id serial PRIMARY KEY,
    mood mood NOT NULL DEFAULT 'sad',
    moods mood[] DEFAULT '{sad,happy}',
    level "Level" DEFAULT 'low'::"Level",
    pair pair, pairs pair[], span span, email email, code code DEFAULT 'y',
    sub subcode, amount amount DEFAULT 1.5, positive positive2,
    gone doomed, gone_too doomed[] DEFAULT '{a}', going doomed_domain, all_moods moods, at stamp,
    CONSTRAINT thing_mood CHECK (mood IN ('sad', 'happy')),
    CONSTRAINT thing_level CHECK (level <> 'high' OR mood = 'sad'),
    CONSTRAINT thing_email CHECK (email LIKE '%.%' AND length(email) < 200),
    CONSTRAINT thing_code CHECK (code IN ('x', 'y') OR sub = 'z'),
    CONSTRAINT thing_amount CHECK (amount >= 0 AND positive < 100)
);
CREATE INDEX thing_sad ON thing (id) WHERE mood = 'sad';
CREATE INDEX thing_code_upper ON thing (upper(code), (amount + 1));
-- 0002_grow
ALTER TYPE mood ADD VALUE 'fine' BEFORE 'happy';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy';
ALTER TYPE mood ADD VALUE 'glad';
ALTER TYPE unused ADD VALUE 'only';
ALTER TYPE pair ADD ATTRIBUTE d date, DROP ATTRIBUTE a;
ALTER TYPE free ALTER ATTRIBUTE c TYPE varchar(20) COLLATE "POSIX";
ALTER TYPE pair RENAME ATTRIBUTE "B" TO b CASCADE;
ALTER DOMAIN email ADD CONSTRAINT lower CHECK (lower(VALUE) = VALUE) NOT VALID;
ALTER DOMAIN email ADD CHECK (VALUE <> 'x@y');
ALTER DOMAIN email DROP NOT NULL;
ALTER DOMAIN code DROP CONSTRAINT code_check1;
ALTER DOMAIN code SET NOT NULL;
ALTER DOMAIN code SET DEFAULT 'z'::text || '';
ALTER DOMAIN amount DROP DEFAULT;
ALTER DOMAIN positive DROP CONSTRAINT IF EXISTS no_such;
ALTER DOMAIN positive RENAME CONSTRAINT positive_check TO is_positive;
-- 0003_rename
ALTER DOMAIN email VALIDATE CONSTRAINT lower;
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
ALTER TYPE mood RENAME TO feeling;
CREATE SCHEMA "Extra";
ALTER TYPE "Level" SET SCHEMA "Extra";
ALTER TYPE span RENAME TO extent;
ALTER DOMAIN code RENAME TO short_code;
ALTER DOMAIN subcode SET SCHEMA "Extra";
ALTER TYPE amount RENAME TO money_amount;
DROP TYPE doomed CASCADE;
DROP DOMAIN doomed_domain CASCADE;
DROP TYPE IF EXISTS no_such_type;
DROP TYPE unused;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'feeling') THEN
    CREATE TYPE feeling AS ENUM ('blue');
  END IF;
END $$;
DO $$ BEGIN CREATE TYPE size AS ENUM ('s', 'm'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- 0004_collations
CREATE COLLATION plain (locale = 'C');
CREATE COLLATION split (lc_collate = 'C', lc_ctype = 'POSIX');
CREATE COLLATION copy FROM "C";
CREATE COLLATION again FROM copy;
CREATE COLLATION IF NOT EXISTS plain (locale = 'POSIX');
CREATE COLLATION going_away (locale = 'C');
CREATE TABLE worded (
    id integer,
    a text COLLATE plain,
    b varchar(5) COLLATE going_away DEFAULT 'b',
    CONSTRAINT worded_a CHECK (a > 'm' COLLATE split)
);
CREATE INDEX worded_b ON worded (a COLLATE split);
CREATE DOMAIN word AS text COLLATE plain;
ALTER COLLATION plain RENAME TO simple;
ALTER COLLATION split SET SCHEMA "Extra";
ALTER COLLATION simple REFRESH VERSION;
DROP COLLATION going_away CASCADE;
-- 0005_schemas
CREATE SCHEMA filled
    CREATE VIEW names AS SELECT id FROM parent
    CREATE TABLE parent (id serial PRIMARY KEY, at tstzrange)
    CREATE INDEX parent_at ON parent (at)
    CREATE TABLE child (parent integer REFERENCES parent, n integer CHECK (n > 0));
CREATE TYPE filled.kind AS ENUM ('a');
CREATE DOMAIN filled.small AS integer CHECK (VALUE < 10);
CREATE COLLATION filled.words (locale = 'C');
ALTER TABLE filled.parent ADD COLUMN kind filled.kind DEFAULT 'a'::filled.kind, ADD COLUMN small filled.small,
    ADD COLUMN word text COLLATE filled.words;
CREATE TABLE outside (kind filled.kind, parent integer REFERENCES filled.parent, row filled.parent);
ALTER SCHEMA filled RENAME TO moved;
CREATE TABLE moved.late (id integer DEFAULT nextval('moved.parent_id_seq'));
CREATE SCHEMA doomed_schema;
CREATE TYPE doomed_schema.kind AS ENUM ('x');
CREATE DOMAIN doomed_schema.d AS integer;
CREATE TABLE doomed_schema.t (id integer PRIMARY KEY);
CREATE TABLE keeper (id integer, kind doomed_schema.kind, d doomed_schema.d[], t integer REFERENCES doomed_schema.t);
DROP SCHEMA doomed_schema CASCADE;
CREATE TABLE renamed_row (id integer);
CREATE TABLE holds_row (r renamed_row, rs renamed_row[]);
ALTER TABLE renamed_row RENAME TO other_row;
SET search_path = moved, public;
CREATE TYPE kind2 AS ENUM ('b');
CREATE TABLE public.of_path (k kind, k2 kind2, s small[], c text DEFAULT ('b'::kind2)::text);
-- 0006_extension
CREATE EXTENSION IF NOT EXISTS plpgsql VERSION '1.0';
ALTER EXTENSION plpgsql UPDATE TO '1.0';
