//! From settings to a connected client.
//!
//! The driver reads neither the environment nor service and password files, knows three of the six
//! `sslmode`s and refuses options that it does not know; what the crates for this add reads the
//! process's environment by itself and leaves TLS out. So the settings are gathered here by libpq's
//! rules, and each host is tried with a configuration of its own, which also tells which one answered.

mod error;
mod files;
mod options;
mod session;
mod settings;
mod text;
mod tls;
mod verifier;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use postgres::config::{SslMode as Encryption, SslNegotiation};
use postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

pub use error::ConnectError;
use session::Attributes;
pub use settings::ConnectSettings;
use settings::Host;
use tls::SslMode;

/// A connection, and where it leads.
pub struct Connected {
    /// The driver's client.
    pub client: Client,
    /// `host:port`, or `folder:port` for a socket.
    pub address: String,
    /// The `search_path` that was asked for; none to have what the server gives the role.
    pub search_path: Option<String>,
}

/// Connects to the first host of the list that answers and is such a server as is wanted.
///
/// # Errors
/// Why the last host that was tried could not be used.
pub fn connect(settings: &ConnectSettings) -> Result<Connected, ConnectError> {
    let mut last = ConnectError::setting("host", "there is none to connect to");
    for wanted in settings.session.rounds() {
        for host in &settings.hosts {
            match connect_host(settings, host, *wanted) {
                Ok(client) => {
                    return Ok(Connected {
                        client,
                        address: host.label(),
                        search_path: settings.options.as_deref().and_then(text::search_path),
                    });
                }
                Err(error) if error.allows_next_host() => last = error,
                Err(error) => return Err(error),
            }
        }
    }
    Err(last)
}

/// The encryptions to try on one host, in libpq's order: `allow` first goes without, `prefer` first
/// with it; both then try the other.
fn encryptions(settings: &ConnectSettings, host: &Host) -> &'static [Encryption] {
    match settings.tls.mode {
        // libpq ignores sslmode on a socket.
        _ if host.is_socket() => &[Encryption::Disable],
        SslMode::Disable => &[Encryption::Disable],
        SslMode::Allow => &[Encryption::Disable, Encryption::Require],
        SslMode::Prefer => &[Encryption::Prefer, Encryption::Disable],
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[Encryption::Require],
    }
}

fn connect_host(
    settings: &ConnectSettings,
    host: &Host,
    wanted: Attributes,
) -> Result<Client, ConnectError> {
    let mut client = let_in(settings, host)?;
    wanted.check(&mut client, &host.label())?;
    Ok(client)
}

fn let_in(settings: &ConnectSettings, host: &Host) -> Result<Client, ConnectError> {
    let encryptions = encryptions(settings, host);
    let mut first = None;
    for encryption in encryptions {
        match attempt(settings, host, *encryption) {
            Ok(client) => return Ok(client),
            Err(error) if error.allows_other_encryption() => {
                first.get_or_insert(error);
            }
            Err(error) => return Err(first.unwrap_or(error)),
        }
    }
    Err(first.unwrap_or_else(|| ConnectError::setting("sslmode", "there is nothing to try")))
}

fn attempt(
    settings: &ConnectSettings,
    host: &Host,
    encryption: Encryption,
) -> Result<Client, ConnectError> {
    let config = driver_config(settings, host, encryption);
    let answer = if encryption == Encryption::Disable {
        within(settings.timeout, move || config.connect(NoTls))
    } else {
        let tls = MakeRustlsConnect::new(settings.tls.client_config()?);
        within(settings.timeout, move || config.connect(tls))
    };
    match answer {
        Some(Ok(client)) => Ok(client),
        Some(Err(error)) => Err(explain(settings, host, &error)),
        None => Err(ConnectError::TimedOut {
            address: host.label(),
            after: settings.timeout.unwrap_or_default(),
        }),
    }
}

/// The driver's timeout ends with the TCP handshake; libpq's covers the login too. A server that
/// takes connections and never speaks is left behind on its own thread.
fn within<T: Send + 'static>(
    timeout: Option<Duration>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let Some(timeout) = timeout else {
        return Some(work());
    };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        // Nobody listens any more once the time is over; then the answer is of no use.
        drop(sender.send(work()));
    });
    receiver.recv_timeout(timeout).ok()
}

fn explain(settings: &ConnectSettings, host: &Host, error: &postgres::Error) -> ConnectError {
    match ConnectError::from_driver(host.label(), error) {
        ConnectError::PasswordMissing { address, .. } => ConnectError::PasswordMissing {
            address,
            ignored_passfile: settings.ignored_passfile.clone(),
        },
        other => other,
    }
}

fn driver_config(settings: &ConnectSettings, host: &Host, encryption: Encryption) -> Config {
    let mut config = Config::new();
    config
        .host(&host.name)
        .port(host.port)
        .application_name(&settings.application_name)
        .ssl_mode(encryption)
        .channel_binding(settings.channel_binding)
        // A server that vanishes in mid-read is noticed within about a minute.
        .tcp_user_timeout(Duration::from_secs(60))
        .keepalives_idle(Duration::from_secs(30))
        .keepalives_interval(Duration::from_secs(10))
        .keepalives_retries(3);
    if settings.tls.direct && !host.is_socket() {
        config.ssl_negotiation(SslNegotiation::Direct);
    }
    if let Some(address) = host.address {
        config.hostaddr(address);
    }
    if let Some(user) = &settings.user {
        config.user(user);
    }
    if let Some(password) = &host.password {
        config.password(password.reveal());
    }
    if let Some(database) = &settings.database {
        config.dbname(database);
    }
    if let Some(options) = &settings.options {
        config.options(options);
    }
    if let Some(timeout) = settings.timeout {
        config.connect_timeout(timeout);
    }
    config
}
