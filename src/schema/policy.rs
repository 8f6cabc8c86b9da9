//! Row security policies.

use super::described::{Value, object, words};
use super::{Expression, ObjectId};
use crate::name::Name;

object! {
    /// A row security policy of a table.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Policy {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// `AS PERMISSIVE`, not `AS RESTRICTIVE`.
        permissive: bool => Kind "AS {}" = |it| Value::either(it.permissive, ["PERMISSIVE", "RESTRICTIVE"]);
        /// What it is for.
        command: PolicyCommand => Events " FOR {}" = |it| Value::word(it.command.as_str());
        /// Whom it is for, in order of name; `public` is everybody. None where the ledger does not tell
        /// (`CURRENT_USER`).
        roles: Option<Vec<Name>> => Roles " TO {}" = |it| Value::Roles(it.roles.as_deref(), it.owner.as_ref());
        /// Who owns the table, where that is known: the live side alone knows it.
        owner: Option<Name> => _ "it says what the roles mean";
        /// `USING`.
        using: Option<Expression> as Expression => Using " USING ({})";
        /// `WITH CHECK`.
        check: Option<Expression> as Expression => Check " WITH CHECK ({})";
    }
}

words! {
    /// `pg_policy.polcmd`.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum PolicyCommand {
        /// `*`
        #[default]
        All = "ALL",
        /// `r`
        Select = "SELECT",
        /// `a`
        Insert = "INSERT",
        /// `w`
        Update = "UPDATE",
        /// `d`
        Delete = "DELETE",
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
