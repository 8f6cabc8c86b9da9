//! The database of a Django project's settings, taken over into our own where they name none. A password is never
//! written.

use std::path::Path;

use toml_edit::{Key, Value};

use super::config::{Config, FILE, is_of_project};
use super::environment::Environment;
use super::error::CliError;
use super::output;
use crate::ledger::capture::Address;
use crate::redact::holds_password;
use crate::regular_file::{self, SMALL};
use crate::report::is_hostile;

/// The lines of the file of `init` that stand where the database is to be named.
const TEMPLATE: &str = "#[databases.default]\n#url = \"postgres://auditor@db.internal/shop\"\n";

/// Any of them names a database to libpq, and to us where the settings name none.
const OF_LIBPQ: [&str; 4] = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE"];

/// Writes it to the settings that count here, below its alias, and says so; nothing where a database is named already:
/// runs must not go to another one from then on.
pub(super) fn take_over(
    address: &Address,
    alias: &str,
    environment: &Environment,
) -> Result<Option<String>, CliError> {
    let config = environment.config();
    let is_set = |name: &&str| environment.variable(name).is_some();
    let is_named = environment.database_url().is_some()
        || OF_LIBPQ.iter().any(is_set)
        || !config.databases.is_empty();
    // What the project says comes from outside.
    let is_plain = !address.url.chars().any(is_hostile) && !holds_password(&address.url);
    if is_named || !is_plain {
        return Ok(None);
    }
    let place = match &config.path {
        Some(path) if write(path, alias, &named_in(path, &address.url))? => {
            let url = named_in(path, &address.url);
            let own = path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            format!("{url}, from Django's settings, stands in {own} now")
        }
        Some(_) => return Ok(None),
        None => format!(
            "{} by Django's settings: --database-url takes it, and a {FILE} that `reconcile init` wrote keeps it",
            address.url
        ),
    };
    let password = if address.is_installed {
        "; `manage.py reconcile` takes it with its password from the settings"
    } else if address.has_password {
        "; its password is not written, and belongs in ~/.pgpass or PGPASSWORD"
    } else {
        ""
    };
    Ok(Some(place + password))
}

/// How the settings in `path` name it: a file beside them by its relative path, which holds on every desk.
fn named_in(path: &Path, url: &str) -> String {
    let file = url.strip_prefix("sqlite:").map(Path::new);
    let settings = std::path::absolute(path).ok();
    let folder = settings.as_deref().and_then(Path::parent);
    let beside = file.and_then(|file| file.strip_prefix(folder?).ok());
    beside.map_or_else(
        || url.to_owned(),
        |beside| format!("sqlite:{}", beside.display()),
    )
}

/// Whether it could be written so that the file means what it meant, and this database besides.
fn write(path: &Path, alias: &str, url: &str) -> Result<bool, CliError> {
    let read = regular_file::read_text(path, SMALL);
    let before = read.map_err(|source| CliError::ConfigRead {
        path: path.to_owned(),
        source,
    })?;
    let text = with(&before, is_of_project(path), alias, url);
    let meant = Config::parse(path.to_owned(), &text);
    let is_meant =
        meant.is_ok_and(|config| config.databases.get(alias).is_some_and(|it| it.url == url));
    if is_meant {
        output::write(Some(path), &text)?;
    }
    Ok(is_meant)
}

fn with(before: &str, is_of_project: bool, alias: &str, url: &str) -> String {
    let prefix = if is_of_project { "tool.reconcile." } else { "" };
    let alias = Key::new(alias).display_repr().into_owned();
    let block = format!("[{prefix}databases.{alias}]\nurl = {}\n", Value::from(url));
    if alias == "default" && !is_of_project && before.contains(TEMPLATE) {
        return before.replacen(TEMPLATE, &block, 1);
    }
    let gap = match before {
        "" => "",
        before if before.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    format!("{before}{gap}{block}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::setup::template;

    #[test]
    fn it_stands_where_the_file_of_init_explains_it() {
        let before = template::text(None);
        let after = with(&before, false, "default", "postgres://db/shop");
        let lines = "[databases.default]\nurl = \"postgres://db/shop\"\n#search = true\n";
        assert!(after.contains(lines), "{after}");
        assert_eq!(after.lines().count(), before.lines().count());
    }

    #[test]
    fn a_file_beside_the_settings_is_named_by_its_relative_path() {
        let named = |url| named_in(Path::new("/shop/reconcile.toml"), url);
        assert_eq!(
            named("sqlite:/shop/web/db.sqlite3"),
            "sqlite:web/db.sqlite3"
        );
        assert_eq!(named("sqlite:/srv/db.sqlite3"), "sqlite:/srv/db.sqlite3");
        assert_eq!(named("postgres://db/shop"), "postgres://db/shop");
    }

    #[test]
    fn it_stands_behind_what_others_wrote_and_its_alias_is_only_a_name() {
        assert_eq!(
            with("a = 1", true, "x]\n[y", "u"),
            "a = 1\n\n[tool.reconcile.databases.\"x]\\n[y\"]\nurl = \"u\"\n"
        );
    }
}
