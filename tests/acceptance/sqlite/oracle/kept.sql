-- A renamed column, in the condition and the body of a trigger of its table.
CREATE TABLE t (a, b)
CREATE TRIGGER g AFTER UPDATE OF a ON t WHEN NEW.a > 1 BEGIN DELETE FROM t WHERE a = OLD.a; END
ALTER TABLE t RENAME COLUMN a TO "Other One"

-- A check that nobody named, over a column that is written in double quotes after the rename.
CREATE TABLE t (a, b CHECK (b > 3), CHECK (a > 3))
ALTER TABLE t RENAME COLUMN b TO D
ALTER TABLE t RENAME COLUMN a TO "C c"

-- A column with a check in double quotes, added.
CREATE TABLE t (a)
ALTER TABLE t ADD COLUMN "D" integer CHECK ("D" > 3)

-- What is renamed to itself.
CREATE TABLE t (a)
ALTER TABLE t RENAME COLUMN a TO A
ALTER TABLE t RENAME TO T

-- A table that is made of a query takes another's place.
CREATE TABLE t (a)
CREATE TABLE u AS SELECT * FROM t
DROP TABLE t
ALTER TABLE u RENAME TO t
CREATE INDEX i ON t (a)
DROP TABLE t

-- A renamed table that a trigger writes to.
CREATE TABLE t (a)
CREATE TABLE u (a)
CREATE TRIGGER g AFTER INSERT ON u BEGIN INSERT INTO t (a) VALUES (NEW.a); DELETE FROM t; UPDATE t SET a = 1; END
ALTER TABLE t RENAME TO "Other"
