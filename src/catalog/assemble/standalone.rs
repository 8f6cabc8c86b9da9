//! What belongs to no table: schemas, extensions, sequences, statistics, casts, operators, languages, publications ...,
//! and what is known by name only.

use std::collections::{BTreeMap, HashMap};

use super::lookup::{Lookup, object_id, qualified, type_name};
use super::relation::view_key;
use crate::catalog::rows::{
    CatalogRows, NamedKind, OtherRow, Qualified, RelationRow, SequenceRow, StatisticsKind,
    StatisticsRow,
};
use crate::effect::expression;
use crate::effect::other::options;
use crate::kind::Kept;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, AttributeValue, DataType, Extension, ObjectId, ObjectKey, ObjectKind, Other, Schema,
    Sequence, SequenceBounds, SequenceOwner, Statistics,
};

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

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    for row in &rows.namespaces {
        let id = object_id(ObjectKind::Schema, row.oid, 0);
        schema.namespaces.insert(Name::exact(&row.name), id);
    }
    for row in &rows.extensions {
        let extension = Extension {
            id: object_id(ObjectKind::Extension, row.oid, 0),
            schema: Some(Name::exact(&row.schema)),
            version: Some(row.version.clone()),
        };
        schema.extensions.insert(Name::exact(&row.name), extension);
    }
    for row in &rows.sequences {
        if let Some((name, sequence)) = sequence(row, lookup) {
            schema.sequences.insert(name, sequence);
        }
    }
    for (key, id) in rows.relations.iter().filter_map(view) {
        schema.named.entry(key).or_insert(id);
    }
    let of_statistics = rows.properties.statistics.iter();
    let of_statistics: HashMap<u32, &StatisticsRow> =
        of_statistics.map(|row| (row.oid, row)).collect();
    // Rules are parts of tables and views.
    let named = rows.named.iter();
    for row in named.filter(|row| row.kind == NamedKind::Statistics) {
        let name = qualified(&row.schema, &row.name);
        let key = ObjectKey::standalone(&name, ObjectKind::Statistics);
        let id = object_id(ObjectKind::Statistics, row.oid, 0);
        schema.named.entry(key.clone()).or_insert(id);
        let statistics = of_statistics.get(&row.oid);
        let statistics = statistics.and_then(|row| statistics_of(row, lookup));
        schema.statistics.extend(statistics.map(|it| (key, it)));
    }
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

fn sequence(row: &SequenceRow, lookup: &Lookup<'_>) -> Option<(QualifiedName, Sequence)> {
    let relation = lookup.relation_row(row.relation)?;
    if relation.extension {
        return None;
    }
    let owner = row.owner.and_then(|(table, column)| {
        Some(SequenceOwner {
            table: lookup.relation(table)?,
            column: lookup.column(table, column)?,
            identity: row.identity,
        })
    });
    let sequence = Sequence {
        id: object_id(ObjectKind::Table, row.relation, 0),
        data_type: lookup.data_type(row.type_oid, -1)?,
        bounds: SequenceBounds {
            start: row.start,
            increment: row.increment,
            min: row.min,
            max: row.max,
            cache: row.cache,
            cycle: row.cycle,
        },
        owner,
    };
    Some((qualified(&relation.schema, &relation.name), sequence))
}

/// A view, by its name alone.
fn view(row: &RelationRow) -> Option<(ObjectKey, ObjectId)> {
    let key = view_key(row).filter(|_| !row.extension)?;
    Some((key, object_id(ObjectKind::Table, row.oid, 0)))
}

fn statistics_of(row: &StatisticsRow, lookup: &Lookup<'_>) -> Option<Statistics> {
    let kinds = row.kinds.iter();
    Some(Statistics {
        table: lookup.relation(row.relation)?,
        kinds: kinds
            .filter_map(|kind| word(*kind))
            .map(str::to_owned)
            .collect(),
        columns: lookup
            .columns(row.relation, &row.columns)?
            .into_iter()
            .collect(),
        expressions: row
            .expressions
            .iter()
            .map(|text| expression::read(text))
            .collect(),
    })
}

/// The word of `CREATE STATISTICS`; that of expressions comes unasked.
fn word(kind: StatisticsKind) -> Option<&'static str> {
    match kind {
        StatisticsKind::Ndistinct => Some("ndistinct"),
        StatisticsKind::Dependencies => Some("dependencies"),
        StatisticsKind::Mcv => Some("mcv"),
        StatisticsKind::Expressions => None,
    }
}

fn other(kind: ObjectKind, row: &OtherRow) -> Other {
    let mut attributes = BTreeMap::new();
    for (word, text) in &row.words {
        let attribute = ASPECTS.iter().find(|attribute| attribute.as_str() == word);
        if let Some(&attribute) = attribute {
            attributes.insert(attribute, value(kind, attribute, text));
        }
    }
    if !row.pairs.is_empty() {
        let pairs = row.pairs.iter().filter_map(|pair| pair.split_once('='));
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let attribute = match kind {
            ObjectKind::TextSearchConfiguration => Attribute::Mappings,
            _ => Attribute::Options,
        };
        attributes.insert(attribute, AttributeValue::Pairs(pairs.collect()));
    }
    if !row.relations.is_empty() {
        let relations = row.relations.iter();
        let relations = relations.map(|oid| object_id(ObjectKind::Table, *oid, 0));
        attributes.insert(
            Attribute::Tables,
            AttributeValue::Relations(relations.collect()),
        );
    }
    Other {
        plain: (kind != ObjectKind::Cast).then(|| Name::exact(&row.name)),
        types: row
            .types
            .iter()
            .map(|of| of.as_ref().map(data_type))
            .collect(),
        method: row.method.as_deref().map(Name::exact),
        attributes,
    }
}

fn value(kind: ObjectKind, attribute: Attribute, text: &str) -> AttributeValue {
    let pairs = (attribute == Attribute::Options)
        .then(|| options(text))
        .flatten();
    match (attribute, kind, pairs) {
        (_, _, Some(pairs)) => AttributeValue::Pairs(pairs),
        (Attribute::Type, ObjectKind::OperatorClass, None) => {
            AttributeValue::Name(ObjectKind::Type, Name::exact(text))
        }
        _ => AttributeValue::Text(text.to_owned()),
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
