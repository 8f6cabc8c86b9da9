//! Rows of casts, operators, languages, text search objects, publications ...

use postgres::Row;

use super::cell::{DecodeError, cell};
use super::describe::row;
use super::{Qualified, is_default};

row! {
    /// One object that is known by a name and a few words.
    OtherRow {
        /// What it is, in the words of the report.
        kind => kind: String;
        oid => oid: u32;
        /// Of what stands in one.
        nspname => schema: Option<String> = default;
        /// A transform's language; empty for a cast.
        name => name: String = default;
        /// The types in its name: an array's ends in `[]`.
        type_names by types => types: Vec<Option<Qualified>> = default;
        /// The access method in its name.
        method => method: Option<String> = default;
        /// An attribute and what it says.
        words by words => words: Vec<(String, String)> = default;
        /// `key=value`: options, mappings.
        pairs => pairs: Vec<String> = default;
        /// The tables of a publication.
        relations => relations: Vec<u32> = default;
    }
}

fn types(row: &Row) -> Result<Vec<Option<Qualified>>, DecodeError> {
    let schemas: Vec<Option<String>> = cell(row, "type_schemas")?;
    let names: Vec<Option<String>> = cell(row, "type_names")?;
    let pairs = schemas.into_iter().zip(names);
    Ok(pairs
        .map(|(schema, name)| Some(Qualified(schema?, name?)))
        .collect())
}

fn words(row: &Row) -> Result<Vec<(String, String)>, DecodeError> {
    let words: Vec<Option<String>> = cell(row, "words")?;
    let pairs = words.chunks_exact(2).filter_map(|pair| match pair {
        [Some(attribute), Some(text)] if !text.is_empty() => {
            Some((attribute.clone(), text.clone()))
        }
        _ => None,
    });
    Ok(pairs.collect())
}
