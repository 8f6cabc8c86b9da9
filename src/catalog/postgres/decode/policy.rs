//! Row security policies.

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::PolicyRow;

pub(in crate::catalog::postgres) fn policy(row: &Row) -> Result<PolicyRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(PolicyRow {
        oid: cells.take()?,
        relation: cells.take()?,
        name: cells.take()?,
        restrictive: !cells.take::<bool>()?,
        command: cells.take()?,
        roles: cells.list()?,
        using: cells.take()?,
        check: cells.take()?,
        owner: cells.take()?,
    })
}
