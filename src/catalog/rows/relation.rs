//! Rows of tables, of what lies in them, and of the types in use.

use serde::{Deserialize, Serialize};

use super::describe::{DecodeError, RowReader, cell, row};
use super::{ConstraintKind, Qualified, RelationKind, Storage, is_default};
use crate::schema::{
    GeneratedKind, Identity, MatchType, PolicyCommand, ReferentialAction, TriggerState,
};

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
        /// How many there were when they were last counted.
        counted_rows => rows: Option<i64> = default;
        /// How large it was then.
        counted_bytes => bytes: Option<i64> = default;
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

fn owner(row: &RowReader<'_>) -> Result<Option<(u32, i16)>, DecodeError> {
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
fn trigger_arguments(row: &RowReader<'_>) -> Result<Vec<String>, DecodeError> {
    let bytes: Vec<u8> = cell(row, "tgargs")?;
    let ended = bytes.split_inclusive(|byte| *byte == 0);
    Ok(ended
        .map(|argument| String::from_utf8_lossy(argument.strip_suffix(&[0]).unwrap_or(argument)))
        .map(std::borrow::Cow::into_owned)
        .collect())
}

row! {
    /// One row of `pg_index`. An index lies in its table's schema.
    IndexRow {
        indexrelid => oid: u32;
        /// That of its row of `pg_class`.
        xmin => xmin: u32;
        indrelid => relation: u32;
        relname => name: String;
        /// The access method; none for `btree`.
        method => method: Option<String> = default;
        /// In order.
        indkey by keys => keys: Vec<KeyRow>;
        /// The INCLUDE columns by number.
        indkey by include => include: Vec<i16> = default;
        indisunique => unique: bool = default;
        indisprimary => primary: bool = default;
        indnullsnotdistinct => nulls_not_distinct: bool = default;
        /// The WHERE of a partial index.
        predicate => predicate: Option<String> = default;
        invalid => invalid: bool = default;
        not_ready => not_ready: bool = default;
        reloptions => options: Vec<String> = default;
        /// Where that is not the database's own.
        spcname => tablespace: Option<String> = default;
        /// Whether it is a partition of a parent's index.
        relispartition => inherited: bool = default;
        /// The constraint that owns it.
        constraint => constraint: u32 = default;
    }
}

/// One key of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// The column by number; 0 for an expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub num: i16,
    /// The expression.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expression: Option<String>,
    /// The operator class.
    pub opclass: String,
    /// Its schema; none for `pg_catalog`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_schema: Option<String>,
    /// Whether it is another than the method takes for the key's type when none is named.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_named: bool,
    /// The operator class's parameters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opclass_options: Vec<String>,
    /// The collation, where that is not the column's or expression's own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<Qualified>,
    /// `DESC`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// `NULLS FIRST`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_first: bool,
}

/// The columns that are keys, and those that are not.
fn parts(row: &RowReader<'_>) -> Result<(Vec<i16>, Vec<i16>), DecodeError> {
    let mut keys: Vec<i16> = cell(row, "indkey")?;
    let count = usize::try_from(cell::<i16>(row, "indnkeyatts")?).unwrap_or_default();
    let include = keys.split_off(count.min(keys.len()));
    Ok((keys, include))
}

/// What else a key has is of other rows.
fn keys(row: &RowReader<'_>) -> Result<Vec<KeyRow>, DecodeError> {
    let expressions: Vec<Option<String>> = cell(row, "key_expressions")?;
    let mut expressions = expressions.into_iter();
    let (keys, _) = parts(row)?;
    let keys = keys.into_iter().map(|num| KeyRow {
        num,
        expression: expressions.next().flatten(),
        ..KeyRow::default()
    });
    Ok(keys.collect())
}

fn include(row: &RowReader<'_>) -> Result<Vec<i16>, DecodeError> {
    Ok(parts(row)?.1)
}

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

row! {
    /// One type with one modifier.
    TypeRow {
        oid => oid: u32;
        #[serde(default = "no_modifier", skip_serializing_if = "is_no_modifier")]
        modifier => modifier: i32;
        /// `format_type` of both.
        text => text: String;
        /// That of the type (of an array: of its element); none for `pg_catalog`.
        schema => schema: Option<String> = default;
        /// The type's (or element's) name; for a built-in one the words of `format_type`.
        typname by name => name: String;
        /// The modifier as it is written, with parentheses.
        text by modifiers => modifiers: String = default;
        is_array => array: bool = default;
        /// Only types in use by columns have one.
        typstorage => storage: Option<Storage> = default;
    }
}

fn name(row: &RowReader<'_>) -> Result<String, DecodeError> {
    match cell::<Option<String>>(row, "schema")? {
        Some(_) => cell(row, "typname"),
        None => Ok(builtin_words(&cell::<String>(row, "text")?).0),
    }
}

fn modifiers(row: &RowReader<'_>) -> Result<String, DecodeError> {
    let text: String = cell(row, "text")?;
    Ok(match cell::<Option<String>>(row, "schema")? {
        Some(_) => user_modifiers(&text, &cell::<String>(row, "plain")?),
        None => builtin_words(&text).1,
    })
}

/// `timestamp(3) with time zone[]` is `timestamp with time zone` and `(3)`.
fn builtin_words(text: &str) -> (String, String) {
    let text = text.trim_end_matches("[]");
    match (text.find('('), text.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            let words = format!("{}{}", &text[..open], &text[close + 1..]);
            (words, text[open..=close].to_owned())
        }
        _ => (text.to_owned(), String::new()),
    }
}

/// What follows the plain name, which may itself hold parentheses and brackets.
fn user_modifiers(text: &str, plain: &str) -> String {
    let rest = text.strip_prefix(plain).unwrap_or_default();
    rest.trim_end_matches("[]").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modifier_is_taken_out_of_the_words_of_a_builtin_type() {
        let read = |text| {
            let (name, modifiers) = builtin_words(text);
            format!("{name}|{modifiers}")
        };
        assert_eq!(read("character varying(20)[]"), "character varying|(20)");
        assert_eq!(
            read("timestamp(3) with time zone"),
            "timestamp with time zone|(3)"
        );
        assert_eq!(read("numeric(10,2)"), "numeric|(10,2)");
        assert_eq!(
            read("interval day to second(3)"),
            "interval day to second|(3)"
        );
        assert_eq!(read("text"), "text|");
    }

    #[test]
    fn brackets_in_the_name_of_a_user_type_are_no_modifier() {
        assert_eq!(user_modifiers("s.\"a(b)\"(4326)[]", "s.\"a(b)\""), "(4326)");
        assert_eq!(user_modifiers("s.\"a(b)\"", "s.\"a(b)\""), "");
    }
}
