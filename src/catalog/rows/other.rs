//! Rows of casts, operators, languages, text search objects, publications ...

use serde::{Deserialize, Serialize};

use super::{Qualified, is_default};

/// One object that is known by a name and a few words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRow {
    /// What it is, in the words of the report.
    pub kind: String,
    /// `oid`
    pub oid: u32,
    /// The schema's name, of what stands in one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// Its name; a transform's language; empty for a cast.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The types in its name: an array's ends in `[]`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub types: Vec<Option<Qualified>>,
    /// The access method in its name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: Option<String>,
    /// An aspect and what it says.
    #[serde(default, skip_serializing_if = "is_default")]
    pub words: Vec<(String, String)>,
    /// `key=value`: options, mappings.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pairs: Vec<String>,
    /// The tables of a publication.
    #[serde(default, skip_serializing_if = "is_default")]
    pub relations: Vec<u32>,
}
