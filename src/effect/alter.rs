//! `ALTER TABLE` and its relatives: one effect an action. What sqlparser reads without loss it reads.

use sqlparser::ast::{
    AlterColumnOperation, AlterTableOperation as Op, DropBehavior, GeneratedAs, Ident,
    RenameTableNameKind,
};
use sqlparser::tokenizer::{Span, Token};

use super::action::Action;
use super::clause::{self, Clause, ClauseOwner};
use super::property::{self, PropertyChange};
use super::vocabulary::{Effect, SequenceChange, TableChange, Triggers};
use super::{Reference, column, constraint, data_type, expression, inheritance, names};
use crate::schema::{Identity, ObjectKind, TriggerState};
use crate::sql::guard;
use crate::sql::reader::{Read, Reader};

/// The relation of an `ALTER TABLE`. PostgreSQL lets that work on any kind.
struct Target {
    kind: ObjectKind,
    name: Reference,
    if_exists: bool,
    only: bool,
}

/// `ALTER TABLE` and its relatives, after the words that name the kind: what each action means, in order.
pub(super) fn table(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Vec<Action>> {
    let target = Target::take(r, kind)?;
    let actions = r.separated(|r| target.take_action(r))?;
    Ok(actions.into_iter().flatten().collect())
}

/// `ALTER FOREIGN TABLE`: of a foreign table the name alone is known.
pub(super) fn foreign(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let mut actions = table(r, ObjectKind::Table)?;
    actions.retain(|action| {
        matches!(
            action,
            Action::Effect(Effect::Rename { .. } | Effect::Move { .. })
        )
    });
    actions.push(Action::opaque("foreign tables are not modelled"));
    Ok(actions)
}

impl Target {
    fn take(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Self> {
        let if_exists = r.take("IF EXISTS");
        let only = r.take("ONLY");
        let name = names::take_reference(r)?;
        r.take_token(&Token::Mul);
        Ok(Self {
            kind,
            name,
            if_exists,
            only,
        })
    }

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

    fn take_action(&self, r: &mut Reader<'_>) -> Read<Option<Action>> {
        if r.sees("ADD") {
            return self.take_add(r).map(Some);
        }
        if r.take("ALTER CONSTRAINT") {
            return self.take_constraint(r).map(Some);
        }
        if r.sees("ALTER") {
            return self.take_column(r);
        }
        // What means nothing for the schema; oids do so since 12.
        if r.take("SET WITHOUT OIDS") {
            return Ok(None);
        }
        if r.take("NO DEPENDS ON EXTENSION") || r.take("DEPENDS ON EXTENSION") {
            r.ident()?;
            return Ok(None);
        }
        if r.take("OPTIONS") {
            r.skip()?;
            return Ok(Some(Action::opaque("foreign tables are not modelled")));
        }
        if let Some(change) = inheritance::take_change(r)? {
            return Ok(Some(self.change(TableChange::Inheritance(change))));
        }
        match self.take_setting(r)? {
            Some(action) => Ok(Some(action)),
            None => self.take_sqlparsers(r),
        }
    }

    /// Lets sqlparser read an action, and checks that it lost nothing.
    fn take_sqlparsers(&self, r: &mut Reader<'_>) -> Read<Option<Action>> {
        let first = r.index();
        let operation = r.parser.parse_alter_table_operation()?;
        guard::check(&r.tokens(first, r.index()), &operation)?;
        let is_owner = matches!(operation, Op::OwnerTo { .. });
        Ok((!is_owner).then(|| self.read(&operation, &[])))
    }

    fn take_add(&self, r: &mut Reader<'_>) -> Read<Action> {
        let first = r.index();
        r.expect("ADD")?;
        if let Some((column, not_null)) = clause::not_null(r)? {
            return Ok(self.change(TableChange::AddNotNull(column, not_null)));
        }
        let constraint = clause::starts_constraint(r);
        let mut tokens = r.tokens(first, r.index());
        let column_first = r.index();
        if !constraint {
            r.take("COLUMN");
            r.take("IF NOT EXISTS");
        }
        tokens.extend(r.tokens(column_first, r.index()));
        let owner = match r.peek() {
            Token::Word(word) if !constraint => {
                ClauseOwner::Column(names::name(&word.to_ident(Span::empty())))
            }
            _ => ClauseOwner::Constraint(0),
        };
        let mut cut = clause::cut(r, !constraint)?;
        tokens.append(&mut cut.tokens);
        let mut inner = Reader::over(r.text, tokens.clone());
        let mut operation = inner.parser.parse_alter_table_operation()?;
        inner.expect_end()?;
        guard::check(&tokens, &operation)?;
        if let Op::AddConstraint { not_valid, .. } = &mut operation {
            *not_valid = cut.not_valid;
        }
        let clauses: Vec<Clause> = owner.of(cut.kinds).collect();
        Ok(self.read(&operation, &clauses))
    }

    /// `ALTER CONSTRAINT name ...`, after these words.
    fn take_constraint(&self, r: &mut Reader<'_>) -> Read<Action> {
        let name = names::take(r)?;
        let (mut deferrable, mut deferred, mut enforced, mut inherit) = (None, None, None, None);
        while let Some(word) = r.take_one_of(&[
            "NOT DEFERRABLE",
            "DEFERRABLE",
            "INITIALLY DEFERRED",
            "INITIALLY IMMEDIATE",
            "NOT ENFORCED",
            "ENFORCED",
            "NO INHERIT",
            "INHERIT",
        ]) {
            match word {
                "NOT DEFERRABLE" | "DEFERRABLE" => deferrable = Some(word == "DEFERRABLE"),
                "NOT ENFORCED" | "ENFORCED" => enforced = Some(word == "ENFORCED"),
                "NO INHERIT" | "INHERIT" => inherit = Some(word == "INHERIT"),
                _ => deferred = Some(word == "INITIALLY DEFERRED"),
            }
        }
        let said = deferrable.is_some() || deferred.is_some();
        let deferral = constraint::deferral(deferrable, deferred.unwrap_or(false));
        Ok(self.change(TableChange::AlterConstraint {
            name,
            deferral: said.then_some(deferral),
            enforced,
            inherit,
        }))
    }

    /// `ALTER [COLUMN] column ...`; sqlparser reads what is left to it.
    fn take_column(&self, r: &mut Reader<'_>) -> Read<Option<Action>> {
        let first = r.index();
        r.expect("ALTER")?;
        r.take("COLUMN");
        let column = names::take(r)?;
        if let Some(property) = column::take_property(r)? {
            let change = PropertyChange::Column(column, property);
            return Ok(Some(self.property(change)));
        }
        if r.take("OPTIONS") {
            r.skip()?;
            return Ok(Some(Action::opaque("foreign tables are not modelled")));
        }
        if let Some(change) = column::take_change(r, column)? {
            return Ok(Some(self.change(change)));
        }
        r.back(first);
        self.take_sqlparsers(r)
    }

    fn take_setting(&self, r: &mut Reader<'_>) -> Read<Option<Action>> {
        let listed = *r.peek_nth(1) == Token::LParen;
        let change = if r.take("CLUSTER ON") {
            PropertyChange::ClusterOn(Some(names::take(r)?))
        } else if r.take("SET WITHOUT CLUSTER") {
            PropertyChange::ClusterOn(None)
        } else if r.take("SET SCHEMA") {
            return Ok(Some(Action::Effect(Effect::Move {
                kind: self.kind,
                name: self.name.clone(),
                if_exists: self.if_exists,
                to: names::take(r)?,
            })));
        } else if r.take("SET TABLESPACE") {
            PropertyChange::Tablespace(property::take_tablespace(r)?)
        } else if r.take("SET ACCESS METHOD DEFAULT") {
            PropertyChange::AccessMethod(None)
        } else if r.take("SET ACCESS METHOD") {
            PropertyChange::AccessMethod(Some(names::take(r)?))
        } else if r.sees("RESET") || (r.sees("SET") && listed) {
            PropertyChange::Options(property::take_parameter_change(r)?)
        } else {
            return Ok(None);
        };
        Ok(Some(match change {
            PropertyChange::Options(options) if self.kind != ObjectKind::Table => {
                Action::Effect(Effect::ViewOptions(self.name.clone(), options))
            }
            change => self.property(change),
        }))
    }

    fn read(&self, operation: &Op, clauses: &[Clause]) -> Action {
        match operation {
            Op::AddColumn {
                if_not_exists,
                column_def,
                ..
            } => match column::definition(column_def, clauses) {
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
                let clauses = clauses.iter().map(|clause| &clause.kind);
                match constraint::table(constraint, *not_valid, clauses) {
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
                    return Action::opaque("nameless columns are not modelled");
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
            AlterColumnOperation::SetNotNull => TableChange::SetNotNull(column),
            AlterColumnOperation::DropNotNull => TableChange::DropNotNull(column),
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
                let identity = match generated_as {
                    Some(GeneratedAs::ByDefault) => Identity::ByDefault,
                    _ => Identity::Always,
                };
                TableChange::AddIdentity(column, identity, SequenceChange::default())
            }
        })
    }
}
