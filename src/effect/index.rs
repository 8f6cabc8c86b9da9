//! `CREATE INDEX`.

use std::collections::BTreeMap;

use sqlparser::ast::{self, Expr, IndexType, OrderBySort};

use super::vocabulary::{Effect, NewIndex};
use super::{expression, names};
use crate::name::Name;
use crate::schema::{IndexKey, KeyItem, Opclass, TypeName};
use crate::sql::grammar::{CreateIndex, Parameter};

/// The effect of a `CREATE INDEX`.
pub(super) fn create(parsed: &CreateIndex) -> Effect {
    let ast = &parsed.ast;
    let mut keys: Vec<IndexKey> = ast.columns.iter().map(key).collect();
    for (position, parameters) in &parsed.opclass_parameters {
        if let Some(opclass) = keys.get_mut(*position).and_then(|key| key.opclass.as_mut()) {
            opclass.parameters = options(parameters);
        }
    }
    Effect::CreateIndex(Box::new(NewIndex {
        name: ast.name.as_ref().map(|name| names::reference(name).name),
        table: names::reference(&ast.table_name),
        if_not_exists: ast.if_not_exists,
        method: ast.using.as_ref().map(method),
        keys,
        include: names::list(&ast.include),
        unique: ast.unique,
        nulls_not_distinct: ast.nulls_distinct == Some(false),
        predicate: ast.predicate.as_ref().map(expression::expression),
        options: options(&parsed.parameters),
        tablespace: parsed.tablespace.as_ref().map(names::name),
        only: parsed.only,
    }))
}

/// Storage parameters as the catalog keeps them: a name without value is `true`.
pub(super) fn options(parameters: &[Parameter]) -> BTreeMap<String, String> {
    parameters
        .iter()
        .map(|parameter| {
            let value = parameter.value.clone().unwrap_or_else(|| "true".to_owned());
            (parameter.name.clone(), value)
        })
        .collect()
}

fn method(parsed: &IndexType) -> Name {
    match parsed {
        IndexType::Custom(ident) => names::name(ident),
        other => Name::folded(&other.to_string()),
    }
}

/// One key. `DESC` alone means `NULLS FIRST` (`ComputeIndexAttrs`).
pub(super) fn key(parsed: &ast::IndexColumn) -> IndexKey {
    let descending = parsed.column.options.sort == Some(OrderBySort::Desc);
    let (bare, collation) = collated(&parsed.column.expr);
    IndexKey {
        item: item(bare),
        opclass: parsed.operator_class.as_ref().map(|name| Opclass {
            name: names::reference(name).name,
            default: false,
            parameters: BTreeMap::new(),
        }),
        collation,
        descending,
        nulls_first: parsed.column.options.nulls_first.unwrap_or(descending),
    }
}

fn collated(parsed: &Expr) -> (&Expr, Option<TypeName>) {
    match parsed {
        Expr::Collate { expr, collation } => {
            let reference = names::reference(collation);
            let name = TypeName {
                schema: reference.schema,
                name: reference.name,
            };
            (expr, Some(name))
        }
        Expr::Nested(inner) if matches!(**inner, Expr::Collate { .. } | Expr::Nested(_)) => {
            collated(inner)
        }
        other => (other, None),
    }
}

/// A bare column, or an expression.
pub(super) fn item(parsed: &Expr) -> KeyItem {
    match parsed {
        Expr::Identifier(ident) => KeyItem::Column(names::name(ident)),
        Expr::Nested(inner) => match &**inner {
            // Parentheses around a bare column change nothing (transformIndexStmt).
            Expr::Identifier(_) | Expr::Nested(_) => item(inner),
            other => KeyItem::Expression(expression::expression(other)),
        },
        other => KeyItem::Expression(expression::expression(other)),
    }
}
