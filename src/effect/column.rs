//! The definitions of columns, and `ALTER TABLE ... ALTER COLUMN`.

use std::sync::Arc;

use sqlparser::ast::{self, ColumnOption, GeneratedAs, GeneratedExpressionMode};
use sqlparser::tokenizer::Token;

use super::clause::{Clause, ClauseKind, ClauseOwner};
use super::property::{self, ColumnProperty, NewNotNull};
use super::vocabulary::{ColumnTerms, NewColumn, SequenceChange, TableChange};
use super::{constraint, data_type, expression, names};
use crate::name::Name;
use crate::schema::{Generated, GeneratedKind, Identity};
use crate::sql::reader::{Read, Reader};

/// A column definition of `CREATE TABLE` or `ADD COLUMN`, with the clauses that sqlparser did not see.
pub(super) fn definition(
    definition: &ast::ColumnDef,
    clauses: &[Clause],
) -> Result<NewColumn, String> {
    let name = names::name(&definition.name);
    let mut terms = ColumnTerms {
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
        column_option(&mut terms, option)?;
    }
    for clause in clauses {
        if matches!(&clause.owner, ClauseOwner::Column(owner) if *owner == name) {
            column_clause(&mut terms, &clause.kind);
        }
    }
    let terms = Arc::new(terms);
    Ok(NewColumn { name, terms })
}

fn column_option(
    column: &mut ColumnTerms,
    definition: &ast::ColumnOptionDef,
) -> Result<(), String> {
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
            let constraint = constraint::column(name, option)
                .ok_or_else(|| format!("the column option {option} is not PostgreSQL's"))?;
            column.constraints.push(constraint);
        }
    }
    Ok(())
}

fn generated(
    column: &mut ColumnTerms,
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

fn column_clause(column: &mut ColumnTerms, clause: &ClauseKind) {
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

/// What is none of the column's definition, if it comes next.
pub(super) fn take_property(r: &mut Reader<'_>) -> Read<Option<ColumnProperty>> {
    let listed = *r.peek_nth(1) == Token::LParen;
    Ok(Some(if r.take("SET STATISTICS") {
        ColumnProperty::Target(property::take_target(r)?)
    } else if r.take("SET STORAGE") {
        ColumnProperty::Storage(property::take_word(r)?)
    } else if r.take("SET COMPRESSION") {
        ColumnProperty::Compression(property::take_word(r)?)
    } else if listed && (r.sees("SET") || r.sees("RESET")) {
        ColumnProperty::Options(property::take_parameter_change(r)?)
    } else {
        return Ok(None);
    }))
}

/// A change of the definition, if it comes next.
pub(super) fn take_change(r: &mut Reader<'_>, column: Name) -> Read<Option<TableChange>> {
    Ok(Some(
        if r.take_one_of(&["SET DATA TYPE", "TYPE"]).is_some() {
            let data_type = data_type::take(r)?;
            let collation = r.after("COLLATE", names::take_type_name)?;
            let using = r.after("USING", Reader::expr)?.is_some();
            TableChange::Type {
                column,
                data_type,
                collation,
                using,
            }
        } else if r.take("SET NOT NULL") {
            TableChange::SetNotNull(column)
        } else if r.take("DROP NOT NULL") {
            TableChange::DropNotNull(column)
        } else if r.take("SET DEFAULT") {
            TableChange::Default(column, Some(expression::take(r)?))
        } else if r.take("DROP DEFAULT") {
            TableChange::Default(column, None)
        } else if r.take("ADD GENERATED") {
            let identity = take_identity(r)?;
            r.expect("AS IDENTITY")?;
            let listed = *r.peek() == Token::LParen;
            let settings = listed.then(|| r.parenthesized(SequenceChange::take));
            TableChange::AddIdentity(
                column,
                identity,
                Box::new(settings.transpose()?.unwrap_or_default()),
            )
        } else if r.take("DROP IDENTITY") {
            let if_exists = r.take("IF EXISTS");
            TableChange::DropIdentity { column, if_exists }
        } else if r.take("DROP EXPRESSION") {
            let if_exists = r.take("IF EXISTS");
            TableChange::DropExpression { column, if_exists }
        } else if r.take("SET EXPRESSION AS") {
            TableChange::SetExpression(column, r.parenthesized(expression::take)?)
        } else {
            return take_identity_change(r, column);
        },
    ))
}

/// `SET GENERATED ...`, `SET sequence option` and `RESTART`, in any number.
fn take_identity_change(r: &mut Reader<'_>, column: Name) -> Read<Option<TableChange>> {
    let mut identity = None;
    let mut settings = SequenceChange::default();
    let mut any = false;
    loop {
        if r.take("SET GENERATED") {
            identity = Some(take_identity(r)?);
        } else if r.sees("RESTART") {
            settings.take_option(r)?;
        } else if r.sees("SET") {
            r.expect("SET")?;
            if !settings.take_option(r)? {
                return r.refuse("a sequence option");
            }
        } else {
            break;
        }
        any = true;
    }
    Ok(any.then_some(TableChange::SetIdentity(
        column,
        identity,
        Box::new(settings),
    )))
}

fn take_identity(r: &mut Reader<'_>) -> Read<Identity> {
    match r.take_one_of(&["ALWAYS", "BY DEFAULT"]) {
        Some("ALWAYS") => Ok(Identity::Always),
        Some(_) => Ok(Identity::ByDefault),
        None => r.refuse("ALWAYS or BY DEFAULT"),
    }
}
