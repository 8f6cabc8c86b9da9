//! The database that a report is of, and of which time it tells.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::escape::shell_word;
use super::finding::Command;
use super::json::seconds_or_null;
use super::vocabulary::Engine;

/// The database that was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Which sort of database.
    pub engine: Engine,
    /// The server's own version.
    pub server_version: String,
    /// The database's name.
    pub database: String,
    /// The schema that migrations are expected to land in.
    pub schema: String,
    /// Where it was reached, without a user or a password.
    pub address: Option<String>,
    /// The stable id of cluster and database.
    pub identity: String,
    /// That the server is a standby, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standby: Option<Standby>,
    /// When the snapshot was taken, where it is one.
    #[serde(
        default,
        serialize_with = "seconds_or_null",
        skip_serializing_if = "Option::is_none"
    )]
    pub taken_at: Option<Timestamp>,
    /// How `migrate` gets there.
    #[serde(default, skip_serializing_if = "Reach::is_default")]
    pub reach: Reach,
}

/// How `manage.py migrate` gets to what was measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// It is the default database of the project.
    #[default]
    Default,
    /// It has this alias.
    Alias(String),
    /// Not at all: it may write to another schema, or refuses the records as they are.
    Never,
}

impl Reach {
    fn is_default(&self) -> bool {
        *self == Self::Default
    }

    /// `migrate` with these arguments, where it does there what is meant.
    #[must_use]
    pub fn migrate(&self, arguments: &str) -> Option<Command> {
        (*self != Self::Never).then_some(())?;
        self.manage("migrate", arguments)
    }

    /// A command that changes nothing, with these arguments.
    pub(super) fn manage(&self, word: &str, arguments: &str) -> Option<Command> {
        let space = if arguments.is_empty() { "" } else { " " };
        let database = match self {
            Self::Alias(alias) => format!(" --database={}", shell_word(alias)?),
            Self::Default | Self::Never => String::new(),
        };
        Some(Command::shell(format!(
            "python manage.py {word}{space}{arguments}{database}"
        )))
    }
}

/// A server that repeats what another one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standby {
    /// When the last transaction that it has repeated was committed; none where it has repeated none since
    /// it started.
    #[serde(serialize_with = "seconds_or_null")]
    pub replayed: Option<Timestamp>,
}

impl Target {
    /// What a reader must know of a standby, in words.
    pub(super) fn lag(&self) -> Option<String> {
        let until = match self.standby?.replayed {
            Some(at) => at
                .strftime("replayed until %Y-%m-%d %H:%M:%S UTC")
                .to_string(),
            None => "nothing replayed since it started".to_owned(),
        };
        Some(format!(
            "{until}; what the primary did since is not measured"
        ))
    }
}
