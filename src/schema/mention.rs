//! A name of something else in the definition of an object, how it follows what is renamed, and in which part of the
//! object it stands: what goes with something that goes.

use super::{
    Column, CompositeAttribute, Domain, Expr, Expression, ObjectKey, ObjectKind, Schema, Table,
    TypeBody, TypeName, Walk,
};
use crate::name::{Name, QualifiedName};

/// A name of something else, or what holds such names.
#[derive(Debug)]
pub enum Mention<'a> {
    /// The table of a foreign key, a parent, the owner of a sequence, what statistics are about.
    Relation(&'a mut QualifiedName),
    /// The type of a column, attribute, domain or range; what a table is `OF`.
    Type(&'a mut TypeName),
    /// The type of a function's argument or result, of an operator, cast or transform. It is a part of
    /// the key of what holds it.
    KeyType(&'a mut TypeName),
    /// A function, operator or type that an aggregate is made of.
    Support(&'a mut TypeName),
    /// A collation.
    Collation(&'a mut TypeName),
    /// The function of a trigger.
    TriggerFunction(&'a mut TypeName),
    /// The table of a constraint trigger's `FROM`.
    TriggerTable(&'a mut TypeName),
    /// An expression.
    Expression(&'a mut Expression),
    /// The query of a view, a command of a rule.
    Query(&'a mut Expression),
    /// What is named without a schema: an operator class, a dictionary, a family ...
    Plain(&'a str),
    /// A text that is not taken apart: the statements of a function in SQL.
    Text(&'a mut String),
}

/// What is done with each mention.
pub type Visit<'a> = dyn FnMut(Mention<'_>) + 'a;

impl Mention<'_> {
    /// The expression, if it is one.
    pub fn expression(self, visit: &mut dyn FnMut(&mut Expression)) {
        if let Self::Expression(it) | Self::Query(it) = self {
            visit(it);
        }
    }

    /// A relation was renamed or moved.
    pub fn follow_relation(self, from: &QualifiedName, to: &QualifiedName) {
        if let Self::Relation(name) = self
            && name == from
        {
            name.clone_from(to);
        }
    }

    /// What is in the schema called `from` is in `to`.
    pub fn carry(self, from: &Name, to: &Name) {
        match self {
            Self::Relation(name) => carry_name(name, from, to),
            Self::Type(name)
            | Self::KeyType(name)
            | Self::Support(name)
            | Self::Collation(name)
            | Self::TriggerFunction(name)
            | Self::TriggerTable(name) => carry_type(name, from, to),
            Self::Expression(it) | Self::Query(it) => it.carry(from, to),
            Self::Plain(_) | Self::Text(_) => {}
        }
    }

    /// Something goes by another name: a text that is not taken apart names it by a word.
    pub fn follow_word(self, from: &Name, to: &Name) {
        match self {
            Self::Expression(it) | Self::Query(it) => it.change(&mut |node| {
                if let Expr::Opaque(text) = node {
                    *text = with_word(text, from, to);
                }
            }),
            Self::Text(text) => *text = with_word(text, from, to),
            _ => {}
        }
    }

    /// A type (or a table, which is one too) that was renamed or moved; tells whether it was a part of
    /// a key.
    #[must_use]
    pub fn follow_key_type(self, from: &TypeName, to: &TypeName) -> bool {
        match self {
            Self::KeyType(name) if name == from => {
                name.clone_from(to);
                true
            }
            Self::Support(name)
                if name == from || name.schema.is_none() && name.name == from.name =>
            {
                name.clone_from(to);
                false
            }
            _ => false,
        }
    }

    /// The type, or those that an expression casts to.
    pub fn type_name(self, visit: &mut dyn FnMut(&mut TypeName)) {
        match self {
            Self::Type(name) => visit(name),
            Self::Expression(it) | Self::Query(it) => it.for_each_type_name(visit),
            _ => {}
        }
    }

    /// The collation, or those that an expression names.
    pub fn collation(self, visit: &mut dyn FnMut(&mut TypeName)) {
        match self {
            Self::Collation(name) => visit(name),
            Self::Expression(it) | Self::Query(it) => it.for_each_collation_name(visit),
            _ => {}
        }
    }
}

/// The text with one name for another, wherever it stands in it.
fn with_word(text: &str, from: &Name, to: &Name) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|c| !is_part(c)).unwrap_or(word.len()));
        let quoted = before.ends_with('"') && after.starts_with('"');
        changed.push_str(before);
        match quoted {
            true if Name::exact(word) == *from => changed.push_str(to.as_str()),
            false if Name::folded(word) == *from => changed.push_str(&to.quoted()),
            _ => changed.push_str(word),
        }
        rest = after;
    }
    changed + rest
}

fn carry_name(name: &mut QualifiedName, from: &Name, to: &Name) {
    if &name.schema == from {
        name.schema = to.clone();
    }
}

fn carry_type(name: &mut TypeName, from: &Name, to: &Name) {
    if name.schema.as_ref() == Some(from) {
        name.schema = Some(to.clone());
    }
}

impl Expression {
    fn carry(&mut self, from: &Name, to: &Name) {
        self.for_each_type_name(&mut |name| carry_type(name, from, to));
        self.change(&mut |node| match node {
            Expr::Relation(name) => carry_name(name, from, to),
            Expr::Collate(_, name) => carry_type(name, from, to),
            Expr::Call(name, _) => {
                let rest = name.strip_prefix(from.as_str());
                if let Some(rest) = rest.filter(|rest| rest.starts_with('.')) {
                    *name = format!("{to}{rest}");
                }
            }
            _ => {}
        });
    }

    /// Visits the name of every type that it casts to, or that a column of it was of; the text is printed anew where one changed.
    pub fn for_each_type_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.change(&mut |node| {
            if let Expr::Cast(_, data_type) = node {
                visit(&mut data_type.base);
            }
        });
        if self.retyped.is_empty() {
            return;
        }
        let before = self.retyped.iter_mut();
        for former in before.flat_map(|it| it.columns.values_mut()) {
            visit(&mut former.data_type.base);
        }
    }

    fn for_each_collation_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.change(&mut |node| {
            if let Expr::Collate(_, name) = node {
                visit(name);
            }
        });
    }

    /// Visits every node; the text is printed anew where one changed.
    pub fn change(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        let before = self.clone();
        self.tree.for_each_mut(visit);
        if self.tree == before.tree {
            // Copies go on sharing it.
            *self = before;
        } else {
            self.text = self.tree.to_string();
        }
    }
}

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
        } else if let Some(view) = self.view_mut(key) {
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
