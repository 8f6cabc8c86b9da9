use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;

const MIGRATIONS: &str = "CREATE TABLE \"django_migrations\" (\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT, \
     \"app\" varchar(255) NOT NULL, \"name\" varchar(255) NOT NULL, \"applied\" datetime NOT NULL);
     INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_initial', '2026-01-14 20:52:03.123456');";

/// A database of these statements.
fn database(sql: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db.sqlite3");
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    (folder, path)
}

fn options() -> ReadOptions {
    ReadOptions {
        statement_timeout: Duration::from_secs(20),
        ..ReadOptions::default()
    }
}

fn told(path: &Path) -> String {
    read(path, &options()).unwrap_err().to_string()
}

/// The names of what lies in the folder of a file.
fn beside(path: &Path) -> Vec<String> {
    let list = fs::read_dir(path.parent().unwrap()).unwrap();
    let names = list.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn the_records_and_the_schema_are_read() {
    let sql = "CREATE TABLE shop_author (id integer PRIMARY KEY, name varchar(30) NOT NULL DEFAULT 'x' UNIQUE);
        CREATE TABLE shop_book (id integer PRIMARY KEY,
            author_id bigint NOT NULL REFERENCES shop_author (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
        CREATE INDEX book_author ON shop_book (author_id DESC) WHERE author_id > 3;
        CREATE VIEW v AS SELECT 1;";
    let (_folder, path) = database(&format!("{MIGRATIONS}{sql}"));
    let reading = read(&path, &options()).unwrap();
    let record = &reading.records.rows[0];
    assert_eq!(
        (record.id, &*record.app, &*record.name),
        (1, "shop", "0001_initial")
    );
    assert_eq!(
        record.applied.unwrap().to_string(),
        "2026-01-14T20:52:03.123456Z"
    );
    let rows = reading.rows.sqlite;
    let names: Vec<&str> = rows.iter().map(|row| &*row.name).collect();
    assert_eq!(
        names,
        [
            "django_migrations",
            "shop_author",
            "shop_book",
            "book_author",
            "v"
        ]
    );
    let (author, book) = (&rows[1], &rows[2]);
    let name = &author.columns[1];
    assert_eq!(
        (&*name.data_type, name.not_null, name.default.as_deref()),
        ("varchar(30)", true, Some("'x'"))
    );
    assert_eq!(
        (&*author.indexes[0].origin, author.indexes[0].unique),
        ("u", true)
    );
    let key = &book.foreign_keys[0];
    assert_eq!(
        (&*key.table, &*key.on_delete, &key.columns[..]),
        ("shop_author", "CASCADE", &["author_id".to_owned()][..])
    );
    let index = &book.indexes[0];
    assert!(index.partial && index.keys[0].descending, "{index:?}");
    let target = reading.target;
    assert_eq!((&*target.database, &*target.schema), ("db.sqlite3", "main"));
    assert_eq!(target.server_version, rusqlite::version());
}

#[test]
fn nothing_in_the_name_of_a_file_chooses_anything() {
    let (folder, path) = database(MIGRATIONS);
    let strange = folder.path().join("a?mode=rwc&b#c%20d e.sqlite3");
    fs::rename(&path, &strange).unwrap();
    let reading = read(&strange, &options()).unwrap();
    assert_eq!(reading.records.rows.len(), 1);
    assert_eq!(beside(&strange).len(), 1);
}

#[test]
fn a_file_is_the_same_database_by_a_link() {
    let (folder, path) = database(MIGRATIONS);
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let of = |path: &Path| read(path, &options()).unwrap().target;
    assert_eq!(of(&link).identity_digest(), of(&path).identity_digest());
    assert_ne!(of(&link).address, of(&path).address);
    for named in [&link, &path] {
        let (place, read) = (place(named).unwrap(), of(named));
        assert_eq!(place.identity, Some(read.identity_digest()));
        assert_eq!(
            (place.address, place.database),
            (read.address, read.database)
        );
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(place(&path).unwrap_err().problem, Problem::NotThere);
}

#[test]
fn a_file_that_keeps_a_log_is_read_and_nothing_is_left_beside_it() {
    let (_folder, path) = database(&format!("PRAGMA journal_mode = wal; {MIGRATIONS}"));
    assert_eq!(beside(&path), ["db.sqlite3"]);
    assert_eq!(read(&path, &options()).unwrap().records.rows.len(), 1);
    assert_eq!(beside(&path), ["db.sqlite3"]);
}

#[test]
fn what_waits_in_the_log_is_read_too() {
    let (folder, path) = database(&format!("PRAGMA journal_mode = wal; {MIGRATIONS}"));
    let writer = Connection::open(&path).unwrap();
    writer
        .execute_batch(
            "INSERT INTO django_migrations VALUES (2, 'shop', '0002', '2026-01-15 00:00:00')",
        )
        .unwrap();
    assert_eq!(read(&path, &options()).unwrap().records.rows.len(), 2);
    let copy = folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    for name in ["db.sqlite3", "db.sqlite3-wal"] {
        fs::copy(folder.path().join(name), copy.join(name)).unwrap();
    }
    let copied = read(&copy.join("db.sqlite3"), &options()).unwrap();
    assert_eq!(copied.records.rows.len(), 2);
}

#[test]
fn a_writer_is_waited_for_and_then_told_of() {
    let (_folder, path) = database(MIGRATIONS);
    let writer = Connection::open(&path).unwrap();
    writer.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let options = ReadOptions {
        statement_timeout: Duration::from_millis(50),
        ..ReadOptions::default()
    };
    let told = read(&path, &options).unwrap_err().to_string();
    assert!(
        told.ends_with("was locked by another process for 0.05 s"),
        "{told}"
    );
    writer.execute_batch("ROLLBACK").unwrap();
    assert!(read(&path, &options).is_ok());
}

#[test]
fn a_transaction_that_broke_off_is_told_of() {
    let (folder, path) = database(MIGRATIONS);
    let writer = Connection::open(&path).unwrap();
    writer
        .execute_batch(
            "PRAGMA cache_size = 1; BEGIN IMMEDIATE; CREATE TABLE big (a); CREATE TABLE bigger (a);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO big SELECT hex(zeroblob(500)) FROM n;",
        )
        .unwrap();
    let torn = folder.path().join("torn");
    fs::create_dir(&torn).unwrap();
    for name in ["db.sqlite3", "db.sqlite3-journal"] {
        fs::copy(folder.path().join(name), torn.join(name)).unwrap();
    }
    let told = told(&torn.join("db.sqlite3"));
    assert!(told.contains("has a journal beside it"), "{told}");
}

#[test]
fn what_is_no_database_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("empty"), "").unwrap();
    fs::write(path("text"), "SQL".repeat(100)).unwrap();
    for (name, words) in [
        ("missing", "does not exist"),
        ("", "cannot be read: it is a folder"),
        ("empty", "is empty: nothing was migrated"),
        ("text", "it does not begin as one does"),
    ] {
        let told = told(&path(name));
        assert!(told.ends_with(words), "{told}");
    }
    assert_eq!(beside(&path("text")), ["empty", "text"]);
}

#[test]
fn a_damaged_file_is_told_of() {
    let (_folder, path) = database(MIGRATIONS);
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..200].fill(0xff);
    fs::write(&path, bytes).unwrap();
    assert!(told(&path).contains("is damaged"), "{}", told(&path));
}

#[test]
fn nothing_that_would_run_is_read_as_records() {
    for (sql, words) in [
        (
            "CREATE VIEW django_migrations AS SELECT 1 AS id, 'a' AS app, 'b' AS name, 0 AS applied",
            "is a view",
        ),
        (
            "CREATE VIRTUAL TABLE Django_Migrations USING fts5(app, name, applied)",
            "is a virtual table",
        ),
        (
            "CREATE TABLE django_migrations (id integer PRIMARY KEY, app, name, applied AS (abs(id)))",
            "has the generated column `applied`",
        ),
        ("CREATE TABLE other (a)", "has no table django_migrations"),
        (
            "CREATE TABLE django_migrations (id integer PRIMARY KEY, app, name)",
            "it has no column applied",
        ),
    ] {
        let (_folder, path) = database(sql);
        let told = told(&path);
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn a_row_that_is_not_as_django_writes_it_is_told_of() {
    for (values, words) in [
        ("NULL, 'a', 'b', 1", "it has an id that is no integer"),
        ("'x', 'a', 'b', 1", "it has an id that is no integer"),
        ("1, NULL, 'b', 1", "row 1 has no text in app"),
        ("1, 'a', x'00ff', 1", "row 1 has no text in name"),
        (
            "1, 'a', CAST(x'ff' AS TEXT), 1",
            "row 1 has no text in name",
        ),
        (
            "1, 'a', hex(zeroblob(200)), 1",
            "row 1 has more than 255 characters in name",
        ),
    ] {
        let sql = format!(
            "CREATE TABLE django_migrations (id, app, name, applied); INSERT INTO django_migrations VALUES ({values})"
        );
        let (_folder, path) = database(&sql);
        let told = told(&path);
        assert!(told.ends_with(words), "{told}");
    }
    let strange = "CREATE TABLE django_migrations (id, app, name, applied);
        INSERT INTO django_migrations VALUES (2, 'a', 'b', 1), (1, 'a', 'c', NULL), (3, 'a', 'd', x'00')";
    let (_folder, path) = database(strange);
    let rows = read(&path, &options()).unwrap().records.rows;
    let ids: Vec<(i64, bool)> = rows
        .iter()
        .map(|row| (row.id, row.applied.is_some()))
        .collect();
    assert_eq!(ids, [(1, false), (2, false), (3, false)]);
}

#[test]
fn a_database_beside_the_measured_one_may_have_no_records() {
    let (_folder, path) = database("CREATE TABLE other (a)");
    let visit = visit(&path, Duration::from_secs(20)).unwrap();
    assert!(visit.records.is_empty());
    assert_eq!(visit.rows.sqlite.len(), 1);
}

#[test]
fn a_row_that_lies_about_its_statement_runs_nothing() {
    let view = "CREATE VIEW django_migrations AS SELECT 1 AS id, ''a'' AS app, ''b'' AS name, 0 AS applied";
    for lie in [
        format!("UPDATE sqlite_schema SET sql = '{view}', rootpage = 0 WHERE type = 'table'"),
        format!(
            "CREATE VIEW v AS SELECT 1; UPDATE sqlite_schema SET sql = 'CREATE TABLE other (a)' WHERE type = 'table';
             UPDATE sqlite_schema SET sql = '{view}' WHERE type = 'view'"
        ),
    ] {
        let made = "CREATE TABLE django_migrations (id, app, name, applied)";
        let (_folder, path) = database(&format!("PRAGMA writable_schema = ON; {made}; {lie}"));
        let told = told(&path);
        assert!(told.contains("malformed database schema"), "{told}");
    }
}

#[test]
fn a_file_with_more_than_can_be_read_in_time_is_told_of() {
    let many: Vec<String> = (0..3000)
        .map(|n| format!("CREATE TABLE t{n} (a, b, c UNIQUE);"))
        .collect();
    let (_folder, path) = database(&format!("BEGIN; {MIGRATIONS} {} COMMIT;", many.concat()));
    let options = ReadOptions {
        statement_timeout: Duration::from_nanos(1),
        ..ReadOptions::default()
    };
    let told = read(&path, &options).unwrap_err().to_string();
    assert!(told.contains("was not read within"), "{told}");
    assert_eq!(
        read(&path, &super::tests::options())
            .unwrap()
            .rows
            .sqlite
            .len(),
        3001
    );
}

#[test]
fn a_file_of_another_encoding_and_names_of_any_letters_are_read() {
    let sql = "PRAGMA encoding = 'UTF-16le'; CREATE TABLE \"Büch \"\"er\" (\"é'x\" text DEFAULT 'ü', [a b] int); CREATE INDEX \"i?\" ON \"büch \"\"er\" (\"é'x\");";
    let (_folder, path) = database(&format!("{sql}{MIGRATIONS}"));
    let reading = read(&path, &options()).unwrap();
    assert_eq!(reading.records.rows[0].app, "shop");
    let table = &reading.rows.sqlite[0];
    assert_eq!(
        (&*table.name, &*table.columns[0].name),
        ("Büch \"er", "é'x")
    );
    assert_eq!(table.columns[0].default.as_deref(), Some("'ü'"));
    assert_eq!(table.indexes[0].keys[0].column.as_deref(), Some("é'x"));
}

/// Two tables are always made and dropped together, and with them a record.
#[test]
fn what_is_read_is_of_one_moment_whoever_writes_meanwhile() {
    for mode in ["delete", "wal"] {
        let (_folder, path) = database(&format!("PRAGMA journal_mode = {mode}; {MIGRATIONS}"));
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let writer = Connection::open(&path).unwrap();
                writer.busy_timeout(Duration::from_secs(20)).unwrap();
                writer.pragma_update(None, "synchronous", "off").unwrap();
                while !stop.load(Ordering::Relaxed) {
                    let together = "BEGIN IMMEDIATE; CREATE TABLE a (x); CREATE TABLE b (x);
                        INSERT INTO django_migrations VALUES (2, 'shop', '0002', ''); COMMIT;
                        BEGIN IMMEDIATE; DROP TABLE a; DROP TABLE b; DELETE FROM django_migrations WHERE id = 2; COMMIT;";
                    writer.execute_batch(together).unwrap();
                }
            });
            for _ in 0..50 {
                let reading = read(&path, &options());
                let counts = reading.map(|it| (it.records.rows.len(), it.rows.sqlite.len()));
                let is_whole = matches!(counts, Ok((1, 1) | (2, 3)));
                if !is_whole {
                    stop.store(true, Ordering::Relaxed);
                }
                assert!(is_whole, "{mode}: {counts:?}");
            }
            stop.store(true, Ordering::Relaxed);
        });
    }
}

#[test]
fn what_others_left_beside_a_file_hinders_nobody() {
    let (_folder, path) = database(&format!("PRAGMA journal_mode = wal; {MIGRATIONS}"));
    fs::write(path.with_file_name("db.sqlite3-shm"), "").unwrap();
    assert_eq!(read(&path, &options()).unwrap().records.rows.len(), 1);
    assert_eq!(beside(&path), ["db.sqlite3", "db.sqlite3-shm"]);
    let (_folder, path) = database(&format!("PRAGMA journal_mode = persist; {MIGRATIONS}"));
    assert_eq!(beside(&path), ["db.sqlite3", "db.sqlite3-journal"]);
    assert_eq!(read(&path, &options()).unwrap().records.rows.len(), 1);
}
