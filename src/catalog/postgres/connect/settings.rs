//! Where to connect and how: everything that libpq would gather from text, service file,
//! environment, defaults and password file, in this order.

use std::net::IpAddr;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use postgres::config::ChannelBinding;

use super::error::ConnectError;
use super::files::{self, PasswordFile};
use super::options::{Environment, Options, Secret};
use super::session::Attributes;
use super::text;
use super::tls::TlsSettings;
use crate::catalog::Place;

/// Folders in which builds of PostgreSQL put their socket (`DEFAULT_PGSOCKET_DIR`).
const SOCKET_FOLDERS: [&str; 3] = ["/var/run/postgresql", "/run/postgresql", "/tmp"];
const DEFAULT_PORT: u16 = 5432;
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where to connect and how. Debug shows no password.
#[derive(Debug, Clone)]
pub struct ConnectSettings {
    pub(super) hosts: Vec<Host>,
    pub(super) user: Option<String>,
    pub(super) database: Option<String>,
    pub(super) options: Option<String>,
    pub(super) application_name: String,
    /// None waits for ever, as libpq's 0 does.
    pub(super) timeout: Option<Duration>,
    pub(super) channel_binding: ChannelBinding,
    pub(super) session: Attributes,
    pub(super) tls: TlsSettings,
    pub(super) ignored_passfile: Option<PathBuf>,
}

/// One server of the list.
#[derive(Debug, Clone)]
pub(super) struct Host {
    /// A name, an address, or a folder that holds the socket.
    pub(super) name: String,
    /// The address to go to instead of asking for the name's.
    pub(super) address: Option<IpAddr>,
    pub(super) port: u16,
    pub(super) password: Option<Secret>,
}

impl Host {
    pub(super) fn is_socket(&self) -> bool {
        self.name.starts_with('/')
    }

    /// Host and port for people.
    pub(super) fn label(&self) -> String {
        if self.name.contains(':') {
            format!("[{}]:{}", self.name, self.port)
        } else {
            format!("{}:{}", self.name, self.port)
        }
    }
}

impl ConnectSettings {
    /// Gathers the settings from a `postgres://` URL, a `key=value` string, or nothing, and
    /// completes them as libpq does. `environment` looks up one variable: `PG*`, `HOME`, `USER`.
    ///
    /// # Errors
    /// [`ConnectError::Settings`], naming the option at fault.
    pub fn resolve(
        written: Option<&str>,
        environment: Environment<'_>,
    ) -> Result<Self, ConnectError> {
        Self::gather(written, None, environment)
    }

    /// Its hosts, for people.
    #[must_use]
    pub fn label(&self) -> String {
        let hosts: Vec<String> = self.hosts.iter().map(Host::label).collect();
        hosts.join(", ")
    }

    /// Which databases it may lead to, as a run that was made there names them: a host of the list, and the database.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let database = self.database.as_ref();
        let hosts = self.hosts.iter();
        hosts.filter_map(move |host| {
            Some(Place {
                address: host.label(),
                database: database?.clone(),
                identity: None,
            })
        })
    }

    /// The same for another database of the same server.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn resolve_sibling(
        written: Option<&str>,
        database: &str,
        environment: Environment<'_>,
    ) -> Result<Self, ConnectError> {
        Self::gather(written, Some(database), environment)
    }

    fn gather(
        written: Option<&str>,
        database: Option<&str>,
        environment: Environment<'_>,
    ) -> Result<Self, ConnectError> {
        let mut options = match written.map(str::trim).filter(|text| !text.is_empty()) {
            Some(written) => text::parse(written)?,
            None => Options::default(),
        };
        files::fill_from_service(&mut options, environment)?;
        options.fill_from(environment)?;
        if let Some(database) = database {
            options.set("dbname", database.to_owned())?;
        }
        Self::complete(&options, environment)
    }

    fn complete(options: &Options, environment: Environment<'_>) -> Result<Self, ConnectError> {
        let user = options.get("user").map(str::to_owned).or_else(|| {
            environment("USER")
                .or_else(|| environment("LOGNAME"))
                .filter(|user| !user.is_empty())
        });
        let database = options.get("dbname").map(str::to_owned).or(user.clone());
        let passwords = PasswordFile::load(options, environment);
        let given = options
            .get("password")
            .map(|text| Secret::from(text.to_owned()));
        let mut hosts = hosts(options)?;
        for host in &mut hosts {
            host.password = given.clone().or_else(|| {
                let (user, database) = (user.as_deref()?, database.as_deref()?);
                passwords.password(&host.name, host.port, database, user)
            });
        }
        Ok(Self {
            hosts,
            user,
            database,
            options: options.get("options").map(str::to_owned),
            application_name: options
                .get("application_name")
                .unwrap_or("reconcile")
                .to_owned(),
            timeout: timeout(options)?,
            channel_binding: channel_binding(options)?,
            session: Attributes::read(options)?,
            tls: TlsSettings::read(options, environment)?,
            ignored_passfile: passwords.ignored,
        })
    }
}

/// Pairs the lists of `host`, `hostaddr` and `port`, as `connectOptions2` does.
fn hosts(options: &Options) -> Result<Vec<Host>, ConnectError> {
    let list = |keyword| -> Vec<&str> {
        options
            .get(keyword)
            .map(|text| text.split(',').map(str::trim).collect())
            .unwrap_or_default()
    };
    let (names, addresses, ports) = (list("host"), list("hostaddr"), list("port"));
    let count = names.len().max(addresses.len()).max(1);
    if !names.is_empty() && !addresses.is_empty() && names.len() != addresses.len() {
        return Err(ConnectError::setting(
            "hostaddr",
            "it must list as many addresses as `host` lists names",
        ));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(ConnectError::setting(
            "port",
            "it must list one port, or one for each host",
        ));
    }
    (0..count)
        .map(|at| {
            let port = ports.get(at).or(ports.first()).copied().unwrap_or("");
            host(
                names.get(at).copied().unwrap_or(""),
                addresses.get(at).copied().unwrap_or(""),
                port,
            )
        })
        .collect()
}

fn host(name: &str, address: &str, port: &str) -> Result<Host, ConnectError> {
    let port =
        match port {
            "" => DEFAULT_PORT,
            text => text.parse().ok().filter(|port| *port != 0).ok_or_else(|| {
                ConnectError::setting("port", "it is not a number from 1 to 65535")
            })?,
        };
    let parsed =
        match address {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                ConnectError::setting("hostaddr", "it is not an IPv4 or IPv6 address")
            })?),
        };
    let name = match (name, address) {
        ("", "") => default_host(port),
        ("", address) => address.to_owned(),
        (name, _) => name.to_owned(),
    };
    Ok(Host {
        name,
        address: parsed,
        port,
        password: None,
    })
}

/// The first usual folder with a socket for this port, else `localhost`.
fn default_host(port: u16) -> String {
    let socket = format!(".s.PGSQL.{port}");
    SOCKET_FOLDERS
        .into_iter()
        .find(|folder| Path::new(folder).join(&socket).exists())
        .unwrap_or("localhost")
        .to_owned()
}

fn timeout(options: &Options) -> Result<Option<Duration>, ConnectError> {
    let Some(text) = options.get("connect_timeout") else {
        return Ok(Some(DEFAULT_TIMEOUT));
    };
    let seconds: i64 = text
        .trim()
        .parse()
        .map_err(|_| ConnectError::setting("connect_timeout", "it is not a number of seconds"))?;
    // libpq: nothing or less than nothing waits for ever.
    Ok(u64::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds > 0)
        .map(Duration::from_secs))
}

fn channel_binding(options: &Options) -> Result<ChannelBinding, ConnectError> {
    match options.get("channel_binding") {
        None | Some("prefer") => Ok(ChannelBinding::Prefer),
        Some("disable") => Ok(ChannelBinding::Disable),
        Some("require") => Ok(ChannelBinding::Require),
        Some(_) => Err(ConnectError::setting(
            "channel_binding",
            "it is none of disable, prefer, require",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn text_overrides_the_environment_and_the_environment_the_defaults() {
        let variables = [
            ("PGHOST", "env"),
            ("PGPORT", "7"),
            ("PGUSER", "me"),
            ("PGPASSWORD", "pw"),
        ];
        let got = ConnectSettings::resolve(Some("host=db"), &environment(&variables)).unwrap();
        assert_eq!(got.hosts[0].label(), "db:7");
        assert_eq!(got.database.as_deref(), Some("me"));
        assert_eq!(got.application_name, "reconcile");
        assert_eq!(got.timeout, Some(Duration::from_secs(10)));
        assert_eq!(got.hosts[0].password.as_ref().unwrap().reveal(), "pw");
    }

    #[test]
    fn each_host_may_be_the_one_of_an_earlier_run() {
        let places = |text| -> Vec<String> {
            let got = ConnectSettings::resolve(Some(text), &|_| None).unwrap();
            let places = got.places();
            places
                .map(|it| format!("{} at {}", it.database, it.address))
                .collect()
        };
        assert_eq!(places("host=a,b port=6 dbname=x"), ["x at a:6", "x at b:6"]);
        assert_eq!(places("postgres://me@a"), ["me at a:5432"]);
        assert!(places("host=a").is_empty());
    }

    #[test]
    fn debug_shows_no_password() {
        let got = ConnectSettings::resolve(Some("postgres://me:hunter2@db/x"), &|_| None).unwrap();
        assert!(!format!("{got:?}").contains("hunter2"));
    }

    #[test]
    fn one_port_serves_all_hosts_and_two_serve_two() {
        let labels = |text| -> Vec<String> {
            let got = ConnectSettings::resolve(Some(text), &|_| None).unwrap();
            got.hosts.iter().map(Host::label).collect()
        };
        assert_eq!(labels("host=a,b port=6"), ["a:6", "b:6"]);
        assert_eq!(labels("postgres://a:1,[::1]/x"), ["a:1", "[::1]:5432"]);
        assert_eq!(labels("host=/run/pg"), ["/run/pg:5432"]);
        assert!(ConnectSettings::resolve(Some("host=a,b,c port=1,2"), &|_| None).is_err());
        assert!(ConnectSettings::resolve(Some("host=a port=0"), &|_| None).is_err());
    }
}
