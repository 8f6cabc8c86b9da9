//! `ALTER TABLE` and its relatives: one effect an action. sqlparser reads the definitions that are added.

use sqlparser::ast::AlterTableOperation as Op;
use sqlparser::tokenizer::{Span, Token};

use super::action::{Action, Common};
use super::clause::{self, Clause, ClauseOwner};
use super::object::take_cascade;
use super::property::{self, PropertyChange};
use super::vocabulary::{Altered, Effect, TableChange, Target, Triggers};
use super::{column, constraint, inheritance, names};
use crate::name::Name;
use crate::schema::{ObjectKind, TriggerState};
use crate::sql::guard;
use crate::sql::reader::{Read, Reader};

/// The relation of an `ALTER TABLE`. PostgreSQL lets that work on any kind.
struct Relation {
    kind: ObjectKind,
    altered: Altered,
}

/// `ALTER TABLE` and its relatives, after the words that name the kind: what each action means, in order.
pub(super) fn table(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Vec<Action>> {
    let relation = Relation::take(r, kind)?;
    let actions = r.separated(|r| relation.take_action(r))?;
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

impl Relation {
    fn take(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Self> {
        let if_exists = r.take("IF EXISTS");
        let only = r.take("ONLY");
        let name = names::take_reference(r)?;
        r.take_token(&Token::Mul);
        let altered = Altered {
            name,
            if_exists,
            only,
        };
        Ok(Self { kind, altered })
    }

    fn change(&self, change: TableChange) -> Action {
        let change = Box::new(change);
        Action::Effect(Effect::AlterTable(self.altered.clone(), change))
    }

    fn property(&self, change: PropertyChange) -> Action {
        Action::Effect(Effect::Property(self.altered.clone(), change))
    }

    fn take_action(&self, r: &mut Reader<'_>) -> Read<Option<Action>> {
        if r.sees("ADD") {
            return self.take_add(r).map(Some);
        }
        if r.take("ALTER CONSTRAINT") {
            return take_constraint(r).map(|change| Some(self.change(change)));
        }
        if r.take("ALTER") {
            return self.take_column(r).map(Some);
        }
        // What means nothing for the schema; oids do so since 12.
        if r.take("SET WITHOUT OIDS") {
            return Ok(None);
        }
        if r.take("OPTIONS") {
            r.skip()?;
            return Ok(Some(Action::opaque("foreign tables are not modelled")));
        }
        if let Some(common) = Common::take_any(r)? {
            let target = Target::Named(self.kind, self.altered.name.clone());
            return Ok(common.of(target, self.altered.if_exists));
        }
        if let Some(change) = inheritance::take_change(r)? {
            return Ok(Some(self.change(TableChange::Inheritance(change))));
        }
        match self.take_setting(r)? {
            Some(action) => Ok(Some(action)),
            None => take_change(r).map(|change| Some(self.change(change))),
        }
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
        let mut inner = Reader::over(r.text, tokens);
        let operation = inner.parser.parse_alter_table_operation()?;
        inner.expect_end()?;
        guard::check(inner.tokens_from(0), &operation)?;
        let clauses: Vec<Clause> = owner.of(cut.kinds).collect();
        let change = match &operation {
            Op::AddColumn {
                if_not_exists,
                column_def,
                ..
            } => column::definition(column_def, &clauses).map(|column| TableChange::AddColumn {
                column,
                if_not_exists: *if_not_exists,
            }),
            Op::AddConstraint { constraint, .. } => {
                let clauses = clauses.iter().map(|clause| &clause.kind);
                constraint::table(constraint, cut.not_valid, clauses)
                    .map(TableChange::AddConstraint)
            }
            other => Err(format!("ALTER TABLE ... {other} is not modelled")),
        };
        Ok(change.map_or_else(Action::Opaque, |change| self.change(change)))
    }

    /// `ALTER [COLUMN] column ...`, after the first word.
    fn take_column(&self, r: &mut Reader<'_>) -> Read<Action> {
        r.take("COLUMN");
        let column = names::take(r)?;
        if let Some(property) = column::take_property(r)? {
            return Ok(self.property(PropertyChange::Column(column, property)));
        }
        if r.take("OPTIONS") {
            r.skip()?;
            return Ok(Action::opaque("foreign tables are not modelled"));
        }
        match column::take_change(r, column)? {
            Some(change) => Ok(self.change(change)),
            None => r.refuse("a change of a column"),
        }
    }

    fn take_setting(&self, r: &mut Reader<'_>) -> Read<Option<Action>> {
        let listed = *r.peek_nth(1) == Token::LParen;
        let change = if r.take("CLUSTER ON") {
            PropertyChange::ClusterOn(Some(names::take(r)?))
        } else if r.take("SET WITHOUT CLUSTER") {
            PropertyChange::ClusterOn(None)
        } else if r.take("SET TABLESPACE") {
            PropertyChange::Tablespace(property::take_tablespace(r)?)
        } else if r.take("SET ACCESS METHOD DEFAULT") {
            PropertyChange::AccessMethod(None)
        } else if r.take("SET ACCESS METHOD") {
            PropertyChange::AccessMethod(Some(names::take(r)?))
        } else if r.take("REPLICA IDENTITY") {
            PropertyChange::ReplicaIdentity(property::take_replica_identity(r)?)
        } else if r.sees("RESET") || (r.sees("SET") && listed) {
            PropertyChange::Options(property::take_parameter_change(r)?)
        } else {
            return Ok(None);
        };
        Ok(Some(match change {
            PropertyChange::Options(options) if self.kind != ObjectKind::Table => {
                Action::Effect(Effect::ViewOptions(self.altered.name.clone(), options))
            }
            change => self.property(change),
        }))
    }
}

/// A change of the columns, constraints, triggers or rules, or of the table itself.
fn take_change(r: &mut Reader<'_>) -> Read<TableChange> {
    Ok(if r.take("DROP CONSTRAINT") {
        TableChange::DropConstraint {
            if_exists: r.take("IF EXISTS"),
            name: names::take(r)?,
            cascade: take_cascade(r),
        }
    } else if r.take("DROP") {
        r.take("COLUMN");
        TableChange::DropColumn {
            if_exists: r.take("IF EXISTS"),
            name: names::take(r)?,
            cascade: take_cascade(r),
        }
    } else if r.take("RENAME CONSTRAINT") {
        let (from, to) = take_rename(r)?;
        TableChange::RenameConstraint { from, to }
    } else if r.take("RENAME") {
        r.take("COLUMN");
        let (from, to) = take_rename(r)?;
        TableChange::RenameColumn { from, to }
    } else if r.take("VALIDATE CONSTRAINT") {
        TableChange::ValidateConstraint(names::take(r)?)
    } else if let Some(words) = r.take_one_of(&["SET LOGGED", "SET UNLOGGED"]) {
        TableChange::Unlogged(words == "SET UNLOGGED")
    } else {
        return take_state(r);
    })
}

/// `name TO name`.
fn take_rename(r: &mut Reader<'_>) -> Read<(Name, Name)> {
    let from = names::take(r)?;
    r.expect("TO")?;
    Ok((from, names::take(r)?))
}

/// What is enabled or disabled: row level security, triggers, rules.
fn take_state(r: &mut Reader<'_>) -> Read<TableChange> {
    if r.take("FORCE ROW LEVEL SECURITY") {
        return Ok(TableChange::ForceRowSecurity(true));
    }
    if r.take("NO FORCE ROW LEVEL SECURITY") {
        return Ok(TableChange::ForceRowSecurity(false));
    }
    let words = r.take_one_of(&["ENABLE ALWAYS", "ENABLE REPLICA", "ENABLE", "DISABLE"]);
    let state = match words {
        Some("ENABLE ALWAYS") => TriggerState::Always,
        Some("ENABLE REPLICA") => TriggerState::Replica,
        Some("ENABLE") => TriggerState::Origin,
        Some(_) => TriggerState::Disabled,
        None => return r.refuse("an action of ALTER TABLE"),
    };
    Ok(if r.take("ROW LEVEL SECURITY") {
        TableChange::RowSecurity(state != TriggerState::Disabled)
    } else if r.take("RULE") {
        TableChange::RuleState(names::take(r)?, state)
    } else {
        r.expect("TRIGGER")?;
        let triggers = match r.take_one_of(&["ALL", "USER"]) {
            Some("ALL") => Triggers::All,
            Some(_) => Triggers::User,
            None => Triggers::Named(names::take(r)?),
        };
        TableChange::TriggerState(triggers, state)
    })
}

/// `ALTER CONSTRAINT name ...`, after these words.
fn take_constraint(r: &mut Reader<'_>) -> Read<TableChange> {
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
    Ok(TableChange::AlterConstraint {
        name,
        deferral: said.then_some(deferral),
        enforced,
        inherit,
    })
}
