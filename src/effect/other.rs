//! Casts, operators, languages, text search objects, publications ...: objects that are known by a
//! name and a few words.

use std::collections::{BTreeMap, BTreeSet};

use super::alter::Action;
use super::vocabulary::Effect;
use super::{Reference, data_type, names, setting};
use crate::kind::Kept;
use crate::name::Name;
use crate::schema::{Aspect, DataType, Facet, ObjectKind};
use crate::sql::grammar::{
    AlterObject, CreateOther, Drop, NamedKind, ObjectAction, ObjectRef, OtherName, other,
};

mod facets;
mod publication;
mod search;

pub use publication::PublicationChange;

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

/// What is done to such an object.
#[derive(Debug, Clone, PartialEq)]
pub enum OtherEffect {
    /// `CREATE`.
    Create {
        /// What it is called.
        target: OtherTarget,
        /// `OR REPLACE`.
        or_replace: bool,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// What is said of it.
        facets: BTreeMap<Aspect, Facet>,
        /// The configuration that it is a copy of.
        copied: Option<Reference>,
        /// The tables of a publication.
        tables: Vec<Reference>,
    },
    /// `DROP`.
    Drop {
        /// What it is called.
        target: OtherTarget,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `RENAME TO`.
    Rename(OtherTarget, Name),
    /// `SET SCHEMA`.
    Move(OtherTarget, Name),
    /// Any other `ALTER`.
    Change(OtherTarget, OtherChange),
}

/// What an `ALTER` changes of the definition.
#[derive(Debug, Clone, PartialEq)]
pub enum OtherChange {
    /// These are set anew.
    Facets(BTreeMap<Aspect, Facet>),
    /// Keys of a list of pairs: a value sets, none takes away.
    Pairs(Aspect, BTreeMap<String, Option<String>>),
    /// `REPLACE old WITH new` among the mappings of these tokens; none is all.
    Replace(Option<BTreeSet<String>>, String, String),
    /// The tables of a publication.
    Publication(PublicationChange),
}

/// The kind, where it is one of these.
pub(super) fn kind(named: NamedKind) -> Option<ObjectKind> {
    let kind = named.object();
    kind.filter(|kind| kind.kept() == Kept::Attributes)
}

fn effect(effect: OtherEffect) -> Action {
    Action::Effect(Effect::Other(Box::new(effect)))
}

fn unread(kind: ObjectKind, what: &str) -> Action {
    Action::Opaque(format!("this {what} {} is not read", kind.sql()))
}

/// What a `CREATE` of one of these means.
pub(super) fn create(parsed: &CreateOther) -> Vec<Action> {
    // `CreateProceduralLanguage` of `proclang.c`: without a handler it is the extension of that name.
    if parsed.kind == ObjectKind::Language && facets::clause(parsed, "HANDLER").is_none() {
        return vec![Action::Effect(Effect::CreateExtension {
            name: parsed
                .name
                .name
                .as_ref()
                .map_or_else(|| Name::exact(""), names::name),
            schema: None,
            version: None,
            if_not_exists: parsed.or_replace,
        })];
    }
    let Some(said) = facets::read(parsed) else {
        return vec![unread(parsed.kind, "CREATE")];
    };
    let mut target = target_of(parsed.kind, &parsed.name);
    target.types.extend(said.types);
    target.method = target.method.or(said.method);
    vec![effect(OtherEffect::Create {
        target,
        or_replace: parsed.or_replace,
        if_not_exists: parsed.if_not_exists,
        facets: said.facets,
        copied: said.copied,
        tables: said.tables,
    })]
}

fn target_of(kind: ObjectKind, name: &OtherName) -> OtherTarget {
    let types = name.types.iter();
    OtherTarget {
        kind,
        name: Reference {
            schema: name.schema.as_ref().map(names::name),
            name: name
                .name
                .as_ref()
                .map_or_else(|| Name::exact(""), names::name),
        },
        types: types.map(|of| of.as_ref().map(data_type::read)).collect(),
        method: name.method.as_ref().map(names::name),
    }
}

fn target(kind: ObjectKind, object: &ObjectRef) -> Option<OtherTarget> {
    match &object.rest {
        Some(text) => Some(target_of(kind, &OtherName::parse(text, kind)?)),
        None => Some(target_of(kind, &OtherName::qualified(&object.name))),
    }
}

/// What a `DROP` of these means.
pub(super) fn drop(parsed: &Drop, kind: ObjectKind) -> Vec<Action> {
    let one = |object: &ObjectRef| match target(kind, object) {
        Some(target) => effect(OtherEffect::Drop {
            target,
            if_exists: parsed.if_exists,
            cascade: parsed.cascade,
        }),
        None => unread(kind, "DROP"),
    };
    parsed.objects.iter().map(one).collect()
}

/// What an `ALTER` of one of these means.
pub(super) fn alter(parsed: &AlterObject, kind: ObjectKind) -> Action {
    let Some(target) = target(kind, &parsed.object) else {
        return unread(kind, "ALTER");
    };
    match &parsed.action {
        ObjectAction::RenameTo(to) => effect(OtherEffect::Rename(target, names::name(to))),
        ObjectAction::SetSchema(to) => effect(OtherEffect::Move(target, names::name(to))),
        ObjectAction::Other(text) => match change(target.kind, text) {
            Some(change) => effect(OtherEffect::Change(target, change)),
            None => unread(kind, "ALTER"),
        },
        ObjectAction::OwnerTo(_)
        | ObjectAction::DependsOnExtension { .. }
        | ObjectAction::UpdateExtension(_)
        | ObjectAction::ExtensionMember(_)
        | ObjectAction::RefreshVersion
        | ObjectAction::SetStatistics(_)
        | ObjectAction::Routine(_) => Action::Nothing,
    }
}

fn change(kind: ObjectKind, text: &str) -> Option<OtherChange> {
    let one = |aspect, facet| OtherChange::Facets(BTreeMap::from([(aspect, facet)]));
    Some(match kind {
        ObjectKind::EventTrigger => one(Aspect::Enabled, Facet::Text(enabled(text)?.to_owned())),
        ObjectKind::TextSearchDictionary => {
            OtherChange::Pairs(Aspect::Options, search::settings(facets::inside(text)?)?)
        }
        ObjectKind::TextSearchConfiguration => search::mapping(text)?,
        ObjectKind::ForeignDataWrapper | ObjectKind::Server => {
            return facets::changed_options(kind, text);
        }
        ObjectKind::OperatorFamily => one(
            Aspect::Definition,
            Facet::Unmeasured("the operators and functions of a family are not compared"),
        ),
        ObjectKind::Operator => facets::changed_operator(text)?,
        ObjectKind::Publication => publication::change(text)?,
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
