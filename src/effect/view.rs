//! `CREATE VIEW`, and queries that can be held side by side.
//!
//! A query over one relation becomes one tree of [`Expr`], so that it compares as any expression
//! does. All other queries stay text.

use std::collections::BTreeMap;

use sqlparser::ast::{
    self, GroupByExpr, OrderByKind, Query, Select, SelectItem, SetExpr, TableFactor,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use super::alter::Action;
use super::expression::lower;
use super::property::NewProperties;
use super::view_columns::{self, ViewColumns};
use super::view_reads::{self, ColumnReads};
use super::vocabulary::Effect;
use super::{Reference, from_list, index, meaning, names, respell};
use crate::name::{Name, QualifiedName};
use crate::schema::{Expr, Expression, ObjectKind, Table, View};
use crate::sql;
use crate::sql::grammar::CreateView;

/// A view as a statement asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewView {
    /// View or materialized view.
    pub kind: ObjectKind,
    /// Its name.
    pub name: Reference,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// What it is, but for its columns; relations without a schema have an empty one.
    pub view: View,
    /// Its columns.
    pub columns: ViewColumns,
    /// The relations that its query reads.
    pub relations: Vec<Reference>,
    /// What is none of its definition: of a materialized view only.
    pub properties: NewProperties,
    /// The identifiers that its query mentions: what it may depend on.
    pub mentions: Vec<Name>,
    /// The columns that its query reads.
    pub reads: ColumnReads,
}

/// What a `CREATE VIEW` means.
pub(super) fn create(parsed: &CreateView) -> Vec<Action> {
    let ast = &parsed.ast;
    if ast.temporary {
        return vec![Action::Nothing];
    }
    let text = ast.query.to_string();
    let mut options = index::options(&parsed.parameters);
    if let Some(check) = &parsed.check_option {
        options.insert("check_option".to_owned(), check.clone());
    }
    let kind = if ast.materialized {
        ObjectKind::MaterializedView
    } else {
        ObjectKind::View
    };
    vec![Action::Effect(Effect::CreateView(Box::new(NewView {
        kind,
        name: names::reference(&ast.name),
        or_replace: ast.or_replace,
        if_not_exists: ast.if_not_exists,
        view: View {
            columns: None,
            options,
            query: recursive(parsed).unwrap_or_else(|| expression(&ast.query)),
            stale_text: false,
            defaults: BTreeMap::new(),
            parts: Table::default(),
        },
        columns: view_columns::read(parsed),
        relations: from_list::relations(&text),
        properties: NewProperties::new(
            &[],
            parsed.tablespace.as_ref(),
            parsed.access_method.as_ref(),
        ),
        mentions: mentions(&text),
        reads: view_reads::of(&ast.query),
    })))]
}

/// The words of a query. Those that every query is made of name something only in quotes.
fn mentions(text: &str) -> Vec<Name> {
    const KEYWORDS: [&str; 12] = [
        "all", "and", "as", "case", "end", "from", "group", "on", "or", "order", "select", "where",
    ];
    let words = meaning::words(text).into_iter();
    let named = |word: &Name| {
        let quoted = format!("\"{}\"", word.as_str());
        !KEYWORDS.contains(&word.as_str()) || text.contains(&quoted)
    };
    words.filter(named).collect()
}

/// A recursive view reads itself through a WITH of its name (`makeRecursiveViewSelect` of `gram.y`).
fn recursive(parsed: &CreateView) -> Option<Expression> {
    let ast = &parsed.ast;
    let name = names::reference(&ast.name).name.quoted();
    let columns = ast.columns.iter();
    let columns: Vec<String> = columns
        .map(|column| names::name(&column.name).quoted())
        .collect();
    let columns = columns.join(", ");
    let query = &ast.query;
    parsed.recursive.then(|| {
        read(&format!(
            "WITH RECURSIVE {name} ({columns}) AS ({query}) SELECT {columns} FROM {name}"
        ))
    })
}

/// Reads a query from text, as the server prints it.
#[must_use]
pub fn read(text: &str) -> Expression {
    let text = text.trim().trim_end_matches(';');
    let parsed = sql::tokens(text).and_then(|tokens| {
        let tokens = respell::whole_rows(&tokens);
        let dialect = PostgreSqlDialect {};
        Parser::new(&dialect).with_tokens(tokens).parse_query()
    });
    parsed.map_or_else(
        |_| Expression::new(text.to_owned(), Expr::Opaque(text.to_owned())),
        |query| expression(&query),
    )
}

fn expression(query: &Query) -> Expression {
    let text = query.to_string();
    let tree = tree(query).unwrap_or_else(|| Expr::Opaque(text.clone()));
    Expression::new(text, tree)
}

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Call(name.to_owned(), arguments)
}

/// `SELECT items FROM relation [WHERE ...] [ORDER BY columns]`; none for everything else.
pub(super) fn tree(query: &Query) -> Option<Expr> {
    let Query {
        with: None,
        body,
        order_by,
        limit_clause: None,
        fetch: None,
        ..
    } = query
    else {
        return None;
    };
    let SetExpr::Select(select) = body.as_ref() else {
        return None;
    };
    let mut parts = vec![call("select items", items(select)?), relation(select)?];
    let condition = select.selection.iter().map(lower);
    parts.push(call("select where", condition.collect()));
    let order = match order_by.as_ref().map(|order| &order.kind) {
        None => Vec::new(),
        Some(OrderByKind::Expressions(list)) => list.iter().map(ordered).collect::<Option<_>>()?,
        Some(OrderByKind::All(_)) => return None,
    };
    parts.push(call("select order", order));
    Some(call("select", parts))
}

/// Nothing but a list, a relation and a condition.
fn items(select: &Select) -> Option<Vec<Expr>> {
    let grouped = match &select.group_by {
        GroupByExpr::Expressions(list, modifiers) => !list.is_empty() || !modifiers.is_empty(),
        GroupByExpr::All(_) => true,
    };
    let plain = select.distinct.is_none()
        && select.having.is_none()
        && select.top.is_none()
        && select.into.is_none()
        && select.qualify.is_none()
        && select.named_window.is_empty()
        && !grouped;
    if !plain {
        return None;
    }
    let item = |item: &SelectItem| match item {
        SelectItem::UnnamedExpr(value) | SelectItem::ExprWithAlias { expr: value, .. } => {
            Some(lower(value))
        }
        _ => None,
    };
    select.projection.iter().map(item).collect()
}

fn relation(select: &Select) -> Option<Expr> {
    let [from] = select.from.as_slice() else {
        return None;
    };
    match &from.relation {
        TableFactor::Table {
            name,
            args: None,
            sample: None,
            with_ordinality: false,
            ..
        } if from.joins.is_empty() => {
            let reference = names::reference(name);
            let schema = reference.schema.unwrap_or_else(|| Name::exact(""));
            Some(Expr::Relation(QualifiedName::new(schema, reference.name)))
        }
        _ => None,
    }
}

/// A number stands for an item of the list: only columns are read.
fn ordered(order: &ast::OrderByExpr) -> Option<Expr> {
    let column = lower(&order.expr);
    if !matches!(column, Expr::Column(_)) || order.with_fill.is_some() {
        return None;
    }
    let descending = order.options.sort == Some(ast::OrderBySort::Desc);
    let nulls_first = order.options.nulls_first.unwrap_or(descending);
    let word = match (descending, nulls_first) {
        (false, false) => "select ascending",
        (false, true) => "select ascending, nulls first",
        (true, false) => "select descending, nulls last",
        (true, true) => "select descending",
    };
    Some(call(word, vec![column]))
}
