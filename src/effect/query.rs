//! The columns of a query that makes a table or a view (`transformTargetList` of `parse_target.c`), as far as its text
//! tells them.

use sqlparser::ast::{
    Expr, Join, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableAlias, TableFactor, Value, Values,
};

use super::{Reference, data_type, expression, names};
use crate::name::Name;
use crate::schema::{DataType, Expr as Tree};

/// The columns of a query that makes a table or a view, as far as its text tells them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryColumns {
    /// The names that the statement gives to the first of them.
    pub given: Vec<Name>,
    /// The items of the query's first list.
    pub outputs: Vec<Output>,
    /// The relations that the query reads.
    pub sources: Vec<Source>,
    /// Whether it reads these and nothing else, none of whose columns are merged: what `*` stands for can be told.
    pub plain: bool,
    /// Whether the types follow from this list alone, and not from all sides of a set operation.
    pub typed: bool,
}

/// A relation that a query reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called in the query.
    pub alias: Name,
    /// The relation.
    pub relation: Reference,
}

/// One item of a query's list.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// `*`, `source.*`.
    Star(Option<Name>),
    /// A column of what the query reads, perhaps of that one, and the name that it gets.
    Column {
        /// The source.
        of: Option<Name>,
        /// The column.
        column: Name,
        /// Its name in what is made.
        name: Name,
    },
    /// Something else.
    Value {
        /// Its name, where the query gives it one.
        name: Option<Name>,
        /// The value.
        tree: Tree,
        /// Its type, where the text tells it.
        data_type: Option<DataType>,
    },
    /// What is not read: it may be any number of columns.
    Unknown,
}

impl QueryColumns {
    /// The columns of a query that is not there to be read.
    pub(super) fn unknown() -> Self {
        Self {
            outputs: vec![Output::Unknown],
            ..Self::default()
        }
    }

    /// The columns of a query, to which a statement gives names.
    pub(super) fn of(query: &Query, given: Vec<Name>) -> Self {
        let columns = match leftmost(&query.body) {
            SetExpr::Select(select) => of_select(query, select),
            SetExpr::Values(values) => Self {
                outputs: of_values(values),
                ..Self::default()
            },
            SetExpr::Table(table) => {
                of_name(table.schema_name.as_deref(), table.table_name.as_deref())
            }
            _ => Self::unknown(),
        };
        Self {
            given,
            typed: !matches!(
                *query.body,
                SetExpr::SetOperation { .. } | SetExpr::Query(_)
            ),
            ..columns
        }
    }
}

/// The list that names the columns of all of a query.
pub(super) fn leftmost(body: &SetExpr) -> &SetExpr {
    match body {
        SetExpr::SetOperation { left, .. } => leftmost(left),
        SetExpr::Query(query) => leftmost(&query.body),
        other => other,
    }
}

fn of_name(schema: Option<&str>, name: Option<&str>) -> QueryColumns {
    let Some(name) = name.map(Name::folded) else {
        return QueryColumns::unknown();
    };
    QueryColumns {
        outputs: vec![Output::Star(None)],
        sources: vec![Source {
            alias: name.clone(),
            relation: Reference {
                schema: schema.map(Name::folded),
                name,
            },
        }],
        plain: true,
        ..QueryColumns::default()
    }
}

fn of_select(query: &Query, select: &Select) -> QueryColumns {
    let all = sources(select);
    let mut plain = all.is_some();
    let mut sources = all.unwrap_or_default();
    let ctes = query.with.iter().flat_map(|with| &with.cte_tables);
    let ctes: Vec<Name> = ctes.map(|cte| names::name(&cte.alias.name)).collect();
    sources.retain(|source| {
        let known = source.relation.schema.is_some() || !ctes.contains(&source.relation.name);
        plain &= known;
        known
    });
    QueryColumns {
        outputs: select.projection.iter().map(item).collect(),
        sources,
        plain,
        ..QueryColumns::default()
    }
}

/// What a query reads; none where that is not plainly a list of relations.
fn sources(select: &Select) -> Option<Vec<Source>> {
    let mut found = Vec::new();
    for from in &select.from {
        found.push(source(&from.relation)?);
        for join in &from.joins {
            match constraint(join)? {
                JoinConstraint::On(_) | JoinConstraint::None => found.push(source(&join.relation)?),
                JoinConstraint::Using(_) | JoinConstraint::Natural => return None,
            }
        }
    }
    Some(found)
}

fn source(factor: &TableFactor) -> Option<Source> {
    let TableFactor::Table {
        name,
        alias,
        args: None,
        ..
    } = factor
    else {
        return None;
    };
    let relation = relation(name, alias.as_ref());
    let alias = match alias {
        None => relation.name.clone(),
        Some(alias) if alias.columns.is_empty() => names::name(&alias.name),
        Some(_) => return None,
    };
    Some(Source { alias, relation })
}

/// A relation as written. sqlparser takes `ONLY name` for a relation that is called `only`.
pub(super) fn relation(name: &ObjectName, alias: Option<&TableAlias>) -> Reference {
    match alias {
        Some(alias) if name.to_string().eq_ignore_ascii_case("only") => {
            Reference::unqualified(&names::name(&alias.name))
        }
        _ => names::reference(name),
    }
}

/// How the rows of a join that PostgreSQL has are brought together.
pub(super) fn constraint(join: &Join) -> Option<&JoinConstraint> {
    match &join.join_operator {
        JoinOperator::Join(on)
        | JoinOperator::Inner(on)
        | JoinOperator::Left(on)
        | JoinOperator::LeftOuter(on)
        | JoinOperator::Right(on)
        | JoinOperator::RightOuter(on)
        | JoinOperator::FullOuter(on)
        | JoinOperator::CrossJoin(on) => Some(on),
        _ => None,
    }
}

fn item(item: &SelectItem) -> Output {
    match item {
        SelectItem::Wildcard(_) => Output::Star(None),
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
            Output::Star(Some(names::reference(name).name))
        }
        SelectItem::ExprWithAlias { expr, alias } => output(expr, Some(names::name(alias))),
        SelectItem::UnnamedExpr(expr) => output(expr, None),
        _ => Output::Unknown,
    }
}

fn output(value: &Expr, alias: Option<Name>) -> Output {
    let column = |of: Option<Name>, column: Name| Output::Column {
        of,
        name: alias.clone().unwrap_or_else(|| column.clone()),
        column,
    };
    match value {
        Expr::Identifier(ident) => return column(None, names::name(ident)),
        Expr::CompoundIdentifier(parts) => {
            let mut parts = names::list(parts).into_iter().rev();
            if let Some(last) = parts.next() {
                return column(parts.next(), last);
            }
        }
        Expr::Nested(inner) => return output(inner, alias),
        // A subquery gives the name of its column.
        Expr::Subquery(query) if alias.is_none() => {
            let inner = QueryColumns::of(query, Vec::new()).outputs.into_iter();
            return match inner.take(1).next() {
                Some(Output::Column { name, column, .. }) => Output::Value {
                    name: Some(name),
                    tree: Tree::Column(column),
                    data_type: None,
                },
                Some(value @ Output::Value { .. }) => value,
                _ => Output::Unknown,
            };
        }
        _ => {}
    }
    // A function gives its name, whatever else is not read of the call.
    let called = match value {
        Expr::Function(call) => Some(names::reference(&call.name).name),
        Expr::Exists { .. } => Some(Name::exact("exists")),
        _ => None,
    };
    Output::Value {
        name: alias.or(called),
        tree: expression::lower(value),
        data_type: type_of(value),
    }
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

/// The rows agree on a type where all values that are no bare texts do.
fn of_values(values: &Values) -> Vec<Output> {
    let rows: Vec<&Vec<Expr>> = values.rows.iter().map(|row| &row.content).collect();
    let width = rows.first().map_or(0, |row| row.len());
    let bare = |value: &Expr| matches!(value, Expr::Value(text) if text.value.clone().into_string().is_some());
    let one = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        let mut typed = cells.filter(|cell| !bare(cell)).map(type_of);
        let data_type = match typed.next() {
            None => Some(DataType::builtin("text")),
            Some(first) => first.filter(|one| typed.all(|other| other.as_ref() == Some(one))),
        };
        Output::Value {
            name: Some(Name::exact(&format!("column{}", at + 1))),
            tree: Tree::Opaque(String::new()),
            data_type,
        }
    };
    (0..width).map(one).collect()
}
