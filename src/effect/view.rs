//! `CREATE VIEW`, and queries that can be held side by side.
//!
//! A query over one relation becomes one tree of [`Expr`], so that it compares as any expression
//! does. All other queries stay text.

use std::collections::BTreeMap;

use sqlparser::ast::{
    self, GroupByExpr, OrderByKind, Query, Select, SelectItem, SetExpr, TableFactor, TableWithJoins,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::TokenWithSpan;

use super::action::Action;
use super::expression::{called, lower};
use super::property::NewProperties;
use super::query::QueryColumns;
use super::query_reads::{self, QueryReads};
use super::vocabulary::Effect;
use super::{Reference, action, names, property, respell};
use crate::name::Name;
use crate::schema::{Expr, Expression, ObjectKind, Table, View};
use crate::sql;
use crate::sql::printed;
use crate::sql::reader::{Read, Reader};

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
    pub columns: QueryColumns,
    /// What is none of its definition: of a materialized view only.
    pub properties: NewProperties,
    /// The identifiers that its query mentions: what it may depend on.
    pub mentions: Vec<Name>,
    /// What its query reads.
    pub reads: QueryReads,
}

/// `CREATE ... VIEW`, from `CREATE`. What is temporary ends with its session.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let mut head = Head::default();
    let mut tokens = head.take(r)?;
    let (end, tail) = query_end(r);
    tokens.append(&mut r.tokens(r.index(), end));
    r.rest();
    let ast::Statement::CreateView(ast) = action::sqlparsers(r, tokens)? else {
        return r.refuse("CREATE VIEW");
    };
    if ast.temporary {
        return Ok(Vec::new());
    }
    let text = printed(&*ast.query);
    let given = ast.columns.iter();
    let given = given.map(|column| names::name(&column.name)).collect();
    let mut options = head.options;
    if let Some(Tail::Check(check)) = tail {
        options.insert("check_option".to_owned(), check.to_owned());
    }
    let new = NewView {
        kind: if ast.materialized {
            ObjectKind::MaterializedView
        } else {
            ObjectKind::View
        },
        name: names::reference(&ast.name),
        or_replace: ast.or_replace,
        if_not_exists: ast.if_not_exists,
        view: View {
            columns: None,
            options,
            query: if head.recursive {
                recursive(&ast)
            } else {
                expression(&ast.query)
            },
            populated: tail != Some(Tail::NoData),
            stale_text: false,
            defaults: BTreeMap::new(),
            parts: Table::default(),
        },
        columns: QueryColumns::of(&ast.query, given),
        properties: NewProperties {
            tablespace: head.tablespace,
            method: head.access_method,
            ..NewProperties::default()
        },
        mentions: mentions(&text),
        reads: query_reads::reads(&ast.query),
    };
    Ok(vec![Action::Effect(Effect::CreateView(Box::new(new)))])
}

/// What may stand behind the query.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// `WITH ... CHECK OPTION`.
    Check(&'static str),
    /// `WITH DATA`.
    Data,
    /// `WITH NO DATA`.
    NoData,
}

const TAILS: [(&str, Tail); 5] = [
    ("WITH CASCADED CHECK OPTION", Tail::Check("cascaded")),
    ("WITH LOCAL CHECK OPTION", Tail::Check("local")),
    ("WITH CHECK OPTION", Tail::Check("cascaded")),
    ("WITH NO DATA", Tail::NoData),
    ("WITH DATA", Tail::Data),
];

/// Where the query ends, which begins here, and what stands behind it.
fn query_end(r: &Reader<'_>) -> (usize, Option<Tail>) {
    let end = r.end();
    for (words, tail) in TAILS {
        let length = words.split(' ').count();
        if end >= r.index() + length && r.sees_at(end - length, words) {
            return (end - length, Some(tail));
        }
    }
    (end, None)
}

/// `REFRESH MATERIALIZED VIEW`, after these words.
pub(super) fn refresh(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    r.take("CONCURRENTLY");
    let name = r.name()?;
    let populated = !r.take("WITH NO DATA");
    r.take("WITH DATA");
    Ok(vec![Action::Effect(Effect::RefreshView {
        name: names::reference(&name),
        populated,
    })])
}

/// What stands before the `AS`, beside what sqlparser reads.
#[derive(Default)]
struct Head {
    recursive: bool,
    options: BTreeMap<String, String>,
    access_method: Option<Name>,
    tablespace: Option<Name>,
}

impl Head {
    /// Everything up to the `AS` before the query, without it.
    fn take(&mut self, r: &mut Reader<'_>) -> Read<Vec<TokenWithSpan>> {
        let mut tokens = Vec::new();
        while !r.sees("AS") {
            if r.take("RECURSIVE") {
                self.recursive = true;
            } else if r.take("USING") {
                self.access_method = Some(names::take(r)?);
            } else if r.take("TABLESPACE") {
                self.tablespace = Some(names::take(r)?);
            } else if r.take("WITH") {
                self.options = property::take_parameters(r)?;
            } else {
                r.skip_into(&mut tokens)?;
            }
        }
        Ok(tokens)
    }
}

/// The words of a query. Those that every query is made of name something only in quotes.
fn mentions(text: &str) -> Vec<Name> {
    const KEYWORDS: [&str; 12] = [
        "all", "and", "as", "case", "end", "from", "group", "on", "or", "order", "select", "where",
    ];
    let words = names::words(text).into_iter();
    let named = |word: &Name| {
        let quoted = format!("\"{}\"", word.as_str());
        !KEYWORDS.contains(&word.as_str()) || text.contains(&quoted)
    };
    words.filter(named).collect()
}

/// A recursive view reads itself through a WITH of its name (`makeRecursiveViewSelect` of `gram.y`).
fn recursive(ast: &ast::CreateView) -> Expression {
    let name = names::reference(&ast.name).name.quoted();
    let columns = ast.columns.iter();
    let columns: Vec<String> = columns
        .map(|column| names::name(&column.name).quoted())
        .collect();
    let columns = columns.join(", ");
    let query = &ast.query;
    read(&format!(
        "WITH RECURSIVE {name} ({columns}) AS ({query}) SELECT {columns} FROM {name}"
    ))
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
    let text = printed(query);
    let tree = tree(query).unwrap_or_else(|| Expr::Opaque(text.clone()));
    Expression::new(text, tree)
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
    let mut parts = vec![called("select items", items(select)?), relation(select)?];
    let condition = select.selection.iter().map(lower);
    parts.push(called("select where", condition.collect()));
    let order = match order_by.as_ref().map(|order| &order.kind) {
        None => Vec::new(),
        Some(OrderByKind::Expressions(list)) => list.iter().map(ordered).collect::<Option<_>>()?,
        Some(OrderByKind::All(_)) => return None,
    };
    parts.push(called("select order", order));
    Some(called("select", parts))
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
    match select.from.as_slice() {
        [from] => only(from),
        _ => None,
    }
}

/// The relation, where there is but one.
pub(super) fn only(from: &TableWithJoins) -> Option<Expr> {
    match &from.relation {
        TableFactor::Table {
            name,
            args: None,
            sample: None,
            with_ordinality: false,
            ..
        } if from.joins.is_empty() => Some(Expr::Relation(names::qualified(name))),
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
    Some(called(word, vec![column]))
}
