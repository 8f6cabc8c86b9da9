//! SQL expressions: checks, defaults, predicates, index keys, generated columns.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{DataType, TypeName};
use crate::name::{Name, QualifiedName};

/// An expression as it was written (by the ledger) or printed (by the server), and its syntax tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// The text, for people.
    pub text: String,
    /// The tree, for comparing and for following renames.
    pub tree: Expr,
    /// What its columns were before they became of another type, the first change first. Each time the
    /// server read it anew, from its own print (`ATPostAlterTypeParse` of `tablecmds.c`).
    pub retyped: Vec<Retyped>,
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
        Self {
            text,
            tree,
            retyped: Vec::new(),
        }
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
        for retyped in &mut self.retyped {
            if let Some(before) = retyped.columns.remove(from) {
                retyped.columns.insert(to.clone(), before);
            }
        }
    }

    /// Follows a relation that was renamed or moved.
    pub fn rename_relation(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let mut changed = false;
        self.tree.for_each_mut(&mut |node| {
            if matches!(node, Expr::Relation(name) if name == from) {
                *node = Expr::Relation(to.clone());
                changed = true;
            }
        });
        if changed {
            self.text = self.tree.to_string();
        }
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

/// A node of an expression's syntax tree. What several spellings mean alike is one node.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub enum Expr {
    /// A column of the table that the expression belongs to.
    Column(Name),
    /// A constant.
    Literal(Literal),
    /// `'name'::regclass`.
    Relation(QualifiedName),
    /// `CAST(expr AS type)`, `expr::type`.
    Cast(Box<Expr>, DataType),
    /// A prefix operator.
    Unary(String, Box<Expr>),
    /// An infix operator, by its name in `pg_operator` (`LIKE` is `~~`).
    Binary(String, Box<Expr>, Box<Expr>),
    /// `NOT`.
    Not(Box<Expr>),
    /// `AND` over two or more.
    And(Vec<Expr>),
    /// `OR` over two or more.
    Or(Vec<Expr>),
    /// `IS NULL`, `IS TRUE`, `IS UNKNOWN` ...: the word after IS.
    Is(Box<Expr>, String),
    /// `expr op ANY (array)`, or `ALL` where the flag is set.
    Any(Box<Expr>, String, Box<Expr>, bool),
    /// A function call, by its name without `pg_catalog`; `.field` of a composite value.
    Call(String, Vec<Expr>),
    /// A value without parentheses: `CURRENT_TIMESTAMP`, `CURRENT_USER` ...
    Keyword(String),
    /// `CASE operand WHEN .. THEN .. ELSE .. END`.
    Case(Option<Box<Expr>>, Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// `ARRAY[..]`.
    Array(Vec<Expr>),
    /// `ROW(..)`.
    Row(Vec<Expr>),
    /// `expr COLLATE name`.
    Collate(Box<Expr>, TypeName),
    /// What could not be read as an expression: its text.
    Opaque(String),
}

/// A constant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Literal {
    /// `NULL`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    Text(String),
}

impl Expr {
    /// Visits this node and all below it, parents first.
    pub fn for_each(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        for child in self.children() {
            child.for_each(visit);
        }
    }

    /// Visits this node and all below it, to be changed, parents first.
    pub fn for_each_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        visit(self);
        for child in self.children_mut() {
            child.for_each_mut(visit);
        }
    }

    /// An infix operator between two nodes.
    #[must_use]
    pub fn infix(op: &str, left: Self, right: Self) -> Self {
        Self::Binary(op.to_owned(), Box::new(left), Box::new(right))
    }

    /// Whether this node is so, or one below it.
    #[must_use]
    pub fn has(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        is(self) || self.children().into_iter().any(|child| child.has(is))
    }

    /// Whether a part of it could not be read.
    #[must_use]
    pub fn has_opaque(&self) -> bool {
        self.has(&|node| matches!(node, Expr::Opaque(_)))
    }

    /// The nodes right below this one.
    #[must_use]
    pub fn children(&self) -> Vec<&Expr> {
        match self {
            Self::Column(_)
            | Self::Literal(_)
            | Self::Relation(_)
            | Self::Keyword(_)
            | Self::Opaque(_) => Vec::new(),
            Self::Cast(one, _)
            | Self::Unary(_, one)
            | Self::Not(one)
            | Self::Is(one, _)
            | Self::Collate(one, _) => vec![one],
            Self::Binary(_, left, right) | Self::Any(left, _, right, _) => vec![left, right],
            Self::And(list)
            | Self::Or(list)
            | Self::Call(_, list)
            | Self::Array(list)
            | Self::Row(list) => list.iter().collect(),
            Self::Case(operand, arms, otherwise) => operand
                .as_deref()
                .into_iter()
                .chain(arms.iter().flat_map(|(when, then)| [when, then]))
                .chain(otherwise.as_deref())
                .collect(),
        }
    }

    /// The nodes right below this one, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Self::Column(_)
            | Self::Literal(_)
            | Self::Relation(_)
            | Self::Keyword(_)
            | Self::Opaque(_) => Vec::new(),
            Self::Cast(one, _)
            | Self::Unary(_, one)
            | Self::Not(one)
            | Self::Is(one, _)
            | Self::Collate(one, _) => vec![one],
            Self::Binary(_, left, right) | Self::Any(left, _, right, _) => vec![left, right],
            Self::And(list)
            | Self::Or(list)
            | Self::Call(_, list)
            | Self::Array(list)
            | Self::Row(list) => list.iter_mut().collect(),
            Self::Case(operand, arms, otherwise) => operand
                .as_deref_mut()
                .into_iter()
                .chain(arms.iter_mut().flat_map(|(when, then)| [when, then]))
                .chain(otherwise.as_deref_mut())
                .collect(),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(text) => f.write_str(text),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) => f.write_str(&name.quoted()),
            Self::Literal(literal) => write!(f, "{literal}"),
            Self::Relation(name) => {
                write!(f, "'{}'::regclass", name.quoted().replace('\'', "''"))
            }
            Self::Cast(one, to) => write!(f, "({one})::{to}"),
            Self::Unary(op, one) => write!(f, "{op} ({one})"),
            Self::Binary(op, left, right) => write!(f, "({left} {op} {right})"),
            Self::Not(one) => write!(f, "(NOT {one})"),
            Self::And(list) => write!(f, "({})", joined(list, " AND ")),
            Self::Or(list) => write!(f, "({})", joined(list, " OR ")),
            Self::Is(one, word) => write!(f, "({one} IS {word})"),
            Self::Any(left, op, right, all) => {
                let word = if *all { "ALL" } else { "ANY" };
                write!(f, "({left} {op} {word} ({right}))")
            }
            Self::Call(name, args) => match name.strip_prefix('.') {
                Some(field) => write!(
                    f,
                    "({}).{}",
                    joined(args, ", "),
                    Name::exact(field).quoted()
                ),
                None => write!(f, "{name}({})", joined(args, ", ")),
            },
            Self::Keyword(word) | Self::Opaque(word) => f.write_str(word),
            Self::Case(operand, arms, otherwise) => {
                case(f, operand.as_deref(), arms, otherwise.as_deref())
            }
            Self::Array(list) => write!(f, "ARRAY[{}]", joined(list, ", ")),
            Self::Row(list) => write!(f, "ROW({})", joined(list, ", ")),
            Self::Collate(one, name) => write!(f, "({one} COLLATE {name})"),
        }
    }
}

fn case(
    f: &mut fmt::Formatter<'_>,
    operand: Option<&Expr>,
    arms: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
) -> fmt::Result {
    f.write_str("CASE")?;
    if let Some(operand) = operand {
        write!(f, " {operand}")?;
    }
    for (when, then) in arms {
        write!(f, " WHEN {when} THEN {then}")?;
    }
    if let Some(otherwise) = otherwise {
        write!(f, " ELSE {otherwise}")?;
    }
    f.write_str(" END")
}

fn joined(list: &[Expr], separator: &str) -> String {
    let parts: Vec<String> = list.iter().map(ToString::to_string).collect();
    parts.join(separator)
}
