//! What the server refuses of statements that nobody ran yet, because something hangs on what they change, or is not
//! there. A ledger has run: nothing of this is asked of it.

use std::collections::BTreeSet;

use super::dependencies::{Dependent, On};
use super::{Outcome, Problem, Replay};
use crate::effect::query::{Output, QueryColumns, Source};
use crate::effect::view::NewView;
use crate::effect::vocabulary::{TableChange, Target};
use crate::effect::{Effect, Reference};
use crate::name::{Name, QualifiedName};
use crate::schema::{ObjectKey, ObjectKind, Part, Policy};

/// Whether statements have run on a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    /// As those of a ledger: the server refused none.
    Before,
    /// Nobody ran them: what the server would refuse is asked too.
    NotYet,
}

impl Replay {
    /// Why it would be refused, where the replay of a ledger does not ask.
    pub(super) fn must_be_allowed(&mut self, effect: &Effect) -> Outcome {
        self.must_have_what_it_names(effect)?;
        match effect {
            Effect::Drop {
                target,
                cascade: false,
                ..
            } => self.must_be_free_to_go(target),
            Effect::AlterTable(of, change) => match (self.find_table(&of.name), &**change) {
                (Some(table), TableChange::Type { column, .. }) => {
                    self.must_be_free_to_change(&table, column)
                }
                (
                    Some(table),
                    TableChange::DropColumn {
                        name,
                        cascade: false,
                        ..
                    },
                ) => {
                    let readers = self.readers_of_column(&table, name);
                    Self::must_not_be_needed(format!("the column {table}.{name}"), &readers)
                }
                _ => Ok(()),
            },
            Effect::CreateView(new) => self.must_find_what_it_reads(new),
            Effect::Move {
                target: Target::Named(_, name),
                ..
            } => self.must_not_be_owned(name),
            _ => Ok(()),
        }
    }

    fn must_be_free_to_go(&mut self, target: &Target) -> Outcome {
        let key = match target {
            Target::Named(ObjectKind::Extension, name) => {
                return self.must_be_of_no_use(&name.name);
            }
            Target::Named(kind, name) => self.must_find(*kind, name).ok(),
            Target::Routine(target) => self.must_find_routine(target).ok().flatten(),
            Target::Part(..) | Target::Other(_) | Target::Column(..) | Target::OfDomain(..) => None,
        };
        let Some(key) = key else {
            return Ok(());
        };
        let reading = match key.kind {
            ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => {
                self.schema.id_of(&key).map(On::Read)
            }
            ObjectKind::Type | ObjectKind::Domain | ObjectKind::Function => {
                Some(On::Word(key.name.clone()))
            }
            _ => return Ok(()),
        };
        let mut needing = self.needing(&key);
        let views = reading.map(|it| self.schema.dependents(&it));
        needing.extend(views.into_iter().flatten().map(whole));
        needing.retain(|it| it.of != key);
        Self::must_not_be_needed(format!("the {key}"), &needing)
    }

    /// What needs a member of an extension goes with it by CASCADE alone.
    fn must_be_of_no_use(&self, extension: &Name) -> Outcome {
        let Some(of) = self.schema.extensions.get(extension) else {
            return Ok(());
        };
        let mut without = self.clone();
        without.drop_with_extension(extension, of.schema.as_ref());
        if *without.schema == *self.schema {
            return Ok(());
        }
        Err(Problem::Needed {
            what: format!("the extension {extension}"),
            by: "what is made of it".to_owned(),
        })
    }

    /// `RememberAllDependentForRebuilding` of `tablecmds.c`: keys, indexes and statistics are made anew, all else that
    /// reads the column is in the way.
    fn must_be_free_to_change(&mut self, table: &QualifiedName, column: &Name) -> Outcome {
        let mut all = vec![table.clone()];
        let mut at = 0;
        while let Some(of) = all.get(at).cloned() {
            let children = self.children(&of).into_iter();
            let new: Vec<QualifiedName> = children.filter(|it| !all.contains(it)).collect();
            all.extend(new);
            at += 1;
        }
        for of in all {
            let mut readers = self.readers_of_column(&of, column);
            readers.extend(self.parts_reading(&of, column));
            if let Some(by) = readers.first() {
                let column = format!("{of}.{column}");
                let reason = format!("the type of {column} cannot be altered: {by} needs it");
                return Err(Problem::Doubtful(reason));
            }
        }
        Ok(())
    }

    /// The views, rules, policies and functions that read a column of the table.
    fn readers_of_column(&mut self, table: &QualifiedName, column: &Name) -> BTreeSet<Dependent> {
        let mut found = self.needing_column(table, column);
        if let Some(id) = self.relation_id(table) {
            let mut views = self.schema.dependents(&On::Read(id));
            let reads = self.schema.reads();
            views.retain(|key| reads.get(key).is_some_and(|it| it.columns.contains(column)));
            found.extend(views.into_iter().map(whole));
        }
        let of = ObjectKey::table(table);
        let rules = self.rules_of_column(table, column).into_iter();
        found.extend(rules.map(|it| part(&of, Part::Rule(it))));
        let is_rebuilt = |it: &Dependent| {
            let rebuilt = matches!(it.part, Part::Constraint(_) | Part::Index(_));
            it.of == of && (rebuilt || matches!(it.part, Part::Default(_)))
        };
        found.retain(|it| !is_rebuilt(it) && it.of.kind != ObjectKind::Statistics);
        found
    }

    /// What else of the table reads the column, and the columns that are rows of the table.
    fn parts_reading(&mut self, table: &QualifiedName, column: &Name) -> BTreeSet<Dependent> {
        let key = ObjectKey::table(table);
        let mut found = self.needing(&key);
        found.retain(|it| matches!(it.part, Part::Column(_) | Part::Attribute(_)));
        let generated = self.generated_from(table, column).unwrap_or_default();
        found.extend(
            generated
                .into_iter()
                .map(|it| part(&key, Part::Generated(it))),
        );
        if let Ok(of) = self.table(table) {
            let triggers = of.triggers.iter().filter(|(_, it)| it.reads(column));
            let triggers = triggers.map(|(name, _)| Part::Trigger(name.clone()));
            let reads = |it: &Policy| it.expressions().any(|it| it.columns().contains(column));
            let policies = of.policies.iter().filter(|(_, it)| reads(it));
            let policies = policies.map(|(name, _)| Part::Policy(name.clone()));
            found.extend(triggers.chain(policies).map(|it| part(&key, it)));
        }
        if self.is_partitioned_by(table, column) {
            found.insert(part(&key, Part::Whole));
        }
        found
    }

    /// What the server brings along is not among what was measured; what nobody made is not either. A view that takes
    /// the place of another keeps its columns.
    fn must_find_what_it_reads(&self, new: &NewView) -> Outcome {
        let name = self.creation(&new.name);
        let there = self.schema.view(&ObjectKey::standalone(&name, new.kind));
        if new.if_not_exists && self.directory.get(&name).is_some() {
            return Ok(());
        }
        let is_given = |it: &Reference| it.schema.is_none() && new.reads.given.contains(&it.name);
        let mut read = new.reads.relations.iter();
        let missing = read.find(|it| !is_given(it) && !is_builtin(it) && self.find(it).is_none());
        if let Some(missing) = missing {
            return Err(Problem::Unknown {
                schema: Some(name.schema),
                reason: format!("it reads {missing}, of which is not known whether it is there"),
            });
        }
        if let Some(column) = self.missing_column(&new.columns) {
            let reason = format!("it reads the column {column}, which is not there");
            return Err(Problem::Doubtful(reason));
        }
        let Some(there) = there else {
            return Ok(());
        };
        let after = self.view_columns(&new.columns).0;
        match (&there.columns, after) {
            (Some(before), Some(after)) if after.starts_with(before) => Ok(()),
            _ => Err(Problem::Doubtful(format!(
                "the view {name} is there, and not known to keep its columns"
            ))),
        }
    }

    /// The first column in the list of a query that is none of what it reads, where all of that is known. A relation's own
    /// name is its row.
    fn missing_column(&self, query: &QueryColumns) -> Option<Name> {
        let columns_of = |it: &Source| self.relation_columns(&self.find(&it.relation)?.0);
        let sources = query.sources.iter().filter(|_| query.plain);
        let sources = sources.map(|it| Some((&it.alias, columns_of(it)?)));
        let sources: Vec<(&Name, Vec<Name>)> = sources.collect::<Option<_>>()?;
        let is_there = |of: Option<&Name>, column: &Name| {
            let mut meant = sources
                .iter()
                .filter(|(alias, _)| of.is_none_or(|of| of == *alias));
            sources.is_empty()
                || SYSTEM.contains(&column.as_str())
                || meant.any(|(alias, columns)| columns.contains(column) || *alias == column)
        };
        query.outputs.iter().find_map(|output| match output {
            Output::Column { of, column, .. } if !is_there(of.as_ref(), column) => {
                Some(column.clone())
            }
            _ => None,
        })
    }

    fn must_not_be_owned(&self, name: &Reference) -> Outcome {
        let found = self.find(name);
        let sequence = found.and_then(|(name, _)| self.schema.sequences.get(&name));
        match sequence.and_then(|it| it.owner.as_ref()) {
            Some(_) => Err(Problem::Refused(
                "a sequence that a column owns stays in the schema of its table",
            )),
            None => Ok(()),
        }
    }
}

/// The columns that every table has.
const SYSTEM: [&str; 6] = ["ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"];

fn whole(of: ObjectKey) -> Dependent {
    let part = Part::Whole;
    Dependent { part, of }
}

fn part(of: &ObjectKey, part: Part) -> Dependent {
    let of = of.clone();
    Dependent { part, of }
}

fn is_builtin(relation: &Reference) -> bool {
    match &relation.schema {
        Some(schema) => ["pg_catalog", "information_schema"].contains(&schema.as_str()),
        None => relation.name.as_str().starts_with("pg_"),
    }
}
