//! Rows of constraints.

use super::describe::row;
use super::{ConstraintKind, is_default};
use crate::schema::{MatchType, ReferentialAction};

row! {
    /// One row of `pg_constraint`.
    ConstraintRow {
        oid => oid: u32;
        xmin => xmin: u32;
        conrelid => relation: u32;
        conname => name: String;
        contype => kind: ConstraintKind;
        /// 0 is an expression.
        conkey => columns: Vec<i16> = default;
        confrelid => target: u32 = default;
        confkey => target_columns: Vec<i16> = default;
        confmatchtype => match_type: MatchType = default;
        confdeltype => on_delete: ReferentialAction = default;
        confupdtype => on_update: ReferentialAction = default;
        confdelsetcols => delete_columns: Vec<i16> = default;
        condeferrable => deferrable: bool = default;
        condeferred => deferred: bool = default;
        not_valid => not_valid: bool = default;
        not_enforced => not_enforced: bool = default;
        /// Whether a trigger of a foreign key is disabled on its own table.
        unchecked => unchecked: bool = default;
        /// The same on the table that it points at.
        unguarded => unguarded: bool = default;
        /// Of a check or not-null constraint; the server sets it on all others.
        no_inherit => no_inherit: bool = default;
        conperiod => period: bool = default;
        /// Whether it only comes from a parent.
        inherited => inherited: bool = default;
        /// The index of a key, or the one that a foreign key leans on.
        conindid => index: u32 = default;
        /// A check's condition.
        expression => expression: Option<String> = default;
        /// An exclusion's operators, one a key; qualified unless they are built in.
        operators => operators: Vec<String> = default;
    }
}
