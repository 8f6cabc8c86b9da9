//! Options override the environment, which overrides `reconcile.toml`, which overrides libpq's
//! `PG*` variables.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::config::Config;
use super::database_url::parse;
use super::environment::Environment;
use super::error::CliError;
use super::options::{ConnectionArgs, FailOn, HistoryArgs, RoleArgs};
use crate::history::DEFAULT_PATH;
use crate::pipeline::{Application, Connection, Layout, Places, Schemas, Source};
use crate::report::Decision;

/// How long the history is waited for when another process writes.
pub(super) const HISTORY_WAIT: Duration = Duration::from_secs(5);

/// The alias of the database that is meant where none is named.
const DEFAULT: &str = "default";

const STATEMENT_TIMEOUT: Duration = Duration::from_secs(60);

/// Where the database is and how it is asked.
pub(super) fn connection(
    args: &ConnectionArgs,
    environment: &Environment,
) -> Result<Connection, CliError> {
    let source = source(args, environment)?;
    Ok(Connection {
        schemas: match source {
            Source::Sqlite(_) => schemas_of_sqlite(args)?,
            Source::Postgres { .. } | Source::Snapshot(_) => schemas(args, environment),
        },
        source,
        alias: args.database.clone().filter(|it| it != DEFAULT),
        statement_timeout: args.statement_timeout.unwrap_or(STATEMENT_TIMEOUT),
    })
}

fn schemas(args: &ConnectionArgs, environment: &Environment) -> Schemas {
    let written = args
        .schema
        .as_ref()
        .or(environment.config().schema.as_ref());
    match written {
        _ if args.all_schemas => Schemas::All,
        Some(written) => Schemas::written(written.clone()),
        None => Schemas::Found,
    }
}

/// A file has one schema. What was typed is refused; what the settings name is that of their other databases.
fn schemas_of_sqlite(args: &ConnectionArgs) -> Result<Schemas, CliError> {
    match args.schema.as_deref() {
        Some("main") | None if !args.all_schemas => Ok(Schemas::Found),
        _ => Err(CliError::SchemaOfSqlite),
    }
}

/// The one schema that the file names, else `public`.
pub(super) fn one_schema(environment: &Environment) -> &str {
    let named = environment.config().schema.as_deref();
    let one = named.filter(|name| !name.contains(['*', '?']));
    one.unwrap_or("public")
}

/// Where nobody names it, it is beside the settings, so that a run in a subfolder has the same
/// one; so is the history.
pub(super) fn ledger(typed: Option<&PathBuf>, environment: &Environment) -> PathBuf {
    let named = typed.cloned().or_else(|| environment.config().ledger());
    named.unwrap_or_else(|| environment.config().beside(Path::new("ledgers")))
}

pub(super) fn history(args: &HistoryArgs, environment: &Environment) -> PathBuf {
    let named = args.file.clone().or_else(|| environment.config().history());
    named.unwrap_or_else(|| environment.config().beside(Path::new(DEFAULT_PATH)))
}

/// Those that were named; where none was, the one that every job means.
pub(super) fn histories(typed: &[PathBuf], environment: &Environment) -> Vec<PathBuf> {
    match typed {
        [] => vec![history(&HistoryArgs::default(), environment)],
        typed => typed.to_owned(),
    }
}

pub(super) fn fail_on(typed: Option<FailOn>, environment: &Environment) -> FailOn {
    typed.or(environment.config().fail_on).unwrap_or_default()
}

/// Where else to look for what is missing: every other database of the settings. A database that is
/// not chosen by its alias stands in for the default one.
pub(super) fn places(args: &ConnectionArgs, environment: &Environment) -> Result<Places, CliError> {
    let config = environment.config();
    let own = args.database.as_deref().unwrap_or(DEFAULT);
    let others = config.databases.iter();
    let others = others.filter(|(alias, other)| alias.as_str() != own && other.search);
    let beside = |path: &Path| config.beside(path);
    let measured = source(args, environment)?;
    let mut aliases = Vec::new();
    for (alias, other) in others {
        let place = parse(&other.url, environment, beside)?;
        if !is_of_other_engine(&place, &measured) {
            aliases.push((alias.clone(), place));
        }
    }
    Ok(Places {
        aliases,
        // A file has none: what the settings say of that is for their servers.
        siblings: config.search_siblings.unwrap_or(false) && !matches!(measured, Source::Sqlite(_)),
    })
}

/// Whether one is a file of SQLite and the other a server: what is missing in one did not land in the other by mistake.
fn is_of_other_engine(one: &Source, other: &Source) -> bool {
    use Source::{Postgres, Sqlite};
    matches!(
        (one, other),
        (Sqlite(_), Postgres { .. }) | (Postgres { .. }, Sqlite(_))
    )
}

/// Which app lives where, as the file says.
pub(super) fn layout(environment: &Environment) -> Option<Layout> {
    let apps = environment.config().apps.as_ref()?;
    Some(Layout {
        shared_schema: apps.shared_schema.clone(),
        shared: apps.shared.clone(),
        tenant: apps.tenant.clone(),
    })
}

/// What the file says shall not gate, of the database that is measured.
pub(super) fn waivers(args: &ConnectionArgs, environment: &Environment) -> Vec<Decision> {
    let config = environment.config();
    let own = args.database.as_deref().unwrap_or(DEFAULT);
    let entries = config.waivers.iter();
    entries
        .filter_map(|entry| entry.of(own, config.databases.len()))
        .collect()
}

/// The role that is meant, if one is. A role that was typed is refused where nothing can be said of it; one that the
/// settings name is said not to be measured in a snapshot, and means nothing to SQLite, which has none.
pub(super) fn application(
    args: &RoleArgs,
    environment: &Environment,
    source: &Source,
) -> Result<Option<Application>, CliError> {
    let config = environment.config();
    let search_path = args.search_path.clone();
    if let Source::Sqlite(_) = source {
        let typed = args.as_role.is_some() || search_path.is_some();
        return if typed {
            Err(CliError::RoleOfSqlite)
        } else {
            Ok(None)
        };
    }
    let Some(role) = args.as_role.clone().or_else(|| config.as_role.clone()) else {
        return match search_path {
            Some(_) => Err(CliError::PathWithoutRole),
            None => Ok(None),
        };
    };
    match source {
        Source::Snapshot(_) if args.as_role.is_some() => Err(CliError::RoleOfSnapshot),
        Source::Sqlite(_) | Source::Snapshot(_) | Source::Postgres { .. } => {
            Ok(Some(Application {
                role,
                search_path: search_path.or_else(|| config.search_path.clone()),
            }))
        }
    }
}

fn source(args: &ConnectionArgs, environment: &Environment) -> Result<Source, CliError> {
    let here = |path: &Path| path.to_owned();
    let config = environment.config();
    let beside = |path: &Path| config.beside(path);
    if let Some(url) = &args.database_url {
        return parse(url, environment, here);
    }
    if let Some(alias) = &args.database {
        let found = config
            .databases
            .get(alias)
            .ok_or_else(|| unknown(alias, config))?;
        return parse(&found.url, environment, beside);
    }
    if let Some(url) = environment.database_url() {
        return parse(url, environment, here);
    }
    match config.databases.get(DEFAULT) {
        Some(database) => parse(&database.url, environment, beside),
        // libpq would try a server of this machine, which nobody has named.
        None if environment.libpq_names().is_empty() => Err(CliError::NoDatabase {
            path: config.path.clone(),
            is_project: Path::new("manage.py").is_file(),
        }),
        None => Ok(Source::Postgres {
            url: None,
            environment: environment.for_libpq(),
        }),
    }
}

fn unknown(alias: &str, config: &Config) -> CliError {
    CliError::UnknownDatabase {
        alias: alias.to_owned(),
        known: config.databases.keys().cloned().collect(),
        path: config.path.clone(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::Args;
    use crate::cli::reconcile::ReconcileArgs;

    fn environment(variables: &[(&str, &str)], toml: &str) -> Environment {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("reconcile.toml"), toml).unwrap();
        let mut config = Config::find(folder.path()).unwrap();
        config.path = Some("/project/reconcile.toml".into());
        Environment::of(variables, config)
    }

    fn args(arguments: &[&str]) -> ReconcileArgs {
        let args = Args::try_parse_from(["reconcile"].iter().chain(arguments));
        args.unwrap().main
    }

    fn chosen(arguments: &[&str], environment: &Environment) -> String {
        match connection(&args(arguments).connection, environment).map(|found| found.source) {
            Ok(Source::Postgres { url: Some(url), .. }) => url,
            Ok(Source::Postgres {
                url: None,
                environment,
            }) => format!("{environment:?}"),
            Ok(Source::Sqlite(path) | Source::Snapshot(path)) => {
                format!("file {}", path.display())
            }
            Err(error) => format!("error: {error}"),
        }
    }

    const TOML: &str = "[databases.default]\nurl = \"snapshot:s.json\"\n\
                        [databases.other]\nurl = \"postgres://other\"\n";

    #[test]
    fn an_option_beats_the_environment_and_the_environment_the_file() {
        let all = environment(&[("DATABASE_URL", "postgres://env")], TOML);
        assert_eq!(
            chosen(&["--database-url", "postgres://opt"], &all),
            "postgres://opt"
        );
        assert_eq!(chosen(&["--database", "other"], &all), "postgres://other");
        assert_eq!(chosen(&[], &all), "postgres://env");
        let file = environment(&[("DATABASE_URL", ""), ("PGHOST", "db")], TOML);
        assert_eq!(chosen(&[], &file), "file /project/s.json");
        let libpq = environment(&[("PGHOST", "db"), ("OTHER", "x")], "");
        assert_eq!(chosen(&[], &libpq), "{\"PGHOST\": \"db\"}");
    }

    #[test]
    fn a_path_on_the_command_line_is_relative_to_the_working_folder() {
        let all = environment(&[], TOML);
        assert_eq!(
            chosen(&["--database-url", "snapshot:x.json"], &all),
            "file x.json"
        );
    }

    #[test]
    fn a_wrong_url_is_refused_without_its_password() {
        let all = environment(&[], TOML);
        let said = chosen(&["--database-url", "mysql://me:s3cret@db/x"], &all);
        assert!(said.contains("mysql://me:***@db/x"), "{said}");
        assert!(chosen(&["--database-url", "snapshot:"], &all).starts_with("error: "));
    }

    #[test]
    fn what_is_missing_is_looked_for_in_the_databases_that_are_not_measured() {
        let aliases = |arguments: &[&str], toml: &str| {
            let environment = environment(&[], toml);
            let places = places(&args(arguments).connection, &environment);
            let aliases = places.map(|places| places.aliases).ok().unwrap();
            aliases
                .into_iter()
                .map(|(alias, _)| alias)
                .collect::<Vec<_>>()
        };
        let toml = format!("{TOML}[databases.old]\nurl = \"postgres://old\"\nsearch = false\n");
        assert_eq!(aliases(&[], &toml), ["other"]);
        assert_eq!(aliases(&["--database", "other"], &toml), ["default"]);
        let toml = format!("{TOML}[databases.dev]\nurl = \"sqlite:db.sqlite3\"\n");
        assert_eq!(aliases(&["--database", "other"], &toml), ["default"]);
        assert_eq!(aliases(&["--database", "dev"], &toml), ["default"]);
        assert_eq!(aliases(&["--database-url", "sqlite:x"], &toml), ["dev"]);
        assert_eq!(
            aliases(&["--database-url", "postgres://x"], &toml),
            ["other"]
        );
    }

    #[test]
    fn an_unknown_alias_is_said_with_the_known_ones() {
        let error = connection(
            &args(&["--database", "othr"]).connection,
            &environment(&[], TOML),
        );
        let error = error.err().unwrap();
        assert!(
            error.hint().unwrap().contains("default and other"),
            "{:?}",
            error.hint()
        );
    }

    #[test]
    fn the_defaults_are_those_of_the_contract() {
        let none = Environment::of(&[], Config::default());
        assert_eq!(
            ledger(args(&[]).ledger.as_ref(), &none),
            Path::new("ledgers")
        );
        assert_eq!(
            history(&args(&[]).history, &none),
            Path::new(".reconcile/history.sqlite3")
        );
        assert_eq!(fail_on(args(&[]).gate.typed(), &none), FailOn::Error);
        assert!(args(&[]).arbiter(&none));
    }

    #[test]
    fn paths_of_the_file_are_beside_it_and_options_beat_them() {
        let file = environment(
            &[],
            "ledger = \"l\"\nhistory = \"h\"\nfail_on = \"never\"\n",
        );
        assert_eq!(
            ledger(args(&[]).ledger.as_ref(), &file),
            Path::new("/project/l")
        );
        assert_eq!(history(&args(&[]).history, &file), Path::new("/project/h"));
        assert_eq!(fail_on(args(&[]).gate.typed(), &file), FailOn::Never);
        assert_eq!(
            ledger(args(&["--ledger", "x"]).ledger.as_ref(), &file),
            Path::new("x")
        );
        assert!(!args(&["--no-server-arbiter"]).arbiter(&file));
        assert!(!args(&[]).arbiter(&environment(&[], "server_arbiter = false\n")));
        assert_eq!(
            fail_on(args(&["--fail-on", "new"]).gate.typed(), &file),
            FailOn::New
        );
    }
}
