//! Rewrite rules.

use super::{Expression, ObjectId, TriggerState};

/// A rule of a table or view; the one that makes a view what it is has no place here.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its identity on this side.
    pub id: ObjectId,
    /// When it applies at all (`pg_rewrite.ev_enabled`).
    pub state: TriggerState,
    /// What it does; none where a snapshot does not hold it.
    pub definition: Option<RuleDefinition>,
}

/// What a rule does, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDefinition {
    /// What it applies to.
    pub event: RuleEvent,
    /// `DO INSTEAD`, not `DO ALSO`.
    pub instead: bool,
    /// `WHERE`; columns of the old and the new row are called `old.name` and `new.name`.
    pub condition: Option<Expression>,
    /// Its commands, in order; `NOTHING` is none.
    pub actions: Vec<Expression>,
}

/// `pg_rewrite.ev_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleEvent {
    /// `1`
    Select,
    /// `2`
    Update,
    /// `3`
    Insert,
    /// `4`
    Delete,
}

impl RuleEvent {
    /// How it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Update => "UPDATE",
            Self::Insert => "INSERT",
            Self::Delete => "DELETE",
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
