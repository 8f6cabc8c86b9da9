//! `target_session_attrs`: which of several servers will do (`CONNECTION_CHECK_TARGET` of
//! `fe-connect.c`).

use postgres::{Client, SimpleQueryMessage};

use super::error::ConnectError;
use super::options::Options;
use crate::record::read::ServerMessage;

/// What the server has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attributes {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

/// What libpq asks each server.
const QUESTION: &str =
    "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only')";

impl Attributes {
    /// What the option says.
    ///
    /// # Errors
    /// When it says something else.
    pub(super) fn read(options: &Options) -> Result<Self, ConnectError> {
        match options.get("target_session_attrs") {
            None | Some("any") => Ok(Self::Any),
            Some("read-write") => Ok(Self::ReadWrite),
            Some("read-only") => Ok(Self::ReadOnly),
            Some("primary") => Ok(Self::Primary),
            Some("standby") => Ok(Self::Standby),
            Some("prefer-standby") => Ok(Self::PreferStandby),
            Some(_) => Err(ConnectError::setting(
                "target_session_attrs",
                "it is none of any, read-write, read-only, primary, standby, prefer-standby",
            )),
        }
    }

    /// What to look for in the hosts, one round after the other.
    pub(super) fn rounds(self) -> &'static [Self] {
        match self {
            Self::Any => &[Self::Any],
            Self::ReadWrite => &[Self::ReadWrite],
            Self::ReadOnly => &[Self::ReadOnly],
            Self::Primary => &[Self::Primary],
            Self::Standby => &[Self::Standby],
            Self::PreferStandby => &[Self::Standby, Self::Any],
        }
    }

    /// Asks a server whether it will do.
    ///
    /// # Errors
    /// When it will not, or does not answer.
    pub(super) fn check(self, client: &mut Client, address: &str) -> Result<(), ConnectError> {
        if self == Self::Any {
            return Ok(());
        }
        let answers = client.simple_query(QUESTION);
        let answers = answers.map_err(|error| ConnectError::Refused {
            address: address.to_owned(),
            server: Box::new(ServerMessage::from(&error)),
        })?;
        let row = answers.iter().find_map(|answer| match answer {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let is = |at, word| row.and_then(|row| row.get(at)) == Some(word);
        let (standby, read_only) = (is(0, "t"), is(1, "on"));
        let (will_do, is) = match self {
            Self::Any | Self::PreferStandby => (true, ""),
            Self::ReadWrite => (!read_only, "read-only"),
            Self::ReadOnly => (read_only, "read-write"),
            Self::Primary => (!standby, "a standby"),
            Self::Standby => (standby, "a primary"),
        };
        if will_do {
            return Ok(());
        }
        Err(ConnectError::OtherSession {
            address: address.to_owned(),
            is,
        })
    }
}
