//! Objects that belong to no table.

use postgres::Row;

use super::relation::trigger_state;
use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::{
    ExtensionRow, NamedKind, NamedRow, NamespaceRow, Qualified, RuleDetails, TriggerState, ViewRow,
};

pub(in crate::catalog::postgres) fn namespace(row: &Row) -> Result<NamespaceRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(NamespaceRow {
        oid: cells.take()?,
        name: cells.take()?,
    })
}

pub(in crate::catalog::postgres) fn extension(row: &Row) -> Result<ExtensionRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(ExtensionRow {
        oid: cells.take()?,
        name: cells.take()?,
        schema: cells.take()?,
        version: cells.take()?,
    })
}

pub(in crate::catalog::postgres) fn view(row: &Row) -> Result<ViewRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(ViewRow {
        relation: cells.take()?,
        definition: cells.take()?,
    })
}

pub(in crate::catalog::postgres) fn named(row: &Row) -> Result<NamedRow, Unread> {
    let mut cells = Cells::new(row);
    let kind = match cells.take::<&str>()? {
        "rule" => NamedKind::Rule,
        _ => NamedKind::Statistics,
    };
    Ok(NamedRow {
        kind,
        oid: cells.take()?,
        schema: cells.take()?,
        name: cells.take()?,
        relation: cells.take()?,
        rule: rule(cells.letter(trigger_state)?, cells.take()?),
    })
}

fn rule(state: TriggerState, definition: Option<String>) -> Option<RuleDetails> {
    definition.map(|definition| RuleDetails { state, definition })
}

/// A collation's oid and name.
pub(in crate::catalog::postgres) fn collation_name(row: &Row) -> Result<(u32, Qualified), Unread> {
    let mut cells = Cells::new(row);
    Ok((cells.take()?, Qualified(cells.take()?, cells.take()?)))
}

/// A kind and how many there are of it.
pub(in crate::catalog::postgres) fn count(row: &Row) -> Result<(String, i64), Unread> {
    let mut cells = Cells::new(row);
    Ok((cells.take()?, cells.take()?))
}
