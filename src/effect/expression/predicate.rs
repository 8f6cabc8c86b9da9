//! `IS`, `IN`, `ANY` and pattern matching.

use sqlparser::ast::{self, BinaryOperator};

use super::{boxed, infix, lower};
use crate::schema::Expr;

pub(super) fn is_test(parsed: &ast::Expr) -> Option<Expr> {
    use ast::Expr as E;
    let (operand, word) = match parsed {
        E::IsNull(operand) => (operand, "NULL"),
        E::IsNotNull(operand) => (operand, "NOT NULL"),
        E::IsTrue(operand) => (operand, "TRUE"),
        E::IsNotTrue(operand) => (operand, "NOT TRUE"),
        E::IsFalse(operand) => (operand, "FALSE"),
        E::IsNotFalse(operand) => (operand, "NOT FALSE"),
        E::IsUnknown(operand) => (operand, "UNKNOWN"),
        E::IsNotUnknown(operand) => (operand, "NOT UNKNOWN"),
        E::IsDistinctFrom(left, right) => {
            return Some(infix("IS DISTINCT FROM", lower(left), lower(right)));
        }
        // makeNotExpr over a DistinctExpr; the server prints NOT (a IS DISTINCT FROM b).
        E::IsNotDistinctFrom(left, right) => {
            let distinct = infix("IS DISTINCT FROM", lower(left), lower(right));
            return Some(Expr::Not(Box::new(distinct)));
        }
        _ => return None,
    };
    Some(Expr::Is(boxed(operand), word.to_owned()))
}

pub(super) fn set_test(parsed: &ast::Expr) -> Option<Expr> {
    use ast::Expr as E;
    match parsed {
        E::InList {
            expr,
            list,
            negated,
        } => {
            let operand = lower(expr);
            may_copy(&operand, list.len()).then(|| in_list(&operand, list, *negated))
        }
        E::Between {
            expr,
            negated,
            low,
            high,
        } => {
            let (operand, low, high) = (lower(expr), lower(low), lower(high));
            if !may_copy(&operand, 2) {
                return None;
            }
            Some(if *negated {
                Expr::Or(vec![
                    infix("<", operand.clone(), low),
                    infix(">", operand, high),
                ])
            } else {
                Expr::And(vec![
                    infix(">=", operand.clone(), low),
                    infix("<=", operand, high),
                ])
            })
        }
        E::AnyOp {
            left,
            compare_op,
            right,
            ..
        } => Some(any(left, compare_op, right, false)),
        E::AllOp {
            left,
            compare_op,
            right,
        } => Some(any(left, compare_op, right, true)),
        _ => None,
    }
}

/// How many nodes the copies of one operand may have. Operands that nest double with each level.
const MOST_COPIED: usize = 20_000;

fn may_copy(operand: &Expr, times: usize) -> bool {
    let mut nodes = 0_usize;
    operand.for_each(&mut |_| nodes += 1);
    nodes.saturating_mul(times) <= MOST_COPIED
}

/// `transformAExprIn`: constants together become one array test, columns are tested one by one.
fn in_list(operand: &Expr, list: &[ast::Expr], negated: bool) -> Expr {
    let op = if negated { "<>" } else { "=" };
    let (single, constant): (Vec<Expr>, Vec<Expr>) =
        list.iter().map(lower).partition(reads_a_column);
    let row = matches!(operand, Expr::Row(_));
    let mut tests = Vec::new();
    if constant.len() > 1 && !row {
        tests.push(Expr::Any(
            Box::new(operand.clone()),
            op.to_owned(),
            Box::new(Expr::Array(constant)),
            negated,
        ));
    } else {
        tests.extend(
            constant
                .into_iter()
                .map(|item| infix(op, operand.clone(), item)),
        );
    }
    tests.extend(
        single
            .into_iter()
            .map(|item| infix(op, operand.clone(), item)),
    );
    match (tests.len(), negated) {
        (1, _) => tests.remove(0),
        (_, true) => Expr::And(tests),
        (_, false) => Expr::Or(tests),
    }
}

fn reads_a_column(node: &Expr) -> bool {
    let mut found = false;
    node.for_each(&mut |node| found |= matches!(node, Expr::Column(_)));
    found
}

pub(super) fn any(left: &ast::Expr, op: &BinaryOperator, right: &ast::Expr, all: bool) -> Expr {
    let op = match op {
        BinaryOperator::NotEq => "<>".to_owned(),
        other => other.to_string(),
    };
    Expr::Any(boxed(left), op, boxed(right), all)
}

/// `LIKE ANY (array)`.
pub(super) fn pattern_any(parsed: &ast::Expr) -> Option<Expr> {
    use ast::Expr as E;
    let (op, expr, pattern) = match parsed {
        E::Like {
            negated,
            any: true,
            expr,
            pattern,
            escape_char: None,
        } => (if *negated { "!~~" } else { "~~" }, expr, pattern),
        E::ILike {
            negated,
            any: true,
            expr,
            pattern,
            escape_char: None,
        } => (if *negated { "!~~*" } else { "~~*" }, expr, pattern),
        _ => return None,
    };
    Some(Expr::Any(boxed(expr), op.to_owned(), boxed(pattern), false))
}

pub(super) fn pattern(parsed: &ast::Expr) -> Option<Expr> {
    use ast::Expr as E;
    let (op, expr, pattern, escape) = match parsed {
        E::Like {
            negated,
            any: false,
            expr,
            pattern,
            escape_char,
        } => (
            if *negated { "!~~" } else { "~~" },
            expr,
            pattern,
            escape_char,
        ),
        E::ILike {
            negated,
            any: false,
            expr,
            pattern,
            escape_char,
        } => (
            if *negated { "!~~*" } else { "~~*" },
            expr,
            pattern,
            escape_char,
        ),
        E::SimilarTo {
            negated,
            expr,
            pattern,
            escape_char,
        } => {
            let mut args = vec![lower(pattern)];
            args.extend(escape_char.iter().map(|escape| lower(escape)));
            let regex = Expr::Call("similar_to_escape".to_owned(), args);
            let op = if *negated { "!~" } else { "~" };
            return Some(infix(op, lower(expr), regex));
        }
        _ => return None,
    };
    let right = match escape {
        Some(escape) => Expr::Call(
            "like_escape".to_owned(),
            vec![lower(pattern), lower(escape)],
        ),
        None => lower(pattern),
    };
    Some(match right {
        // sqlparser takes `LIKE ALL (array)` for the call of a function; ALL is a reserved word.
        Expr::Call(name, mut list) if name == "all" && list.len() == 1 => {
            Expr::Any(boxed(expr), op.to_owned(), Box::new(list.remove(0)), true)
        }
        right => infix(op, lower(expr), right),
    })
}
