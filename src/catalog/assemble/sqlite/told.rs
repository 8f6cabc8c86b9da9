//! What the pragmas alone tell of an object whose statement is not understood: it is there all the same.

use std::collections::BTreeMap;

use crate::catalog::rows::{SqliteColumn, SqliteIndex, SqliteKey, SqliteRow};
use crate::effect::sqlite::declared;
use crate::name::Name;
use crate::schema::{
    Column, Constraint, ConstraintBody, DataType, Deferral, Expr, Expression, ForeignKey, Index,
    IndexKey, Key, KeyItem, MatchType, ObjectId, ReferentialAction, Table, Trigger,
    TriggerDefinition, TriggerEvents, TriggerState, TriggerTiming, TypeName, View, unnamed,
};

pub(super) fn table(row: &SqliteRow) -> Table {
    let mut table = Table {
        columns: row.columns.iter().map(column).collect(),
        without_rowid: row.without_rowid,
        module: row.is_virtual().then(|| "?".to_owned()),
        ..Table::default()
    };
    for body in bodies(row) {
        let name = unnamed(&body, |name| table.constraints.contains_key(name));
        let constraint = Constraint {
            id: ObjectId::default(),
            body,
            deferral: Deferral::NotDeferrable,
            enforced: true,
            validated: true,
        };
        table.constraints.insert(name, Box::new(constraint));
    }
    table
}

fn column(row: &SqliteColumn) -> Column {
    let undeclared = || DataType {
        base: TypeName {
            schema: None,
            name: Name::of_sqlite(&row.data_type),
        },
        modifiers: String::new(),
        array: false,
    };
    Column {
        data_type: declared(&row.data_type).unwrap_or_else(undeclared),
        not_null: row.not_null,
        default: row.default.clone().map(opaque),
        ..Column::untyped(ObjectId::default(), &Name::of_sqlite(&row.name))
    }
}

fn bodies(row: &SqliteRow) -> Vec<ConstraintBody> {
    let mut bodies = Vec::new();
    let primary = primary_key(row);
    if !primary.is_empty() {
        bodies.push(ConstraintBody::PrimaryKey(key(primary)));
    }
    let unique = row.indexes.iter().filter(|index| index.origin == "u");
    bodies.extend(unique.map(|index| ConstraintBody::Unique(key(columns_of(index)))));
    let foreign = row.foreign_keys.iter().map(|foreign| {
        ConstraintBody::ForeignKey(ForeignKey {
            columns: names(&foreign.columns),
            period: false,
            table: super::qualified(&foreign.table),
            referenced: names(foreign.referenced.iter().flatten()),
            match_type: MatchType::Simple,
            on_update: action(&foreign.on_update),
            on_delete: action(&foreign.on_delete),
            on_delete_columns: Vec::new(),
            unchecked: false,
            unguarded: false,
        })
    });
    bodies.extend(foreign);
    bodies
}

/// The columns of the primary key, in its order.
pub(super) fn primary_key(row: &SqliteRow) -> Vec<Name> {
    let mut columns: Vec<&SqliteColumn> = row.columns.iter().filter(|it| it.key > 0).collect();
    columns.sort_by_key(|column| column.key);
    names(columns.into_iter().map(|column| &column.name))
}

/// The columns of an index, as far as its keys are columns.
pub(super) fn columns_of(index: &SqliteIndex) -> Vec<Name> {
    names(index.keys.iter().filter_map(|key| key.column.as_ref()))
}

pub(super) fn names<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<Name> {
    texts
        .into_iter()
        .map(|text| Name::of_sqlite(text))
        .collect()
}

pub(super) fn action(words: &str) -> ReferentialAction {
    let mut all = [
        ReferentialAction::Restrict,
        ReferentialAction::Cascade,
        ReferentialAction::SetNull,
        ReferentialAction::SetDefault,
    ]
    .into_iter();
    all.find(|it| it.as_str() == words).unwrap_or_default()
}

fn key(columns: Vec<Name>) -> Key {
    Key {
        nulls_not_distinct: false,
        columns,
        without_overlaps: false,
        include: Vec::new(),
        index_valid: true,
    }
}

pub(super) fn index(row: Option<&SqliteIndex>) -> Index {
    let keys = row.iter().flat_map(|row| &row.keys);
    Index {
        id: ObjectId::default(),
        unique: row.is_some_and(|row| row.unique),
        method: Name::exact("btree"),
        keys: keys.map(index_key).collect(),
        include: Vec::new(),
        nulls_not_distinct: false,
        options: BTreeMap::new(),
        predicate: None,
        valid: true,
    }
}

fn index_key(row: &SqliteKey) -> IndexKey {
    let item = match &row.column {
        Some(column) => KeyItem::Column(Name::of_sqlite(column)),
        None => KeyItem::Expression(opaque(String::new())),
    };
    IndexKey {
        item,
        opclass: None,
        collation: None,
        descending: row.descending,
        nulls_first: false,
    }
}

pub(super) fn view(row: &SqliteRow) -> View {
    View {
        columns: None,
        options: BTreeMap::new(),
        query: opaque(row.sql.clone().unwrap_or_default()),
        populated: true,
        stale_text: false,
        defaults: BTreeMap::new(),
        parts: Table::default(),
    }
}

pub(super) fn trigger(row: &SqliteRow) -> Trigger {
    Trigger {
        id: ObjectId::default(),
        state: TriggerState::Origin,
        definition: TriggerDefinition {
            constraint: false,
            timing: TriggerTiming::Before,
            events: TriggerEvents::default(),
            from: None,
            deferral: Deferral::NotDeferrable,
            old_table: None,
            new_table: None,
            row: true,
            condition: None,
            function: None,
            arguments: Vec::new(),
            body: Some(opaque(row.sql.clone().unwrap_or_default())),
            stale_body: false,
        },
    }
}

/// A text that is not taken apart.
fn opaque(text: String) -> Expression {
    Expression::new(text.clone(), Expr::Opaque(text))
}
