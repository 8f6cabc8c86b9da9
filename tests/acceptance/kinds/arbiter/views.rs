//! Views and materialized views.

use super::{Pair, reasons};
use crate::support::cluster::Database;

const TABLES: &str = "
CREATE TABLE author (id integer PRIMARY KEY, name varchar(50) NOT NULL, born date, active boolean);
CREATE TABLE book (id integer PRIMARY KEY, title varchar(50), price numeric(10, 2), author_id integer REFERENCES author (id),
    year integer, kind varchar(10), data jsonb, at timestamptz);
CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x * 2';
";

/// Bodies of a view, each with changes of it by hand.
const BODIES: &[(&str, &[&str])] = &[
    (
        "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000",
        &[
            "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'z') AND b.year BETWEEN 1990 AND 2000",
            "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2001",
            "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y')",
            "SELECT b.id, b.title, a.name AS author FROM book b LEFT JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000",
            "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000",
            "SELECT b.id, b.kind AS title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000",
            "SELECT DISTINCT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000",
            "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000 AND b.id IS NOT NULL",
            "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000 ORDER BY b.id",
            "SELECT b.id, b.title, a.name AS author FROM book b INNER JOIN author a ON b.author_id = a.id WHERE b.kind IN ('x', 'y') AND b.year BETWEEN 1990 AND 2000 LIMIT 5",
        ],
    ),
    (
        "SELECT author_id, count(*) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 2 DESC, author_id LIMIT 10",
        &[
            "SELECT author_id, count(*) AS books, avg(price)::numeric AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 2 DESC, author_id LIMIT 10",
            "SELECT author_id, count(*) AS books, sum(price) AS total, min(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 2 DESC, author_id LIMIT 10",
            "SELECT author_id, count(DISTINCT id) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 2 DESC, author_id LIMIT 10",
            "SELECT author_id, count(*) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 2 ORDER BY 2 DESC, author_id LIMIT 10",
            "SELECT author_id, count(*) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id ORDER BY 2 DESC, author_id LIMIT 10",
            "SELECT author_id, count(*) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 2, author_id LIMIT 10",
            "SELECT author_id, count(*) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 3 DESC, author_id LIMIT 10",
            "SELECT author_id, count(*) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 2 DESC, author_id LIMIT 11",
            "SELECT author_id, count(*) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id, kind HAVING count(*) > 1 ORDER BY 2 DESC, author_id LIMIT 10",
            "SELECT author_id, count(*) FILTER (WHERE year > 0) AS books, sum(price) AS total, max(year) AS latest FROM book GROUP BY author_id HAVING count(*) > 1 ORDER BY 2 DESC, author_id LIMIT 10",
        ],
    ),
    (
        "SELECT name FROM author WHERE id IN (SELECT author_id FROM book WHERE price > 10) AND NOT EXISTS (SELECT 1 FROM book b WHERE b.author_id = author.id AND b.year < 1900)",
        &[
            "SELECT name FROM author WHERE id IN (SELECT author_id FROM book WHERE price > 11) AND NOT EXISTS (SELECT 1 FROM book b WHERE b.author_id = author.id AND b.year < 1900)",
            "SELECT name FROM author WHERE id NOT IN (SELECT author_id FROM book WHERE price > 10) AND NOT EXISTS (SELECT 1 FROM book b WHERE b.author_id = author.id AND b.year < 1900)",
            "SELECT name FROM author WHERE id > ANY (SELECT author_id FROM book WHERE price > 10) AND NOT EXISTS (SELECT 1 FROM book b WHERE b.author_id = author.id AND b.year < 1900)",
            "SELECT name FROM author WHERE id IN (SELECT year FROM book WHERE price > 10) AND NOT EXISTS (SELECT 1 FROM book b WHERE b.author_id = author.id AND b.year < 1900)",
            "SELECT name FROM author WHERE id IN (SELECT author_id FROM book WHERE price > 10) AND EXISTS (SELECT 1 FROM book b WHERE b.author_id = author.id AND b.year < 1900)",
            "SELECT name FROM author WHERE id IN (SELECT author_id FROM book WHERE price > 10) AND NOT EXISTS (SELECT 1 FROM book b WHERE b.year = author.id AND b.year < 1900)",
        ],
    ),
    (
        "SELECT id, (id NOT IN (SELECT author_id FROM book)) AS idle, (SELECT max(price) FROM book WHERE author_id = author.id) AS top FROM author",
        &[
            "SELECT id, (id <> ANY (SELECT author_id FROM book)) AS idle, (SELECT max(price) FROM book WHERE author_id = author.id) AS top FROM author",
            "SELECT id, (id >= ALL (SELECT author_id FROM book)) AS idle, (SELECT max(price) FROM book WHERE author_id = author.id) AS top FROM author",
            "SELECT id, (length(name) NOT IN (SELECT author_id FROM book)) AS idle, (SELECT max(price) FROM book WHERE author_id = author.id) AS top FROM author",
            "SELECT id, (EXISTS (SELECT author_id FROM book)) AS idle, (SELECT max(price) FROM book WHERE author_id = author.id) AS top FROM author",
            "SELECT id, (id NOT IN (SELECT author_id FROM book)) AS idle, (SELECT min(price) FROM book WHERE author_id = author.id) AS top FROM author",
        ],
    ),
    (
        "SELECT id, row_number() OVER (PARTITION BY author_id ORDER BY year DESC) AS place, sum(price) OVER (ORDER BY year ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS recent FROM book",
        &[
            "SELECT id, rank() OVER (PARTITION BY author_id ORDER BY year DESC) AS place, sum(price) OVER (ORDER BY year ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS recent FROM book",
            "SELECT id, row_number() OVER (ORDER BY author_id, year DESC) AS place, sum(price) OVER (ORDER BY year ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS recent FROM book",
            "SELECT id, row_number() OVER (PARTITION BY author_id ORDER BY year) AS place, sum(price) OVER (ORDER BY year ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS recent FROM book",
            "SELECT id, row_number() OVER (PARTITION BY author_id ORDER BY year DESC) AS place, sum(price) OVER (ORDER BY year ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS recent FROM book",
            "SELECT id, row_number() OVER (PARTITION BY author_id ORDER BY year DESC) AS place, sum(price) OVER (ORDER BY year) AS recent FROM book",
        ],
    ),
    (
        "WITH recent AS (SELECT * FROM book WHERE at > '2020-01-01 00:00+02') SELECT r.title, a.name FROM recent r, author a WHERE r.author_id = a.id AND a.active",
        &[
            "WITH recent AS (SELECT * FROM book WHERE at > '2020-01-01 00:00+01') SELECT r.title, a.name FROM recent r, author a WHERE r.author_id = a.id AND a.active",
            "WITH recent AS (SELECT * FROM book WHERE at > '2020-01-01 00:00+02') SELECT r.title, a.name FROM recent r, author a WHERE r.author_id = a.id AND NOT a.active",
            "SELECT r.title, a.name FROM book r, author a WHERE r.author_id = a.id AND a.active AND at > '2020-01-01 00:00+02'",
        ],
    ),
    (
        "SELECT id, title FROM book WHERE kind = 'x' UNION ALL SELECT id, name FROM author",
        &[
            "SELECT id, title FROM book WHERE kind = 'x' UNION SELECT id, name FROM author",
            "SELECT id, title FROM book WHERE kind = 'x' UNION ALL SELECT id, name FROM author WHERE active",
            "SELECT id, title FROM book WHERE kind = 'y' UNION ALL SELECT id, name FROM author",
            "SELECT id, title FROM book WHERE kind = 'x'",
        ],
    ),
    (
        "SELECT b.id, v.word FROM book b JOIN (VALUES (1, 'one'), (2, 'two')) AS v (number, word) ON v.number = b.year",
        &[
            "SELECT b.id, v.word FROM book b JOIN (VALUES (1, 'one'), (2, 'zwei')) AS v (number, word) ON v.number = b.year",
        ],
    ),
    (
        "SELECT id, twice(year) AS y, coalesce(title, '') || 'x' AS t, CASE WHEN price > 10 THEN 'dear' ELSE 'cheap' END AS c, data ->> 'k' AS k, extract(year FROM at) AS e FROM book",
        &[
            "SELECT id, year * 2 AS y, coalesce(title, '') || 'x' AS t, CASE WHEN price > 10 THEN 'dear' ELSE 'cheap' END AS c, data ->> 'k' AS k, extract(year FROM at) AS e FROM book",
            "SELECT id, twice(year) AS y, coalesce(title, '') || 'y' AS t, CASE WHEN price > 10 THEN 'dear' ELSE 'cheap' END AS c, data ->> 'k' AS k, extract(year FROM at) AS e FROM book",
            "SELECT id, twice(year) AS y, coalesce(title, '') || 'x' AS t, CASE WHEN price > 20 THEN 'dear' ELSE 'cheap' END AS c, data ->> 'k' AS k, extract(year FROM at) AS e FROM book",
            "SELECT id, twice(year) AS y, coalesce(title, '') || 'x' AS t, CASE WHEN price > 10 THEN 'dear' ELSE 'cheap' END AS c, data ->> 'l' AS k, extract(year FROM at) AS e FROM book",
            "SELECT id, twice(year) AS y, coalesce(title, '') || 'x' AS t, CASE WHEN price > 10 THEN 'dear' ELSE 'cheap' END AS c, data ->> 'k' AS k, extract(month FROM at) AS e FROM book",
        ],
    ),
];

/// Columns whose type another body would change cannot be replaced: hence made anew.
fn change(kind: &str, body: &str) -> String {
    format!("DROP {kind} seen; CREATE {kind} seen AS {body}")
}

fn clean(kind: &str) {
    for (body, changes) in BODIES {
        let pair = Pair::same(&format!("{TABLES} CREATE {kind} seen AS {body};"));
        let report = pair.report(&pair.database, &[]);
        assert_eq!(report.alarms(), [""; 0], "{body}");
        let unmeasured = reasons(&report);
        assert!(
            !unmeasured.iter().any(|one| one.contains("the body")),
            "{unmeasured:?}: {body}"
        );
        for changed in *changes {
            assert_found(&pair, kind, changed);
        }
    }
}

/// A changed body is one alarm, at the migration that made it.
fn assert_found(pair: &Pair, kind: &str, changed: &str) {
    let alarms = pair.after(&change(kind, changed));
    let [line] = alarms.as_slice() else {
        panic!("{alarms:?}\n{changed}");
    };
    assert!(line.contains("(body) < app.0001_make"), "{line}: {changed}");
}

#[test]
fn a_view_in_the_servers_words_is_silent_and_a_changed_one_is_found() {
    clean("VIEW");
}

#[test]
fn a_materialized_view_in_the_servers_words_is_silent_and_a_changed_one_is_found() {
    clean("MATERIALIZED VIEW");
}

#[test]
fn a_recursive_view_is_read_as_the_server_stores_it() {
    let pair = Pair::same(
        "CREATE RECURSIVE VIEW seen (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM seen WHERE n < 9;",
    );
    assert_eq!(pair.report(&pair.database, &[]).alarms(), [""; 0]);
    let changed = "CREATE OR REPLACE RECURSIVE VIEW seen (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM seen WHERE n < 8";
    assert_eq!(
        pair.after(changed),
        ["warning undecided view seen (body) < app.0001_make"]
    );
}

#[test]
fn a_view_of_a_missing_table_is_not_asked() {
    let pair = Pair::same(&format!(
        "{TABLES} CREATE VIEW seen AS SELECT a.id FROM author a JOIN book b ON a.id = b.id;"
    ));
    let alarms = pair.after("ALTER TABLE author RENAME TO writer");
    assert!(
        !alarms.iter().any(|line| line.contains("view")),
        "{alarms:?}"
    );
}

#[test]
fn a_role_that_may_not_read_is_told_so() {
    let pair = Pair::same(&format!(
        "{TABLES} CREATE VIEW seen AS SELECT a.id FROM author a JOIN book b ON a.id = b.id;
        CREATE TABLE late (at timestamptz CHECK (at > '2020-01-01 00:00+02'));"
    ));
    let role = format!("auditor_{}", pair.database.name());
    pair.database.execute(&format!(
        "CREATE ROLE {role} LOGIN; GRANT SELECT ON django_migrations TO {role}"
    ));
    let report = pair.report_as(&pair.database.url_as(&role), &[]);
    assert_eq!(report.alarms(), [""; 0]);
    let reasons = reasons(&report);
    assert!(
        reasons
            .iter()
            .any(|one| one.contains("the role may not read")),
        "{reasons:?}"
    );
    pair.database
        .execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn a_clean_database_is_as_silent_without_the_server() {
    let pair = Pair::same(&format!(
        "{TABLES} CREATE VIEW seen AS SELECT a.id FROM author a JOIN book b ON a.id = b.id;"
    ));
    assert_eq!(
        pair.report(&pair.database, &["--no-server-arbiter"])
            .alarms(),
        [""; 0]
    );
    let copy = Database::from_template(&pair.database);
    copy.execute(
        "CREATE OR REPLACE VIEW seen AS SELECT a.id FROM author a JOIN book b ON a.id = b.year",
    );
    assert_eq!(
        pair.report(&copy, &["--no-server-arbiter"]).alarms(),
        [""; 0]
    );
}

/// What happens below a view after it was made, and its query by then.
const RENAMES: &[(&str, &str, &str)] = &[
    (
        "SELECT book.id, a.name FROM book JOIN author a ON book.author_id = a.id WHERE book.year > 1990",
        "ALTER TABLE book RENAME TO volume",
        "SELECT volume.id, a.name FROM volume JOIN author a ON volume.author_id = a.id WHERE volume.year > 1991",
    ),
    (
        "SELECT b.id, a.name FROM book AS b JOIN author a ON b.author_id = a.id WHERE b.id IN (SELECT book.id FROM book)",
        "ALTER TABLE author RENAME TO writer; ALTER TABLE book RENAME TO volume",
        "SELECT b.id, a.name FROM volume AS b JOIN writer a ON b.author_id = a.id WHERE b.id IN (SELECT volume.year FROM volume)",
    ),
    (
        "SELECT id, title FROM book WHERE kind = 'x' UNION ALL SELECT id, name FROM author",
        "CREATE SCHEMA shop; ALTER TABLE book SET SCHEMA shop",
        "SELECT id, title FROM shop.book WHERE kind = 'y' UNION ALL SELECT id, name FROM author",
    ),
    (
        "SELECT * FROM book WHERE id IN (SELECT id FROM author)",
        "ALTER TABLE author RENAME TO writer",
        "SELECT * FROM book WHERE id IN (SELECT id + 1 FROM writer)",
    ),
];

#[test]
fn a_view_follows_a_relation_that_is_renamed() {
    for kind in ["VIEW", "MATERIALIZED VIEW"] {
        for (body, rename, changed) in RENAMES {
            let pair = Pair::same(&format!("{TABLES} CREATE {kind} seen AS {body}; {rename};"));
            let report = pair.report(&pair.database, &[]);
            assert_eq!(report.alarms(), [""; 0], "{body}");
            let unmeasured = reasons(&report);
            assert!(
                !unmeasured.iter().any(|one| one.contains("the body")),
                "{unmeasured:?}: {body}"
            );
            assert_found(&pair, kind, changed);
        }
    }
}

#[test]
fn a_view_of_all_columns_has_those_that_there_were() {
    let pair = Pair::same(&format!(
        "{TABLES} CREATE VIEW seen AS SELECT * FROM book WHERE id IN (SELECT id FROM author);
        ALTER TABLE book ADD COLUMN later integer;"
    ));
    assert_eq!(pair.report(&pair.database, &[]).alarms(), [""; 0]);
}
