//! What belongs to no table: schemas, extensions, sequences, statistics, casts, operators, languages, publications ...,
//! and what is known by name only.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::lookup::{Lookup, named, object_id, qualified, type_name};
use super::relation::view_key;
use crate::catalog::rows::{
    CatalogRows, FunctionDefinition, FunctionRow, NamedKind, OtherRow, ParameterRow, Qualified,
    RelationRow, SequenceRow, StatisticsKind, StatisticsRow,
};
use crate::effect::expression;
use crate::effect::other::options;
use crate::effect::routine::sql_body;
use crate::effect::setting::{list_elements, setting_name};
use crate::kind::Kept;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, AttributeValue, DataType, Definition, Extension, ObjectId, ObjectKey, ObjectKind,
    Other, Parameter, Returned, Routine, RoutineBody, RoutineKind, Schema, Sequence,
    SequenceBounds, SequenceOwner, Standalone, Statistics, TypeName,
};

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
        put(schema, key, id, Definition::Unread);
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
        let statistics = of_statistics.get(&row.oid);
        let statistics = statistics.and_then(|row| statistics_of(row, lookup));
        put(
            schema,
            key,
            id,
            statistics.map_or(Definition::Unread, Into::into),
        );
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
            let definition = other.into();
            schema.named.insert(key, Standalone { id, definition });
        }
    }
}

/// Overloads may differ in the schemas of their types alone: the first counts.
fn put(schema: &mut Schema, key: ObjectKey, id: ObjectId, definition: Definition) {
    let first = schema.named.entry(key);
    first.or_insert(Standalone { id, definition });
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
        if let Some(attribute) = Attribute::from_word(word) {
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

/// Functions, procedures and aggregates.
pub(super) fn add_routines(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    for row in &rows.functions {
        let name = qualified(&row.schema, &row.name);
        let routine = row
            .definition
            .as_ref()
            .and_then(|definition| routine(row, definition, lookup));
        let arguments = match &routine {
            Some(routine) => routine.arguments(),
            None => row.arguments.clone(),
        };
        let key = ObjectKey::routine(&name, arguments);
        let id = object_id(ObjectKind::Function, row.oid, 0);
        put(
            schema,
            key,
            id,
            routine.map_or(Definition::Unread, Into::into),
        );
    }
}

fn routine(
    row: &FunctionRow,
    definition: &FunctionDefinition,
    lookup: &Lookup<'_>,
) -> Option<Routine> {
    let parameters = definition.parameters.iter();
    Some(Routine {
        kind: row.kind,
        parameters: parameters
            .map(|row| parameter(row, lookup))
            .collect::<Option<_>>()?,
        returns: match row.kind {
            RoutineKind::Function | RoutineKind::Window => Some(Returned {
                set: definition.returns_set,
                data_type: routine_type(definition.returns, lookup)?,
            }),
            RoutineKind::Procedure | RoutineKind::Aggregate => None,
        },
        language: Name::exact(&row.language),
        volatility: definition.volatility,
        strict: definition.strict,
        security_definer: definition.security_definer,
        leakproof: definition.leakproof,
        parallel: definition.parallel,
        cost: definition.cost.clone(),
        rows: definition.rows.clone(),
        support: named(definition.support.as_ref()),
        settings: definition
            .settings
            .iter()
            .filter_map(|setting| setting.split_once('='))
            .map(|(name, value)| (setting_name(name), value))
            .map(|(name, value)| {
                let elements = list_elements(&name, value);
                (name, Some(elements))
            })
            .collect(),
        body: body(row, definition),
    })
}

fn parameter(row: &ParameterRow, lookup: &Lookup<'_>) -> Option<Parameter> {
    Some(Parameter {
        mode: row.mode,
        name: (!row.name.is_empty()).then(|| Name::exact(&row.name)),
        data_type: routine_type(row.type_oid, lookup)?,
        default: row.default.as_deref().map(expression::read),
    })
}

/// `format_type` has a word of its own for a type of characters or bits whose length is not known.
fn routine_type(oid: u32, lookup: &Lookup<'_>) -> Option<DataType> {
    let mut data_type = lookup.data_type(oid, -1)?;
    if data_type.base.is_builtin() {
        let name = match data_type.base.name.as_str() {
            "bpchar" => "character",
            "\"bit\"" => "bit",
            // A keyword too, which the name of a type is not.
            "\"any\"" => "any",
            other => other,
        };
        data_type.base = TypeName::builtin(name);
    }
    Some(data_type)
}

fn body(row: &FunctionRow, definition: &FunctionDefinition) -> RoutineBody {
    if row.kind == RoutineKind::Aggregate {
        let pairs = definition.aggregate.iter();
        let pairs = pairs.filter_map(|pair| pair.split_once('='));
        let owned = pairs.map(|(word, value)| (word.to_owned(), value.to_owned()));
        return RoutineBody::Aggregate(owned.collect());
    }
    match (&definition.sql, &definition.binary) {
        (Some(text), _) => sql_body(text),
        (None, Some(file)) => RoutineBody::Linked {
            file: file.clone(),
            symbol: definition.source.clone(),
        },
        (None, None) => RoutineBody::Source(definition.source.clone()),
    }
}
