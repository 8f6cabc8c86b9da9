//! Rows of tables and of what lies in them.

use postgres::Row;

use super::cell::{DecodeError, cell};
use super::describe::row;
use super::{Qualified, RelationKind, is_default};
use crate::schema::{GeneratedKind, Identity, TriggerState};

row! {
    /// One row of `pg_class`.
    RelationRow {
        oid => oid: u32;
        xmin => xmin: u32;
        nspname => schema: String;
        relname => name: String;
        relkind => kind: RelationKind = default;
        unlogged => unlogged: bool = default;
        relrowsecurity => row_security: bool = default;
        relforcerowsecurity => force_row_security: bool = default;
        reloptions => options: Vec<String> = default;
        /// Where that is not the database's own.
        spcname => tablespace: Option<String> = default;
        partition_bound => partition_bound: Option<String> = default;
        partition_key => partition_key: Option<String> = default;
        /// The tables that it inherits from, or is a partition of.
        parents => parents: Vec<u32> = default;
        of_type => of_type: Option<Qualified> = default;
        /// Whether an extension made it.
        of_extension => extension: bool = default;
        /// How many columns it has or had.
        relnatts => attributes: i16 = default;
    }
}

row! {
    /// One row of `pg_attribute`, with its default.
    ColumnRow {
        attrelid => relation: u32;
        attnum => num: i16;
        xmin => xmin: u32;
        attname => name: String;
        #[serde(rename = "type")]
        atttypid => type_oid: u32;
        #[serde(default = "no_modifier", skip_serializing_if = "is_no_modifier")]
        atttypmod => modifier: i32;
        attnotnull => not_null: bool = default;
        /// That of a generated column too.
        expression => default: Option<String> = default;
        attidentity => identity: Option<Identity> = default;
        attgenerated => generated: Option<GeneratedKind> = default;
        /// Where that is not its type's own.
        collation => collation: Option<Qualified> = default;
        /// Whether it only comes from a parent.
        inherited => inherited: bool = default;
    }
}

pub(super) fn no_modifier() -> i32 {
    -1
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
pub(super) fn is_no_modifier(modifier: &i32) -> bool {
    *modifier == no_modifier()
}

row! {
    /// One row of `pg_sequence`, with its owner.
    SequenceRow {
        seqrelid => relation: u32;
        #[serde(rename = "type")]
        seqtypid => type_oid: u32;
        seqstart => start: i64;
        seqincrement => increment: i64;
        seqmin => min: i64;
        seqmax => max: i64;
        seqcache => cache: i64;
        seqcycle => cycle: bool = default;
        /// A table's oid and a column's number.
        owner by owner => owner: Option<(u32, i16)> = default;
        /// Whether it stands behind an identity column (`pg_depend` type `i`, else `a`).
        identity => identity: bool = default;
    }
}

fn owner(row: &Row) -> Result<Option<(u32, i16)>, DecodeError> {
    let owner: Vec<i64> = cell(row, "owner")?;
    Ok(match owner[..] {
        [table, column] => u32::try_from(table).ok().zip(i16::try_from(column).ok()),
        _ => None,
    })
}

row! {
    /// One row of `pg_trigger`.
    TriggerRow {
        oid => oid: u32;
        xmin => xmin: u32;
        tgrelid => relation: u32;
        tgname => name: String;
        tgenabled => state: TriggerState = default;
        /// `pg_get_triggerdef`, where there is a condition: nothing else prints it.
        definition => definition: Option<String> = default;
        /// Whether it is a partition's own of its table's trigger (`tgparentid`).
        inherited => inherited: bool = default;
        function => function: Qualified;
        tgtype => bits: i16;
        /// The columns of `UPDATE OF` by number.
        tgattr => columns: Vec<i16> = default;
        tgargs by trigger_arguments => arguments: Vec<String> = default;
        tgoldtable => old_table: Option<String> = default;
        tgnewtable => new_table: Option<String> = default;
        is_constraint => constraint: bool = default;
        tgdeferrable => deferrable: bool = default;
        tginitdeferred => deferred: bool = default;
        /// The table of `FROM`.
        tgconstrrelid => from: u32 = default;
    }
}

/// Each argument ends in a zero byte.
fn trigger_arguments(row: &Row) -> Result<Vec<String>, DecodeError> {
    let bytes: Vec<u8> = cell(row, "tgargs")?;
    let ended = bytes.split_inclusive(|byte| *byte == 0);
    Ok(ended
        .map(|argument| String::from_utf8_lossy(argument.strip_suffix(&[0]).unwrap_or(argument)))
        .map(std::borrow::Cow::into_owned)
        .collect())
}
