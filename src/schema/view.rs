//! Views and materialized views.

use std::collections::BTreeMap;

use super::described::{Value, object};
use super::{Expression, Table};
use crate::name::Name;

object! {
    /// A view or materialized view. Which one it is, its key tells.
    #[derive(Debug, Clone, PartialEq)]
    pub struct View {
        /// The names of its columns, in order; none where the ledger's text does not tell.
        columns: Option<Vec<Name>> => Columns "" = |it| Value::Names(it.columns.as_deref().unwrap_or_default().into());
        /// `security_barrier`, `check_option` ..., and the storage parameters of a materialized view.
        options: BTreeMap<String, String> => Options "";
        /// Its query, as `effect::view` reads it; what is not read is opaque.
        query: Expression as Query => Body "";
        /// Whether the text of the query no longer names what it reads: something was renamed since, or
        /// another search path held then. Only ever on the expected side.
        stale_text: bool => _ "only the expected side knows it";
        /// The defaults of its columns, which are its own and not those of the tables below it.
        defaults: BTreeMap<Name, Expression> as Expression => _ "each is compared by its column";
        /// What hangs on it as on a table: indexes, triggers, rules. On the live side, its columns too.
        parts: Table => _ "they describe themselves";
    }
}
