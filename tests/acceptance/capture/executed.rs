//! What `migrate` executes, recorded: it replays to exactly what `migrate` made.

use super::project::{Project, capture, python, root};
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;

const CONFIG: &str = r#"
from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
def before(sender, using, **kwargs):
    from django.db import connections
    with connections[using].cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS early")
def after(sender, using, **kwargs):
    from django.db import connections
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shop_item")
        cursor.execute("CREATE INDEX IF NOT EXISTS late ON shop_item (name)")
class Config(AppConfig):
    name = "shop"
    def ready(self):
        pre_migrate.connect(before, sender=self)
        post_migrate.connect(after, sender=self)
"#;

/// A migration that makes DDL and data by hand, some of which it takes back.
const BY_HAND: &str = r#"
from django.db import migrations, transaction
def forwards(apps, editor):
    Item = apps.get_model("shop", "Item")
    Item.objects.create(name="a")
    Item.objects.using(editor.connection.alias).update(name="b")
    with editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_item ADD COLUMN by_hand text DEFAULT %s", ["100%"])
    try:
        with transaction.atomic(editor.connection.alias):
            with editor.connection.cursor() as cursor:
                cursor.execute("CREATE TABLE taken_back ()")
            raise ValueError
    except ValueError:
        pass
class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RunPython(forwards),
        migrations.RunPython(migrations.RunPython.noop),
        migrations.RunSQL("UPDATE shop_item SET name = 'c'"),
    ]
"#;

fn by_hand() -> Project {
    let project = Project::new();
    project.edit("settings.py", "[\"shop\"]", "[\"shop.apps.Config\"]");
    project.write("shop/apps.py", CONFIG);
    // Without models an app gets no signals.
    project.write("shop/models.py", "");
    project.write("shop/migrations/0002_by_hand.py", BY_HAND);
    project
}

fn migrate(project: &Project, scratch: &Database) -> Outcome {
    project.capture(&["--source", "migrate", "--scratch-url", &scratch.url()])
}

fn assert_peace(database: &Database, project: &Project) {
    let report = Tool::new(&database.url(), &project.ledger()).report(&[], 0);
    assert_eq!(report.findings().count(), 0, "{:#}", report.value());
}

#[test]
fn what_migrate_executes_replays_to_what_it_made() {
    let scratch = Database::create();
    let tool = Tool::bare();
    let (python, manage) = (python(), root().join("tests/django/manage.py"));
    let words = [&python, &manage].map(|path| path.to_str().expect("a plain path"));
    let url = scratch.url();
    let args = ["--source", "migrate", "--scratch-url", &url];
    let done = capture(&tool, &Database::create(), &args, &words, &[]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(0), ""),
        "{done:#?}"
    );
    let report = Tool::new(&url, &tool.dir().join("ledgers")).report(&[], 0);
    assert_eq!(report.findings().count(), 0, "{:#}", report.value());
    assert!(report.verdicts().len() > 130);
}

#[test]
fn ddl_by_hand_is_stored_and_data_is_counted() {
    let project = by_hand();
    let scratch = Database::create();
    let done = migrate(&project, &scratch);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(0), ""),
        "{done:#?}"
    );
    let first = project
        .stored("shop/0001_initial.sql")
        .expect("a stored output");
    assert!(
        first.contains("-- pre_migrate handlers\n--\nCREATE SCHEMA IF NOT EXISTS early;\n"),
        "{first}"
    );
    insta::assert_snapshot!(project.stored("shop/0002_by_hand.sql").expect("a stored output"), @r"
    BEGIN;
    --
    -- Raw Python operation, as it was executed
    --
    ALTER TABLE shop_item ADD COLUMN by_hand text DEFAULT '100%';
    -- 2 data statements
    --
    -- Raw Python operation
    --
    -- (no-op)
    --
    -- Raw SQL operation
    --
    UPDATE shop_item SET name = 'c';
    COMMIT;
    --
    -- post_migrate handlers
    --
    CREATE INDEX IF NOT EXISTS late ON shop_item (name);
    ");
    assert_eq!(project.entry("0002_by_hand")["source"], "migrate");
    assert_peace(&scratch, &project);
    // The project's own database was not touched.
    let tables = project
        .database
        .texts("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'");
    assert_eq!(tables, Vec::<String>::new());
}

#[test]
fn another_record_of_the_same_is_the_same() {
    let project = by_hand();
    assert_eq!(migrate(&project, &Database::create()).status, Some(0));
    let scratch = Database::create();
    let done = project.capture(&[
        "--check",
        "--source",
        "migrate",
        "--scratch-url",
        &scratch.url(),
    ]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    // A plan sees less, and replaces nothing of it.
    let done = project.capture(&[]);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(
        done.stdout.contains("another --source printed it"),
        "{done:#?}"
    );
    assert_eq!(project.entry("0002_by_hand")["source"], "migrate");
}

#[test]
fn a_scratch_database_that_holds_something_is_refused() {
    let project = by_hand();
    let scratch = Database::create();
    scratch.execute("CREATE TABLE precious (a int)");
    let done = migrate(&project, &scratch);
    assert_eq!(done.status, Some(2), "{done:#?}");
    assert!(
        done.stderr.contains("not empty: it holds public.precious"),
        "{done:#?}"
    );
    assert!(!project.ledger().exists());
    let done = project.capture(&["--source", "migrate"]);
    assert_eq!(done.status, Some(2), "{done:#?}");
    assert!(done.stderr.contains("--scratch-url"), "{done:#?}");
}

#[test]
fn a_migration_that_fails_is_named_and_nothing_is_stored() {
    let project = by_hand();
    project.add(
        "0003_fails",
        "0002_by_hand",
        "migrations.RunSQL('ALTER TABLE nowhere ADD a int')",
    );
    let done = migrate(&project, &Database::create());
    assert_eq!(done.status, Some(2), "{done:#?}");
    assert!(
        done.stderr
            .contains("migrate failed at shop.0003_fails: ProgrammingError"),
        "{done:#?}"
    );
    assert!(!project.ledger().exists());
}

#[test]
fn the_test_runner_makes_a_database_and_removes_it() {
    let project = by_hand();
    let done = project.capture(&["--source", "test-run"]);
    assert_eq!(
        (done.status, done.stderr.as_str()),
        (Some(0), ""),
        "{done:#?}"
    );
    let stored = project
        .stored("shop/0002_by_hand.sql")
        .expect("a stored output");
    assert!(stored.contains("ADD COLUMN by_hand"), "{stored}");
    let name = format!("test_{}", project.database.name());
    let left = format!("SELECT datname::text FROM pg_database WHERE datname = '{name}'");
    assert_eq!(project.database.texts(&left), Vec::<String>::new());
    let scratch = Database::create();
    assert_eq!(migrate(&project, &scratch).status, Some(0));
    assert_peace(&scratch, &project);
    let _there = project.database.create_beside(&name);
    let done = project.capture(&["--check", "--source", "test-run"]);
    assert_eq!(done.status, Some(2), "{done:#?}");
    assert!(
        done.stderr.contains(&format!("{name} is there already")),
        "{done:#?}"
    );
}

/// An operation of a project's own that enters transactions while the schema editor executes, and prints an
/// object that says nothing of itself.
const UNSTABLE: &str = r#"
from django.db import migrations, transaction
class Thing:
    pass
class Nested(migrations.RunSQL):
    def database_forwards(self, app, editor, old, new):
        def inner(execute, sql, params, many, context):
            with transaction.atomic(editor.connection.alias):
                result = execute(sql, params, many, context)
            try:
                with transaction.atomic(editor.connection.alias):
                    context["cursor"].execute("CREATE TABLE taken_back ()")
                    raise ValueError
            except ValueError:
                pass
            return result
        nested = []
        def once(*args):
            if nested:
                return args[0](*args[1:])
            nested.append(1)
            return inner(*args)
        with editor.connection.execute_wrapper(once):
            editor.execute("COMMENT ON TABLE shop_item IS '%s'" % Thing())
class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [Nested(""), migrations.RunSQL("SAVEPOINT own; CREATE TABLE own (); RELEASE own"),
                  migrations.RunSQL(["SAVEPOINT own", "CREATE TABLE other ()", "RELEASE SAVEPOINT own"])]
"#;

#[test]
fn savepoints_and_addresses_make_no_stored_output_unstable() {
    let project = Project::new();
    project.write("shop/migrations/0002_unstable.py", UNSTABLE);
    let done = migrate(&project, &Database::create());
    assert_eq!(done.status, Some(0), "{done:#?}");
    let said = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        said.matches("shop/0002_unstable.sql is unstable: its statement at line")
            .count(),
        1,
        "{said}"
    );
    let stored = project
        .stored("shop/0002_unstable.sql")
        .expect("a stored output");
    assert!(
        !stored.contains("_x") && !stored.contains("taken_back"),
        "{stored}"
    );
    assert!(
        stored.contains("SAVEPOINT own; CREATE TABLE own (); RELEASE own;"),
        "{stored}"
    );
    assert!(stored.contains("\nCREATE TABLE other ();\n"), "{stored}");
    assert_eq!(stored.matches("SAVEPOINT").count(), 1, "{stored}");
    // What is stored runs.
    let database = Database::create();
    database.execute(
        &project
            .stored("shop/0001_initial.sql")
            .expect("a stored output"),
    );
    database.execute(&stored);
    let scratch = Database::create();
    let url = scratch.url();
    let args = ["--check", "--source", "migrate", "--scratch-url", &url];
    let done = project.capture(&args);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(!done.stdout.contains("unstable:"), "{done:#?}");
}

#[test]
fn what_belongs_to_an_extension_leaves_a_scratch_database_empty() {
    let scratch = Database::create();
    // It has composite types.
    scratch.execute("CREATE EXTENSION tablefunc");
    let done = migrate(&Project::new(), &scratch);
    assert_eq!(done.status, Some(0), "{done:#?}");
    let scratch = Database::create();
    scratch.execute("CREATE TYPE own AS (a int)");
    let done = migrate(&Project::new(), &scratch);
    assert!(done.stderr.contains("it holds public.own"), "{done:#?}");
}
