//! sqlparser's identifiers to ours.

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Word;

use super::Reference;
use crate::name::Name;

/// An identifier, folded unless it was quoted.
#[must_use]
pub(super) fn name(ident: &Ident) -> Name {
    if ident.quote_style.is_some() {
        Name::exact(&ident.value)
    } else {
        Name::folded(&ident.value)
    }
}

/// A word, folded unless it was quoted.
#[must_use]
pub(super) fn folded(word: &Word) -> Name {
    if word.quote_style.is_some() {
        Name::exact(&word.value)
    } else {
        Name::folded(&word.value)
    }
}

/// Identifiers, in order.
#[must_use]
pub(super) fn list(idents: &[Ident]) -> Vec<Name> {
    idents.iter().map(name).collect()
}

/// `name` or `schema.name`; of longer names the last two parts count (`database.schema.name`).
#[must_use]
pub(super) fn reference(object: &ObjectName) -> Reference {
    let mut parts = object.0.iter().rev().filter_map(|part| match part {
        ObjectNamePart::Identifier(ident) => Some(name(ident)),
        ObjectNamePart::Function(_) => None,
    });
    let last = parts.next().unwrap_or_else(|| Name::exact(""));
    Reference {
        schema: parts.next(),
        name: last,
    }
}
