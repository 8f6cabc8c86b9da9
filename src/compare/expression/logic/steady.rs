//! What of a condition may be evaluated twice instead of once, or not at all, and nobody can tell.

use crate::compare::expression::{Scope, functions, types};
use crate::schema::Expr;

/// Functions that give another value each time (`provolatile` of `pg_proc`).
const VOLATILE: &[&str] = &[
    "random",
    "clock_timestamp",
    "gen_random_uuid",
    "nextval",
    "currval",
];

/// Functions, and operators, that refuse some of their arguments: those of which people guard the call.
const FAIL: &[&str] = &[
    "/",
    "%",
    "^",
    "mod",
    "sqrt",
    "power",
    "chr",
    "decode",
    "to_date",
    "to_number",
    "to_timestamp",
    "jsonb_array_length",
    "json_array_length",
];

pub(super) fn is_volatile(name: &str) -> bool {
    VOLATILE.contains(&name)
}

/// Whether a node gives one value however often it is evaluated. Of functions that are not the server's
/// own nobody here knows.
pub(super) fn is_steady(node: &Expr) -> bool {
    let mut steady = true;
    node.for_each(&mut |part| {
        steady &= match part {
            Expr::Call(name, _) => functions::is_known(name) && !is_volatile(name),
            Expr::Opaque(_) => false,
            _ => true,
        }
    });
    steady
}

/// Whether evaluating it may fail where another test, made first, would have kept it from that:
/// a division, or a cast of text.
pub(in crate::compare::expression) fn may_fail(node: &Expr, scope: Option<&Scope<'_>>) -> bool {
    let mut fails = false;
    node.for_each(&mut |part| {
        fails |= match part {
            Expr::Binary(name, ..) | Expr::Call(name, _) => FAIL.contains(&name.as_str()),
            Expr::Cast(inner, to) => !types::is_string(to) && gives_text(inner, scope),
            _ => false,
        }
    });
    fails
}

/// Whether this is text, and none that stands in the condition itself.
fn gives_text(node: &Expr, scope: Option<&Scope<'_>>) -> bool {
    match node {
        Expr::Column(name) => scope
            .and_then(|scope| (scope.column_type)(name))
            .is_some_and(|it| types::is_string(&it)),
        Expr::Binary(op, ..) => matches!(op.as_str(), "->>" | "#>>" | "||"),
        Expr::Cast(_, data_type) => types::is_string(data_type),
        Expr::Call(name, _) => functions::signature(name, &[])
            .and_then(|signature| signature.result)
            .is_some_and(|it| types::is_string(&it)),
        _ => false,
    }
}
