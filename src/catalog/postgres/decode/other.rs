//! Casts, operators, languages, text search objects, publications ...

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::{OtherRow, Qualified};

pub(in crate::catalog::postgres) fn other(row: &Row) -> Result<OtherRow, Unread> {
    let mut cells = Cells::new(row);
    let (kind, oid) = (cells.take()?, cells.take()?);
    let (schema, name) = (cells.take()?, cells.take()?);
    let schemas: Vec<Option<String>> = cells.list()?;
    let names: Vec<Option<String>> = cells.list()?;
    let types = schemas
        .into_iter()
        .zip(names)
        .map(|(schema, name)| Some(Qualified(schema?, name?)));
    let method = cells.take()?;
    let words: Vec<Option<String>> = cells.list()?;
    let words = words.chunks_exact(2).filter_map(|pair| match pair {
        [Some(aspect), Some(text)] if !text.is_empty() => Some((aspect.clone(), text.clone())),
        _ => None,
    });
    Ok(OtherRow {
        kind,
        oid,
        schema,
        name,
        types: types.collect(),
        method,
        words: words.collect(),
        pairs: cells.list()?,
        relations: cells.list()?,
    })
}
