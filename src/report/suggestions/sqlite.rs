//! A look at what is in an SQLite database, and what mends it.

use crate::report::command::Command;
use crate::report::finding::{Finding, Object};
use crate::report::model::Report;
use crate::report::vocabulary::{Engine, Kind, Severity};

/// The statements that would make the table or view of the object, its indexes and its triggers; none where the name could
/// not be copied as it stands. The table has this name in every version.
#[must_use]
pub fn look_of_sqlite(object: &Object) -> Option<Command> {
    let name = object.table.as_deref().unwrap_or(&object.name);
    let plain = |c: char| c.is_alphanumeric() || " _-.".contains(c);
    let text = format!("SELECT sql FROM sqlite_master WHERE tbl_name = '{name}' COLLATE NOCASE;");
    name.chars().all(plain).then(|| Command::sql(text))
}

/// Whether `repair` has something for a finding. What `sqlmigrate` prints does not mend it: Django makes a table anew as it
/// was then, without what later migrations added.
pub(super) fn is_mended(report: &Report, finding: &Finding) -> bool {
    let is_across = report.summary.coverage.across_vendors.is_some();
    let kind = matches!(
        finding.kind,
        Kind::Missing | Kind::Different | Kind::Invalid
    );
    report.target.engine == Engine::Sqlite
        && !is_across
        && kind
        && finding.severity == Severity::Error
        && finding.alike.is_none()
}

/// The plan for one finding.
pub(super) fn repair(finding: &Finding) -> Option<Command> {
    let id = finding.id.get(..8)?;
    Some(Command::shell(format!("reconcile repair {id}")))
}
