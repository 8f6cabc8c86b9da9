//! What the texts leave undecided, put to a real server: the same in other words is silent, and whatever
//! is not the same is found.

mod cache;
mod hostile;
mod others;
mod pairs;
mod views;

use std::fs;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

const RECORDS: &str =
    "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
     name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
     INSERT INTO django_migrations (app, name) VALUES ('app', '0001_make')";

/// A ledger of one migration, and a database on which a script was run.
pub(super) struct Pair {
    pub(super) ledger: TempDir,
    pub(super) database: Database,
}

impl Pair {
    /// The database was made by the very text of the ledger.
    pub(super) fn same(sql: &str) -> Self {
        Self::of(sql, sql)
    }

    pub(super) fn of(ledger: &str, sql: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::create_dir(folder.path().join("app")).expect("a folder");
        let file = folder.path().join("app/0001_make.sql");
        fs::write(file, format!("BEGIN;\n{ledger}\nCOMMIT;\n")).expect("a stored output");
        let database = Database::create();
        database.execute(RECORDS);
        database.execute(sql);
        Self {
            ledger: folder,
            database,
        }
    }

    pub(super) fn report(&self, database: &Database, args: &[&str]) -> Report {
        self.report_as(&database.url(), args)
    }

    pub(super) fn report_as(&self, url: &str, args: &[&str]) -> Report {
        let tool = Tool::new(url, self.ledger.path());
        let all = [
            args,
            &["--format", "json", "--no-history", "--fail-on", "never"],
        ]
        .concat();
        tool.run(&all).report(0)
    }

    /// The alarms after a change by hand to a copy.
    pub(super) fn after(&self, change: &str) -> Vec<String> {
        let database = Database::from_template(&self.database);
        database.execute(change);
        self.report(&database, &[]).alarms()
    }
}

fn reasons(report: &Report) -> Vec<String> {
    let listed = &report.value()["summary"]["coverage"]["opaque_statements"];
    let listed = listed.as_array().expect("a list").iter();
    listed
        .map(|one| one["reason"].as_str().expect("a reason").to_owned())
        .collect()
}
