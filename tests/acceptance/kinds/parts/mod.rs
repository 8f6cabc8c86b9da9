//! Partitions, inheritance, and tables made from others.

mod children;
mod copies;
mod partitions;

use std::fs;

use tempfile::TempDir;

use crate::support::before::Before;
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

/// A ledger of one app, and a database on which its statements were run.
struct Oracle {
    ledger: TempDir,
    database: Database,
}

impl Oracle {
    fn of(migrations: &[(&str, &str)]) -> Self {
        let ledger = TempDir::new().expect("a temporary folder");
        let database = Database::create();
        database.execute(
            "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
             name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now())",
        );
        fs::create_dir(ledger.path().join("app")).expect("a folder");
        for (name, sql) in migrations {
            let file = ledger.path().join(format!("app/{name}.sql"));
            fs::write(file, sql).expect("a stored output");
            for statement in sql.split_inclusive(";\n") {
                database.execute(statement);
            }
            let record =
                format!("INSERT INTO django_migrations (app, name) VALUES ('app', '{name}')");
            database.execute(&record);
        }
        Self { ledger, database }
    }

    fn report(&self, database: &Database) -> Report {
        let tool = Tool::new(&database.url(), self.ledger.path());
        let outcome = tool.run(&["--format", "json", "--no-history", "--fail-on", "never"]);
        outcome.report(0)
    }

    /// No finding at all, and nothing of a statement left out but for these reasons.
    fn assert_clean(&self, left_out: &[&str]) {
        let report = self.report(&self.database);
        let told: Vec<_> = report
            .findings()
            .map(|finding| finding["message"].to_string())
            .collect();
        assert_eq!(told, [""; 0]);
        let opaque = &report.value()["summary"]["coverage"]["opaque_statements"];
        let reasons: Vec<&str> = opaque
            .as_array()
            .expect("a list")
            .iter()
            .map(|statement| statement["reason"].as_str().expect("a reason"))
            .collect();
        assert_eq!(reasons, left_out);
    }

    /// Each change by hand is these alarms, one a line, and no other.
    fn assert_each(&self, faults: &[(&str, &[&str])]) {
        let mut wrong = Vec::new();
        let before = Before::of(&self.database, self.ledger.path());
        for (sql, expected) in faults {
            let database = Database::from_template(&self.database);
            database.execute(sql);
            let alarms = before.report(&database, self.ledger.path()).alarms();
            if alarms != *expected {
                wrong.push(format!("{sql}\n  {alarms:#?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
