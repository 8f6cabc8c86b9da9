//! Row security policies.

use super::{Expression, ObjectId};
use crate::name::Name;

/// A row security policy of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its identity on this side.
    pub id: ObjectId,
    /// `AS PERMISSIVE`, not `AS RESTRICTIVE`.
    pub permissive: bool,
    /// What it is for.
    pub command: PolicyCommand,
    /// Whom it is for, in order of name; `public` is everybody. None where the ledger does not tell
    /// (`CURRENT_USER`).
    pub roles: Option<Vec<Name>>,
    /// Who owns the table, where that is known: the live side alone knows it.
    pub owner: Option<Name>,
    /// `USING`.
    pub using: Option<Expression>,
    /// `WITH CHECK`.
    pub check: Option<Expression>,
}

/// `pg_policy.polcmd`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PolicyCommand {
    /// `*`
    #[default]
    All,
    /// `r`
    Select,
    /// `a`
    Insert,
    /// `w`
    Update,
    /// `d`
    Delete,
}

impl PolicyCommand {
    /// How it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

impl Policy {
    /// Its expressions.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.using.iter().chain(&self.check)
    }

    /// Its expressions, to be changed.
    pub fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Expression> {
        self.using.iter_mut().chain(&mut self.check)
    }
}
