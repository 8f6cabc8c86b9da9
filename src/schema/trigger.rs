//! Triggers, rewrite rules and row security policies.

use super::described::{Style, Value, in_brackets, object, words};
use super::{Deferral, Expression, ObjectId, ObjectKey, ObjectKind, TypeName};
use crate::name::Name;

object! {
    /// A trigger of a table or view.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Trigger {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// When it fires at all.
        state: TriggerState => Enabled "+ ({})";
        /// What it does, and when.
        definition: TriggerDefinition => _ "it describes itself";
    }
}

words! {
    /// `pg_trigger.tgenabled`, and `pg_rewrite.ev_enabled`.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum TriggerState {
        /// `O`: unless the session replicates.
        #[default]
        Origin = "enabled",
        /// `D`: never.
        Disabled = "disabled",
        /// `R`: only when the session replicates.
        Replica = "enabled on replicas only",
        /// `A`: always.
        Always = "always enabled",
    }
}

object! {
    /// What a trigger does, and when.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TriggerDefinition {
        /// Whether it is a constraint trigger.
        constraint: bool => Kind "CONSTRAINT " = |it| Value::flag(it.constraint, ["a constraint trigger", "no constraint trigger"]);
        /// Before, after, instead.
        timing: TriggerTiming => Timing "TRIGGER {name} {}" = |it| Value::word(it.timing.as_str());
        /// What it fires at.
        events: TriggerEvents => Events " {} ON {table}" = |it| Value::written("", |style| Some(it.events.written(style)));
        /// `FROM` of a constraint trigger.
        from: Option<TypeName> as TriggerTable => References " FROM {}";
        /// When a constraint trigger is checked.
        deferral: Deferral => Deferrable " {}" = |it| Value::written("", |style| it.deferral(style));
        /// `REFERENCING OLD TABLE AS`.
        old_table: Option<Name> => Referencing " REFERENCING {}" = |it| Value::written("no transition tables", |style| it.transition_tables(style));
        /// `REFERENCING NEW TABLE AS`.
        new_table: Option<Name> => _ "it stands with the old one";
        /// `FOR EACH ROW`.
        row: bool => Level " {}" = |it| Value::either(it.row, ["FOR EACH ROW", "FOR EACH STATEMENT"]);
        /// `WHEN`; its columns are called `old.name` and `new.name`.
        condition: Option<Expression> as Expression => Condition " WHEN ({})";
        /// The function that it calls; SQLite has statements in its place.
        function: Option<TypeName> as TriggerFunction => Function " EXECUTE FUNCTION {}";
        /// The function's arguments.
        arguments: Vec<String> => Arguments "{}" = |it| Value::written("", |style| it.arguments(style));
        /// The statements that it runs, of SQLite.
        body: Option<Expression> as Query => Body " BEGIN {} END";
        /// Whether a rename may have changed the statements otherwise than was followed here.
        stale_body: bool => _ "only the expected side knows it";
    }
}

words! {
    /// When a trigger fires.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum TriggerTiming {
        /// `BEFORE`.
        Before = "BEFORE",
        /// `AFTER`.
        After = "AFTER",
        /// `INSTEAD OF`.
        InsteadOf = "INSTEAD OF",
    }
}

/// What a trigger fires at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriggerEvents {
    /// `INSERT`.
    pub insert: bool,
    /// `UPDATE [OF columns]`; no column is all of them.
    pub update: Option<Vec<Name>>,
    /// `DELETE`.
    pub delete: bool,
    /// `TRUNCATE`.
    pub truncate: bool,
}

impl TriggerEvents {
    /// The events as they are written; for people the columns in order, as theirs means nothing.
    fn written(&self, style: &dyn Style) -> String {
        let Self {
            insert,
            update,
            delete,
            truncate,
        } = self;
        let update = update.as_deref().map(|columns| match columns {
            [] => "UPDATE".to_owned(),
            columns => {
                let mut columns = columns.to_vec();
                if !style.is_definition() {
                    columns.sort();
                }
                format!("UPDATE OF {}", style.names(&columns))
            }
        });
        let word = |on: bool, word: &str| on.then(|| word.to_owned());
        let words = [
            word(*insert, "INSERT"),
            word(*delete, "DELETE"),
            update,
            word(*truncate, "TRUNCATE"),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        words.join(" OR ")
    }
}

impl TriggerDefinition {
    /// When it is checked, as it is written: the server says it of constraint triggers alone.
    fn deferral(&self, style: &dyn Style) -> Option<String> {
        let words = match self.deferral {
            _ if !style.is_definition() => self.deferral.as_str(),
            _ if !self.constraint => return None,
            Deferral::NotDeferrable => "NOT DEFERRABLE INITIALLY IMMEDIATE",
            deferral => deferral.as_str(),
        };
        Some(words.to_owned())
    }

    /// The arguments as they are written.
    fn arguments(&self, style: &dyn Style) -> Option<String> {
        self.function.as_ref()?;
        let arguments = self.arguments.iter().map(|one| style.literal(one));
        Some(in_brackets(arguments))
    }

    /// `REFERENCING` as it is written.
    fn transition_tables(&self, style: &dyn Style) -> Option<String> {
        let table = |row: &str, name: &Option<Name>| {
            let name = name.as_ref()?;
            Some(format!("{row} TABLE AS {}", style.name(name)))
        };
        let tables = [table("OLD", &self.old_table), table("NEW", &self.new_table)];
        let tables: Vec<String> = tables.into_iter().flatten().collect();
        (!tables.is_empty()).then(|| tables.join(" "))
    }
}

impl Trigger {
    /// Whether it calls this function.
    #[must_use]
    pub fn calls(&self, function: &ObjectKey) -> bool {
        let Some(TypeName { schema, name }) = &self.definition.function else {
            return false;
        };
        function.kind == ObjectKind::Function
            && function.arguments.as_deref() == Some("")
            && name == &function.name
            && (schema.is_none() || schema == &function.schema)
    }

    /// Whether it reads the column, in `UPDATE OF` or in its condition.
    #[must_use]
    pub fn reads(&self, column: &Name) -> bool {
        let listed = self.definition.events.update.as_ref();
        let condition = self.definition.condition.as_ref().map(Expression::columns);
        listed.is_some_and(|columns| columns.contains(column))
            || condition
                .is_some_and(|columns| row_names(column).iter().any(|name| columns.contains(name)))
    }

    /// Follows a renamed column of its table.
    pub fn follow_renamed_column(&mut self, from: &Name, to: &Name) {
        let definition = &mut self.definition;
        let listed = definition.events.update.iter_mut().flatten();
        for column in listed.filter(|column| *column == from) {
            *column = to.clone();
        }
        if let Some(condition) = &mut definition.condition {
            for (from, to) in row_names(from).iter().zip(&row_names(to)) {
                condition.rename_column(from, to);
            }
        }
    }
}

/// What the column is called in a condition: of the old row, and of the new.
pub(super) fn row_names(column: &Name) -> [Name; 2] {
    ["old", "new"].map(|row| Name::exact(&format!("{row}.{column}")))
}

object! {
    /// A rule of a table or view; the one that makes a view what it is has no place here.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Rule {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// When it applies at all (`pg_rewrite.ev_enabled`).
        state: TriggerState => Enabled "+ ({})";
        /// What it does; none where a snapshot does not hold it.
        definition: Option<RuleDefinition> => _ "it describes itself";
    }
}

object! {
    /// What a rule does, and when.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RuleDefinition {
        /// What it applies to.
        event: RuleEvent => Events "ON {}" = |it| Value::word(it.event.as_str());
        /// `WHERE`; columns of the old and the new row are called `old.name` and `new.name`.
        condition: Option<Expression> as Expression => Condition " WHERE {}";
        /// `DO INSTEAD`, not `DO ALSO`.
        instead: bool => Timing " {}" = |it| Value::either(it.instead, ["DO INSTEAD", "DO ALSO"]);
        /// Its commands, in order; `NOTHING` is none.
        actions: Vec<Expression> as Query => Body " {}" = |it| Value::text(it.action_words());
    }
}

words! {
    /// `pg_rewrite.ev_type`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum RuleEvent {
        /// `1`
        Select = "SELECT",
        /// `2`
        Update = "UPDATE",
        /// `3`
        Insert = "INSERT",
        /// `4`
        Delete = "DELETE",
    }
}

impl RuleDefinition {
    /// The commands, as they are written.
    fn action_words(&self) -> String {
        let texts: Vec<&str> = self.actions.iter().map(|it| it.text.as_str()).collect();
        if texts.is_empty() {
            "NOTHING".to_owned()
        } else {
            texts.join("; ")
        }
    }
}

impl Rule {
    /// Its condition and its commands.
    pub fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Expression> {
        let definition = self.definition.iter_mut();
        definition.flat_map(|it| it.condition.iter_mut().chain(&mut it.actions))
    }
}

object! {
    /// A row security policy of a table.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Policy {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// `AS PERMISSIVE`, not `AS RESTRICTIVE`.
        permissive: bool => Kind "AS {}" = |it| Value::either(it.permissive, ["PERMISSIVE", "RESTRICTIVE"]);
        /// What it is for.
        command: PolicyCommand => Events " FOR {}" = |it| Value::word(it.command.as_str());
        /// Whom it is for, in order of name; `public` is everybody. None where the ledger does not tell
        /// (`CURRENT_USER`).
        roles: Option<Vec<Name>> => Roles " TO {}" = |it| Value::Roles(it.roles.as_deref(), it.owner.as_ref());
        /// Who owns the table, where that is known: the live side alone knows it.
        owner: Option<Name> => _ "it says what the roles mean";
        /// `USING`.
        using: Option<Expression> as Expression => Using " USING ({})";
        /// `WITH CHECK`.
        check: Option<Expression> as Expression => Check " WITH CHECK ({})";
    }
}

words! {
    /// `pg_policy.polcmd`.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum PolicyCommand {
        /// `*`
        #[default]
        All = "ALL",
        /// `r`
        Select = "SELECT",
        /// `a`
        Insert = "INSERT",
        /// `w`
        Update = "UPDATE",
        /// `d`
        Delete = "DELETE",
    }
}

impl Policy {
    /// Its expressions.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.using.iter().chain(&self.check)
    }

    /// Its expressions, to be changed.
    pub fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Expression> {
        self.using.iter_mut().chain(&mut self.check)
    }
}
