//! Every object of a schema that is being made, by identity.

use std::collections::BTreeMap;

use crate::name::{Name, QualifiedName};
use crate::replay::{Replay, Touched};
use crate::report::words::list;
use crate::schema::{ObjectId, ObjectKey, ObjectKind, Schema, Table};
use crate::verdict::object;

/// An object by its names, of which nothing is copied yet.
pub(super) struct Sought<'a> {
    pub(super) id: ObjectId,
    pub(super) kind: ObjectKind,
    pub(super) schema: Option<&'a str>,
    pub(super) table: Option<&'a str>,
    pub(super) name: &'a str,
    key: Key<'a>,
}

enum Key<'a> {
    Own(&'a ObjectKey),
    Namespace(&'a Name),
    Extension(&'a Name),
    Standing(&'a QualifiedName),
    Part(&'a QualifiedName, &'a Name),
}

impl Sought<'_> {
    pub(super) fn key(&self) -> ObjectKey {
        match self.key {
            Key::Own(key) => key.clone(),
            Key::Namespace(name) => ObjectKey::namespace(name),
            Key::Extension(name) => ObjectKey::extension(name),
            Key::Standing(name) if self.kind == ObjectKind::Table => ObjectKey::table(name),
            Key::Standing(name) => ObjectKey::standalone(name, self.kind),
            Key::Part(table, name) => ObjectKey::part(table, self.kind, name.clone()),
        }
    }

    /// Whether it is a part of a table, whose name few people know.
    pub(super) fn is_inner(&self) -> bool {
        matches!(self.key, Key::Part(..)) && self.kind != ObjectKind::Column
    }
}

/// Shows every object, parts of tables too.
pub(super) fn each<'a>(schema: &'a Schema, show: &mut dyn FnMut(Sought<'a>)) {
    bare_ones(schema, show);
    for (name, table) in &schema.tables {
        table_and_parts(name, table, show);
    }
    for (name, sequence) in &schema.sequences {
        show(standing(sequence.id, ObjectKind::Sequence, name));
    }
    for (name, of) in &schema.types {
        show(standing(of.id, of.kind(), name));
    }
    for (name, collation) in &schema.collations {
        show(standing(collation.id, ObjectKind::Collation, name));
    }
    for (key, object) in &schema.named {
        show(named(object.id, key));
    }
}

/// Shows those that were touched, and their parts; schemas and extensions too, which are few.
pub(super) fn touched<'a>(replay: &'a Replay, touched: &Touched, show: &mut dyn FnMut(Sought<'a>)) {
    let schema = replay.so_far();
    bare_ones(schema, show);
    let keys = touched.objects.iter();
    for (id, key) in keys.filter_map(|id| Some((*id, replay.key_of(*id)?))) {
        let table = key.is_table().then(|| key.qualified());
        let table = table.and_then(|name| schema.tables.get_key_value(&name));
        match table {
            Some((name, table)) => table_and_parts(name, table, show),
            None => show(named(id, key)),
        }
    }
}

/// What lives in no schema.
fn bare_ones<'a>(schema: &'a Schema, show: &mut dyn FnMut(Sought<'a>)) {
    for (name, id) in &schema.namespaces {
        show(bare(*id, ObjectKind::Schema, name, Key::Namespace(name)));
    }
    for (name, extension) in &schema.extensions {
        let key = Key::Extension(name);
        show(bare(extension.id, ObjectKind::Extension, name, key));
    }
}

fn table_and_parts<'a>(
    name: &'a QualifiedName,
    table: &'a Table,
    show: &mut dyn FnMut(Sought<'a>),
) {
    let mut whole = standing(table.id, ObjectKind::Table, name);
    whole.table = Some(name.name.as_str());
    show(whole);
    parts(name, table, show);
}

/// What is known by its key.
fn named(id: ObjectId, key: &ObjectKey) -> Sought<'_> {
    Sought {
        id,
        kind: key.kind,
        schema: key.schema.as_ref().map(Name::as_str),
        table: key.table.as_ref().map(Name::as_str),
        name: key.name.as_str(),
        key: Key::Own(key),
    }
}

fn bare<'a>(id: ObjectId, kind: ObjectKind, name: &'a Name, key: Key<'a>) -> Sought<'a> {
    Sought {
        id,
        kind,
        schema: None,
        table: None,
        name: name.as_str(),
        key,
    }
}

fn standing(id: ObjectId, kind: ObjectKind, name: &QualifiedName) -> Sought<'_> {
    Sought {
        id,
        kind,
        schema: Some(name.schema.as_str()),
        table: None,
        name: name.name.as_str(),
        key: Key::Standing(name),
    }
}

fn parts<'a>(table: &'a QualifiedName, of: &'a Table, show: &mut dyn FnMut(Sought<'a>)) {
    for (kind, name, id) in of.parts() {
        show(Sought {
            id,
            kind,
            schema: Some(table.schema.as_str()),
            table: Some(table.name.as_str()),
            name: name.as_str(),
            key: Key::Part(table, name),
        });
    }
}

/// Every object and its name.
pub(super) fn all(schema: &Schema) -> BTreeMap<ObjectId, ObjectKey> {
    let mut all = BTreeMap::new();
    each(schema, &mut |sought| {
        all.insert(sought.id, sought.key());
    });
    all
}

/// So many objects are named of one statement; more are counted.
const NAMED: usize = 4;

/// `creates table a and index b; drops column c.d`: what came, went, and is called otherwise. What came or went with
/// its table is not told apart.
pub(super) fn difference(
    before: &BTreeMap<ObjectId, ObjectKey>,
    after: &BTreeMap<ObjectId, ObjectKey>,
    remade: Option<&Name>,
) -> String {
    let came = only_in(after, before);
    let went = only_in(before, after);
    let renamed = after.iter().filter_map(|(id, key)| {
        let old = before.get(id)?;
        let by_itself = (&old.name, &old.schema) != (&key.name, &key.schema);
        by_itself.then(|| format!("renames {} to {}", object(old), key.name))
    });
    let mut said: Vec<String> = Vec::new();
    said.extend(remade.map(|table| format!("makes table {table} anew")));
    said.extend(verb("creates", &came));
    said.extend(verb("drops", &went));
    said.extend(renamed.take(NAMED));
    said.join("; ")
}

fn only_in(
    these: &BTreeMap<ObjectId, ObjectKey>,
    others: &BTreeMap<ObjectId, ObjectKey>,
) -> Vec<String> {
    let only: Vec<&ObjectKey> = these
        .iter()
        .filter(|(id, _)| !others.contains_key(id))
        .map(|(_, key)| key)
        .collect();
    let with_table = |key: &ObjectKey| {
        let own = |table: &&&ObjectKey| table.is_table() && table.table_name() == key.table_name();
        !key.is_table() && key.table.is_some() && only.iter().any(|table| own(&table))
    };
    let apart = only.iter().filter(|key| !with_table(key));
    apart.map(|key| object(key).to_string()).collect()
}

fn verb(verb: &str, objects: &[String]) -> Option<String> {
    let mut told: Vec<String> = objects.iter().take(NAMED).cloned().collect();
    if objects.len() > NAMED {
        told.push(format!("{} more", objects.len() - NAMED));
    }
    (!told.is_empty()).then(|| format!("{verb} {}", list(&told)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::Reading;
    use crate::migration::MigrationKey;

    const STATEMENTS: [&str; 2] = [
        include_str!("../../../tests/acceptance/oracle/silent.sql"),
        include_str!("../../../tests/data/statements.sql"),
    ];

    #[test]
    fn what_comes_or_is_called_otherwise_is_touched() {
        let mut seen = 0;
        for text in STATEMENTS {
            let reading = Reading::of(&MigrationKey::new("a", "0001"), "a/0001.sql", text);
            let mut replay = Replay::new(vec![Name::exact("public")]);
            replay.watch();
            let mut before = BTreeMap::new();
            for statement in &reading.statements {
                replay.apply(&statement.location, statement.steps());
                let mut shown = BTreeMap::new();
                let noted = replay.take_touched();
                touched(&replay, &noted, &mut |sought| {
                    shown.insert(sought.id, sought.key());
                });
                let after = all(replay.so_far());
                for (id, key) in &after {
                    if before.get(id) != Some(key) {
                        let line = statement.location.line;
                        assert_eq!(shown.get(id), Some(key), "line {line}");
                        seen += 1;
                    }
                }
                before = after;
            }
        }
        assert!(seen > 200, "{seen}");
    }
}
