//! Rewrite rules.

use super::described::{Value, object, words};
use super::{Expression, ObjectId, TriggerState};

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
