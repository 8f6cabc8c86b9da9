//! What a project prints besides, and what is refused.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::project::{Project, capture};
use crate::support::cli::Outcome;

/// Refused with exit status 2, and nothing stored.
fn refused(project: &Project, done: &Outcome) -> String {
    assert_eq!(
        (done.status, done.stdout.as_str()),
        (Some(2), ""),
        "{done:#?}"
    );
    assert!(!project.ledger().exists(), "{done:#?}");
    done.stderr.clone()
}

/// A command that is no Django project: a script of `sh`, which finds the marker in `$MARKER`.
fn by_script(script: &str) -> (Project, Outcome) {
    let project = Project::new();
    let path = project.tool.dir().join("fake");
    let marker = r#"MARKER=$(printf '%s' "$3" | sed 's/.*\(reconcile-[0-9a-f]\{32\} \).*/\1/')"#;
    fs::write(&path, format!("#!/bin/sh\n{marker}\n{script}\n")).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a script");
    let words = [path.to_str().expect("a plain path")];
    let bin = std::path::Path::new("/usr/bin:/bin");
    let done = capture(
        &project.tool,
        &project.database,
        &[],
        &words,
        &[("PATH", bin)],
    );
    (project, done)
}

/// A record of a migration, as the script in a project prints it.
fn record(app: &str, name: &str) -> String {
    format!(
        r#"printf '%s{{"kind": "project", "django": "5.2", "driver": "x", "vendor": "postgresql", "server_version": null, "alias": "default", "apps": [], "settings": {{}}, "work": [1]}}\n' "$MARKER"
printf '%s{{"kind": "migration", "app": "{app}", "name": "{name}", "digest": null, "sql": "x"}}\n' "$MARKER"
printf '%s{{"kind": "end"}}\n' "$MARKER""#
    )
}

#[test]
fn what_a_project_prints_besides_disturbs_nothing() {
    let project = Project::new();
    project.edit(
        "settings.py",
        "SECRET_KEY",
        "import atexit, sys\n\
         print('reconcile-00000000000000000000000000000000 {\"kind\": \"end\"}')\n\
         os.write(1, b'\\xff\\x1b[2J not a line')\n\
         atexit.register(lambda: (print('bye'), os._exit(7)))\nSECRET_KEY",
    );
    project.edit(
        "shop/migrations/0001_initial.py",
        "import uuid",
        "import uuid\nprint('loaded')",
    );
    let done = project.capture(&[]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(0), ""),
        "{done:#?}"
    );
    assert!(project.stored("shop/0001_initial.sql").is_some());
    let done = project.capture(&["-v", "--check"]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(done.stderr.contains("loaded\n"), "{done:#?}");
    assert!(
        done.stderr.contains("\\u{1b}[2J not a line") && !done.stderr.contains('\u{1b}'),
        "{done:#?}"
    );
}

#[test]
fn a_name_that_is_no_plain_file_name_is_refused() {
    for (app, name) in [
        ("..", "evil"),
        ("shop", "../../evil"),
        ("shop/x", "a"),
        ("shop", ".hidden"),
    ] {
        let (project, done) = by_script(&record(app, name));
        let said = refused(&project, &done);
        assert!(said.contains("cannot be stored"), "{said}");
        assert!(!project.tool.dir().join("evil.sql").exists());
    }
    let (project, done) = by_script(&record("shop", "0001-with dash"));
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert_eq!(
        project.stored("shop/0001-with dash.sql").as_deref(),
        Some("x")
    );
}

#[test]
fn a_command_that_fails_is_said_with_its_last_words() {
    let (project, done) =
        by_script("echo starting; printf 'no module \\033[31mshop\\n' >&2; exit 3");
    let said = refused(&project, &done);
    assert!(
        said.contains("exit status: 3 and printed no migration"),
        "{said}"
    );
    assert!(said.contains("no module \\u{1b}[31mshop"), "{said}");
    let (project, done) = by_script("exit 0");
    assert!(refused(&project, &done).contains("exit status: 0 and printed no migration"));
}

#[test]
fn a_record_cut_off_is_no_capture() {
    let (project, done) = by_script("printf '%s{\"kind\": \"proj\\n' \"$MARKER\"");
    assert!(refused(&project, &done).contains("cannot be read"));
    let whole = record("shop", "0001_initial");
    let without_end = whole.rsplit_once('\n').expect("three lines").0;
    let (project, done) = by_script(without_end);
    assert!(refused(&project, &done).contains("after 1 migrations"));
}

#[test]
fn a_command_that_is_not_there_is_said() {
    let project = Project::new();
    let done = capture(
        &project.tool,
        &project.database,
        &[],
        &["no-such-python"],
        &[],
    );
    let said = refused(&project, &done);
    assert!(said.contains("cannot run no-such-python"), "{said}");
    assert!(said.contains("poetry run python manage.py"), "{said}");
    let done = capture(&project.tool, &project.database, &[], &[], &[]);
    assert_eq!(done.status, Some(2), "{done:#?}");
    assert!(done.stderr.contains("<COMMAND>"), "{done:#?}");
}

#[test]
fn settings_that_cannot_be_used_are_said() {
    let project = Project::new();
    let said = refused(&project, &project.capture(&["--database", "other"]));
    assert!(
        said.contains("names no such database") || said.contains("name no such database"),
        "{said}"
    );
    assert!(said.contains("the settings name default"), "{said}");
    project.edit(
        "settings.py",
        "\"HOST\"",
        "\"PASSWORD\": \"s3cret\", \"PORT\": \"1\", \"HOST\"",
    );
    let said = refused(&project, &project.capture(&[]));
    assert!(said.contains("Django cannot connect"), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
    project.edit(
        "settings.py",
        "django.db.backends.postgresql",
        "django.db.backends.dummy",
    );
    let said = refused(&project, &project.capture(&[]));
    assert!(said.contains("not configured"), "{said}");
}

#[test]
fn a_graph_that_cannot_be_loaded_is_said() {
    let project = Project::new();
    project.add("0002_more", "0009_none", "");
    let said = refused(&project, &project.capture(&[]));
    assert!(
        said.contains("cannot be loaded") && said.contains("0009_none"),
        "{said}"
    );
}

#[test]
fn another_engine_is_stored_and_said_not_to_be_compared() {
    let project = Project::new();
    project.write("other/__init__.py", "");
    project.write(
        "other/base.py",
        "from django.db.backends.sqlite3 import base\n\
         class DatabaseWrapper(base.DatabaseWrapper):\n    \
             vendor = 'other'\n",
    );
    project.edit("settings.py", "django.db.backends.postgresql", "other");
    project.edit("settings.py", "\"HOST\"", "\"OPTIONS\": {}, \"HOST\"");
    project.edit(
        "settings.py",
        "os.environ[\"RECONCILE_TEST_DB_NAME\"]",
        "\":memory:\"",
    );
    let done = project.capture(&[]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(
        done.stdout.contains("compares PostgreSQL and SQLite"),
        "{done:#?}"
    );
}

/// The settings of the project lead to a file of SQLite from now on.
fn on_sqlite(project: &Project) {
    project.edit(
        "settings.py",
        "django.db.backends.postgresql",
        "django.db.backends.sqlite3",
    );
    project.edit(
        "settings.py",
        "\"HOST\": os.environ[\"RECONCILE_TEST_DB_HOST\"],\n",
        "",
    );
    project.edit(
        "settings.py",
        "os.environ[\"RECONCILE_TEST_DB_NAME\"]",
        "\"db.sqlite3\"",
    );
}

#[test]
fn a_ledger_of_another_vendor_stays_as_it_is() {
    let project = Project::new();
    assert_eq!(project.capture(&[]).status, Some(0));
    let stored = ["manifest.json", "shop/0001_initial.sql"];
    let before = stored.map(|file| project.stored(file));
    let config = || fs::read(project.tool.dir().join("reconcile.toml")).ok();
    let configured = config();
    on_sqlite(&project);
    project.add(
        "0002_more",
        "0001_initial",
        "migrations.AddField('Item', 'note', models.TextField(null=True))",
    );
    for args in [&[][..], &["--accept"], &["--check"], &["--app", "shop"]] {
        let done = project.capture(args);
        assert_eq!((done.status, &*done.stdout), (Some(2), ""), "{done:#?}");
        assert!(
            done.stderr
                .contains("ledgers was captured on PostgreSQL, and these settings are of SQLite"),
            "{done:#?}"
        );
        assert!(done.stderr.contains("--ledger ledgers-sqlite"), "{done:#?}");
        assert_eq!(stored.map(|file| project.stored(file)), before);
        assert_eq!(project.stored("shop/0002_more.sql"), None);
        assert_eq!(config(), configured);
    }
    let done = project.capture(&["--ledger", "ledgers-sqlite"]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    let of_sqlite = super::project::manifest(&project.tool.dir().join("ledgers-sqlite"));
    assert_eq!(of_sqlite["vendor"], "sqlite");
}

#[test]
fn a_ledger_of_sqlite_takes_nothing_of_postgresql() {
    let project = Project::new();
    on_sqlite(&project);
    assert_eq!(project.capture(&[]).status, Some(0));
    // What the stored outputs look like tells where no manifest does.
    fs::remove_file(project.ledger().join("manifest.json")).expect("a manifest");
    project.edit(
        "settings.py",
        "django.db.backends.sqlite3",
        "django.db.backends.postgresql",
    );
    project.edit(
        "settings.py",
        "\"db.sqlite3\"",
        "os.environ[\"RECONCILE_TEST_DB_NAME\"], \"HOST\": os.environ[\"RECONCILE_TEST_DB_HOST\"]",
    );
    let done = project.capture(&[]);
    assert_eq!(done.status, Some(2), "{done:#?}");
    assert!(
        done.stderr
            .contains("ledgers was captured on SQLite, and these settings are of PostgreSQL"),
        "{done:#?}"
    );
    assert_eq!(project.stored("manifest.json"), None);
}

#[test]
fn an_old_django_is_refused() {
    let project = Project::new();
    project.edit("manage.py", "execute_from_command_line(sys.argv)", "import django\ndjango.VERSION = (2, 2, 28)\ndjango.get_version = lambda: '2.2.28'\nexecute_from_command_line(sys.argv)");
    let said = refused(&project, &project.capture(&[]));
    assert!(said.contains("Django 2.2.28 is too old"), "{said}");
}

#[test]
fn a_project_that_does_not_load_is_said_by_the_last_line_of_its_traceback() {
    let project = Project::new();
    project.edit("settings.py", "[\"shop\"]", "[\"no_such_app\"]");
    let said = refused(&project, &project.capture(&[]));
    assert!(
        said.contains("it said last: ModuleNotFoundError: No module named 'no_such_app' | "),
        "{said}"
    );
}
