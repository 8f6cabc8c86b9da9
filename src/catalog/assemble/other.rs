//! Casts, operators, languages, text search objects, publications ...

use std::collections::BTreeMap;

use super::lookup::type_name;
use super::object_id;
use crate::catalog::rows::{CatalogRows, OtherRow, Qualified};
use crate::effect::other::options;
use crate::kind::Kept;
use crate::name::Name;
use crate::schema::{Attribute, DataType, Facet, ObjectKey, ObjectKind, Other, Schema};

/// The attributes that rows have words for.
const ASPECTS: [Attribute; 25] = [
    Attribute::Type,
    Attribute::Function,
    Attribute::Method,
    Attribute::Context,
    Attribute::Default,
    Attribute::Encodings,
    Attribute::Events,
    Attribute::Tags,
    Attribute::Enabled,
    Attribute::Functions,
    Attribute::Wrapper,
    Attribute::Version,
    Attribute::Trusted,
    Attribute::Commutator,
    Attribute::Negator,
    Attribute::Hashes,
    Attribute::Merges,
    Attribute::Condition,
    Attribute::Family,
    Attribute::Kind,
    Attribute::Publish,
    Attribute::Schemas,
    Attribute::Parser,
    Attribute::Template,
    Attribute::Options,
];

pub(super) fn add(rows: &CatalogRows, schema: &mut Schema) {
    for row in &rows.others {
        let kind = ObjectKind::from_word(&row.kind);
        if let Some(kind) = kind.filter(|kind| kind.kept() == Kept::Attributes) {
            let other = other(kind, row);
            let key = ObjectKey {
                schema: row.schema.as_deref().map(Name::exact),
                table: None,
                kind,
                name: other.name(kind),
                arguments: None,
            };
            let id = object_id(kind, row.oid, 0);
            schema.named.insert(key.clone(), id);
            schema.others.insert(key, other);
        }
    }
}

fn other(kind: ObjectKind, row: &OtherRow) -> Other {
    let mut facets = BTreeMap::new();
    for (word, text) in &row.words {
        let attribute = ASPECTS.iter().find(|attribute| attribute.as_str() == word);
        if let Some(&attribute) = attribute {
            facets.insert(attribute, facet(kind, attribute, text));
        }
    }
    if !row.pairs.is_empty() {
        let pairs = row.pairs.iter().filter_map(|pair| pair.split_once('='));
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let attribute = match kind {
            ObjectKind::TextSearchConfiguration => Attribute::Mappings,
            _ => Attribute::Options,
        };
        facets.insert(attribute, Facet::Pairs(pairs.collect()));
    }
    if !row.relations.is_empty() {
        let relations = row.relations.iter();
        let relations = relations.map(|oid| object_id(ObjectKind::Table, *oid, 0));
        facets.insert(Attribute::Tables, Facet::Relations(relations.collect()));
    }
    Other {
        plain: (kind != ObjectKind::Cast).then(|| Name::exact(&row.name)),
        types: row
            .types
            .iter()
            .map(|of| of.as_ref().map(data_type))
            .collect(),
        method: row.method.as_deref().map(Name::exact),
        facets,
    }
}

fn facet(kind: ObjectKind, attribute: Attribute, text: &str) -> Facet {
    let pairs = (attribute == Attribute::Options)
        .then(|| options(text))
        .flatten();
    match (attribute, kind, pairs) {
        (_, _, Some(pairs)) => Facet::Pairs(pairs),
        (Attribute::Type, ObjectKind::OperatorClass, None) => {
            Facet::Name(ObjectKind::Type, Name::exact(text))
        }
        _ => Facet::Text(text.to_owned()),
    }
}

fn data_type(of: &Qualified) -> DataType {
    let Qualified(schema, name) = of;
    let array = name.strip_suffix("[]");
    DataType {
        base: type_name(schema, array.unwrap_or(name)),
        modifiers: String::new(),
        array: array.is_some(),
    }
}
