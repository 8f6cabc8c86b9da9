//! What a part of a statement means, before it is known which functions the ledger makes.

use sqlparser::ast;

use super::vocabulary::Effect;

/// What one part of a statement means. A part that means nothing for the schema is left out.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart as soon as it is made"
)]
pub(super) enum Action {
    /// It does this.
    Effect(Effect),
    /// Why it is not modelled.
    Opaque(String),
    /// It is for rows, and calls functions that are not known.
    Calls(String),
    /// It runs this query for its rows.
    Query(Box<ast::Query>),
}

impl Action {
    pub(super) fn opaque(reason: &str) -> Self {
        Self::Opaque(reason.to_owned())
    }
}
