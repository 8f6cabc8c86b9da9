//! A look at what is in an SQLite database.

use crate::report::command::Command;
use crate::report::finding::Object;

/// The statements that would make the table or view of the object, its indexes and its triggers; none where the name could
/// not be copied as it stands. The table has this name in every version.
pub(super) fn describe(object: &Object) -> Option<Command> {
    let name = object.table.as_deref().unwrap_or(&object.name);
    let plain = |c: char| c.is_alphanumeric() || " _-.".contains(c);
    let text = format!("SELECT sql FROM sqlite_master WHERE tbl_name = '{name}' COLLATE NOCASE;");
    name.chars().all(plain).then(|| Command::sql(text))
}
