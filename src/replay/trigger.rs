//! Triggers and rules.

use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::rule::NewRule;
use crate::effect::trigger::NewTrigger;
use crate::effect::vocabulary::Triggers;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Column, ConstraintBody, Expr, Expression, ObjectKey, ObjectKind, Rule,
    RuleDefinition, Trigger, TriggerDefinition, TriggerState, TypeName,
};

impl Replay {
    pub(super) fn create_trigger(&mut self, new: &NewTrigger) -> Outcome {
        if self.is_foreign(&new.table) {
            return Ok(());
        }
        let table = self.must_find_relation(&new.table)?;
        let definition = self.settle_trigger(&new.definition);
        let name = &new.name;
        let existing = self.table(&table)?.triggers.get(name);
        let id = match existing.map(|trigger| trigger.id) {
            Some(id) if self.guarded || !new.or_replace => {
                return self.already(id, false, || format!("the trigger {name} of {table}"));
            }
            Some(id) => {
                self.expected.origins.replaced(id, self.location);
                id
            }
            None => self.born(&Self::part(&table, ObjectKind::Trigger, name)),
        };
        let trigger = Trigger {
            id,
            state: TriggerState::Origin,
            definition,
        };
        self.table_mut(&table)?
            .triggers
            .insert(name.clone(), trigger);
        for partition in self.partitions(&table) {
            self.clone_trigger_to_partition(&table, name, &partition)?;
        }
        Ok(())
    }

    /// A function is looked for where the path leads; so is the table of `FROM`.
    fn settle_trigger(&self, new: &TriggerDefinition) -> TriggerDefinition {
        let from = new.from.as_ref().map(|from| {
            let found = self.find_table(&reference(from));
            found.map_or_else(|| from.clone(), TypeName::from)
        });
        TriggerDefinition {
            function: self.resolve_trigger_function(&new.function),
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

    pub(super) fn drop_trigger(&mut self, table: &Reference, name: &Name) -> Outcome {
        if self.is_foreign(table) {
            return Ok(());
        }
        let table = self.must_find_relation(table)?;
        if !self.table(&table)?.triggers.contains_key(name) {
            return Err(Problem::NoObject {
                what: Self::part(&table, ObjectKind::Trigger, name).to_string(),
            });
        }
        self.forget_trigger(&table, name, None);
        Ok(())
    }

    pub(super) fn forget_trigger(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        under: Option<&ObjectKey>,
    ) {
        let definition = self.table_mut(table).ok();
        let trigger = definition.and_then(|definition| definition.triggers.remove(name));
        let key = Self::part(table, ObjectKind::Trigger, name);
        if let Some(trigger) = trigger {
            self.forget_linked(table, trigger.id, under.unwrap_or(&key));
        }
        self.gone(key, under.cloned());
    }

    pub(super) fn rename_trigger(&mut self, table: &Reference, from: &Name, to: &Name) -> Outcome {
        let table = self.must_find_relation(table)?;
        let key = Self::part(&table, ObjectKind::Trigger, from);
        let Some(trigger) = self.table_mut(&table)?.triggers.remove(from) else {
            return Err(Problem::NoObject {
                what: key.to_string(),
            });
        };
        let id = trigger.id;
        self.table_mut(&table)?.triggers.insert(to.clone(), trigger);
        self.renamed(key, Self::part(&table, ObjectKind::Trigger, to), id);
        Ok(())
    }

    /// The triggers that read a column need it, and go with it only by CASCADE.
    pub(super) fn forget_reading_triggers(
        &mut self,
        table: &QualifiedName,
        column: &Name,
        under: &ObjectKey,
        cascade: bool,
    ) -> Outcome {
        let triggers = self.table(table)?.triggers.iter();
        let reading: Vec<Name> = triggers
            .filter(|(_, trigger)| trigger.reads(column))
            .map(|(name, _)| name.clone())
            .collect();
        if let (Some(trigger), false) = (reading.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the column {table}.{column}"),
                by: format!("the trigger {trigger}"),
            });
        }
        for trigger in reading {
            self.forget_trigger(table, &trigger, Some(under));
        }
        Ok(())
    }
}

fn reference(name: &TypeName) -> Reference {
    Reference {
        schema: name.schema.clone(),
        name: name.name.clone(),
    }
}

impl Replay {
    pub(super) fn create_rule(&mut self, new: &NewRule) -> Outcome {
        let table = self.must_find_relation(&new.table)?;
        let definition = Some(self.settle_rule(&new.definition));
        let name = &new.name;
        let existing = self.table(&table)?.rules.get(name);
        // InsertRule leaves `ev_enabled` as it is.
        let state = existing.map_or(TriggerState::Origin, |rule| rule.state);
        let id = match existing.map(|rule| rule.id) {
            Some(id) if self.guarded || !new.or_replace => {
                return self.already(id, false, || format!("the rule {name} of {table}"));
            }
            Some(id) => {
                self.expected.origins.replaced(id, self.location);
                id
            }
            None => self.born(&Self::part(&table, ObjectKind::Rule, name)),
        };
        let rule = Rule {
            id,
            state,
            definition,
        };
        self.table_mut(&table)?.rules.insert(name.clone(), rule);
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

    pub(super) fn set_rule_state(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        state: TriggerState,
    ) -> Outcome {
        let absent = no_rule(table, name);
        let rule = self.table_mut(table)?.rules.get_mut(name).ok_or(absent)?;
        let changed = rule.state != state;
        rule.state = state;
        let id = rule.id;
        if changed {
            self.set_by(id, Attribute::Enabled);
        }
        Ok(())
    }

    pub(super) fn drop_rule(&mut self, table: &Reference, name: &Name) -> Outcome {
        let table = self.must_find_relation(table)?;
        if !self.table(&table)?.rules.contains_key(name) {
            return Err(no_rule(&table, name));
        }
        self.forget_rule(&table, name, None);
        Ok(())
    }

    pub(super) fn forget_rule(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        under: Option<&ObjectKey>,
    ) {
        if let Ok(relation) = self.table_mut(table) {
            relation.rules.remove(name);
        }
        self.gone(Self::part(table, ObjectKind::Rule, name), under.cloned());
    }

    pub(super) fn rename_rule(&mut self, table: &Reference, from: &Name, to: &Name) -> Outcome {
        let table = self.must_find_relation(table)?;
        let rules = &mut self.table_mut(&table)?.rules;
        let Some(rule) = rules.remove(from) else {
            return Err(no_rule(&table, from));
        };
        let id = rule.id;
        rules.insert(to.clone(), rule);
        let key = |name: &Name| Self::part(&table, ObjectKind::Rule, name);
        self.renamed(key(from), key(to), id);
        Ok(())
    }
}

fn no_rule(table: &QualifiedName, name: &Name) -> Problem {
    Problem::NoObject {
        what: format!("the rule {name} of {table}"),
    }
}
