//! Why there is no connection.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::handshake;
use crate::io_error::reason_of;
use crate::record::read::ServerMessage;

/// Why there is no connection. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The settings cannot be used.
    #[error("cannot use `{option}`: {reason}")]
    Settings {
        /// The option at fault.
        option: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No server answered.
    #[error("no PostgreSQL server answers at {address}: {reason}; check host, port and firewall")]
    Unreachable {
        /// Where.
        address: String,
        /// The system's reason.
        reason: String,
    },
    /// A server took the connection and then said nothing for too long.
    #[error("{address} did not finish the connection within {} s; raise connect_timeout, or check that it is PostgreSQL", .after.as_secs())]
    TimedOut {
        /// Where.
        address: String,
        /// How long it was waited for.
        after: Duration,
    },
    /// No encrypted connection, or not one that could be trusted.
    #[error("no trusted TLS connection to {address}: {reason}")]
    Tls {
        /// Where.
        address: String,
        /// What failed.
        reason: String,
    },
    /// The server wants a password and none is known.
    #[error("{address} asks for a password and none is known; {}", after_missing(.ignored_passfile.as_deref()))]
    PasswordMissing {
        /// Where.
        address: String,
        /// A password file that was passed over because others may read it.
        ignored_passfile: Option<PathBuf>,
    },
    /// The password is wrong.
    #[error(
        "{address} did not accept the password: {server}; check the URL, PGPASSWORD or ~/.pgpass, and \
                 whether the role's password is still valid (rolvaliduntil)"
    )]
    WrongPassword {
        /// Where.
        address: String,
        /// What the server said; it names the user.
        server: Box<ServerMessage>,
    },
    /// The server is there, the database is not.
    #[error("{address} has no such database: {server}; check the name at the end of the URL")]
    NoSuchDatabase {
        /// Where.
        address: String,
        /// What the server said; it names the database.
        server: Box<ServerMessage>,
    },
    /// The server refused for another reason.
    #[error("{address} refused the connection: {server}; {}", after_refusal(.server))]
    Refused {
        /// Where.
        address: String,
        /// What it said.
        server: Box<ServerMessage>,
    },
    /// The server is not such a one as `target_session_attrs` wants.
    #[error(
        "{address} is {is}, and target_session_attrs asks for another server; list more hosts, or ask for \
                 another one"
    )]
    OtherSession {
        /// Where.
        address: String,
        /// What it is.
        is: &'static str,
    },
    /// Logging in failed on this side: an unknown or forbidden way to log in.
    #[error(
        "cannot log in at {address}: {reason}; use a password, SCRAM, certificate or trust login"
    )]
    Authentication {
        /// Where.
        address: String,
        /// What failed.
        reason: String,
    },
}

impl ConnectError {
    pub(super) fn setting(option: &str, reason: &str) -> Self {
        Self::Settings {
            option: option.to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// Sorts what the driver reports.
    pub(super) fn from_driver(address: String, error: &postgres::Error) -> Self {
        let server = Box::new(ServerMessage::from(error));
        match server.sqlstate.as_deref() {
            Some("28P01") => return Self::WrongPassword { address, server },
            Some("3D000") => return Self::NoSuchDatabase { address, server },
            Some(_) => return Self::Refused { address, server },
            None => {}
        }
        if let Some(reason) = handshake::reason(error) {
            return Self::Tls { address, reason };
        }
        let reason = match error.source() {
            Some(source) => reason_of(source),
            None => error.to_string(),
        };
        // The driver keeps its kind private; its wording is the only door to it.
        let kind = error.to_string();
        if kind.starts_with("error performing TLS handshake") {
            let reason = format!("{reason}; check sslmode");
            Self::Tls { address, reason }
        } else if reason == "password missing" {
            Self::PasswordMissing {
                address,
                ignored_passfile: None,
            }
        } else if kind.starts_with("authentication error") {
            Self::Authentication { address, reason }
        } else {
            Self::Unreachable { address, reason }
        }
    }

    /// Whether the next host of a list may still do (`PQconnectPoll`): a server that is there and
    /// refuses to let one in ends the search, unless it only cannot serve now.
    pub(super) fn allows_next_host(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::Tls { .. }
            | Self::OtherSession { .. } => true,
            Self::Refused { server, .. } => server.is("57P03"),
            Self::Settings { .. }
            | Self::PasswordMissing { .. }
            | Self::WrongPassword { .. }
            | Self::NoSuchDatabase { .. }
            | Self::Authentication { .. } => false,
        }
    }

    /// Whether libpq would try again with (or without) encryption: the handshake failed, or
    /// `pg_hba.conf` has no line for this kind of connection.
    pub(super) fn allows_other_encryption(&self) -> bool {
        match self {
            Self::Tls { .. } => true,
            Self::Refused { server, .. } => server.is("28000"),
            Self::Settings { .. }
            | Self::Unreachable { .. }
            | Self::TimedOut { .. }
            | Self::PasswordMissing { .. }
            | Self::WrongPassword { .. }
            | Self::NoSuchDatabase { .. }
            | Self::OtherSession { .. }
            | Self::Authentication { .. } => false,
        }
    }
}

/// What to do about a server, or a pooler before it, that lets nobody in.
fn after_refusal(server: &ServerMessage) -> &'static str {
    let pooler = server.message.contains("startup parameter");
    match server.sqlstate.as_deref() {
        Some("28000") => {
            "pg_hba.conf and the role's LOGIN decide who is let in, from where, and with which encryption and certificate"
        }
        Some("42501") => "let the owner of the database run GRANT CONNECT ON DATABASE to this role",
        Some("53300") => {
            "run it again later, or raise max_connections or the connection limit of the role or database"
        }
        Some("57P03") => "run it again when the server is up",
        Some("08P01") if pooler => {
            "leave it out, or list it in ignore_startup_parameters of the pooler: reconcile sets the search_path of \
             `options` by itself"
        }
        _ => server.advice(),
    }
}

fn after_missing(ignored_passfile: Option<&Path>) -> String {
    match ignored_passfile {
        Some(path) => format!(
            "{} is passed over because others may read it: chmod 600 it",
            path.display()
        ),
        None => "set PGPASSWORD, or add a line to ~/.pgpass".to_owned(),
    }
}
