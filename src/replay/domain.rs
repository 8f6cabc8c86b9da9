//! Domains: their defaults and constraints; and the labels of enums.

use super::comment::NOT_NULL;
use super::directory::Avoids;
use super::{Outcome, Problem, Replay};
use crate::effect::vocabulary::{Neighbour, NewDomain, TypeChange};
use crate::name::{Name, QualifiedName, choose_object_name};
use crate::schema::{
    Attribute, DataType, Domain, DomainCheck, Expression, Label, ObjectKey, ObjectKind, TypeBody,
};

impl Replay {
    /// `DefineDomain` of `typecmds.c`: a domain over a domain has the default of that one, too.
    pub(super) fn domain_body(&self, new: &NewDomain) -> Domain {
        let base = self.resolved(&new.base);
        let default = match &new.default {
            Some(default) => self.domain_default(Some(default)),
            None => self.below(&base).and_then(|below| below.default.clone()),
        };
        Domain {
            default,
            collation: self.resolved_collation(new.collation.as_ref()),
            base,
            not_null: new.not_null,
            not_null_name: None,
            checks: std::collections::BTreeMap::new(),
        }
    }

    fn below(&self, base: &DataType) -> Option<&Domain> {
        let schema = base.base.schema.clone()?;
        let name = QualifiedName::new(schema, base.base.name.clone());
        self.schema.types.get(&name)?.domain()
    }

    /// The server keeps no default for the constant NULL.
    fn domain_default(&self, default: Option<&Expression>) -> Option<Expression> {
        let default = default.filter(|value| !value.is_null())?;
        Some(self.resolve_names_in(default))
    }

    pub(super) fn domain_constraints(&mut self, name: &QualifiedName, new: &NewDomain) -> Outcome {
        if new.not_null {
            let label = new.not_null_name.clone();
            self.domain_not_null_name(name, label)?;
        }
        for (given, expression) in &new.checks {
            self.add_check(name, given.as_ref(), expression, true)?;
        }
        Ok(())
    }

    /// The name that servers since 17 give a NOT NULL; older ones keep none.
    fn domain_not_null_name(&mut self, name: &QualifiedName, given: Option<Name>) -> Outcome {
        let chosen = given.unwrap_or_else(|| {
            let checks = self.domain(name).ok().map(|domain| &domain.checks);
            choose_object_name(name.name.as_str(), None, "not_null", |name| {
                checks.is_some_and(|checks| checks.contains_key(name))
            })
        });
        self.domain_mut(name)?.not_null_name = Some(chosen);
        Ok(())
    }

    fn domain(&self, name: &QualifiedName) -> Result<&Domain, Problem> {
        let found = self.schema.types.get(name);
        let domain = found.and_then(|of| of.domain());
        domain.ok_or_else(|| no_domain(name))
    }

    fn domain_mut(&mut self, name: &QualifiedName) -> Result<&mut Domain, Problem> {
        match &mut self.type_mut(name)?.body {
            TypeBody::Domain(domain) => Ok(domain),
            _ => Err(no_domain(name)),
        }
    }

    pub(super) fn alter_domain(&mut self, name: &QualifiedName, change: &TypeChange) -> Outcome {
        match change {
            TypeChange::Default(value) => {
                let value = self.domain_default(value.as_ref());
                let domain = self.domain_mut(name)?;
                if domain.default == value {
                    return Ok(());
                }
                domain.default = value;
                self.type_answers(name, Attribute::Default)
            }
            TypeChange::NotNull(not_null) => self.set_domain_not_null(name, *not_null, None),
            TypeChange::AddNotNull(given) => self.set_domain_not_null(name, true, given.clone()),
            TypeChange::AddCheck {
                name: given,
                expression,
                validated,
            } => self.add_check(name, given.as_ref(), expression, *validated),
            TypeChange::DropConstraint {
                name: constraint,
                if_exists,
            } => self.drop_check(name, constraint, *if_exists),
            TypeChange::RenameConstraint { from, to } => self.rename_check(name, from, to),
            TypeChange::ValidateConstraint(constraint) => {
                let check = self.check_mut(name, constraint)?;
                let id = check.id;
                if !std::mem::replace(&mut check.validated, true) {
                    self.set_by(id, Attribute::Validated);
                }
                Ok(())
            }
            TypeChange::AddValue { .. }
            | TypeChange::RenameValue { .. }
            | TypeChange::AddAttribute(_)
            | TypeChange::DropAttribute { .. }
            | TypeChange::AlterAttribute(_)
            | TypeChange::RenameAttribute { .. } => Ok(()),
        }
    }

    fn set_domain_not_null(
        &mut self,
        name: &QualifiedName,
        not_null: bool,
        given: Option<Name>,
    ) -> Outcome {
        let domain = self.domain_mut(name)?;
        if domain.not_null == not_null {
            return Ok(());
        }
        domain.not_null = not_null;
        domain.not_null_name = None;
        if !not_null {
            let id = self.type_mut(name)?.id;
            self.forget_comment(id, NOT_NULL);
        }
        if not_null {
            self.domain_not_null_name(name, given)?;
        }
        self.type_answers(name, Attribute::Nullable)
    }

    fn check_mut(
        &mut self,
        name: &QualifiedName,
        check: &Name,
    ) -> Result<&mut DomainCheck, Problem> {
        let absent = || absent_check(name, check);
        let checks = &mut self.domain_mut(name)?.checks;
        checks.get_mut(check).ok_or_else(absent)
    }

    /// A check without a name is called after the domain alone (`domainAddCheckConstraint`).
    fn add_check(
        &mut self,
        name: &QualifiedName,
        given: Option<&Name>,
        expression: &Expression,
        validated: bool,
    ) -> Outcome {
        if let Some(given) = given
            && let Some(check) = self.domain(name)?.checks.get(given)
        {
            let id = check.id;
            return self.already(
                id,
                false,
                format_args!("constraint {given} of the domain {name}"),
            );
        }
        let chosen = match given {
            Some(given) => given.clone(),
            None => self.choose_name(name, None, "check", Avoids::Constraints),
        };
        let check = DomainCheck {
            id: self.created(&Self::part(name, ObjectKind::Constraint, &chosen)),
            expression: self.resolve_types_in(expression.clone()),
            validated,
        };
        self.directory.add_constraint(name.sibling(chosen.clone()));
        self.domain_mut(name)?.checks.insert(chosen, check);
        Ok(())
    }

    pub(super) fn drop_check(
        &mut self,
        name: &QualifiedName,
        check: &Name,
        if_exists: bool,
    ) -> Outcome {
        let domain = self.domain_mut(name)?;
        if domain.not_null_name.as_ref() == Some(check) {
            return self.set_domain_not_null(name, false, None);
        }
        if domain.checks.remove(check).is_none() {
            let absent = absent_check(name, check);
            return if if_exists { Ok(()) } else { Err(absent) };
        }
        self.directory
            .remove_constraint(&name.sibling(check.clone()));
        self.dropped(Self::part(name, ObjectKind::Constraint, check), None);
        Ok(())
    }

    fn rename_check(&mut self, name: &QualifiedName, from: &Name, to: &Name) -> Outcome {
        let domain = self.domain_mut(name)?;
        if domain.checks.contains_key(to) {
            return Err(Problem::Exists(absent_words(name, to)));
        }
        if domain.not_null_name.as_ref() == Some(from) {
            domain.not_null_name = Some(to.clone());
            return self.type_answers(name, Attribute::NotNullName);
        }
        let Some(check) = domain.checks.remove(from) else {
            return Err(absent_check(name, from));
        };
        let id = check.id;
        domain.checks.insert(to.clone(), check);
        self.directory
            .remove_constraint(&name.sibling(from.clone()));
        self.directory.add_constraint(name.sibling(to.clone()));
        let old = Self::part(name, ObjectKind::Constraint, from);
        self.renamed(old, Self::part(name, ObjectKind::Constraint, to), id);
        Ok(())
    }

    /// What hangs on a domain follows its new name; so does what was dropped from it.
    pub(super) fn follow_domain(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let Ok(domain) = self.domain(to) else {
            return;
        };
        let checks: Vec<Name> = domain.checks.keys().cloned().collect();
        for check in checks {
            self.directory
                .remove_constraint(&from.sibling(check.clone()));
            self.directory.add_constraint(to.sibling(check));
        }
        self.follow_tombstones(from, to);
    }

    pub(super) fn forget_checks(&mut self, name: &QualifiedName, under: &ObjectKey) {
        let Ok(domain) = self.domain(name) else {
            return;
        };
        let checks: Vec<Name> = domain.checks.keys().cloned().collect();
        for check in checks {
            self.directory
                .remove_constraint(&name.sibling(check.clone()));
            let key = Self::part(name, ObjectKind::Constraint, &check);
            self.dropped(key, Some(under.clone()));
        }
    }
}

fn no_domain(name: &QualifiedName) -> Problem {
    Problem::NoObject(format!("the domain {name}"))
}

fn absent_words(name: &QualifiedName, check: &Name) -> String {
    format!("the constraint {check} of the domain {name}")
}

fn absent_check(name: &QualifiedName, check: &Name) -> Problem {
    Problem::NoObject(absent_words(name, check))
}

impl Replay {
    fn enum_labels(&mut self, name: &QualifiedName) -> Result<&mut Vec<Label>, Problem> {
        match &mut self.type_mut(name)?.body {
            TypeBody::Enum(labels) => Ok(labels),
            _ => Err(Problem::Refused("the type is no enum")),
        }
    }

    /// `AddEnumLabel` of `pg_enum.c`: at the end, or beside its neighbour.
    pub(super) fn add_label(
        &mut self,
        name: &QualifiedName,
        text: &str,
        if_not_exists: bool,
        neighbour: Option<&Neighbour>,
    ) -> Outcome {
        let labels = self.enum_labels(name)?;
        if let Some(id) = labels.iter().find(|l| l.text == text).map(|l| l.id) {
            let what = format!("label {text} of the type {name}");
            return self.already(id, if_not_exists, what);
        }
        let at = |other: &String| {
            let at = labels.iter().position(|label| &label.text == other);
            at.ok_or_else(|| absent_label(name, other))
        };
        let position = match neighbour {
            None => labels.len(),
            Some(Neighbour::Before(other)) => at(other)?,
            Some(Neighbour::After(other)) => at(other)? + 1,
        };
        let label = Label {
            id: self.expected.origins.created(self.location, false),
            text: text.to_owned(),
        };
        self.enum_labels(name)?.insert(position, label);
        self.type_answers(name, Attribute::Labels)
    }

    pub(super) fn rename_label(&mut self, name: &QualifiedName, from: &str, to: &str) -> Outcome {
        let labels = self.enum_labels(name)?;
        if labels.iter().any(|label| label.text == to) {
            return Err(Problem::Exists(format!(
                "the label {to} of the type {name}"
            )));
        }
        let Some(label) = labels.iter_mut().find(|label| label.text == from) else {
            return Err(absent_label(name, from));
        };
        to.clone_into(&mut label.text);
        let id = label.id;
        self.set_by(id, Attribute::Labels);
        self.type_answers(name, Attribute::Labels)?;
        for table in self.schema.tables_naming(name) {
            if let Some(table) = self.schema.table_mut(&table.qualified()) {
                table.follow_label(name, from, to);
            }
        }
        Ok(())
    }
}

fn absent_label(name: &QualifiedName, label: &str) -> Problem {
    Problem::NoObject(format!("the label {label} of the type {name}"))
}
