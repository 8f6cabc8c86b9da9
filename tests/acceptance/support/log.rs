//! The server's own log: what really reached it.

use std::fs;

use super::cluster::{Cluster, Database};

/// Brings the log to name databases.
pub(crate) fn name_databases(database: &Database) {
    database.execute("ALTER SYSTEM SET log_line_prefix = '[%d] '");
    database.execute("SELECT pg_reload_conf()");
    std::thread::sleep(std::time::Duration::from_millis(500));
}

/// Has every statement on a database logged.
pub(crate) fn all(database: &Database) {
    let name = database.name();
    database.execute(&format!("ALTER DATABASE {name} SET log_statement = 'all'"));
}

fn text() -> String {
    let file = Cluster::get().dir().join("data/server.log");
    String::from_utf8_lossy(&fs::read(file).expect("the server's log")).into_owned()
}

/// The statements that the log tells of one database.
pub(crate) fn statements(database: &Database) -> Vec<String> {
    let mark = format!("[{}] ", database.name());
    let log = text();
    let mut statements: Vec<String> = Vec::new();
    let mut ours = false;
    for entry in log.split('\n') {
        match (entry.split_once(&mark), statements.last_mut()) {
            (Some((_, text)), _) => statements.push(text.to_owned()),
            (None, Some(last)) if ours && entry.starts_with('\t') => last.push_str(entry),
            (None, _) => {}
        }
        // What follows an entry of another database is of that one.
        ours = entry.contains(&mark) || (ours && entry.starts_with('\t'));
    }
    statements
}
