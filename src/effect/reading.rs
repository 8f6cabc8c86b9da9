//! One stored output to the meaning of each of its statements.

use std::sync::Arc;

use super::calls::{self, Functions, Hidden};
use super::sqlite::Copied;
use super::vocabulary::{Effect, Meaning, Reach, Step, Target};
use super::{meaning, sqlite};
use crate::migration::{MigrationKey, SourceLocation, StoredOutput};
use crate::name::Name;
use crate::sql::{self, Script, Statement};

/// A stored output, understood.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its statements, in order; `BEGIN` and `COMMIT` are left out.
    pub statements: Vec<ReadStatement>,
    /// Operations that Django could not write as SQL (`RunPython`).
    pub unwritable: Vec<SourceLocation>,
    /// Operations that Django printed as `-- (no-op)`.
    pub no_ops: Vec<SourceLocation>,
    /// What it makes that calls functions unseen where it is used.
    hidden: Vec<Hidden>,
}

/// A statement, where it stands, and what it means.
#[derive(Debug, Clone)]
pub struct ReadStatement {
    /// Where it stands.
    pub location: Arc<SourceLocation>,
    /// What it means.
    pub meaning: Meaning,
    /// Whether it only says how the session runs (`SET`, `RESET`): it ends with the session.
    pub session: bool,
}

impl ReadStatement {
    /// The effects that were understood.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        match &self.meaning {
            Meaning::Schema(steps) | Meaning::Opaque { steps, .. } => steps,
            Meaning::Data | Meaning::Transaction | Meaning::Unreadable { .. } => &[],
        }
    }
}

impl ReadStatement {
    /// Whether it may change the schema by itself in a way that is not modelled.
    #[must_use]
    pub fn may_reach_further(&self) -> bool {
        matches!(
            self.meaning,
            Meaning::Opaque {
                reach: Reach::Schema,
                ..
            }
        )
    }
}

impl Reading {
    /// Reads the stored output `text` of `migration`, which `file` holds. Never fails: what could
    /// not be read is in the result, with the reason.
    #[must_use]
    pub fn of(migration: &MigrationKey, file: &str, text: &str) -> Self {
        Self::among(migration, file, text, &Functions::default())
    }

    /// The same, of a ledger that makes these functions.
    #[must_use]
    pub fn among(migration: &MigrationKey, file: &str, text: &str, functions: &Functions) -> Self {
        let mut hidden: Vec<Hidden> = Vec::new();
        let mut reading = Self::made_of(migration, file, sql::read(text), |statement| {
            let mut meaning = meaning::read_among(statement, functions);
            if meaning == Meaning::Data {
                let known = functions.hidden.iter().chain(&hidden);
                meaning = calls::used(&statement.text, known).unwrap_or(meaning);
            }
            hidden.extend(calls::made(statement, &meaning, functions));
            meaning
        });
        reading.hidden = hidden;
        reading
    }

    /// The same, of what was printed for SQLite.
    #[must_use]
    pub fn of_sqlite(migration: &MigrationKey, file: &str, text: &str) -> Self {
        let (mut copies, mut at) = (Vec::new(), 0);
        let mut reading = Self::made_of(migration, file, sql::read_sqlite(text), |statement| {
            let meaning = sqlite::read(statement);
            if meaning == Meaning::Data {
                copies.extend(Copied::read(&statement.text).map(|copied| (at, copied)));
            }
            at += usize::from(meaning != Meaning::Transaction);
            meaning
        });
        for (at, copied) in copies {
            let (before, behind) = reading.statements.split_at_mut(at);
            if let Some((copy, behind)) = behind.split_first_mut()
                && copied.is_remake(effects(before), effects(behind))
            {
                // What it does is seen by the table that comes of it.
                copy.meaning = Meaning::Schema(Vec::new());
            }
        }
        reading
    }

    fn made_of(
        migration: &MigrationKey,
        file: &str,
        script: Script,
        mut meaning_of: impl FnMut(&Statement) -> Meaning,
    ) -> Self {
        let output = Arc::new(StoredOutput {
            migration: migration.clone(),
            file: file.to_owned(),
        });
        let location = |line: u32, operation: Option<String>| SourceLocation {
            output: Arc::clone(&output),
            line,
            operation: operation.map(String::into_boxed_str),
        };
        let count = script.statements.len();
        let statements = script.statements.into_iter().map(|statement| {
            let meaning = meaning_of(&statement);
            ReadStatement {
                location: Arc::new(location(statement.line, statement.operation)),
                meaning,
                session: is_of_session(&statement.text),
            }
        });
        let statements = statements.filter(|statement| statement.meaning != Meaning::Transaction);
        // In room of their own: what they are made of is larger.
        let mut kept = Vec::with_capacity(count);
        kept.extend(statements);
        let places = |markers: Vec<sql::Marker>| {
            let markers = markers.into_iter();
            markers
                .map(|marker| location(marker.line, marker.operation))
                .collect()
        };
        Self {
            statements: kept,
            unwritable: places(script.unwritable),
            no_ops: places(script.no_ops),
            hidden: Vec::new(),
        }
    }

    /// What it makes that calls functions unseen in other stored outputs too.
    pub fn hidden(&self) -> impl Iterator<Item = &Hidden> {
        self.hidden.iter().filter(|one| !one.is_of_its_migration())
    }

    /// Whether it holds no statement, and no operation that could not be written as one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.unwritable.is_empty()
    }

    /// Whether something in it may change the schema in a way that is not modelled.
    #[must_use]
    pub fn has_opaque(&self) -> bool {
        !self.unwritable.is_empty()
            || self.statements.iter().any(|statement| {
                matches!(
                    statement.meaning,
                    Meaning::Opaque { .. } | Meaning::Unreadable { .. }
                )
            })
    }

    /// The functions that it makes under a name which `pg_catalog` has too.
    pub fn namesakes(&self) -> impl Iterator<Item = &Name> {
        let steps = self.statements.iter().flat_map(ReadStatement::steps);
        let made = steps.filter_map(|step| match &step.effect {
            Effect::CreateRoutine(new) => Some(&new.name.name),
            Effect::Rename {
                target: Target::Routine(_),
                to,
                ..
            } => Some(to),
            _ => None,
        });
        made.filter(|name| calls::is_builtin(name))
    }

    /// Whether a statement of it may change the schema by itself in a way that is not modelled.
    #[must_use]
    pub fn may_reach_further(&self) -> bool {
        self.statements.iter().any(ReadStatement::may_reach_further)
    }

    /// Whether a statement of it changes the schema.
    #[must_use]
    pub fn has_effects(&self) -> bool {
        self.statements
            .iter()
            .any(|statement| !statement.steps().is_empty())
    }
}

fn effects(of: &[ReadStatement]) -> impl Iterator<Item = &Effect> {
    of.iter()
        .flat_map(ReadStatement::steps)
        .map(|step| &step.effect)
}

fn is_of_session(text: &str) -> bool {
    let word = text.split_ascii_whitespace().next().unwrap_or_default();
    ["SET", "RESET"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(word))
}
