//! Rows of row security policies.

use serde::{Deserialize, Serialize};

use super::is_default;

/// One row of `pg_policy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRow {
    /// `oid`
    pub oid: u32,
    /// The table's oid.
    pub relation: u32,
    /// `polname`
    pub name: String,
    /// Not `polpermissive`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub restrictive: bool,
    /// `polcmd`: the letter.
    pub command: String,
    /// The names of `polroles`; `public` for everybody.
    pub roles: Vec<String>,
    /// `polqual`
    #[serde(default, skip_serializing_if = "is_default")]
    pub using: Option<String>,
    /// `polwithcheck`
    #[serde(default, skip_serializing_if = "is_default")]
    pub check: Option<String>,
    /// Who owns the table.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<String>,
}
