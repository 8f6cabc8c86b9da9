//! `pg_dump` and what it makes.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::cluster::Database;

/// A new database with what `pg_dump` writes of one; none where no `pg_dump` here can read the server.
pub(crate) fn restored(original: &Database, options: &[&str]) -> Option<Database> {
    let restored = original.beside();
    restored.execute("DROP SCHEMA public CASCADE");
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("dump.sql");
    let mut dump = Command::new(pg_dump()?);
    run(dump.args(options).arg("--file").arg(&file), original);
    // A dump of all has no word for the schema that every database begins with.
    let mut psql = Command::new("psql");
    let options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file"];
    if !holds_public(&file) {
        restored.execute("CREATE SCHEMA public");
    }
    run(psql.args(options).arg(&file), &restored);
    Some(restored)
}

/// The lines of what `pg_dump` writes of the schema, sorted: a column that was added again is the last one. None where no
/// `pg_dump` here can read the server.
pub(crate) fn schema_of(database: &Database) -> Option<Vec<String>> {
    let out = Command::new(pg_dump()?)
        .args([
            "--schema-only",
            "--no-owner",
            "--username=postgres",
            "--host",
        ])
        .arg(database.socket())
        .arg(database.name())
        .output()
        .expect("pg_dump");
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{told}");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let lines = text.lines().map(|line| line.trim_end_matches(','));
    // A dump has a key of its own each time.
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(['\\', '-']));
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    lines.sort();
    Some(lines)
}

fn holds_public(file: &Path) -> bool {
    let text = std::fs::read_to_string(file).expect("a dump");
    text.contains("CREATE SCHEMA public;")
}

fn run(command: &mut Command, database: &Database) {
    let out = command
        .arg("--username=postgres")
        .arg("--host")
        .arg(database.socket())
        .arg(database.name())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{command:?}\n{told}");
}

/// Debian's, where the server came without one.
fn pg_dump() -> Option<PathBuf> {
    let beside = std::env::var_os("RECONCILE_TEST_PG_BIN").map(PathBuf::from);
    let server: i32 = Database::create().texts("SHOW server_version_num")[0]
        .parse()
        .expect("a number");
    let candidates = [
        beside.map(|bin| bin.join("pg_dump")),
        Some("pg_dump".into()),
    ];
    candidates.into_iter().flatten().find(|program| {
        let out = Command::new(program).arg("--version").output();
        let text = out.map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
        let major = text.ok().and_then(|text| {
            let version = text
                .split_whitespace()
                .nth(2)?
                .split('.')
                .next()?
                .to_owned();
            version.parse::<i32>().ok()
        });
        major.is_some_and(|major| major >= server / 10_000)
    })
}
