//! The name that an expression gives to a generated name (`FigureIndexColname` of `parse_target.c`).

use crate::name::Name;
use crate::schema::{DataType, Expr, Literal};

/// The name of an index's expression: a function's, a cast type's ...; `expr` where it has none.
pub(super) fn name(expression: &Expr) -> Name {
    let figured = figure(expression).map(|(name, _)| name);
    Name::exact(&figured.unwrap_or_else(|| "expr".to_owned()))
}

/// The name of a column of a view (`FigureColname`); none where that depends on the server's major,
/// or on what is not read.
pub(super) fn column_name(expression: &Expr) -> Option<Name> {
    if !is_told(expression) {
        return None;
    }
    let figured = match expression {
        Expr::Relation(_) => Some("regclass".to_owned()),
        _ => figure(expression).map(|(name, _)| name),
    };
    Some(Name::exact(
        &figured.unwrap_or_else(|| "?column?".to_owned()),
    ))
}

/// Whether all that gives the name is read. EXTRACT is `date_part` before 14, `true` is `bool`
/// before 15, and a bit string looks like a cast.
fn is_told(expression: &Expr) -> bool {
    match expression {
        Expr::Opaque(_) | Expr::Literal(Literal::Bool(_)) => false,
        Expr::Cast(inner, to) => {
            let bits = to.is_builtin("bit") && matches!(**inner, Expr::Literal(_));
            !bits && is_told(inner)
        }
        Expr::Collate(inner, _) => is_told(inner),
        Expr::Case(_, _, otherwise) => otherwise.as_deref().is_none_or(is_told),
        Expr::Call(name, args) if name == "[]" => args.first().is_some_and(is_told),
        Expr::Call(name, _) => {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
            name != "extract" && name.chars().all(plain)
        }
        _ => true,
    }
}

/// A name, and whether it is a strong one: a weak one gives way to what stands around it.
fn figure(expression: &Expr) -> Option<(String, bool)> {
    let strong = |name: &str| Some((name.to_owned(), true));
    match expression {
        Expr::Column(name) => strong(name.as_str()),
        Expr::Call(name, args) if name == "[]" => args.first().and_then(figure),
        Expr::Call(name, _) if name.starts_with('.') => strong(name.trim_start_matches('.')),
        Expr::Call(name, _) => strong(name.rsplit('.').next().unwrap_or(name)),
        Expr::Keyword(word) => strong(&word.to_lowercase()),
        Expr::Cast(inner, to) => {
            let inner = figure(inner).filter(|(_, strong)| *strong);
            inner.or_else(|| Some((type_name(to), false)))
        }
        Expr::Collate(inner, _) => figure(inner),
        Expr::Case(_, _, otherwise) => {
            let inner = otherwise
                .as_deref()
                .and_then(figure)
                .filter(|(_, strong)| *strong);
            inner.or_else(|| Some(("case".to_owned(), false)))
        }
        Expr::Array(_) => strong("array"),
        Expr::Row(_) => strong("row"),
        Expr::Literal(_)
        | Expr::Relation(_)
        | Expr::Unary(..)
        | Expr::Binary(..)
        | Expr::Not(_)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::Is(..)
        | Expr::Any(..)
        | Expr::Opaque(_) => None,
    }
}

/// `pg_type.typname` of the types that `format_type` spells otherwise.
fn type_name(data_type: &DataType) -> String {
    match data_type.base.name.as_str() {
        "integer" => "int4",
        "bigint" => "int8",
        "smallint" => "int2",
        "boolean" => "bool",
        "real" => "float4",
        "double precision" => "float8",
        "character varying" => "varchar",
        "character" => "bpchar",
        "bit varying" => "varbit",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time with time zone" => "timetz",
        "time without time zone" => "time",
        other => other,
    }
    .to_owned()
}
