//! Rows of indexes.

use postgres::Row;
use serde::{Deserialize, Serialize};

use super::cell::{DecodeError, cell};
use super::describe::row;
use super::{Qualified, is_default};

row! {
    /// One row of `pg_index`. An index lies in its table's schema.
    IndexRow {
        indexrelid => oid: u32;
        /// That of its row of `pg_class`.
        xmin => xmin: u32;
        indrelid => relation: u32;
        relname => name: String;
        /// The access method; none for `btree`.
        method => method: Option<String> = default;
        /// In order.
        indkey by keys => keys: Vec<KeyRow>;
        /// The INCLUDE columns by number.
        indkey by include => include: Vec<i16> = default;
        indisunique => unique: bool = default;
        indisprimary => primary: bool = default;
        indnullsnotdistinct => nulls_not_distinct: bool = default;
        /// The WHERE of a partial index.
        predicate => predicate: Option<String> = default;
        invalid => invalid: bool = default;
        not_ready => not_ready: bool = default;
        reloptions => options: Vec<String> = default;
        /// Where that is not the database's own.
        spcname => tablespace: Option<String> = default;
        /// Whether it is a partition of a parent's index.
        relispartition => inherited: bool = default;
        /// The constraint that owns it.
        constraint => constraint: u32 = default;
    }
}

/// One key of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// The column by number; 0 for an expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub num: i16,
    /// The expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expression: Option<String>,
    /// The operator class.
    pub opclass: String,
    /// Its schema; none for `pg_catalog`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_schema: Option<String>,
    /// Whether it is another than the method takes for the key's type when none is named.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_named: bool,
    /// The operator class's parameters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_options: Vec<String>,
    /// The collation, where that is not the column's or expression's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<Qualified>,
    /// `DESC`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// `NULLS FIRST`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_first: bool,
}

/// The columns that are keys, and those that are not.
fn parts(row: &Row) -> Result<(Vec<i16>, Vec<i16>), DecodeError> {
    let mut keys: Vec<i16> = cell(row, "indkey")?;
    let count = usize::try_from(cell::<i16>(row, "indnkeyatts")?).unwrap_or_default();
    let include = keys.split_off(count.min(keys.len()));
    Ok((keys, include))
}

/// What else a key has is of other rows.
fn keys(row: &Row) -> Result<Vec<KeyRow>, DecodeError> {
    let expressions: Vec<Option<String>> = cell(row, "key_expressions")?;
    let mut expressions = expressions.into_iter();
    let (keys, _) = parts(row)?;
    let keys = keys.into_iter().map(|num| KeyRow {
        num,
        expression: expressions.next().flatten(),
        ..KeyRow::default()
    });
    Ok(keys.collect())
}

fn include(row: &Row) -> Result<Vec<i16>, DecodeError> {
    Ok(parts(row)?.1)
}
