//! `ALTER INDEX`.

use sqlparser::ast::{Ident, ObjectName};

use super::{Parameter, alter_column};
use crate::sql::reader::{Read, Reader};

/// `ALTER INDEX [IF EXISTS] name action`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterIndex {
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The index.
    pub name: ObjectName,
    /// What is done to it.
    pub action: IndexAction,
}

/// What is done to an index.
#[derive(Debug, Clone, PartialEq)]
pub enum IndexAction {
    /// `RENAME TO name`.
    RenameTo(Ident),
    /// `SET TABLESPACE tablespace`.
    SetTablespace(Ident),
    /// `ATTACH PARTITION index`.
    AttachPartition(ObjectName),
    /// `[NO] DEPENDS ON EXTENSION extension`.
    DependsOnExtension {
        /// `NO`.
        no: bool,
        /// The extension.
        extension: Ident,
    },
    /// `SET (parameter = value, ...)`.
    SetParameters(Vec<Parameter>),
    /// `RESET (parameter, ...)`.
    ResetParameters(Vec<String>),
    /// `ALTER [COLUMN] n SET STATISTICS v`.
    SetStatistics {
        /// The number of the column, counted from 1.
        column: u64,
        /// The target; `DEFAULT` and -1 are none.
        target: Option<i64>,
    },
}

/// `ALTER INDEX`, after these words.
pub(super) fn read(r: &mut Reader<'_>) -> Read<AlterIndex> {
    let if_exists = r.take("IF EXISTS");
    let name = r.name()?;
    Ok(AlterIndex {
        if_exists,
        name,
        action: index_action(r)?,
    })
}

fn index_action(r: &mut Reader<'_>) -> Read<IndexAction> {
    Ok(if r.take("RENAME TO") {
        IndexAction::RenameTo(r.ident()?)
    } else if r.take("SET TABLESPACE") {
        let tablespace = r.ident()?;
        r.take("NOWAIT");
        IndexAction::SetTablespace(tablespace)
    } else if r.take("ATTACH PARTITION") {
        IndexAction::AttachPartition(r.name()?)
    } else if let Some(words) = r.take_one_of(&["NO DEPENDS ON EXTENSION", "DEPENDS ON EXTENSION"])
    {
        IndexAction::DependsOnExtension {
            no: words.starts_with("NO"),
            extension: r.ident()?,
        }
    } else if r.take("SET") {
        IndexAction::SetParameters(Parameter::list(r)?)
    } else if r.take("RESET") {
        IndexAction::ResetParameters(Parameter::names(r)?)
    } else {
        r.expect("ALTER")?;
        r.take("COLUMN");
        let column = r.parser.parse_literal_uint()?;
        r.expect("SET STATISTICS")?;
        IndexAction::SetStatistics {
            column,
            target: alter_column::statistics(r)?,
        }
    })
}
