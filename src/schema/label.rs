//! Literals that mean a label of an enum: the server keeps labels by their oid, and prints a renamed
//! one by its new text.

use std::collections::BTreeSet;

use super::{DataType, Expr, Expression, Literal, Schema, Table};
use crate::name::{Name, QualifiedName};

impl Schema {
    /// Follows a renamed label of the enum called `name`, in the expressions of all tables.
    pub fn follow_label(&mut self, name: &QualifiedName, from: &str, to: &str) {
        for table in self.tables.values_mut() {
            table.follow_label(name, from, to);
        }
    }
}

impl Table {
    /// Follows a renamed label of the enum called `name`, in the expressions of the table.
    pub fn follow_label(&mut self, name: &QualifiedName, from: &str, to: &str) {
        let columns = self.columns.iter();
        let columns = columns.filter(|column| column.data_type.base.means(name));
        let rename = Rename {
            of: name,
            columns: columns.map(|column| column.name.clone()).collect(),
            from,
            to,
        };
        for column in &mut self.columns {
            let typed = column.data_type.base.means(name);
            if let Some(default) = &mut column.default {
                rename.whole(default, typed);
            }
        }
        self.for_each_expression(&mut |expression| rename.whole(expression, false));
    }
}

/// A label that takes another text, and the columns that are of its type.
struct Rename<'a> {
    of: &'a QualifiedName,
    columns: BTreeSet<Name>,
    from: &'a str,
    to: &'a str,
}

impl Rename<'_> {
    fn whole(&self, expression: &mut Expression, typed: bool) {
        let before = expression.tree.clone();
        self.inside(&mut expression.tree, typed);
        if expression.tree != before {
            expression.text = expression.tree.to_string();
        }
    }

    fn is_of(&self, data_type: &DataType) -> bool {
        data_type.base.means(self.of)
    }

    /// Whether a part is of the enum, or an array of it.
    fn gives(&self, node: &Expr) -> bool {
        match node {
            // A trigger's and a rule's stand after `old.` or `new.`.
            Expr::Column(name) => {
                let bare = name.as_str().rsplit_once('.').map(|(_, bare)| bare);
                self.columns.contains(name)
                    || bare.is_some_and(|bare| self.columns.contains(&Name::exact(bare)))
            }
            Expr::Cast(_, data_type) => self.is_of(data_type),
            _ => false,
        }
    }

    /// `typed` tells whether a literal here is read as the enum.
    fn inside(&self, node: &mut Expr, typed: bool) {
        match node {
            Expr::Literal(Literal::Text(text)) if typed => self.literal(text),
            Expr::Cast(inner, data_type) => self.inside(inner, data_type.base.means(self.of)),
            Expr::Binary(_, left, right) | Expr::Any(left, _, right, _) => {
                let typed = self.gives(left) || self.gives(right);
                self.inside(left, typed);
                self.inside(right, typed);
            }
            Expr::Array(list) => list.iter_mut().for_each(|one| self.inside(one, typed)),
            Expr::Call(name, list) => {
                let alike = ["coalesce", "nullif", "greatest", "least"].contains(&name.as_str());
                let typed = alike && (typed || list.iter().any(|one| self.gives(one)));
                for one in list {
                    self.inside(one, typed);
                }
            }
            Expr::Case(operand, arms, otherwise) => {
                let when = operand
                    .as_deref()
                    .is_some_and(|operand| self.gives(operand));
                for (condition, value) in arms {
                    self.inside(condition, when);
                    self.inside(value, typed);
                }
                if let Some(otherwise) = otherwise {
                    self.inside(otherwise, typed);
                }
            }
            other => {
                for child in other.children_mut() {
                    self.inside(child, false);
                }
            }
        }
    }

    fn literal(&self, text: &mut String) {
        if text == self.from {
            self.to.clone_into(text);
        } else if let Some(list) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'))
            && !list.contains(['"', '{', '\\'])
        {
            let renamed = list.split(',').map(|one| {
                if one.trim() == self.from {
                    self.to
                } else {
                    one
                }
            });
            *text = format!("{{{}}}", renamed.collect::<Vec<_>>().join(","));
        }
    }
}
