//! Conditions that say the same in other words: by the laws of three-valued logic, and by what
//! `pg_operator` says of the operators of well-known types, `oprcom` (the operands the other way round)
//! and `oprnegate` (NOT before it).

#[cfg(test)]
mod tests;
mod truth;

pub(super) use truth::{Truths, held};

use std::cell::Cell;

use super::{Scope, functions, literal, types};
use crate::name::Name;
use crate::schema::{DataType, Expr, Literal};

/// The types whose operators are known: each comparison has a commutator and a negator, and any two values
/// of one are equal or ordered (NaN too: `float8_cmp_internal` of `float.h`).
const WELL_KNOWN: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
    "text",
    "character varying",
    "character",
    "boolean",
    "date",
    "time without time zone",
    "time with time zone",
    "timestamp without time zone",
    "timestamp with time zone",
    "interval",
    "uuid",
    "bytea",
    "inet",
    "cidr",
    "jsonb",
];

/// Operators whose operands may stand the other way round; `+` and `*` only those of numbers and times:
/// extensions add operators for other types (`intarray` puts one array behind the other).
const SYMMETRIC: &[&str] = &["=", "<>", "IS DISTINCT FROM", "+", "*", "&&"];

/// Operators, and what stands for each with the operands the other way round.
const TURNED: &[(&str, &str)] = &[(">", "<"), (">=", "<="), ("@>", "<@")];

/// Operators, and what stands for NOT before each.
const NEGATORS: &[(&str, &str)] = &[
    ("=", "<>"),
    ("<", ">="),
    (">", "<="),
    ("~~", "!~~"),
    ("~~*", "!~~*"),
    ("~", "!~"),
    ("~*", "!~*"),
];

/// What may be taken for granted of operators.
#[derive(Clone, Copy)]
pub(super) struct Logic<'a> {
    pub(super) scope: &'a Scope<'a>,
    /// Operators of any type are taken for what their names say: no proof of sameness then.
    pub(super) bold: bool,
    /// How many more nodes may be looked at; then the rest stays as it is.
    pub(super) steps: &'a Cell<usize>,
}

impl Logic<'_> {
    /// Whether the operands of an operator may stand the other way round.
    pub(super) fn turns(&self, op: &str, node: &Expr) -> bool {
        let computes = matches!(op, "+" | "*");
        SYMMETRIC.contains(&op) && self.knows(node) && (!computes || self.bold || self.adds(node))
    }

    /// Whether the condition was too long to be taken apart.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() == 0
    }

    fn spend(&self, steps: usize) -> bool {
        let left = self.steps.get().saturating_sub(steps);
        self.steps.set(left);
        left > 0
    }

    /// Whether all that a node is made of is numbers and times.
    fn adds(&self, node: &Expr) -> bool {
        let adds = |it: &DataType| {
            let is_time = it.base.name.as_str().starts_with("time") || it.is_builtin("interval");
            !it.array && (types::number_rank(it).is_some() || types::is_moment(it) || is_time)
        };
        !node.has(&|part| match part {
            Expr::Column(name) => !(self.scope.column_type)(name).is_some_and(|it| adds(&it)),
            Expr::Cast(_, data_type) => !adds(data_type),
            _ => false,
        })
    }

    /// Whether all that a node is made of is of well-known types, and so its operators.
    fn knows(&self, node: &Expr) -> bool {
        let well_known = |it: &DataType| {
            let named = |name: &&str| types::element(it).is_builtin(name);
            it.base.is_builtin() && WELL_KNOWN.iter().any(named)
        };
        let is_unknown = |part: &Expr| match part {
            Expr::Column(name) => !(self.scope.column_type)(name).is_some_and(|it| well_known(&it)),
            Expr::Cast(_, data_type) => !well_known(data_type),
            Expr::Call(name, _) => !functions::is_known(name) || functions::is_volatile(name),
            Expr::Opaque(_) | Expr::Row(_) | Expr::Relation(_) => true,
            _ => false,
        };
        self.bold || !node.has(&is_unknown)
    }

    /// The condition with every NOT at its leaves, each list of AND and OR in one level, each test of a list
    /// taken apart, and each comparison one way round.
    pub(super) fn settled(&self, node: &Expr) -> Expr {
        if !self.spend(1) {
            return node.clone();
        }
        match node {
            Expr::Not(inner) => self.negated(inner),
            Expr::And(list) => joined(true, list.iter().map(|one| self.settled(one))),
            Expr::Or(list) => joined(false, list.iter().map(|one| self.settled(one))),
            Expr::Any(operand, op, list, all) => match list.as_ref() {
                Expr::Array(items) if !items.is_empty() && self.repeats(operand) => {
                    self.apart(operand, op, items, *all)
                }
                _ => self.below(node),
            },
            Expr::Binary(op, left, right) => self.compared(op, left, right),
            Expr::Is(operand, word) if word.ends_with("UNKNOWN") => {
                let word = word.replace("UNKNOWN", "NULL");
                Expr::Is(Box::new(self.settled(operand)), word)
            }
            _ => self.below(node),
        }
    }

    /// Whether a node may be evaluated several times instead of once.
    fn repeats(&self, node: &Expr) -> bool {
        self.bold || functions::is_steady(node)
    }

    /// The tests of a list, each by itself.
    fn apart(&self, operand: &Expr, op: &str, items: &[Expr], all: bool) -> Expr {
        let operand = self.settled(operand);
        let mut nodes = 0_usize;
        operand.for_each(&mut |_| nodes += 1);
        self.spend(nodes.saturating_mul(items.len()));
        let kept = if self.is_spent() { &[] } else { items };
        joined(
            all,
            kept.iter().map(|item| self.compared(op, &operand, item)),
        )
    }

    fn below(&self, node: &Expr) -> Expr {
        let mut node = node.clone();
        for child in node.children_mut() {
            *child = self.settled(child);
        }
        node
    }

    fn compared(&self, op: &str, left: &Expr, right: &Expr) -> Expr {
        let truth = |node: &Expr| match node {
            Expr::Literal(Literal::Bool(value)) => Some(*value == (op == "=")),
            _ => None,
        };
        if matches!(op, "=" | "<>") && self.knows(left) && self.knows(right) {
            for (value, other) in [(truth(left), right), (truth(right), left)] {
                match value {
                    Some(true) => return self.settled(other),
                    Some(false) => return self.negated(other),
                    None => {}
                }
            }
        }
        self.ordered(op, self.settled(left), self.settled(right))
    }

    /// A comparison of what is settled, one way round.
    fn ordered(&self, op: &str, left: Expr, right: Expr) -> Expr {
        let turned = partner(TURNED, op).filter(|_| self.knows(&left) && self.knows(&right));
        match turned {
            Some(op) => self.whole(op, right, left),
            None => self.whole(op, left, right),
        }
    }

    /// A comparison; between whole numbers, `a < 1` is `a <= 0`.
    fn whole(&self, op: &str, left: Expr, right: Expr) -> Expr {
        if op == "<" {
            if self.is_integer(&left)
                && let Some(less) = moved(&right, -1)
            {
                return Expr::infix("<=", left, less);
            }
            if self.is_integer(&right)
                && let Some(more) = moved(&left, 1)
            {
                return Expr::infix("<=", more, right);
            }
        }
        Expr::infix(op, left, right)
    }

    fn is_integer(&self, node: &Expr) -> bool {
        let of = |name: &Name| (self.scope.column_type)(name);
        match node {
            Expr::Column(name) => of(name).is_some_and(|it| types::is_integer(&it)),
            Expr::Cast(_, data_type) => types::is_integer(data_type),
            _ => false,
        }
    }

    /// What stands for NOT before an operator of this node, where all of it is known.
    fn negator(&self, op: &str, node: &Expr) -> Option<&'static str> {
        let back = || NEGATORS.iter().find(|(_, second)| *second == op);
        let found = partner(NEGATORS, op).or_else(|| back().map(|(first, _)| *first));
        found.filter(|_| self.knows(node))
    }

    /// NOT before a condition, as `negate_clause` of `prepqual.c` pushes it down.
    fn negated(&self, node: &Expr) -> Expr {
        if !self.spend(1) {
            return Expr::Not(Box::new(node.clone()));
        }
        match node {
            Expr::Not(inner) => self.settled(inner),
            Expr::And(list) => joined(false, list.iter().map(|one| self.negated(one))),
            Expr::Or(list) => joined(true, list.iter().map(|one| self.negated(one))),
            Expr::Literal(Literal::Bool(value)) => Expr::Literal(Literal::Bool(!value)),
            Expr::Binary(op, left, right) => match self.compared(op, left, right) {
                Expr::Binary(op, left, right) => self.reversed(&op, left, right),
                // A boolean that was held against true or false.
                other => self.negated(&other),
            },
            Expr::Any(operand, op, list, all) => match self.negator(op, node) {
                Some(other) => {
                    let (operand, list) = (operand.clone(), list.clone());
                    self.settled(&Expr::Any(operand, other.to_owned(), list, !all))
                }
                None => self.denied(node),
            },
            Expr::Is(operand, word) if !is_null_test(word) || self.is_simple(operand) => {
                let other = match word.strip_prefix("NOT ") {
                    Some(bare) => bare.to_owned(),
                    None => format!("NOT {word}"),
                };
                self.settled(&Expr::Is(operand.clone(), other))
            }
            _ => self.denied(node),
        }
    }

    /// NOT before a comparison that is settled.
    fn reversed(&self, op: &str, left: Box<Expr>, right: Box<Expr>) -> Expr {
        let node = Expr::Binary(op.to_owned(), left.clone(), right.clone());
        match self.negator(op, &node) {
            Some(other) => self.ordered(other, *left, *right),
            None => Expr::Not(Box::new(node)),
        }
    }

    /// Whether IS NOT NULL is what IS NULL denies: it is not of a row, nor of a value of a composite type.
    fn is_simple(&self, operand: &Expr) -> bool {
        !matches!(operand, Expr::Row(_)) && self.knows(operand)
    }

    fn denied(&self, node: &Expr) -> Expr {
        match self.settled(node) {
            // A list that was taken apart, whose operator has no negator that is known.
            Expr::And(list) => joined(false, list.into_iter().map(not)),
            Expr::Or(list) => joined(true, list.into_iter().map(not)),
            other => not(other),
        }
    }
}

fn not(node: Expr) -> Expr {
    Expr::Not(Box::new(node))
}

fn is_null_test(word: &str) -> bool {
    matches!(word, "NULL" | "NOT NULL")
}

fn partner(pairs: &[(&str, &'static str)], op: &str) -> Option<&'static str> {
    let found = pairs.iter().find(|(first, _)| *first == op);
    found.map(|(_, second)| *second)
}

/// A whole number, moved by one.
fn moved(node: &Expr, by: i128) -> Option<Expr> {
    let Expr::Cast(inner, data_type) = node else {
        return None;
    };
    let Expr::Literal(Literal::Number(text)) = inner.as_ref() else {
        return None;
    };
    let plain = literal::plain_number(text).unwrap_or_else(|| text.clone());
    let value = plain.parse::<i128>().ok()?.checked_add(by)?;
    let moved = Expr::Literal(Literal::Number(literal::number(&value.to_string())?));
    types::is_integer(data_type).then(|| Expr::Cast(Box::new(moved), data_type.clone()))
}

/// AND (`all`) or OR over some conditions: those of the same kind join it, and what changes nothing is left out.
fn joined(all: bool, parts: impl Iterator<Item = Expr>) -> Expr {
    let mut list = Vec::new();
    for part in parts {
        match part {
            Expr::And(inner) if all => list.extend(inner),
            Expr::Or(inner) if !all => list.extend(inner),
            Expr::Literal(Literal::Bool(value)) if value == all => {}
            Expr::Literal(Literal::Bool(value)) => return Expr::Literal(Literal::Bool(value)),
            other => list.push(other),
        }
    }
    match (list.len(), all) {
        (0, _) => Expr::Literal(Literal::Bool(all)),
        (1, _) => list.remove(0),
        (_, true) => Expr::And(list),
        (_, false) => Expr::Or(list),
    }
}
