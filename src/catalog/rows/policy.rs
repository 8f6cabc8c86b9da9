//! Rows of row security policies.

use super::describe::row;
use super::is_default;
use crate::schema::PolicyCommand;

row! {
    /// One row of `pg_policy`.
    PolicyRow {
        oid => oid: u32;
        polrelid => relation: u32;
        polname => name: String;
        restrictive => restrictive: bool = default;
        polcmd => command: PolicyCommand;
        /// `public` for everybody.
        roles => roles: Vec<String>;
        using_expression => using: Option<String> = default;
        check_expression => check: Option<String> = default;
        /// Who owns the table.
        owner => owner: Option<String> = default;
    }
}
