//! Rows of the catalog to the one model. Names are exact: a catalog folds nothing.

mod lookup;
mod part;
mod property;
mod relation;
mod sqlite;
mod standalone;
mod trace;
mod user_type;

use std::collections::{BTreeMap, BTreeSet};

pub use lookup::object_id;
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
    /// What of an object is not modelled, or told in two ways, so that nothing proves it the same.
    pub unmeasured: BTreeMap<ObjectId, String>,
    /// The oids of relations, indexes and constraints, in ascending order.
    pub oids: Vec<u32>,
}

/// Puts rows together. Rows that refer to what is not among them (a file may hold anything) are left
/// out.
#[must_use]
pub fn assemble(rows: &CatalogRows) -> Catalog {
    if !rows.sqlite.is_empty() {
        return sqlite::assemble(&rows.sqlite);
    }
    let lookup = Lookup::new(rows);
    let mut catalog = Catalog::default();
    standalone::add(rows, &lookup, &mut catalog.schema);
    standalone::add_routines(rows, &lookup, &mut catalog.schema);
    user_type::add(rows, &lookup, &mut catalog.schema);
    relation::add(rows, &lookup, &mut catalog);
    part::add(rows, &lookup, &mut catalog);
    property::add(rows, &lookup, &mut catalog.schema);
    catalog.written = trace::written(rows);
    catalog.traces = trace::traces(rows, &lookup);
    catalog.oids = trace::oids(rows);
    catalog
}

#[cfg(test)]
mod tests;
