//! Extended statistics.

use std::collections::HashMap;

use super::lookup::{Lookup, qualified};
use crate::catalog::rows::{CatalogRows, NamedKind, StatisticsKind, StatisticsRow};
use crate::effect::expression;
use crate::schema::{ObjectKey, ObjectKind, Schema, Statistics};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    let read = rows.properties.statistics.iter();
    let by_oid: HashMap<u32, &StatisticsRow> = read.map(|row| (row.oid, row)).collect();
    for row in rows
        .named
        .iter()
        .filter(|row| row.kind == NamedKind::Statistics)
    {
        let name = qualified(&row.schema, &row.name);
        let key = ObjectKey::standing(&name, ObjectKind::Statistics);
        let statistics = by_oid.get(&row.oid).and_then(|row| statistics(row, lookup));
        if let Some(statistics) = statistics {
            schema.statistics.insert(key, statistics);
        }
    }
}

fn statistics(row: &StatisticsRow, lookup: &Lookup<'_>) -> Option<Statistics> {
    let kinds = row.kinds.iter();
    Some(Statistics {
        table: lookup.relation(row.relation)?,
        kinds: kinds
            .filter_map(|kind| word(*kind))
            .map(str::to_owned)
            .collect(),
        columns: lookup
            .columns(row.relation, &row.columns)?
            .into_iter()
            .collect(),
        expressions: row
            .expressions
            .iter()
            .map(|text| expression::read(text))
            .collect(),
    })
}

/// The word of `CREATE STATISTICS`; that of expressions comes unasked.
fn word(kind: StatisticsKind) -> Option<&'static str> {
    match kind {
        StatisticsKind::Ndistinct => Some("ndistinct"),
        StatisticsKind::Dependencies => Some("dependencies"),
        StatisticsKind::Mcv => Some("mcv"),
        StatisticsKind::Expressions => None,
    }
}
