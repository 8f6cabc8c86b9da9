//! What each action of `ALTER TABLE` does to one table; and changes of columns.

use super::dependencies::On;
use super::not_null::NO_INHERIT;
use super::{Outcome, Problem, Replay};
use crate::effect::vocabulary::{SequenceChange, TableChange};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Column, ConstraintBody, DataType, Expr, Expression, Former, Identity, Literal,
    ObjectKey, ObjectKind, Table, TypeName, UserType,
};

const NO_IDENTITY: &str = "the column is no identity column";
const NOT_GENERATED: &str = "the column is no generated column";

impl Replay {
    /// Applies an action to one table, whatever inherits from it.
    pub(super) fn alter_one(&mut self, name: &QualifiedName, change: &TableChange) -> Outcome {
        match change {
            TableChange::AddConstraint(constraint) => {
                self.add_constraint(name, constraint).map(|_| ())
            }
            TableChange::DropConstraint {
                name: constraint,
                if_exists,
                cascade,
            } => self.drop_constraint(name, constraint, *if_exists, *cascade),
            TableChange::RenameConstraint { from, to } => self.rename_constraint(name, from, to),
            TableChange::ValidateConstraint(constraint) => {
                self.validate_constraint(name, constraint)
            }
            TableChange::AlterConstraint {
                name: constraint,
                deferral,
                enforced,
                inherit,
            } => self.alter_constraint(name, constraint, *deferral, *enforced, *inherit),
            TableChange::Unlogged(unlogged) => self.set_unlogged(name, *unlogged),
            TableChange::RowSecurity(on) => {
                self.alter_relation(name, Attribute::RowSecurity, |it| it.row_security = *on)
            }
            TableChange::ForceRowSecurity(on) => {
                self.alter_relation(name, Attribute::ForceRowSecurity, |it| {
                    it.force_row_security = *on;
                })
            }
            TableChange::TriggerState(triggers, state) => {
                self.set_trigger_state(name, triggers, *state)
            }
            TableChange::RuleState(rule, state) => self.set_rule_state(name, rule, *state),
            TableChange::Inheritance(change) => self.change_inheritance(name, change),
            TableChange::AddColumn {
                column,
                if_not_exists,
            } => self.add_column(name, column, *if_not_exists),
            TableChange::DropColumn {
                name: column,
                if_exists,
                cascade,
            } => self.drop_column(name, column, *if_exists, *cascade),
            TableChange::RenameColumn { from, to } => self.rename_column(name, from, to),
            TableChange::SetNotNull(column) => self.alter_not_null(name, column, true),
            TableChange::DropNotNull(column) => self.alter_not_null(name, column, false),
            TableChange::AddNotNull(column, new) => self.add_not_null(name, column, new),
            TableChange::Default(column, value) => self.set_default(name, column, value.as_ref()),
            TableChange::Type {
                column,
                data_type,
                collation,
                ..
            } => self.set_type(name, column, data_type, collation.as_ref()),
            TableChange::AddIdentity(column, identity, settings) => {
                self.add_identity(name, column, *identity, settings)
            }
            TableChange::SetIdentity(column, identity, settings) => {
                self.set_identity(name, column, *identity, settings)
            }
            TableChange::DropIdentity { column, if_exists } => {
                self.drop_identity(name, column, *if_exists)
            }
            TableChange::SetExpression(column, expression) => {
                self.set_expression(name, column, expression)
            }
            TableChange::DropExpression { column, if_exists } => {
                self.drop_expression(name, column, *if_exists)
            }
        }
    }

    pub(super) fn column(&self, table: &QualifiedName, name: &Name) -> Result<&Column, Problem> {
        let missing = || Problem::no_column(table, name);
        self.table(table)?.column(name).ok_or_else(missing)
    }

    pub(super) fn column_mut(
        &mut self,
        table: &QualifiedName,
        name: &Name,
    ) -> Result<&mut Column, Problem> {
        let missing = || Problem::no_column(table, name);
        self.table_mut(table)?.column_mut(name).ok_or_else(missing)
    }

    /// The current place answers for the attribute from now on.
    fn answers(&mut self, table: &QualifiedName, column: &Name, attribute: Attribute) -> Outcome {
        let id = self.column(table, column)?.id;
        self.set_by(id, attribute);
        Ok(())
    }

    /// `ATExecSetNotNull` since 18: with children that it may not reach, the constraint is NO INHERIT. That
    /// of a primary key's column is not.
    fn alter_not_null(&mut self, table: &QualifiedName, name: &Name, not_null: bool) -> Outcome {
        let (id, had) = {
            let column = self.column(table, name)?;
            (column.id, column.not_null)
        };
        self.set_not_null(table, name, not_null)?;
        if not_null && !had && self.only && !self.children(table).is_empty() {
            self.set_word(id, Attribute::NoInherit, Some(NO_INHERIT));
        }
        Ok(())
    }

    pub(super) fn set_not_null(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        not_null: bool,
    ) -> Outcome {
        if !not_null && self.table(table)?.primary_key().contains(name) {
            return Err(Problem::Refused("a primary key's column takes no NULL"));
        }
        let column = self.column_mut(table, name)?;
        if !not_null && column.identity.is_some() {
            return Err(Problem::Refused("an identity column takes no NULL"));
        }
        let (id, same) = (column.id, column.not_null == not_null);
        column.not_null = not_null;
        self.settle_not_null(id, not_null);
        if same {
            return Ok(());
        }
        self.answers(table, name, Attribute::Nullable)
    }

    fn set_default(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        value: Option<&Expression>,
    ) -> Outcome {
        let value = value.filter(|value| !value.is_null());
        let value = value.map(|value| self.resolve_names_in(value));
        let column = self.column_mut(table, name)?;
        if column.generated.is_some() || (column.identity.is_some() && value.is_some()) {
            return Err(Problem::Refused(
                "an identity or generated column takes no default",
            ));
        }
        // Django writes DEFAULT and DROP DEFAULT around most changes: no difference, no new author.
        if column.default == value {
            return Ok(());
        }
        let id = column.id;
        let former = std::mem::replace(&mut column.default, value);
        if let Some(former) = former {
            self.expected.fillers.insert(id, former);
        }
        self.answers(table, name, Attribute::Default)
    }

    fn set_type(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        data_type: &DataType,
        collation: Option<&TypeName>,
    ) -> Outcome {
        let data_type = self.resolved(data_type);
        let collation = self.resolved_collation(collation);
        let column = self.column_mut(table, name)?;
        let retyped = column.data_type != data_type;
        let recollated =
            column.collation != collation || is_text(&column.data_type) != is_text(&data_type);
        if let Some(default) = column.default.as_mut().filter(|_| retyped) {
            keep_type(default, &column.data_type);
        }
        let before = std::mem::replace(&mut column.data_type, data_type.clone());
        column.collation = collation;
        if (&before.base, before.array) != (&data_type.base, data_type.array) {
            self.retype_expressions(table, name, &before);
        }
        let column = self.column(table, name)?;
        if column.identity.is_some() {
            self.retype_identity_sequence(table, name, &data_type)?;
        }
        self.forget_storage(table, name)?;
        self.forget_attributes(table, name);
        if retyped {
            self.answers(table, name, Attribute::Type)?;
        }
        if recollated {
            self.answers(table, name, Attribute::Collation)?;
        }
        Ok(())
    }

    /// The server reads checks and indexes of the column anew, from what it prints of them
    /// (`ATPostAlterTypeParse`): the casts that the old type asked for are then part of them.
    fn retype_expressions(&mut self, table: &QualifiedName, column: &Name, before: &DataType) {
        let statement = self.statement;
        let before = &self.below_domains(before);
        let retyped = self.statistics_of(table, None).into_iter();
        for key in retyped.chain([ObjectKey::table(table)]) {
            self.schema.walk(&key, &mut |mention| {
                mention.expression(&mut |it| it.retype(statement, column, before));
            });
        }
    }

    fn below_domains(&self, data_type: &DataType) -> Former {
        let mut former = Former {
            data_type: data_type.clone(),
            domain: false,
        };
        // A ledger may hold domains that lead round in a circle.
        for _ in 0..self.schema.types.len() {
            let of = &former.data_type;
            let named = (!of.array && !of.base.is_builtin()).then_some(&of.base);
            let found = named.and_then(|name| self.schema.type_meant(name));
            let Some(domain) = found.and_then(UserType::domain) else {
                break;
            };
            former = Former {
                data_type: domain.base.clone(),
                domain: true,
            };
        }
        former
    }

    fn add_identity(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        identity: Identity,
        settings: &SequenceChange,
    ) -> Outcome {
        let column = self.column(table, name)?.clone();
        if column.identity.is_some() && self.tolerates(false) {
            self.ensured(column.id);
            return Ok(());
        }
        if column.identity.is_some() || column.default.is_some() || !column.not_null {
            return Err(Problem::Refused(
                "an identity column must be NOT NULL, and have no default and no identity",
            ));
        }
        self.own_sequence(table, &column, true, settings)?;
        self.column_mut(table, name)?.identity = Some(identity);
        self.answers(table, name, Attribute::Identity)
    }

    fn set_identity(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        identity: Option<Identity>,
        settings: &SequenceChange,
    ) -> Outcome {
        let column = self.column_mut(table, name)?;
        if column.identity.is_none() {
            return Err(Problem::Refused(NO_IDENTITY));
        }
        if let Some(identity) = identity.filter(|identity| Some(*identity) != column.identity) {
            column.identity = Some(identity);
            self.answers(table, name, Attribute::Identity)?;
        }
        if let Some(sequence) = self.identity_sequence(table, name) {
            self.change_sequence(&sequence, settings)?;
        }
        Ok(())
    }

    fn drop_identity(&mut self, table: &QualifiedName, name: &Name, if_exists: bool) -> Outcome {
        if self.column_mut(table, name)?.identity.take().is_none() {
            return refuse_unless(if_exists, NO_IDENTITY);
        }
        if let Some(sequence) = self.identity_sequence(table, name) {
            self.forget_sequence(&sequence, None);
        }
        self.answers(table, name, Attribute::Identity)
    }

    fn set_expression(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        expression: &Expression,
    ) -> Outcome {
        let column = self.column_mut(table, name)?;
        let Some(generated) = &mut column.generated else {
            return Err(Problem::Refused(NOT_GENERATED));
        };
        generated.expression = expression.clone();
        self.answers(table, name, Attribute::Generated)
    }

    fn drop_expression(&mut self, table: &QualifiedName, name: &Name, if_exists: bool) -> Outcome {
        if self.column_mut(table, name)?.generated.take().is_none() {
            return refuse_unless(if_exists, NOT_GENERATED);
        }
        self.answers(table, name, Attribute::Generated)
    }

    /// Renames a column, and follows it wherever its name stands.
    fn rename_column(&mut self, table: &QualifiedName, from: &Name, to: &Name) -> Outcome {
        if self.table(table)?.column(to).is_some() {
            return Err(Problem::Exists(format!("the column {table}.{to}")));
        }
        self.column(table, from)?;
        self.keep_attributes(table, from);
        let column = self.column_mut(table, from)?;
        column.name = to.clone();
        let id = column.id;
        self.table_mut(table)?.follow_renamed_column(from, to);
        for other in self.schema.on(&On::Referenced(table.clone())) {
            if let Some(other) = self.schema.table_mut(&other) {
                rename_referenced(other, table, from, to);
            }
        }
        for sequence in self.owned_sequences(table, Some(from)) {
            if let Some(mut of) = self.schema.sequences.get(&sequence).cloned() {
                of.owner.iter_mut().for_each(|it| it.column = to.clone());
                self.schema.put_sequence(sequence, of);
            }
        }
        self.follow_column_in_statistics(table, from, to);
        let old = Self::part(table, ObjectKind::Column, from);
        self.renamed(old, Self::part(table, ObjectKind::Column, to), id);
        Ok(())
    }
}

fn refuse_unless(if_exists: bool, reason: &'static str) -> Outcome {
    if if_exists {
        return Ok(());
    }
    Err(Problem::Refused(reason))
}

fn rename_referenced(other: &mut Table, table: &QualifiedName, from: &Name, to: &Name) {
    for constraint in other.constraints.values_mut() {
        if let ConstraintBody::ForeignKey(foreign) = &mut constraint.body
            && &foreign.table == table
        {
            let columns = foreign.referenced.iter_mut();
            for column in columns.filter(|column| *column == from) {
                *column = to.clone();
            }
        }
    }
}

/// A constant that was made a value of a user's type stays one, and is cast from then on
/// (`ATPrepAlterColumnType` of `tablecmds.c`). The length of a `varchar` is a cast that nobody wrote, and is lost.
fn keep_type(default: &mut Expression, data_type: &DataType) {
    if data_type.base.schema.is_some() && matches!(default.tree, Expr::Literal(Literal::Text(_))) {
        let of = if data_type.is_builtin("character varying") {
            data_type.clone().without_modifiers()
        } else {
            data_type.clone()
        };
        let tree = Expr::Cast(Box::new(default.tree.clone()), of);
        *default = Expression::new(tree.to_string(), tree);
    }
}

/// Whether a column of the type has a collation, as far as the built-in types tell
/// (`pg_type.typcollation`).
fn is_text(data_type: &DataType) -> bool {
    const COLLATED: [&str; 4] = ["text", "character varying", "character", "name"];
    data_type.base.is_builtin() && COLLATED.contains(&data_type.base.name.as_str())
}
