//! Whether the rows that are there are written anew for a column that is added: else the server notes one value for all of
//! them (`ATExecAddColumn`).

use std::collections::BTreeSet;

use crate::name::QualifiedName;
use crate::schema::{Column, DataType, Domain, Expr, Expression, GeneratedKind, Schema};

/// Functions of the server that give one value in a transaction, as defaults call them.
const ONCE: [&str; 12] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "date_trunc",
    "make_date",
    "make_interval",
    "lower",
    "upper",
    "md5",
    "concat",
    "jsonb_build_object",
    "jsonb_build_array",
];

/// Whether the table is written anew.
pub(super) fn rewrites(expected: &Schema, column: &Column) -> bool {
    let generated = column.generated.as_ref();
    let is_stored = generated.is_some_and(|it| it.kind == GeneratedKind::Stored);
    let default = column.default.as_ref();
    let default = default.or_else(|| default_of(expected, &column.data_type));
    let is_each_its_own = default.is_some_and(|it| !is_noted(it));
    is_stored
        || is_each_its_own
        || column.identity.is_some()
        || is_checked_domain(expected, &column.data_type)
}

/// Whether a default is evaluated once: what it calls is known, and not volatile.
fn is_noted(default: &Expression) -> bool {
    let is_anothers = |node: &Expr| match node {
        // A constant is read by its type, and a cast of anything else may call a function.
        Expr::Cast(inner, to) => !to.base.is_builtin() && !matches!(**inner, Expr::Literal(_)),
        Expr::Binary(operator, ..) | Expr::Unary(operator, _) => operator.contains('.'),
        Expr::Call(name, _) => !ONCE.contains(&name.as_str()),
        Expr::Opaque(_) => true,
        _ => false,
    };
    !default.tree.has(&is_anothers)
}

/// Whether the server looks at each value of a type: then it writes all rows anew for a column of it.
fn is_checked_domain(expected: &Schema, of: &DataType) -> bool {
    let domains = domains(expected, of);
    let mut domains = domains.iter();
    domains.any(|it| it.not_null || !it.checks.is_empty())
}

/// What a column of a type holds where it has no default of its own.
fn default_of<'a>(expected: &'a Schema, of: &DataType) -> Option<&'a Expression> {
    let domains = domains(expected, of);
    domains.into_iter().find_map(|it| it.default.as_ref())
}

/// The domains that a type is of, each before the one below it.
fn domains<'a>(expected: &'a Schema, of: &DataType) -> Vec<&'a Domain> {
    let named = |of: &DataType| {
        let schema = of.base.schema.clone().filter(|_| !of.array)?;
        let name = QualifiedName::new(schema, of.base.name.clone());
        Some((expected.types.get(&name)?.domain()?, name))
    };
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let mut below = named(of);
    while let Some((domain, name)) = below {
        found.push(domain);
        below = named(&domain.base).filter(|_| seen.insert(name));
    }
    found
}
