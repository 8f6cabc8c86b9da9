//! Tables that inherit.

use super::Oracle;

const HEIRS: [(&str, &str); 2] = [
    (
        "0001_make",
        r"CREATE TABLE parent (id bigint PRIMARY KEY, name text NOT NULL CHECK (name <> ''), size integer DEFAULT 1, CONSTRAINT lonely CHECK (size > 0) NO INHERIT);
CREATE TABLE other (name text, weight numeric(5, 1) DEFAULT 1.5, CONSTRAINT heavy CHECK (weight > 0));
CREATE TABLE child (extra date, size integer DEFAULT 2) INHERITS (parent);
CREATE TABLE both_of (extra date) INHERITS (parent, other);
CREATE TABLE adopted (id bigint NOT NULL, name text NOT NULL, size integer, CONSTRAINT parent_name_check CHECK (name <> ''));
ALTER TABLE adopted INHERIT parent;
CREATE TABLE grandchild () INHERITS (child);
CREATE TABLE leaver () INHERITS (parent);
CREATE TABLE merged (size integer NOT NULL, CONSTRAINT parent_name_check CHECK (name <> '')) INHERITS (parent);
",
    ),
    (
        "0002_change",
        r"ALTER TABLE leaver NO INHERIT parent;
ALTER TABLE leaver DROP COLUMN size;
ALTER TABLE parent ADD COLUMN late boolean DEFAULT false NOT NULL;
ALTER TABLE ONLY parent ALTER COLUMN size SET DEFAULT 9;
ALTER TABLE parent RENAME COLUMN late TO tardy;
ALTER TABLE parent ADD COLUMN gone integer;
ALTER TABLE parent ADD CONSTRAINT young CHECK (size < 100) NOT VALID;
ALTER TABLE parent VALIDATE CONSTRAINT young;
ALTER TABLE parent RENAME CONSTRAINT young TO small;
ALTER TABLE parent DROP COLUMN gone;
ALTER TABLE parent ADD COLUMN kept integer;
ALTER TABLE ONLY parent DROP COLUMN kept;
ALTER TABLE parent ALTER size TYPE bigint;
ALTER TABLE parent ALTER size SET NOT NULL;
ALTER TABLE ONLY other DROP CONSTRAINT heavy;
ALTER TABLE both_of DROP CONSTRAINT heavy;
ALTER TABLE other ADD COLUMN tardy boolean;
CREATE INDEX ON parent (name);
ALTER TABLE child RENAME TO kid;
ALTER TABLE parent RENAME TO elder;
CREATE TABLE dropped (id integer);
CREATE TABLE dropped_child () INHERITS (dropped);
DROP TABLE dropped CASCADE;
",
    ),
];

#[test]
fn heirs_that_a_server_made_by_the_same_statements_are_no_finding() {
    Oracle::of(&HEIRS).assert_clean(&[]);
}

const HEIR_FAULTS: &[(&str, &[&str])] = &[
    (
        "ALTER TABLE kid NO INHERIT elder",
        &["error different table kid (inherits) < app.0001_make"],
    ),
    (
        "ALTER TABLE elder ADD COLUMN more int",
        &["warning unexpected column elder.more < -"],
    ),
    (
        "ALTER TABLE kid ADD COLUMN more int",
        &["warning unexpected column kid.more < -"],
    ),
    (
        "ALTER TABLE kid ALTER size SET DEFAULT 4",
        &["error different column kid.size (default) < app.0001_make"],
    ),
    (
        "ALTER TABLE elder DROP CONSTRAINT small",
        &["error missing constraint elder.small < app.0002_change"],
    ),
    (
        "ALTER TABLE elder DROP CONSTRAINT lonely",
        &["error missing constraint elder.lonely < app.0001_make"],
    ),
    (
        "ALTER TABLE elder ALTER name DROP NOT NULL",
        &["error different column elder.name (nullable) < app.0001_make"],
    ),
    (
        "ALTER TABLE both_of NO INHERIT other",
        &["error different table both_of (inherits) < app.0001_make"],
    ),
    (
        "ALTER TABLE both_of ADD CONSTRAINT heavy CHECK (weight > 0)",
        &["error surviving constraint both_of.heavy < app.0002_change"],
    ),
    (
        "DROP TABLE kid CASCADE",
        &["error missing table kid < app.0002_change"],
    ),
    (
        "DROP TABLE elder CASCADE",
        &["error missing table elder < app.0002_change"],
    ),
    (
        "DROP INDEX parent_name_idx",
        &["error missing index elder.parent_name_idx < app.0002_change"],
    ),
    ("CREATE TABLE byhand () INHERITS (elder)", &[]),
    (
        "ALTER TABLE leaver ADD COLUMN size int",
        &["error surviving column leaver.size < app.0002_change"],
    ),
];

#[test]
fn each_change_of_an_heir_by_hand_is_one_finding() {
    Oracle::of(&HEIRS).assert_each(HEIR_FAULTS);
}
