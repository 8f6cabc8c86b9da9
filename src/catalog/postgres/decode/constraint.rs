//! `constraints.sql`.

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::{Action, ConstraintKind, ConstraintRow, Match};

pub(in crate::catalog::postgres) fn constraint(row: &Row) -> Result<ConstraintRow, Unread> {
    let mut cells = Cells::new(row);
    let mut constraint = ConstraintRow {
        oid: cells.take()?,
        xmin: cells.xid()?,
        relation: cells.take()?,
        name: cells.take()?,
        kind: cells.letter(kind)?,
        columns: cells.list()?,
        target: cells.take()?,
        target_columns: cells.list()?,
        match_type: cells.letter(match_type)?,
        on_delete: cells.letter(action)?,
        on_update: cells.letter(action)?,
        delete_columns: cells.list()?,
        deferrable: cells.take()?,
        deferred: cells.take()?,
        not_valid: !cells.take::<bool>()?,
        not_enforced: !cells.take::<bool>()?,
        no_inherit: cells.take()?,
        period: cells.take()?,
        inherited: !cells.take::<bool>()?,
        index: cells.take()?,
        unchecked: cells.take()?,
        unguarded: cells.take()?,
        expression: cells.take()?,
        operators: cells.list()?,
    };
    // The server sets connoinherit on keys too, where it says nothing.
    constraint.no_inherit &= matches!(
        constraint.kind,
        ConstraintKind::Check | ConstraintKind::NotNull
    );
    Ok(constraint)
}

fn kind(letter: char) -> Option<ConstraintKind> {
    match letter {
        'c' => Some(ConstraintKind::Check),
        'f' => Some(ConstraintKind::ForeignKey),
        'n' => Some(ConstraintKind::NotNull),
        'p' => Some(ConstraintKind::PrimaryKey),
        'u' => Some(ConstraintKind::Unique),
        'x' => Some(ConstraintKind::Exclusion),
        _ => None,
    }
}

/// A space stands where the constraint is no foreign key.
fn match_type(letter: char) -> Option<Match> {
    match letter {
        's' | ' ' => Some(Match::Simple),
        'f' => Some(Match::Full),
        _ => None,
    }
}

fn action(letter: char) -> Option<Action> {
    match letter {
        'a' | ' ' => Some(Action::NoAction),
        'r' => Some(Action::Restrict),
        'c' => Some(Action::Cascade),
        'n' => Some(Action::SetNull),
        'd' => Some(Action::SetDefault),
        _ => None,
    }
}
