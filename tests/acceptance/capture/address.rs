//! The database of a project's settings is taken over into ours, without its password.

use std::fs;
use std::path::{Path, PathBuf};

use super::project::Project;
use crate::support::cli::Outcome;

const DATABASE: &str = r#""USER": "postgres","#;

fn file(project: &Project) -> PathBuf {
    project.tool.dir().join("reconcile.toml")
}

fn text(project: &Project) -> String {
    fs::read_to_string(file(project)).expect("the settings")
}

/// What was said, however it was broken into lines.
fn said(outcome: &Outcome) -> String {
    outcome
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn init_and_capture_leave_settings_by_which_the_database_is_reached() {
    let project = Project::new();
    project.manage(&["migrate"]);
    assert_eq!(project.tool.run_plain(&["init"]).status, Some(0));
    let checked = project.capture(&["--check"]);
    assert!(!said(&checked).contains("postgres://"), "{checked:#?}");
    assert!(!text(&project).contains("\n[databases.default]"));
    let done = project.capture(&[]);
    assert!(
        said(&done).contains(", from Django's settings, stands in reconcile.toml now"),
        "{done:#?}"
    );
    let written = text(&project);
    assert!(
        written.contains("\n[databases.default]\nurl = \"postgres://postgres@"),
        "{written}"
    );
    let run = project.tool.run_plain(&[]);
    assert!(run.stdout.contains("AGREES"), "{run:#?}");
    assert_eq!(run.status, Some(0));
    // It is written once.
    let again = project.capture(&[]);
    assert!(!said(&again).contains("postgres://"), "{again:#?}");
    assert_eq!(text(&project), written);
}

#[test]
fn a_password_is_neither_written_nor_printed() {
    let project = Project::new();
    project.edit(
        "settings.py",
        DATABASE,
        r#""USER": "postgres", "PASSWORD": "s3c:ret@/","#,
    );
    fs::write(file(&project), "# ours\n").expect("the settings");
    let done = project.capture(&[]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(
        said(&done).contains("its password is not written"),
        "{done:#?}"
    );
    let written = text(&project);
    assert!(
        written.starts_with("# ours\n\n[databases.default]\nurl = "),
        "{written}"
    );
    for place in [&done.stdout, &done.stderr, &written] {
        assert!(!place.contains("s3c"), "{place}");
    }
}

#[test]
fn the_alias_that_is_captured_is_the_one_that_is_written() {
    let project = Project::new();
    let other = "DATABASES = {\n    \"replica\": {\"ENGINE\": \"django.db.backends.postgresql\", \
                 \"HOST\": os.environ[\"RECONCILE_TEST_DB_HOST\"], \"NAME\": os.environ[\"RECONCILE_TEST_DB_NAME\"], \
                 \"OPTIONS\": {\"application_name\": \"web\", \"options\": \"-c search_path=shop,public\"}, \
                 \"USER\": \"postgres\"},";
    project.edit("settings.py", "DATABASES = {", other);
    fs::write(file(&project), "ledger = \"ledgers\"\n").expect("the settings");
    let done = project.capture(&["--database", "replica"]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    let written = text(&project);
    assert!(written.contains("\n[databases.replica]\n"), "{written}");
    assert!(
        written.contains("?options=-c%20search_path%3Dshop%2Cpublic\""),
        "{written}"
    );
    assert!(!written.contains("default"), "{written}");
}

#[test]
fn settings_that_name_a_database_and_a_project_without_ours_stay_as_they_are() {
    let project = Project::new();
    // One of another name too: beside it, the project's own would be searched for what the other one lacks.
    for own in ["default", "prod"] {
        let own = format!("[databases.{own}]\nurl = \"postgres://elsewhere/shop\"\n");
        fs::write(file(&project), &own).expect("the settings");
        let done = project.capture(&[]);
        assert!(!said(&done).contains("postgres://"), "{done:#?}");
        assert_eq!(text(&project), own);
    }
    fs::remove_file(file(&project)).expect("the settings");
    let done = project.capture(&[]);
    assert!(
        said(&done).contains(" by Django's settings: --database-url takes it"),
        "{done:#?}"
    );
    assert!(!file(&project).exists());
}

#[test]
fn the_database_that_libpq_is_told_stays_the_one_that_is_meant() {
    let project = Project::new();
    fs::write(file(&project), "# ours\n").expect("the settings");
    let done = project.capture_with(&[], &[("PGDATABASE", Path::new("elsewhere"))]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(!said(&done).contains("postgres://"), "{done:#?}");
    assert_eq!(text(&project), "# ours\n");
}

#[test]
fn a_file_of_sqlite_is_written_with_its_path() {
    let project = Project::new();
    for (old, new) in [
        (
            "django.db.backends.postgresql",
            "django.db.backends.sqlite3",
        ),
        ("\"HOST\"", "\"OPTIONS\": {}, \"HOST\""),
        (
            "os.environ[\"RECONCILE_TEST_DB_NAME\"]",
            "os.path.join(os.path.dirname(os.path.abspath(__file__)), \"db.sqlite3\")",
        ),
    ] {
        project.edit("settings.py", old, new);
    }
    project.manage(&["migrate"]);
    fs::write(file(&project), "").expect("the settings");
    let done = project.capture(&[]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    let written = text(&project);
    assert!(written.contains("url = \"sqlite:"), "{written}");
    assert!(written.contains("db.sqlite3\""), "{written}");
    let run = project.tool.run_plain(&[]);
    assert!(run.stdout.contains("AGREES"), "{run:#?}");
    assert_eq!(run.status, Some(0));
}
