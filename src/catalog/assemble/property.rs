//! What the server keeps of objects beside their definitions, by identity.

use std::collections::BTreeSet;

use super::lookup::{Lookup, object_id, options};
use crate::catalog::rows::{
    CatalogRows, ColumnPropertyRow, CommentClass, CommentRow, Compression, ConstraintKind,
    ConstraintRow, RelationKind, RelationPropertyRow, RelationRow, ReplicaIdentity, ServerRow,
    Storage,
};
use crate::name::is_generated_not_null;
use crate::schema::{Attribute, ObjectId, ObjectKind, Properties, Property, Schema, Server};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    let read = &rows.properties;
    let properties = &mut schema.properties;
    let mut server = server(&read.server, rows, lookup);
    for row in &rows.comments {
        let text = Some(row.text.as_str());
        set(
            properties,
            commented(row),
            Attribute::Comment,
            &row.part,
            text,
        );
    }
    for row in &rows.relations {
        relation(row, properties);
    }
    for row in &read.relations {
        beside(row, lookup, properties);
        if row.untoasted {
            server.untoasted.insert(table(row.relation));
        }
    }
    for row in &read.columns {
        column(row, lookup, properties);
    }
    for row in &read.statistics {
        let id = object_id(ObjectKind::Statistics, row.oid, 0);
        let target = row.target.map(|it| it.to_string());
        let target = target.as_deref();
        set(properties, id, Attribute::StatisticsTarget, "", target);
    }
    // The index of an exclusion constraint holds its options itself, as its definition is printed with it.
    let exclusions = rows.constraints.iter();
    let exclusions = exclusions.filter(|row| row.kind == ConstraintKind::Exclusion);
    let exclusions: BTreeSet<u32> = exclusions.map(|row| row.oid).collect();
    for row in &rows.indexes {
        let id = index(row.oid, lookup);
        let tablespace = row.tablespace.as_deref();
        set(properties, id, Attribute::Tablespace, "", tablespace);
        if row.constraint != 0 && !exclusions.contains(&row.constraint) {
            set_options(properties, id, "", &row.options);
        }
    }
    for row in &rows.constraints {
        not_null(row, properties);
    }
    properties.server = Some(server);
}

fn server(row: &ServerRow, rows: &CatalogRows, lookup: &Lookup<'_>) -> Server {
    let types = rows.types.iter().filter_map(|row| {
        let plain = lookup.data_type(row.oid, row.modifier)?.without_modifiers();
        Some((plain, row.storage?.as_str().to_owned()))
    });
    Server {
        version: row.version,
        tablespace: row.tablespace.clone(),
        default_tablespace: row.default_tablespace.clone(),
        default_access_method: row.default_access_method.clone(),
        untoasted: std::collections::BTreeSet::new(),
        storage_of_types: types.collect(),
    }
}

fn set(
    properties: &mut Properties,
    id: ObjectId,
    attribute: Attribute,
    part: &str,
    word: Option<&str>,
) {
    if let Some(word) = word {
        let value = Some(Property::word(word));
        properties.set(id, (attribute, part.to_owned()), value);
    }
}

fn set_options(properties: &mut Properties, id: ObjectId, prefix: &str, list: &[String]) {
    for (name, value) in options(list) {
        let part = format!("{prefix}{name}");
        set(properties, id, Attribute::Options, &part, Some(&value));
    }
}

fn table(oid: u32) -> ObjectId {
    object_id(ObjectKind::Table, oid, 0)
}

/// An index by itself, or by the constraint that owns it.
fn index(oid: u32, lookup: &Lookup<'_>) -> ObjectId {
    let constraint = lookup.index(oid).map_or(0, |row| row.constraint);
    if constraint == 0 {
        return object_id(ObjectKind::Table, oid, 0);
    }
    object_id(ObjectKind::Constraint, constraint, 0)
}

fn relation(row: &RelationRow, properties: &mut Properties) {
    let id = table(row.oid);
    let tablespace = row.tablespace.as_deref();
    set(properties, id, Attribute::Tablespace, "", tablespace);
    match row.kind {
        RelationKind::Table | RelationKind::Partitioned => {
            set_options(properties, id, "", &row.options);
        }
        RelationKind::Sequence if row.unlogged => {
            set(properties, id, Attribute::Persistence, "", Some("unlogged"));
        }
        RelationKind::Sequence
        | RelationKind::View
        | RelationKind::MaterializedView
        | RelationKind::Foreign => {}
    }
}

/// What of a table is not in its own row.
fn beside(row: &RelationPropertyRow, lookup: &Lookup<'_>, properties: &mut Properties) {
    let id = table(row.relation);
    set(properties, id, Attribute::Method, "", row.method.as_deref());
    let on = |oid: u32| (oid != 0).then(|| Property::Index(index(oid, lookup)));
    let identity = row.replica_identity.map(|identity| match identity {
        ReplicaIdentity::Full => Property::word("full"),
        ReplicaIdentity::Nothing => Property::word("nothing"),
        // The index may be gone.
        ReplicaIdentity::Index => on(row.replica_index).unwrap_or_else(|| Property::word("index")),
    });
    properties.set(id, (Attribute::ReplicaIdentity, String::new()), identity);
    let clustered = on(row.clustered_on);
    properties.set(id, (Attribute::ClusteredOn, String::new()), clustered);
    set_options(properties, id, "toast.", &row.toast_options);
}

/// Columns of a materialized view, and keys of an index, go by its own identity.
fn column(row: &ColumnPropertyRow, lookup: &Lookup<'_>, properties: &mut Properties) {
    let of = lookup.relation_row(row.relation).map(|row| row.kind);
    let (id, part) = match of {
        None => (index(row.relation, lookup), row.num.to_string()),
        Some(RelationKind::MaterializedView) => {
            let name = lookup.column(row.relation, row.num);
            (
                table(row.relation),
                name.map_or_else(String::new, |name| name.to_string()),
            )
        }
        Some(_) => (
            object_id(ObjectKind::Table, row.relation, row.num),
            String::new(),
        ),
    };
    let storage = row.storage.map(Storage::as_str);
    set(properties, id, Attribute::Storage, &part, storage);
    // An index compresses as its column does.
    let own = row.compression.filter(|_| of.is_some());
    let compression = own.map(|compression| match compression {
        Compression::Lz4 => "lz4",
        Compression::Pglz => "pglz",
    });
    set(properties, id, Attribute::Compression, &part, compression);
    let target = row.target.map(|it| it.to_string());
    let target = target.as_deref();
    set(properties, id, Attribute::StatisticsTarget, &part, target);
    let prefix = if part.is_empty() { part } else { part + "." };
    set_options(properties, id, &prefix, &row.options);
}

/// Names that the server chose are left out: a dump and restore chooses anew.
fn not_null(row: &ConstraintRow, properties: &mut Properties) {
    if row.kind != ConstraintKind::NotNull || row.inherited {
        return;
    }
    let Some(&num) = row.columns.first() else {
        return;
    };
    let id = object_id(ObjectKind::Table, row.relation, num);
    let name = Some(&*row.name).filter(|name| !is_generated_not_null(name));
    set(properties, id, Attribute::NotNullName, "", name);
    let not_valid = row.not_valid.then_some("NOT VALID");
    set(properties, id, Attribute::Validated, "", not_valid);
    let no_inherit = row.no_inherit.then_some("NO INHERIT");
    set(properties, id, Attribute::NoInherit, "", no_inherit);
}

fn commented(row: &CommentRow) -> ObjectId {
    let class = match row.class {
        CommentClass::Relation => {
            let num = i16::try_from(row.num).unwrap_or_default();
            return object_id(ObjectKind::Table, row.relation, num);
        }
        CommentClass::Constraint => ObjectKind::Constraint,
        CommentClass::Trigger => ObjectKind::Trigger,
        CommentClass::Policy => ObjectKind::Policy,
        CommentClass::Rule => ObjectKind::Rule,
        CommentClass::Namespace => ObjectKind::Schema,
        CommentClass::Extension => ObjectKind::Extension,
        CommentClass::Function => ObjectKind::Function,
        CommentClass::Type => ObjectKind::Type,
        CommentClass::Collation => ObjectKind::Collation,
        CommentClass::Statistics => ObjectKind::Statistics,
    };
    object_id(class, row.relation, 0)
}
