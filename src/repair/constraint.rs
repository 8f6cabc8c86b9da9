//! Constraints and indexes of tables that are there: built without keeping others out, and checked at the end.

use super::{Phase, Piece, Risk, Statement, guard};
use crate::definition::statement;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Column, Constraint, ConstraintBody, Deferral, Index, Key, ObjectKey, ObjectKind, Schema, Table,
    casts,
};

/// A constraint as it stands in a list of columns.
pub(super) fn in_list(own: &Name, it: &Constraint) -> String {
    format!("CONSTRAINT {} {}", own.quoted(), statement::constraint(it))
}

/// Whether the server would take it: a ledger may hold a statement that it refused, and that left a key between types that
/// are not compared.
pub(super) fn can_be(expected: &Schema, of: &Table, it: &Constraint) -> bool {
    let ConstraintBody::ForeignKey(key) = &it.body else {
        return true;
    };
    let Some(other) = expected.tables.get(&key.table) else {
        return true;
    };
    let mut pairs = key.columns.iter().zip(&key.referenced);
    pairs.all(|(own, theirs)| {
        let types = (of.column(own), other.column(theirs));
        let refers =
            |(own, theirs): (&Column, &Column)| casts::refers(&own.data_type, &theirs.data_type);
        types.0.zip(types.1).and_then(refers) != Some(false)
    })
}

/// The statement that adds it.
pub(super) fn add(on: &QualifiedName, own: &Name, of: &Table, it: &Constraint) -> Statement {
    let text = format!("ALTER TABLE {} ADD {}", on.quoted(), in_list(own, it));
    let gently = match &it.body {
        // The server knows neither on a partitioned table.
        _ if of.inheritance.key.is_some() => Vec::new(),
        ConstraintBody::Check(_) | ConstraintBody::ForeignKey(_) => {
            checked_later(on, own, it, &text)
        }
        ConstraintBody::PrimaryKey(key) => by_index(on, own, "PRIMARY KEY", key, it.deferral),
        ConstraintBody::Unique(key) => by_index(on, own, "UNIQUE", key, it.deferral),
        ConstraintBody::Exclude(_) => Vec::new(),
    };
    let key = ObjectKey::part(on, ObjectKind::Constraint, own.clone());
    let statement = Statement::from(text).risk(Risk::LongLock);
    statement.gently(gently).unless_there(&key)
}

/// New rows obey it at once, and those that are there are looked at while others work.
fn checked_later(on: &QualifiedName, own: &Name, it: &Constraint, text: &str) -> Vec<Piece> {
    if !(it.validated && it.enforced) {
        return Vec::new();
    }
    let add = Piece::new(Phase::Together, Risk::Instant, format!("{text} NOT VALID"));
    vec![add, validation(on, own)]
}

pub(super) fn validation(on: &QualifiedName, own: &Name) -> Piece {
    let text = format!(
        "ALTER TABLE {} VALIDATE CONSTRAINT {}",
        on.quoted(),
        own.quoted()
    );
    Piece::new(Phase::Checked, Risk::Scan, text)
}

/// Its index is built first, by the same name.
fn by_index(
    on: &QualifiedName,
    own: &Name,
    words: &str,
    key: &Key,
    deferral: Deferral,
) -> Vec<Piece> {
    if key.without_overlaps {
        return Vec::new();
    }
    let (table, name) = (on.quoted(), own.quoted());
    let include = match key.include.as_slice() {
        [] => String::new(),
        columns => format!(" INCLUDE ({})", statement::list(columns)),
    };
    let nulls = if key.nulls_not_distinct {
        " NULLS NOT DISTINCT"
    } else {
        ""
    };
    let build = format!(
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({}){include}{nulls}",
        statement::list(&key.columns)
    );
    let deferral = match deferral {
        Deferral::NotDeferrable => String::new(),
        other => format!(" {}", other.as_str()),
    };
    let add =
        format!("ALTER TABLE {table} ADD CONSTRAINT {name} {words} USING INDEX {name}{deferral}");
    let of = ObjectKey::part(on, ObjectKind::Constraint, own.clone());
    vec![
        left_over(on, own),
        Piece::new(Phase::Apart, Risk::Scan, build),
        Piece::new(Phase::Built, Risk::Instant, add).when(guard::absent(&of).as_deref()),
    ]
}

/// What an earlier run that was ended, or that found rows twice, left of an index: `IF NOT EXISTS` would take it for whole.
fn left_over(on: &QualifiedName, own: &Name) -> Piece {
    let index = on.sibling(own.clone());
    let drop = format!("DROP INDEX {}", index.quoted());
    Piece::new(Phase::Together, Risk::Instant, drop).clearing(guard::is_invalid(&index))
}

/// The statement that builds an index of a table.
pub(super) fn index(on: &QualifiedName, own: &Name, of: &Table, it: &Index) -> Statement {
    let text = statement::index(own, on, it);
    let word = if it.unique {
        "CREATE UNIQUE INDEX"
    } else {
        "CREATE INDEX"
    };
    let Some(rest) = text.strip_prefix(word).map(str::trim_start) else {
        return Statement::from(text).risk(Risk::LongLock);
    };
    let gently = format!("{word} CONCURRENTLY IF NOT EXISTS {rest}");
    let gently = Piece::new(Phase::Apart, Risk::Scan, gently);
    let once = Statement::with(word, "IF NOT EXISTS", rest).risk(Risk::LongLock);
    match of.inheritance.key {
        Some(_) => once,
        None => once.gently(vec![left_over(on, own), gently]),
    }
}
