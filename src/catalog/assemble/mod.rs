//! Rows of the catalog to the one model. Names are exact: a catalog folds nothing.

mod constraint;
mod id;
mod index;
mod lineage;
mod lookup;
mod other;
mod policy;
mod property;
mod routine;
mod rule;
mod standing;
mod statistics;
mod table;
mod trigger;
mod user_type;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use id::{Class, object_id};

use super::rows::CatalogRows;
use crate::schema::{ObjectId, Schema};
use lookup::Lookup;

/// What the database holds, in the model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    /// The schema. Objects of extensions and foreign tables are not in it.
    pub schema: Schema,
    /// Columns, constraints and indexes that a table has from its parent or as a partition: their
    /// being there needs no migration of their own.
    pub inherited: BTreeSet<ObjectId>,
    /// The transaction that last wrote the catalog row of each relation and column.
    pub written: BTreeMap<ObjectId, u32>,
}

/// Puts rows together. Rows that refer to what is not among them (a file may hold anything) are left
/// out.
#[must_use]
pub fn assemble(rows: &CatalogRows) -> Catalog {
    let lookup = Lookup::new(rows);
    let mut catalog = Catalog::default();
    standing::add(rows, &lookup, &mut catalog.schema);
    routine::add(rows, &lookup, &mut catalog.schema);
    view::add(rows, &lookup, &mut catalog.schema);
    user_type::add(rows, &lookup, &mut catalog.schema);
    table::add(rows, &lookup, &mut catalog);
    policy::add(rows, &lookup, &mut catalog);
    constraint::add(rows, &lookup, &mut catalog);
    index::add(rows, &lookup, &mut catalog);
    rule::add(rows, &lookup, &mut catalog);
    statistics::add(rows, &lookup, &mut catalog.schema);
    property::add(rows, &lookup, &mut catalog.schema);
    other::add(rows, &mut catalog.schema);
    catalog.written = written(rows);
    catalog
}

fn written(rows: &CatalogRows) -> BTreeMap<ObjectId, u32> {
    let relations = rows.relations.iter();
    let relations = relations.map(|row| (object_id(Class::Relation, row.oid, 0), row.xmin));
    let columns = rows.columns.iter();
    let columns = columns.map(|row| (object_id(Class::Relation, row.relation, row.num), row.xmin));
    relations.chain(columns).collect()
}

#[cfg(test)]
mod tests;
