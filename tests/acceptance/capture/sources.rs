//! What is captured is what Django prints, and what `migrate` did.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::project::{Project, capture, manifest, on, python, root};
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::{print_ledger, print_ledger_by, project};

/// Prints each migration by the command `sqlmigrate` into a folder, each in a process of its own: what
/// one prints is not always what it prints after another.
const BY_COMMAND: &str = r#"
import io, os, sys
out = sys.argv.pop()
sys.path.insert(0, os.getcwd())
import django
django.setup()
try:
    from servers import accept_old
    accept_old()
except ImportError:
    pass
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
for app, name in MigrationLoader(None).disk_migrations:
    if os.fork():
        os.wait()
        continue
    text = io.StringIO()
    try:
        call_command("sqlmigrate", app, name, stdout=text, stderr=io.StringIO())
    except Exception:
        os._exit(0)
    os.makedirs(os.path.join(out, app), exist_ok=True)
    with open(os.path.join(out, app, name + ".sql"), "w", newline="") as file:
        file.write(text.getvalue())
    os._exit(0)
"#;

/// A project of the tests, called by `python -m django` in its folder.
struct Called<'a> {
    folder: PathBuf,
    packages: Option<PathBuf>,
    database: &'a Database,
}

impl<'a> Called<'a> {
    fn of(folder: &str, release: Option<&str>, database: &'a Database) -> Self {
        let packages = release.map(|it| root().join(format!("target/test-env/django-{it}")));
        Self {
            folder: root().join("tests").join(folder),
            packages,
            database,
        }
    }

    fn paths(&self) -> String {
        let paths = [
            self.packages.as_deref(),
            Some(&*self.folder),
            Some(&root().join("tests/django")),
        ]
        .map(|path| path.map_or_else(String::new, |path| path.display().to_string()));
        paths.join(":").trim_start_matches(':').to_owned()
    }

    fn capture(&self, args: &[&str]) -> (Tool, PathBuf) {
        let tool = Tool::bare();
        let python = python();
        let words = [python.to_str().expect("a plain path"), "-m", "django"];
        let paths = self.paths();
        let variables = [
            ("PYTHONPATH", Path::new(&paths)),
            ("DJANGO_SETTINGS_MODULE", Path::new("settings")),
        ];
        let done = capture(&tool, self.database, args, &words, &variables);
        assert_eq!(
            (done.status, done.stderr.as_str()),
            (Some(0), ""),
            "{done:#?}"
        );
        let ledger = tool.dir().join("ledgers");
        (tool, ledger)
    }

    fn by_command(&self) -> TempDir {
        let out = TempDir::new().expect("a temporary folder");
        let mut command = Command::new(python());
        let done = on(&mut command, self.database)
            .args(["-c", BY_COMMAND])
            .arg(out.path())
            .env("PYTHONPATH", self.paths())
            .env("PYTHONHASHSEED", "0")
            .env("DJANGO_SETTINGS_MODULE", "settings")
            .current_dir(&self.folder)
            .output()
            .expect("Python");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        out
    }

    /// What `--source sqlmigrate` stores is what the command prints, for each migration that it prints.
    fn assert_bytes(&self, least: usize) {
        let (_tool, captured) = self.capture(&["--source", "sqlmigrate"]);
        let errors = errors(&captured);
        let printed = self.by_command();
        let volatile = volatile(&captured);
        let mut same = 0;
        for file in files(printed.path()) {
            let bytes = |folder: &Path| fs::read(folder.join(&file)).expect(&file);
            let (theirs, ours) = (bytes(printed.path()), bytes(&captured));
            if volatile.contains(&file) {
                assert_eq!(theirs.len(), ours.len(), "{file}");
                continue;
            }
            assert_eq!(String::from_utf8(ours), String::from_utf8(theirs), "{file}");
            same += 1;
        }
        assert!(same >= least, "{same}");
        assert_eq!(files(&captured), files(printed.path()), "{errors:#?}");
    }
}

/// The stored outputs that hold the time, or chance.
fn volatile(ledger: &Path) -> BTreeSet<String> {
    let manifest = manifest(ledger);
    let all = manifest["migrations"].as_array().expect("migrations");
    let volatile = all.iter().filter(|entry| entry["volatile"].is_array());
    let word = |entry: &serde_json::Value, key: &str| entry[key].as_str().expect(key).to_owned();
    volatile
        .map(|entry| format!("{}/{}.sql", word(entry, "app"), word(entry, "name")))
        .collect()
}

/// What could not be printed.
fn errors(ledger: &Path) -> Vec<serde_json::Value> {
    let manifest = manifest(ledger);
    let all = manifest["migrations"].as_array().expect("migrations");
    let failed = all.iter().filter(|entry| entry["error"].is_string());
    failed.cloned().collect()
}

fn files(folder: &Path) -> BTreeSet<String> {
    let list = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        entries.map(|entry| entry.path()).collect()
    };
    let apps = list(folder).into_iter().filter(|path| path.is_dir());
    apps.flat_map(|app| list(&app))
        .map(|file| {
            file.strip_prefix(folder)
                .expect("below")
                .display()
                .to_string()
        })
        .collect()
}

/// `Report::alarms` of a database held against what was captured.
fn alarms(database: &Database, ledger: &Path) -> Vec<String> {
    Tool::new(&database.url(), ledger).report(&[], 0).alarms()
}

#[test]
fn a_captured_plan_replays_to_what_migrate_made() {
    let database = project().database();
    let (_tool, ledger) = Called::of("django", None, &database).capture(&[]);
    assert_eq!(alarms(&database, &ledger), Vec::<String>::new());
    // Whatever the database holds, the plan is the same.
    let empty = Database::create();
    let (_tool, other) = Called::of("django", None, &empty).capture(&[]);
    let unlike: Vec<String> = files(&ledger)
        .into_iter()
        .filter(|file| fs::read(ledger.join(file)).ok() != fs::read(other.join(file)).ok())
        .collect();
    assert_eq!(unlike, Vec::from_iter(volatile(&ledger)));
}

#[test]
fn the_source_sqlmigrate_is_the_command_byte_for_byte() {
    Called::of("django", None, &project().database()).assert_bytes(125);
}

#[test]
fn older_releases_are_captured_as_they_print() {
    for release in ["3.2", "4.2"] {
        let database = Database::create();
        let folder = TempDir::new().expect("a temporary folder");
        let releases = root().join("tests/releases");
        print_ledger_by(release, &database, &releases, folder.path());
        let called = Called::of("releases", Some(release), &database);
        called.assert_bytes(20);
        let (_tool, ledger) = called.capture(&[]);
        assert_eq!(
            alarms(&database, &ledger),
            Vec::<String>::new(),
            "{release}"
        );
        assert!(
            manifest(&ledger)["django"]
                .as_str()
                .expect("a release")
                .starts_with(release)
        );
    }
}

#[test]
fn nothing_is_written_to_the_database_not_even_by_an_operation_that_would() {
    let project = Project::new();
    project.add(
        "0002_writes",
        "0001_initial",
        "type('Writes', (migrations.RunSQL,), {'database_forwards': lambda self, app, editor, old, new:
            editor.connection.cursor().execute('CREATE TABLE written ()')})('')",
    );
    for source in ["plan", "sqlmigrate"] {
        let done = project.capture(&["--source", source]);
        assert_eq!(done.status, Some(0), "{done:#?}");
        assert!(done.stdout.contains("read-only transaction"), "{done:#?}");
    }
    let tables = project
        .database
        .texts("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'");
    assert_eq!(tables, Vec::<String>::new());
}

/// An operation that makes an index where there is none yet.
const WARY: &str = r#"
from django.db import migrations
class Wary(migrations.RunSQL):
    def database_forwards(self, app, editor, old, new):
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_catalog.pg_class WHERE relname = 'wary'")
            if cursor.fetchone() is None:
                editor.execute("CREATE INDEX wary ON shop_item (name)")
class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [Wary("")]
"#;

#[test]
fn a_print_that_asked_a_database_which_had_it_already_is_told() {
    for source in ["plan", "sqlmigrate"] {
        let project = Project::new();
        project.write("shop/migrations/0002_wary.py", WARY);
        let captured = || {
            let done = project.capture(&["--source", source]);
            assert_eq!(done.status, Some(0), "{done:#?}");
            ["0001_initial", "0002_wary"].map(|name| project.entry(name)["captured_after"].clone())
        };
        assert_eq!(captured(), [false, false]);
        project.manage(&["migrate", "shop"]);
        fs::remove_dir_all(project.ledger()).expect("a ledger");
        assert_eq!(captured(), [false, true]);
        let stored = project.stored("shop/0002_wary.sql");
        assert!(stored.is_some_and(|sql| sql.contains("-- (no-op)")));
    }
}

#[test]
fn the_manifest_tells_what_django_knows() {
    let project = Project::new();
    project.capture(&[]);
    let manifest = manifest(&project.ledger());
    assert_eq!(manifest["vendor"], "postgresql");
    assert_eq!(manifest["alias"], "default");
    assert_eq!(manifest["apps"], serde_json::json!(["shop"]));
    assert_eq!(manifest["settings"]["USE_TZ"], true);
    assert_eq!(
        manifest["counts"],
        serde_json::json!({"migrations": 1, "stored": 1, "failed": 0})
    );
    let entry = project.entry("0001_initial");
    assert_eq!(entry["source"], "plan");
    assert_eq!(entry["initial"], true);
    assert_eq!(
        entry["operations"],
        serde_json::json!(["CreateModel", "AddField"])
    );
    assert!(
        entry["path"]
            .as_str()
            .expect("a path")
            .ends_with("shop/migrations/0001_initial.py")
            || entry["path"] == "shop.migrations.0001_initial",
        "{entry:#}"
    );
    assert!(
        entry["path_digest"]
            .as_str()
            .expect("a digest")
            .starts_with("sha256:")
    );
    assert_eq!(
        entry["volatile"].as_array().map(Vec::len),
        Some(1),
        "{entry:#}"
    );
}

#[test]
fn a_ledger_printed_by_other_means_is_no_other() {
    let database = Database::create();
    let folder = TempDir::new().expect("a temporary folder");
    print_ledger(
        &database,
        &root().join("tests/releases"),
        folder.path(),
        &[],
    );
    let (_tool, ledger) = Called::of("releases", None, &database).capture(&[]);
    assert_eq!(files(&ledger), files(folder.path()));
}
