//! One object, looked at after each moment.

use std::collections::BTreeMap;

use super::After;
use super::inventory::all;
use crate::report::explain::story::{Act, Deed};
use crate::report::words::list;
use crate::schema::{Definition, ObjectId, ObjectKey, ObjectKind, Schema, Table};
use crate::verdict::object;

/// One object: what it was after the last moment, and what was done to it so far.
pub(super) struct Watch {
    id: ObjectId,
    /// The name by which it was asked for.
    asked: ObjectKey,
    born: Born,
    now: Option<Now>,
    gone: bool,
    deeds: Vec<Deed>,
}

/// The step that makes an object, and what it is called where that is done.
pub(super) struct Born {
    pub(super) step: usize,
    pub(super) key: ObjectKey,
}

/// What an object is.
#[derive(Clone, PartialEq)]
struct Now {
    key: ObjectKey,
    /// What is touched wherever it is: itself, or its table; none where that is not known.
    standing: Option<ObjectId>,
    /// What is said of it, but for its parts.
    own: String,
    parts: BTreeMap<ObjectId, (ObjectKind, String, String)>,
}

impl Watch {
    pub(super) fn new(id: ObjectId, asked: ObjectKey, born: Born) -> Self {
        Self {
            id,
            asked,
            born,
            now: None,
            gone: false,
            deeds: Vec::new(),
        }
    }

    /// The name by which it was asked for, and what was done to it.
    pub(super) fn told(self) -> (ObjectKey, Vec<Deed>) {
        (self.asked, self.deeds)
    }

    /// Looks at it after a moment.
    pub(super) fn look(&mut self, after: &After<'_>, recorded: Option<bool>) {
        let Some(moment) = after.moment.filter(|_| self.may_be_touched(after)) else {
            return;
        };
        let schema = after.replay.so_far();
        let mut tell = |act: Act, key: &ObjectKey, does: String| {
            let place = match act {
                Act::Makes => moment.place_of(key),
                _ => moment.place(),
            };
            self.deeds.push(Deed {
                migration: place.migration.clone(),
                recorded,
                place: place.into(),
                act,
                object: Some(object(key)),
                does,
            });
        };
        let Some(before) = &self.now else {
            if let Some(key) = find(schema, self.id, &self.born.key) {
                tell(Act::Makes, &key, format!("creates {}", object(&key)));
                self.now = Some(now_of(schema, key, self.id));
            }
            return;
        };
        let Some(key) = find(schema, self.id, &before.key) else {
            let does = format!("drops {}", object(&before.key));
            tell(Act::Drops, &before.key, does);
            self.gone = true;
            return;
        };
        let after = now_of(schema, key, self.id);
        let remade = moment.remade();
        let remade = remade.is_some_and(|name| after.key.is_table() && after.key.name == *name);
        if after == *before && !remade {
            return;
        }
        if after.key == before.key {
            tell(Act::Changes, &after.key, changes(before, &after, remade));
        } else {
            let to = moved(before, &after);
            tell(Act::Renames, &after.key, to);
        }
        self.now = Some(after);
    }
}

impl Watch {
    fn may_be_touched(&self, after: &After<'_>) -> bool {
        if self.gone || after.step < self.born.step {
            return false;
        }
        let Some(standing) = self.now.as_ref().and_then(|now| now.standing) else {
            return true;
        };
        after.touched.properties || after.touched.objects.contains(&standing)
    }
}

fn moved(before: &Now, after: &Now) -> String {
    let (old, new) = (&before.key, &after.key);
    if old.name != new.name {
        return format!("renames {} to {}", object(old), new.name);
    }
    match (&new.schema, &new.table) {
        (Some(schema), _) if old.schema != new.schema => {
            format!("moves {} to schema {schema}", object(old))
        }
        (_, Some(table)) => format!("renames its table to {table}"),
        _ => format!("renames {}", object(old)),
    }
}

/// What the object is called now: still so, as a rule.
fn find(schema: &Schema, id: ObjectId, key: &ObjectKey) -> Option<ObjectKey> {
    if schema.id_of(key) == Some(id) {
        return Some(key.clone());
    }
    all(schema).remove(&id)
}

fn now_of(schema: &Schema, key: ObjectKey, id: ObjectId) -> Now {
    let said = |id: ObjectId, text: String| {
        let properties: Vec<_> = schema.properties.of(id).collect();
        format!("{text}{properties:?}")
    };
    let name = key.qualified();
    let of_table = key.table_name().filter(|_| !key.is_table());
    let table = of_table.as_ref().and_then(|table| schema.relation(table));
    let own = match table {
        Some(table) => part(table, key.kind, id),
        None => whole(schema, &key),
    };
    let parts = schema.relation(&name).filter(|_| of_table.is_none());
    let parts = parts.into_iter().flat_map(|table| {
        let all = table.parts();
        all.map(move |(kind, name, id)| (id, kind, name.to_string(), part(table, kind, id)))
    });
    let parts = parts.map(|(id, kind, name, text)| (id, (kind, name, said(id, text))));
    Now {
        standing: match &of_table {
            Some(table) => schema.tables.get(table).map(|table| table.id),
            None => (!matches!(key.kind, ObjectKind::Schema | ObjectKind::Extension)).then_some(id),
        },
        parts: parts.collect(),
        own: said(id, own),
        key,
    }
}

/// All that is said of a part of a table.
fn part(table: &Table, kind: ObjectKind, id: ObjectId) -> String {
    let name = table.parts().find(|(_, _, own)| *own == id);
    let Some((_, name, _)) = name else {
        return String::new();
    };
    match kind {
        ObjectKind::Column => format!("{:?}", table.column(name)),
        ObjectKind::Constraint => format!("{:?}", table.constraints.get(name)),
        ObjectKind::Index => format!("{:?}", table.indexes.get(name)),
        ObjectKind::Trigger => format!("{:?}", table.triggers.get(name)),
        ObjectKind::Policy => format!("{:?}", table.policies.get(name)),
        ObjectKind::Rule => format!("{:?}", table.rules.get(name)),
        _ => String::new(),
    }
}

/// All that is said of what stands by itself, but for the parts of a table.
fn whole(schema: &Schema, key: &ObjectKey) -> String {
    let name = key.qualified();
    match key.kind {
        ObjectKind::Table => schema.tables.get(&name).map_or_else(String::new, |table| {
            let flags = (table.unlogged, table.row_security, table.force_row_security);
            format!("{:?}{flags:?}", table.inheritance)
        }),
        ObjectKind::Sequence => format!("{:?}", schema.sequences.get(&name)),
        ObjectKind::Type | ObjectKind::Domain => format!("{:?}", schema.types.get(&name)),
        ObjectKind::Collation => format!("{:?}", schema.collations.get(&name)),
        ObjectKind::Extension => format!("{:?}", schema.extensions.get(&key.name)),
        _ => match schema.named.get(key).map(|it| &it.definition) {
            // All but its parts, which stand by themselves.
            Some(Definition::View(view)) => {
                let head = (&view.columns, &view.options, view.populated);
                format!("{:?}{head:?}{:?}", view.query, view.defaults)
            }
            other => format!("{other:?}"),
        },
    }
}

/// `adds column a, changes column b and drops index c`.
fn changes(before: &Now, after: &Now, remade: bool) -> String {
    let mut said: Vec<String> = Vec::new();
    if remade {
        said.push(format!("makes {} anew", object(&after.key)));
    }
    let named = |(kind, name, _): &(ObjectKind, String, String)| format!("{} {name}", kind.words());
    let missing = |these: &Now, others: &Now| -> Vec<String> {
        let only = these
            .parts
            .iter()
            .filter(|(id, _)| !others.parts.contains_key(id));
        only.map(|(_, part)| named(part)).collect()
    };
    let (added, dropped) = (missing(after, before), missing(before, after));
    if !added.is_empty() {
        said.push(format!("adds {}", list(&added)));
    }
    if !dropped.is_empty() {
        said.push(format!("drops {}", list(&dropped)));
    }
    let mut changed = Vec::new();
    for (id, new) in &after.parts {
        match before.parts.get(id) {
            Some(old) if old.1 != new.1 => {
                said.push(format!("renames {} to {}", named(old), new.1));
            }
            Some(old) if old.2 != new.2 => changed.push(named(new)),
            Some(_) | None => {}
        }
    }
    if !changed.is_empty() {
        said.push(format!("changes {}", list(&changed)));
    }
    if said.is_empty() {
        said.push(format!("changes {}", object(&after.key)));
    }
    list(&said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::Reading;
    use crate::migration::MigrationKey;
    use crate::name::Name;
    use crate::replay::Replay;

    #[test]
    fn what_is_changed_is_touched() {
        let text = include_str!("../../../tests/acceptance/oracle/silent.sql");
        let reading = Reading::of(&MigrationKey::new("a", "0001"), "a/0001.sql", text);
        let mut replay = Replay::new(vec![Name::exact("public")]);
        replay.watch();
        let mut before: BTreeMap<ObjectId, Now> = BTreeMap::new();
        let mut changes = 0;
        for statement in &reading.statements {
            replay.apply(&statement.location, statement.steps());
            let touched = replay.take_touched();
            let schema = replay.so_far();
            let now = all(schema).into_iter();
            let after: BTreeMap<ObjectId, Now> =
                now.map(|(id, key)| (id, now_of(schema, key, id))).collect();
            for (id, now) in &before {
                let may_be = now
                    .standing
                    .is_none_or(|it| touched.properties || touched.objects.contains(&it));
                if after.get(id) != Some(now) {
                    let line = statement.location.line;
                    assert!(may_be, "line {line}: {}", object(&now.key));
                    changes += 1;
                }
            }
            before = after;
        }
        assert!(changes > 100, "{changes}");
    }
}
