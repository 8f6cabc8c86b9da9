-- A cast that USING has to write.
CREATE TABLE t (a text, b integer DEFAULT 1, c boolean);
ALTER TABLE t ALTER COLUMN a TYPE integer;
ALTER TABLE t ALTER COLUMN a TYPE integer USING a::integer;
ALTER TABLE t ALTER COLUMN b TYPE boolean USING b = 1;
ALTER TABLE t ALTER COLUMN b TYPE bigint;
ALTER TABLE t ALTER COLUMN b TYPE text;

-- What hangs on the column does not take every type.
CREATE TABLE t (a integer CHECK (a > 0), b integer PRIMARY KEY, c varchar(9));
CREATE TABLE u (b integer REFERENCES t);
CREATE INDEX c_like ON t (c varchar_pattern_ops);
ALTER TABLE t ALTER COLUMN a TYPE text;
ALTER TABLE t ALTER COLUMN b TYPE text;
ALTER TABLE u ALTER COLUMN b TYPE text;
ALTER TABLE t ALTER COLUMN c TYPE integer USING 1;

-- Schemas, types and functions that are not there.
CREATE TABLE nowhere.t (a integer);
CREATE TABLE t (a nothing);
CREATE TABLE t (a integer);
ALTER TABLE t ADD COLUMN b nothing;
ALTER TABLE t SET SCHEMA nowhere;
CREATE VIEW nowhere.v AS SELECT a FROM t;
CREATE SEQUENCE nowhere.s;
CREATE TYPE nowhere.mood AS ENUM ('ok');
CREATE DOMAIN level AS nothing;
CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE TRIGGER y BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE TYPE mood AS ENUM ('ok');
ALTER TABLE t ADD COLUMN c mood, ADD COLUMN d mood[], ADD COLUMN e serial;
ALTER TABLE t ALTER COLUMN c TYPE text;
ALTER TABLE t ALTER COLUMN c TYPE mood;

-- A foreign key points at a key, of a type that is compared with its own.
CREATE TABLE t (a integer PRIMARY KEY, b integer, c text UNIQUE, d bigint UNIQUE DEFERRABLE);
CREATE TABLE u (a integer, b integer, c varchar(9), d integer);
ALTER TABLE u ADD FOREIGN KEY (b) REFERENCES t (b);
ALTER TABLE u ADD FOREIGN KEY (c) REFERENCES t (a);
ALTER TABLE u ADD FOREIGN KEY (d) REFERENCES t (d);
ALTER TABLE u ADD FOREIGN KEY (c) REFERENCES t (c);
ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES t;
ALTER TABLE u ADD COLUMN e text REFERENCES t;
CREATE TABLE v (a integer REFERENCES t (b));
CREATE UNIQUE INDEX t_b ON t (b);
CREATE TABLE v (a bigint REFERENCES t (b));
CREATE TABLE w (a integer PRIMARY KEY, b integer REFERENCES w);
CREATE TABLE x (a integer, b integer REFERENCES x);
CREATE TABLE x (a integer UNIQUE, b integer REFERENCES x (a), c integer, FOREIGN KEY (c) REFERENCES x (a));
ALTER TABLE x ADD COLUMN d integer REFERENCES x;
ALTER TABLE x ADD COLUMN d integer REFERENCES x (a), ADD FOREIGN KEY (b) REFERENCES x (c);

-- CONCURRENTLY is for tables that are not partitioned.
CREATE TABLE t (a integer) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t DEFAULT;
CREATE INDEX CONCURRENTLY t_a ON t (a);
CREATE INDEX CONCURRENTLY t1_a ON t1 (a);

-- What is dropped at once may hang on each other.
CREATE TABLE t (a integer PRIMARY KEY);
CREATE VIEW base AS SELECT a FROM t;
CREATE VIEW reader AS SELECT a FROM base;
CREATE TABLE u (a integer REFERENCES t);
DROP VIEW base;
DROP VIEW base, reader;
DROP TABLE t, u;
