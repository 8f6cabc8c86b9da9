//! What the server keeps of objects beside their definitions.

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::{
    ColumnPropertyRow, CommentClass, CommentRow, RelationPropertyRow, ServerRow, StatisticsRow,
};

pub(in crate::catalog::postgres) fn comment(row: &Row) -> Result<CommentRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(CommentRow {
        class: class(cells.take()?),
        relation: cells.take()?,
        num: cells.take()?,
        part: cells.take()?,
        text: cells.take()?,
    })
}

fn class(catalog: &str) -> CommentClass {
    match catalog {
        "pg_constraint" => CommentClass::Constraint,
        "pg_trigger" => CommentClass::Trigger,
        "pg_policy" => CommentClass::Policy,
        "pg_rewrite" => CommentClass::Rule,
        "pg_namespace" => CommentClass::Namespace,
        "pg_extension" => CommentClass::Extension,
        "pg_proc" => CommentClass::Function,
        "pg_type" => CommentClass::Type,
        "pg_collation" => CommentClass::Collation,
        "pg_statistic_ext" => CommentClass::Statistics,
        _ => CommentClass::Relation,
    }
}

pub(in crate::catalog::postgres) fn server(row: &Row) -> Result<ServerRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(ServerRow {
        version: cells.take()?,
        tablespace: cells.take()?,
        default_tablespace: cells.take()?,
        default_access_method: cells.take()?,
    })
}

pub(in crate::catalog::postgres) fn column(row: &Row) -> Result<ColumnPropertyRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(ColumnPropertyRow {
        relation: cells.take()?,
        num: cells.take()?,
        storage: cells.take()?,
        compression: cells.take()?,
        target: cells.take()?,
        options: cells.list()?,
    })
}

pub(in crate::catalog::postgres) fn relation(row: &Row) -> Result<RelationPropertyRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(RelationPropertyRow {
        relation: cells.take()?,
        method: cells.take()?,
        replica_identity: cells.take()?,
        replica_index: cells.take()?,
        clustered_on: cells.take()?,
        toast_options: cells.list()?,
        untoasted: cells.take()?,
    })
}

/// A domain, and the name of its NOT NULL constraint.
pub(in crate::catalog::postgres) fn domain_not_null(row: &Row) -> Result<(u32, String), Unread> {
    let mut cells = Cells::new(row);
    Ok((cells.take()?, cells.take()?))
}

pub(in crate::catalog::postgres) fn statistics(row: &Row) -> Result<StatisticsRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(StatisticsRow {
        oid: cells.take()?,
        relation: cells.take()?,
        columns: cells.list()?,
        kinds: cells.list()?,
        expressions: cells.list()?,
        target: cells.take()?,
    })
}
