//! `CREATE TABLE` and the definitions of columns.

use sqlparser::ast::{
    self, ColumnOption, Expr, GeneratedAs, GeneratedExpressionMode, Query, SetExpr,
};

use super::action::Action;
use super::clause::{Clause, ClauseKind, ClauseOwner};
use super::create_table::{self, CreateTable};
use super::property::{NewNotNull, NewProperties};
use super::query::{self, QueryColumns};
use super::vocabulary::{Effect, NewColumn, NewConstraint, NewInheritance, NewTable};
use super::{Reference, constraint, data_type, expression, inheritance, names};
use crate::schema::{Generated, GeneratedKind, Identity};
use crate::sql::reader::{Read, Reader};

/// `CREATE ... TABLE`, from `CREATE`. What is temporary ends with its session.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let mut parsed = create_table::take(r)?;
    if parsed.ast.temporary {
        return Ok(Vec::new());
    }
    Ok(match new_table(&parsed) {
        Ok(new) => {
            let query = parsed.ast.query.take().map(Action::Query);
            let effect = Action::Effect(Effect::CreateTable(Box::new(new)));
            std::iter::once(effect).chain(query).collect()
        }
        Err(reason) => vec![
            Action::Opaque(reason),
            Action::Effect(Effect::UnknownColumns {
                name: names::reference(&parsed.ast.name),
                foreign: false,
                if_not_exists: parsed.ast.if_not_exists,
            }),
        ],
    })
}

/// What a `SELECT ... INTO` means, which makes a table; none for another query.
pub(super) fn select_into(query: &Query) -> Option<Vec<Action>> {
    let SetExpr::Select(select) = query::leftmost(&query.body) else {
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
                query: Some(QueryColumns::of(query, Vec::new())),
                ..NewInheritance::default()
            }),
        },
    )))])
}

/// `schema.table`, which sqlparser reads as an expression.
fn target(written: &Expr) -> Option<Reference> {
    match written {
        Expr::Identifier(ident) => names::of_parts(std::slice::from_ref(ident)),
        Expr::CompoundIdentifier(parts) => names::of_parts(parts),
        _ => None,
    }
}

/// `CREATE FOREIGN TABLE`, after these words: of what follows the name nothing is read.
pub(super) fn create_foreign(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = names::take_reference(r)?;
    r.rest();
    Ok(vec![
        Action::opaque("foreign tables are not modelled"),
        Action::Effect(Effect::UnknownColumns {
            name,
            foreign: true,
            if_not_exists,
        }),
    ])
}

/// The error is the reason why the table is not modelled.
fn new_table(parsed: &CreateTable) -> Result<NewTable, String> {
    let ast = &parsed.ast;
    let columns = ast.columns.iter();
    let columns = columns.map(|definition| column(definition, &parsed.clauses));
    let mut columns: Vec<NewColumn> = columns.collect::<Result<_, _>>()?;
    for (name, not_null) in &parsed.not_nulls {
        columns
            .iter_mut()
            .filter(|column| column.name == *name)
            .for_each(|column| named_not_null(column, not_null));
    }
    Ok(NewTable {
        name: names::reference(&ast.name),
        if_not_exists: ast.if_not_exists,
        unlogged: ast.unlogged,
        columns,
        constraints: constraints(parsed)?,
        inheritance: Box::new(inheritance::of(parsed)?),
        properties: parsed.properties.clone(),
    })
}

/// `[CONSTRAINT name] NOT NULL column` as an element of the table.
fn named_not_null(column: &mut NewColumn, said: &NewNotNull) {
    column.not_null = true;
    let known = &mut column.not_null_constraint;
    known.name = known.name.take().or_else(|| said.name.clone());
    known.no_inherit |= said.no_inherit;
    known.not_valid |= said.not_valid;
}

fn constraints(parsed: &CreateTable) -> Result<Vec<NewConstraint>, String> {
    let definitions = parsed.ast.constraints.iter().enumerate();
    let one = |(position, definition)| {
        let clauses = parsed
            .clauses
            .iter()
            .filter(move |clause| clause.owner == ClauseOwner::Constraint(position));
        constraint::table(definition, false, clauses.map(|clause| &clause.kind))
    };
    definitions.map(one).collect()
}

/// A column definition of `CREATE TABLE` or `ADD COLUMN`, with the clauses that sqlparser did not see.
pub(super) fn column(definition: &ast::ColumnDef, clauses: &[Clause]) -> Result<NewColumn, String> {
    let name = names::name(&definition.name);
    let mut column = NewColumn {
        name: name.clone(),
        data_type: data_type::read(&definition.data_type),
        not_null: false,
        default: None,
        identity: None,
        generated: None,
        collation: None,
        constraints: Vec::new(),
        not_null_constraint: NewNotNull::default(),
        properties: Vec::new(),
    };
    for option in &definition.options {
        column_option(&mut column, option)?;
    }
    for clause in clauses {
        if matches!(&clause.owner, ClauseOwner::Column(owner) if *owner == name) {
            column_clause(&mut column, &clause.kind);
        }
    }
    Ok(column)
}

fn column_option(column: &mut NewColumn, definition: &ast::ColumnOptionDef) -> Result<(), String> {
    match &definition.option {
        ColumnOption::NotNull => {
            column.not_null = true;
            column.not_null_constraint.name = definition.name.as_ref().map(names::name);
        }
        ColumnOption::Null => {}
        ColumnOption::Default(value) => column.default = Some(expression::expression(value)),
        ColumnOption::Collation(name) => {
            column.collation = Some(names::type_name(name));
        }
        ColumnOption::Generated {
            generated_as,
            generation_expr,
            generation_expr_mode,
            ..
        } => {
            generated(
                column,
                *generated_as,
                generation_expr.as_ref(),
                *generation_expr_mode,
            );
        }
        option => {
            let name = definition.name.as_ref();
            let constraint = constraint::column(&column.name, name, option)
                .ok_or_else(|| format!("the column option {option} is not PostgreSQL's"))?;
            column.constraints.push(constraint);
        }
    }
    Ok(())
}

fn generated(
    column: &mut NewColumn,
    generated_as: GeneratedAs,
    expression: Option<&ast::Expr>,
    mode: Option<GeneratedExpressionMode>,
) {
    match (expression, generated_as) {
        (Some(value), _) => {
            column.generated = Some(Generated {
                kind: match mode {
                    Some(GeneratedExpressionMode::Virtual) => GeneratedKind::Virtual,
                    Some(GeneratedExpressionMode::Stored) | None => GeneratedKind::Stored,
                },
                expression: expression::expression(value),
            });
        }
        (None, GeneratedAs::ByDefault) => {
            column.identity = Some((Identity::ByDefault, Box::default()));
        }
        (None, GeneratedAs::Always | GeneratedAs::ExpStored) => {
            column.identity = Some((Identity::Always, Box::default()));
        }
    }
}

fn column_clause(column: &mut NewColumn, clause: &ClauseKind) {
    match (clause, &mut column.identity) {
        (ClauseKind::Identity(settings), Some((_, change))) => {
            change.clone_from(settings);
        }
        (ClauseKind::Virtual, _) => {
            if let Some(generated) = &mut column.generated {
                generated.kind = GeneratedKind::Virtual;
            }
        }
        (ClauseKind::NotNullNoInherit, _) => column.not_null_constraint.no_inherit = true,
        (ClauseKind::Property(property), _) => column.properties.push(property.clone()),
        _ => column
            .constraints
            .iter_mut()
            .for_each(|constraint| constraint::apply(constraint, clause)),
    }
}
