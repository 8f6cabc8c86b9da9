//! Views and materialized views.

use std::collections::BTreeMap;

use super::{Expression, Table};
use crate::name::Name;

/// A view or materialized view. Which one it is, its key tells.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The names of its columns, in order; none where the ledger's text does not tell.
    pub columns: Option<Vec<Name>>,
    /// `security_barrier`, `check_option` ..., and the storage parameters of a materialized view.
    pub options: BTreeMap<String, String>,
    /// Its query, as `effect::view` reads it; what is not read is opaque.
    pub query: Expression,
    /// Whether the text of the query no longer names what it reads: something was renamed since, or
    /// another search path held then. Only ever on the expected side.
    pub stale_text: bool,
    /// The defaults of its columns, which are its own and not those of the tables below it.
    pub defaults: BTreeMap<Name, Expression>,
    /// What hangs on it as on a table: indexes, triggers, rules. On the live side, its columns too.
    pub parts: Table,
}
