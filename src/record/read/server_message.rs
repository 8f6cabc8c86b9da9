//! What a PostgreSQL server said when it refused something.

use std::error::Error as _;
use std::fmt;

use crate::io_error::reason_of;

/// An error that came from the server, or from the connection to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerMessage {
    /// The SQLSTATE; none where the connection broke before the server could say anything.
    pub sqlstate: Option<String>,
    /// The primary message.
    pub message: String,
    /// `DETAIL`.
    pub detail: Option<String>,
    /// `HINT`.
    pub hint: Option<String>,
}

impl ServerMessage {
    /// Whether the server answered with this SQLSTATE.
    #[must_use]
    pub fn is(&self, sqlstate: &str) -> bool {
        self.sqlstate.as_deref() == Some(sqlstate)
    }

    /// What a person can do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self.sqlstate.as_deref() {
            None => "the connection broke: run it again when the server is back",
            Some("57014") => "raise the statement timeout, or run it when the server is less busy",
            Some("55P03") => "a lock is held for long, perhaps by a migration: run it again later",
            Some("40001" | "40P01") => {
                "a standby gave way to its primary: run it again, raise max_standby_streaming_delay, or read the primary"
            }
            Some(state) if state.starts_with("57P") => "run it again when the server is back",
            Some(_) => "see the server's log",
        }
    }
}

impl From<&postgres::Error> for ServerMessage {
    fn from(error: &postgres::Error) -> Self {
        if let Some(db) = error.as_db_error() {
            return Self {
                sqlstate: Some(db.code().code().to_owned()),
                message: db.message().to_owned(),
                detail: db.detail().map(str::to_owned),
                hint: db.hint().map(str::to_owned),
            };
        }
        let message = match error.source() {
            Some(source) => format!("{error}: {}", reason_of(source)),
            None => error.to_string(),
        };
        Self {
            sqlstate: None,
            message,
            detail: None,
            hint: None,
        }
    }
}

impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(sqlstate) = &self.sqlstate {
            write!(f, " (SQLSTATE {sqlstate})")?;
        }
        for (label, text) in [("detail", &self.detail), ("hint", &self.hint)] {
            if let Some(text) = text {
                write!(f, "; {label}: {text}")?;
            }
        }
        Ok(())
    }
}
