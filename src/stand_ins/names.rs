//! The live side under the names that the ledger has. SQLite does not tell names apart by the case of their letters, and
//! has one schema.

use std::collections::BTreeMap;

use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Column, ConstraintBody, ObjectKey, ObjectKind, Schema, Table};

/// Names of one sort by how both vendors tell them apart.
#[derive(Default)]
struct Spelled<T>(BTreeMap<String, T>);

impl<T> Spelled<T> {
    fn get(&self, name: &Name) -> Option<&T> {
        self.0.get(&name.as_str().to_ascii_lowercase())
    }

    /// The first one stays.
    fn add(&mut self, name: &Name, spelled: T) {
        let key = name.as_str().to_ascii_lowercase();
        self.0.entry(key).or_insert(spelled);
    }
}

/// Gives tables and columns of the live side the names that the ledger has or had for them. `from` is the schema in which
/// they are; what stands in another one is something else.
pub(super) fn follow(expected: &Expected, live: &mut Schema, from: &Name, home: &Name) {
    let names = Names {
        tables: tables(expected, home),
        columns: columns(expected),
        from,
        home,
    };
    let before = std::mem::take(&mut live.tables);
    // What is spelled as the ledger has it comes before what only sounds so.
    let exact = |name: &QualifiedName| names.of_table(name).name == name.name;
    let (exact, others): (Vec<_>, Vec<_>) = before.into_iter().partition(|(name, _)| exact(name));
    for (name, mut table) in exact.into_iter().chain(others) {
        let target = names.of_table(&name);
        if let Some(spelled) = names.columns.get(&target.name) {
            rename_columns(&mut table, spelled);
        }
        let constraints = table.constraints.values_mut();
        constraints.for_each(|it| names.follow_target(&mut it.body));
        let taken = live.tables.contains_key(&target);
        live.tables.insert(if taken { name } else { target }, table);
    }
}

/// What tables and columns are called in the ledger.
struct Names<'a> {
    tables: Spelled<QualifiedName>,
    columns: Spelled<Spelled<Name>>,
    from: &'a Name,
    home: &'a Name,
}

impl Names<'_> {
    fn of_table(&self, live: &QualifiedName) -> QualifiedName {
        if &live.schema != self.from {
            return live.clone();
        }
        let known = self.tables.get(&live.name).cloned();
        known.unwrap_or_else(|| QualifiedName::new(self.home.clone(), live.name.clone()))
    }

    /// What a foreign key points at.
    fn follow_target(&self, body: &mut ConstraintBody) {
        let ConstraintBody::ForeignKey(foreign) = body else {
            return;
        };
        foreign.table = self.of_table(&foreign.table);
        let spelled = self.columns.get(&foreign.table.name);
        for column in &mut foreign.referenced {
            if let Some(name) = spelled.and_then(|spelled| spelled.get(column)) {
                column.clone_from(name);
            }
        }
    }
}

/// The tables of the ledger, those of its home first, and what they were called before.
fn tables(expected: &Expected, home: &Name) -> Spelled<QualifiedName> {
    let mut tables = Spelled(BTreeMap::new());
    let all = expected.schema.tables.iter();
    let (at_home, abroad): (Vec<_>, Vec<_>) = all.partition(|(name, _)| &name.schema == home);
    let all = at_home.into_iter().chain(abroad);
    let mut former = Vec::new();
    for (name, table) in all {
        tables.add(&name.name, name.clone());
        former.extend(
            expected
                .origins
                .former(table.id)
                .filter_map(ObjectKey::table_name),
        );
    }
    let gone = expected.tombstones.keys().filter(|key| key.is_table());
    for name in former.into_iter().chain(gone.map(ObjectKey::qualified)) {
        tables.add(&name.name.clone(), name);
    }
    tables
}

/// The columns of each table of the ledger, and what they were called before.
fn columns(expected: &Expected) -> Spelled<Spelled<Name>> {
    let mut all = Spelled(BTreeMap::new());
    for (name, table) in &expected.schema.tables {
        let mut columns = Spelled(BTreeMap::new());
        for column in &table.columns {
            columns.add(&column.name, column.name.clone());
        }
        let ids = table.columns.iter().map(|column| column.id);
        for key in ids.flat_map(|id| expected.origins.former(id)) {
            columns.add(&key.name, key.name.clone());
        }
        all.add(&name.name, columns);
    }
    for key in expected.tombstones.keys() {
        let table = key
            .table
            .as_ref()
            .filter(|_| key.kind == ObjectKind::Column);
        let columns = table.map(|table| table.as_str().to_ascii_lowercase());
        if let Some(columns) = columns.and_then(|table| all.0.get_mut(&table)) {
            columns.add(&key.name, key.name.clone());
        }
    }
    all
}

fn rename_columns(table: &mut Table, spelled: &Spelled<Name>) {
    let names: Vec<Name> = table.columns.iter().map(|it| it.name.clone()).collect();
    for name in &names {
        let Some(target) = spelled.get(name).filter(|it| !names.contains(it)) else {
            continue;
        };
        table.follow_renamed_column(name, target);
        if let Some(column) = table.column_mut(name) {
            column.name.clone_from(target);
        }
    }
}

/// The expected tables that are there, each with the name that it has there: a recorded rename may not have happened.
pub(super) fn pairs(expected: &Expected, live: &Schema) -> Vec<(QualifiedName, QualifiedName)> {
    let there = |name: &QualifiedName| live.tables.contains_key(name);
    let tables = expected.schema.tables.iter();
    let pairs = tables.filter_map(|(name, table)| {
        let mut former = expected.origins.former(table.id);
        let mut former = || {
            former
                .by_ref()
                .filter_map(ObjectKey::table_name)
                .find(there)
        };
        let found = Some(name.clone()).filter(there).or_else(&mut former)?;
        Some((name.clone(), found))
    });
    pairs.collect()
}

/// What an expected column is called where it is.
pub(super) fn column(expected: &Expected, column: &Column, there: &Table) -> Option<Name> {
    let is_there = |name: &&Name| there.column(name).is_some();
    let former = expected.origins.former(column.id).map(|key| &key.name);
    let mut names = std::iter::once(&column.name).chain(former);
    names.find(is_there).cloned()
}
