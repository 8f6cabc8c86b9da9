//! What belongs to no table: schemas, extensions, sequences, and what is known by name only.

use super::lookup::{Lookup, qualified};
use super::object_id;
use crate::catalog::rows::{
    CatalogRows, NamedKind, NamedRow, RelationKind, RelationRow, SequenceRow,
};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Extension, ObjectId, ObjectKey, ObjectKind, Schema, Sequence, SequenceBounds, SequenceOwner,
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
    for (key, id) in named(rows) {
        schema.named.entry(key).or_insert(id);
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

fn named(rows: &CatalogRows) -> Vec<(ObjectKey, ObjectId)> {
    let views = rows.relations.iter().filter_map(view);
    let others = rows.named.iter().filter_map(other);
    views.chain(others).collect()
}

fn view(row: &RelationRow) -> Option<(ObjectKey, ObjectId)> {
    let kind = match row.kind {
        RelationKind::View => ObjectKind::View,
        RelationKind::MaterializedView => ObjectKind::MaterializedView,
        RelationKind::Table
        | RelationKind::Partitioned
        | RelationKind::Foreign
        | RelationKind::Sequence => return None,
    };
    if row.extension {
        return None;
    }
    let name = qualified(&row.schema, &row.name);
    let id = object_id(ObjectKind::Table, row.oid, 0);
    Some((ObjectKey::standing(&name, kind), id))
}

/// Rules are parts of tables and views; collations have a place of their own.
fn other(row: &NamedRow) -> Option<(ObjectKey, ObjectId)> {
    let name = qualified(&row.schema, &row.name);
    match row.kind {
        NamedKind::Statistics => Some((
            ObjectKey::standing(&name, ObjectKind::Statistics),
            object_id(ObjectKind::Statistics, row.oid, 0),
        )),
        NamedKind::Rule => None,
    }
}
