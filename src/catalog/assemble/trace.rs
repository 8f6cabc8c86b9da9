//! What the server's own rows tell of a table's past, beside what it is.

use std::collections::BTreeMap;

use super::lookup::{Lookup, object_id};
use crate::catalog::rows::{CatalogRows, RelationKind, RelationRow};
use crate::name::QualifiedName;
use crate::record::is_after;
use crate::schema::{ObjectId, ObjectKind};

/// The past of one table, as far as rows of catalogs keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The transaction that last wrote the table's own row (`pg_class`).
    pub written: u32,
    /// The earliest of the transactions that last wrote the rows of its columns, constraints and
    /// indexes: the table is at least as old. A move to another schema writes no row of a column.
    pub created_in: u32,
    /// The lowest and highest oid of the table and of the sequences, indexes and constraints that were
    /// made with it: oids grow.
    pub oids: (u32, u32),
    /// The transactions that last wrote its own row and those of its columns, each once.
    pub writers: Vec<u32>,
    /// How many columns were dropped since it was made; none where that was not read.
    pub dropped: Option<u16>,
}

/// A table while its rows come together.
struct Draft {
    oid: u32,
    xmin: u32,
    attributes: Option<u16>,
    columns: u16,
    /// The transactions that last wrote its own row and those of its columns.
    writers: Vec<u32>,
    /// Oid and transaction of what hangs on it.
    parts: Vec<(u32, u32)>,
}

/// The traces of all tables, by their names.
pub(super) fn traces(rows: &CatalogRows, lookup: &Lookup<'_>) -> BTreeMap<QualifiedName, Trace> {
    let tables = rows
        .relations
        .iter()
        .filter(|row| matches!(row.kind, RelationKind::Table | RelationKind::Partitioned));
    let mut drafts: BTreeMap<u32, Draft> = tables.map(|row| (row.oid, Draft::of(row))).collect();
    for row in &rows.columns {
        if let Some(draft) = drafts.get_mut(&row.relation) {
            draft.columns += 1;
            draft.writers.push(row.xmin);
        }
    }
    let indexes = rows
        .indexes
        .iter()
        .map(|row| (row.relation, row.oid, row.xmin));
    let constraints = rows
        .constraints
        .iter()
        .map(|row| (row.relation, row.oid, row.xmin));
    let sequences = rows.sequences.iter().filter_map(|row| {
        let sequence = lookup.relation_row(row.relation)?;
        Some((row.owner?.0, sequence.oid, sequence.xmin))
    });
    for (relation, oid, xmin) in indexes.chain(constraints).chain(sequences) {
        if let Some(draft) = drafts.get_mut(&relation) {
            draft.parts.push((oid, xmin));
        }
    }
    let named = drafts.into_values();
    named
        .filter_map(|draft| Some((lookup.relation(draft.oid)?, draft.trace())))
        .collect()
}

impl Draft {
    fn of(row: &RelationRow) -> Self {
        Self {
            oid: row.oid,
            xmin: row.xmin,
            attributes: u16::try_from(row.attributes).ok(),
            columns: 0,
            writers: vec![row.xmin],
            parts: Vec::new(),
        }
    }

    fn trace(mut self) -> Trace {
        self.writers.sort_unstable();
        self.writers.dedup();
        let parts = self.parts.iter().map(|(_, xmin)| *xmin);
        let all = self.writers.iter().copied().chain(parts);
        let created_in = all
            .reduce(|one, other| if is_after(one, other) { other } else { one })
            .unwrap_or(self.xmin);
        // What was added to it since has an oid of its own time.
        let with_it = self.parts.iter().filter(|(_, xmin)| *xmin == created_in);
        let oids = with_it.fold((self.oid, self.oid), |(low, high), (oid, _)| {
            (low.min(*oid), high.max(*oid))
        });
        Trace {
            written: self.xmin,
            created_in,
            oids,
            writers: self.writers,
            dropped: self.attributes.map(|all| all.saturating_sub(self.columns)),
        }
    }
}

/// The transaction that last wrote the row of each relation and column.
pub(super) fn written(rows: &CatalogRows) -> BTreeMap<ObjectId, u32> {
    let relations = rows.relations.iter();
    let relations = relations.map(|row| (object_id(ObjectKind::Table, row.oid, 0), row.xmin));
    let columns = rows.columns.iter();
    let columns = columns.map(|row| {
        (
            object_id(ObjectKind::Table, row.relation, row.num),
            row.xmin,
        )
    });
    relations.chain(columns).collect()
}

/// The oids of relations, indexes and constraints, in ascending order.
pub(super) fn oids(rows: &CatalogRows) -> Vec<u32> {
    let relations = rows.relations.iter().map(|row| row.oid);
    let indexes = rows.indexes.iter().map(|row| row.oid);
    let constraints = rows.constraints.iter().map(|row| row.oid);
    let mut oids: Vec<u32> = relations.chain(indexes).chain(constraints).collect();
    oids.sort_unstable();
    oids
}
