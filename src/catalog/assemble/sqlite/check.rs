//! What a statement says, held against what the pragmas say. SQLite read the statement itself to answer them: where they
//! disagree, we misread it.

use std::collections::BTreeSet;

use super::told;
use crate::catalog::rows::{SqliteColumn, SqliteForeignKey, SqliteIndex, SqliteKey, SqliteRow};
use crate::effect::sqlite::declared;
use crate::name::Name;
use crate::schema::{
    Column, ConstraintBody, ForeignKey, GeneratedKind, Index, IndexKey, KeyItem, ObjectId, Table,
};

/// What of a table the two disagree about, its columns apart.
pub(super) fn table(row: &SqliteRow, table: &Table) -> Option<String> {
    let columns = table.columns.iter().map(|column| column.name.clone());
    let primary = told::primary_key(row);
    let faults = [
        (
            columns.eq(told::names(row.columns.iter().map(|it| &it.name))),
            "columns",
        ),
        (table.primary_key() == primary, "a primary key"),
        (keys(table, &primary) == indexed(row), "unique constraints"),
        (
            foreign_keys(table) == foreign_keys_told(row),
            "foreign keys",
        ),
        (
            table.without_rowid == row.without_rowid,
            "another WITHOUT ROWID",
        ),
    ];
    let (_, what) = faults.into_iter().find(|(agrees, _)| !agrees)?;
    Some(format!(
        "its statement and SQLite's pragmas tell of different things: {what}"
    ))
}

/// What the keys are over that SQLite keeps an index for: once, however often it is said. The number of the row needs none.
fn keys(table: &Table, primary: &[Name]) -> BTreeSet<Vec<Name>> {
    let is_rowid = match primary {
        [one] => !table.without_rowid && is_integer(table, one),
        _ => false,
    };
    let constraints = table.constraints.values();
    let keys = constraints.filter_map(|constraint| match &constraint.body {
        ConstraintBody::PrimaryKey(key) if !is_rowid => Some(key.columns.clone()),
        ConstraintBody::Unique(key) => Some(key.columns.clone()),
        _ => None,
    });
    keys.collect()
}

fn is_integer(table: &Table, column: &Name) -> bool {
    let is_integer = |column: &Column| {
        let data_type = &column.data_type;
        data_type.base.name.as_str() == "integer" && data_type.modifiers.is_empty()
    };
    table.column(column).is_some_and(is_integer)
}

fn indexed(row: &SqliteRow) -> BTreeSet<Vec<Name>> {
    let keys = row.indexes.iter().filter(|index| index.origin != "c");
    keys.map(told::columns_of).collect()
}

/// Everything that the pragma tells of a foreign key, as words.
type Words = (Vec<Name>, Name, Vec<Name>, [String; 2]);

fn foreign_keys(table: &Table) -> Vec<Words> {
    let words = |key: &ForeignKey| {
        let actions = [key.on_update, key.on_delete].map(|it| it.as_str().to_owned());
        let (columns, referenced) = (key.columns.clone(), key.referenced.clone());
        (columns, key.table.name.clone(), referenced, actions)
    };
    let constraints = table.constraints.values();
    let keys = constraints.filter_map(|constraint| match &constraint.body {
        ConstraintBody::ForeignKey(key) => Some(words(key)),
        _ => None,
    });
    sorted(keys)
}

fn foreign_keys_told(row: &SqliteRow) -> Vec<Words> {
    let words = |key: &SqliteForeignKey| {
        let referenced = told::names(key.referenced.iter().flatten());
        let actions = [key.on_update.clone(), key.on_delete.clone()];
        (
            told::names(&key.columns),
            Name::of_sqlite(&key.table),
            referenced,
            actions,
        )
    };
    sorted(row.foreign_keys.iter().map(words))
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort();
    all
}

/// The columns about which the two disagree.
pub(super) fn columns(row: &SqliteRow, table: &Table) -> Vec<(ObjectId, String)> {
    let pairs = row.columns.iter().zip(&table.columns);
    let faults = pairs.filter_map(|(told, column)| {
        let what = differs(told, column)?;
        let reason = format!("its statement and SQLite's pragmas tell of a different {what}");
        Some((column.id, reason))
    });
    faults.collect()
}

fn differs(told: &SqliteColumn, column: &Column) -> Option<&'static str> {
    let hidden = match column.generated.as_ref().map(|it| it.kind) {
        None => 0,
        Some(GeneratedKind::Virtual) => 2,
        Some(GeneratedKind::Stored) => 3,
    };
    let default = column.default.as_ref().map(|it| bare(&it.text));
    let faults = [
        (
            declared(&told.data_type).as_ref() == Some(&column.data_type),
            "type",
        ),
        (told.not_null == column.not_null, "NOT NULL"),
        (told.default.as_deref().map(bare) == default, "default"),
        (told.hidden == hidden, "way of being generated"),
    ];
    let (_, what) = faults.into_iter().find(|(agrees, _)| !agrees)?;
    Some(what)
}

/// A text without white space, and without parentheses around it.
fn bare(text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    inner.map(str::to_owned).unwrap_or(text)
}

/// What of an index the two disagree about.
pub(super) fn index(told: Option<&SqliteIndex>, index: &Index, table: &Table) -> Option<String> {
    let Some(told) = told else {
        return Some("SQLite's pragmas do not tell of it".to_owned());
    };
    let pairs = told.keys.iter().zip(&index.keys);
    let same_keys = told.keys.len() == index.keys.len();
    let faults = [
        (told.unique == index.unique, "UNIQUE"),
        (told.partial == index.predicate.is_some(), "WHERE"),
        (
            same_keys
                && pairs
                    .into_iter()
                    .all(|(told, key)| is_key(told, key, table)),
            "columns",
        ),
    ];
    let (_, what) = faults.into_iter().find(|(agrees, _)| !agrees)?;
    Some(format!(
        "its statement and SQLite's pragmas tell of different {what}"
    ))
}

fn is_key(told: &SqliteKey, key: &IndexKey, table: &Table) -> bool {
    let of_column = match &key.item {
        KeyItem::Column(name) => table.column(name).and_then(|it| it.collation.as_ref()),
        KeyItem::Expression(_) => None,
    };
    let collation = key.collation.as_ref().or(of_column);
    let collation = collation.map_or("binary", |it| it.name.as_str());
    let same_collation = match (&key.item, &key.collation) {
        // An expression may have that of a column in it.
        (KeyItem::Expression(_), None) => true,
        _ => told
            .collation
            .as_ref()
            .is_some_and(|it| it.eq_ignore_ascii_case(collation)),
    };
    let column = match &key.item {
        KeyItem::Column(name) => Some(name.clone()),
        KeyItem::Expression(_) => None,
    };
    let named = told.column.as_ref().map(|it| Name::of_sqlite(it));
    same_collation && named == column && told.descending == key.descending
}
