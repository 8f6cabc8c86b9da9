//! The macros that rows and their words are described by: one line says which column of the query lands in which
//! field, and what a snapshot file makes of it.

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
            pub(in crate::catalog) fn decode(row: &postgres::Row) -> Result<Self, $crate::catalog::rows::DecodeError> {
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
            fn of_cell(row: &postgres::Row, column: &str) -> Result<Self, DecodeError> {
                let code = cell(row, column)?;
                decoded(column, &code)
            }
        }

        impl Cell for Option<$type> {
            fn of_cell(row: &postgres::Row, column: &str) -> Result<Self, DecodeError> {
                let code: Option<Letter> = cell(row, column)?;
                let code = code.filter(|code| !code.0.is_empty());
                code.map(|code| decoded(column, &code)).transpose()
            }
        }

        impl Cell for Vec<$type> {
            fn of_cell(row: &postgres::Row, column: &str) -> Result<Self, DecodeError> {
                let codes: Vec<String> = cell(row, column)?;
                codes.into_iter().map(|code| decoded(column, &Letter(code))).collect()
            }
        }
    )+ };
}

pub(super) use {codes, row};
