//! Foreign keys whose column is of another type than the key, as Django has them on SQLite.

use std::fs;

use rusqlite::Connection;

use crate::support::cli::Tool;

const MADE: &str = "CREATE TABLE a (id integer NOT NULL PRIMARY KEY AUTOINCREMENT);
CREATE TABLE b (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, a_id bigint NOT NULL REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);
";

const RECORDS: &str = "CREATE TABLE django_migrations (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, app varchar(255) NOT NULL,
    name varchar(255) NOT NULL, applied datetime NOT NULL);
INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_initial', '2026-01-14 20:52:03');
";

#[test]
fn a_column_of_the_type_of_its_key_is_different_where_the_key_never_changed() {
    for (done, errors) in [(MADE.to_owned(), 0), (MADE.replace("bigint", "integer"), 1)] {
        let tool = Tool::bare();
        let folder = tool.dir().join("ledgers/shop");
        fs::create_dir_all(&folder).expect("a ledger");
        fs::write(folder.join("0001_initial.sql"), MADE).expect("an output");
        let database = Connection::open(tool.dir().join("db.sqlite3")).expect("a database");
        database
            .execute_batch(&format!("{RECORDS}{done}"))
            .expect("a schema");
        let outcome = tool.run_plain(&[
            "--database-url",
            "sqlite:db.sqlite3",
            "--format",
            "json",
            "--no-history",
        ]);
        assert_eq!(outcome.status, Some(i32::from(errors > 0)), "{outcome:#?}");
        assert_eq!(
            outcome.stdout.matches("\"aspect\": \"type\"").count(),
            errors,
            "{}",
            outcome.stdout
        );
    }
}
