//! Views and materialized views.

use std::collections::{BTreeMap, BTreeSet};

use super::directory::Relation;
use super::outcome::IfThere;
use super::readers::{Reads, has_star, no_column};
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::property::{Parameters, set_parameters};
use crate::effect::query::{Output, QueryColumns};
use crate::effect::view::{self, NewView};
use crate::effect::vocabulary::TableChange;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, Expression, ObjectId, ObjectKey, ObjectKind, View};

/// Options of the TOAST table of a materialized view are kept beside its own.
const TOAST: &str = "toast.";

impl Replay {
    pub(super) fn create_view(&mut self, new: &NewView) -> Outcome {
        let name = self.creation(&new.name);
        let key = ObjectKey::standalone(&name, new.kind);
        let (columns, starred) = self.view_columns(&new.columns);
        let mut view = View {
            columns,
            query: self.settle_query(&self.without_star(new)),
            stale_text: self.search_path != self.session_path
                && new.reads.relations.iter().any(|it| it.schema.is_none()),
            ..new.view.clone()
        };
        let reads = self.view_reads(new, &view.query, starred);
        if self.schema.id_of(&key).is_none() {
            if self.skips(&name, new.if_not_exists) {
                return Ok(());
            }
            self.must_be_free(&name)?;
        }
        let if_there = if new.or_replace {
            IfThere::Replace
        } else {
            IfThere::keep(new.if_not_exists)
        };
        let Some(id) = self.create_object(&key, if_there)? else {
            return Ok(());
        };
        if let Some(before) = self.schema.view(&key).cloned() {
            view.parts = before.parts;
            view.defaults = before.defaults;
        } else {
            self.directory.insert(name, Relation::View(new.kind));
            view.parts.id = id;
        }
        if new.kind == ObjectKind::MaterializedView {
            self.new_relation_properties(id, &new.properties, None);
            let options = std::mem::take(&mut view.options).into_iter();
            let options = options.map(|(option, value)| (option, Some(value)));
            let (toast, own) = split_toast(options);
            set_parameters(&mut view.options, &own);
            self.set_options(id, "", &toast);
        }
        self.schema.put_view(&key, id, view, reads);
        Ok(())
    }

    /// `SELECT *` means the columns of that time, whatever the relation gets later.
    fn without_star(&self, new: &NewView) -> Expression {
        let query = &new.view.query;
        let (Some(rest), [from], true) = (
            query.text.strip_prefix("SELECT * FROM "),
            new.columns.sources.as_slice(),
            new.columns.plain,
        ) else {
            return query.clone();
        };
        let found = self.find(&from.relation);
        match found.and_then(|(name, _)| self.relation_columns(&name)) {
            Some(columns) if !columns.is_empty() => {
                let list: Vec<String> = columns.iter().map(Name::quoted).collect();
                view::read(&format!("SELECT {} FROM {rest}", list.join(", ")))
            }
            _ => query.clone(),
        }
    }

    /// The columns that `*` brings are read too, wherever in the query it stands.
    pub(super) fn view_reads(
        &self,
        new: &NewView,
        query: &Expression,
        mut words: BTreeSet<Name>,
    ) -> Reads {
        words.extend(new.mentions.iter().cloned());
        let mut relations = BTreeSet::new();
        let mut starred = BTreeMap::new();
        let has_star = has_star(&query.text);
        for reference in &new.reads.relations {
            let Some((name, _)) = self.find(reference) else {
                continue;
            };
            let id = self.relation_id(&name);
            relations.extend(id);
            if has_star {
                let columns = self.relation_columns(&name);
                words.extend(columns.iter().flatten().cloned());
                starred.extend(id.zip(columns));
            }
        }
        Reads {
            words,
            columns: self.view_hangs_on(new),
            relations,
            starred,
        }
    }

    /// The columns that go with the view where they go by CASCADE.
    fn view_hangs_on(&self, new: &NewView) -> BTreeSet<Name> {
        let reads = &new.reads;
        let whole = if reads.everything {
            &reads.relations
        } else {
            &reads.whole
        };
        let found = whole.iter().filter_map(|it| self.find(it));
        let columns = found.filter_map(|(name, _)| self.relation_columns(&name));
        columns
            .flatten()
            .chain(reads.columns.iter().cloned())
            .collect()
    }

    /// The columns of a view, where they can be told, and those that came by `*`.
    pub(super) fn view_columns(&self, new: &QueryColumns) -> (Option<Vec<Name>>, BTreeSet<Name>) {
        let stars = new.outputs.iter().filter_map(|output| match output {
            Output::Star(of) => self.starred(new, of.as_ref()),
            _ => None,
        });
        let starred = stars.flatten().map(|column| column.name).collect();
        let names = self.output_of(new).map(|columns| {
            let names = columns.into_iter().map(|column| column.name);
            names.collect::<Vec<Name>>()
        });
        let given = &new.given;
        let names = names.filter(|names| given.len() <= names.len());
        let names = names.map(|mut names| {
            names.splice(..given.len(), given.iter().cloned());
            names
        });
        (names, starred)
    }

    pub(super) fn relation_columns(&self, name: &QualifiedName) -> Option<Vec<Name>> {
        if let Some(view) = self.view_key(name) {
            return self.schema.view(&view)?.columns.clone();
        }
        let table = self.schema.tables.get(name)?;
        let known = table.inheritance.unknown_columns.is_none();
        let columns = table.columns.iter().map(|column| column.name.clone());
        known.then(|| columns.collect())
    }

    pub(super) fn find_view(&self, name: &Reference) -> Option<ObjectKey> {
        match self.find(name)? {
            (found, Relation::View(kind)) => Some(ObjectKey::standalone(&found, kind)),
            _ => None,
        }
    }

    /// `ALTER TABLE` and `ALTER VIEW` on a view: columns can be renamed and have defaults of their own.
    pub(super) fn alter_view(&mut self, key: &ObjectKey, change: &TableChange) -> Outcome {
        match change {
            TableChange::RenameColumn { from, to } => self.rename_view_column(key, from, to),
            TableChange::Default(column, value) => {
                self.set_view_default(key, column, value.as_ref())
            }
            TableChange::TriggerState(triggers, state) => {
                self.set_trigger_state(&key.qualified(), triggers, *state)
            }
            TableChange::RuleState(rule, state) => {
                self.set_rule_state(&key.qualified(), rule, *state)
            }
            _ => Ok(()),
        }
    }

    fn view_mut(&mut self, key: &ObjectKey) -> Option<(ObjectId, &mut View)> {
        let id = self.schema.id_of(key)?;
        Some((id, self.schema.view_mut(key)?))
    }

    fn rename_view_column(&mut self, key: &ObjectKey, from: &Name, to: &Name) -> Outcome {
        let Some((id, view)) = self.view_mut(key) else {
            return Ok(());
        };
        if let Some(columns) = &mut view.columns {
            let mut columns = columns.iter_mut();
            let column = columns.find(|column| *column == from);
            *column.ok_or_else(|| no_column(key, from))? = to.clone();
        }
        if let Some(default) = view.defaults.remove(from) {
            view.defaults.insert(to.clone(), default);
        }
        view.parts.follow_renamed_column(from, to);
        let properties = self.schema.properties_mut();
        properties.rename_part(id, Attribute::Comment, from, to);
        self.set_by(id, Attribute::Columns);
        self.forget_queries_of_column(id, from, to);
        Ok(())
    }

    fn set_view_default(
        &mut self,
        key: &ObjectKey,
        column: &Name,
        value: Option<&Expression>,
    ) -> Outcome {
        let value = value.map(|value| self.resolve_names_in(value));
        let Some((id, view)) = self.view_mut(key) else {
            return Ok(());
        };
        let known = view.columns.as_ref();
        if known.is_some_and(|columns| !columns.contains(column)) {
            return Err(no_column(key, column));
        }
        match value {
            Some(value) => view.defaults.insert(column.clone(), value),
            None => view.defaults.remove(column),
        };
        self.set_by(id, Attribute::Default);
        Ok(())
    }

    pub(super) fn set_view_options(&mut self, name: &Reference, options: &Parameters) -> Outcome {
        let key = self
            .find_view(name)
            .ok_or_else(|| Problem::no_relation(name))?;
        let Some((id, view)) = self.view_mut(&key) else {
            return Ok(());
        };
        let (toast, own) = split_toast(options.clone().into_iter());
        set_parameters(&mut view.options, &own);
        self.set_by(id, Attribute::Options);
        self.set_options(id, "", &toast);
        Ok(())
    }

    /// One that is not known may have been made unseen: rows alone are no reason to complain.
    pub(super) fn refresh_view(&mut self, name: &Reference, populated: bool) {
        let found = self.find_view(name);
        if let Some((id, view)) = found.and_then(|key| self.view_mut(&key)) {
            view.populated = populated;
            self.set_by(id, Attribute::Populated);
        }
    }
}

/// The options of the TOAST table, and the others.
fn split_toast(
    options: impl Iterator<Item = (String, Option<String>)>,
) -> (Parameters, Parameters) {
    options.partition(|(option, _)| option.starts_with(TOAST))
}
