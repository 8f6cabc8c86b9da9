//! `ALTER TABLE`, `ALTER INDEX`: one effect an action.

use sqlparser::ast::{
    AlterColumnOperation, AlterTableOperation as Op, DropBehavior, GeneratedAs, Ident,
    RenameTableNameKind,
};

use super::property::{self, PropertyChange};
use super::vocabulary::{Effect, SequenceChange, TableChange, Triggers};
use super::{Reference, constraint, data_type, expression, inheritance, names, object, table};
use crate::schema::{Identity, ObjectKind, TriggerState, TypeName};
use crate::sql::grammar::{
    AlterAction, AlterIndex, AlterTable, Clause, ColumnChange, IndexAction, RelationKind,
};

/// What an action means: an effect, nothing for the schema, or why it is not modelled.
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart as soon as it is made"
)]
pub(super) enum Action {
    Effect(Effect),
    Nothing,
    Opaque(String),
    /// It is for rows, and calls functions that are not known.
    Calls(String),
}

/// What each action of an `ALTER TABLE` means, in order.
pub(super) fn table(parsed: &AlterTable) -> Vec<Action> {
    let kind = match parsed.kind {
        RelationKind::Table => ObjectKind::Table,
        RelationKind::View => ObjectKind::View,
        RelationKind::MaterializedView => ObjectKind::MaterializedView,
        RelationKind::ForeignTable => return foreign(parsed),
    };
    let target = Target {
        kind,
        name: names::reference(&parsed.name),
        if_exists: parsed.if_exists,
        only: parsed.only,
    };
    parsed
        .actions
        .iter()
        .map(|action| target.action(action))
        .collect()
}

/// Of a foreign table the name alone is known.
fn foreign(parsed: &AlterTable) -> Vec<Action> {
    let target = Target {
        kind: ObjectKind::Table,
        name: names::reference(&parsed.name),
        if_exists: parsed.if_exists,
        only: false,
    };
    let renames = parsed.actions.iter().map(|action| target.action(action));
    let names = renames.filter(|action| {
        matches!(
            action,
            Action::Effect(Effect::Rename { .. } | Effect::Move { .. })
        )
    });
    let opaque = Action::Opaque("foreign tables are not modelled".to_owned());
    names.chain([opaque]).collect()
}

/// What an `ALTER INDEX` means.
pub(super) fn index(parsed: &AlterIndex) -> Action {
    match &parsed.action {
        IndexAction::RenameTo(to) => Action::Effect(Effect::Rename {
            kind: ObjectKind::Index,
            name: names::reference(&parsed.name),
            table: None,
            if_exists: parsed.if_exists,
            to: names::name(to),
        }),
        IndexAction::DependsOnExtension { .. } => Action::Nothing,
        IndexAction::SetStatistics { column, target } => {
            index_property(parsed, PropertyChange::KeyTarget(*column, *target))
        }
        IndexAction::SetTablespace(name) => {
            index_property(parsed, PropertyChange::Tablespace(names::name(name)))
        }
        IndexAction::AttachPartition(partition) => Action::Effect(Effect::AttachIndex {
            index: names::reference(&parsed.name),
            partition: names::reference(partition),
        }),
        IndexAction::SetParameters(parameters) => index_options(parsed, property::set(parameters)),
        IndexAction::ResetParameters(names) => index_options(parsed, property::reset(names)),
    }
}

fn index_options(parsed: &AlterIndex, options: property::Parameters) -> Action {
    Action::Effect(Effect::IndexOptions {
        name: names::reference(&parsed.name),
        if_exists: parsed.if_exists,
        options,
    })
}

fn index_property(parsed: &AlterIndex, change: PropertyChange) -> Action {
    Action::Effect(Effect::Property {
        name: names::reference(&parsed.name),
        if_exists: parsed.if_exists,
        only: false,
        change,
    })
}

fn opaque(what: &str) -> Action {
    Action::Opaque(format!("{what} are not modelled"))
}

struct Target {
    kind: ObjectKind,
    name: Reference,
    if_exists: bool,
    only: bool,
}

impl Target {
    fn change(&self, change: TableChange) -> Action {
        Action::Effect(Effect::AlterTable {
            table: self.name.clone(),
            if_exists: self.if_exists,
            only: self.only,
            change: Box::new(change),
        })
    }

    fn property(&self, change: PropertyChange) -> Action {
        Action::Effect(Effect::Property {
            name: self.name.clone(),
            if_exists: self.if_exists,
            only: self.only,
            change,
        })
    }

    fn action(&self, action: &AlterAction) -> Action {
        match action {
            AlterAction::Read { operation, clauses } => self.read(operation, clauses),
            AlterAction::AddNotNull(not_null) => {
                let column = names::name(&not_null.column);
                self.change(TableChange::AddNotNull(column, table::not_null(not_null)))
            }
            AlterAction::AlterColumn { column, change } => self.column(column, change),
            AlterAction::AlterConstraint {
                name,
                deferrable,
                initially_deferred,
                enforced,
                inherit,
            } => {
                let said = deferrable.is_some() || initially_deferred.is_some();
                let deferral =
                    constraint::deferral(*deferrable, initially_deferred.unwrap_or(false));
                self.change(TableChange::AlterConstraint {
                    name: names::name(name),
                    deferral: said.then_some(deferral),
                    enforced: *enforced,
                    inherit: *inherit,
                })
            }
            AlterAction::SetSchema(to) => Action::Effect(Effect::Move {
                kind: self.kind,
                name: self.name.clone(),
                if_exists: self.if_exists,
                to: names::name(to),
            }),
            AlterAction::ClusterOn(index) => {
                self.property(PropertyChange::ClusterOn(Some(names::name(index))))
            }
            AlterAction::SetWithoutCluster => self.property(PropertyChange::ClusterOn(None)),
            AlterAction::SetWithoutOids | AlterAction::DependsOnExtension => Action::Nothing,
            AlterAction::AttachPartition { .. }
            | AlterAction::DetachPartition { .. }
            | AlterAction::Inherit(_)
            | AlterAction::NoInherit(_)
            | AlterAction::OfType(_)
            | AlterAction::NotOf => inheritance::change(action).map_or(Action::Nothing, |change| {
                self.change(TableChange::Inheritance(change))
            }),
            AlterAction::SetTablespace(name) => {
                self.property(PropertyChange::Tablespace(names::name(name)))
            }
            AlterAction::SetAccessMethod(method) => {
                let method = method.as_ref().map(names::name);
                self.property(PropertyChange::AccessMethod(method))
            }
            AlterAction::SetParameters(parameters) if self.kind != ObjectKind::Table => {
                let set = property::set(parameters);
                Action::Effect(Effect::ViewOptions(self.name.clone(), set))
            }
            AlterAction::ResetParameters(names) if self.kind != ObjectKind::Table => {
                let reset = property::reset(names);
                Action::Effect(Effect::ViewOptions(self.name.clone(), reset))
            }
            AlterAction::SetParameters(parameters) => {
                self.property(PropertyChange::Options(property::set(parameters)))
            }
            AlterAction::ResetParameters(names) => {
                self.property(PropertyChange::Options(property::reset(names)))
            }
            AlterAction::ForeignOptions(_) => opaque("foreign tables"),
        }
    }

    fn column(&self, column: &Ident, change: &ColumnChange) -> Action {
        let column = names::name(column);
        if let Some(property) = property::column(change) {
            return self.property(PropertyChange::Column(column, property));
        }
        self.change(match change {
            ColumnChange::SetType {
                data_type,
                collation,
                ..
            } => TableChange::Type {
                column,
                data_type: data_type::read(data_type),
                collation: collation.as_ref().map(|name| TypeName {
                    schema: names::reference(name).schema,
                    name: names::reference(name).name,
                }),
            },
            ColumnChange::AddIdentity { always, settings } => TableChange::AddIdentity(
                column,
                identity(*always),
                object::sequence_change(settings),
            ),
            ColumnChange::SetIdentity { always, settings } => TableChange::SetIdentity(
                column,
                always.map(identity),
                object::sequence_change(settings),
            ),
            ColumnChange::DropIdentity { if_exists } => TableChange::DropIdentity {
                column,
                if_exists: *if_exists,
            },
            ColumnChange::SetExpression(value) => {
                TableChange::SetExpression(column, expression::expression(value))
            }
            ColumnChange::DropExpression { if_exists } => TableChange::DropExpression {
                column,
                if_exists: *if_exists,
            },
            ColumnChange::SetStatistics(_)
            | ColumnChange::SetStorage(_)
            | ColumnChange::SetCompression(_)
            | ColumnChange::SetParameters(_)
            | ColumnChange::ResetParameters(_)
            | ColumnChange::ForeignOptions(_) => return opaque("foreign tables"),
        })
    }

    fn read(&self, operation: &Op, clauses: &[Clause]) -> Action {
        match operation {
            Op::AddColumn {
                if_not_exists,
                column_def,
                ..
            } => match table::column(column_def, clauses) {
                Ok(column) => self.change(TableChange::AddColumn {
                    column,
                    if_not_exists: *if_not_exists,
                }),
                Err(reason) => Action::Opaque(reason),
            },
            Op::AddConstraint {
                constraint,
                not_valid,
            } => {
                let clauses: Vec<&Clause> = clauses.iter().collect();
                match constraint::table(constraint, *not_valid, &clauses) {
                    Ok(constraint) => self.change(TableChange::AddConstraint(constraint)),
                    Err(reason) => Action::Opaque(reason),
                }
            }
            Op::RenameTable {
                table_name: RenameTableNameKind::To(to) | RenameTableNameKind::As(to),
            } => Action::Effect(Effect::Rename {
                kind: self.kind,
                name: self.name.clone(),
                table: None,
                if_exists: self.if_exists,
                to: names::reference(to).name,
            }),
            Op::AlterColumn { column_name, op } => self.column_operation(column_name, op),
            other => self.drop_or_rename(other),
        }
    }

    fn drop_or_rename(&self, operation: &Op) -> Action {
        self.change(match operation {
            Op::DropColumn {
                column_names,
                if_exists,
                drop_behavior,
                ..
            } => {
                let Some(name) = column_names.first() else {
                    return opaque("nameless columns");
                };
                TableChange::DropColumn {
                    name: names::name(name),
                    if_exists: *if_exists,
                    cascade: *drop_behavior == Some(DropBehavior::Cascade),
                }
            }
            Op::DropConstraint {
                if_exists,
                name,
                drop_behavior,
            } => TableChange::DropConstraint {
                name: names::name(name),
                if_exists: *if_exists,
                cascade: *drop_behavior == Some(DropBehavior::Cascade),
            },
            Op::RenameColumn {
                old_column_name,
                new_column_name,
            } => TableChange::RenameColumn {
                from: names::name(old_column_name),
                to: names::name(new_column_name),
            },
            Op::RenameConstraint { old_name, new_name } => TableChange::RenameConstraint {
                from: names::name(old_name),
                to: names::name(new_name),
            },
            Op::ValidateConstraint { name } => TableChange::ValidateConstraint(names::name(name)),
            other => return self.state(other),
        })
    }

    fn state(&self, operation: &Op) -> Action {
        match operation {
            Op::SetLogged => self.change(TableChange::Unlogged(false)),
            Op::SetUnlogged => self.change(TableChange::Unlogged(true)),
            Op::EnableTrigger { name } => self.trigger_state(name, TriggerState::Origin),
            Op::EnableAlwaysTrigger { name } => self.trigger_state(name, TriggerState::Always),
            Op::EnableReplicaTrigger { name } => self.trigger_state(name, TriggerState::Replica),
            Op::DisableTrigger { name } => self.trigger_state(name, TriggerState::Disabled),
            Op::EnableRule { name } => self.rule_state(name, TriggerState::Origin),
            Op::EnableAlwaysRule { name } => self.rule_state(name, TriggerState::Always),
            Op::EnableReplicaRule { name } => self.rule_state(name, TriggerState::Replica),
            Op::DisableRule { name } => self.rule_state(name, TriggerState::Disabled),
            Op::OwnerTo { .. } => Action::Nothing,
            Op::EnableRowLevelSecurity => self.change(TableChange::RowSecurity(true)),
            Op::DisableRowLevelSecurity => self.change(TableChange::RowSecurity(false)),
            Op::ForceRowLevelSecurity => self.change(TableChange::ForceRowSecurity(true)),
            Op::NoForceRowLevelSecurity => self.change(TableChange::ForceRowSecurity(false)),
            Op::ReplicaIdentity { identity } => {
                let identity = property::replica_identity(identity);
                self.property(PropertyChange::ReplicaIdentity(identity))
            }
            other => Action::Opaque(format!("ALTER TABLE ... {other} is not modelled")),
        }
    }

    fn rule_state(&self, name: &Ident, state: TriggerState) -> Action {
        self.change(TableChange::RuleState(names::name(name), state))
    }

    fn trigger_state(&self, name: &Ident, state: TriggerState) -> Action {
        let triggers = Triggers::of(names::name(name), name.quote_style.is_some());
        self.change(TableChange::TriggerState(triggers, state))
    }

    fn column_operation(&self, column: &Ident, operation: &AlterColumnOperation) -> Action {
        let column = names::name(column);
        self.change(match operation {
            AlterColumnOperation::SetNotNull => TableChange::NotNull(column, true),
            AlterColumnOperation::DropNotNull => TableChange::NotNull(column, false),
            AlterColumnOperation::SetDefault { value } => {
                TableChange::Default(column, Some(expression::expression(value)))
            }
            AlterColumnOperation::DropDefault => TableChange::Default(column, None),
            AlterColumnOperation::SetDataType { data_type, .. } => TableChange::Type {
                column,
                data_type: data_type::read(data_type),
                collation: None,
            },
            AlterColumnOperation::AddGenerated { generated_as, .. } => {
                let always = !matches!(generated_as, Some(GeneratedAs::ByDefault));
                TableChange::AddIdentity(column, identity(always), SequenceChange::default())
            }
        })
    }
}

fn identity(always: bool) -> Identity {
    if always {
        Identity::Always
    } else {
        Identity::ByDefault
    }
}
