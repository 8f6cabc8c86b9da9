//! What is new, edited or gone, and what is not.

use std::fs;

use super::project::Project;
use crate::support::cli::Tool;

const INITIAL: &str = "shop/migrations/0001_initial.py";

/// Captured once, silently.
fn captured() -> Project {
    let project = Project::new();
    let done = project.capture(&[]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(0), ""),
        "{done:#?}"
    );
    project
}

#[test]
fn a_check_of_what_was_just_captured_is_silent_though_defaults_are_volatile() {
    let project = captured();
    let before = project.stored("shop/0001_initial.sql");
    for _ in 0..2 {
        let done = project.capture(&["--check"]);
        assert_eq!(done.status, Some(0), "{done:#?}");
        let done = project.capture(&[]);
        assert_eq!(done.status, Some(0), "{done:#?}");
        assert!(
            done.stdout.contains("Nothing was to be written"),
            "{done:#?}"
        );
    }
    assert_eq!(project.stored("shop/0001_initial.sql"), before);
}

#[test]
fn a_new_migration_fails_the_check_and_is_then_stored() {
    let project = captured();
    project.add(
        "0002_more",
        "0001_initial",
        "migrations.AddField('Item', 'size', models.IntegerField(null=True))",
    );
    let done = project.capture(&["--check"]);
    assert_eq!(done.status, Some(1), "{done:#?}");
    assert!(
        done.stdout.contains("New (1)\n  shop.0002_more\n"),
        "{done:#?}"
    );
    assert_eq!(project.stored("shop/0002_more.sql"), None);
    assert_eq!(project.capture(&[]).status, Some(0));
    assert!(project.stored("shop/0002_more.sql").is_some());
    assert_eq!(project.capture(&["--check"]).status, Some(0));
}

#[test]
fn an_edited_migration_is_shown_and_replaced_only_when_accepted() {
    let project = captured();
    let before = project.stored("shop/0001_initial.sql");
    project.edit(INITIAL, "max_length=80", "max_length=90");
    project.add(
        "0002_more",
        "0001_initial",
        "migrations.AddField('Item', 'size', models.IntegerField(null=True))",
    );
    for args in [&["--check"][..], &[], &[]] {
        let done = project.capture(args);
        assert_eq!(done.status, Some(1), "{done:#?}");
        for said in [
            "shop.0001_initial: its file was changed since it was captured",
            "-CREATE TABLE",
            "varchar(90)",
        ] {
            assert!(done.stdout.contains(said), "{said}: {done:#?}");
        }
        assert_eq!(project.stored("shop/0001_initial.sql"), before);
    }
    assert!(project.stored("shop/0002_more.sql").is_some());
    let done = project.capture(&["--accept"]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(
        project
            .stored("shop/0001_initial.sql")
            .is_some_and(|sql| sql.contains("varchar(90)"))
    );
    assert_eq!(project.capture(&["--check"]).status, Some(0));
}

#[test]
fn a_comment_in_a_migration_is_no_edit() {
    let project = captured();
    project.edit(INITIAL, "import uuid", "import uuid  # for keys");
    assert_eq!(project.capture(&["--check"]).status, Some(0));
}

#[test]
fn a_stored_output_changed_by_hand_is_told() {
    let project = captured();
    let path = project.ledger().join("shop/0001_initial.sql");
    let text = fs::read_to_string(&path).expect("a stored output");
    fs::write(&path, text.replace("varchar(80)", "varchar(8)")).expect("a stored output");
    let done = project.capture(&["--check"]);
    assert_eq!(done.status, Some(1), "{done:#?}");
    assert!(
        done.stdout
            .contains("the stored output was changed since it was captured"),
        "{done:#?}"
    );
}

#[test]
fn a_migration_that_is_gone_is_told_until_it_is_accepted_and_its_output_stays() {
    let project = Project::new();
    project.add("0002_more", "0001_initial", "");
    assert_eq!(project.capture(&[]).status, Some(0));
    project.remove("shop/migrations/0002_more.py");
    for args in [&["--check"][..], &[]] {
        let done = project.capture(args);
        assert_eq!(done.status, Some(1), "{done:#?}");
        assert!(
            done.stdout
                .contains("Gone from the project (1)\n  shop.0002_more"),
            "{done:#?}"
        );
    }
    assert_eq!(project.capture(&["--accept"]).status, Some(0));
    assert_eq!(project.capture(&["--check"]).status, Some(0));
    assert!(project.stored("shop/0002_more.sql").is_some());
}

#[test]
fn a_migration_that_cannot_be_printed_is_said_by_the_main_job_with_its_reason() {
    let project = Project::new();
    project.add(
        "0002_worse",
        "0001_initial",
        "migrations.RemoveField('Item', 'name')",
    );
    project.add(
        "0003_broken",
        "0002_worse",
        "migrations.RemoveField('Item', 'no_such_field')",
    );
    project.add(
        "0004_after",
        "0003_broken",
        "migrations.AddField('Item', 'size', models.IntegerField(null=True))",
    );
    let done = project.capture(&[]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(done.stdout.contains("Could not be printed"), "{done:#?}");
    assert!(project.stored("shop/0002_worse.sql").is_some());
    assert_eq!(project.stored("shop/0003_broken.sql"), None);
    assert_eq!(project.capture(&["--check"]).status, Some(0));
    project.database.execute(
        "CREATE TABLE django_migrations (id bigint, app varchar(255), name varchar(255), applied timestamptz);
         INSERT INTO django_migrations VALUES (1, 'shop', '0003_broken', now())",
    );
    let tool = Tool::new(&project.database.url(), &project.ledger());
    // Nothing else is on record, so that nothing was measured.
    let report = tool.report(&["--app", "shop"], 2);
    let finding = report
        .findings()
        .find(|finding| finding["kind"] == "no_ledger");
    let finding = finding.expect("a finding on what has no stored output");
    assert_eq!(finding["migration"]["name"], "0003_broken");
    assert!(finding.to_string().contains("no_such_field"), "{finding:#}");
}

#[test]
fn one_app_leaves_what_is_known_of_the_others() {
    let project = captured();
    project.write("stock/__init__.py", "");
    project.write("stock/migrations/__init__.py", "");
    project.write(
        "stock/migrations/0001_initial.py",
        "from django.db import migrations\nclass Migration(migrations.Migration):\n    \
         operations = [migrations.RunSQL('CREATE TABLE stock_x (a int)')]\n",
    );
    project.edit("settings.py", "[\"shop\"]", "[\"shop\", \"stock\"]");
    project.edit(INITIAL, "max_length=80", "max_length=90");
    let done = project.capture(&["--app", "stock"]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(done.stdout.starts_with("1 migration: 1 new\n"), "{done:#?}");
    assert_eq!(project.entry("0001_initial")["app"], "stock");
    assert_eq!(project.capture(&["--check"]).status, Some(1));
    let done = project.capture(&["--app", "none", "--check"]);
    assert_eq!(done.status, Some(2), "{done:#?}");
    assert!(
        done.stderr.contains("no app with migrations called none"),
        "{done:#?}"
    );
}
