//! Expressions that hang on functions, rules, statistics, views and partitions.

use super::Pair;

/// Each of them in words that the texts alone leave undecided.
const KINDS: &str = "
CREATE TABLE item (id integer PRIMARY KEY, wait interval, at timestamptz, name varchar(10));
CREATE FUNCTION plain(a interval DEFAULT 'PT90M', b date DEFAULT '1 Jan 2020', c interval DEFAULT 'PT90M')
    RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE done(a interval DEFAULT 'PT90M') LANGUAGE sql AS 'SELECT 1';
CREATE RULE early AS ON UPDATE TO item WHERE OLD.wait < 'PT90M' AND NEW.at > '1 Jan 2020 00:00+00' DO INSTEAD NOTHING;
CREATE VIEW seen AS SELECT id, wait, at FROM item;
ALTER VIEW seen ALTER wait SET DEFAULT 'PT90M';
CREATE TABLE part (a interval, b timestamptz) PARTITION BY RANGE (b);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('1 Jan 2020 00:00+00') TO (MAXVALUE);
CREATE TABLE list (a interval) PARTITION BY LIST ((a + 'PT90M'));
CREATE TABLE list_1 PARTITION OF list FOR VALUES IN ('PT90M', 'PT91M');
";

/// What servers before 14 do not know.
const SINCE_14: &str = "
CREATE STATISTICS lengths ON (wait < 'PT90M'), (lower(name)) FROM item;
CREATE FUNCTION short(a interval) RETURNS boolean LANGUAGE sql RETURN a < 'PT90M';
";

const CHANGES: [(&str, &str); 10] = [
    (
        "CREATE OR REPLACE FUNCTION plain(a interval DEFAULT 'PT90M', b date DEFAULT '2 Jan 2020', c interval DEFAULT 'PT90M')
         RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "function plain (default)",
    ),
    (
        "CREATE OR REPLACE FUNCTION plain(a interval DEFAULT 'PT90M', b date DEFAULT '1 Jan 2020', c interval DEFAULT 'PT91M')
         RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "function plain (default)",
    ),
    (
        "CREATE OR REPLACE PROCEDURE done(a interval DEFAULT 'PT91M') LANGUAGE sql AS 'SELECT 1'",
        "function done (default)",
    ),
    (
        "CREATE OR REPLACE RULE early AS ON UPDATE TO item
         WHERE OLD.wait < 'PT91M' AND NEW.at > '1 Jan 2020 00:00+00' DO INSTEAD NOTHING",
        "rule item.early (condition)",
    ),
    (
        "CREATE OR REPLACE RULE early AS ON UPDATE TO item
         WHERE NEW.wait < 'PT90M' AND NEW.at > '1 Jan 2020 00:00+00' DO INSTEAD NOTHING",
        "rule item.early (condition)",
    ),
    ("ALTER VIEW seen ALTER wait SET DEFAULT 'PT91M'", "view seen (default)"),
    (
        "ALTER TABLE part DETACH PARTITION part_1;
         ALTER TABLE part ATTACH PARTITION part_1 FOR VALUES FROM ('2 Jan 2020 00:00+00') TO (MAXVALUE)",
        "table part_1 (bound)",
    ),
    (
        "ALTER TABLE list DETACH PARTITION list_1;
         ALTER TABLE list ATTACH PARTITION list_1 FOR VALUES IN ('PT90M', 'PT92M')",
        "table list_1 (bound)",
    ),
    (
        "DROP STATISTICS lengths; CREATE STATISTICS lengths ON (wait < 'PT91M'), (lower(name)) FROM item",
        "statistics lengths (expression)",
    ),
    (
        "CREATE OR REPLACE FUNCTION short(a interval) RETURNS boolean LANGUAGE sql RETURN a < 'PT91M'",
        "function short (body)",
    ),
];

fn script() -> (String, bool) {
    let database = crate::support::cluster::Database::create();
    let newer =
        database.texts("SELECT (current_setting('server_version_num')::int >= 140000)::text");
    let newer = newer == ["true"];
    let more = if newer { SINCE_14 } else { "" };
    (format!("{KINDS}{more}"), newer)
}

#[test]
fn expressions_that_hang_elsewhere_in_other_words_are_silent() {
    let pair = Pair::same(&script().0);
    assert_eq!(pair.report(&pair.database, &[]).alarms(), [""; 0]);
    let without = pair.report(&pair.database, &["--no-server-arbiter"]);
    assert!(without.alarms().len() > 6, "{:?}", without.alarms());
}

#[test]
fn expressions_that_hang_elsewhere_and_are_changed_are_found() {
    let (script, newer) = script();
    let pair = Pair::same(&script);
    for (change, what) in CHANGES {
        if !newer && (what.contains("statistics") || what.contains("short")) {
            continue;
        }
        let alarms = pair.after(change);
        let [line] = alarms.as_slice() else {
            panic!("{change}: {alarms:?}");
        };
        assert!(
            line.contains(what) && line.ends_with("< app.0001_make"),
            "{change}: {line}"
        );
    }
}
