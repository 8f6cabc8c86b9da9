//! What stands before a statement of a `DO` block.

use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Query, Select, SetExpr,
    TableFactor,
};

use super::names;
use super::vocabulary::{GuardCatalog, Mentioned};
use crate::name::Name;
use crate::sql::{self, Guard};

/// Whether a guard says no more than "where it is not so already".
pub(super) fn understood(guard: &Guard) -> Result<(), String> {
    match guard {
        Guard::IfExists { condition } | Guard::IfNotExists { condition } => {
            if reads_the_catalog(condition) {
                Ok(())
            } else {
                Err(format!("whether it runs depends on rows: {condition}"))
            }
        }
        Guard::If { condition } if reads_the_catalog(condition) => Ok(()),
        Guard::If { condition } => Err(format!("whether it runs depends on {condition}")),
        Guard::Else(inner) => understood(inner),
        Guard::Handled { .. } => Ok(()),
        Guard::Handler { conditions } => Err(format!("it runs only after the error {conditions}")),
    }
}

fn reads_the_catalog(condition: &str) -> bool {
    let condition = condition.to_ascii_lowercase();
    ["information_schema", "pg_", "to_regclass", "to_regtype"]
        .iter()
        .any(|word| condition.contains(word))
}

/// What must not be there for the guarded statement to run, where the guard asks for no more. A guard may ask a catalog
/// for a bare name: what has it may belong to another table or schema than the guarded statement, which then never runs.
pub(super) fn unless(guard: &Guard) -> Option<Mentioned> {
    match guard {
        Guard::IfNotExists { condition } => asked(condition),
        Guard::Else(inner) => match inner.as_ref() {
            Guard::IfExists { condition } => asked(condition),
            _ => None,
        },
        Guard::If { condition } => looked_up(condition),
        Guard::IfExists { .. } | Guard::Handled { .. } | Guard::Handler { .. } => None,
    }
}

/// `to_regtype('name') IS NULL`.
fn looked_up(condition: &str) -> Option<Mentioned> {
    let parser = sql::parser(condition);
    let Expr::IsNull(call) = parser.ok()?.parse_expr().ok()? else {
        return None;
    };
    let Expr::Function(call) = bare(&call) else {
        return None;
    };
    let catalog = match names::reference(&call.name).name.as_str() {
        "to_regtype" => GuardCatalog::TypesOnPath,
        "to_regclass" => GuardCatalog::RelationsOnPath,
        _ => return None,
    };
    let FunctionArguments::List(list) = &call.args else {
        return None;
    };
    let [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] = list.args.as_slice() else {
        return None;
    };
    let text = text_of(argument)?;
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    let name = match text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(quoted) if !quoted.contains('"') => Name::exact(quoted),
        None if text.chars().all(plain) => Name::folded(&text),
        _ => return None,
    };
    Some(Mentioned { catalog, name })
}

fn asked(condition: &str) -> Option<Mentioned> {
    let parser = sql::parser(condition);
    let query: Query = *parser.ok()?.parse_query().ok()?;
    let SetExpr::Select(select) = *query.body else {
        return None;
    };
    let (catalog, column) = catalog(&select)?;
    let Expr::BinaryOp {
        left,
        op: BinaryOperator::Eq,
        right,
    } = bare(select.selection.as_ref()?)
    else {
        return None;
    };
    if column_of(left)?.as_str() != column {
        return None;
    }
    let name = Name::exact(&text_of(right)?);
    Some(Mentioned { catalog, name })
}

/// The catalog that a query reads, and its column of names.
fn catalog(select: &Select) -> Option<(GuardCatalog, &'static str)> {
    let [from] = select.from.as_slice() else {
        return None;
    };
    let (TableFactor::Table { name, .. }, []) = (&from.relation, from.joins.as_slice()) else {
        return None;
    };
    let reference = names::reference(name);
    let schema = reference.schema.as_ref().map(Name::as_str);
    if schema.is_some_and(|schema| schema != "pg_catalog") {
        return None;
    }
    Some(match reference.name.as_str() {
        "pg_constraint" => (GuardCatalog::Constraints, "conname"),
        "pg_type" => (GuardCatalog::Types, "typname"),
        "pg_class" => (GuardCatalog::Relations, "relname"),
        "pg_indexes" => (GuardCatalog::Indexes, "indexname"),
        _ => return None,
    })
}

fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => bare(inner),
        other => other,
    }
}

fn column_of(expr: &Expr) -> Option<Name> {
    match bare(expr) {
        Expr::Identifier(ident) => Some(names::name(ident)),
        Expr::CompoundIdentifier(parts) => names::list(parts).pop(),
        _ => None,
    }
}

fn text_of(expr: &Expr) -> Option<String> {
    match bare(expr) {
        Expr::Value(value) => value.value.clone().into_string(),
        Expr::Cast { expr, .. } => text_of(expr),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_asked_for_and_what_says_more_is_not() {
        let asked = |text: &str| asked(text).map(|it| (it.catalog, it.name.to_string()));
        for (text, found) in [
            (
                "SELECT 1 FROM pg_constraint WHERE conname = 'n1'",
                Some((GuardCatalog::Constraints, "n1".to_owned())),
            ),
            (
                "SELECT FROM pg_catalog.pg_type t WHERE (t.typname = 'Mood'::name)",
                Some((GuardCatalog::Types, "Mood".to_owned())),
            ),
            (
                "SELECT 1 FROM pg_constraint WHERE conname = 'n1' AND conrelid = 'a'::regclass",
                None,
            ),
            ("SELECT 1 FROM pg_class WHERE relkind = 'r'", None),
            ("SELECT 1 FROM mine.pg_class WHERE relname = 'r'", None),
            ("SELECT 1 FROM item WHERE a = 'r'", None),
        ] {
            assert_eq!(asked(text), found, "{text}");
        }
    }
}
