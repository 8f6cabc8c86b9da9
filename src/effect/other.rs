//! Casts, operators, languages, text search objects, publications ...: objects that are known by a
//! name and a few words.

use std::collections::{BTreeMap, BTreeSet};

use super::action::Action;
use super::vocabulary::Effect;
use super::{Reference, setting};
use crate::name::Name;
use crate::schema::{Attribute, AttributeValue, DataType, ObjectKind};
use crate::sql::reader::Reader;

mod attributes;
mod clauses;
mod members;

pub use members::PublicationChange;

/// The name of such an object, as a statement wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherTarget {
    /// What it is.
    pub kind: ObjectKind,
    /// Its identifier; a transform's language; empty for a cast.
    pub name: Reference,
    /// The types of a cast, operator or transform.
    pub types: Vec<Option<DataType>>,
    /// The access method of an operator class or family.
    pub method: Option<Name>,
}

/// Everything that a `CREATE` says.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOther {
    /// What it is called.
    pub target: OtherTarget,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// What is said of it.
    pub attributes: BTreeMap<Attribute, AttributeValue>,
    /// The configuration that it is a copy of.
    pub copied: Option<Reference>,
    /// The tables of a publication.
    pub tables: Vec<Reference>,
}

/// What an `ALTER` changes of the definition.
#[derive(Debug, Clone, PartialEq)]
pub enum OtherChange {
    /// These are set anew.
    Attributes(BTreeMap<Attribute, AttributeValue>),
    /// Keys of a list of pairs: a value sets, none takes away.
    Pairs(Attribute, BTreeMap<String, Option<String>>),
    /// `REPLACE old WITH new` among the mappings of these tokens; none is all.
    Replace(Option<BTreeSet<String>>, String, String),
    /// The tables of a publication.
    Publication(PublicationChange),
}

impl OtherTarget {
    pub(super) const fn named(kind: ObjectKind, name: Reference) -> Self {
        Self {
            kind,
            name,
            types: Vec::new(),
            method: None,
        }
    }
}

pub(super) fn unread(kind: ObjectKind, what: &str) -> Action {
    Action::Opaque(format!("this {what} {} is not read", kind.sql()))
}

/// A `CREATE` of one of these, where it reads as one; the reader stays where it is otherwise.
pub(super) fn create(r: &mut Reader<'_>) -> Option<Vec<Action>> {
    let (mut new, clauses) = clauses::take(r)?;
    let kind = new.target.kind;
    // `CreateProceduralLanguage` of `proclang.c`: without a handler it is the extension of that name.
    if kind == ObjectKind::Language && !clauses.has("HANDLER") {
        return Some(vec![Action::Effect(Effect::CreateExtension {
            name: new.target.name.name,
            schema: None,
            version: None,
            if_not_exists: new.or_replace,
        })]);
    }
    Some(vec![match attributes::read(&clauses, &mut new) {
        Some(()) => Action::Effect(Effect::CreateOther(Box::new(new))),
        None => unread(kind, "CREATE"),
    }])
}

/// What an `ALTER` of one of these means, after the name, where it is not common to all kinds.
pub(super) fn alter(r: &mut Reader<'_>, target: OtherTarget) -> Action {
    let kind = target.kind;
    match change(kind, &r.rest()) {
        Some(change) => Action::Effect(Effect::AlterOther(target, Box::new(change))),
        None => unread(kind, "ALTER"),
    }
}

fn change(kind: ObjectKind, text: &str) -> Option<OtherChange> {
    let one = |attribute, value| OtherChange::Attributes(BTreeMap::from([(attribute, value)]));
    Some(match kind {
        ObjectKind::EventTrigger => one(
            Attribute::Enabled,
            AttributeValue::Text(enabled(text)?.to_owned()),
        ),
        ObjectKind::TextSearchDictionary => OtherChange::Pairs(
            Attribute::Options,
            members::settings(clauses::inside(text)?)?,
        ),
        ObjectKind::TextSearchConfiguration => members::mapping(text)?,
        ObjectKind::ForeignDataWrapper | ObjectKind::Server => {
            return attributes::changed_options(kind, text);
        }
        ObjectKind::OperatorFamily => one(
            Attribute::Definition,
            AttributeValue::Unmeasured("the operators and functions of a family are not compared"),
        ),
        ObjectKind::Operator => attributes::changed_operator(text)?,
        ObjectKind::Publication => members::changed_publication(text)?,
        _ => return None,
    })
}

/// `ENABLE [REPLICA | ALWAYS]`, `DISABLE`.
fn enabled(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["ENABLE"] => Some(""),
        ["ENABLE", "REPLICA"] => Some("replica"),
        ["ENABLE", "ALWAYS"] => Some("always"),
        ["DISABLE"] => Some("disabled"),
        _ => None,
    }
}

/// `key = 'value', ...` of `pg_ts_dict.dictinitoption`.
#[must_use]
pub fn options(text: &str) -> Option<BTreeMap<String, String>> {
    setting::pairs(text)
}
