//! Effects to the expected schema, as PostgreSQL would apply them: implicit objects, generated
//! names, cascades. Every object and attribute remembers the place that last set it.
//!
//! An effect that cannot apply (its table is not there) becomes a [`Complaint`] at its place and
//! changes nothing, as the server would have refused it.

mod clone_to_partition;
mod column;
mod comment;
mod constraint;
mod copy;
mod create;
mod dependencies;
mod dependents;
mod directory;
mod django;
mod domain;
mod drop;
mod extension;
mod implicit_name;
mod index;
mod inherited;
mod model;
mod named;
mod not_null;
mod origin;
mod other;
mod outcome;
mod parents;
mod part;
mod property;
mod readers;
mod recurse;
mod referenced;
mod rename;
mod resolve;
mod resume;
mod routine;
mod sequence;
mod sqlite;
mod statistics;
mod types;
mod unmet;
mod untried;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashSet;

pub use dependencies::Touched;
pub use inherited::InheritedParts;
pub use origin::{LocationId, Origin, Origins, Tombstone};
pub use outcome::{Complaint, FutileDrop, Problem};
pub use readers::Reads;
pub(crate) use statistics::BEFORE_14;

use crate::effect::vocabulary::{Altered, TableChange};
use crate::effect::{Effect, Step};
use crate::migration::SourceLocation;
use crate::name::Name;
use crate::schema::{Attribute, Expression, ObjectId, ObjectKey, Schema};
use directory::Directory;
use model::Model;
use origin::Renames;
use outcome::allow_absent;
use untried::Ran;

/// What replaying a ledger makes.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The schema that should be there.
    pub schema: Schema,
    /// Who made each object, and who last set each attribute.
    pub origins: Origins,
    /// What was dropped or renamed away, and must not be there any more.
    pub tombstones: BTreeMap<ObjectKey, Tombstone>,
    /// What tables have from their parents, and what of a table is not known.
    pub inherited: InheritedParts,
    /// What each view reads.
    pub reads: BTreeMap<ObjectKey, Reads>,
    /// The drops with `IF EXISTS` that found nothing, in order.
    pub futile: Vec<FutileDrop>,
    /// The default that a column had last, of those that have none: what `ADD COLUMN` filled its rows with.
    pub fillers: BTreeMap<ObjectId, Expression>,
    /// The effects that could not apply.
    pub complaints: Vec<Complaint>,
}

/// Applies effects one after the other.
#[derive(Debug, Clone)]
pub struct Replay {
    /// All but the schema and what its views read, until it is finished.
    expected: Expected,
    schema: Model,
    directory: Directory,
    renames: Renames,
    /// The path of a fresh session: the target schema first.
    session_path: Vec<Name>,
    search_path: Vec<Name>,
    location: LocationId,
    /// How many statements there were.
    statement: usize,
    guarded: bool,
    /// Whether what is applied is there only for others to refer to.
    context_only: bool,
    /// `ONLY`: the children of the altered table are left alone.
    only: bool,
    /// Whether what is replayed has run.
    ran: Ran,
    /// What the current migration made under a name that no earlier one had used.
    created_here: HashSet<ObjectKey>,
    sqlite_session: sqlite::Session,
    /// Tables of SQLite that no statement told the columns of.
    untold_tables: BTreeSet<Name>,
    /// What the columns of an index are called in the index, where that is not what the table calls
    /// them: a copy of the index is named after those.
    attributes: BTreeMap<ObjectId, Vec<Name>>,
    /// Where what a statement makes goes, and what it is stored as, where it does not say.
    defaults: property::Defaults,
}

type Outcome = Result<(), Problem>;

impl Replay {
    /// Starts from nothing. Unqualified names are made in the first schema of `search_path`, and
    /// looked for in all of them.
    #[must_use]
    pub fn new(search_path: Vec<Name>) -> Self {
        Self {
            expected: Expected::default(),
            schema: Model::default(),
            directory: Directory::default(),
            renames: Renames::default(),
            search_path: search_path.clone(),
            session_path: search_path,
            location: LocationId::default(),
            statement: 0,
            guarded: false,
            context_only: false,
            only: false,
            ran: Ran::Before,
            created_here: HashSet::default(),
            sqlite_session: sqlite::Session::default(),
            untold_tables: BTreeSet::new(),
            attributes: BTreeMap::new(),
            defaults: property::Defaults::default(),
        }
    }

    /// A migration begins: `SET search_path` of the one before it does not reach into it.
    pub fn begin_migration(&mut self) {
        self.search_path.clone_from(&self.session_path);
        self.created_here.clear();
        self.sqlite_session = sqlite::Session::default();
        self.defaults = property::Defaults::default();
    }

    /// Applies the effects of the statement at `place`.
    pub fn apply(&mut self, location: &Arc<SourceLocation>, steps: &[Step]) {
        self.location = self.expected.origins.location(location, self.context_only);
        self.statement += 1;
        let mut guard = (None, false);
        for step in steps {
            // What one guard lets run, it lets run to its end.
            if guard.0 != step.unless {
                let found = step.unless.as_ref().is_some_and(|it| self.is_there(it));
                guard = (step.unless.clone(), found);
            }
            if guard.1 {
                continue;
            }
            self.guarded = step.guarded;
            if let Err(problem) = self.effect(&step.effect)
                && (!step.guarded || self.ran == Ran::NotYet && problem.is_refusal())
            {
                self.expected.complaints.push(Complaint {
                    location: self.location,
                    problem,
                });
            }
        }
    }

    /// A migration begins on another path than that of [`Replay::new`]. Where it is `context_only`, what it makes
    /// is there for others to refer to, and nothing of it is judged.
    pub fn begin_migration_on(&mut self, search_path: Vec<Name>, context_only: bool) {
        self.session_path = search_path;
        self.context_only = context_only;
        self.begin_migration();
    }

    /// The schema as it is so far.
    #[must_use]
    pub fn so_far(&self) -> &Schema {
        &self.schema
    }

    /// From now on it is noted what statements touch: whoever looks after each need not look at all that is there.
    pub fn watch(&mut self) {
        self.schema.watch();
    }

    /// What was touched since this was last asked.
    pub fn take_touched(&mut self) -> Touched {
        self.schema.take_touched()
    }

    /// What an object that stands by itself is called; none of one that is gone, of a schema or of an extension.
    #[must_use]
    pub fn key_of(&self, id: ObjectId) -> Option<&ObjectKey> {
        self.schema.key_of(id)
    }

    /// The expected schema.
    #[must_use]
    pub fn finish(mut self) -> Expected {
        self.forget_wider_queries();
        let mut expected = self.expected;
        (expected.schema, expected.reads) = self.schema.finish();
        expected.settle_provenance(&self.renames);
        expected
    }

    fn effect(&mut self, effect: &Effect) -> Outcome {
        if self.ran == Ran::NotYet {
            self.must_be_allowed(effect)?;
        }
        match effect {
            Effect::CreateNamespace {
                name,
                if_not_exists,
            } => self.create_namespace(name, *if_not_exists),
            Effect::CreateExtension {
                name,
                schema,
                version,
                if_not_exists,
            } => self.create_extension(name, schema.as_ref(), version.as_ref(), *if_not_exists),
            Effect::CreateTable(table) => self.create_table(table),
            Effect::UnknownColumns {
                name,
                foreign,
                if_not_exists,
            } => self.create_with_unknown_columns(name, *foreign, *if_not_exists),
            Effect::CreateIndex(index) => self.believing(|replay| replay.create_index(index)),
            Effect::CreateSequence {
                name,
                if_not_exists,
                settings,
            } => self.create_sequence(name, *if_not_exists, settings),
            Effect::CreateView(view) => self.create_view(view),
            Effect::CreateType(new) => self.create_type(new),
            Effect::CreateCollation(new) => self.create_collation(new),
            Effect::CreateTrigger(trigger) => self.create_trigger(trigger),
            Effect::CreateRule(rule) => self.create_rule(rule),
            Effect::CreateRoutine(new) => self.create_routine(new),
            Effect::CreateOther(new) => self.create_other(new),
            Effect::CreatePolicy(table, name, policy) => self.create_policy(table, name, policy),
            Effect::CreateStatistics(new) => self.create_statistics(new),
            Effect::Comment(on, text) => self.believing(|it| it.comment(on, text.as_ref())),
            Effect::InNamespace { name, steps } => self.in_namespace(name, steps),
            Effect::AlterType {
                name,
                domain,
                change,
            } => self.alter_type(name, *domain, change),
            Effect::UpdateExtension { name, version } => {
                self.alter_extension(name, Attribute::Version, |extension| {
                    extension.version.clone_from(version);
                })
            }
            change => self.alter(change),
        }
    }

    /// What is there already changes, goes, or is called otherwise; and the session's defaults.
    fn alter(&mut self, effect: &Effect) -> Outcome {
        match effect {
            Effect::AlterTable(of, change) => {
                self.with_only(of.only, |it| it.alter_table(of, change))?;
            }
            Effect::AttachIndex { index, partition } => self.attach_index(index, partition)?,
            Effect::RebuildIndex(index) => self.rebuild_index(index),
            Effect::IndexOptions(of, options) => self.index_options(of, options)?,
            Effect::AlterSequence(of, settings) => self.alter_sequence(of, settings)?,
            Effect::AlterRoutine(target, options) => self.alter_routine(target, options)?,
            Effect::AlterOther(target, change) => self.alter_other(target, change)?,
            Effect::AlterPolicy(table, name, terms) => self.alter_policy(table, name, terms)?,
            Effect::StatisticsTarget(of, target) => {
                allow_absent(of.if_exists, self.set_target(&of.name, *target))?;
            }
            Effect::Drop {
                target,
                if_exists,
                cascade,
            } => self.drop_object(target, *if_exists, *cascade)?,
            Effect::Rename {
                target,
                if_exists,
                to,
            } => allow_absent(*if_exists, self.rename_object(target, to))?,
            Effect::Move {
                target,
                if_exists,
                to,
            } => allow_absent(*if_exists, self.move_object(target, to))?,
            Effect::ViewOptions(view, options) => self.set_view_options(view, options)?,
            Effect::RefreshView { name, populated } => self.refresh_view(name, *populated),
            Effect::Property(of, change) => self.with_only(of.only, |it| {
                it.believing(|it| it.change_property(of, change))
            })?,
            Effect::DefaultTablespace(name) => self.defaults.tablespace.clone_from(name),
            Effect::DefaultAccessMethod(name) => self.defaults.method.clone_from(name),
            Effect::SearchPath(path) => {
                self.search_path = path.clone().unwrap_or_else(|| self.session_path.clone());
            }
            Effect::Sqlite(change) => self.sqlite(change)?,
            Effect::CreateNamespace { .. }
            | Effect::CreateExtension { .. }
            | Effect::CreateTable(_)
            | Effect::UnknownColumns { .. }
            | Effect::CreateIndex(_)
            | Effect::CreateSequence { .. }
            | Effect::CreateView(_)
            | Effect::CreateType(_)
            | Effect::CreateCollation(_)
            | Effect::AlterType { .. }
            | Effect::UpdateExtension { .. }
            | Effect::CreateTrigger(_)
            | Effect::CreateRule(_)
            | Effect::CreateRoutine(_)
            | Effect::CreateOther(_)
            | Effect::CreatePolicy(..)
            | Effect::CreateStatistics(_)
            | Effect::Comment(..)
            | Effect::InNamespace { .. } => {}
        }
        Ok(())
    }

    fn with_only(&mut self, only: bool, effect: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        self.only = only;
        let outcome = effect(self);
        self.only = false;
        outcome
    }

    fn alter_table(&mut self, altered: &Altered, change: &TableChange) -> Outcome {
        let table = &altered.name;
        if let Some(view) = self.find_view(table) {
            return self.alter_view(&view, change);
        }
        if let TableChange::RenameColumn { from, to } = change
            && self.rename_in_index(table, from, to)
        {
            return Ok(());
        }
        let Some(name) = self.find_table(table) else {
            return if altered.if_exists || self.is_foreign(table) {
                Ok(())
            } else {
                Err(Problem::no_relation(table))
            };
        };
        self.believing(|replay| replay.alter_tree(&name, change))
    }
}

#[cfg(test)]
mod tests;
