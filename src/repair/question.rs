//! What a person decides: where data may be lost, where what is there may be meant, and where nothing is proved.

use serde::Serialize;

use super::{How, Mending, drop};
use crate::definition::statement::literal;
use crate::name::Name;
use crate::report::{Caution, Command, Finding, Kind, Object, Severity, is_hostile};
use crate::schema::{Attribute, ObjectKey, ObjectKind};

/// A finding that is not mended without a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Its id.
    pub finding: String,
    /// Its sentence.
    pub message: String,
    /// Why it is asked.
    pub why: &'static str,
    /// What is there, and what is expected, line by line.
    pub sides: Vec<String>,
    /// What shows what would be lost.
    pub looks: Vec<Command>,
    /// What would mend it.
    pub alternatives: Vec<Command>,
}

/// Why what is missing is not simply made.
pub(super) const REPLACED: &str =
    "something else stands in its place: it may have been renamed or replaced by hand";

/// Why what differs of something that is elsewhere is not mended along.
pub(super) const BACK_FIRST: &str =
    "it is elsewhere, and comes back first: another plan mends what differs then";

/// Asks about a finding.
pub(super) fn ask(finding: &Finding, mending: Option<&Mending>, why: &'static str) -> Question {
    let surplus = surplus(finding);
    let alternatives = match (mending, &surplus) {
        (Some(mending), _) => mending.mend.commands(),
        (None, Some(key)) => drop::with_data(key).unwrap_or_default(),
        (None, None) => Vec::new(),
    };
    let look = surplus.as_ref().and_then(drop::look);
    let looks = match mending {
        None if why == BACK_FIRST => Vec::new(),
        None => look.map_or_else(|| finding.next.clone(), |it| vec![it]),
        Some(_) => look.into_iter().collect(),
    };
    Question {
        finding: finding.id.clone(),
        message: finding.message.clone(),
        why,
        sides: sides(finding),
        looks,
        alternatives,
    }
}

/// Asks about a migration that has several rows: the later ones tell when it was recorded again.
pub(super) fn ask_of_rows(home: &str, finding: &Finding) -> Question {
    let mut question = ask(finding, None, ROWS);
    if let Some([look, delete]) = of_rows(home, finding) {
        question.looks = vec![look];
        question.alternatives = vec![delete];
    }
    question
}

const ROWS: &str =
    "Django goes by one row; a later one may tell what happened, and is gone with the DELETE";

/// What shows the rows, and what keeps the first of them alone, however often it is run.
fn of_rows(home: &str, finding: &Finding) -> Option<[Command; 2]> {
    let key = finding.migration.as_ref()?;
    let table = format!("{}.\"django_migrations\"", Name::exact(home).quoted());
    let (app, name) = (literal(&key.app), literal(&key.name));
    let look =
        format!("SELECT id, applied FROM {table} WHERE app = {app} AND name = {name} ORDER BY id;");
    let delete = format!(
        "DELETE FROM {table} AS later USING {table} AS first WHERE later.app = {app} AND later.name = {name} \
         AND first.app = later.app AND first.name = later.name AND first.id < later.id;"
    );
    let is_plain = |text: &String| !text.chars().any(is_hostile);
    let both = [look, delete];
    both.iter().all(is_plain).then(|| both.map(Command::sql))
}

/// Why what would mend a finding is not simply run; none where it is.
pub(super) fn why(finding: &Finding, mending: &Mending) -> Option<&'static str> {
    if finding.doubt.is_some() && finding.severity < Severity::Error {
        return Some("what the ledger does not tell may explain it");
    }
    let made_by_hand =
        "it would be made anew, and what is there may be meant: a change made by hand, in a hurry";
    match (&mending.how, mending.key.kind, mending.mend.caution) {
        (How::Drop, ..) => Some("something may use it by now, or it holds data"),
        (How::Alter(_), ..) if mending.replaces() => Some(made_by_hand),
        (How::Return(_), ObjectKind::Column, _) if finding.alike.is_some() => {
            Some("it is of the same type, and may hold something else")
        }
        (How::Make, ObjectKind::Column, _) if mending.numbers_rows() => Some(
            "the rows that are there would be numbered anew, and nothing that points at them follows",
        ),
        (How::Alter(Attribute::Type), ObjectKind::Sequence, _) => {
            Some("where it stands may be beyond the new bounds")
        }
        (_, _, Some(Caution::IdentityGoes)) => {
            Some("its sequence goes along, and with it where that stands")
        }
        (_, _, Some(Caution::RefusedBelow | Caution::RefusedWhileUsed)) => {
            Some("the server refuses it as long as something uses it")
        }
        _ if mending.mend.loses => Some("values that do not fit are refused, cut or rounded"),
        (_, _, Some(Caution::RowsNeedValue)) => {
            Some("the rows that are there need a value, which nobody but you knows")
        }
        (_, _, Some(Caution::NameTaken)) => Some("something else has its name"),
        (_, _, Some(Caution::RowsElsewhere)) => Some("its rows are where it was found"),
        _ => None,
    }
}

/// Why a finding is asked about that nothing mends.
pub(super) fn of(finding: &Finding) -> &'static str {
    let object = finding.object.as_ref();
    let is_sequence = object.is_some_and(|it| it.object_type == ObjectKind::Sequence);
    match finding.kind {
        Kind::Surviving => "something may use it by now, or it holds data",
        Kind::Unexpected => "no migration tells whether it is needed",
        Kind::Undecided => "whether the two mean the same could not be proved",
        Kind::Misplaced if is_sequence => {
            "it moves with the table of the column that owns it alone, or is in several places"
        }
        Kind::Misplaced => "it is in several places, or is another one there",
        _ if finding.doubt.is_some() => "what the ledger does not tell may explain it",
        _ => "no statement is known that mends it and nothing else",
    }
}

/// Both sides, where they differ.
fn sides(finding: &Finding) -> Vec<String> {
    if !finding.diff.is_empty() {
        return finding.diff.clone();
    }
    let (Some(expected), Some(actual)) = (&finding.expected, &finding.actual) else {
        return Vec::new();
    };
    if finding.kind != Kind::Different && finding.kind != Kind::Undecided {
        return Vec::new();
    }
    let lines = |sign: char, text: &str| -> Vec<String> {
        text.lines().map(|line| format!("{sign} {line}")).collect()
    };
    [lines('-', expected), lines('+', actual)].concat()
}

/// The object of a finding that should not be there.
fn surplus(finding: &Finding) -> Option<ObjectKey> {
    key(finding).filter(|_| matches!(finding.kind, Kind::Surviving | Kind::Unexpected))
}

/// The object of a finding.
pub(super) fn key(finding: &Finding) -> Option<ObjectKey> {
    let object = finding.object.as_ref()?;
    let Object {
        object_type,
        schema,
        table,
        name,
        arguments,
    } = object;
    let named = |it: &Option<String>| it.as_deref().map(Name::exact);
    Some(ObjectKey {
        kind: *object_type,
        schema: named(schema),
        table: named(table),
        name: Name::exact(name),
        arguments: arguments.as_deref().map(Into::into),
    })
}
