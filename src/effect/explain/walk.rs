//! How a tree is built, item by item ([`shape`](super::shape)).

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Distinct, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr,
    JoinConstraint, JoinOperator, LimitClause, OrderBy, OrderByKind, Query, Select, SetExpr,
    SetOperator, SetQuantifier, TableFactor, TableWithJoins, Value, ValueWithSpan, Visitor,
    WindowSpec, WindowType,
};

use super::shape::{Item, conjuncts, is_query, last, ordered, without_casts};
use super::{Refusal, words};
use crate::effect::names;
use crate::schema;

/// Collects the items, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Walk {
    items: Vec<Item>,
    /// The constants that functions are called with: a call over constants alone is folded, and its
    /// plan shows the value only.
    arguments: BTreeSet<String>,
}

type Step = ControlFlow<Refusal>;

impl Visitor for Walk {
    type Break = Refusal;

    fn pre_visit_query(&mut self, query: &Query) -> Step {
        let plain = query.locks.is_empty()
            && query.for_clause.is_none()
            && query.settings.is_none()
            && query.format_clause.is_none()
            && query.pipe_operators.is_empty();
        if !plain {
            return Step::Break(Refusal::Unread);
        }
        if let Some(with) = &query.with {
            self.say(format!("with {}", with.recursive))?;
            for cte in &with.cte_tables {
                self.say(format!("cte {:?}", cte.materialized))?;
            }
        }
        self.body(&query.body)?;
        if let Some(order) = &query.order_by {
            self.order_by(order)?;
        }
        self.limits(query)
    }

    fn pre_visit_select(&mut self, select: &Select) -> Step {
        let plain = select.top.is_none()
            && select.into.is_none()
            && select.exclude.is_none()
            && select.lateral_views.is_empty()
            && select.prewhere.is_none()
            && select.connect_by.is_empty()
            && select.cluster_by.is_empty()
            && select.distribute_by.is_empty()
            && select.sort_by.is_empty()
            && select.qualify.is_none()
            && select.value_table_mode.is_none();
        if !plain {
            return Step::Break(Refusal::Unread);
        }
        match &select.distinct {
            None | Some(Distinct::All) => self.say("select"),
            Some(Distinct::Distinct) => self.say("select distinct"),
            Some(Distinct::On(list)) => self.say(format!("select distinct on {}", list.len())),
        }?;
        for from in &select.from {
            self.say("from")?;
            self.joins(from)?;
        }
        let conditions = [&select.selection, &select.having].map(|one| conjuncts(one.as_ref()));
        let GroupByExpr::Expressions(groups, modifiers) = &select.group_by else {
            return Step::Break(Refusal::Unread);
        };
        self.say(format!("where and having {conditions:?}"))?;
        self.say(format!("group by {} {}", groups.len(), modifiers.len()))?;
        for window in &select.named_window {
            self.say(format!("window {window}").to_lowercase())?;
        }
        Step::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> Step {
        match factor {
            TableFactor::Table {
                name, args: None, ..
            } => self.say(format!("relation {}", last(name))),
            TableFactor::Table { name, .. } | TableFactor::Function { name, .. } => {
                self.say(format!("function {}", last(name)))
            }
            TableFactor::Derived { lateral, .. } => self.say(format!("derived {lateral}")),
            TableFactor::UNNEST { .. } => self.say("function unnest"),
            TableFactor::NestedJoin { .. } => Step::Continue(()),
            _ => self.unclear("a table"),
        }
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> Step {
        match expr {
            Expr::InSubquery { expr, .. } => self.compared("=", expr),
            Expr::AnyOp {
                left,
                compare_op,
                right,
                ..
            } if is_query(right) => self.compared(&compare_op.to_string(), left),
            Expr::AllOp {
                left,
                compare_op,
                right,
            } if is_query(right) => self.compared(&format!("all {compare_op}"), left),
            Expr::Exists { .. } => self.say("exists"),
            Expr::Subquery(_) => self.say("subquery"),
            Expr::Function(function) => self.function(function),
            _ => Step::Continue(()),
        }
    }

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> Step {
        match value.value {
            Value::Placeholder(_) => Step::Break(Refusal::Unread),
            _ => Step::Continue(()),
        }
    }
}

impl Walk {
    /// All of it.
    pub(super) fn finish(self) -> Vec<Item> {
        let arguments = self.arguments.into_iter().map(Item::Word);
        self.items.into_iter().chain(arguments).collect()
    }

    fn say(&mut self, word: impl Into<String>) -> Step {
        self.items.push(Item::Word(word.into()));
        Step::Continue(())
    }

    fn unclear(&mut self, what: impl Into<String>) -> Step {
        self.items.push(Item::Unclear(what.into()));
        Step::Continue(())
    }

    /// Which operations join which queries; the queries themselves come by themselves.
    fn body(&mut self, body: &SetExpr) -> Step {
        match body {
            SetExpr::Select(_) | SetExpr::Query(_) => Step::Continue(()),
            SetExpr::SetOperation {
                left,
                op,
                set_quantifier,
                right,
            } => {
                let all = match set_quantifier {
                    SetQuantifier::None | SetQuantifier::Distinct => false,
                    SetQuantifier::All => true,
                    _ => return Step::Break(Refusal::Unread),
                };
                let word = match op {
                    SetOperator::Union => "union",
                    SetOperator::Except => "except",
                    SetOperator::Intersect => "intersect",
                    SetOperator::Minus => return Step::Break(Refusal::Unread),
                };
                self.say(format!("{word} {all}"))?;
                self.body(left)?;
                self.body(right)
            }
            SetExpr::Values(values) => {
                for row in &values.rows {
                    for value in &row.content {
                        self.constant("value", value)?;
                    }
                    self.say("row")?;
                }
                Step::Continue(())
            }
            SetExpr::Insert(_)
            | SetExpr::Update(_)
            | SetExpr::Delete(_)
            | SetExpr::Merge(_)
            | SetExpr::Table(_) => Step::Break(Refusal::Unread),
        }
    }

    fn order_by(&mut self, order: &OrderBy) -> Step {
        match &order.kind {
            OrderByKind::Expressions(list) => {
                for one in list {
                    self.say(ordered(one))?;
                }
                Step::Continue(())
            }
            OrderByKind::All(_) => Step::Break(Refusal::Unread),
        }
    }

    fn limits(&mut self, query: &Query) -> Step {
        let (mut limit, mut offset, mut ties) = (None, None, false);
        match &query.limit_clause {
            None => {}
            Some(LimitClause::LimitOffset {
                limit: rows,
                offset: first,
                limit_by,
            }) if limit_by.is_empty() => {
                limit.clone_from(rows);
                offset = first.as_ref().map(|first| first.value.clone());
            }
            Some(_) => return Step::Break(Refusal::Unread),
        }
        if let Some(fetch) = &query.fetch {
            if fetch.percent || fetch.quantity.is_none() {
                return Step::Break(Refusal::Unread);
            }
            ties = fetch.with_ties;
            limit.clone_from(&fetch.quantity);
        }
        self.say(format!("ties {ties}"))?;
        for (word, value) in [("limit", limit), ("offset", offset)] {
            if let Some(value) = value {
                self.constant(word, &value)?;
            }
        }
        Step::Continue(())
    }

    fn joins(&mut self, from: &TableWithJoins) -> Step {
        self.nested(&from.relation)?;
        for join in &from.joins {
            use JoinOperator as J;
            let (word, constraint) = match &join.join_operator {
                J::Join(on) | J::Inner(on) => ("inner", on),
                J::Left(on) | J::LeftOuter(on) => ("left", on),
                J::Right(on) | J::RightOuter(on) => ("right", on),
                J::FullOuter(on) => ("full", on),
                J::CrossJoin(on) => ("cross", on),
                _ => return Step::Break(Refusal::Unread),
            };
            let on = match constraint {
                JoinConstraint::On(condition) => format!("on {}", conjuncts(Some(condition))),
                JoinConstraint::Using(columns) => format!("using {}", columns.len()),
                JoinConstraint::Natural => "natural".to_owned(),
                JoinConstraint::None => String::new(),
            };
            self.nested(&join.relation)?;
            self.say(format!("{word} join {on}"))?;
        }
        Step::Continue(())
    }

    /// A join in parentheses: the server puts all of them there.
    fn nested(&mut self, factor: &TableFactor) -> Step {
        match factor {
            TableFactor::NestedJoin {
                table_with_joins,
                alias: None,
            } => self.joins(table_with_joins),
            TableFactor::NestedJoin { alias: Some(_), .. } => self.unclear("a join"),
            _ => Step::Continue(()),
        }
    }

    /// A comparison with the rows of a query: the operator and the columns that are compared.
    fn compared(&mut self, operator: &str, left: &Expr) -> Step {
        self.say(format!("{operator} any of"))?;
        match left {
            Expr::Tuple(list) => list.iter().try_for_each(|one| self.column(one)),
            one => self.column(one),
        }
    }

    /// A constant, whatever the server casts it to.
    fn constant(&mut self, word: &str, value: &Expr) -> Step {
        match without_casts(value) {
            schema::Expr::Literal(literal) => self.say(format!("{word} {literal}")),
            other => self.unclear(format!("{word} {other}")),
        }
    }

    fn column(&mut self, expr: &Expr) -> Step {
        let mut parts = match expr {
            Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => return self.column(inner),
            Expr::Identifier(ident) => vec![names::name(ident)],
            Expr::CompoundIdentifier(parts) => names::list(parts),
            other => return self.unclear(without_casts(other).to_string()),
        };
        let name = parts
            .pop()
            .map_or_else(String::new, |name| name.to_string());
        let row = parts.pop().map(|row| row.to_string());
        self.items.push(Item::Column(row, name));
        Step::Continue(())
    }

    fn function(&mut self, function: &Function) -> Step {
        if matches!(function.args, FunctionArguments::Subquery(_)) {
            self.say(format!("{} of a query", last(&function.name)))?;
        }
        self.arguments(function);
        match &function.over {
            None => Step::Continue(()),
            Some(WindowType::NamedWindow(name)) => self.say(format!("over {name}").to_lowercase()),
            Some(WindowType::WindowSpec(window)) => self.window(window),
        }
    }

    fn arguments(&mut self, function: &Function) {
        let FunctionArguments::List(list) = &function.args else {
            return;
        };
        if words::is_sql(&last(&function.name)) {
            return;
        }
        for argument in &list.args {
            if let FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) = argument
                && let schema::Expr::Literal(literal) = without_casts(value)
            {
                let text = literal.to_string();
                let text = text.trim_matches('\'');
                self.arguments.insert(format!("argument {text}"));
            }
        }
    }

    fn window(&mut self, window: &WindowSpec) -> Step {
        if window.window_name.is_some() {
            self.unclear("a window")?;
        }
        self.say(format!("over {}", window.partition_by.len()))?;
        for one in &window.order_by {
            self.say(ordered(one))?;
        }
        if window.window_frame.is_some() {
            let frame = WindowSpec {
                window_name: None,
                partition_by: Vec::new(),
                order_by: Vec::new(),
                window_frame: window.window_frame.clone(),
            };
            self.say(frame.to_string().to_lowercase())?;
        }
        Step::Continue(())
    }
}
