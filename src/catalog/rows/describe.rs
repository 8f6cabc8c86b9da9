//! How a row is described: one line says which column of the query lands in which field, and what a snapshot file makes
//! of it. A column is one Rust value, by its name in the query.

pub(in crate::catalog) use super::reader::{DecodeError, RowReader};

use super::Qualified;
use super::reader::Id;

/// What a column can be read as.
pub(in crate::catalog) trait Cell: Sized {
    fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError>;
}

/// The value of a column.
pub(in crate::catalog) fn cell<T: Cell>(
    row: &RowReader<'_>,
    column: &str,
) -> Result<T, DecodeError> {
    T::of_cell(row, column)
}

macro_rules! plain {
    ($($type:ty),+) => { $(
        impl Cell for $type {
            fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
                row.named(column)
            }
        }
    )+ };
}

plain!(
    bool,
    i16,
    i32,
    i64,
    String,
    Option<bool>,
    Option<i32>,
    Option<i64>,
    Option<String>
);

/// NULL is empty.
macro_rules! lists {
    ($($type:ty),+) => { $(
        impl Cell for Vec<$type> {
            fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
                Ok(row.named::<Option<Self>>(column)?.unwrap_or_default())
            }
        }
    )+ };
}

lists!(u8, i16, i64, u32, String, Option<String>);

/// NULL is 0, which is no oid.
impl Cell for u32 {
    fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
        Ok(row.named::<Option<Id>>(column)?.map_or(0, |id| id.0))
    }
}

/// The schema and the name, both NULL for none.
impl Cell for Option<Qualified> {
    fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
        let mut parts = cell::<Vec<Option<String>>>(row, column)?.into_iter();
        let schema = parts.next().flatten();
        let name = parts.next().flatten();
        Ok(schema
            .zip(name)
            .map(|(schema, name)| Qualified(schema, name)))
    }
}

impl Cell for Qualified {
    fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
        cell::<Option<Self>>(row, column)?
            .ok_or_else(|| DecodeError::new(column, "it has no name".to_owned()))
    }
}

/// What has a letter, or a word, in the catalog.
pub(super) trait Code: Sized {
    fn of_code(code: &str) -> Option<Self>;
}

/// What a letter stands for.
pub(super) fn decoded<T: Code>(column: &str, letter: &str) -> Result<T, DecodeError> {
    T::of_code(letter).ok_or_else(|| {
        let reason = format!("`{}` is unknown here", letter.escape_default());
        DecodeError::new(column, reason)
    })
}

/// Describes a row: the struct, its reading from a query, its form in a snapshot.
///
/// ```text
/// row! {
///     /// One row of `pg_extension`.
///     ExtensionRow {
///         extname => name: String;                          // column of the query => field: type
///         nspname => schema: Option<String> = default;      // left out of a file where it is the type's default
///         extversion by read_version => version: Version;   // a function makes the value of the row
///     }
/// }
/// ```
macro_rules! row {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$field_meta:meta])* $column:ident $(by $read:path)? => $field:ident: $type:ty $(= $default:ident)?;)+
    }) => {
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[allow(clippy::struct_excessive_bools, reason = "each is a column of the catalog")]
        $(#[$meta])*
        pub struct $name {
            $(
                #[doc = concat!("Column `", stringify!($column), "`.")]
                $(#[serde($default, skip_serializing_if = "is_default")])?
                $(#[$field_meta])*
                pub $field: $type,
            )+
        }

        impl $name {
            pub(in crate::catalog) fn decode(row: &$crate::catalog::rows::RowReader<'_>) -> Result<Self, $crate::catalog::rows::DecodeError> {
                Ok(Self { $($field: row!(@value row $column $($read)?)?,)+ })
            }
        }
    };
    (@value $row:ident $column:ident) => { $crate::catalog::rows::cell($row, stringify!($column)) };
    (@value $row:ident $column:ident $read:path) => { $read($row) };
}

/// Describes how an enum is written: its letter in the catalog, and its word in a snapshot file. One that the model
/// does not have is made here.
///
/// ```text
/// codes! { MatchType { Simple = "s" | " " => "simple", Full = "f" => "full" } }
/// codes! {
///     /// `pg_attribute.attcompression`.
///     pub enum Compression { Pglz = "p" => "p", Lz4 = "l" => "l" }
/// }
/// ```
macro_rules! codes {
    ($(
        $(#[$meta:meta])*
        pub enum $type:ident { $($(#[$default:ident])? $variant:ident = $code:literal => $word:literal,)+ }
    )+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $type {
                $(
                    #[doc = concat!("`", $code, "`")]
                    $(#[$default])?
                    $variant,
                )+
            }
        )+
        codes! { $($type { $($variant = $code => $word,)+ })+ }
    };
    ($($type:ident { $($variant:ident = $($code:literal)|+ => $word:literal,)+ })+) => { $(
        impl Code for $type {
            fn of_code(code: &str) -> Option<Self> {
                match code {
                    $($($code)|+ => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $word,)+
                })
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                match word.as_str() {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(serde::de::Error::unknown_variant(&word, &[$($word),+])),
                }
            }
        }

        impl Cell for $type {
            fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
                let code: Letter<'_> = row.named(column)?;
                decoded(column, code.0)
            }
        }

        impl Cell for Option<$type> {
            fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
                let code: Option<Letter<'_>> = row.named(column)?;
                let code = code.filter(|code| !code.0.is_empty());
                code.map(|code| decoded(column, code.0)).transpose()
            }
        }

        impl Cell for Vec<$type> {
            fn of_cell(row: &RowReader<'_>, column: &str) -> Result<Self, DecodeError> {
                let codes: Vec<String> = cell(row, column)?;
                codes.iter().map(|code| decoded(column, code)).collect()
            }
        }
    )+ };
}

pub(super) use {codes, row};
