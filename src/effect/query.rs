//! The columns of a query that makes a table, as far as its text tells them.

use sqlparser::ast::{
    Expr, JoinConstraint, JoinOperator, Query, Select, SelectItem, SelectItemQualifiedWildcardKind,
    SetExpr, TableFactor, TableWithJoins, Value, Values,
};

use super::action::Action;
use super::create_table::CreateTable;
use super::property::NewProperties;
use super::vocabulary::{Effect, NewInheritance, NewQuery, NewTable, Output};
use super::{Reference, data_type, expression, names};
use crate::name::Name;
use crate::schema::{DataType, Expr as Tree};

/// The query of a `CREATE TABLE ... AS`; none for other tables.
pub(super) fn of_table(parsed: &CreateTable) -> Option<NewQuery> {
    let columns = parsed.ast.columns.iter();
    let given: Vec<Name> = columns.map(|column| names::name(&column.name)).collect();
    let query = match (&parsed.ast.query, &parsed.execute) {
        (Some(query), _) => read(query),
        (None, true) => NewQuery::default(),
        (None, false) => return None,
    };
    Some(NewQuery {
        names: given,
        ..query
    })
}

/// What a `SELECT ... INTO` means, which makes a table; none for another query.
pub(super) fn select_into(query: &Query) -> Option<Vec<Action>> {
    let SetExpr::Select(select) = leftmost(&query.body) else {
        return None;
    };
    let into = select.into.as_ref()?;
    if into.temporary {
        return Some(Vec::new());
    }
    let Some(name) = into.targets.first().and_then(target) else {
        return Some(vec![Action::opaque("SELECT INTO is not modelled")]);
    };
    Some(vec![Action::Effect(Effect::CreateTable(Box::new(
        NewTable {
            name,
            if_not_exists: false,
            unlogged: into.unlogged,
            columns: Vec::new(),
            constraints: Vec::new(),
            properties: NewProperties::default(),
            inheritance: Box::new(NewInheritance {
                query: Some(read(query)),
                ..NewInheritance::default()
            }),
        },
    )))])
}

fn target(written: &Expr) -> Option<Reference> {
    let parts: Vec<Name> = match written {
        Expr::Identifier(ident) => vec![names::name(ident)],
        Expr::CompoundIdentifier(parts) => names::list(parts),
        _ => return None,
    };
    let mut parts = parts.into_iter().rev();
    Some(Reference {
        name: parts.next()?,
        schema: parts.next(),
    })
}

fn leftmost(body: &SetExpr) -> &SetExpr {
    match body {
        SetExpr::SetOperation { left, .. } => leftmost(left),
        SetExpr::Query(query) => leftmost(&query.body),
        other => other,
    }
}

fn read(query: &Query) -> NewQuery {
    let made = query.with.iter().flat_map(|with| &with.cte_tables);
    let made: Vec<Name> = made.map(|cte| names::name(&cte.alias.name)).collect();
    let mut read = match leftmost(&query.body) {
        SetExpr::Select(select) => of_select(select),
        SetExpr::Values(values) => NewQuery {
            columns: of_values(values),
            ..NewQuery::default()
        },
        SetExpr::Table(table) => of_name(table.schema_name.as_deref(), table.table_name.as_deref()),
        _ => NewQuery::default(),
    };
    let known = |source: &Reference| source.schema.is_some() || !made.contains(&source.name);
    let sources = read.sources.len();
    read.sources.retain(|(_, source)| known(source));
    if read.sources.len() < sources && has_star(&read) {
        read.columns = None;
    }
    if !matches!(
        *query.body,
        SetExpr::SetOperation { .. } | SetExpr::Query(_)
    ) {
        return read;
    }
    // The types of a set operation follow from all of its sides.
    read.columns = read.columns.and_then(untyped);
    read
}

fn has_star(query: &NewQuery) -> bool {
    let mut columns = query.columns.iter().flatten();
    columns.any(|column| matches!(column, Output::All(_)))
}

fn untyped(columns: Vec<Output>) -> Option<Vec<Output>> {
    let named = columns.into_iter().map(|column| match column {
        Output::All(_) => None,
        Output::Column { name, column, .. } => Some(Output::Value {
            name: Some(name),
            tree: Tree::Column(column),
            data_type: None,
        }),
        Output::Value { name, tree, .. } => Some(Output::Value {
            name,
            tree,
            data_type: None,
        }),
    });
    named.collect()
}

fn of_name(schema: Option<&str>, name: Option<&str>) -> NewQuery {
    let Some(name) = name.map(Name::folded) else {
        return NewQuery::default();
    };
    let source = Reference {
        schema: schema.map(Name::folded),
        name: name.clone(),
    };
    NewQuery {
        names: Vec::new(),
        sources: vec![(name, source)],
        columns: Some(vec![Output::All(None)]),
    }
}

fn of_select(select: &Select) -> NewQuery {
    let sources: Option<Vec<(Name, Reference)>> = select.from.iter().flat_map(sources).collect();
    let items = select.projection.iter().map(item);
    let mut query = NewQuery {
        names: Vec::new(),
        columns: items.collect(),
        sources: sources.clone().unwrap_or_default(),
    };
    if sources.is_none() && has_star(&query) {
        query.columns = None;
    }
    query
}

/// What a `FROM` item reads; none where that is not plainly a list of tables.
fn sources(from: &TableWithJoins) -> Vec<Option<(Name, Reference)>> {
    let joined = from.joins.iter().map(|join| {
        let merged = match &join.join_operator {
            JoinOperator::Join(on)
            | JoinOperator::Inner(on)
            | JoinOperator::Left(on)
            | JoinOperator::LeftOuter(on)
            | JoinOperator::Right(on)
            | JoinOperator::RightOuter(on)
            | JoinOperator::FullOuter(on) => !matches!(on, JoinConstraint::On(_)),
            JoinOperator::CrossJoin(_) => false,
            _ => true,
        };
        (!merged).then(|| source(&join.relation)).flatten()
    });
    std::iter::once(source(&from.relation))
        .chain(joined)
        .collect()
}

fn source(factor: &TableFactor) -> Option<(Name, Reference)> {
    let TableFactor::Table {
        name,
        alias,
        args: None,
        with_ordinality: false,
        ..
    } = factor
    else {
        return None;
    };
    let reference = names::reference(name);
    match alias {
        None => Some((reference.name.clone(), reference)),
        Some(alias) if alias.columns.is_empty() => Some((names::name(&alias.name), reference)),
        Some(_) => None,
    }
}

fn item(item: &SelectItem) -> Option<Output> {
    Some(match item {
        SelectItem::Wildcard(_) => Output::All(None),
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
            Output::All(Some(names::reference(name).name))
        }
        SelectItem::ExprWithAlias { expr, alias } => output(expr, Some(names::name(alias)))?,
        SelectItem::UnnamedExpr(expr) => output(expr, None)?,
        _ => return None,
    })
}

/// One column; none where its name is not known.
fn output(value: &Expr, alias: Option<Name>) -> Option<Output> {
    let column = |of: Option<Name>, column: Name| Output::Column {
        of,
        name: alias.clone().unwrap_or_else(|| column.clone()),
        column,
    };
    match value {
        Expr::Identifier(ident) => return Some(column(None, names::name(ident))),
        Expr::CompoundIdentifier(parts) => {
            let mut parts = names::list(parts).into_iter().rev();
            if let Some(last) = parts.next() {
                return Some(column(parts.next(), last));
            }
        }
        Expr::Nested(inner) => return output(inner, alias),
        _ => {}
    }
    let tree = expression::lower(value);
    let called = match value {
        Expr::Function(call) => Some(names::reference(&call.name).name),
        _ => None,
    };
    let name = alias.or(called);
    if name.is_none() && matches!(tree, Tree::Opaque(_)) {
        return None;
    }
    Some(Output::Value {
        name,
        tree,
        data_type: type_of(value),
    })
}

/// The type of a value that tells it; a bare text becomes `text` in a table (`ExecInitJunkFilter`
/// never sees `unknown`: `resolveTargetListUnknowns`).
fn type_of(value: &Expr) -> Option<DataType> {
    match value {
        Expr::Cast { data_type, .. } => Some(data_type::read(data_type)),
        Expr::TypedString(typed) => Some(data_type::read(&typed.data_type)),
        Expr::Nested(inner) => type_of(inner),
        Expr::Value(value) => literal_type(&value.value),
        _ => None,
    }
}

/// The type of a literal (`make_const` of `parse_node.c`).
fn literal_type(value: &Value) -> Option<DataType> {
    let name = match value {
        Value::Number(text, _) if text.parse::<i32>().is_ok() => "integer",
        Value::Number(text, _) if text.parse::<i64>().is_ok() => "bigint",
        Value::Number(..) => "numeric",
        Value::Boolean(_) => "boolean",
        Value::SingleQuotedString(_) | Value::Null => "text",
        _ => return None,
    };
    Some(DataType::builtin(name))
}

fn of_values(values: &Values) -> Option<Vec<Output>> {
    let rows: Vec<&Vec<Expr>> = values.rows.iter().map(|row| &row.content).collect();
    let first = rows.first()?;
    let columns = (0..first.len()).map(|at| {
        let column = |data_type| Output::Value {
            name: Some(Name::exact(&format!("column{}", at + 1))),
            tree: Tree::Opaque(String::new()),
            data_type,
        };
        let bare = |value: &&Expr| matches!(value, Expr::Value(text) if text.value.clone().into_string().is_some());
        let cells: Vec<&Expr> = rows.iter().filter_map(|row| row.get(at)).collect();
        let typed: Vec<Option<DataType>> = cells
            .iter()
            .filter(|cell| !bare(cell))
            .map(|cell| type_of(cell))
            .collect();
        match typed.first() {
            None => column(Some(DataType::builtin("text"))),
            Some(Some(one)) if typed.iter().all(|other| other.as_ref() == Some(one)) => {
                column(Some(one.clone()))
            }
            Some(_) => column(None),
        }
    });
    Some(columns.collect())
}
