//! Functions, procedures and aggregates.

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::{FunctionDefinition, FunctionKind, FunctionRow, ParameterRow};

pub(in crate::catalog::postgres) fn function(row: &Row) -> Result<FunctionRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(FunctionRow {
        oid: cells.take()?,
        xmin: cells.xid()?,
        schema: cells.take()?,
        name: cells.take()?,
        kind: cells.letter(function_kind)?,
        arguments: cells.take()?,
        language: cells.take()?,
        definition: Some(definition(&mut cells)?),
    })
}

fn function_kind(letter: char) -> Option<FunctionKind> {
    match letter {
        'f' => Some(FunctionKind::Function),
        'p' => Some(FunctionKind::Procedure),
        'a' => Some(FunctionKind::Aggregate),
        'w' => Some(FunctionKind::Window),
        _ => None,
    }
}

fn definition(cells: &mut Cells<'_>) -> Result<FunctionDefinition, Unread> {
    Ok(FunctionDefinition {
        parameters: parameters(cells)?,
        returns: cells.take()?,
        returns_set: cells.take()?,
        volatility: cells.take()?,
        strict: cells.take()?,
        security_definer: cells.take()?,
        leakproof: cells.take()?,
        parallel: cells.take()?,
        cost: cells.take()?,
        rows: cells.take()?,
        settings: cells.list()?,
        source: cells.take()?,
        binary: cells.take()?,
        sql: cells.take()?,
        aggregate: cells.list()?,
    })
}

/// Four arrays side by side; those that say nothing are NULL.
fn parameters(cells: &mut Cells<'_>) -> Result<Vec<ParameterRow>, Unread> {
    let types: Vec<u32> = cells.list()?;
    let modes: Vec<String> = cells.list()?;
    let names: Vec<String> = cells.list()?;
    let defaults: Vec<Option<String>> = cells.list()?;
    let rows = types.into_iter().enumerate();
    Ok(rows
        .map(|(at, type_oid)| ParameterRow {
            mode: modes.get(at).cloned().unwrap_or_else(|| "i".to_owned()),
            name: names.get(at).cloned().unwrap_or_default(),
            type_oid,
            default: defaults.get(at).cloned().flatten(),
        })
        .collect())
}
