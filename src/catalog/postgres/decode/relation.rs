//! Tables and what lies in them.

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::{
    ColumnRow, GeneratedKind, IdentityKind, Qualified, RelationKind, RelationRow, SequenceRow,
    TriggerDetails, TriggerRow, TriggerState,
};

pub(in crate::catalog::postgres) fn relation(row: &Row) -> Result<RelationRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(RelationRow {
        oid: cells.take()?,
        xmin: cells.xid()?,
        schema: cells.take()?,
        name: cells.take()?,
        kind: cells.letter(relation_kind)?,
        unlogged: cells.letter(|letter| Some(letter == 'u'))?,
        options: cells.list()?,
        tablespace: cells.take()?,
        partition_bound: cells.take()?,
        partition_key: cells.take()?,
        parents: cells.list()?,
        extension: cells.take()?,
        row_security: cells.take()?,
        force_row_security: cells.take()?,
        of_type: of_type(cells.take()?, cells.take()?),
        attributes: u16::try_from(cells.take::<i16>()?).ok(),
    })
}

fn of_type(schema: Option<String>, name: Option<String>) -> Option<Qualified> {
    Some(Qualified(schema?, name?))
}

fn relation_kind(letter: char) -> Option<RelationKind> {
    match letter {
        'r' => Some(RelationKind::Table),
        'p' => Some(RelationKind::Partitioned),
        'f' => Some(RelationKind::Foreign),
        'v' => Some(RelationKind::View),
        'm' => Some(RelationKind::MaterializedView),
        'S' => Some(RelationKind::Sequence),
        _ => None,
    }
}

/// A column, and the oid of its collation, whose name is not known yet.
pub(in crate::catalog::postgres) struct CollatedColumn {
    pub(in crate::catalog::postgres) row: ColumnRow,
    pub(in crate::catalog::postgres) collation: u32,
}

pub(in crate::catalog::postgres) fn column(row: &Row) -> Result<CollatedColumn, Unread> {
    let mut cells = Cells::new(row);
    let (relation, num, xmin) = (cells.take()?, cells.take()?, cells.xid()?);
    let (name, type_oid, modifier) = (cells.take()?, cells.take()?, cells.take()?);
    let collation = cells.take()?;
    let row = ColumnRow {
        relation,
        num,
        xmin,
        name,
        type_oid,
        modifier,
        not_null: cells.take()?,
        default: cells.take()?,
        identity: cells.optional_letter(identity)?,
        generated: cells.optional_letter(generated)?,
        collation: None,
        inherited: !cells.take::<bool>()?,
    };
    Ok(CollatedColumn { row, collation })
}

fn identity(letter: char) -> Option<IdentityKind> {
    match letter {
        'a' => Some(IdentityKind::Always),
        'd' => Some(IdentityKind::ByDefault),
        _ => None,
    }
}

fn generated(letter: char) -> Option<GeneratedKind> {
    match letter {
        's' => Some(GeneratedKind::Stored),
        'v' => Some(GeneratedKind::Virtual),
        _ => None,
    }
}

pub(in crate::catalog::postgres) fn sequence(row: &Row) -> Result<SequenceRow, Unread> {
    let mut cells = Cells::new(row);
    let mut sequence = SequenceRow {
        relation: cells.take()?,
        type_oid: cells.take()?,
        start: cells.take()?,
        increment: cells.take()?,
        min: cells.take()?,
        max: cells.take()?,
        cache: cells.take()?,
        cycle: cells.take()?,
        owner: None,
        identity: false,
    };
    let (table, column): (Option<u32>, Option<i32>) = (cells.take()?, cells.take()?);
    sequence.owner = table.zip(column.and_then(|num| i16::try_from(num).ok()));
    sequence.identity = cells.take::<Option<i8>>()? == Some(b'i'.cast_signed());
    Ok(sequence)
}

pub(in crate::catalog::postgres) fn trigger(row: &Row) -> Result<TriggerRow, Unread> {
    let mut cells = Cells::new(row);
    let mut trigger = TriggerRow {
        oid: cells.take()?,
        xmin: cells.xid()?,
        relation: cells.take()?,
        name: cells.take()?,
        state: cells.letter(trigger_state)?,
        definition: cells.take()?,
        function: Qualified(cells.take()?, cells.take()?),
        details: Some(TriggerDetails {
            bits: cells.take()?,
            columns: cells.list()?,
            arguments: trigger_arguments(cells.take()?),
            old_table: cells.take()?,
            new_table: cells.take()?,
            constraint: cells.take()?,
            deferrable: cells.take()?,
            deferred: cells.take()?,
            from: cells.take()?,
        }),
        inherited: false,
    };
    trigger.inherited = cells.take()?;
    Ok(trigger)
}

/// `tgargs`: each argument ends in a zero byte.
fn trigger_arguments(bytes: &[u8]) -> Vec<String> {
    let ended = bytes.split_inclusive(|byte| *byte == 0);
    ended
        .map(|argument| String::from_utf8_lossy(argument.strip_suffix(&[0]).unwrap_or(argument)))
        .map(std::borrow::Cow::into_owned)
        .collect()
}

pub(super) fn trigger_state(letter: char) -> Option<TriggerState> {
    match letter {
        'O' => Some(TriggerState::Origin),
        'D' => Some(TriggerState::Disabled),
        'R' => Some(TriggerState::Replica),
        'A' => Some(TriggerState::Always),
        _ => None,
    }
}
