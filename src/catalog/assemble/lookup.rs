//! Rows by oid, and what every kind of object is made with.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::catalog::rows::{CatalogRows, IndexRow, Qualified, RelationKind, RelationRow};
use crate::name::{Name, QualifiedName};
use crate::schema::{DataType, ObjectId, ObjectKind, TypeName};

/// Rows by oid, for following references.
pub(super) struct Lookup<'a> {
    relations: HashMap<u32, &'a RelationRow>,
    columns: HashMap<(u32, i16), Name>,
    types: HashMap<(u32, i32), DataType>,
    indexes: HashMap<u32, &'a IndexRow>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(rows: &'a CatalogRows) -> Self {
        Self {
            relations: rows.relations.iter().map(|row| (row.oid, row)).collect(),
            columns: rows
                .columns
                .iter()
                .map(|row| ((row.relation, row.num), Name::exact(&row.name)))
                .collect(),
            types: rows
                .types
                .iter()
                .map(|row| {
                    let schema = row.schema.as_deref().unwrap_or("pg_catalog");
                    let data_type = DataType {
                        base: type_name(schema, &row.name),
                        modifiers: row.modifiers.clone(),
                        array: row.array,
                    };
                    ((row.oid, row.modifier), data_type)
                })
                .collect(),
            indexes: rows.indexes.iter().map(|row| (row.oid, row)).collect(),
        }
    }

    /// The relation's name.
    pub(super) fn relation(&self, oid: u32) -> Option<QualifiedName> {
        self.relations
            .get(&oid)
            .map(|row| qualified(&row.schema, &row.name))
    }

    /// The relation's row.
    pub(super) fn relation_row(&self, oid: u32) -> Option<&'a RelationRow> {
        self.relations.get(&oid).copied()
    }

    /// The name of a column.
    pub(super) fn column(&self, relation: u32, num: i16) -> Option<Name> {
        self.columns.get(&(relation, num)).cloned()
    }

    /// The names of columns, in order; `None` where one is not known.
    pub(super) fn columns(&self, relation: u32, nums: &[i16]) -> Option<Vec<Name>> {
        let mut names = Vec::with_capacity(nums.len());
        for num in nums {
            names.push(self.column(relation, *num)?);
        }
        Some(names)
    }

    /// A type with its modifier.
    pub(super) fn data_type(&self, oid: u32, modifier: i32) -> Option<DataType> {
        self.types.get(&(oid, modifier)).cloned()
    }

    /// An index.
    pub(super) fn index(&self, oid: u32) -> Option<&'a IndexRow> {
        self.indexes.get(&oid).copied()
    }
}

pub(super) fn is_modelled_table(row: &RelationRow) -> bool {
    match row.kind {
        RelationKind::Table | RelationKind::Partitioned => !row.extension,
        RelationKind::Foreign
        | RelationKind::View
        | RelationKind::MaterializedView
        | RelationKind::Sequence => false,
    }
}

pub(super) fn qualified(schema: &str, name: &str) -> QualifiedName {
    QualifiedName::new(Name::exact(schema), Name::exact(name))
}

pub(super) fn type_name(schema: &str, name: &str) -> TypeName {
    TypeName::from(qualified(schema, name))
}

/// `reloptions`: `name=value`.
pub(super) fn options(list: &[String]) -> BTreeMap<String, String> {
    list.iter()
        .map(|option| option.split_once('=').unwrap_or((option, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The identity of an object. Oids are unique in one system catalog only: `kind` is [`ObjectKind::Table`] for every
/// relation, [`ObjectKind::Type`] for a domain. `column` is 0, but for a column.
#[must_use]
pub fn object_id(kind: ObjectKind, oid: u32, column: i16) -> ObjectId {
    let column = u64::from(column.cast_unsigned());
    ObjectId((kind as u64) << 48 | u64::from(oid) << 16 | column)
}

pub(super) fn named(name: Option<&Qualified>) -> Option<TypeName> {
    name.map(|Qualified(schema, name)| type_name(schema, name))
}
