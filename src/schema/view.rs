//! Views and materialized views.

use std::collections::BTreeMap;

use super::Expression;
use crate::name::Name;

/// A view or materialized view. Which one it is, its key tells.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The names of its columns, in order; none where the ledger's text does not tell (`SELECT *`).
    pub columns: Option<Vec<Name>>,
    /// `security_barrier`, `check_option` ..., and the storage parameters of a materialized view.
    pub options: BTreeMap<String, String>,
    /// Its query, as `effect::view` reads it; what is not read is opaque.
    pub query: Expression,
}
