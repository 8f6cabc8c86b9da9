//! Rules.

use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::rule::NewRule;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Aspect, Column, Expr, Expression, ObjectKey, ObjectKind, Rule, RuleDefinition, TriggerState,
};

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
                self.expected.origins.replaced(id, self.place);
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
            self.set_by(id, Aspect::Enabled);
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
