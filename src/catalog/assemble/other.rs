//! Casts, operators, languages, text search objects, publications ...

use std::collections::BTreeMap;

use super::lookup::type_name;
use super::object_id;
use crate::catalog::rows::{CatalogRows, OtherRow, Qualified};
use crate::effect::other::options;
use crate::kind::Kept;
use crate::name::Name;
use crate::schema::{Aspect, DataType, Facet, ObjectKey, ObjectKind, Other, Schema};

/// The aspects that rows have words for.
const ASPECTS: [Aspect; 25] = [
    Aspect::Type,
    Aspect::Function,
    Aspect::Method,
    Aspect::Context,
    Aspect::Default,
    Aspect::Encodings,
    Aspect::Events,
    Aspect::Tags,
    Aspect::Enabled,
    Aspect::Functions,
    Aspect::Wrapper,
    Aspect::Version,
    Aspect::Trusted,
    Aspect::Commutator,
    Aspect::Negator,
    Aspect::Hashes,
    Aspect::Merges,
    Aspect::Condition,
    Aspect::Family,
    Aspect::Kind,
    Aspect::Publish,
    Aspect::Schemas,
    Aspect::Parser,
    Aspect::Template,
    Aspect::Options,
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
        let aspect = ASPECTS.iter().find(|aspect| aspect.as_str() == word);
        if let Some(&aspect) = aspect {
            facets.insert(aspect, facet(kind, aspect, text));
        }
    }
    if !row.pairs.is_empty() {
        let pairs = row.pairs.iter().filter_map(|pair| pair.split_once('='));
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let aspect = match kind {
            ObjectKind::TextSearchConfiguration => Aspect::Mappings,
            _ => Aspect::Options,
        };
        facets.insert(aspect, Facet::Pairs(pairs.collect()));
    }
    if !row.relations.is_empty() {
        let relations = row.relations.iter();
        let relations = relations.map(|oid| object_id(ObjectKind::Table, *oid, 0));
        facets.insert(Aspect::Tables, Facet::Relations(relations.collect()));
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

fn facet(kind: ObjectKind, aspect: Aspect, text: &str) -> Facet {
    let pairs = (aspect == Aspect::Options).then(|| options(text)).flatten();
    match (aspect, kind, pairs) {
        (_, _, Some(pairs)) => Facet::Pairs(pairs),
        (Aspect::Type, ObjectKind::OperatorClass, None) => {
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
