//! Row security: policies, and whether it is on.

use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::policy::{PolicyEffect, PolicyTerms};
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, ObjectKey, ObjectKind, Policy};

impl Replay {
    pub(super) fn change_policy(&mut self, effect: &PolicyEffect) -> Outcome {
        match effect {
            PolicyEffect::Create {
                table,
                name,
                policy,
            } => self.create_policy(table, name, policy),
            PolicyEffect::Alter { table, name, terms } => self.alter_policy(table, name, terms),
        }
    }

    fn create_policy(&mut self, table: &Reference, name: &Name, new: &Policy) -> Outcome {
        let table = self.must_find_table(table)?;
        if let Some(policy) = self.table(&table)?.policies.get(name) {
            let id = policy.id;
            return self.already(id, false, || format!("the policy {name} of {table}"));
        }
        let policy = Policy {
            id: self.born(&Self::part(&table, ObjectKind::Policy, name)),
            ..new.clone()
        };
        let policies = &mut self.table_mut(&table)?.policies;
        policies.insert(name.clone(), policy);
        Ok(())
    }

    fn alter_policy(&mut self, table: &Reference, name: &Name, terms: &PolicyTerms) -> Outcome {
        let table = self.must_find_table(table)?;
        let absent = no_policy(&table, name);
        let policy = self.table_mut(&table)?.policies.get_mut(name);
        let policy = policy.ok_or(absent)?;
        let id = policy.id;
        let mut changed = Vec::new();
        if let Some(roles) = &terms.roles {
            policy.roles.clone_from(roles);
            changed.push(Attribute::Roles);
        }
        if terms.using.is_some() {
            policy.using.clone_from(&terms.using);
            changed.push(Attribute::Using);
        }
        if terms.check.is_some() {
            policy.check.clone_from(&terms.check);
            changed.push(Attribute::Check);
        }
        for attribute in changed {
            self.set_by(id, attribute);
        }
        Ok(())
    }

    pub(super) fn drop_policy(&mut self, table: &Reference, name: &Name) -> Outcome {
        let table = self.must_find_table(table)?;
        if !self.table(&table)?.policies.contains_key(name) {
            return Err(no_policy(&table, name));
        }
        self.forget_policy(&table, name, None);
        Ok(())
    }

    pub(super) fn forget_policy(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        under: Option<&ObjectKey>,
    ) {
        if let Ok(definition) = self.table_mut(table) {
            definition.policies.remove(name);
        }
        self.gone(Self::part(table, ObjectKind::Policy, name), under.cloned());
    }

    pub(super) fn rename_policy(&mut self, table: &Reference, from: &Name, to: &Name) -> Outcome {
        let table = self.must_find_table(table)?;
        let absent = no_policy(&table, from);
        let policies = &mut self.table_mut(&table)?.policies;
        let policy = policies.remove(from).ok_or(absent)?;
        let id = policy.id;
        policies.insert(to.clone(), policy);
        let key = |name: &Name| Self::part(&table, ObjectKind::Policy, name);
        self.renamed(key(from), key(to), id);
        Ok(())
    }

    /// The policies that read a column need it, and go with it only by CASCADE.
    pub(super) fn forget_reading_policies(
        &mut self,
        table: &QualifiedName,
        column: &Name,
        under: &ObjectKey,
        cascade: bool,
    ) -> Outcome {
        let policies = self.table(table)?.policies.iter();
        let reading: Vec<Name> = policies
            .filter(|(_, policy)| {
                let mut expressions = policy.expressions();
                expressions.any(|expression| expression.columns().contains(column))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if let (Some(policy), false) = (reading.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the column {table}.{column}"),
                by: format!("the policy {policy}"),
            });
        }
        for policy in reading {
            self.forget_policy(table, &policy, Some(under));
        }
        Ok(())
    }

    pub(super) fn set_row_security(
        &mut self,
        table: &QualifiedName,
        enabled: Option<bool>,
        forced: Option<bool>,
    ) -> Outcome {
        let definition = self.table_mut(table)?;
        let id = definition.id;
        if let Some(enabled) = enabled {
            definition.row_security = enabled;
            self.set_by(id, Attribute::RowSecurity);
        } else if let Some(forced) = forced {
            definition.force_row_security = forced;
            self.set_by(id, Attribute::ForceRowSecurity);
        }
        Ok(())
    }
}

fn no_policy(table: &QualifiedName, name: &Name) -> Problem {
    Problem::NoObject {
        what: format!("the policy {name} of {table}"),
    }
}
