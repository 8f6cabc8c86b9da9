//! The queries for a finding on an SQLite database, which has no catalog but the texts of its statements.

use super::Check;
use crate::report::escape::is_hostile;
use crate::report::finding::{Finding, MigrationKey, Object};

/// The queries for one finding.
pub(super) fn checks(finding: &Finding) -> Vec<Check> {
    let object = finding.object.as_ref().into_iter();
    let row = finding.migration.as_ref().and_then(record);
    object.flat_map(of_object).chain(row).collect()
}

fn of_object(object: &Object) -> Vec<Check> {
    let table = object.table.as_deref().unwrap_or(&object.name);
    let Some(name) = literal(table) else {
        return Vec::new();
    };
    let there = Check {
        asks: format!("What of {name} is there? Nothing is shown where it is not."),
        sql: format!(
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = {name} COLLATE NOCASE;"
        ),
    };
    let columns = Check {
        asks: format!("Which columns has {name}?"),
        sql: format!("SELECT * FROM pragma_table_xinfo({name});"),
    };
    vec![there, columns]
}

fn record(key: &MigrationKey) -> Option<Check> {
    let (app, name) = (literal(&key.app)?, literal(&key.name)?);
    Some(Check {
        asks: "When was the migration recorded?".to_owned(),
        sql: format!(
            "SELECT id, applied FROM django_migrations WHERE app = {app} AND name = {name};"
        ),
    })
}

/// A string of SQLite, in which a backslash means nothing; none where a terminal would act on a letter of it.
fn literal(text: &str) -> Option<String> {
    let harmless = !text.chars().any(is_hostile);
    harmless.then(|| format!("'{}'", text.replace('\'', "''")))
}
