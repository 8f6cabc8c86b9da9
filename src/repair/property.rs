//! `ALTER` of what the server keeps beside a definition: storage parameters, how values are stored, statistics targets, and
//! the index that a table is clustered on or tells its rows by.

use std::collections::{BTreeMap, BTreeSet};

use super::Statement;
use crate::definition::statement;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, ConstraintBody, Index, ObjectId, ObjectKey, ObjectKind, Property, Schema,
};

/// One attribute of the object that a key names; none where it is none of these.
pub(super) fn attribute(
    sides: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<Statement>> {
    use {Attribute as A, ObjectKind as K};
    let [expected, live] = sides;
    let on = subject(expected, key)?;
    live.id_of(key)?;
    let wanted = expected.properties.get(expected.id_of(key)?, attribute, "");
    let actions = match (attribute, key.kind) {
        (A::Options, _) => options(sides, key)?,
        (A::ClusteredOn, K::Table) => vec![match wanted {
            Some(Property::Index(id)) => format!("CLUSTER ON {}", index_of(sides, key, *id)?),
            Some(Property::Word(_)) => return None,
            None => "SET WITHOUT CLUSTER".to_owned(),
        }],
        (A::ReplicaIdentity, K::Table) => vec![match wanted {
            Some(Property::Index(id)) => {
                format!(
                    "REPLICA IDENTITY USING INDEX {}",
                    index_of(sides, key, *id)?
                )
            }
            Some(Property::Word(word)) if word == "full" => "REPLICA IDENTITY FULL".to_owned(),
            Some(Property::Word(word)) if word == "nothing" => {
                "REPLICA IDENTITY NOTHING".to_owned()
            }
            // Its index is gone on purpose.
            Some(Property::Word(_)) => return None,
            None => "REPLICA IDENTITY DEFAULT".to_owned(),
        }],
        (A::StatisticsTarget | A::Storage | A::Compression, _) => parts(sides, key, attribute)?
            .into_iter()
            .map(|(part, word)| of_part(live, key, attribute, part, word))
            .collect::<Option<_>>()?,
        _ => return None,
    };
    let all = actions
        .into_iter()
        .map(|action| Statement::from(format!("ALTER {on} {action}")));
    Some(all.collect())
}

/// What is altered, as it stands behind `ALTER`.
fn subject(expected: &Schema, key: &ObjectKey) -> Option<String> {
    let own = || Some(QualifiedName::new(key.schema.clone()?, key.name.clone()).quoted());
    Some(match key.kind {
        ObjectKind::Column => {
            format!(
                "TABLE {} ALTER COLUMN {}",
                key.table_name()?.quoted(),
                key.name.quoted()
            )
        }
        // The index behind a key is called as it.
        ObjectKind::Constraint => {
            let constraint = expected
                .relation(&key.table_name()?)?
                .constraints
                .get(&key.name)?;
            constraint.owns_index().then_some(())?;
            format!("INDEX {}", own()?)
        }
        ObjectKind::Table
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Index
        | ObjectKind::Statistics => format!("{} {}", key.kind.sql(), own()?),
        _ => return None,
    })
}

/// The name of an index of a table, or of the key that owns it, where it is there by that name.
fn index_of([expected, live]: [&Schema; 2], table: &ObjectKey, index: ObjectId) -> Option<String> {
    let name = table.qualified();
    let mut parts = expected.tables.get(&name)?.parts();
    let (_, own, _) = parts.find(|(_, _, id)| *id == index)?;
    live.tables.get(&name)?.index_or_key(own)?;
    Some(own.quoted())
}

/// The words that are expected where the sides say different ones, by the part that they are about.
pub(super) fn parts<'a>(
    [expected, live]: [&'a Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<BTreeMap<&'a str, Option<&'a str>>> {
    let expected = words(expected, expected.id_of(key)?, attribute);
    let live = words(live, live.id_of(key)?, attribute);
    Some(differing(&expected, &live))
}

fn words(schema: &Schema, id: ObjectId, attribute: Attribute) -> BTreeMap<&str, &str> {
    let all = schema.properties.of(id);
    let all = all.filter(|((of, _), _)| *of == attribute);
    let words = all.filter_map(|((_, part), value)| match value {
        Property::Word(word) => Some((part.as_str(), word.as_str())),
        Property::Index(_) => None,
    });
    words.collect()
}

fn differing<'a>(
    expected: &BTreeMap<&'a str, &'a str>,
    live: &BTreeMap<&'a str, &'a str>,
) -> BTreeMap<&'a str, Option<&'a str>> {
    let parts: BTreeSet<&str> = expected.keys().chain(live.keys()).copied().collect();
    let differ = parts
        .into_iter()
        .filter(|part| expected.get(part) != live.get(part));
    differ
        .map(|part| (part, expected.get(part).copied()))
        .collect()
}

/// Of a column, of a column of a materialized view by its name, or of a key of an index by its number.
fn of_part(
    live: &Schema,
    key: &ObjectKey,
    attribute: Attribute,
    part: &str,
    word: Option<&str>,
) -> Option<String> {
    let of = match (key.kind, part) {
        (ObjectKind::Index, number) => format!("ALTER COLUMN {} ", number.parse::<u16>().ok()?),
        (_, "") => String::new(),
        (ObjectKind::MaterializedView, column) => {
            format!("ALTER COLUMN {} ", Name::exact(column).quoted())
        }
        _ => return None,
    };
    let set = match attribute {
        Attribute::StatisticsTarget => {
            let target: i32 = word.unwrap_or("-1").parse().ok()?;
            format!("SET STATISTICS {target}")
        }
        Attribute::Compression => format!("SET COMPRESSION {}", word.unwrap_or("default")),
        Attribute::Storage => format!("SET STORAGE {}", word.or_else(|| usual_storage(live, key))?),
        _ => return None,
    };
    Some(of + &set)
}

/// How the type of a column is stored where nothing is said: `DEFAULT` is known from PostgreSQL 16 on alone.
fn usual_storage<'a>(live: &'a Schema, key: &ObjectKey) -> Option<&'a str> {
    let table = live.relation(&key.table_name()?)?;
    let of = table.column(&key.name)?.data_type.clone();
    let storage = &live.properties.server.as_ref()?.storage_of_types;
    storage.get(&of.without_modifiers()).map(String::as_str)
}

/// `SET (...)` of what is expected, and `RESET (...)` of what is not.
fn options(sides: [&Schema; 2], key: &ObjectKey) -> Option<Vec<String>> {
    let [expected, live] = sides.map(|side| options_of(side, key));
    let differing = differing(&expected?, &live?);
    // Of a column of a materialized view.
    let is_of_column = |part: &&str| part.contains('.') && !part.starts_with("toast.");
    if differing.keys().any(is_of_column) {
        return None;
    }
    // What would show rows to more is not suggested.
    let opens = |part: &str, it: Option<&str>| part.starts_with("security_") && it != Some("true");
    if differing.iter().any(|(part, it)| opens(part, *it)) {
        return None;
    }
    let (set, reset): (Vec<_>, Vec<_>) = differing.into_iter().partition(|(_, it)| it.is_some());
    let set = set.into_iter().filter_map(|(part, value)| {
        Some(format!(
            "{} = {}",
            parameter(part),
            statement::literal(value?)
        ))
    });
    let reset = reset.into_iter().map(|(part, _)| parameter(part));
    let (set, reset): (Vec<_>, Vec<_>) = (set.collect(), reset.collect());
    let all = [("SET", set), ("RESET", reset)].into_iter();
    let all = all.filter(|(_, list)| !list.is_empty());
    Some(
        all.map(|(verb, list)| format!("{verb} ({})", list.join(", ")))
            .collect(),
    )
}

fn options_of<'a>(schema: &'a Schema, key: &ObjectKey) -> Option<BTreeMap<&'a str, &'a str>> {
    let own = match key.kind {
        ObjectKind::Constraint if exclusion(schema, key).is_some() => {
            &exclusion(schema, key)?.options
        }
        ObjectKind::Index => {
            &schema
                .relation(&key.table_name()?)?
                .indexes
                .get(&key.name)?
                .options
        }
        ObjectKind::View | ObjectKind::MaterializedView => &schema.view(key)?.options,
        _ => return Some(words(schema, schema.id_of(key)?, Attribute::Options)),
    };
    Some(
        own.iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect(),
    )
}

/// The index of an exclusion constraint, which holds its options itself.
fn exclusion<'a>(schema: &'a Schema, key: &ObjectKey) -> Option<&'a Index> {
    let table = schema.relation(&key.table_name()?)?;
    match &table.constraints.get(&key.name)?.body {
        ConstraintBody::Exclude(exclusion) => Some(&exclusion.index),
        _ => None,
    }
}

/// `"toast"."autovacuum_enabled"`
fn parameter(name: &str) -> String {
    let parts = name.split('.').map(|part| Name::exact(part).quoted());
    parts.collect::<Vec<_>>().join(".")
}
