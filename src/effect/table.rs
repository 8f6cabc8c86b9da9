//! `CREATE TABLE` and the definitions of columns.

use sqlparser::ast::{self, ColumnOption, GeneratedAs, GeneratedExpressionMode};

use super::property::{NewNotNull, NewProperties};
use super::vocabulary::{Effect, NewColumn, NewConstraint, NewTable};
use super::{constraint, data_type, expression, inheritance, names, object, property};
use crate::schema::{Generated, GeneratedKind, Identity, TypeName};
use crate::sql::grammar::{Clause, ClauseKind, ClauseOwner, CreateTable, NotNull};

/// The effect of a `CREATE TABLE`; none for a temporary table. The error is the reason why it is
/// not modelled.
pub(super) fn create(parsed: &CreateTable) -> Result<Option<Effect>, String> {
    let ast = &parsed.ast;
    if ast.temporary {
        return Ok(None);
    }
    let mut columns: Vec<NewColumn> = ast
        .columns
        .iter()
        .map(|definition| column(definition, &parsed.clauses))
        .collect::<Result<_, _>>()?;
    for not_null in &parsed.not_nulls {
        let name = names::name(&not_null.column);
        columns
            .iter_mut()
            .filter(|column| column.name == name)
            .for_each(|column| named_not_null(column, not_null));
    }
    Ok(Some(Effect::CreateTable(Box::new(NewTable {
        name: names::reference(&ast.name),
        if_not_exists: ast.if_not_exists,
        unlogged: ast.unlogged,
        columns,
        constraints: constraints(parsed)?,
        inheritance: Box::new(inheritance::of(parsed)?),
        properties: NewProperties::new(
            &parsed.parameters,
            parsed.tablespace.as_ref(),
            parsed.access_method.as_ref(),
        ),
    }))))
}

/// `[CONSTRAINT name] NOT NULL column` as an element of the table.
fn named_not_null(column: &mut NewColumn, element: &NotNull) {
    column.not_null = true;
    let said = not_null(element);
    let known = &mut column.not_null_constraint;
    known.name = known.name.take().or(said.name);
    known.no_inherit |= said.no_inherit;
    known.not_valid |= said.not_valid;
}

/// `[CONSTRAINT name] NOT NULL column [NO INHERIT] [NOT VALID]`.
pub(super) fn not_null(element: &NotNull) -> NewNotNull {
    NewNotNull {
        name: element.name.as_ref().map(names::name),
        no_inherit: element.no_inherit,
        not_valid: element.not_valid,
    }
}

fn constraints(parsed: &CreateTable) -> Result<Vec<NewConstraint>, String> {
    let of = |position: usize| -> Vec<&Clause> {
        let owner = ClauseOwner::Constraint(position);
        parsed
            .clauses
            .iter()
            .filter(|clause| clause.owner == owner)
            .collect()
    };
    parsed
        .ast
        .constraints
        .iter()
        .enumerate()
        .map(|(position, definition)| constraint::table(definition, false, &of(position)))
        .collect()
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
        if matches!(&clause.owner, ClauseOwner::Column(owner) if names::name(owner) == name) {
            column_clause(&mut column, clause);
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
            let reference = names::reference(name);
            column.collation = Some(TypeName {
                schema: reference.schema,
                name: reference.name,
            });
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

fn column_clause(column: &mut NewColumn, clause: &Clause) {
    match (&clause.kind, &mut column.identity) {
        (ClauseKind::Identity(settings), Some((_, change))) => {
            **change = object::sequence_change(settings);
        }
        (ClauseKind::Virtual, _) => {
            if let Some(generated) = &mut column.generated {
                generated.kind = GeneratedKind::Virtual;
            }
        }
        (ClauseKind::NotNullNoInherit, _) => column.not_null_constraint.no_inherit = true,
        (ClauseKind::Storage(_) | ClauseKind::Compression(_), _) => {
            column.properties.extend(property::in_definition(clause));
        }
        _ => column
            .constraints
            .iter_mut()
            .for_each(|constraint| constraint::apply(constraint, clause)),
    }
}
