//! The syntax tree of an expression.

use std::fmt;

use super::{DataType, TypeName};
use crate::name::{Name, QualifiedName};

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
