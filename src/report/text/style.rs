//! Colours, and the words that go with them.

use anstyle::{AnsiColor, Style};

use crate::report::finding::{MigrationKey, Object};
use crate::report::model::Migration;
use crate::report::unrecorded::UnrecordedEffect;
use crate::report::vocabulary::{ObjectKind, Severity, Verdict};
use crate::report::words::count_as;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const COMMAND: Style = AnsiColor::Cyan.on_default();
pub(super) const ADDED: Style = AnsiColor::Green.on_default();
pub(super) const REMOVED: Style = AnsiColor::Red.on_default();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();

pub(super) fn of_severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => BAD,
        Severity::Warning => DOUBTFUL,
        Severity::Info => BOLD,
    }
}

/// Whether a verdict says that something is not as it should be, or could not be decided.
pub(super) fn needs_a_person(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Misrouted
        | Verdict::Faked
        | Verdict::Partial
        | Verdict::Drifted
        | Verdict::Undecided
        | Verdict::Unrecorded => true,
        Verdict::NoLedger
        | Verdict::Opaque
        | Verdict::StateOnly
        | Verdict::Superseded
        | Verdict::Verified
        | Verdict::Pending => false,
    }
}

/// What a migration's verdict means, in half a sentence. Where nothing tells whether what is missing ever was
/// there, that is said.
pub(in crate::report) fn told(migration: &Migration) -> String {
    let meaning = match migration.verdict {
        Verdict::Unrecorded
            if !migration
                .unrecorded
                .iter()
                .all(UnrecordedEffect::is_in_force) =>
        {
            "some of its effects are there, but it is not recorded"
        }
        verdict => meaning(verdict),
    };
    if migration.verdict == Verdict::Faked && migration.causes.is_empty() {
        format!("{meaning}: faked, or removed since; it cannot be told from here")
    } else {
        meaning.to_owned()
    }
}

/// What a verdict means, in half a sentence.
fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Misrouted => "it ran, but its objects are not where they are expected",
        Verdict::Faked => "recorded, but nothing of it is in the database",
        Verdict::Partial => "recorded, but only a part of it is in the database",
        Verdict::Drifted => "recorded, but some of what it sets is otherwise in the database",
        Verdict::Undecided => "nothing is proved wrong, but not everything could be decided",
        Verdict::NoLedger => "nothing of it could be checked, as it has no stored output",
        Verdict::Opaque => "it holds only what leaves no trace in a catalog",
        Verdict::StateOnly => "its stored output holds no statement",
        Verdict::Superseded => "later recorded migrations replaced all its effects",
        Verdict::Verified => "everything that should be there is there",
        Verdict::Unrecorded => "its effects are there, but it is not recorded",
        Verdict::Pending => "neither recorded nor there",
    }
}

/// `table user_profile_stream_config`, `column teams_teammembership.left_at`.
pub(in crate::report) fn object(object: &Object) -> String {
    let word = object.object_type.words();
    if let Some(arguments) = &object.arguments {
        return format!("{word} {}({arguments})", object.name);
    }
    match object.table.as_deref() {
        Some(table) if table != object.name => format!("{word} {table}.{}", object.name),
        Some(_) | None => format!("{word} {}", object.name),
    }
}

/// `6 tables`, `2 indexes`, `3 materialized views`.
pub(in crate::report) fn several(of: ObjectKind, number: u64) -> String {
    count_as(number, &of.words(), of.plural())
}

pub(in crate::report) fn migration(key: Option<&MigrationKey>) -> String {
    key.map_or_else(|| "no migration".to_owned(), ToString::to_string)
}
