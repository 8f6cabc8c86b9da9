//! How statements name objects: sqlparser's identifiers as ours, and the words of a kind.

use std::collections::BTreeSet;

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::{Token, Word};

use super::Reference;
use crate::kind::{Kept, NamedBy, ObjectKind, Within};
use crate::name::{Name, QualifiedName};
use crate::schema::TypeName;
use crate::schema::described::Words;
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

/// The same, with an empty schema where none is written.
#[must_use]
pub(super) fn qualified(object: &ObjectName) -> QualifiedName {
    let Reference { schema, name } = reference(object);
    QualifiedName::new(schema.unwrap_or_else(|| Name::exact("")), name)
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
    let Token::Word(word) = r.peek() else {
        return Ok(name(&r.ident()?));
    };
    let name = folded(word);
    r.parser.advance_token();
    Ok(name)
}

/// Takes `name` or `schema.name`.
pub(super) fn take_reference(r: &mut Reader<'_>) -> Read<Reference> {
    match (r.peek(), r.peek_nth(1)) {
        (Token::Word(_), Token::Period) => Ok(reference(&r.name()?)),
        (Token::Word(_), _) => Ok(Reference::unqualified(&take(r)?)),
        (_, _) => Ok(reference(&r.name()?)),
    }
}

/// Takes the name of a type, function or collation.
pub(super) fn take_type_name(r: &mut Reader<'_>) -> Read<TypeName> {
    Ok(type_name(&r.name()?))
}

/// Takes one of a few words, if one comes next.
pub(super) fn take_word<T: Words>(r: &mut Reader<'_>) -> Option<T> {
    T::ALL.iter().copied().find(|it| r.take(it.word()))
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

/// The kinds of object that `DROP`, `ALTER` and `COMMENT ON` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedKind {
    /// A kind that findings can name; `PROCEDURE` and `ROUTINE` are functions.
    Object(ObjectKind),
    /// `AGGREGATE`: a function, but for its options.
    Aggregate,
    /// `FOREIGN TABLE`.
    ForeignTable,
    /// What is of no schema, or of the whole cluster, by its words: `ROLE`, `USER MAPPING` ...
    Outside(&'static str),
}

impl NamedKind {
    /// What has other words than its kind.
    const SYNONYMS: [(&'static str, ObjectKind); 3] = [
        ("PROCEDURAL LANGUAGE", ObjectKind::Language),
        ("PROCEDURE", ObjectKind::Function),
        ("ROUTINE", ObjectKind::Function),
    ];

    const OUTSIDE: [&'static str; 8] = [
        "DATABASE",
        "GROUP",
        "LARGE OBJECT",
        "ROLE",
        "SUBSCRIPTION",
        "TABLESPACE",
        "USER MAPPING",
        "USER",
    ];

    /// Takes the words of a kind, if they come next.
    pub(super) fn take(r: &mut Reader<'_>) -> Option<Self> {
        if let Some((_, kind)) = Self::SYNONYMS.iter().find(|(words, _)| r.take(words)) {
            return Some(Self::Object(*kind));
        }
        if r.take("AGGREGATE") {
            return Some(Self::Aggregate);
        }
        if r.take("FOREIGN TABLE") {
            return Some(Self::ForeignTable);
        }
        if let Some(words) = r.take_one_of(&Self::OUTSIDE) {
            return Some(Self::Outside(words));
        }
        // `OPERATOR` begins like `OPERATOR CLASS`.
        let kinds = ObjectKind::ALL.iter().filter(|kind| r.sees(kind.sql()));
        let kind = *kinds.max_by_key(|kind| kind.sql().len())?;
        r.take(kind.sql()).then_some(Self::Object(kind))
    }

    /// How the kind is written in SQL.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Object(kind) => kind.sql(),
            Self::Aggregate => "AGGREGATE",
            Self::ForeignTable => "FOREIGN TABLE",
            Self::Outside(words) => words,
        }
    }

    /// The kind, where findings can name it.
    pub(super) const fn object(self) -> Option<ObjectKind> {
        match self {
            Self::Object(kind) => Some(kind),
            Self::Aggregate => Some(ObjectKind::Function),
            Self::ForeignTable | Self::Outside(_) => None,
        }
    }

    pub(super) fn named_by(self) -> NamedBy {
        match self {
            Self::Object(kind) => kind.named_by(),
            Self::Aggregate => NamedBy::Arguments,
            Self::Outside("LARGE OBJECT" | "USER MAPPING") => NamedBy::More,
            Self::ForeignTable | Self::Outside(_) => NamedBy::Name,
        }
    }

    /// Whether `ON table` follows the name.
    pub(super) fn is_on_table(self) -> bool {
        self.object().is_some_and(|kind| {
            kind.within() == Within::Table
                && !matches!(kind, ObjectKind::Column | ObjectKind::Index)
        })
    }

    /// The kind of what a statement names by a name, perhaps of a table.
    pub(super) fn by_name(self) -> Option<ObjectKind> {
        self.object().filter(|kind| {
            kind.kept() == Kept::Whole
                && kind.named_by() == NamedBy::Name
                && !matches!(kind, ObjectKind::Column | ObjectKind::Constraint)
        })
    }
}
