//! Rows of the catalog to the one model. Names are exact: a catalog folds nothing.

mod constraint;
mod id;
mod index;
mod inheritance;
mod lookup;
mod other;
mod policy;
mod property;
mod routine;
mod rule;
mod standalone;
mod statistics;
mod table;
mod trace;
mod trigger;
mod user_type;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use id::object_id;
pub use trace::Trace;

use super::rows::CatalogRows;
use crate::name::QualifiedName;
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
    /// What the server's rows tell of the past of each table.
    pub traces: BTreeMap<QualifiedName, Trace>,
    /// The oids of relations, indexes and constraints, in ascending order.
    pub oids: Vec<u32>,
}

/// Puts rows together. Rows that refer to what is not among them (a file may hold anything) are left
/// out.
#[must_use]
pub fn assemble(rows: &CatalogRows) -> Catalog {
    let lookup = Lookup::new(rows);
    let mut catalog = Catalog::default();
    standalone::add(rows, &lookup, &mut catalog.schema);
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
    catalog.written = trace::written(rows);
    catalog.traces = trace::traces(rows, &lookup);
    catalog.oids = trace::oids(rows);
    catalog
}

#[cfg(test)]
mod tests;
