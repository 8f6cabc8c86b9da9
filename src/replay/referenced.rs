//! A referenced object (`refobjid` of `pg_depend`), and which mentions mean it: by these CASCADE finds what
//! goes along, and a drop without it what needs it.

use std::collections::BTreeSet;

use super::Replay;
use super::dependencies::{Dependent, words};
use super::readers::is_view;
use crate::effect::calls::called;
use crate::effect::{Reference, query_reads};
use crate::name::{Name, QualifiedName};
use crate::schema::{Expr, Expression, Mention, ObjectKey, ObjectKind, TypeName, UserType};

/// An object, as mentions name it.
struct Referenced {
    kind: ObjectKind,
    /// What it is called; a range type by its multirange type too.
    names: Vec<QualifiedName>,
    /// A function without arguments, which a trigger may call.
    bare: bool,
    /// A function that is not the only one of its name: which of them is called is not told by a text.
    overloaded: bool,
}

impl Replay {
    /// What of other objects needs this one by what it mentions.
    pub(super) fn needing(&mut self, key: &ObjectKey) -> BTreeSet<Dependent> {
        let referenced = self.referenced(key);
        let mut naming = self.schema.mentioning(&full_name(key));
        for name in &referenced.names {
            naming.extend(self.schema.naming(name));
            naming.extend(self.schema.with_text(&name.name));
        }
        naming.retain(|it| it != key);
        self.schema.parts(&naming, |it| referenced.is_meant(it))
    }

    /// The rules, policies and functions that read a column of a table in a query of their own.
    pub(super) fn needing_column(
        &mut self,
        table: &QualifiedName,
        column: &Name,
    ) -> BTreeSet<Dependent> {
        let of = self.referenced(&ObjectKey::table(table));
        let naming = self.schema.with_text(column);
        let reads = |it: &Expression| {
            let mut text = false;
            it.tree.for_each(&mut |node| {
                text |= matches!(node, Expr::Opaque(text) if has_column(text, column));
            });
            of.is_in(it) && (text || it.columns().contains(column))
        };
        self.schema.parts(&naming, |mention| match mention {
            Mention::Expression(it) | Mention::Query(it) => reads(it),
            Mention::Text(text) => [&table.name, column].iter().all(|it| has_word(text, it)),
            _ => false,
        })
    }

    fn referenced(&self, key: &ObjectKey) -> Referenced {
        let name = key.qualified();
        let of = self.schema.types.get(&name);
        let multirange = of.and_then(UserType::multirange).map(|it| {
            let schema = it.schema.as_ref().unwrap_or(&name.schema);
            QualifiedName::new(schema.clone(), it.name.clone())
        });
        let multirange = multirange.filter(|_| key.kind == ObjectKind::Type);
        Referenced {
            kind: key.kind,
            names: std::iter::once(name).chain(multirange).collect(),
            bare: key.arguments.as_deref() == Some(""),
            overloaded: self.is_overloaded(key),
        }
    }

    /// Whether another function has the same name, in whatever schema.
    pub(super) fn is_overloaded(&self, function: &ObjectKey) -> bool {
        let mut called = self.schema.called(&function.name);
        called.any(|key| key.kind == function.kind && key != function)
    }
}

impl Referenced {
    fn is_relation(&self) -> bool {
        self.kind == ObjectKind::Table || is_view(self.kind)
    }

    /// Tables and views are types too.
    fn is_type(&self) -> bool {
        self.is_relation() || matches!(self.kind, ObjectKind::Type | ObjectKind::Domain)
    }

    fn is_function(&self) -> bool {
        self.kind == ObjectKind::Function
    }

    fn is_meant(&self, mention: &Mention<'_>) -> bool {
        match mention {
            Mention::Support(it) if self.is_function() => !self.overloaded && self.fits(it),
            Mention::Type(it) | Mention::KeyType(it) | Mention::Support(it) => {
                self.is_type() && self.is_called(it)
            }
            Mention::TriggerFunction(it) => self.is_function() && self.bare && self.fits(it),
            Mention::Collation(it) => self.kind == ObjectKind::Collation && self.is_called(it),
            Mention::Expression(it) | Mention::Query(it) => self.is_in(it),
            // What hangs on a relation by its name goes with it by rules of its own; a text tells nothing for sure.
            Mention::Relation(_)
            | Mention::TriggerTable(_)
            | Mention::Plain(_)
            | Mention::Text(_) => false,
        }
    }

    fn fits(&self, it: &TypeName) -> bool {
        self.names.iter().any(|name| it.means(name))
    }

    fn is_called(&self, it: &TypeName) -> bool {
        it.schema.is_some() && self.fits(it)
    }

    fn is_in(&self, expression: &Expression) -> bool {
        let mut found = false;
        expression.tree.for_each(&mut |node| {
            found |= match node {
                Expr::Relation(name) => {
                    let relation = self.is_relation() || self.kind == ObjectKind::Sequence;
                    relation && self.names.contains(name)
                }
                Expr::Cast(_, of) => self.is_type() && self.fits(&of.base),
                Expr::Collate(_, name) => {
                    self.kind == ObjectKind::Collation && self.is_called(name)
                }
                Expr::Call(call, _) => {
                    let mut names = self.names.iter();
                    let one = |name: &QualifiedName| {
                        *call == *name.name.as_str() || *call == name.to_string()
                    };
                    self.is_function() && !self.overloaded && names.any(one)
                }
                Expr::Opaque(text) => self.is_in_text(text),
                _ => false,
            };
        });
        found
    }

    /// What is not read as an expression may hold a subquery.
    fn is_in_text(&self, text: &str) -> bool {
        let mut names = self.names.iter();
        let among = |found: &[Reference], name: &QualifiedName| {
            found.iter().any(|it| {
                let schema = it.schema.as_ref();
                it.name == name.name && schema.is_none_or(|schema| schema == &name.schema)
            })
        };
        if self.is_function() {
            let called = called(text);
            return !self.overloaded && names.any(|name| among(&called, name));
        }
        match query_reads::in_expression(text) {
            Some(reads) if self.is_relation() => names.any(|name| among(&reads.relations, name)),
            _ => names.any(|name| has_word(text, &name.name)),
        }
    }
}

fn has_word(text: &str, name: &Name) -> bool {
    words(text).any(|word| word == *name)
}

fn has_column(text: &str, column: &Name) -> bool {
    match query_reads::in_expression(text) {
        Some(reads) => reads.columns.contains(column),
        None => has_word(text, column),
    }
}

/// As `effect::expression` writes the name of a function.
pub(super) fn full_name(key: &ObjectKey) -> String {
    match &key.schema {
        Some(schema) => format!("{schema}.{}", key.name),
        None => key.name.to_string(),
    }
}
