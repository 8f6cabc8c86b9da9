//! What SQL spells with words and signs of its own: `IS`, `IN`, `ANY`, patterns, calls, `CASE`, subscripts.

use sqlparser::ast::{
    self, AccessExpr, BinaryOperator, CaseWhen, FunctionArg, FunctionArgExpr, FunctionArguments,
    Subscript,
};

use super::{boxed, called, infix, lower, relation_name};
use crate::effect::names;
use crate::schema::{Expr, Literal};

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

/// `LIKE` and its relatives, with `ANY (array)` too.
pub(super) fn pattern(parsed: &ast::Expr) -> Option<Expr> {
    use ast::Expr as E;
    let (op, expr, pattern, escape) = match parsed {
        E::Like {
            negated,
            any,
            expr,
            pattern,
            escape_char,
        }
        | E::ILike {
            negated,
            any,
            expr,
            pattern,
            escape_char,
        } => {
            let op = match (matches!(parsed, E::Like { .. }), negated) {
                (true, false) => "~~",
                (true, true) => "!~~",
                (false, false) => "~~*",
                (false, true) => "!~~*",
            };
            match (any, escape_char) {
                (false, _) => (op, expr, pattern, escape_char),
                (true, None) => {
                    let any = Expr::Any(boxed(expr), op.to_owned(), boxed(pattern), false);
                    return Some(any);
                }
                (true, Some(_)) => return None,
            }
        }
        E::SimilarTo {
            negated,
            expr,
            pattern,
            escape_char,
        } => {
            let mut args = vec![lower(pattern)];
            args.extend(escape_char.iter().map(|escape| lower(escape)));
            let regex = called("similar_to_escape", args);
            let op = if *negated { "!~" } else { "~" };
            return Some(infix(op, lower(expr), regex));
        }
        _ => return None,
    };
    let right = match escape {
        Some(escape) => called("like_escape", vec![lower(pattern), lower(escape)]),
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

/// The functions with a syntax of their own, under the names that the plain syntax would use.
pub(super) fn sql_function(parsed: &ast::Expr) -> Option<Expr> {
    use ast::Expr as E;
    let (name, args) = match parsed {
        E::AtTimeZone {
            timestamp,
            time_zone,
        } => ("timezone", vec![lower(time_zone), lower(timestamp)]),
        E::Extract { field, expr, .. } => {
            let field = match field {
                ast::DateTimeField::Custom(ident) => ident.value.clone(),
                other => other.to_string(),
            };
            let field = Expr::Literal(Literal::Text(field.to_lowercase()));
            ("extract", vec![field, lower(expr)])
        }
        E::Position { expr, r#in } => ("position", vec![lower(r#in), lower(expr)]),
        E::Substring {
            expr,
            substring_from,
            substring_for,
            ..
        } => {
            let rest = [substring_from, substring_for];
            let args = rest.into_iter().flatten().map(|arg| lower(arg));
            (
                "substring",
                std::iter::once(lower(expr)).chain(args).collect(),
            )
        }
        E::Trim {
            trim_where,
            trim_what,
            expr,
            trim_characters: None,
        } => {
            let name = match trim_where {
                Some(ast::TrimWhereField::Leading) => "ltrim",
                Some(ast::TrimWhereField::Trailing) => "rtrim",
                Some(ast::TrimWhereField::Both) | None => "btrim",
            };
            let what = trim_what.iter().map(|arg| lower(arg));
            (name, std::iter::once(lower(expr)).chain(what).collect())
        }
        E::Overlay {
            expr,
            overlay_what,
            overlay_from,
            overlay_for,
        } => {
            let mut args = vec![lower(expr), lower(overlay_what), lower(overlay_from)];
            args.extend(overlay_for.iter().map(|arg| lower(arg)));
            ("overlay", args)
        }
        E::Ceil {
            expr,
            field: ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime),
        } => ("ceil", vec![lower(expr)]),
        E::Floor {
            expr,
            field: ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime),
        } => ("floor", vec![lower(expr)]),
        _ => return None,
    };
    Some(called(name, args))
}

/// A plain call. Aggregates, windows and named arguments are not read.
pub(super) fn call(function: &ast::Function) -> Option<Expr> {
    let plain = function.over.is_none()
        && function.filter.is_none()
        && function.within_group.is_empty()
        && matches!(function.parameters, FunctionArguments::None);
    if !plain {
        return None;
    }
    let reference = names::reference(&function.name);
    let name = match &reference.schema {
        Some(schema) if schema.as_str() != "pg_catalog" => format!("{schema}.{}", reference.name),
        _ => reference.name.to_string(),
    };
    let list = match &function.args {
        FunctionArguments::None => return Some(Expr::Keyword(name.to_ascii_uppercase())),
        FunctionArguments::List(list) => list,
        FunctionArguments::Subquery(_) => return None,
    };
    if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
        return None;
    }
    let args: Option<Vec<Expr>> = list.args.iter().map(argument).collect();
    Some(match (name.as_str(), args?) {
        // CURRENT_TIMESTAMP(3) and CURRENT_TIMESTAMP are one family; only the bare one is a keyword.
        ("row", elements) => Expr::Row(elements),
        ("nextval" | "currval" | "setval", args) => Expr::Call(name, of_sequence(args)),
        (_, args) => Expr::Call(name, args),
    })
}

/// A bare literal for the argument of type `regclass` is one: the server looks the name up once, and
/// stores what it found.
fn of_sequence(mut args: Vec<Expr>) -> Vec<Expr> {
    if let Some(first) = args.first_mut()
        && let Expr::Literal(Literal::Text(text)) = first
        && let Some(name) = relation_name(text)
    {
        *first = Expr::Relation(name);
    }
    args
}

fn argument(argument: &FunctionArg) -> Option<Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(parsed)) => Some(lower(parsed)),
        _ => None,
    }
}

pub(super) fn case(
    operand: Option<&ast::Expr>,
    arms: &[CaseWhen],
    otherwise: Option<&ast::Expr>,
) -> Expr {
    let arms = arms
        .iter()
        .map(|arm| (lower(&arm.condition), lower(&arm.result)))
        .collect();
    // A CASE without ELSE is stored, and printed, with ELSE NULL (transformCaseExpr).
    let otherwise = otherwise.map_or(Expr::Literal(Literal::Null), lower);
    Expr::Case(operand.map(boxed), arms, Some(Box::new(otherwise)))
}

pub(super) fn access(root: &ast::Expr, chain: &[AccessExpr]) -> Option<Expr> {
    chain
        .iter()
        .try_fold(lower(root), |node, access| match access {
            AccessExpr::Subscript(Subscript::Index { index }) => {
                Some(called("[]", vec![node, lower(index)]))
            }
            AccessExpr::Dot(ast::Expr::Identifier(field)) => {
                Some(Expr::Call(format!(".{}", names::name(field)), vec![node]))
            }
            AccessExpr::Subscript(Subscript::Slice { .. }) | AccessExpr::Dot(_) => None,
        })
}
