//! Columns: their rows refer to types and collations by oid, and say nothing of what is the default of a type.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use foldhash::HashMap;

use super::index::KeyColumns;
use crate::catalog::rows::{
    ColumnPropertyRow, ColumnRow, DecodeError, Qualified, RelationKind, RelationRow, RowReader,
    Storage, TypeRow, cell,
};

/// A row of `pg_attribute` as the query brings it.
pub(super) struct RawColumn {
    row: ColumnRow,
    property: ColumnPropertyRow,
    collation: u32,
}

impl RawColumn {
    pub(super) fn decode(row: &RowReader<'_>) -> Result<Self, DecodeError> {
        let collation = cell(row, "attcollation")?;
        Ok(Self {
            row: ColumnRow::decode(row)?,
            property: ColumnPropertyRow::decode(row)?,
            collation,
        })
    }

    /// What it is ordered by.
    pub(super) fn place(&self) -> (u32, i16) {
        (self.row.relation, self.row.num)
    }
}

/// Columns of tables and views, and what of columns of indexes is not the default.
pub(super) struct Columns {
    of_tables: Vec<RawColumn>,
    of_indexes: Vec<ColumnPropertyRow>,
    kinds: HashMap<u32, RelationKind>,
}

/// What a type gives its columns where nothing is said, by oid.
pub(super) struct OfTypes(HashMap<u32, (Option<Storage>, u32)>);

impl Columns {
    pub(super) fn new(mut rows: Vec<RawColumn>, relations: &[RelationRow]) -> Self {
        let kinds: HashMap<u32, RelationKind> =
            relations.iter().map(|row| (row.oid, row.kind)).collect();
        // Nearly all are of tables, and stay where they are.
        let rest = rows.extract_if(.., |it| !kinds.contains_key(&it.row.relation));
        let of_indexes = rest.map(|it| it.property).collect();
        Self {
            of_tables: rows,
            of_indexes,
            kinds,
        }
    }

    /// The types and modifiers in use.
    pub(super) fn types(&self) -> impl Iterator<Item = (u32, i32)> {
        let rows = self.of_tables.iter();
        rows.map(|it| (it.row.type_oid, it.row.modifier))
    }

    /// The columns of a table by number and name.
    pub(super) fn names(&self, table: u32) -> String {
        let first = self.of_tables.partition_point(|it| it.row.relation < table);
        let rows = self.of_tables[first..].iter().map(|it| &it.row);
        let mut names = String::new();
        for row in rows.take_while(|row| row.relation == table) {
            // Writing to a string does not fail.
            let _ = write!(names, "{} {}\0", row.num, row.name);
        }
        names
    }

    /// What indexes have to know of them.
    pub(super) fn keys(&self) -> KeyColumns {
        let rows = self.of_tables.iter();
        rows.map(|it| (it.place(), (it.row.type_oid, it.collation)))
            .collect()
    }

    /// The parameters of operator classes, by index and a key's position from 1: they stand where a table's column has its
    /// options.
    pub(super) fn key_options(&mut self) -> impl Iterator<Item = ((u32, i16), Vec<String>)> {
        let rows = self.of_indexes.iter_mut();
        rows.map(|row| ((row.relation, row.num), std::mem::take(&mut row.options)))
    }

    /// Adds the collations that will have to be known by name.
    pub(super) fn collect_collations(&self, types: &OfTypes, wanted: &mut BTreeSet<u32>) {
        let named = self.of_tables.iter();
        wanted.extend(named.filter_map(|it| it.named_collation(types)));
    }

    /// The rows, and what of them is not the default of their type.
    pub(super) fn complete(
        self,
        types: &OfTypes,
        collations: &HashMap<u32, Qualified>,
    ) -> (Vec<ColumnRow>, Vec<ColumnPropertyRow>) {
        let mut properties: Vec<ColumnPropertyRow> = Vec::new();
        let rows = self.of_tables.into_iter().map(|mut it| {
            let collation = it.named_collation(types);
            it.row.collation = collation.and_then(|oid| collations.get(&oid).cloned());
            let usual = types.0.get(&it.row.type_oid).and_then(|of| of.0);
            it.property.storage = it.property.storage.filter(|own| Some(*own) != usual);
            let kind = self.kinds.get(&it.row.relation);
            if kind.copied().is_some_and(is_stored) {
                properties.push(it.property);
            }
            it.row
        });
        let rows = rows.collect();
        let of_indexes = self.of_indexes.into_iter();
        properties.extend(of_indexes.map(|row| ColumnPropertyRow {
            storage: None,
            ..row
        }));
        properties.retain(ColumnPropertyRow::says_something);
        properties.sort_by_key(|row| (row.relation, row.num));
        (rows, properties)
    }
}

impl RawColumn {
    /// Its collation, where that is not its type's own.
    fn named_collation(&self, types: &OfTypes) -> Option<u32> {
        let usual = types.0.get(&self.row.type_oid).map(|of| of.1);
        (self.collation != 0 && Some(self.collation) != usual).then_some(self.collation)
    }
}

/// Whether rows of it are kept, and so its columns in one way or another.
fn is_stored(kind: RelationKind) -> bool {
    use RelationKind::{MaterializedView, Partitioned, Table};
    matches!(kind, Table | Partitioned | MaterializedView)
}

impl OfTypes {
    /// Of types and their collations.
    pub(super) fn new(rows: &[(TypeRow, u32)]) -> Self {
        let rows = rows.iter();
        Self(
            rows.map(|(row, collation)| (row.oid, (row.storage, *collation)))
                .collect(),
        )
    }
}
