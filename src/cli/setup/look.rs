//! What lies around in a project's folder.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::config::Config;
use crate::cli::environment::Environment;
use crate::redact::redact_url;
use crate::regular_file;

/// What was found. Paths are relative to the folder.
pub(super) struct Found {
    /// Django's command line.
    pub(super) manage: Option<PathBuf>,
    pub(super) database: Database,
    pub(super) ledger: Option<Ledger>,
    /// The settings module that names django-tenants.
    pub(super) tenants: Option<PathBuf>,
    /// Whether the settings module names our own app.
    pub(super) is_installed: bool,
    /// A settings file that counted here so far.
    pub(super) above: Option<PathBuf>,
}

/// Where the environment says that the database is.
pub(super) enum Database {
    /// `DATABASE_URL`, without its password.
    Url(String),
    /// The names of libpq's variables.
    Libpq(Vec<String>),
    None,
}

/// A folder of stored outputs.
pub(super) struct Ledger {
    pub(super) path: PathBuf,
    pub(super) outputs: u64,
}

/// What a ledger is called where people do not say.
const LEDGERS: [&str; 2] = ["ledgers", "ledger"];

/// No settings module is longer; what is, is not read.
const MOST: u64 = 1 << 20;

/// Looks at and around `folder`. What cannot be read counts as not there.
pub(super) fn look(folder: &Path, environment: &Environment) -> Found {
    let manage = manage(folder);
    let project = manage.as_deref().and_then(Path::parent);
    let project = project.unwrap_or(Path::new("")).to_owned();
    Found {
        database: database(environment),
        ledger: ledger(folder, &project),
        tenants: settings_with("django_tenants", folder, &project, environment),
        is_installed: settings_with("reconcile_django", folder, &project, environment).is_some(),
        above: folder.parent().and_then(|_| Config::above(folder)),
        manage,
    }
}

fn manage(folder: &Path) -> Option<PathBuf> {
    let below = folders(folder).into_iter();
    let places = std::iter::once(PathBuf::new()).chain(below);
    let mut files = places.map(|place| place.join("manage.py"));
    files.find(|file| folder.join(file).is_file())
}

/// The names of the folders in a folder, but for hidden ones, in order.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| PathBuf::from(entry.file_name()));
    let mut names: Vec<PathBuf> = names
        .filter(|name| !name.to_string_lossy().starts_with('.'))
        .collect();
    names.sort();
    names
}

fn database(environment: &Environment) -> Database {
    if let Some(url) = environment.variable("DATABASE_URL") {
        return Database::Url(redact_url(&url));
    }
    match environment.libpq_names() {
        names if names.is_empty() => Database::None,
        names => Database::Libpq(names),
    }
}

/// The first folder that is called so and holds outputs; beside manage.py too.
fn ledger(folder: &Path, project: &Path) -> Option<Ledger> {
    let places = [Path::new(""), project].into_iter();
    let mut candidates = places.flat_map(|place| LEDGERS.map(|name| place.join(name)));
    candidates.find_map(|path| {
        let outputs = outputs(&folder.join(&path));
        (outputs > 0 && path.to_str().is_some()).then_some(Ledger { path, outputs })
    })
}

fn outputs(ledger: &Path) -> u64 {
    let apps = folders(ledger).into_iter();
    let files = apps.flat_map(|app| {
        fs::read_dir(ledger.join(app))
            .into_iter()
            .flatten()
            .flatten()
    });
    let is_sql = |path: PathBuf| path.extension().is_some_and(|ending| ending == "sql");
    files.filter(|entry| is_sql(entry.path())).count() as u64
}

/// The settings module, as the environment or manage.py names it, where it holds a word.
fn settings_with(
    word: &str,
    folder: &Path,
    project: &Path,
    environment: &Environment,
) -> Option<PathBuf> {
    let module = environment
        .variable("DJANGO_SETTINGS_MODULE")
        .or_else(|| named(&read(&folder.join(project).join("manage.py"))?))?;
    let path = project.join(inside(&module)?);
    let files = [path.with_extension("py"), path.join("__init__.py")];
    files
        .into_iter()
        .find(|file| read(&folder.join(file)).is_some_and(|text| text.contains(word)))
}

/// `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`: the quoted word after it.
fn named(manage: &str) -> Option<String> {
    let (_, after) = manage.split_once("DJANGO_SETTINGS_MODULE")?;
    let word = after.split(['"', '\'']).nth(2)?;
    Some(word.to_owned())
}

/// The path of a module; none of what is no module.
fn inside(module: &str) -> Option<PathBuf> {
    let is_name = |part: &str| {
        let fits = |c: char| c.is_alphanumeric() || c == '_';
        !part.is_empty() && part.chars().all(fits)
    };
    let parts = module.split('.');
    module.split('.').all(is_name).then(|| parts.collect())
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = regular_file::open(path).ok()?;
    file.take(MOST).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::cli::config::Config;

    fn project(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        // Nothing above counts.
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        folder
    }

    fn seen(folder: &TempDir, variables: &[(&str, &str)]) -> Found {
        look(
            folder.path(),
            &Environment::of(variables, Config::default()),
        )
    }

    #[test]
    fn a_project_one_folder_below_is_found_with_its_ledger_and_tenants() {
        let folder = project(&[
            (
                "web/manage.py",
                "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'conf.prod')",
            ),
            (
                "web/conf/prod.py",
                "INSTALLED_APPS = ['django_tenants', 'x']",
            ),
            ("web/ledger/shop/0001_initial.sql", ""),
            ("web/ledger/shop/readme.txt", ""),
            ("ledgers/manifest.json", ""),
        ]);
        let found = seen(&folder, &[]);
        assert_eq!(found.manage, Some(PathBuf::from("web/manage.py")));
        assert_eq!(found.tenants, Some(PathBuf::from("web/conf/prod.py")));
        let ledger = found.ledger.unwrap();
        assert_eq!(
            (ledger.path, ledger.outputs),
            (PathBuf::from("web/ledger"), 1)
        );
        assert!(matches!(found.database, Database::None));
        assert!(found.above.is_none());
    }

    #[test]
    fn an_empty_folder_holds_nothing() {
        let found = seen(
            &project(&[]),
            &[("DJANGO_SETTINGS_MODULE", "../../etc/passwd")],
        );
        assert!(found.manage.is_none() && found.ledger.is_none() && found.tenants.is_none());
    }

    #[test]
    fn a_password_of_the_environment_is_not_even_held() {
        let url = [("DATABASE_URL", "postgres://me:s3cret@db/shop")];
        let Database::Url(shown) = seen(&project(&[]), &url).database else {
            panic!("no URL");
        };
        assert_eq!(shown, "postgres://me:***@db/shop");
        let libpq = [("PGHOST", "db"), ("PGPASSWORD", "s3cret"), ("PGX", "")];
        let Database::Libpq(names) = seen(&project(&[]), &libpq).database else {
            panic!("no names");
        };
        assert_eq!(names, ["PGHOST", "PGPASSWORD"]);
    }

    #[test]
    fn a_settings_file_above_is_told() {
        let folder = project(&[("reconcile.toml", ""), ("web/manage.py", "")]);
        let found = look(
            &folder.path().join("web"),
            &Environment::of(&[], Config::default()),
        );
        assert_eq!(found.above, Some(folder.path().join("reconcile.toml")));
    }
}
