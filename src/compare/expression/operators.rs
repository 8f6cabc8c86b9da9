//! Operators: what their operands become, and what they give (`parse_oper.c`, `pg_operator.dat`).

use super::typed::Typed;
use super::types::{self, named};
use crate::schema::{DataType, Expr, Literal};

const COMPARISONS: &[&str] = &["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM"];
const MATCHES: &[&str] = &["~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "^@"];

/// The right side of `ANY`.
pub(super) enum Listed {
    /// Its elements.
    Items(Vec<Typed>),
    /// An array that is one value: a column, a literal, a call.
    Whole(Typed),
}

/// An infix operator in normal form.
pub(super) fn binary(op: &str, left: Typed, right: Typed) -> Typed {
    match op {
        _ if COMPARISONS.contains(&op) => {
            let (left, right) = compared(left, right);
            truth(op, left, right)
        }
        _ if MATCHES.contains(&op) => matched(op, left, right),
        "||" => concatenated(left, right),
        "+" | "-" | "*" | "/" | "%" | "^" | "&" | "|" | "#" => computed(op, left, right),
        "->" | "->>" | "#>" | "#>>" | "?" | "?|" | "?&" | "#-" => accessed(op, left, right),
        "@>" | "<@" | "&&" | "-|-" | "&<" | "&>" | "<<" | ">>" | "@@" => contained(op, left, right),
        _ => Typed::new(Expr::infix(op, left.node, right.node), None),
    }
}

fn truth(op: &str, left: Expr, right: Expr) -> Typed {
    Typed::new(Expr::infix(op, left, right), Some(named("boolean")))
}

/// The operands of a comparison, each as the type that it is compared in. A number compared with what
/// has no known type stands for its value alone: no comparison depends on more.
pub(super) fn compared(left: Typed, right: Typed) -> (Expr, Expr) {
    if stay(&left, &right) {
        return (left.node, right.node);
    }
    match (&left.data_type, &right.data_type) {
        (Some(first), Some(second)) => match meeting(first, second) {
            Some(meets) => (left.coerced(&meets), right.coerced(&meets)),
            None => (left.node, right.node),
        },
        _ => (untyped_number(left.node), untyped_number(right.node)),
    }
}

/// Whether what is printed shows no cast on either side.
fn stay(left: &Typed, right: &Typed) -> bool {
    let types = left.data_type.as_ref().zip(right.data_type.as_ref());
    (left.printed || right.printed)
        && types.is_some_and(|(left, right)| types::operate_together(left, right))
}

/// The type that both operands of a symmetric operator become; `None` where they stay as they are.
fn meeting(first: &DataType, second: &DataType) -> Option<DataType> {
    let unknown = types::unknown();
    match (*first == unknown, *second == unknown) {
        (true, true) => Some(named("text")),
        (true, false) => Some(second.clone()),
        (false, true) => Some(first.clone()),
        (false, false) if types::is_text(first) && types::is_text(second) => Some(named("text")),
        (false, false) => {
            types::operator_type(first, second).or_else(|| types::meeting_text(first, second))
        }
    }
}

fn untyped_number(node: Expr) -> Expr {
    match node {
        Expr::Cast(inner, data_type) => match *inner {
            Expr::Literal(Literal::Number(text)) if types::number_rank(&data_type).is_some() => {
                Expr::Literal(Literal::Number(text))
            }
            other => Expr::Cast(Box::new(other), data_type),
        },
        other => other,
    }
}

/// The operand and the list of `op ANY (list)`; IN chooses one type for both (`transformAExprIn`).
pub(super) fn any(op: &str, operand: Typed, list: Listed) -> (Expr, Expr) {
    match list {
        Listed::Whole(whole) => whole_list(operand, whole),
        Listed::Items(items) if MATCHES.contains(&op) => {
            let text = named("text");
            let items = items.into_iter().map(|item| item.coerced(&text)).collect();
            (operand.node, Expr::Array(items))
        }
        Listed::Items(items) => listed(operand, items),
    }
}

fn listed(operand: Typed, items: Vec<Typed>) -> (Expr, Expr) {
    let all = std::iter::once(&operand).chain(&items);
    let common = types::common(all.map(|item| item.data_type.as_ref()));
    let one = |item: Typed| match &common {
        Some(common) => item.coerced(common),
        None => untyped_number(item.node),
    };
    let items = items.into_iter().map(one).collect();
    (one(operand), Expr::Array(items))
}

fn whole_list(operand: Typed, whole: Typed) -> (Expr, Expr) {
    let element = operand.data_type.as_ref();
    let target = element.map(|element| types::array(&types::plain(element)));
    match target {
        Some(target) if whole.is_unknown() => (operand.node, whole.coerced(&target)),
        _ => (operand.node, whole.node),
    }
}

/// Pattern operators take text on their right side, whatever stands on the left.
fn matched(op: &str, left: Typed, right: Typed) -> Typed {
    let own = left.data_type.clone().filter(|it| !it.base.is_builtin());
    let target = own.unwrap_or_else(|| named("text"));
    let is_text = left.data_type.as_ref().is_some_and(types::is_text);
    let left = if left.is_unknown() || is_text {
        left.coerced(&named("text"))
    } else {
        left.node
    };
    let mut right = right.coerced(&target);
    if op.contains("~~") {
        settle_pattern(&mut right);
    }
    truth(op, left, right)
}

/// Several `%` side by side in a pattern of LIKE match what one does (`like_match.c`). Older releases
/// of Django double each in a constraint.
fn settle_pattern(node: &mut Expr) {
    match node {
        Expr::Cast(inner, _) => settle_pattern(inner),
        Expr::Literal(Literal::Text(text)) => *text = with_single_wildcards(text),
        _ => {}
    }
}

fn with_single_wildcards(pattern: &str) -> String {
    let mut settled = String::with_capacity(pattern.len());
    let mut is_escaped = false;
    let mut is_after_wildcard = false;
    for one in pattern.chars() {
        let is_wildcard = one == '%' && !is_escaped;
        if !(is_wildcard && is_after_wildcard) {
            settled.push(one);
        }
        is_escaped = one == '\\' && !is_escaped;
        is_after_wildcard = is_wildcard;
    }
    settled
}

fn concatenated(left: Typed, right: Typed) -> Typed {
    let is = |test: &dyn Fn(&DataType) -> bool| {
        let known = |side: &Typed| side.data_type.as_ref().is_some_and(test);
        known(&left) || known(&right)
    };
    let jsonb = is(&|found| found.is_builtin("jsonb"));
    let types = [&left, &right].map(|side| side.data_type.clone());
    let array = types.into_iter().flatten().find(|found| found.array);
    let both_unknown = left.is_unknown() && right.is_unknown();
    let text = both_unknown || is(&types::is_text) || is(&|found| found.is_builtin("character"));
    let target = match array {
        Some(array) => types::plain(&array),
        None if jsonb => named("jsonb"),
        None if text => named("text"),
        None => return Typed::new(Expr::infix("||", left.node, right.node), None),
    };
    let node = Expr::infix("||", left.coerced(&target), right.coerced(&target));
    Typed::new(node, Some(target))
}

fn computed(op: &str, left: Typed, right: Typed) -> Typed {
    let (Some(first), Some(second)) = (left.data_type.clone(), right.data_type.clone()) else {
        return Typed::new(Expr::infix(op, left.node, right.node), None);
    };
    if let Some(meets) = arithmetic_type(op, &first, &second) {
        let printed = left.printed || right.printed;
        let node = if stay(&left, &right) {
            Expr::infix(op, left.node, right.node)
        } else {
            Expr::infix(op, left.coerced(&meets), right.coerced(&meets))
        };
        return Typed::new(node, Some(meets)).for_print(printed);
    }
    let (first, second) = temporal_types(op, &first, &second);
    let result = temporal_result(op, &first, &second);
    let node = Expr::infix(op, left.coerced(&first), right.coerced(&second));
    Typed::new(node, result)
}

fn arithmetic_type(op: &str, first: &DataType, second: &DataType) -> Option<DataType> {
    let unknown = types::unknown();
    let meets = match (types::number_rank(first), types::number_rank(second)) {
        (Some(_), None) if *second == unknown => types::plain(first),
        (None, Some(_)) if *first == unknown => types::plain(second),
        _ => types::operator_type(first, second)?,
    };
    Some(if op == "^" && types::is_integer(&meets) {
        named("double precision")
    } else {
        meets
    })
}

/// `timestamp - 'x'` takes the literal for a timestamp, `timestamp + 'x'` for an interval;
/// an interval is multiplied by `double precision`.
fn temporal_types(op: &str, first: &DataType, second: &DataType) -> (DataType, DataType) {
    let unknown = types::unknown();
    let becomes = |other: &DataType| match (op, types::is_moment(other)) {
        ("+", true) if !other.is_builtin("date") => named("interval"),
        ("-", true) => types::plain(other),
        ("+" | "-", false) if other.is_builtin("interval") => other.clone(),
        _ => unknown.clone(),
    };
    let factor = |found: &DataType, other: &DataType| {
        let scaled = other.is_builtin("interval") && types::number_rank(found).is_some();
        if scaled && matches!(op, "*" | "/") {
            named("double precision")
        } else if *found == unknown {
            becomes(other)
        } else {
            found.clone()
        }
    };
    (factor(first, second), factor(second, first))
}

fn temporal_result(op: &str, first: &DataType, second: &DataType) -> Option<DataType> {
    let kind = |found: &DataType| -> Option<&'static str> {
        [
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "interval",
        ]
        .into_iter()
        .find(|name| found.is_builtin(name))
    };
    let integer = |found: &DataType| types::is_integer(found);
    let result = match (op, kind(first), kind(second)) {
        ("+" | "-", Some("date"), None) if integer(second) => "date",
        ("-", Some("date"), Some("date")) => "integer",
        ("+" | "-", Some("date"), Some("interval")) | ("+", Some("interval"), Some("date")) => {
            "timestamp without time zone"
        }
        ("+" | "-", Some(moment), Some("interval")) | ("+", Some("interval"), Some(moment)) => {
            moment
        }
        ("-", Some(_), Some(_))
        | ("*" | "/", Some("interval"), None)
        | ("*", None, Some("interval")) => "interval",
        _ => return None,
    };
    Some(named(result))
}

/// Keys and paths of `json`, `jsonb` and `hstore`.
fn accessed(op: &str, left: Typed, right: Typed) -> Typed {
    let target = named(match op {
        "#>" | "#>>" | "#-" | "?|" | "?&" => "text[]",
        _ => "text",
    });
    let builtin = left
        .data_type
        .as_ref()
        .is_some_and(|it| it.base.is_builtin());
    let result = match op {
        "->>" | "#>>" => Some(named("text")),
        "?" | "?|" | "?&" => Some(named("boolean")),
        "->" | "#>" | "#-" if builtin => left.data_type.clone(),
        "->" if left.data_type.is_some() => Some(named("text")),
        _ => None,
    };
    let right = if right.is_unknown() {
        right.coerced(&target)
    } else {
        right.node
    };
    Typed::new(Expr::infix(op, left.node, right), result)
}

fn contained(op: &str, left: Typed, right: Typed) -> Typed {
    let other = |side: &Typed, other: &Typed| match (&side.data_type, op) {
        (Some(found), "@@") if found.is_builtin("tsvector") => Some(named("tsquery")),
        (_, "@@") => None,
        (found, _) if other.is_unknown() => found.clone(),
        _ => None,
    };
    let (first, second) = (other(&right, &left), other(&left, &right));
    let become_typed = |side: Typed, target: Option<DataType>| match target {
        Some(target) if side.is_unknown() => side.coerced(&target),
        Some(target) if target.array && matches!(side.node, Expr::Array(_)) => {
            side.coerced(&target)
        }
        _ => side.node,
    };
    let result = (!matches!(op, "<<" | ">>")).then(|| named("boolean"));
    let node = Expr::infix(op, become_typed(left, first), become_typed(right, second));
    Typed::new(node, result)
}
