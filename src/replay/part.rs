//! Triggers, rules and policies; and how they, constraints and indexes are renamed and go.

use super::outcome::IfThere;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::policy::PolicyTerms;
use crate::effect::rule::NewRule;
use crate::effect::trigger::NewTrigger;
use crate::effect::vocabulary::Triggers;
use crate::name::{Name, QualifiedName};
use crate::schema::described::Object;
use crate::schema::{
    Attribute, Column, ConstraintBody, Expr, Expression, ObjectKey, ObjectKind, Policy, Rule,
    RuleDefinition, Trigger, TriggerDefinition, TriggerState, TypeName,
};

/// Every part that has a name, but columns.
impl Replay {
    /// The relation of a part that a statement names; none for a foreign table, of which the name alone is
    /// known.
    fn must_find_part(
        &self,
        kind: ObjectKind,
        table: &Reference,
        name: &Name,
    ) -> Result<Option<QualifiedName>, Problem> {
        if self.is_foreign(table) {
            return Ok(None);
        }
        let table = self.must_find_relation(table)?;
        let key = Self::part(&table, kind, name);
        match self.schema.id_of(&key) {
            Some(_) => Ok(Some(table)),
            None => Err(Problem::absent(&key)),
        }
    }

    pub(super) fn drop_part(
        &mut self,
        kind: ObjectKind,
        table: &Reference,
        name: &Name,
    ) -> Outcome {
        if let Some(table) = self.must_find_part(kind, table, name)? {
            self.forget_part(kind, &table, name, None);
        }
        Ok(())
    }

    pub(super) fn forget_part(
        &mut self,
        kind: ObjectKind,
        table: &QualifiedName,
        name: &Name,
        under: Option<&ObjectKey>,
    ) {
        let relation = table.sibling(name.clone());
        let is_relation = self.has_relation(kind, table, name);
        let of = self.table_mut(table).ok();
        let Some(id) = of.and_then(|table| table.take_part(kind, name)) else {
            return;
        };
        if kind == ObjectKind::Constraint {
            self.directory.remove_constraint(&relation);
        }
        if is_relation {
            self.directory.remove(&relation);
        }
        let key = Self::part(table, kind, name);
        self.forget_linked(table, id, under.unwrap_or(&key));
        self.dropped(key, under.cloned());
    }

    /// Whether the part is a relation of its own, or has one of its name.
    fn has_relation(&self, kind: ObjectKind, table: &QualifiedName, name: &Name) -> bool {
        let constraint = || self.table(table).ok()?.constraints.get(name);
        match kind {
            ObjectKind::Index => true,
            ObjectKind::Constraint => constraint().is_some_and(|it| it.owns_index()),
            _ => false,
        }
    }

    pub(super) fn rename_written_part(
        &mut self,
        kind: ObjectKind,
        table: &Reference,
        from: &Name,
        to: &Name,
    ) -> Outcome {
        match self.must_find_part(kind, table, from)? {
            Some(table) => self.rename_part(kind, &table, from, to),
            None => Ok(()),
        }
    }

    /// Renames a part, and the index that a constraint owns.
    pub(super) fn rename_part(
        &mut self,
        kind: ObjectKind,
        table: &QualifiedName,
        from: &Name,
        to: &Name,
    ) -> Outcome {
        let key = |name: &Name| Self::part(table, kind, name);
        let (old, new) = (table.sibling(from.clone()), table.sibling(to.clone()));
        let is_relation = self.has_relation(kind, table, from);
        if is_relation {
            self.must_be_free(&new)?;
        }
        if from != to && self.schema.id_of(&key(to)).is_some() {
            return Err(Problem::exists(&key(to)));
        }
        let id = self.table_mut(table)?.rename_part(kind, from, to);
        let id = id.ok_or_else(|| Problem::absent(&key(from)))?;
        if kind == ObjectKind::Constraint {
            self.directory.remove_constraint(&old);
            self.directory.add_constraint(new.clone());
        }
        if is_relation {
            self.directory.rename(&old, new);
        }
        self.renamed(key(from), key(to), id);
        Ok(())
    }

    /// The triggers and policies that read a column need it, and go with it only by CASCADE.
    pub(super) fn forget_reading_parts(
        &mut self,
        table: &QualifiedName,
        column: &Name,
        under: &ObjectKey,
        cascade: bool,
    ) -> Outcome {
        let of = self.table(table)?;
        let triggers = of.triggers.iter().filter(|(_, it)| it.reads(column));
        let triggers = triggers.map(|(name, _)| (ObjectKind::Trigger, name.clone()));
        let reads = |it: &Policy| it.expressions().any(|it| it.columns().contains(column));
        let policies = of.policies.iter().filter(|(_, it)| reads(it));
        let policies = policies.map(|(name, _)| (ObjectKind::Policy, name.clone()));
        let reading: Vec<(ObjectKind, Name)> = triggers.chain(policies).collect();
        if let (Some((kind, name)), false) = (reading.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the column {table}.{column}"),
                by: format!("the {} {name}", kind.words()),
            });
        }
        for (kind, name) in reading {
            self.forget_part(kind, table, &name, Some(under));
        }
        Ok(())
    }
}

/// Triggers, and whether they and rules fire.
impl Replay {
    pub(super) fn create_trigger(&mut self, new: &NewTrigger) -> Outcome {
        if self.is_foreign(&new.table) {
            return Ok(());
        }
        let table = self.must_find_relation(&new.table)?;
        let definition = self.settle_trigger(&new.definition);
        let key = Self::part(&table, ObjectKind::Trigger, &new.name);
        let Some(id) = self.create_object(&key, IfThere::replace(new.or_replace))? else {
            return Ok(());
        };
        let trigger = Trigger {
            id,
            state: TriggerState::Origin,
            definition,
        };
        let triggers = &mut self.table_mut(&table)?.triggers;
        triggers.insert(new.name.clone(), Box::new(trigger));
        for partition in self.partitions(&table) {
            self.clone_trigger_to_partition(&table, &new.name, &partition)?;
        }
        Ok(())
    }

    /// A function is looked for where the path leads; so is the table of `FROM`.
    fn settle_trigger(&self, new: &TriggerDefinition) -> TriggerDefinition {
        let from = new.from.as_ref().map(|from| {
            let found = self.find_table(&from.clone().into());
            found.map_or_else(|| from.clone(), TypeName::from)
        });
        TriggerDefinition {
            function: new
                .function
                .as_ref()
                .map(|it| self.resolve_trigger_function(it)),
            from,
            ..new.clone()
        }
    }

    fn resolve_trigger_function(&self, function: &TypeName) -> TypeName {
        if function.schema.is_some() {
            return function.clone();
        }
        let named = |schema: &&Name| {
            let name = QualifiedName::new((*schema).clone(), function.name.clone());
            let key = ObjectKey::routine(&name, String::new());
            self.schema.named.contains_key(&key)
        };
        TypeName {
            schema: self.search_path.iter().find(named).cloned(),
            name: function.name.clone(),
        }
    }

    pub(super) fn set_trigger_state(
        &mut self,
        table: &QualifiedName,
        triggers: &Triggers,
        state: TriggerState,
    ) -> Outcome {
        if *triggers == Triggers::All {
            self.suspend_foreign_keys(table, state)?;
        }
        let mut changed = Vec::new();
        for (trigger, definition) in &mut self.table_mut(table)?.triggers {
            if triggers.hold(trigger) && definition.state != state {
                definition.state = state;
                changed.push(definition.id);
            }
        }
        for id in changed {
            self.set_by(id, Attribute::Enabled);
        }
        Ok(())
    }

    /// Foreign keys are triggers on both of their tables (`CreateFKCheckTrigger` and
    /// `createForeignKeyActionTriggers` of `tablecmds.c`).
    pub(super) fn suspend_foreign_keys(
        &mut self,
        table: &QualifiedName,
        state: TriggerState,
    ) -> Outcome {
        let off = matches!(state, TriggerState::Disabled | TriggerState::Replica);
        let pointing = self.foreign_keys_to(table, None);
        let own = self.table(table)?.constraints.keys();
        let own: Vec<Name> = own.cloned().collect();
        let own = own.into_iter().map(|name| (table.clone(), name, true));
        let pointing = pointing
            .into_iter()
            .map(|(other, name)| (other, name, false));
        for (holder, name, checks) in own.chain(pointing).collect::<Vec<_>>() {
            let constraint = self.table_mut(&holder)?.constraints.get_mut(&name);
            let Some(constraint) = constraint else {
                continue;
            };
            if let ConstraintBody::ForeignKey(foreign) = &mut constraint.body {
                let flag = if checks {
                    &mut foreign.unchecked
                } else {
                    &mut foreign.unguarded
                };
                let (id, changed) = (constraint.id, *flag != off);
                *flag = off;
                if changed {
                    self.set_by(id, Attribute::Enabled);
                }
            }
        }
        Ok(())
    }

    pub(super) fn set_rule_state(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        state: TriggerState,
    ) -> Outcome {
        let absent = Problem::absent(&Self::part(table, ObjectKind::Rule, name));
        let rule = self.table_mut(table)?.rules.get_mut(name).ok_or(absent)?;
        let changed = rule.state != state;
        rule.state = state;
        let id = rule.id;
        if changed {
            self.set_by(id, Attribute::Enabled);
        }
        Ok(())
    }
}

/// Rules and policies.
impl Replay {
    pub(super) fn create_rule(&mut self, new: &NewRule) -> Outcome {
        let table = self.must_find_relation(&new.table)?;
        let definition = Some(self.settle_rule(&new.definition));
        let key = Self::part(&table, ObjectKind::Rule, &new.name);
        let Some(id) = self.create_object(&key, IfThere::replace(new.or_replace))? else {
            return Ok(());
        };
        let rules = &mut self.table_mut(&table)?.rules;
        // InsertRule leaves `ev_enabled` as it is.
        let before = rules.get(&new.name).map(|rule| rule.state);
        let rule = Rule {
            id,
            state: before.unwrap_or(TriggerState::Origin),
            definition,
        };
        rules.insert(new.name.clone(), Box::new(rule));
        Ok(())
    }

    /// Relations and types are looked for where the path leads. An INSERT without columns names all
    /// that its table has now.
    fn settle_rule(&self, new: &RuleDefinition) -> RuleDefinition {
        let settle = |expression: &Expression| {
            let mut settled = self.resolve_types_in(self.settle_query(expression));
            if let Expr::Call(name, parts) = &mut settled.tree
                && name == "insert"
                && let [Expr::Relation(table), Expr::Row(columns), source] = parts.as_mut_slice()
                && columns.is_empty()
            {
                match self.named_columns(table, source) {
                    Some(named) => *columns = named,
                    None => return super::readers::unread(expression),
                }
            }
            settled
        };
        RuleDefinition {
            condition: new
                .condition
                .clone()
                .map(|condition| self.resolve_types_in(condition)),
            actions: new.actions.iter().map(settle).collect(),
            ..new.clone()
        }
    }

    /// The first columns of a table, one for each value.
    fn named_columns(&self, table: &QualifiedName, source: &Expr) -> Option<Vec<Expr>> {
        let Expr::Call(name, parts) = source else {
            return None;
        };
        let width = match (name.as_str(), parts.first()) {
            ("values", Some(Expr::Row(values))) => values.len(),
            ("select", Some(Expr::Call(_, items))) => items.len(),
            ("default values", _) => 0,
            _ => return None,
        };
        let columns = &self.table(table).ok()?.columns;
        let named = |column: &Column| Expr::Column(column.name.clone());
        (width <= columns.len()).then(|| columns.iter().take(width).map(named).collect())
    }

    pub(super) fn create_policy(
        &mut self,
        table: &Reference,
        name: &Name,
        new: &Policy,
    ) -> Outcome {
        let table = self.must_find_table(table)?;
        let key = Self::part(&table, ObjectKind::Policy, name);
        if let Some(id) = self.create_object(&key, IfThere::Refuse)? {
            let policy = Policy { id, ..new.clone() };
            let policies = &mut self.table_mut(&table)?.policies;
            policies.insert(name.clone(), Box::new(policy));
        }
        Ok(())
    }

    pub(super) fn alter_policy(
        &mut self,
        table: &Reference,
        name: &Name,
        terms: &PolicyTerms,
    ) -> Outcome {
        let table = self.must_find_table(table)?;
        let absent = Problem::absent(&Self::part(&table, ObjectKind::Policy, name));
        let policy = self.table_mut(&table)?.policies.get_mut(name);
        let policy = policy.ok_or(absent)?;
        let id = policy.id;
        for attribute in &terms.said {
            policy.assign(*attribute, &terms.values);
        }
        for attribute in &terms.said {
            self.set_by(id, *attribute);
        }
        Ok(())
    }
}
