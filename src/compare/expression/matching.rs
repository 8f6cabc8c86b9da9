//! Two normal forms, node by node: strictly, for a proof that they are the same; and loosely, over
//! casts and the text of literals, for a proof that they are not.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use super::compound::unmarked;
use super::functions::{self, may_fail};
use super::logic::Logic;
use super::types;
use super::{Scope, literal};
use crate::name::{Name, QualifiedName};
use crate::schema::{DataType, Expr, Literal, TypeName};

/// How two expressions are held side by side, and what had to be overlooked.
#[derive(Default)]
pub(super) struct Matcher<'a> {
    /// Whether casts and spellings are overlooked.
    pub(super) loose: bool,
    /// What the expressions stand among.
    pub(super) scope: Option<&'a Scope<'a>>,
    /// Literals that are labels of an enum.
    pub(super) labels: BTreeSet<(DataType, String)>,
    /// By which operands may stand the other way round; without it they may not.
    pub(super) logic: Option<Logic<'a>>,
    /// What was overlooked.
    pub(super) overlooked: BTreeSet<Overlooked>,
}

/// What lies between two expressions that may be the same; the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Overlooked {
    /// Two literals have texts of which only the server knows whether they mean one value.
    Literal,
    /// Two functions have one meaning, or one name in two schemas.
    Function,
    /// One side has a collation that the other may hold elsewhere: an index keeps its keys'.
    Collation,
    /// Two operators may mean one thing.
    Operator,
    /// One side has a cast that the other has not.
    Cast,
    /// The tests are made in another order, or another number of times.
    Evaluation,
}

type Constant<'a> = (&'a Literal, Option<&'a DataType>);

impl Matcher<'_> {
    /// Whether both may be the same; without `loose`, whether they are.
    pub(super) fn matches(&mut self, expected: &Expr, live: &Expr) -> bool {
        if let (Some(first), Some(second)) = (self.constant(expected), self.constant(live)) {
            return self.constants(first, second);
        }
        if self.loose {
            if matches!(expected, Expr::Cast(..)) || matches!(live, Expr::Cast(..)) {
                return self.over_casts(expected, live);
            }
            if self.array_text(expected, live) {
                return true;
            }
            if let Some((a, b)) = beside_collation(expected, live) {
                self.overlooked.insert(Overlooked::Collation);
                return self.matches(a, b);
            }
        }
        self.nodes(expected, live)
    }

    fn nodes(&mut self, expected: &Expr, live: &Expr) -> bool {
        match (expected, live) {
            (Expr::Column(a), Expr::Column(b)) => a == b,
            (Expr::Literal(a), Expr::Literal(b)) => a == b,
            (Expr::Unary(word, _), Expr::Unary(other, _))
            | (Expr::Is(_, word), Expr::Is(_, other))
            | (Expr::Keyword(word), Expr::Keyword(other)) => {
                word == other && self.each(&expected.children(), &live.children())
            }
            (Expr::Not(_), Expr::Not(_))
            | (Expr::Array(_), Expr::Array(_))
            | (Expr::Row(_), Expr::Row(_)) => self.each(&expected.children(), &live.children()),
            (Expr::Case(a, _, x), Expr::Case(b, _, y)) => {
                let same = a.is_some() == b.is_some() && x.is_some() == y.is_some();
                same && self.each(&expected.children(), &live.children())
            }
            (Expr::Relation(a), Expr::Relation(b)) => same_relation(a, b),
            (Expr::Cast(a, to), Expr::Cast(b, other)) => same_type(to, other) && self.matches(a, b),
            (Expr::Binary(op, a, x), Expr::Binary(other, b, y)) => {
                let turns = |logic: Logic<'_>| logic.turns(op, expected);
                op == other
                    && ((self.matches(a, b) && self.matches(x, y))
                        || (self.logic.is_some_and(turns)
                            && self.matches(a, y)
                            && self.matches(x, b)))
            }
            (Expr::And(a), Expr::And(b)) | (Expr::Or(a), Expr::Or(b)) => self.tests(a, b),
            (Expr::Any(a, op, list, all), Expr::Any(b, other, against, every)) => {
                op == other && all == every && self.matches(a, b) && self.lists(list, against)
            }
            (Expr::Call(name, a), Expr::Call(other, b)) => {
                self.same_function(name, other) && self.each(a, b)
            }
            (Expr::Collate(a, name), Expr::Collate(b, other)) => {
                same_name(name, other) && self.matches(a, b)
            }
            (Expr::Opaque(a), Expr::Opaque(b)) => same_text(a, b),
            _ => self.loose && self.same_moment(expected, live),
        }
    }

    fn each<T: Borrow<Expr>>(&mut self, expected: &[T], live: &[T]) -> bool {
        let mut pairs = expected.iter().zip(live);
        expected.len() == live.len() && pairs.all(|(a, b)| self.matches(a.borrow(), b.borrow()))
    }

    /// The tests of AND, or of OR. Another order of them means nothing, unless one keeps another from failing
    /// (`b = 0 OR a / b > 1`).
    fn tests(&mut self, expected: &[Expr], live: &[Expr]) -> bool {
        if !expected.iter().any(|test| may_fail(test, self.scope)) {
            return self.in_any_order(expected, live);
        }
        if !self.loose {
            return self.each(expected, live);
        }
        self.overlooked.insert(Overlooked::Evaluation);
        self.in_any_order(expected, live)
    }

    /// The list of IN is a set of tests: its order means nothing.
    fn lists(&mut self, expected: &Expr, live: &Expr) -> bool {
        match (expected, live) {
            (Expr::Array(a), Expr::Array(b)) => self.in_any_order(a, b),
            _ => self.matches(expected, live),
        }
    }

    fn in_any_order(&mut self, expected: &[Expr], live: &[Expr]) -> bool {
        if expected.len() != live.len() {
            return false;
        }
        let mut left: Vec<&Expr> = live.iter().collect();
        expected.iter().all(|a| {
            let found = left.iter().position(|b| self.matches(a, b));
            found.map(|at| left.remove(at)).is_some()
        })
    }

    /// A literal below at most one cast; loosely, below any number of them.
    fn constant<'a>(&self, node: &'a Expr) -> Option<Constant<'a>> {
        match node {
            Expr::Literal(value) => Some((value, None)),
            Expr::Cast(inner, data_type) => match inner.as_ref() {
                Expr::Literal(value) => Some((value, Some(data_type))),
                other if self.loose => self.constant(other),
                _ => None,
            },
            _ => None,
        }
    }

    fn constants(&mut self, expected: Constant<'_>, live: Constant<'_>) -> bool {
        if is_same(expected, live) {
            return true;
        }
        if !self.loose {
            return false;
        }
        if reduced(expected.0) == reduced(live.0) {
            self.overlooked.insert(Overlooked::Cast);
            return true;
        }
        let open = [expected, live].into_iter().any(|one| self.is_open(one));
        if open {
            self.overlooked.insert(Overlooked::Literal);
        }
        open
    }

    /// Whether only the server knows if another text would be the same value.
    fn is_open(&self, (value, data_type): Constant<'_>) -> bool {
        match (value, data_type) {
            (Literal::Text(text), Some(data_type)) => {
                let label = (data_type.clone(), text.clone());
                !literal::is_certain(text, data_type) && !self.labels.contains(&label)
            }
            (Literal::Text(_), None) => true,
            (Literal::Number(text), Some(data_type)) => !literal::fits_float(text, data_type),
            (Literal::Null | Literal::Bool(_) | Literal::Number(_), _) => false,
        }
    }

    /// An array literal `'{..}'` may be any array.
    fn array_text(&mut self, expected: &Expr, live: &Expr) -> bool {
        let is_array = |node: &Expr| matches!(node, Expr::Array(_) | Expr::Relation(_));
        let is_text = |node| matches!(self.constant(node), Some((Literal::Text(_), _)));
        let found = is_array(expected) && is_text(live) || is_array(live) && is_text(expected);
        if found {
            self.overlooked.insert(Overlooked::Literal);
        }
        found
    }

    fn over_casts(&mut self, expected: &Expr, live: &Expr) -> bool {
        let (first, a) = innermost_cast(expected);
        let (second, b) = innermost_cast(live);
        let both = first.zip(second);
        if both.is_some_and(|(first, second)| types::conflict(first, second)) {
            return false;
        }
        self.overlooked.insert(Overlooked::Cast);
        self.matches(a, b)
    }

    fn same_function(&mut self, expected: &str, live: &str) -> bool {
        if expected == live {
            return true;
        }
        let bare = |name| str::rsplit_once(name, '.').map_or(name, |(_, last)| last);
        let unqualified = !expected.contains('.') && bare(live) == expected;
        if unqualified && !functions::is_known(expected) {
            return true;
        }
        let alike = bare(expected) == bare(live) || one_meaning(bare(expected), bare(live));
        if self.loose && alike {
            self.overlooked.insert(Overlooked::Function);
        }
        self.loose && alike
    }

    /// `now()` and `CURRENT_TIMESTAMP` give one value under two names.
    fn same_moment(&mut self, expected: &Expr, live: &Expr) -> bool {
        let is_now = |node: &Expr| match node {
            Expr::Keyword(word) => word == "CURRENT_TIMESTAMP",
            Expr::Call(name, _) => one_meaning(name, "now"),
            _ => false,
        };
        let both = is_now(expected) && is_now(live);
        if both {
            self.overlooked.insert(Overlooked::Function);
        }
        both
    }
}

fn beside_collation<'a>(expected: &'a Expr, live: &'a Expr) -> Option<(&'a Expr, &'a Expr)> {
    match (expected, live) {
        (Expr::Collate(..), Expr::Collate(..)) => None,
        (Expr::Collate(inner, _), other) => Some((inner, other)),
        (other, Expr::Collate(inner, _)) => Some((other, inner)),
        _ => None,
    }
}

fn innermost_cast(node: &Expr) -> (Option<&DataType>, &Expr) {
    match node {
        Expr::Cast(inner, data_type) => match innermost_cast(inner) {
            (None, operand) => (Some(data_type), operand),
            found => found,
        },
        other => (None, other),
    }
}

/// Names that servers before 14, or other words for one thing, give one meaning.
fn one_meaning(first: &str, second: &str) -> bool {
    const FAMILIES: &[&[&str]] = &[
        &["extract", "date_part"],
        &["now", "transaction_timestamp"],
        &["position", "strpos"],
        &["substring", "substr"],
        &["ceil", "ceiling"],
        &["length", "char_length", "character_length"],
        &["power", "pow"],
    ];
    let mut families = FAMILIES.iter();
    families.any(|family| family.contains(&first) && family.contains(&second))
}

/// The same value of the same type; a literal that no context has typed is of the type that the
/// server gave it.
fn is_same(expected: Constant<'_>, live: Constant<'_>) -> bool {
    match (expected, live) {
        ((a, Some(to)), (b, Some(other))) => same_type(to, other) && same_value(a, b, to),
        ((Literal::Text(text), None), (b, Some(data_type))) => {
            let spelled = literal::canonical(text, data_type);
            matches!(b, Literal::Text(other) if other == text)
                || spelled.is_some_and(|spelled| same_value(&spelled, b, data_type))
        }
        ((Literal::Text(text), None), (Literal::Bool(value), None)) => {
            literal::canonical(text, &types::named("boolean")) == Some(Literal::Bool(*value))
        }
        ((Literal::Null, None), (Literal::Null, _)) => true,
        ((a, None), (b, None)) => a == b,
        _ => false,
    }
}

fn same_value(expected: &Literal, live: &Literal, data_type: &DataType) -> bool {
    match (expected, live) {
        (Literal::Text(a), Literal::Text(b))
            if data_type.is_builtin("timestamp with time zone") =>
        {
            unmarked(a) == unmarked(b)
        }
        _ => expected == live,
    }
}

/// The text of a literal, whatever its type.
fn reduced(value: &Literal) -> String {
    match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Bool(value) => format!("'{value}"),
        Literal::Number(text) => literal::number(text).unwrap_or_else(|| text.clone()),
        Literal::Text(text) => literal::number(text.trim()).unwrap_or_else(|| format!("'{text}")),
    }
}

/// Whether the ledger's type is the server's; a schema that the ledger does not name is any schema.
fn same_type(expected: &DataType, live: &DataType) -> bool {
    same_name(&expected.base, &live.base)
        && expected.modifiers == live.modifiers
        && expected.array == live.array
}

fn same_name(expected: &TypeName, live: &TypeName) -> bool {
    let any = expected.schema.is_none() || live.schema.is_none();
    expected.name == live.name && (any || expected.schema == live.schema)
}

fn same_relation(expected: &QualifiedName, live: &QualifiedName) -> bool {
    let unnamed = |schema: &Name| schema.as_str().is_empty();
    let any = unnamed(&expected.schema) || unnamed(&live.schema);
    expected.name == live.name && (any || expected.schema == live.schema)
}

/// Whether two texts differ in white space only, outside of quotes.
pub(super) fn same_text(expected: &str, live: &str) -> bool {
    condensed(expected) == condensed(live)
}

fn condensed(text: &str) -> String {
    let mut quote = None;
    let mut condensed = String::new();
    for c in text.trim().chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some(c),
            Some(_) | None => {}
        }
        if quote.is_none() && c.is_whitespace() {
            if !condensed.ends_with(' ') {
                condensed.push(' ');
            }
        } else {
            condensed.push(c);
        }
    }
    condensed
}

/// The literals that are labels of an enum: two texts are two of them.
pub(super) fn labels(trees: [&Expr; 2], scope: &Scope<'_>) -> BTreeSet<(DataType, String)> {
    let mut labels = BTreeSet::new();
    for tree in trees {
        tree.for_each(&mut |node| {
            if let Expr::Cast(inner, data_type) = node
                && let Expr::Literal(Literal::Text(text)) = inner.as_ref()
                && !data_type.array
                && !data_type.base.is_builtin()
                && (scope.label)(data_type, text)
            {
                labels.insert((data_type.clone(), text.clone()));
            }
        });
    }
    labels
}
