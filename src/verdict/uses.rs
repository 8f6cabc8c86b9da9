//! What an object is made of, other than parts of its own table: a schema, types, and what a view reads.

use std::collections::BTreeSet;

use crate::name::Name;
use crate::replay::{Expected, Reads};
use crate::schema::{
    DataType, ObjectId, ObjectKey, ObjectKind, RowType, Schema, Table, TypeBody, TypeName,
};

/// The schema that an expected object is in, its parents, the types and collations that it names, and the
/// tables, views, columns and functions that a view reads.
pub(super) fn uses(expected: &Expected, key: &ObjectKey) -> Vec<ObjectKey> {
    let schema = &expected.schema;
    let home = key.schema.as_ref().map(ObjectKey::namespace);
    let read = expected.reads.get(key).map(|reads| read(schema, reads));
    home.into_iter()
        .filter(|home| home != key)
        .chain(home_of_extension(schema, key))
        .chain(named_types(schema, key))
        .chain(named_collations(schema, key))
        .chain(parents(schema, key))
        .chain(read.into_iter().flatten())
        .collect()
}

fn home_of_extension(schema: &Schema, key: &ObjectKey) -> Option<ObjectKey> {
    let extension = schema.extensions.get(&key.name)?;
    let home = extension.schema.as_ref().map(ObjectKey::namespace);
    home.filter(|_| key.kind == ObjectKind::Extension)
}

/// The tables that a table inherits from, or is a partition of.
fn parents(schema: &Schema, key: &ObjectKey) -> Vec<ObjectKey> {
    let table = key.table_name().filter(|_| key.is_table());
    let table = table.and_then(|name| schema.tables.get(&name));
    let parents = table
        .into_iter()
        .flat_map(|table| &table.inheritance.parents);
    parents.map(ObjectKey::table).collect()
}

/// The expected collations that an object names.
fn named_collations(schema: &Schema, key: &ObjectKey) -> Vec<ObjectKey> {
    let names = collations(schema, key).into_iter();
    names
        .filter_map(|name| {
            let found = schema.collations.keys().find(|of| name.means(of))?;
            Some(ObjectKey::standing(found, ObjectKind::Collation))
        })
        .collect()
}

fn collations<'a>(schema: &'a Schema, key: &ObjectKey) -> Vec<&'a TypeName> {
    if let Some(of) = user_type(schema, key) {
        return match of {
            TypeBody::Composite(attributes) => {
                let attributes = attributes.iter();
                attributes.filter_map(|it| it.collation.as_ref()).collect()
            }
            TypeBody::Range(range) => range.collation.iter().collect(),
            TypeBody::Domain(domain) => domain.collation.iter().collect(),
            TypeBody::Enum(_) | TypeBody::Base => Vec::new(),
        };
    }
    let table = key.table_name().and_then(|name| schema.relation(&name));
    let Some(table) = table else {
        return Vec::new();
    };
    let column = table.column(&key.name);
    let column = column.filter(|_| key.kind == ObjectKind::Column);
    let index = table.indexes.get(&key.name);
    let index = index.filter(|_| key.kind == ObjectKind::Index);
    let keys = index.into_iter().flat_map(|index| &index.keys);
    let keys = keys.filter_map(|it| it.collation.as_ref());
    column
        .and_then(|it| it.collation.as_ref())
        .into_iter()
        .chain(keys)
        .collect()
}

fn user_type<'a>(schema: &'a Schema, key: &ObjectKey) -> Option<&'a TypeBody> {
    let mut of = schema.types.iter();
    let of = of.find(|(name, of)| ObjectKey::standing(name, of.kind()) == *key);
    of.map(|(_, of)| &of.body)
}

/// The expected types that an object names.
fn named_types(schema: &Schema, key: &ObjectKey) -> Vec<ObjectKey> {
    let names = types(schema, key).into_iter();
    names.filter_map(|name| type_key(schema, name)).collect()
}

fn type_key(schema: &Schema, name: &TypeName) -> Option<ObjectKey> {
    let found = schema.types.iter().find(|(of, _)| name.means(of));
    found.map(|(of, found)| ObjectKey::standing(of, found.kind()))
}

fn types<'a>(schema: &'a Schema, key: &ObjectKey) -> Vec<&'a TypeName> {
    if let Some(routine) = schema.routines.get(key) {
        let parameters = routine.parameters.iter().map(|it| &it.data_type);
        let returns = routine.returns.iter().map(|it| &it.data_type);
        return bases(parameters.chain(returns));
    }
    if let Some(other) = schema.others.get(key) {
        return bases(other.types.iter().flatten());
    }
    if let Some(table) = key.table_name().and_then(|name| schema.tables.get(&name)) {
        return match (key.kind, &table.inheritance.of_type) {
            (ObjectKind::Table, RowType::Of(name)) => vec![name],
            (ObjectKind::Column, _) => bases(table.column(&key.name).map(|it| &it.data_type)),
            _ => Vec::new(),
        };
    }
    match user_type(schema, key) {
        Some(TypeBody::Composite(attributes)) => bases(attributes.iter().map(|it| &it.data_type)),
        Some(TypeBody::Range(range)) => vec![&range.subtype.base],
        Some(TypeBody::Domain(domain)) => vec![&domain.base.base],
        Some(TypeBody::Enum(_) | TypeBody::Base) | None => Vec::new(),
    }
}

fn bases<'a>(types: impl IntoIterator<Item = &'a DataType>) -> Vec<&'a TypeName> {
    types.into_iter().map(|it| &it.base).collect()
}

/// What a view's query reads. Of columns, functions and types only the words are known.
fn read(schema: &Schema, reads: &Reads) -> Vec<ObjectKey> {
    let tables = schema.tables.iter();
    let tables = tables.filter(|(_, table)| reads.relations.contains(&table.id));
    let mut found: Vec<ObjectKey> = tables
        .flat_map(|(name, table)| {
            let columns = columns(table, &reads.words);
            let columns =
                columns.map(|column| ObjectKey::part(name, ObjectKind::Column, column.clone()));
            std::iter::once(ObjectKey::table(name)).chain(columns)
        })
        .collect();
    let named = |(key, id): &(&ObjectKey, &ObjectId)| {
        reads.relations.contains(id)
            || matches!(
                key.kind,
                ObjectKind::Function | ObjectKind::Type | ObjectKind::Domain
            ) && reads.words.contains(&key.name)
    };
    found.extend(
        schema
            .named
            .iter()
            .filter(named)
            .map(|(key, _)| key.clone()),
    );
    found
}

fn columns<'a>(table: &'a Table, words: &BTreeSet<Name>) -> impl Iterator<Item = &'a Name> {
    let names = table.columns.iter().map(|column| &column.name);
    names.filter(|name| words.contains(name))
}
