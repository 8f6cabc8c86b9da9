//! The parts of an object, and what each of them mentions: what goes with something that goes.

use super::{
    Column, CompositeAttribute, Domain, Mention, ObjectKey, ObjectKind, Schema, Table, TypeBody,
    Walk,
};
use crate::name::Name;

/// Where in an object something is mentioned: what goes when that goes, the first of these first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A column, in its type and collation.
    Column(Name),
    /// The default of a column.
    Default(Name),
    /// A constraint.
    Constraint(Name),
    /// An index.
    Index(Name),
    /// A policy.
    Policy(Name),
    /// A trigger.
    Trigger(Name),
    /// A rule.
    Rule(Name),
    /// The expression of a generated column.
    Generated(Name),
    /// An attribute of a composite type.
    Attribute(Name),
    /// The object itself.
    Whole,
    /// What a table inherits from, and how it is partitioned.
    Inheritance,
}

/// What is done with each mention.
pub type VisitParts<'a> = dyn FnMut(Part, Mention<'_>) + 'a;

impl Schema {
    /// Visits every mention in one object, with the part in which it stands.
    pub fn walk_parts(&mut self, key: &ObjectKey, visit: &mut VisitParts<'_>) {
        let name = key.qualified();
        if key.is_table()
            && let Some(table) = self.tables.get_mut(&name)
        {
            table.walk_parts(visit);
        } else if let Some(view) = self.views.get_mut(key) {
            for (column, default) in &mut view.defaults {
                visit(Part::Default(column.clone()), Mention::Expression(default));
            }
            view.parts.walk_parts(visit);
        } else if matches!(key.kind, ObjectKind::Type | ObjectKind::Domain)
            && let Some(of) = self.types.get_mut(&name)
        {
            match &mut of.body {
                TypeBody::Composite(attributes) => {
                    for of in attributes {
                        attribute(of, visit);
                    }
                }
                TypeBody::Domain(of) => domain(of, visit),
                _ => of.walk(&mut |mention| visit(Part::Whole, mention)),
            }
        } else {
            self.walk_object(key, &mut |mention| visit(Part::Whole, mention));
        }
    }
}

fn attribute(of: &mut CompositeAttribute, visit: &mut VisitParts<'_>) {
    let part = Part::Attribute(of.name.clone());
    of.walk(&mut |mention| visit(part.clone(), mention));
}

/// Its default is a part of the domain itself (`GenerateTypeDependencies` of `pg_type.c`).
fn domain(of: &mut Domain, visit: &mut VisitParts<'_>) {
    let mut checks = std::mem::take(&mut of.checks);
    each(&mut checks, Part::Constraint, visit);
    of.walk(&mut |mention| visit(Part::Whole, mention));
    of.checks = checks;
}

impl Table {
    fn walk_parts(&mut self, visit: &mut VisitParts<'_>) {
        for of in &mut self.columns {
            column(of, visit);
        }
        self.inheritance.walk(&mut |mention| {
            let whole = matches!(mention, Mention::Type(_));
            visit(
                if whole {
                    Part::Whole
                } else {
                    Part::Inheritance
                },
                mention,
            );
        });
        each(&mut self.constraints, Part::Constraint, visit);
        each(&mut self.indexes, Part::Index, visit);
        each(&mut self.policies, Part::Policy, visit);
        each(&mut self.triggers, Part::Trigger, visit);
        each(&mut self.rules, Part::Rule, visit);
    }
}

/// A column has a default, or is generated.
fn column(of: &mut Column, visit: &mut VisitParts<'_>) {
    let (name, generated) = (of.name.clone(), of.generated.is_some());
    of.walk(&mut |mention| {
        let name = name.clone();
        let part = match mention {
            Mention::Expression(_) if generated => Part::Generated(name),
            Mention::Expression(_) => Part::Default(name),
            _ => Part::Column(name),
        };
        visit(part, mention);
    });
}

fn each<T: Walk>(
    of: &mut std::collections::BTreeMap<Name, T>,
    part: fn(Name) -> Part,
    visit: &mut VisitParts<'_>,
) {
    for (name, it) in of {
        it.walk(&mut |mention| visit(part(name.clone()), mention));
    }
}
