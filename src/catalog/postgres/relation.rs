//! Relations, and what of them is not the default.

use foldhash::HashMap;

use crate::catalog::rows::{
    DecodeError, RelationKind, RelationPropertyRow, RelationRow, RowReader,
};

/// Relations by their oids in ascending order, each with what is kept beside it.
pub(super) struct Relations {
    rows: Vec<RelationRow>,
    beside: HashMap<u32, RelationPropertyRow>,
}

impl Relations {
    pub(super) fn decode(
        row: &RowReader<'_>,
    ) -> Result<(RelationRow, RelationPropertyRow), DecodeError> {
        Ok((RelationRow::decode(row)?, RelationPropertyRow::decode(row)?))
    }

    pub(super) fn new(rows: Vec<(RelationRow, RelationPropertyRow)>) -> Self {
        use RelationKind::{MaterializedView, Partitioned, Table};
        let mut beside = HashMap::default();
        let rows = rows.into_iter().map(|(row, property)| {
            if matches!(row.kind, Table | Partitioned | MaterializedView) {
                beside.insert(row.oid, property);
            }
            row
        });
        let mut rows: Vec<RelationRow> = rows.collect();
        rows.sort_unstable_by_key(|row| row.oid);
        Self { rows, beside }
    }

    pub(super) fn rows(&self) -> &[RelationRow] {
        &self.rows
    }

    pub(super) fn has(&self, oid: u32) -> bool {
        self.rows.binary_search_by_key(&oid, |row| row.oid).is_ok()
    }

    /// What is kept beside a table, to be completed by what its indexes say.
    pub(super) fn beside(&mut self, oid: u32) -> Option<&mut RelationPropertyRow> {
        self.beside.get_mut(&oid)
    }

    pub(super) fn complete(self) -> (Vec<RelationRow>, Vec<RelationPropertyRow>) {
        let mut beside = self.beside;
        let of_rows = self.rows.iter().filter_map(|row| beside.remove(&row.oid));
        let said = of_rows
            .filter(RelationPropertyRow::says_something)
            .collect();
        (self.rows, said)
    }
}
