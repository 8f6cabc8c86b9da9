//! What a person can type.

use serde::{Deserialize, Serialize};

use super::vocabulary::Prompt;

/// What can be typed as it stands, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Where it is typed.
    #[serde(rename = "in")]
    pub prompt: Prompt,
    /// What is typed, whole.
    #[serde(rename = "run")]
    pub text: String,
}

impl Command {
    /// A command of the shell, in the folder of the project.
    #[must_use]
    pub fn shell(text: String) -> Self {
        let prompt = Prompt::Shell;
        Self { prompt, text }
    }

    /// A command of psql's own.
    #[must_use]
    pub fn psql(text: String) -> Self {
        let prompt = Prompt::Psql;
        Self { prompt, text }
    }

    /// A statement for the database.
    #[must_use]
    pub fn sql(text: String) -> Self {
        let prompt = Prompt::Sql;
        Self { prompt, text }
    }
}
