//! Verified means measured: what nothing was held against is told in the first line, and takes the word
//! from its migration; it is no finding.

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;

const MIGRATIONS: [(&str, &str); 4] = [
    ("0001_plain", "CREATE TABLE m_a (id bigint PRIMARY KEY);"),
    (
        "0002_aspect",
        "CREATE TABLE m_b (id bigint PRIMARY KEY); CREATE OPERATOR FAMILY m_family USING btree;
         ALTER OPERATOR FAMILY m_family USING btree ADD FUNCTION 1 (int4, int8) btint48cmp(int4, int8);",
    ),
    (
        "0003_statement",
        "CREATE TABLE m_c (id bigint PRIMARY KEY);
         ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;",
    ),
    (
        "0004_rows",
        "CREATE TABLE m_d (id bigint PRIMARY KEY); INSERT INTO m_d VALUES (1);",
    ),
];

fn project() -> (TempDir, Database) {
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir(ledger.path().join("m")).expect("a folder");
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now())",
    );
    for (name, sql) in MIGRATIONS {
        let file = ledger.path().join(format!("m/{name}.sql"));
        fs::write(file, format!("{sql}\n")).expect("a stored output");
        database.execute(sql);
        database.execute(&format!(
            "INSERT INTO django_migrations (app, name) VALUES ('m', '{name}')"
        ));
    }
    (ledger, database)
}

#[test]
fn what_could_not_be_measured_is_not_verified_and_is_no_finding() {
    let (ledger, database) = project();
    let report = Tool::new(&database.url(), ledger.path()).report(&["--no-history"], 0);
    assert_eq!(report.findings().count(), 0);
    let verdicts: Vec<String> = report.verdicts().into_values().collect();
    assert_eq!(verdicts, ["verified", "undecided", "undecided", "verified"]);
    let effects = &report.migration("m.0002_aspect")["effects"];
    assert_eq!(effects["unmeasured"], 1);
    let coverage = &report.value()["summary"]["coverage"];
    assert_eq!(coverage["unmeasured"], 2);
    assert_eq!(
        coverage["opaque_statements"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn the_first_line_of_every_format_says_that_not_all_was_measured() {
    let (ledger, database) = project();
    let tool = Tool::new(&database.url(), ledger.path());
    for format in ["text", "markdown", "html", "github"] {
        let said = tool.run(&["--no-history", "--format", format]).stdout;
        let words: Vec<&str> = said.split_whitespace().collect();
        let said = words.join(" ");
        assert!(
            said.contains("checked; 2 could not be measured"),
            "{format}: {said}"
        );
    }
    let junit = tool.run(&["--no-history", "--format", "junit"]).stdout;
    assert!(
        junit.contains("<property name=\"unmeasured\" value=\"2\"/>"),
        "{junit}"
    );
}
