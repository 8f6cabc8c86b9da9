//! A small Django project in a folder of its own, which a test may edit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;

const SETTINGS: &str = r#"
import os
SECRET_KEY = "only for tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["shop"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["RECONCILE_TEST_DB_HOST"],
        "NAME": os.environ["RECONCILE_TEST_DB_NAME"],
        "USER": "postgres",
    },
}
"#;

const MANAGE: &str = r#"
import os, sys
from django.db.backends.postgresql.features import DatabaseFeatures
DatabaseFeatures.minimum_database_version = (13,)
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"#;

const INITIAL: &str = r#"
import uuid
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Item", [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=80)),
        ]),
        migrations.AddField("Item", "key", models.UUIDField(default=uuid.uuid4)),
    ]
"#;

/// The project, its database, and the tool beside it. The ledger is `ledgers`, below the tool's folder.
pub(super) struct Project {
    dir: TempDir,
    pub(super) database: Database,
    pub(super) tool: Tool,
}

impl Project {
    /// With one app of one migration, on an empty database.
    pub(super) fn new() -> Self {
        let project = Self {
            dir: TempDir::new().expect("a temporary folder"),
            database: Database::create(),
            tool: Tool::bare(),
        };
        project.write("settings.py", SETTINGS);
        project.write("manage.py", MANAGE);
        project.write("shop/__init__.py", "");
        project.write("shop/migrations/__init__.py", "");
        project.write("shop/migrations/0001_initial.py", INITIAL);
        project
    }

    pub(super) fn write(&self, file: &str, text: &str) {
        let path = self.dir.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file of the project");
    }

    /// Writes a migration of the app `shop` behind another one.
    pub(super) fn add(&self, name: &str, after: &str, operations: &str) {
        let text = format!(
            "from django.db import migrations, models\n\
             class Migration(migrations.Migration):\n    \
                 dependencies = [('shop', '{after}')]\n    \
                 operations = [{operations}]\n"
        );
        self.write(&format!("shop/migrations/{name}.py"), &text);
    }

    pub(super) fn edit(&self, file: &str, old: &str, new: &str) {
        let path = self.dir.path().join(file);
        let text = fs::read_to_string(&path).expect("a file of the project");
        assert!(text.contains(old), "{text}");
        fs::write(path, text.replace(old, new)).expect("a file of the project");
    }

    pub(super) fn remove(&self, file: &str) {
        fs::remove_file(self.dir.path().join(file)).expect("a file of the project");
    }

    pub(super) fn capture(&self, args: &[&str]) -> Outcome {
        self.capture_with(args, &[])
    }

    /// With variables of the environment besides.
    pub(super) fn capture_with(&self, args: &[&str], variables: &[(&str, &Path)]) -> Outcome {
        let manage = self.dir.path().join("manage.py");
        let words = [python(), manage].map(|path| path.to_str().expect("a plain path").to_owned());
        let words = words.iter().map(String::as_str).collect::<Vec<_>>();
        capture(&self.tool, &self.database, args, &words, variables)
    }

    /// Runs `manage.py` on the project's own database.
    pub(super) fn manage(&self, args: &[&str]) {
        let mut command = Command::new(python());
        command.arg(self.dir.path().join("manage.py")).args(args);
        let done = Outcome::of(on(&mut command, &self.database));
        assert_eq!(done.status, Some(0), "{done:#?}");
    }

    /// A file of the ledger; none where there is none.
    pub(super) fn stored(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.ledger().join(file)).ok()
    }

    pub(super) fn ledger(&self) -> PathBuf {
        self.tool.dir().join("ledgers")
    }

    /// The entry of a migration in the manifest.
    pub(super) fn entry(&self, name: &str) -> serde_json::Value {
        let manifest = manifest(&self.ledger());
        let all = manifest["migrations"].as_array().expect("migrations");
        let found = all.iter().find(|entry| entry["name"] == name);
        found.unwrap_or_else(|| panic!("{manifest:#}")).clone()
    }
}

pub(super) fn manifest(ledger: &Path) -> serde_json::Value {
    let text = fs::read_to_string(ledger.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

pub(super) fn python() -> PathBuf {
    root().join("target/test-env/venv/bin/python")
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `reconcile capture ARGS -- WORDS` on a database.
pub(super) fn capture(
    tool: &Tool,
    database: &Database,
    args: &[&str],
    words: &[&str],
    variables: &[(&str, &Path)],
) -> Outcome {
    let mut command = tool.plain(&[&["capture"], args, &["--"], words].concat());
    on(&mut command, database).envs(variables.iter().copied());
    Outcome::of(&mut command)
}

/// What the settings of the tests' projects read.
pub(super) fn on<'a>(command: &'a mut Command, database: &Database) -> &'a mut Command {
    command
        .env("RECONCILE_TEST_DB_HOST", database.socket())
        .env("RECONCILE_TEST_DB_NAME", database.name())
        .env("PYTHONDONTWRITEBYTECODE", "1")
}
