//! A table that is made anew under its own name.

use std::collections::BTreeSet;

use super::{Sides, ddl, is_unfit};
use crate::name::{Name, QualifiedName};
use crate::schema::{Column, Identity, ObjectKey, Table, Walk};

impl Sides {
    /// The statements, in order; none where one of them could not be written.
    pub(super) fn remade(
        &self,
        on: &QualifiedName,
        goes: &BTreeSet<&ObjectKey>,
    ) -> Option<Vec<String>> {
        let (expected, live) = (self.expected.tables.get(on)?, self.live.tables.get(on)?);
        if expected.module.is_some() || live.module.is_some() {
            return None;
        }
        let mut whole = with_extras(expected, live);
        for key in goes {
            whole.take_part(key.kind, &key.name);
        }
        let interim = Name::whole(&format!("new__{}", on.name));
        // A check that names its table would name another one meanwhile.
        let mut names_itself = false;
        whole.walk(&mut |mention| {
            mention.expression(&mut |it| {
                names_itself |= names_table(&it.text, &on.name);
            });
        });
        if names_itself {
            return None;
        }
        let taken = on.sibling(interim.clone());
        if self.live.tables.contains_key(&taken) {
            return None;
        }
        let kept = whole.columns.iter().filter(|column| {
            let there = live.column(&column.name);
            there.is_some() && column.generated.is_none()
        });
        let kept: Vec<String> = kept.map(|column| ddl::quoted(&column.name)).collect();
        let (old, new) = (ddl::quoted(&on.name), ddl::quoted(&interim));
        // With its table before it, what is no column any more is no string.
        let from: Vec<String> = kept.iter().map(|it| format!("{old}.{it}")).collect();
        let (kept, from) = (kept.join(", "), from.join(", "));
        let mut texts = vec![
            as_measured(&on.name, live),
            format!("DROP TABLE IF EXISTS {new}"),
            ddl::table(&interim, &whole)?,
            format!("INSERT INTO {new} ({kept}) SELECT {from} FROM {old}"),
        ];
        if counts(&whole) && counts(live) {
            texts.extend(counted(&interim, &on.name));
        }
        texts.push(format!("DROP TABLE {old}"));
        texts.push(format!("ALTER TABLE {new} RENAME TO {old}"));
        texts.extend(parts_of(on, &whole)?);
        Some(texts).filter(|texts| !texts.iter().any(|it| is_unfit(it)))
    }
}

/// Whether the name of the table stands before a column, as it seems.
fn names_table(text: &str, table: &Name) -> bool {
    let (text, table) = (text.to_ascii_lowercase(), table.as_str());
    let mut behind = text.split(table).skip(1);
    behind.any(|rest| {
        rest.trim_start_matches(['"', '`', ']', ' '])
            .starts_with('.')
    })
}

/// The indexes and triggers of a table.
pub(super) fn parts_of(on: &QualifiedName, table: &Table) -> Option<Vec<String>> {
    let indexes = table.indexes.iter();
    let indexes = indexes.map(|(name, index)| ddl::index(name, on, index));
    let triggers = table.triggers.iter();
    let triggers = triggers.map(|(name, trigger)| ddl::trigger(name, on, trigger));
    indexes.chain(triggers).collect()
}

/// What is on the table beside what is expected stays: nobody said that it should go.
fn with_extras(expected: &Table, live: &Table) -> Table {
    let mut whole = expected.clone();
    for column in &live.columns {
        if whole.column(&column.name).is_none() {
            whole.columns.push(column.clone());
        }
    }
    for (name, constraint) in &live.constraints {
        let has_key = whole
            .constraints
            .values()
            .any(|it| it.primary_key().is_some());
        if constraint.primary_key().is_none() || !has_key {
            let kept = whole.constraints.entry(name.clone());
            kept.or_insert_with(|| constraint.clone());
        }
    }
    for (name, index) in &live.indexes {
        let kept = whole.indexes.entry(name.clone());
        kept.or_insert_with(|| index.clone());
    }
    for (name, trigger) in &live.triggers {
        let kept = whole.triggers.entry(name.clone());
        kept.or_insert_with(|| trigger.clone());
    }
    whole
}

/// Whether no number of its rows is given twice.
fn counts(table: &Table) -> bool {
    let is_counted = |it: &Column| it.identity == Some(Identity::Autoincrement);
    table.columns.iter().any(is_counted)
}

/// The numbers of rows that were deleted stay given.
fn counted(interim: &Name, name: &Name) -> [String; 2] {
    let [new, old] = [interim, name].map(|it| literal(it.as_str()));
    [
        format!("DELETE FROM sqlite_sequence WHERE name = {new}"),
        format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence \
             WHERE name = {old} COLLATE NOCASE"
        ),
    ]
}

/// An error where the table has other columns by now than it was measured with: they would be lost.
fn as_measured(name: &Name, live: &Table) -> String {
    let columns: Vec<&str> = live.columns.iter().map(|it| it.name.as_str()).collect();
    let (table, columns) = (literal(name.as_str()), literal(&columns.join(", ")));
    let says = literal(&format!("{name} was changed since it was measured"));
    format!(
        "SELECT json_extract('{{}}', {says}) WHERE (SELECT lower(group_concat(name, ', ')) FROM \
         pragma_table_xinfo({table})) IS NOT {columns}"
    )
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
