//! SQL expressions: checks, defaults, predicates, index keys, generated columns.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{DataType, Expr, Literal};
use crate::name::{Name, QualifiedName};

/// An expression. Copies share it until one of them is changed.
#[derive(Clone, PartialEq)]
pub struct Expression(Arc<Read>);

/// An expression as it was written (by the ledger) or printed (by the server), and its syntax tree.
#[derive(Clone, PartialEq)]
pub struct Read {
    /// The text, for people.
    pub text: String,
    /// The tree, for comparing and for following renames.
    pub tree: Expr,
    /// What its columns were before they became of another type, the first change first. Each time the
    /// server read it anew, from its own print (`ATPostAlterTypeParse` of `tablecmds.c`).
    pub retyped: Vec<Retyped>,
}

impl Deref for Expression {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.0
    }
}

impl DerefMut for Expression {
    fn deref_mut(&mut self) -> &mut Read {
        Arc::make_mut(&mut self.0)
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expression")
            .field("text", &self.text)
            .field("tree", &self.tree)
            .field("retyped", &self.retyped)
            .finish()
    }
}

/// The columns of an expression that one statement made of another type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Retyped {
    /// Which statement, among those that changed something.
    pub statement: usize,
    /// The columns, and what they were before.
    pub columns: BTreeMap<Name, Former>,
}

/// What a column was of before it became of another type.
#[derive(Debug, Clone, PartialEq)]
pub struct Former {
    /// The type; of a domain, the one below it.
    pub data_type: DataType,
    /// It was a domain: its values are cast where they are used.
    pub domain: bool,
}

impl Expression {
    /// An expression over columns that are of the types that they always had.
    #[must_use]
    pub fn new(text: String, tree: Expr) -> Self {
        Self(Arc::new(Read {
            text,
            tree,
            retyped: Vec::new(),
        }))
    }

    /// Where it is kept: the same of copies that share it, and of nothing else as long as one of them lives.
    #[must_use]
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// A column that it may read becomes of another type, by the statement of this number.
    pub fn retype(&mut self, statement: usize, column: &Name, before: &Former) {
        if !self.columns().contains(column) {
            return;
        }
        let last = self.retyped.last().map(|last| last.statement);
        if last != Some(statement) {
            self.retyped.push(Retyped {
                statement,
                ..Retyped::default()
            });
        }
        if let Some(last) = self.retyped.last_mut() {
            let columns = &mut last.columns;
            columns
                .entry(column.clone())
                .or_insert_with(|| before.clone());
        }
    }

    /// Follows a renamed column; the text is printed anew where it changed.
    pub fn rename_column(&mut self, from: &Name, to: &Name) {
        if self.columns().contains(from) {
            self.tree.for_each_mut(&mut |node| {
                if matches!(node, Expr::Column(name) if name == from) {
                    *node = Expr::Column(to.clone());
                }
            });
            self.text = self.tree.to_string();
        }
        if self.retyped.is_empty() {
            return;
        }
        for retyped in &mut self.retyped {
            if let Some(before) = retyped.columns.remove(from) {
                retyped.columns.insert(to.clone(), before);
            }
        }
    }

    /// Follows a relation that was renamed or moved.
    pub fn rename_relation(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if !self.reads_relation(from) {
            return;
        }
        self.tree.for_each_mut(&mut |node| {
            if matches!(node, Expr::Relation(name) if name == from) {
                *node = Expr::Relation(to.clone());
            }
        });
        self.text = self.tree.to_string();
    }

    /// Whether it is the constant NULL, of whatever type. PostgreSQL stores no default for it
    /// (`AddRelationNewConstraints` of `heap.c`).
    #[must_use]
    pub fn is_null(&self) -> bool {
        let mut node = &self.tree;
        while let Expr::Cast(inner, _) = node {
            node = inner;
        }
        matches!(node, Expr::Literal(Literal::Null))
    }

    /// Whether it names a relation.
    #[must_use]
    pub fn reads_relation(&self, relation: &QualifiedName) -> bool {
        let names = |node: &Expr| matches!(node, Expr::Relation(name) if name == relation);
        self.tree.has(&names)
    }

    /// The columns that it reads.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<Name> {
        let mut names = BTreeSet::new();
        self.tree.for_each(&mut |node| {
            if let Expr::Column(name) = node {
                names.insert(name.clone());
            }
        });
        names
    }

    /// The functions that it calls, as they are named there.
    #[must_use]
    pub fn calls(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.tree.for_each(&mut |node| {
            if let Expr::Call(name, _) = node {
                names.insert(name.clone());
            }
        });
        names
    }

    /// The relations that it names by `'...'::regclass`.
    #[must_use]
    pub fn relations(&self) -> BTreeSet<QualifiedName> {
        let mut names = BTreeSet::new();
        self.tree.for_each(&mut |node| {
            if let Expr::Relation(name) = node {
                names.insert(name.clone());
            }
        });
        names
    }
}
