CREATE TABLE item (a integer);
CREATE TABLE item (a integer);

CREATE TABLE item (a integer);
ALTER TABLE item ADD COLUMN a text;

CREATE TABLE item (a integer);
ALTER TABLE item DROP COLUMN b;

CREATE TABLE item (a integer);
ALTER TABLE item RENAME b TO c;

CREATE TABLE item (a integer PRIMARY KEY);
CREATE TABLE tag (a integer REFERENCES item);
DROP TABLE item;

CREATE TABLE item (a integer);
CREATE VIEW v1 AS SELECT a FROM item;
CREATE VIEW v1 AS SELECT a FROM item;

CREATE TABLE item (a integer);
CREATE INDEX n1 ON item (a);
CREATE SEQUENCE n1;

ALTER TABLE item ADD CHECK (a > 0);

CREATE TABLE item (a integer) PARTITION BY RANGE (a);
ALTER TABLE item DETACH PARTITION p1;

CREATE TYPE mood AS ENUM ('sad');
CREATE TYPE mood AS ENUM ('ok');

CREATE TABLE item (a integer, CONSTRAINT n1 CHECK (a > 0));
ALTER TABLE item ADD CONSTRAINT n1 CHECK (a > 5);

CREATE TABLE item (a integer);
CREATE TABLE heir () INHERITS (item, tag);
