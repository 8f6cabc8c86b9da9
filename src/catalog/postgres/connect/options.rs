//! The connection options that libpq knows, and what becomes of each here.

use std::collections::BTreeMap;
use std::fmt;

use super::error::ConnectError;

/// Looks up one environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A value that never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(String);

impl Secret {
    /// The value, for the library that sends it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"***\"")
    }
}

/// What is done with an option.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Support {
    /// It is obeyed.
    Obeyed,
    /// It changes nothing that matters here.
    Ignored,
    /// It demands what cannot be kept, so the connection is refused.
    Refused,
}

/// `PQconninfoOptions` of `src/interfaces/libpq/fe-connect.c`: keyword, environment variable.
const KNOWN: &[(&str, &str, Support)] = &[
    ("application_name", "PGAPPNAME", Support::Obeyed),
    ("channel_binding", "PGCHANNELBINDING", Support::Obeyed),
    ("client_encoding", "PGCLIENTENCODING", Support::Ignored),
    ("connect_timeout", "PGCONNECT_TIMEOUT", Support::Obeyed),
    ("dbname", "PGDATABASE", Support::Obeyed),
    ("fallback_application_name", "", Support::Ignored),
    ("gssdelegation", "PGGSSDELEGATION", Support::Ignored),
    ("gssencmode", "PGGSSENCMODE", Support::Ignored),
    ("gsslib", "PGGSSLIB", Support::Ignored),
    ("host", "PGHOST", Support::Obeyed),
    ("hostaddr", "PGHOSTADDR", Support::Obeyed),
    ("keepalives", "", Support::Ignored),
    ("keepalives_count", "", Support::Ignored),
    ("keepalives_idle", "", Support::Ignored),
    ("keepalives_interval", "", Support::Ignored),
    ("krbsrvname", "PGKRBSRVNAME", Support::Ignored),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS", Support::Ignored),
    (
        "max_protocol_version",
        "PGMAXPROTOCOLVERSION",
        Support::Ignored,
    ),
    (
        "min_protocol_version",
        "PGMINPROTOCOLVERSION",
        Support::Ignored,
    ),
    ("options", "PGOPTIONS", Support::Obeyed),
    ("passfile", "PGPASSFILE", Support::Obeyed),
    ("password", "PGPASSWORD", Support::Obeyed),
    ("port", "PGPORT", Support::Obeyed),
    ("replication", "", Support::Refused),
    ("require_auth", "PGREQUIREAUTH", Support::Refused),
    ("requirepeer", "PGREQUIREPEER", Support::Refused),
    ("service", "PGSERVICE", Support::Obeyed),
    ("servicefile", "PGSERVICEFILE", Support::Obeyed),
    ("sslcert", "PGSSLCERT", Support::Obeyed),
    ("sslcertmode", "PGSSLCERTMODE", Support::Obeyed),
    ("sslcompression", "PGSSLCOMPRESSION", Support::Ignored),
    ("sslcrl", "PGSSLCRL", Support::Obeyed),
    ("sslcrldir", "PGSSLCRLDIR", Support::Refused),
    ("sslkey", "PGSSLKEY", Support::Obeyed),
    ("sslmode", "PGSSLMODE", Support::Obeyed),
    ("sslnegotiation", "PGSSLNEGOTIATION", Support::Obeyed),
    ("sslpassword", "", Support::Refused),
    ("sslrootcert", "PGSSLROOTCERT", Support::Obeyed),
    ("sslsni", "PGSSLSNI", Support::Ignored),
    // TLS 1.2 is the least that rustls speaks, so a lower minimum is kept and a higher one checked.
    (
        "ssl_max_protocol_version",
        "PGSSLMAXPROTOCOLVERSION",
        Support::Ignored,
    ),
    (
        "ssl_min_protocol_version",
        "PGSSLMINPROTOCOLVERSION",
        Support::Obeyed,
    ),
    (
        "target_session_attrs",
        "PGTARGETSESSIONATTRS",
        Support::Obeyed,
    ),
    ("tcp_user_timeout", "", Support::Ignored),
    ("user", "PGUSER", Support::Obeyed),
];

/// Demands that cannot be kept, by what would keep them.
const DEMANDS: [(&str, &str); 4] = [
    ("gssencmode", "require"),
    ("sslcertmode", "require"),
    ("min_protocol_version", "3.2"),
    ("min_protocol_version", "latest"),
];

/// Options by keyword. Debug hides the password.
#[derive(Clone, Default)]
pub(super) struct Options(BTreeMap<&'static str, String>);

impl Options {
    /// The value of an option; an empty one counts as unset, as in libpq.
    pub(super) fn get(&self, keyword: &str) -> Option<&str> {
        self.0
            .get(keyword)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Sets an option that a person wrote.
    ///
    /// # Errors
    /// When libpq does not know it, or when it demands what this tool cannot keep.
    pub(super) fn set(&mut self, keyword: &str, value: String) -> Result<(), ConnectError> {
        // JDBC's spelling, which libpq takes in a URI too.
        let (keyword, value) = match (keyword, value.as_str()) {
            ("ssl", "true") => ("sslmode", "require".to_owned()),
            _ => (keyword, value),
        };
        let Some((known, _, support)) = KNOWN.iter().find(|(known, ..)| *known == keyword) else {
            return Err(unknown(keyword));
        };
        let demanded = DEMANDS.contains(&(keyword, value.as_str()));
        if demanded || (*support == Support::Refused && !value.is_empty()) {
            return Err(ConnectError::setting(
                known,
                "reconcile does not support it",
            ));
        }
        self.0.insert(known, value);
        Ok(())
    }

    /// Sets an option, unless it is set already.
    pub(super) fn set_default(&mut self, keyword: &str, value: String) -> Result<(), ConnectError> {
        if self.get(keyword).is_none() {
            self.set(keyword, value)?;
        }
        Ok(())
    }

    /// Fills what is unset from libpq's environment variables.
    pub(super) fn fill_from(&mut self, environment: Environment<'_>) -> Result<(), ConnectError> {
        for (keyword, variable, _) in KNOWN.iter().filter(|known| !known.1.is_empty()) {
            if let Some(value) = environment(variable) {
                self.set_default(keyword, value)?;
            }
        }
        // `conninfo_add_defaults`: what `sslmode` was before there was one.
        if environment("PGREQUIRESSL").is_some_and(|value| value.starts_with('1')) {
            self.set_default("sslmode", "require".to_owned())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().filter(|(keyword, _)| **keyword != "password");
        f.debug_map().entries(shown).finish()
    }
}

/// A name that no option has may be a piece of a password that was not encoded: only what looks
/// like a keyword is repeated.
fn unknown(keyword: &str) -> ConnectError {
    let plain = keyword.len() <= 40 && keyword.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let option = if plain && !keyword.is_empty() {
        keyword
    } else {
        "connection settings"
    };
    ConnectError::setting(option, "this is no connection option of PostgreSQL")
}
