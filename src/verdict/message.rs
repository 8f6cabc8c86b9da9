//! The model's words to the report's, and one sentence a finding.

use std::collections::BTreeSet;

use crate::compare::{Answer, AttributeAnswer, Found, Naming, Variant};
use crate::engine::Engine;
use crate::migration::{self, MigrationKey};
use crate::name::Name;
use crate::report::words::list;
use crate::report::{self, Object, Searched, UnrecordedEffect};
use crate::schema::{Attribute, ObjectKey, ObjectKind};

/// The object in the report's words. A column, constraint, index or trigger names its table.
#[must_use]
pub fn object(key: &ObjectKey) -> Object {
    Object {
        object_type: key.kind,
        schema: match key.kind {
            ObjectKind::Extension => None,
            _ => key.schema.as_ref().map(ToString::to_string),
        },
        table: key.table.as_ref().map(ToString::to_string),
        name: key.name.to_string(),
        arguments: key.arguments.as_deref().map(str::to_owned),
    }
}

/// The place in the report's words.
pub(super) fn location(location: &migration::SourceLocation) -> report::SourceLocation {
    report::SourceLocation {
        file: location.file.clone(),
        line: u64::from(location.line),
        operation: location.operation.as_deref().map(str::to_owned),
    }
}

/// Where an object was looked for.
pub(super) const fn everywhere(engine: Option<Engine>, alone: bool) -> &'static str {
    match (engine, alone) {
        (Some(Engine::Sqlite), _) => "in this database",
        (_, true) => "in any schema of this database",
        // The others account for what they hold.
        (_, false) => {
            "in any schema of this database that has no django_migrations of its own to account for it"
        }
    }
}

/// What does not exist `everywhere`.
pub(super) fn missing(
    key: &ObjectKey,
    alike: Option<&ObjectKey>,
    everywhere: &str,
    searched: &[Searched],
    copies: &BTreeSet<Name>,
) -> String {
    let looked = searched.iter().filter(|one| one.not_searched.is_none());
    let others: Vec<String> = looked.map(|one| one.name.clone()).collect();
    let nor = match others.len() {
        0 => String::new(),
        count if count > 3 => format!(", nor in {count} others"),
        _ => format!(", nor in {}", list(&others)),
    };
    let nowhere = format!("{key} does not exist {everywhere}{nor}{}", but(copies));
    match alike {
        None => nowhere,
        Some(other) => format!(
            "{nowhere}; {}, which no migration accounts for, is the same but for the name",
            other.name
        ),
    }
}

/// Where nothing was looked for.
fn but(copies: &BTreeSet<Name>) -> String {
    let names: Vec<String> = copies.iter().map(ToString::to_string).collect();
    let names = match names.len() {
        0 => return String::new(),
        number if number > 3 => format!("{number} schemas"),
        _ => list(&names),
    };
    let hold = if copies.len() > 1 { "hold" } else { "holds" };
    format!(
        "; it was not looked for in {names}, which {hold} most of the tables that are here as well"
    )
}

pub(super) fn unrenamed(key: &ObjectKey, former: &ObjectKey) -> String {
    format!("{key} does not exist; it is still called {}", former.name)
}

pub(super) fn variant(key: &ObjectKey, variant: &Variant) -> String {
    let why = match variant.naming {
        Naming::Renamed => {
            "after a rename, sqlmigrate hashes generated names differently than migrate did"
        }
        Naming::Hashed => "another Django release hashes generated names differently",
        Naming::Generated => {
            "another Django release, or the server, makes another name of table and columns, and a table \
             that is renamed by hand keeps those that it had"
        }
    };
    format!(
        "{key} is there under the generated name {}: {why}",
        variant.name
    )
}

pub(super) fn missing_beside(key: &ObjectKey, table: &ObjectKey) -> String {
    format!("{key} does not exist, not even where {table} was found")
}

pub(super) fn misplaced(key: &ObjectKey, found: &[Found]) -> String {
    let places = found
        .iter()
        .map(|found| match (found.matching, found.total) {
            (matching, total) if total > 1 => {
                format!("{} ({matching} of {total} parts match)", found.place)
            }
            _ => found.place.to_string(),
        });
    let places: Vec<String> = places.collect();
    format!("{key} is not there; it is in {}", places.join(", "))
}

/// The sentence of an attribute that is not simply the same.
pub(super) fn of_answer(key: &ObjectKey, answer: &AttributeAnswer) -> String {
    match answer.answer {
        Answer::Different | Answer::NotInForce => attribute(key, answer),
        Answer::Undecided(reason) => undecided(key, answer, reason),
        Answer::Equivalent(reason)
        | Answer::Skew(reason)
        | Answer::CaptureGap(reason)
        | Answer::Unmeasured(reason) => explained(key, answer, reason),
    }
}

fn attribute(key: &ObjectKey, answer: &AttributeAnswer) -> String {
    let word = attribute_words(answer.attribute);
    let (expected, actual) = (&answer.expected, &answer.actual);
    format!("{key}: the {word} should be {expected}, and is {actual}")
}

fn undecided(key: &ObjectKey, answer: &AttributeAnswer, reason: &str) -> String {
    let word = attribute_words(answer.attribute);
    let because = because(answer);
    format!("{key}: the {word} could be proved neither equal nor different: {reason}{because}")
}

fn explained(key: &ObjectKey, answer: &AttributeAnswer, reason: &str) -> String {
    let word = attribute_words(answer.attribute);
    let (expected, actual) = (&answer.expected, &answer.actual);
    format!("{key}: the {word} is {actual} where the ledger says {expected}: {reason}")
}

pub(super) fn unmeasured(key: &ObjectKey, answer: &AttributeAnswer, reason: &str) -> String {
    let word = attribute_words(answer.attribute);
    let because = because(answer);
    format!("{key}: the {word} was not compared: {reason}{because}")
}

/// What a reason is about, to stand behind it.
fn because(answer: &AttributeAnswer) -> String {
    let about = answer.because.as_ref();
    about.map_or_else(String::new, |about| format!(": {about}"))
}

fn attribute_words(attribute: Attribute) -> String {
    match attribute {
        Attribute::Valid | Attribute::Populated => "state".to_owned(),
        Attribute::OwnedBy => "owning column".to_owned(),
        other => other.as_str().replace('_', " "),
    }
}

/// So many effects are named in a sentence.
const NAMED: usize = 5;

/// What is there of a migration without a row, and what is not.
pub(super) fn unrecorded(key: &MigrationKey, effects: &[UnrecordedEffect]) -> String {
    let (there, absent): (Vec<_>, Vec<_>) = effects.iter().partition(|effect| effect.is_there());
    let named = |effects: Vec<&UnrecordedEffect>| report::named(effects, NAMED);
    if effects.iter().all(UnrecordedEffect::is_in_force) {
        return format!(
            "{key} is not in django_migrations, and all that it does is done: {}",
            named(there)
        );
    }
    let rest = match absent.len() {
        0 => String::new(),
        _ => format!("; not there: {}", named(absent)),
    };
    format!(
        "{key} is not in django_migrations, and a part of it is in the database: {}{rest}. To write its row now would \
         hide the rest",
        named(there)
    )
}

pub(super) fn surviving(key: &ObjectKey, renamed_to: Option<&ObjectKey>) -> String {
    match renamed_to {
        Some(to) => format!("{key} is still there, though it was renamed to {}", to.name),
        None => format!("{key} is still there, though it was dropped"),
    }
}
