//! libpq's service and password files (`parseServiceInfo` and `passwordFromFile` of `fe-connect.c`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::ConnectError;
use super::options::{Environment, Options, Secret};
use crate::io_error;
use crate::regular_file::{self, SMALL};

/// Where libpq looks for the system's service file when `PGSYSCONFDIR` does not say.
const SYSTEM_FOLDERS: [&str; 2] = ["/etc/postgresql-common", "/etc"];

/// Fills what is unset from the section that `service` names.
///
/// # Errors
/// When a service is named and no file has it, or its section does not read.
pub(super) fn fill_from_service(
    options: &mut Options,
    environment: Environment<'_>,
) -> Result<(), ConnectError> {
    let named = options.get("service").map(str::to_owned);
    let Some(service) = named
        .or_else(|| environment("PGSERVICE"))
        .filter(|s| !s.is_empty())
    else {
        return Ok(());
    };
    for path in service_files(options, environment) {
        let Some(text) = read_if_there(&path, "servicefile")? else {
            continue;
        };
        if let Some(section) = section(&text, &service) {
            return apply(options, section);
        }
    }
    Err(ConnectError::setting(
        "service",
        &format!("no service file defines the service `{service}`"),
    ))
}

fn service_files(options: &Options, environment: Environment<'_>) -> Vec<PathBuf> {
    let given = options
        .get("servicefile")
        .map(str::to_owned)
        .or_else(|| environment("PGSERVICEFILE"))
        .map(PathBuf::from);
    let own = given.or_else(|| home(environment).map(|home| home.join(".pg_service.conf")));
    let system: Vec<PathBuf> = match environment("PGSYSCONFDIR") {
        Some(folder) => vec![PathBuf::from(folder)],
        None => SYSTEM_FOLDERS.map(PathBuf::from).to_vec(),
    };
    let system = system.into_iter().map(|dir| dir.join("pg_service.conf"));
    own.into_iter().chain(system).collect()
}

/// The lines of one `[section]`, comments and blank lines left out.
fn section<'a>(text: &'a str, service: &str) -> Option<Vec<&'a str>> {
    let heading = format!("[{service}]");
    let mut lines = text.lines().map(str::trim);
    lines.find(|line| *line == heading)?;
    let body = lines.take_while(|line| !line.starts_with('['));
    Some(
        body.filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect(),
    )
}

fn apply(options: &mut Options, lines: Vec<&str>) -> Result<(), ConnectError> {
    for line in lines {
        let (key, value) = line.split_once('=').ok_or_else(|| {
            ConnectError::setting(
                "service",
                "a line of its section in the service file has no `=`",
            )
        })?;
        options.set_default(key.trim_end(), value.trim_start().to_owned())?;
    }
    Ok(())
}

/// The home folder, by `HOME`.
pub(super) fn home(environment: Environment<'_>) -> Option<PathBuf> {
    environment("HOME")
        .filter(|home| !home.is_empty())
        .map(PathBuf::from)
}

fn read_if_there(path: &Path, option: &str) -> Result<Option<String>, ConnectError> {
    match regular_file::read_text(path, SMALL) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ConnectError::setting(
            option,
            &format!(
                "cannot read {}: {}",
                path.display(),
                io_error::reason(&error)
            ),
        )),
    }
}

/// The lines of the password file.
#[derive(Debug, Default)]
pub(super) struct PasswordFile {
    entries: Vec<[Secret; 5]>,
    /// The file, where it is there and was passed over because others may read it.
    pub(super) ignored: Option<PathBuf>,
}

impl PasswordFile {
    /// Reads `passfile`, or `~/.pgpass`. As in libpq, a file that others may read is passed over.
    pub(super) fn load(options: &Options, environment: Environment<'_>) -> Self {
        let given = options.get("passfile").map(PathBuf::from);
        let path = given.or_else(|| home(environment).map(|home| home.join(".pgpass")));
        let Some((path, meta)) = path.and_then(|path| {
            let meta = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
            Some((path, meta))
        }) else {
            return Self::default();
        };
        if readable_by_others(&meta) {
            return Self {
                ignored: Some(path),
                ..Self::default()
            };
        }
        let text = regular_file::read_text(&path, SMALL).unwrap_or_default();
        Self {
            entries: text.lines().filter_map(entry).collect(),
            ignored: None,
        }
    }

    /// The password of the first line that fits; `*` fits anything.
    pub(super) fn password(
        &self,
        host: &str,
        port: u16,
        database: &str,
        user: &str,
    ) -> Option<Secret> {
        // libpq: a socket in the default folder is asked for as localhost.
        let host = match host {
            "/var/run/postgresql" | "/run/postgresql" | "/tmp" => "localhost",
            host => host,
        };
        let port = port.to_string();
        let wanted = [host, port.as_str(), database, user];
        let fits = |entry: &&[Secret; 5]| {
            let fields = entry.iter().map(Secret::reveal);
            fields
                .zip(wanted)
                .all(|(field, want)| field == "*" || field == want)
        };
        self.entries.iter().find(fits).map(|entry| entry[4].clone())
    }
}

#[cfg(unix)]
fn readable_by_others(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_: &fs::Metadata) -> bool {
    false
}

/// `host:port:database:user:password`, with `\:` and `\\` undone.
fn entry(line: &str) -> Option<[Secret; 5]> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields: Vec<String> = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, fields.len()) {
            (':', count) if count < 5 => fields.push(String::new()),
            // Whatever follows the password's own colon is no part of it.
            (':', _) => break,
            ('\\', _) => fields.last_mut()?.extend(chars.next()),
            (c, _) => fields.last_mut()?.push(c),
        }
    }
    let fields: Vec<Secret> = fields.into_iter().map(Secret::from).collect();
    fields.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::postgres::connect::text;
    use std::os::unix::fs::PermissionsExt as _;

    fn with_home(home: &Path) -> impl Fn(&str) -> Option<String> {
        let home = home.to_str().unwrap().to_owned();
        move |name| (name == "HOME").then(|| home.clone())
    }

    fn passfile(mode: u32) -> (tempfile::TempDir, PasswordFile) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".pgpass");
        fs::write(
            &path,
            "# x\ndb:5432:shop:me:a\\:b\\\\c\n*:*:*:you:other\nlocalhost:1:*:me:sock\n",
        )
        .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let file = PasswordFile::load(&Options::default(), &with_home(folder.path()));
        (folder, file)
    }

    #[test]
    fn the_first_line_that_fits_gives_the_password() {
        let (_folder, file) = passfile(0o600);
        let found = |host, port, user| file.password(host, port, "shop", user);
        assert_eq!(found("db", 5432, "me").unwrap().reveal(), "a:b\\c");
        assert_eq!(found("any", 1, "you").unwrap().reveal(), "other");
        assert_eq!(found("/tmp", 1, "me").unwrap().reveal(), "sock");
        assert_eq!(found("db", 5433, "me"), None);
        assert!(!format!("{file:?}").contains("other"));
    }

    #[test]
    fn a_password_file_that_others_may_read_is_passed_over() {
        let (folder, file) = passfile(0o644);
        assert_eq!(file.password("db", 5432, "shop", "me"), None);
        assert_eq!(file.ignored, Some(folder.path().join(".pgpass")));
    }

    #[test]
    fn a_service_fills_what_the_text_leaves_open() {
        let folder = tempfile::tempdir().unwrap();
        let body =
            "[other]\nhost=no\n\n[shop]\n# c\nhost=db\nport=6000\ndbname=shop\n[z]\nhost=z\n";
        fs::write(folder.path().join(".pg_service.conf"), body).unwrap();
        let mut options = text::parse("service=shop port=7000").unwrap();
        fill_from_service(&mut options, &with_home(folder.path())).unwrap();
        assert_eq!(options.get("host"), Some("db"));
        assert_eq!(options.get("port"), Some("7000"));
        assert_eq!(options.get("dbname"), Some("shop"));
    }

    #[test]
    fn a_service_that_no_file_defines_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut options = text::parse("service=none").unwrap();
        let error = fill_from_service(&mut options, &with_home(folder.path())).unwrap_err();
        assert!(error.to_string().contains("`none`"), "{error}");
    }
}
