//! The Django project of the tests: its ledger, its database, its `manage.py`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use super::cluster::{Cluster, Database};

/// Printed like the others, and not applied: the next one that someone would run.
pub(crate) const HELD: &str = "crew.0005_badge";

static PROJECT: LazyLock<Project> = LazyLock::new(Project::build);

/// The migrated project, built once for a test process.
pub(crate) struct Project {
    ledger: PathBuf,
    owners: PathBuf,
    template: Database,
}

/// The project, which the first call migrates.
pub(crate) fn project() -> &'static Project {
    &PROJECT
}

impl Project {
    fn build() -> Self {
        let template = Database::create();
        let ledger = Cluster::get().dir().join("django-ledger");
        let owners = Cluster::get().dir().join("django-owners.json");
        let kept = owners.to_str().expect("a plain path");
        let args = ["--hold", HELD, "--owners", kept];
        print_ledger(&template, &root(), &ledger, &args);
        Self {
            ledger,
            owners,
            template,
        }
    }

    /// What `sqlmigrate` printed just before each migration was applied.
    pub(crate) fn ledger(&self) -> &Path {
        &self.ledger
    }

    /// Which migration set what, as the server saw it (`owners.py`).
    pub(crate) fn owners(&self) -> String {
        fs::read_to_string(&self.owners).expect("the owners")
    }

    /// A copy of the migrated database.
    pub(crate) fn database(&self) -> Database {
        Database::from_template(&self.template)
    }
}

/// Migrates `database` with the project in a folder, and prints each migration into `ledger`.
pub(crate) fn print_ledger(database: &Database, project: &Path, ledger: &Path, args: &[&str]) {
    python(database)
        .args([&root().join("build.py"), project, ledger])
        .args(args)
        .succeed();
}

/// The same by an older release of Django, which `tests/run` installed.
pub(crate) fn print_ledger_by(release: &str, database: &Database, project: &Path, ledger: &Path) {
    python(database)
        .args([&root().join("build.py"), project, ledger])
        .env("PYTHONPATH", packages_of(release))
        .succeed();
}

/// Runs `manage.py` of a project by an older release of Django.
pub(crate) fn manage_by(release: &str, project: &Path, database: &Database, args: &[&str]) {
    manage_command(project, database, "", args)
        .env("PYTHONPATH", packages_of(release))
        .succeed();
}

fn packages_of(release: &str) -> PathBuf {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/test-env")
        .join(format!("django-{release}"));
    assert!(packages.is_dir(), "no Django {release}: run tests/run");
    packages
}

/// The same by a release of Django that needs a newer Python; false where `tests/run` found none.
pub(crate) fn print_ledger_by_newer(
    release: &str,
    database: &Database,
    project: &Path,
    ledger: &Path,
) -> bool {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/test-env")
        .join(format!("python-django-{release}"));
    if !venv.is_dir() {
        eprintln!("no Python for Django {release}: skipped");
        return false;
    }
    python_of(&venv, database)
        .args([&root().join("build.py"), project, ledger])
        .succeed();
    true
}

/// Makes tenants by django-tenants, which `tests/run` installed, and prints each migration into `ledger`.
pub(crate) fn make_tenants(database: &Database, ledger: &Path, args: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packages = root.join("target/test-env/tenants");
    assert!(packages.is_dir(), "no django-tenants: run tests/run");
    python(database)
        .args([&root.join("tests/tenants/build.py"), ledger])
        .args(args)
        .env("PYTHONPATH", packages)
        .succeed();
}

/// Makes databases by `histories.py`, prints its ledgers, and returns what it says.
pub(crate) fn run_histories(database: &Database, ledgers: &Path, histories: &[String]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/squashes/histories.py");
    let out = python(database)
        .arg(script)
        .arg(ledgers)
        .args(histories)
        .output();
    let out = out.expect("Python of target/test-env: run tests/run");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// What `census.py` says of the project: the names that Django has and it does not use.
pub(crate) fn census() -> String {
    let mut command = python(&project().template);
    let out = command.arg(root().join("census.py")).output();
    let out = out.expect("Python of target/test-env: run tests/run");
    format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    )
}

/// Whether a migration is printed and not applied.
pub(crate) fn is_held(migration: &str) -> bool {
    migration == HELD
}

/// Runs `manage.py` on a database; `pg_options` reach the server as libpq's `PGOPTIONS`.
pub(crate) fn manage(database: &Database, pg_options: &str, args: &[&str]) {
    manage_of(&root(), database, pg_options, args);
}

/// The same for a project in a folder.
pub(crate) fn manage_of(project: &Path, database: &Database, pg_options: &str, args: &[&str]) {
    manage_command(project, database, pg_options, args).succeed();
}

/// The same where it may fail.
pub(crate) fn try_manage(
    project: &Path,
    database: &Database,
    pg_options: &str,
    args: &[&str],
) -> Output {
    let mut command = manage_command(project, database, pg_options, args);
    command
        .output()
        .expect("Python of target/test-env: run tests/run")
}

fn manage_command(project: &Path, database: &Database, pg_options: &str, args: &[&str]) -> Command {
    let mut command = python(database);
    command
        .arg(project.join("manage.py"))
        .args(args)
        .env("PGOPTIONS", pg_options);
    command
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/django")
}

fn python(database: &Database) -> Command {
    python_of(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-env/venv"),
        database,
    )
}

/// Python with a release of Django, for a project on an SQLite file; none where `tests/run` found no Python for it.
pub(crate) fn python_on_file(release: &str, file: &Path) -> Option<Command> {
    let environments = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-env");
    let newer = environments.join(format!("python-django-{release}"));
    let venv = match release {
        "6.0" | "6.1" => newer,
        _ => environments.join("venv"),
    };
    if !venv.is_dir() {
        eprintln!("no Python for Django {release}: skipped");
        return None;
    }
    let mut command = Command::new(venv.join("bin/python"));
    command
        .env("RECONCILE_TEST_DB_NAME", file)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    if let "3.2" | "4.2" = release {
        command.env("PYTHONPATH", packages_of(release));
    }
    Some(command)
}

/// What prints and migrates projects.
pub(crate) fn builder() -> PathBuf {
    root().join("build.py")
}

fn python_of(venv: &Path, database: &Database) -> Command {
    let mut command = Command::new(venv.join("bin/python"));
    command
        .env("RECONCILE_TEST_DB_HOST", database.socket())
        .env("RECONCILE_TEST_DB_NAME", database.name())
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// A command that a test cannot go on without.
trait Succeed {
    fn succeed(&mut self);
}

impl Succeed for Command {
    fn succeed(&mut self) {
        let out = self
            .output()
            .expect("Python of target/test-env: run tests/run");
        let (stdout, stderr) = (
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr),
        );
        assert!(out.status.success(), "{self:?}\n{stdout}{stderr}");
    }
}
