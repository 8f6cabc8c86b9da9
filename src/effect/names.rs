//! sqlparser's identifiers to ours.

use std::collections::BTreeSet;

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Word;

use super::Reference;
use crate::name::Name;
use crate::schema::TypeName;
use crate::sql::reader::{Read, Reader};

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

/// The same, of its parts.
#[must_use]
pub(super) fn of_parts(parts: &[Ident]) -> Option<Reference> {
    let mut parts = parts.iter().rev().map(name);
    Some(Reference {
        name: parts.next()?,
        schema: parts.next(),
    })
}

/// The same, as types, functions and collations are named.
#[must_use]
pub(super) fn type_name(object: &ObjectName) -> TypeName {
    let Reference { schema, name } = reference(object);
    TypeName { schema, name }
}

/// Takes an identifier.
pub(super) fn take(r: &mut Reader<'_>) -> Read<Name> {
    Ok(name(&r.ident()?))
}

/// Takes `name` or `schema.name`.
pub(super) fn take_reference(r: &mut Reader<'_>) -> Read<Reference> {
    Ok(reference(&r.name()?))
}

/// Takes the name of a type, function or collation.
pub(super) fn take_type_name(r: &mut Reader<'_>) -> Read<TypeName> {
    Ok(type_name(&r.name()?))
}

/// An identifier as PostgreSQL stores it, but for the cut at 63 bytes.
pub(super) fn as_stored(ident: &Ident) -> String {
    match ident.quote_style {
        Some(_) => ident.value.clone(),
        None => ident.value.to_ascii_lowercase(),
    }
}

/// The identifiers of a text, by their look: enough to know what a definition may depend on.
pub(super) fn words(text: &str) -> Vec<Name> {
    let found: BTreeSet<Name> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .flat_map(|word| [Name::exact(word), Name::folded(word)])
        .collect();
    found.into_iter().collect()
}
