//! What kind of database a URL names.

use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::error::CliError;
use crate::pipeline::Source;
use crate::redact::redact_url;

/// Sorts a URL by its kind; the path of a file goes through `resolve`.
pub(super) fn parse(
    url: &str,
    environment: &Environment,
    resolve: impl Fn(&Path) -> PathBuf,
) -> Result<Source, CliError> {
    if let Some(path) = url
        .strip_prefix("snapshot:")
        .filter(|path| !path.is_empty())
    {
        return Ok(Source::Snapshot(resolve(Path::new(path))));
    }
    if let Some(named) = url.strip_prefix("sqlite:") {
        return Ok(Source::Sqlite(resolve(&file(named)?)));
    }
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    match scheme {
        Some("postgres" | "postgresql" | "postgis" | "pgsql" | "psql") => {}
        None if url.contains('=') => {}
        Some(_) | None => {
            return Err(CliError::NotAUrl {
                shown: scheme.map(|_| redact_url(url)),
            });
        }
    }
    Ok(Source::Postgres {
        url: Some(url.to_owned()),
        environment: environment.for_libpq(),
    })
}

/// The file that an SQLite URL names behind `sqlite:`: a path as it stands, or what follows `///` as dj-database-url and
/// Django's own projects write it, where `sqlite:///a` is relative and `sqlite:////a` is not.
fn file(named: &str) -> Result<PathBuf, CliError> {
    let Some(authority) = named.strip_prefix("//") else {
        return in_a_file(PathBuf::from(named));
    };
    if authority.is_empty() || authority == ":memory:" {
        return Err(CliError::SqliteInMemory);
    }
    let Some(path) = authority.strip_prefix('/') else {
        return Err(CliError::SqliteHost);
    };
    // What follows is for the driver of the project.
    let path = path.split(['?', '#']).next().unwrap_or_default();
    in_a_file(decoded(path))
}

fn in_a_file(path: PathBuf) -> Result<PathBuf, CliError> {
    if path.as_os_str().is_empty() || path == Path::new(":memory:") {
        return Err(CliError::SqliteInMemory);
    }
    Ok(path)
}

/// A path with `%20` for a blank and the like; what is none of these stays.
fn decoded(path: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, behind @ ..] = rest {
        let coded = match (first, behind) {
            (b'%', [high, low, behind @ ..]) => hexadecimal(*high, *low).map(|byte| (byte, behind)),
            _ => None,
        };
        let (byte, behind) = coded.unwrap_or((*first, behind));
        bytes.push(byte);
        rest = behind;
    }
    path_of(bytes)
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |it: u8| char::from(it).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(named: &str) -> String {
        match file(named) {
            Ok(path) => path.display().to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_path_stands_as_it_is_and_behind_three_slashes_as_django_projects_write_it() {
        for (named, path) in [
            ("db.sqlite3", "db.sqlite3"),
            ("/srv/db.sqlite3", "/srv/db.sqlite3"),
            ("a b?c#d%20", "a b?c#d%20"),
            ("///db.sqlite3", "db.sqlite3"),
            ("////srv/db.sqlite3", "/srv/db.sqlite3"),
            ("///a%20b%C3%A9%3f?timeout=20", "a bé?"),
            ("///100%", "100%"),
            ("///%+1%é", "%+1%é"),
        ] {
            assert_eq!(told(named), path, "{named}");
        }
    }

    #[test]
    fn what_is_in_no_file_is_refused() {
        for named in [
            "",
            ":memory:",
            "//",
            "//:memory:",
            "///",
            "///:memory:",
            "///?a",
        ] {
            assert!(
                told(named).contains("in memory"),
                "{named}: {}",
                told(named)
            );
        }
        assert!(
            told("//srv/db.sqlite3").contains("no host"),
            "{}",
            told("//srv/db.sqlite3")
        );
    }
}
