//! Why there is no connection, or no trusted encryption, in words for a person.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, Error};

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
        if let Some(reason) = tls_reason(error) {
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

/// What TLS says of an error of the driver, with what to do; none where the error is not of TLS.
fn tls_reason(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = of_tls(error) {
            return Some(words(tls));
        }
        next = error.source();
    }
    None
}

fn of_tls<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Error> {
    let wrapped = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match wrapped {
        Some(inner) => inner.downcast_ref(),
        None => error.downcast_ref(),
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(error) => of_certificate(error),
        Error::AlertReceived(alert) => of_alert(*alert),
        other => format!("{other}; check sslmode and sslrootcert"),
    }
}

fn of_certificate(error: &CertificateError) -> String {
    let words = match error {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "no authority of sslrootcert signed the server's; name the file of its authority there, or \
             sslrootcert=system for a public one"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the server's certificate has expired; the server needs a new one"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet; check the clocks"
        }
        CertificateError::Revoked => "the server's certificate is revoked by sslcrl",
        CertificateError::UnknownRevocationStatus => {
            "sslcrl holds no list of the authority that signed the server's certificate"
        }
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
            "the server's certificate is made for no name; it needs a subjectAltName, or use sslmode=verify-ca to do \
             without"
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            return format!(
                "the server's certificate is made for {}, and not for this host; connect by such a name (`hostaddr` \
                 says where that is), or use sslmode=verify-ca to do without",
                presented.join(", ")
            );
        }
        other => return format!("{other}; check sslmode and sslrootcert"),
    };
    words.to_owned()
}

fn of_alert(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::UnknownCA
        | AlertDescription::BadCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateRevoked
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::DecryptError => format!(
            "the server does not take the client's certificate ({alert:?}); check sslcert and sslkey"
        ),
        other => format!("the server broke it off ({other:?}); check sslmode"),
    }
}
