//! What `sqlite_schema` holds to the one model.
//!
//! Each object is what its statement says, and that is held against what the pragmas say of it. Where the two disagree, or
//! not all of the statement is modelled, the object is there, and not measured.

mod check;
mod shadow;
mod told;

use std::collections::BTreeMap;

use super::{Catalog, object_id};
use crate::catalog::rows::SqliteRow;
use crate::effect::sqlite::{Stored, settle, stored};
use crate::effect::vocabulary::SqliteChange;
use crate::name::{Name, QualifiedName};
use crate::schema::{Index, ObjectId, ObjectKey, ObjectKind, Standalone, Table, Trigger, View};

/// What SQLite calls the one schema of a file.
const MAIN: &str = "main";

/// Puts the objects together.
pub(super) fn assemble(rows: &[SqliteRow]) -> Catalog {
    let mut assembly = Assembly::default();
    let main = assembly.next(ObjectKind::Schema);
    let namespaces = &mut assembly.catalog.schema.namespaces;
    namespaces.insert(Name::exact(MAIN), main);
    let kept = shadow::Kept::of(rows);
    let plain = rows.iter().filter(|row| !kept.is_shadow(&row.table));
    // Whatever the order of the rows: what hangs on a table or view comes after it.
    let (relations, parts): (Vec<_>, Vec<_>) =
        plain.partition(|row| ["table", "view"].contains(&&*row.kind));
    for row in relations {
        match row.kind.as_str() {
            "view" => assembly.view(row),
            _ => assembly.table(row, kept.owner(&row.name)),
        }
    }
    let tables: BTreeMap<&str, &SqliteRow> = rows
        .iter()
        .filter(|row| row.kind == "table")
        .map(|row| (row.name.as_str(), row))
        .collect();
    for row in parts {
        match row.kind.as_str() {
            "index" => assembly.index(row, tables.get(row.table.as_str()).copied()),
            _ => assembly.trigger(row),
        }
    }
    assembly.catalog
}

#[derive(Default)]
struct Assembly {
    catalog: Catalog,
    /// How many identities were given out.
    given: u32,
}

/// An object by its statement, and what of that is not modelled; else why it cannot be read.
type Read<T> = Result<(T, Option<String>), String>;

/// What a row's statement makes, where it makes what the row says.
fn read<T>(
    row: &SqliteRow,
    take: impl FnOnce(SqliteChange) -> Option<(Name, Option<Name>, T)>,
) -> Read<T> {
    let sql = row.sql.as_deref().ok_or("it has no statement")?;
    if sql.contains(char::REPLACEMENT_CHARACTER) {
        return Err("its statement is no UTF-8".to_owned());
    }
    let Stored { change, unmodelled } =
        stored(sql).map_err(|reason| format!("its statement is not understood: {reason}"))?;
    let (name, on, object) =
        take(change).ok_or_else(|| format!("its statement makes no {}", row.kind))?;
    let is_of_row = on.is_none_or(|on| on == Name::of_sqlite(&row.table));
    if name != Name::of_sqlite(&row.name) || !is_of_row {
        return Err("its statement makes another one".to_owned());
    }
    let left =
        (!unmodelled.is_empty()).then(|| format!("{} is not modelled", unmodelled.join(", ")));
    Ok((object, left))
}

fn qualified(name: &str) -> QualifiedName {
    QualifiedName::new(Name::exact(MAIN), Name::of_sqlite(name))
}

impl Assembly {
    fn next(&mut self, kind: ObjectKind) -> ObjectId {
        self.given += 1;
        object_id(kind, self.given, 0)
    }

    /// Notes why an object is not measured, where it is not.
    fn doubt(&mut self, id: ObjectId, reason: Option<String>) {
        if let Some(reason) = reason {
            self.catalog.unmeasured.entry(id).or_insert(reason);
        }
    }

    /// A table; perhaps a module of this name keeps it for itself.
    fn table(&mut self, row: &SqliteRow, module: Option<&str>) {
        let found = read(row, |change| match change {
            SqliteChange::CreateTable(new) => Some((new.name, None, new.object)),
            _ => None,
        });
        let (mut table, mut doubt) = match found {
            Ok(found) => found,
            Err(reason) => (told::table(row), Some(reason)),
        };
        self.identify(&mut table);
        if doubt.is_none() && table.module.is_none() {
            doubt = check::table(row, &table);
        }
        if let Some(module) = module.filter(|_| doubt.is_none()) {
            doubt = Some(format!(
                "it may be what the virtual table {module} keeps its rows in"
            ));
        }
        // What is said of a table that was not understood holds for all of it.
        let whole: Vec<ObjectId> = table
            .parts()
            .map(|(_, _, id)| id)
            .chain([table.id])
            .collect();
        for id in whole {
            self.doubt(id, doubt.clone());
        }
        for (id, reason) in check::columns(row, &table) {
            self.doubt(id, Some(reason));
        }
        self.catalog
            .schema
            .tables
            .insert(qualified(&row.name), table);
    }

    fn identify(&mut self, table: &mut Table) {
        table.id = self.next(ObjectKind::Table);
        for column in &mut table.columns {
            column.id = self.next(ObjectKind::Column);
        }
        for constraint in table.constraints.values_mut() {
            constraint.id = self.next(ObjectKind::Constraint);
        }
    }

    fn view(&mut self, row: &SqliteRow) {
        let found = read(row, |change| match change {
            SqliteChange::CreateView(new) => Some((new.name, None, new.object)),
            _ => None,
        });
        let (view, doubt): (View, _) = match found {
            Ok(found) => found,
            Err(reason) => (told::view(row), Some(reason)),
        };
        let id = self.next(ObjectKind::View);
        self.doubt(id, doubt);
        let parts = Table { id, ..view.parts };
        let definition = View { parts, ..view }.into();
        let key = ObjectKey::standalone(&qualified(&row.name), ObjectKind::View);
        let named = &mut self.catalog.schema.named;
        named.insert(key, Standalone { id, definition });
    }

    fn index(&mut self, row: &SqliteRow, table: Option<&SqliteRow>) {
        let found = read(row, |change| match change {
            SqliteChange::CreateIndex(new) => {
                let (on, index) = new.object;
                Some((new.name, Some(on), index))
            }
            _ => None,
        });
        let of_table = table.and_then(|table| {
            let mut indexes = table.indexes.iter();
            indexes.find(|index| index.name == row.name)
        });
        let (mut index, mut doubt): (Index, _) = match found {
            Ok(found) => found,
            Err(reason) => (told::index(of_table), Some(reason)),
        };
        index.id = self.next(ObjectKind::Index);
        let Some(table) = self.catalog.schema.tables.get_mut(&qualified(&row.table)) else {
            return;
        };
        let columns = table.columns.iter().map(|it| it.name.clone()).collect();
        settle(&mut index, &columns);
        doubt = doubt.or_else(|| check::index(of_table, &index, table));
        let id = index.id;
        table
            .indexes
            .insert(Name::of_sqlite(&row.name), Box::new(index));
        self.doubt(id, doubt);
    }

    fn trigger(&mut self, row: &SqliteRow) {
        let found = read(row, |change| match change {
            SqliteChange::CreateTrigger(new) => {
                let (on, trigger) = new.object;
                Some((new.name, Some(on), trigger))
            }
            _ => None,
        });
        let (trigger, doubt): (Trigger, _) = match found {
            Ok(found) => found,
            Err(reason) => (told::trigger(row), Some(reason)),
        };
        let id = self.next(ObjectKind::Trigger);
        let trigger = Box::new(Trigger { id, ..trigger });
        let (on, name) = (qualified(&row.table), Name::of_sqlite(&row.name));
        let schema = &mut self.catalog.schema;
        let view = ObjectKey::standalone(&on, ObjectKind::View);
        if let Some(table) = schema.tables.get_mut(&on) {
            table.triggers.insert(name, trigger);
        } else if let Some(view) = schema.view_mut(&view) {
            view.parts.triggers.insert(name, trigger);
        } else {
            return;
        }
        self.doubt(id, doubt);
    }
}

#[cfg(test)]
mod tests;
