//! Rules, and what hangs on views: triggers, indexes, defaults of columns; and which views fall with
//! what.

use super::code::Oracle;

const RULES: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE TABLE item (id integer PRIMARY KEY, name varchar(20), price numeric(10, 2));
CREATE TABLE log (id integer, what text, at timestamptz DEFAULT now());
CREATE TABLE doomed (id integer);
CREATE VIEW cheap AS SELECT id, price FROM item WHERE price < 10;
CREATE RULE keep AS ON DELETE TO item WHERE OLD.id < 10 DO INSTEAD NOTHING;
CREATE RULE tell AS ON UPDATE TO item DO ALSO NOTIFY changed;
CREATE RULE written AS ON INSERT TO item DO ALSO INSERT INTO log VALUES (NEW.id, 'made');
CREATE RULE pair AS ON DELETE TO item DO (INSERT INTO log (id, what) VALUES (OLD.id, 'gone'); UPDATE log SET what = OLD.name WHERE log.id = OLD.id);
CREATE RULE cleared AS ON UPDATE TO item WHERE NEW.name IS DISTINCT FROM OLD.name DO DELETE FROM log WHERE id = OLD.id;
CREATE RULE copied AS ON INSERT TO item DO ALSO INSERT INTO log (id) SELECT id FROM item WHERE id = NEW.id;
CREATE RULE through AS ON INSERT TO cheap DO INSTEAD INSERT INTO item (id, price) VALUES (NEW.id, NEW.price);
CREATE RULE gone AS ON DELETE TO cheap DO INSTEAD NOTHING;
CREATE RULE old_name AS ON DELETE TO log DO ALSO NOTIFY changed, 'it';
CREATE RULE replaced AS ON DELETE TO log DO ALSO NOTIFY changed;
CREATE RULE falling AS ON DELETE TO log DO ALSO DELETE FROM doomed;
",
    ),
    (
        "0002_change",
        r"
ALTER TABLE item RENAME COLUMN name TO label;
ALTER TABLE item DISABLE RULE tell;
ALTER TABLE item ENABLE ALWAYS RULE keep;
ALTER RULE old_name ON log RENAME TO new_name;
CREATE OR REPLACE RULE replaced AS ON DELETE TO log DO INSTEAD NOTHING;
DROP RULE gone ON cheap;
DROP RULE IF EXISTS never ON log;
DROP TABLE doomed CASCADE;
",
    ),
];

#[test]
fn rules_that_a_server_made_by_the_same_statements_are_no_finding() {
    Oracle::of(&RULES).assert_clean(&[]);
}

fn each(oracle: &Oracle, faults: &[(&str, &str)]) {
    let owned = faults.iter();
    let owned: Vec<(String, String)> = owned
        .map(|(sql, alarm)| ((*sql).to_owned(), (*alarm).to_owned()))
        .collect();
    oracle.assert_each(&owned);
}

#[test]
fn each_change_of_a_rule_by_hand_is_one_finding() {
    let faults = [
        (
            "DROP RULE keep ON item",
            "error missing rule item.keep < app.0001_make",
        ),
        (
            "CREATE OR REPLACE RULE keep AS ON DELETE TO item WHERE OLD.id < 11 DO INSTEAD NOTHING; ALTER TABLE item ENABLE ALWAYS RULE keep",
            "error different rule item.keep (condition) < app.0001_make",
        ),
        (
            "CREATE OR REPLACE RULE keep AS ON DELETE TO item DO INSTEAD NOTHING; ALTER TABLE item ENABLE ALWAYS RULE keep",
            "error different rule item.keep (condition) < app.0001_make",
        ),
        (
            "CREATE OR REPLACE RULE keep AS ON DELETE TO item WHERE OLD.id < 10 DO ALSO NOTHING; ALTER TABLE item ENABLE ALWAYS RULE keep",
            "error different rule item.keep (timing) < app.0001_make",
        ),
        (
            "DROP RULE keep ON item; CREATE RULE keep AS ON UPDATE TO item WHERE OLD.id < 10 DO INSTEAD NOTHING; ALTER TABLE item ENABLE ALWAYS RULE keep",
            "error different rule item.keep (events) < app.0001_make",
        ),
        (
            "CREATE OR REPLACE RULE tell AS ON UPDATE TO item DO ALSO NOTIFY other; ALTER TABLE item DISABLE RULE tell",
            "error different rule item.tell (body) < app.0001_make",
        ),
        (
            "CREATE OR REPLACE RULE written AS ON INSERT TO item DO ALSO INSERT INTO log VALUES (NEW.id, 'done')",
            "error different rule item.written (body) < app.0001_make",
        ),
        (
            "CREATE OR REPLACE RULE cleared AS ON UPDATE TO item WHERE NEW.label IS DISTINCT FROM OLD.label DO DELETE FROM log WHERE id = NEW.id",
            "error different rule item.cleared (body) < app.0001_make",
        ),
        (
            "CREATE OR REPLACE RULE through AS ON INSERT TO cheap DO INSTEAD INSERT INTO item (id) VALUES (NEW.id)",
            "error different rule cheap.through (body) < app.0001_make",
        ),
        (
            "DROP RULE through ON cheap",
            "error missing rule cheap.through < app.0001_make",
        ),
        (
            "ALTER TABLE item ENABLE RULE tell",
            "error different rule item.tell (enabled) < app.0002_change",
        ),
        (
            "ALTER TABLE item DISABLE RULE written",
            "error invalid rule item.written (enabled) < app.0001_make",
        ),
        (
            "ALTER RULE new_name ON log RENAME TO old_name",
            "error missing rule log.new_name < app.0002_change\nerror surviving rule log.old_name < app.0002_change",
        ),
        (
            "CREATE OR REPLACE RULE replaced AS ON DELETE TO log DO ALSO NOTHING",
            "error different rule log.replaced (timing) < app.0002_change",
        ),
        (
            "CREATE RULE gone AS ON DELETE TO cheap DO INSTEAD NOTHING",
            "error surviving rule cheap.gone < app.0002_change",
        ),
        (
            "CREATE RULE extra AS ON DELETE TO cheap DO INSTEAD NOTHING",
            "warning unexpected rule cheap.extra < -",
        ),
        (
            "CREATE RULE extra AS ON DELETE TO log DO INSTEAD NOTHING",
            "warning unexpected rule log.extra < -",
        ),
    ];
    each(&Oracle::of(&RULES), &faults);
}

const VIEWS: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE TABLE item (id integer PRIMARY KEY, name varchar(20), price numeric(10, 2), owner integer, at timestamptz);
CREATE TABLE owner (id integer PRIMARY KEY, name text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW starred AS SELECT * FROM item;
CREATE VIEW joined (first) AS SELECT i.*, o.name AS owner_name FROM item i LEFT JOIN owner AS o ON o.id = i.owner;
CREATE VIEW named AS SELECT upper(name), count(*), sum(price), 1, price::integer, CASE WHEN price > 1 THEN name END, coalesce(name, ''), current_date, (at AT TIME ZONE 'UTC') FROM item GROUP BY name, price, at;
CREATE VIEW united AS SELECT id AS one FROM item UNION SELECT id FROM owner;
CREATE VIEW valued AS VALUES (1, 'a'), (2, 'b');
CREATE VIEW unread AS SELECT EXTRACT(year FROM at) FROM item;
CREATE TRIGGER instead INSTEAD OF INSERT OR UPDATE ON starred FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER whole AFTER DELETE ON starred EXECUTE FUNCTION touch();
CREATE TRIGGER gone INSTEAD OF DELETE ON starred FOR EACH ROW EXECUTE FUNCTION touch();
ALTER VIEW starred ALTER COLUMN owner SET DEFAULT 7;
ALTER VIEW starred ALTER COLUMN name SET DEFAULT 'x';
CREATE MATERIALIZED VIEW stored AS SELECT id, upper(name) AS up, price FROM item WITH NO DATA;
CREATE UNIQUE INDEX stored_id ON stored (id);
CREATE INDEX stored_up ON stored (up varchar_pattern_ops) WHERE price > 1;
CREATE INDEX ON stored (lower(up));
CREATE INDEX stored_gone ON stored (price);
CREATE INDEX stored_old ON stored USING hash (price);
",
    ),
    (
        "0002_change",
        r"
ALTER VIEW starred RENAME COLUMN owner TO keeper;
ALTER VIEW starred ALTER COLUMN name DROP DEFAULT;
ALTER TRIGGER whole ON starred RENAME TO statement;
DROP TRIGGER gone ON starred;
ALTER VIEW joined RENAME TO combined;
ALTER INDEX stored_old RENAME TO stored_new;
DROP INDEX stored_gone;
ALTER MATERIALIZED VIEW stored RENAME COLUMN price TO cost;
CREATE SCHEMA other;
ALTER MATERIALIZED VIEW stored SET SCHEMA other;
ALTER MATERIALIZED VIEW other.stored RENAME TO kept;
",
    ),
];

#[test]
fn what_hangs_on_views_and_was_made_by_the_same_statements_is_no_finding() {
    let unread = "view public.unread: the columns was not compared: the ledger's text does not tell their names";
    Oracle::of(&VIEWS).assert_clean(&[unread]);
}

#[test]
fn each_change_of_what_hangs_on_a_view_is_one_finding() {
    let faults = [
        (
            "DROP TRIGGER instead ON starred",
            "error missing trigger starred.instead < app.0001_make",
        ),
        (
            "DROP TRIGGER instead ON starred; CREATE TRIGGER instead INSTEAD OF INSERT ON starred FOR EACH ROW EXECUTE FUNCTION touch()",
            "error different trigger starred.instead (events) < app.0001_make",
        ),
        (
            "ALTER TRIGGER statement ON starred RENAME TO whole",
            "error missing trigger starred.statement < app.0002_change\nerror surviving trigger starred.whole < app.0002_change",
        ),
        (
            "CREATE TRIGGER gone INSTEAD OF DELETE ON starred FOR EACH ROW EXECUTE FUNCTION touch()",
            "error surviving trigger starred.gone < app.0002_change",
        ),
        (
            "CREATE TRIGGER extra INSTEAD OF DELETE ON starred FOR EACH ROW EXECUTE FUNCTION touch()",
            "warning unexpected trigger starred.extra < -",
        ),
        (
            "ALTER VIEW starred ALTER keeper SET DEFAULT 8",
            "error different view starred (default) < app.0002_change",
        ),
        (
            "ALTER VIEW starred ALTER keeper DROP DEFAULT",
            "error different view starred (default) < app.0002_change",
        ),
        (
            "ALTER VIEW starred ALTER name SET DEFAULT 'x'",
            "error different view starred (default) < app.0002_change",
        ),
        (
            "ALTER VIEW starred RENAME COLUMN keeper TO owner",
            "error different view starred (columns) < app.0002_change",
        ),
        (
            "ALTER VIEW combined RENAME COLUMN first TO id",
            "error different view combined (columns) < app.0001_make",
        ),
        (
            "ALTER VIEW named RENAME COLUMN upper TO up",
            "error different view named (columns) < app.0001_make",
        ),
        (
            "ALTER VIEW united RENAME COLUMN one TO two",
            "error different view united (columns) < app.0001_make",
        ),
        (
            "ALTER VIEW valued RENAME COLUMN column1 TO two",
            "error different view valued (columns) < app.0001_make",
        ),
        (
            "DROP INDEX other.stored_id",
            "error missing index kept.stored_id < app.0001_make",
        ),
        (
            "DROP INDEX other.stored_id; CREATE INDEX stored_id ON other.kept (id)",
            "error different index kept.stored_id (unique) < app.0001_make",
        ),
        (
            "DROP INDEX other.stored_up; CREATE INDEX stored_up ON other.kept (up) WHERE cost > 1",
            "error different index kept.stored_up (opclass) < app.0001_make",
        ),
        (
            "DROP INDEX other.stored_up; CREATE INDEX stored_up ON other.kept (up varchar_pattern_ops) WHERE cost > 2",
            "error different index kept.stored_up (predicate) < app.0001_make",
        ),
        (
            "DROP INDEX other.stored_lower_idx; CREATE INDEX stored_lower_idx ON other.kept (upper(up))",
            "error different index kept.stored_lower_idx (expression) < app.0001_make",
        ),
        (
            "ALTER INDEX other.stored_new RENAME TO stored_old",
            "error missing index kept.stored_new < app.0002_change\nerror surviving index kept.stored_old < app.0002_change",
        ),
        (
            "CREATE INDEX stored_gone ON other.kept (cost)",
            "error surviving index kept.stored_gone < app.0002_change",
        ),
        (
            "CREATE INDEX extra ON other.kept (cost)",
            "warning unexpected index kept.extra < -",
        ),
        (
            "ALTER MATERIALIZED VIEW other.kept SET SCHEMA public",
            "error misplaced materialized_view kept < app.0002_change",
        ),
        (
            "DROP MATERIALIZED VIEW other.kept",
            "error missing materialized_view kept < app.0002_change",
        ),
    ];
    each(&Oracle::of(&VIEWS), &faults);
}

const CASCADES: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE TABLE item (id integer PRIMARY KEY, name text, price integer);
CREATE TABLE other (id integer PRIMARY KEY, item text);
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE VIEW one AS SELECT id FROM item;
CREATE VIEW two AS SELECT id FROM one;
CREATE MATERIALIZED VIEW three AS SELECT t.id FROM (SELECT * FROM two) t;
CREATE VIEW stays AS SELECT id, item FROM other;
CREATE VIEW priced AS SELECT price FROM item;
CREATE VIEW priceless AS SELECT name FROM item;
CREATE VIEW whole AS SELECT * FROM item;
CREATE VIEW calling AS SELECT f(id) AS f FROM other;
CREATE VIEW moody AS SELECT 'a'::mood AS m;
CREATE VIEW first AS SELECT id FROM other;
CREATE VIEW second AS SELECT id FROM first;
CREATE VIEW nested AS SELECT id FROM other WHERE EXISTS (SELECT 1 FROM item WHERE item.id = other.id);
",
    ),
    (
        "0002_change",
        r"
ALTER TABLE item ADD COLUMN later integer;
ALTER TABLE item DROP COLUMN later CASCADE;
ALTER TABLE item DROP COLUMN price CASCADE;
DROP FUNCTION f(integer) CASCADE;
DROP TYPE mood CASCADE;
DROP VIEW first CASCADE;
ALTER TABLE item RENAME TO thing;
DROP TABLE thing CASCADE;
",
    ),
];

#[test]
fn the_views_that_fall_with_what_they_read_are_gone_and_no_other() {
    let oracle = Oracle::of(&CASCADES);
    oracle.assert_clean(&[]);
    let faults = [
        (
            "DROP VIEW stays",
            "error missing view stays < app.0001_make",
        ),
        (
            "CREATE VIEW two AS SELECT 1 AS id",
            "error surviving view two < app.0002_change",
        ),
        (
            "CREATE VIEW second AS SELECT 1 AS id",
            "error surviving view second < app.0002_change",
        ),
        (
            "CREATE VIEW nested AS SELECT 1 AS id",
            "error surviving view nested < app.0002_change",
        ),
        (
            "CREATE VIEW priced AS SELECT 1 AS id",
            "error surviving view priced < app.0002_change",
        ),
    ];
    each(&oracle, &faults);
}
