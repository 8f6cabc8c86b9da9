//! Stored outputs that were printed after their migrations had run: `sqlmigrate` asks the database what
//! is to be dropped or renamed, finds it gone, and prints nothing, or less than `migrate` ran.
//!
//! The comment of an operation still says what it was for. That explains that what it names is missing
//! (or there, under another name), and nothing else.

mod operation;

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use super::needs::parts;
use crate::compare::Presence;
use crate::effect::vocabulary::{Effect, NewConstraintBody, TableChange, Target};
use crate::migration::{MigrationKey, SourceLocation};
use crate::name::{Name, QualifiedName};
use crate::record::StepState;
use crate::schema::{ConstraintBody, IndexKey, KeyItem, ObjectKey, ObjectKind, Schema};
use operation::Operation;

/// An operation that printed nothing, or less than it did.
#[derive(Debug, Clone)]
pub(super) struct Late {
    /// The place of its migration among the steps.
    pub(super) position: usize,
    /// Where its comment, or a statement of it, stands.
    pub(super) location: SourceLocation,
    operation: Operation,
    /// The tables that it may be one on.
    tables: BTreeSet<QualifiedName>,
    /// Whether it may have done all that its name allows; else only what its statements give away.
    whole: bool,
    body: Body,
}

/// What the printed statements of an `AlterField` give away of what else it did.
#[derive(Debug, Clone, Default)]
struct Body {
    /// Drops of indexes for `LIKE`, less those that it makes.
    likes_lost: i32,
    /// Whether it drops another index or constraint: then nothing was left out.
    drops_more: bool,
    retypes: bool,
    /// The columns that it makes an index of their own for.
    indexed: Vec<Name>,
    /// The columns that it makes unique.
    unique: Vec<Name>,
}

/// All of a case.
pub(super) fn all(case: &Case<'_>) -> Vec<Late> {
    let operations = operations(case);
    let (certain, open): (Vec<Late>, Vec<Late>) = operations.into_iter().partition(is_certain);
    // Alone, an AlterField that prints nothing is most often one of choices or labels.
    let is_late = tells_of_itself(case) || explain_any(case, &certain);
    let open = open.into_iter().filter(|late| {
        let told = captured(case, &late.location.migration);
        told == Some(true) || told.is_none() && is_late
    });
    let open = open.map(|late| Late {
        whole: true,
        ..late
    });
    certain.into_iter().chain(open).collect()
}

/// Whether the manifest says that the database had the migration when it was printed.
fn captured(case: &Case<'_>, migration: &MigrationKey) -> Option<bool> {
    case.captures.get(migration)?.too_late
}

fn tells_of_itself(case: &Case<'_>) -> bool {
    let mut captures = case.captures.values();
    captures.any(|capture| capture.too_late == Some(true))
}

/// Every operation that may have printed too little.
fn operations(case: &Case<'_>) -> Vec<Late> {
    let tables = Tables::of(case);
    let complaints = case.expected.complaints.iter();
    let refused = complaints.map(|it| case.expected.origins.at(it.location));
    let refused: BTreeSet<(&MigrationKey, Option<&str>)> = refused
        .map(|location| (&location.migration, location.operation.as_deref()))
        .collect();
    let mut all = Vec::new();
    for (position, step) in case.plan.steps.iter().enumerate() {
        let Some(Ok(reading)) = case.readings.get(&step.migration) else {
            continue;
        };
        if step.state != StepState::Replayed || captured(case, &step.migration) == Some(false) {
            continue;
        }
        let mut add = |location: &SourceLocation, whole: bool, body: Body| {
            let read = location.operation.as_deref().and_then(operation::read);
            if let Some((operation, model)) = read {
                all.push(Late {
                    position,
                    location: location.clone(),
                    operation,
                    tables: tables.of_model(&location.migration.app, &model),
                    whole,
                    body,
                });
            }
        };
        for location in &reading.no_ops {
            add(location, true, Body::default());
        }
        let mut bodies: BTreeMap<&str, (&SourceLocation, Body)> = BTreeMap::new();
        let mut on_sqlite = BTreeSet::new();
        for statement in &reading.statements {
            let Some(comment) = statement.location.operation.as_deref() else {
                continue;
            };
            let entry = bodies.entry(comment);
            let (_, body) = entry.or_insert((&statement.location, Body::default()));
            for step in statement.steps() {
                body.take(&step.effect);
                if matches!(step.effect, Effect::Sqlite(_)) {
                    on_sqlite.insert(comment);
                }
            }
        }
        for (comment, (location, body)) in bodies {
            let is_refused = refused.contains(&(&location.migration, Some(comment)));
            // On SQLite Django prints all of an operation, or refuses where what it is to drop is gone.
            if is_refused || !on_sqlite.contains(comment) {
                add(location, is_refused, body);
            }
        }
    }
    all
}

impl Body {
    fn take(&mut self, effect: &Effect) {
        let is_like = |name: &Name| name.as_str().ends_with("_like");
        match effect {
            Effect::Drop {
                target: Target::Named(ObjectKind::Index, name),
                ..
            } => {
                let like = is_like(&name.name);
                self.likes_lost += i32::from(like);
                self.drops_more |= !like;
            }
            Effect::CreateIndex(new) if new.name.as_ref().is_some_and(is_like) => {
                self.likes_lost -= 1;
            }
            Effect::CreateIndex(new) => {
                if let [
                    IndexKey {
                        item: KeyItem::Column(column),
                        ..
                    },
                ] = new.index.keys.as_slice()
                {
                    self.indexed.push(column.clone());
                }
            }
            Effect::AlterTable(_, change) => match change.as_ref() {
                TableChange::DropConstraint { .. } => self.drops_more = true,
                TableChange::Type { .. } => self.retypes = true,
                TableChange::AddConstraint(new) => {
                    if let NewConstraintBody::Unique(key) = &new.body
                        && let [column] = key.columns.as_slice()
                    {
                        self.unique.push(column.clone());
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

impl Late {
    /// Whether it explains that an expected object is missing.
    pub(super) fn explains_missing(&self, case: &Case<'_>, key: &ObjectKey) -> bool {
        let schema = &case.expected.schema;
        let Some(table) = key.table_name().filter(|table| self.tables.contains(table)) else {
            return false;
        };
        let part = || Part::of(schema, &table, key);
        match &self.operation {
            Operation::Remove(name) | Operation::Rename(name, _) => {
                is_named(key) && key.name.as_str() == name
            }
            Operation::RenameUnnamed(fields, _) => {
                let is_field = |column: &Name| fields.iter().any(|it| is_column_of(column, it));
                let columns = part().columns;
                columns.len() == fields.len() && columns.iter().all(is_field)
            }
            Operation::UniqueTogether => part().unique && part().columns.len() > 1,
            Operation::IndexTogether => part().index && part().columns.len() > 1,
            Operation::RemoveField(field) | Operation::RenameField(field, _) => {
                part().has(field) || is_the_column(key, field)
            }
            Operation::AlterField(field) => is_named(key) && self.altered(&part(), key, field),
            Operation::RemoveModel => true,
            Operation::Add(_) | Operation::AddField(_) => false,
        }
    }

    /// Whether it explains that an object is there which nothing accounts for.
    pub(super) fn explains_unexpected(&self, case: &Case<'_>, key: &ObjectKey) -> bool {
        let Some(table) = key.table_name().filter(|table| self.tables.contains(table)) else {
            return false;
        };
        let part = || Part::of(case.live, &table, key);
        match &self.operation {
            Operation::Add(name)
            | Operation::Remove(name)
            | Operation::Rename(_, name)
            | Operation::RenameUnnamed(_, name) => is_named(key) && key.name.as_str() == name,
            Operation::UniqueTogether => part().unique && part().columns.len() > 1,
            Operation::IndexTogether => part().index && part().columns.len() > 1,
            Operation::AddField(field) | Operation::RenameField(_, field) => {
                part().has(field) || is_the_column(key, field)
            }
            Operation::AlterField(field) => self.whole && is_named(key) && part().has(field),
            Operation::RemoveField(_) | Operation::RemoveModel => false,
        }
    }

    /// What an `AlterField` took along: where its statements tell no more than that it was printed, all
    /// that is of the column. A unique text column has an index for `LIKE`, a column with an index of its
    /// own is not unique, and one that becomes unique loses its index (`_alter_field` of Django's
    /// `schema.py`).
    fn altered(&self, part: &Part, key: &ObjectKey, field: &str) -> bool {
        let Body {
            likes_lost,
            drops_more,
            retypes,
            indexed,
            unique,
        } = &self.body;
        let alone = part.columns.len() == 1 && part.has(field);
        if self.whole {
            return part.has(field);
        }
        if *drops_more || !alone {
            return false;
        }
        let of = |columns: &[Name]| columns.iter().any(|it| is_column_of(it, field));
        let is_plain = part.index && !key.name.as_str().ends_with("_idx");
        let lost_like = *likes_lost > 0 && !retypes;
        part.unique && (lost_like || of(indexed)) || is_plain && (lost_like || of(unique))
    }
}

/// The expected tables.
struct Tables<'a> {
    /// By each name that they have or had.
    named: BTreeMap<&'a str, BTreeSet<QualifiedName>>,
    /// With the app whose migration made them.
    made: Vec<(&'a QualifiedName, &'a str)>,
}

impl<'a> Tables<'a> {
    fn of(case: &'a Case<'a>) -> Self {
        let origins = &case.expected.origins;
        let mut tables = Self {
            named: BTreeMap::new(),
            made: Vec::new(),
        };
        for (name, table) in &case.expected.schema.tables {
            let origin = origins.of(table.id);
            let names = origins
                .former(table.id)
                .map(|key| &key.name)
                .chain([&name.name]);
            for one in names {
                let known = tables.named.entry(one.as_str()).or_default();
                known.insert(name.clone());
            }
            if let Some(origin) = origin {
                let app = &origins.at(origin.created).migration.app;
                tables.made.push((name, app));
            }
        }
        tables
    }

    /// Those that an operation on a model may be on: what is called as Django calls the model's table, or
    /// was; where nothing is (`db_table`, a model that came from another app), what may be.
    fn of_model(&self, app: &str, model: &str) -> BTreeSet<QualifiedName> {
        let usual = format!("{app}_{model}");
        if let Some(tables) = self.named.get(&*usual) {
            return tables.clone();
        }
        let end = format!("_{model}");
        let made = self.made.iter().filter(|(table, maker)| {
            let name = table.name.as_str();
            *maker == app || name == model || name.ends_with(&end)
        });
        made.map(|(table, _)| (*table).clone()).collect()
    }
}

/// Whether an operation by itself proves that it printed too little.
fn is_certain(late: &Late) -> bool {
    match late.operation {
        Operation::AlterField(_) => {
            late.body.likes_lost > 0
                || !late.body.indexed.is_empty()
                || !late.body.unique.is_empty()
        }
        _ => late.whole,
    }
}

/// Whether something is missing that one of these explains.
fn explain_any(case: &Case<'_>, all: &[Late]) -> bool {
    let steps = case.plan.steps.iter().enumerate();
    let positions: BTreeMap<&MigrationKey, usize> = steps
        .map(|(position, step)| (&step.migration, position))
        .collect();
    let objects = case.comparison.objects.iter();
    let mut missing = objects.filter(|object| matches!(object.presence, Presence::Nowhere));
    missing.any(|object| {
        let origins = &case.expected.origins;
        let Some(origin) = origins.of(object.id) else {
            return false;
        };
        let position = positions.get(&origins.at(origin.named).migration);
        let mut later = all
            .iter()
            .filter(|late| position.is_some_and(|made| *made < late.position));
        later.any(|late| late.explains_missing(case, &object.key))
    })
}

fn is_named(key: &ObjectKey) -> bool {
    matches!(key.kind, ObjectKind::Index | ObjectKind::Constraint)
}

fn is_the_column(key: &ObjectKey, field: &str) -> bool {
    key.kind == ObjectKind::Column && is_column_of(&key.name, field)
}

/// Whether it is the column of a field, which for a foreign key ends in `_id`.
fn is_column_of(column: &Name, field: &str) -> bool {
    let column = column.as_str();
    column == field || column.strip_suffix("_id") == Some(field)
}

/// What an index or a constraint is of.
#[derive(Default)]
struct Part {
    columns: Vec<Name>,
    unique: bool,
    index: bool,
}

impl Part {
    fn of(schema: &Schema, table: &QualifiedName, key: &ObjectKey) -> Self {
        let columns = parts(schema, key).into_iter();
        let own = columns
            .filter(|it| it.kind == ObjectKind::Column && it.table_name().as_ref() == Some(table));
        let relation = schema.relation(table);
        let constraint = relation.and_then(|it| it.constraints.get(&key.name));
        let body = constraint.map(|it| &it.body);
        Self {
            columns: own.map(|it| it.name).collect(),
            unique: key.kind == ObjectKind::Constraint
                && matches!(body, Some(ConstraintBody::Unique(_))),
            index: key.kind == ObjectKind::Index,
        }
    }

    fn has(&self, field: &str) -> bool {
        self.columns.iter().any(|it| is_column_of(it, field))
    }
}
