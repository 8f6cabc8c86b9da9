//! The sequences behind columns, and where they go on.

use super::{Risk, Statement, standalone};
use crate::definition::statement;
use crate::name::{Name, QualifiedName};
use crate::schema::{Schema, Sequence};

/// The sequence that a column owns without being its identity (`serial`).
pub(super) fn owned_sequence<'a>(
    expected: &'a Schema,
    on: &QualifiedName,
    column: &Name,
) -> Option<(&'a QualifiedName, &'a Sequence)> {
    let is_owned = |it: &Sequence| {
        let owner = it.owner.as_ref();
        owner.is_some_and(|owner| !owner.identity && owner.table == *on && owner.column == *column)
    };
    expected.sequences.iter().find(|(_, it)| is_owned(it))
}

/// The missing sequence behind a column that is there, its default with it, and where it goes on: behind the highest value.
pub(super) fn serial(
    [expected, live]: [&Schema; 2],
    on: &QualifiedName,
    column: &Name,
) -> Option<Vec<Statement>> {
    let (name, sequence) = owned_sequence(expected, on, column)?;
    live.relation(on)?.column(column)?;
    if live.sequences.contains_key(name) {
        return None;
    }
    let (table, own) = (on.quoted(), column.quoted());
    let default = expected.relation(on)?.column(column)?.default.as_ref();
    let default = default.map(|it| {
        format!(
            "ALTER TABLE {table} ALTER COLUMN {own} SET DEFAULT {}",
            it.text
        )
        .into()
    });
    let owned = standalone::owned(name, sequence);
    let made = [standalone::created(name, sequence)].into_iter();
    let goes_on = goes_on(
        &statement::literal(&name.quoted()),
        on,
        column,
        Some(sequence),
    );
    Some(made.chain(default).chain(owned).chain([goes_on]).collect())
}

/// A sequence goes on behind the last value of its column that it may have given; where there is none, or it is past that
/// already, it stays.
pub(super) fn goes_on(
    text: &str,
    on: &QualifiedName,
    column: &Name,
    sequence: Option<&Sequence>,
) -> Statement {
    let own = column.quoted();
    let (last, past, among) = match sequence.map(|it| it.bounds) {
        Some(bounds) if bounds.increment < 0 => ("min", "<=", format!("<= {}", bounds.max)),
        Some(bounds) => ("max", ">=", format!(">= {}", bounds.min)),
        None => ("max", ">=", ">= 1".to_owned()),
    };
    let last = format!("pg_catalog.{last}({own})");
    let text = format!(
        "SELECT pg_catalog.setval({text}, {last}) FROM {} WHERE {own} {among} HAVING \
         (pg_catalog.pg_sequence_last_value({text}) OPERATOR(pg_catalog.{past}) {last}) IS NOT TRUE",
        on.quoted()
    );
    Statement::from(text).risk(Risk::Scan)
}

/// The sequence behind an identity column, and its name.
pub(super) fn behind<'a>(
    expected: &'a Schema,
    on: &QualifiedName,
    column: &Name,
) -> Option<(&'a QualifiedName, &'a Sequence)> {
    let mut all = expected.sequences.iter();
    all.find(|(_, it)| {
        let owner = it.owner.as_ref();
        owner.is_some_and(|it| it.identity && it.table == *on && it.column == *column)
    })
}

/// What of it is not as it is where nothing is said: a table that was renamed keeps the name of its sequence.
pub(super) fn behind_options(
    expected: &Schema,
    on: &QualifiedName,
    column: &Name,
) -> Option<String> {
    let (name, sequence) = behind(expected, on, column)?;
    let usual = format!("{}_{column}_seq", on.name);
    let named = name.schema != on.schema || name.name.as_str() != usual;
    statement::identity_options(named.then_some(name), sequence)
}
