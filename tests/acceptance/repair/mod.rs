//! `reconcile repair`: what it prints is run by psql, and then there is nothing left to say.

mod asked;
mod django;
mod exact;
mod incident;
mod proof;
mod releases;
mod schemas;
mod size;
mod steps;

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;

/// What is printed to be run; something is.
pub(crate) fn plan(tool: &Tool, args: &[&str]) -> String {
    let outcome = tool.run(&[&["repair"], args].concat());
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (Some(1), ""),
        "{outcome:#?}"
    );
    outcome.stdout
}

/// Runs a file of SQL as the header of a plan says.
pub(crate) fn psql(database: &Database, text: &str) -> Outcome {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("repair.sql");
    fs::write(&file, text).expect("a file");
    run_file(database, &file)
}

pub(crate) fn run_file(database: &Database, file: &Path) -> Outcome {
    let mut command = Command::new("psql");
    command
        .args([
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--username=postgres",
            "--host",
        ])
        .arg(database.socket())
        .arg("--file")
        .arg(file)
        .arg(database.name());
    Outcome::from(command.output().expect("psql"))
}

/// Runs it, and again: the second time nothing happens.
pub(crate) fn repaired(database: &Database, text: &str) {
    for _ in 0..2 {
        let outcome = psql(database, text);
        assert_eq!(outcome.status, Some(0), "{}\n{text}", outcome.stderr);
    }
}

/// There is nothing to repair.
fn assert_whole(tool: &Tool) {
    let outcome = tool.run(&["repair"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert!(
        outcome.stdout.ends_with("-- nothing to repair\n"),
        "{}",
        outcome.stdout
    );
}

/// A ledger of these migrations (`shop.0001_m`: its statements), and a database in which all ran and are recorded.
fn made(migrations: &[(&str, &str)]) -> (Database, TempDir) {
    let ledger = TempDir::new().expect("a temporary folder");
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL)",
    );
    for (key, text) in migrations {
        let (app, name) = key.split_once('.').expect("an app and a name");
        fs::create_dir_all(ledger.path().join(app)).expect("a folder");
        let file = ledger.path().join(app).join(format!("{name}.sql"));
        fs::write(file, text).expect("a stored output");
        database.execute(text);
        database.execute(&format!(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('{app}', '{name}', now())"
        ));
    }
    (database, ledger)
}
