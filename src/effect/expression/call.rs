//! Calls: of functions, of what SQL spells with words, `CASE`, subscripts.

use sqlparser::ast::{
    self, AccessExpr, CaseWhen, FunctionArg, FunctionArgExpr, FunctionArguments, Subscript,
};

use super::{boxed, lower, relation_name};
use crate::effect::names;
use crate::schema::{Expr, Literal};

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
    Some(Expr::Call(name.to_owned(), args))
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
                Some(Expr::Call("[]".to_owned(), vec![node, lower(index)]))
            }
            AccessExpr::Dot(ast::Expr::Identifier(field)) => {
                Some(Expr::Call(format!(".{}", names::name(field)), vec![node]))
            }
            AccessExpr::Subscript(Subscript::Slice { .. }) | AccessExpr::Dot(_) => None,
        })
}
