//! Rows of types and collations that users made.

use postgres::Row;
use serde::{Deserialize, Serialize};

use super::cell::{DecodeError, cell};
use super::describe::row;
use super::{Qualified, is_default};
use crate::schema::CollationProvider;

row! {
    /// One row of `pg_type` that a user made.
    UserTypeRow {
        oid => oid: u32;
        xmin => xmin: u32;
        nspname => schema: String;
        typname => name: String;
        /// And what belongs to it.
        #[serde(flatten)]
        typtype by shape => shape: TypeShape;
    }
}

/// What kind of type it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TypeShape {
    /// `e`
    Enum {
        /// The labels, in order.
        labels: Vec<String>,
    },
    /// `d`
    Domain {
        /// The oid of the type below.
        base: u32,
        /// Its modifier.
        modifier: i32,
        /// Whether it refuses NULL.
        not_null: bool,
        /// Its default.
        default: Option<String>,
        /// The collation, where that is not the one of the type below.
        #[serde(default, skip_serializing_if = "is_default")]
        collation: Option<Qualified>,
    },
    /// `c`
    Composite,
    /// `r`
    Range {
        /// The oid of the subtype.
        subtype: u32,
        /// The rest.
        #[serde(default, skip_serializing_if = "is_default")]
        rest: Option<RangeRow>,
    },
    /// `b`, and the shell of one.
    Base,
}

fn shape(row: &Row) -> Result<TypeShape, DecodeError> {
    Ok(match cell::<String>(row, "typtype")?.as_str() {
        "e" => TypeShape::Enum {
            labels: cell(row, "labels")?,
        },
        "d" => TypeShape::Domain {
            base: cell(row, "below")?,
            modifier: cell(row, "typtypmod")?,
            not_null: cell(row, "typnotnull")?,
            default: cell(row, "default_expression")?,
            collation: cell(row, "collation")?,
        },
        "r" => TypeShape::Range {
            subtype: cell(row, "below")?,
            rest: range(row)?,
        },
        "b" => TypeShape::Base,
        _ => TypeShape::Composite,
    })
}

row! {
    /// The rest of a row of `pg_range`.
    RangeRow {
        opclass => opclass: Qualified;
        /// Whether it is what is taken when none is named.
        opcdefault => opclass_default: bool;
        /// Where that is not the subtype's own.
        collation => collation: Option<Qualified> = default;
        rngcanonical => canonical: Option<Qualified> = default;
        rngsubdiff => diff: Option<Qualified> = default;
        rngmultitypid => multirange: Option<Qualified> = default;
    }
}

fn range(row: &Row) -> Result<Option<RangeRow>, DecodeError> {
    let is_range = cell::<Option<Qualified>>(row, "opclass")?.is_some();
    is_range.then(|| RangeRow::decode(row)).transpose()
}

row! {
    /// An attribute of a composite type.
    AttributeRow {
        /// The composite type.
        reltype => of: u32;
        attname => name: String;
        #[serde(rename = "type")]
        atttypid => type_oid: u32;
        atttypmod => modifier: i32;
        /// Where that is not its type's own.
        collation => collation: Option<Qualified> = default;
    }
}

row! {
    /// A check of a domain.
    DomainCheckRow {
        /// The domain.
        contypid => of: u32;
        oid => oid: u32;
        conname => name: String;
        expression => expression: String;
        not_valid => not_valid: bool = default;
    }
}

row! {
    /// One row of `pg_collation`.
    CollationRow {
        oid => oid: u32;
        xmin => xmin: u32;
        nspname => schema: String;
        collname => name: String;
        collprovider => provider: CollationProvider;
        collcollate => collate: Option<String> = default;
        collctype => ctype: Option<String> = default;
        /// `colliculocale` before 17.
        colllocale => locale: Option<String> = default;
        collicurules => rules: Option<String> = default;
        /// Whether different strings may be equal.
        nondeterministic => nondeterministic: bool = default;
    }
}
