//! `reconcile init`: the settings file, from what lies around.

use std::fmt::Write as _;
use std::path::Path;

use super::look::{Database, Found, look};
use super::template;
use crate::cli::config::FILE;
use crate::cli::environment::Environment;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::report::escape;
use crate::report::words::count;

/// Writes the file, which `-o` may name, and says what was found.
pub(super) fn run(wanted: Option<&Path>, environment: &Environment) -> Result<(), CliError> {
    let folder = std::env::current_dir().map_err(CliError::NoFolder)?;
    let found = look(&folder, environment);
    let path = wanted.unwrap_or(Path::new(FILE));
    let ledger = found.ledger.as_ref().map(|ledger| ledger.path.as_path());
    output::create(path, &template::text(ledger))?;
    output::write(None, &told(path, &found))
}

fn told(path: &Path, found: &Found) -> String {
    let mut text = format!(
        "{} is written: every setting stands in it, explained and at its default\n",
        shown(path)
    );
    for (label, said) in [
        ("project", Some(project(found))),
        ("database", Some(database(found))),
        ("ledger", Some(ledger(found))),
        ("tenants", tenants(found)),
        ("above", above(found)),
    ] {
        if let Some(said) = said {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "  {label:<9}{said}");
        }
    }
    text + "next\n" + &next(found)
}

fn project(found: &Found) -> String {
    match &found.manage {
        Some(manage) => shown(manage),
        None => "no manage.py here or one folder below".to_owned(),
    }
}

fn database(found: &Found) -> String {
    match &found.database {
        Database::None if found.is_installed => {
            "that of Django's settings, which `manage.py reconcile` takes".to_owned()
        }
        Database::Url(shown) => format!("DATABASE_URL is used: {}", escape(shown)),
        Database::Libpq(names) => format!("{} of the environment: used", names.join(", ")),
        Database::None if found.manage.is_some() => {
            "that of Django's settings, which `reconcile capture` writes to the file without its password".to_owned()
        }
        Database::None => {
            "none: set DATABASE_URL or libpq's PG* variables, or write [databases.default]"
                .to_owned()
        }
    }
}

fn ledger(found: &Found) -> String {
    match &found.ledger {
        Some(ledger) => format!(
            "{}, {}",
            shown(&ledger.path),
            count(ledger.outputs, "stored output")
        ),
        None => "none yet".to_owned(),
    }
}

fn tenants(found: &Found) -> Option<String> {
    let settings = found.tenants.as_ref()?;
    Some(format!(
        "django-tenants in {}: write SHARED_APPS and TENANT_APPS to [apps], by their labels",
        shown(settings)
    ))
}

fn above(found: &Found) -> Option<String> {
    let above = found.above.as_ref()?;
    Some(format!(
        "{} counted here until now, and does no more",
        shown(above)
    ))
}

fn next(found: &Found) -> String {
    let all = if found.tenants.is_some() {
        "reconcile --all-schemas"
    } else {
        "reconcile"
    };
    let is_unknown = matches!(found.database, Database::None);
    let manage = found.manage.as_deref().unwrap_or(Path::new("manage.py"));
    let python = python(manage);
    let all = if found.is_installed {
        format!("{python} {all}")
    } else if is_unknown && found.manage.is_none() {
        format!("{all} --database-url URL")
    } else {
        all.to_owned()
    };
    let mut steps = [
        (
            format!("reconcile capture -- {python}"),
            "store what the migrations do, one file each",
        ),
        (all, "hold the database against what django_migrations says"),
    ];
    // Who captures first need not name the database.
    let is_told = found.is_installed || !is_unknown || found.manage.is_none();
    if found.ledger.is_some() && is_told {
        steps.rotate_left(1);
    }
    let lines = steps.map(|(step, why)| format!("  {step:<42} {why}\n"));
    lines.concat()
}

/// A command is only suggested where it can be copied as it stands.
fn python(manage: &Path) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    match manage.to_str() {
        Some(path) if path.as_bytes().iter().all(plain) => {
            format!("python {path}")
        }
        Some(_) | None => "python PATH/manage.py".to_owned(),
    }
}

fn shown(path: &Path) -> String {
    escape(&path.display().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::look::Ledger;
    use super::*;

    #[test]
    fn what_was_found_is_said_with_what_to_do_next() {
        let found = Found {
            manage: Some(PathBuf::from("web/manage.py")),
            database: Database::Url("postgres://me:***@db/shop".to_owned()),
            ledger: None,
            tenants: Some(PathBuf::from("web/shop/settings.py")),
            is_installed: false,
            above: None,
        };
        insta::assert_snapshot!(told(Path::new("reconcile.toml"), &found), @"
        reconcile.toml is written: every setting stands in it, explained and at its default
          project  web/manage.py
          database DATABASE_URL is used: postgres://me:***@db/shop
          ledger   none yet
          tenants  django-tenants in web/shop/settings.py: write SHARED_APPS and TENANT_APPS to [apps], by their labels
        next
          reconcile capture -- python web/manage.py  store what the migrations do, one file each
          reconcile --all-schemas                    hold the database against what django_migrations says
        ");
    }

    #[test]
    fn with_a_ledger_the_main_job_comes_first() {
        let found = Found {
            manage: None,
            database: Database::None,
            ledger: Some(Ledger {
                path: PathBuf::from("ledgers"),
                outputs: 1,
            }),
            tenants: None,
            is_installed: false,
            above: Some(PathBuf::from("../reconcile.toml")),
        };
        insta::assert_snapshot!(told(Path::new("reconcile.toml"), &found), @"
        reconcile.toml is written: every setting stands in it, explained and at its default
          project  no manage.py here or one folder below
          database none: set DATABASE_URL or libpq's PG* variables, or write [databases.default]
          ledger   ledgers, 1 stored output
          above    ../reconcile.toml counted here until now, and does no more
        next
          reconcile --database-url URL               hold the database against what django_migrations says
          reconcile capture -- python manage.py      store what the migrations do, one file each
        ");
    }

    #[test]
    fn in_a_project_with_our_app_django_names_the_database() {
        let found = Found {
            manage: Some(PathBuf::from("manage.py")),
            database: Database::None,
            ledger: None,
            tenants: None,
            is_installed: true,
            above: None,
        };
        let said = told(Path::new("reconcile.toml"), &found);
        assert!(said.contains("that of Django's settings"), "{said}");
        assert!(said.contains("  python manage.py reconcile "), "{said}");
    }

    #[test]
    fn where_only_django_knows_the_database_the_capture_comes_first() {
        let found = Found {
            manage: Some(PathBuf::from("manage.py")),
            database: Database::None,
            ledger: Some(Ledger {
                path: PathBuf::from("ledgers"),
                outputs: 1,
            }),
            tenants: None,
            is_installed: false,
            above: None,
        };
        insta::assert_snapshot!(told(Path::new("reconcile.toml"), &found), @"
        reconcile.toml is written: every setting stands in it, explained and at its default
          project  manage.py
          database that of Django's settings, which `reconcile capture` writes to the file without its password
          ledger   ledgers, 1 stored output
        next
          reconcile capture -- python manage.py      store what the migrations do, one file each
          reconcile                                  hold the database against what django_migrations says
        ");
    }

    #[test]
    fn a_path_that_a_shell_would_read_otherwise_is_in_no_command() {
        for odd in ["a b/manage.py", "$(x)/manage.py", "x;y/manage.py"] {
            assert_eq!(python(Path::new(odd)), "python PATH/manage.py");
        }
    }
}
