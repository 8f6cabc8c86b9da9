//! The plan as a migration: `manage.py migrate` runs it on what is broken and on what is whole, and it is a part of the
//! ledger then.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{plan, repaired};
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::{self, manage_of, print_ledger, try_manage};
use crate::support::dump::schema_of;
use crate::support::folder::copy_of;
use crate::support::incident::state_b;

/// What nobody has written yet: the repairs of the incident.
const UNWRITTEN: [&str; 3] = [
    "0060_repair_about_item_table",
    "0061_repair_stream_config_table",
    "0062_repair_skill_endorsement_tables",
];

/// The project of the incident before its tables were repaired, and its ledger.
fn project() -> (TempDir, TempDir) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = copy_of(&root.join("tests/incident/project"));
    for file in ["manage.py", "servers.py"] {
        fs::copy(
            root.join("tests/django").join(file),
            project.path().join(file),
        )
        .expect(file);
    }
    for name in UNWRITTEN {
        let file = format!("user_profile/migrations/{name}.py");
        fs::remove_file(project.path().join(file)).expect(name);
    }
    let ledger = TempDir::new().expect("a temporary folder");
    print_ledger(&Database::create(), project.path(), ledger.path(), &[]);
    (project, ledger)
}

/// `manage.py migrate` of a project in a database, with these arguments.
fn migrates(project: &TempDir, database: &Database) -> impl Fn(&[&str]) {
    move |args| {
        let args = [&["migrate", "--verbosity=0"], args].concat();
        manage_of(project.path(), database, "", &args);
    }
}

/// What a page of JSON or a file says Django would do instead.
fn commands(page: &Value) -> Vec<String> {
    let commands = page["plans"][0]["rerun"]["commands"].as_array();
    let commands = commands.expect("commands").iter();
    let texts = commands.map(|it| it["run"].as_str().expect("a text").to_owned());
    texts.collect()
}

#[test]
fn what_never_ran_is_run_by_django() {
    let (project, ledger) = project();
    let database = Database::create();
    let migrate = migrates(&project, &database);
    migrate(&[]);
    let tool = Tool::new(&database.url(), ledger.path());
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    migrate(&["user_profile", "0038_skillendorsement_bounty"]);
    migrate(&["--fake"]);
    let outcome = tool.run(&["repair", "--format", "json"]);
    let page: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let commands = commands(&page);
    assert_eq!(
        commands,
        [
            "python manage.py migrate --fake user_profile 0038_skillendorsement_bounty",
            "python manage.py migrate user_profile",
        ]
    );
    let text = tool.run(&["repair"]).stdout;
    assert!(
        text.contains("\n-- or by Django: nothing of 1 migration is there;"),
        "{text}"
    );
    for command in &commands {
        assert!(text.contains(&format!("\n--      {command}\n")), "{text}");
    }
    for command in &commands {
        let args = command.strip_prefix("python manage.py ").expect(command);
        let args: Vec<&str> = args.split(' ').collect();
        manage_of(project.path(), &database, "", &args);
    }
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
}

#[test]
fn what_ran_by_half_is_completed_and_then_recorded() {
    let (project, ledger) = project();
    let database = Database::create();
    manage_of(project.path(), &database, "", &["migrate", "--verbosity=0"]);
    let whole = schema_of(&database);
    database.execute(
        "DROP TABLE user_profile_endorsement_opportunity;
         ALTER TABLE user_profile_skill_endorsement DROP CONSTRAINT no_self_endorsement;
         DELETE FROM django_migrations WHERE app = 'user_profile' AND name > '0037'",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let rows: Vec<&str> = text
        .lines()
        .filter_map(|it| it.strip_prefix("--      python manage.py "))
        .collect();
    assert_eq!(
        rows,
        [
            "migrate --fake user_profile 0037_p0_skill_endorsements",
            "migrate --fake user_profile 0038_skillendorsement_bounty",
            "migrate --fake user_profile 0059_userprofile_timezone",
        ],
        "{text}"
    );
    assert!(
        text.contains("\n--    when the steps of this finding are done:\n"),
        "{text}"
    );
    repaired(&database, &text);
    for row in rows {
        let args: Vec<&str> = row.split(' ').collect();
        manage_of(project.path(), &database, "", &args);
    }
    assert_eq!(
        tool.report(&["--no-history"], 0).alarms(),
        [""; 0],
        "{text}"
    );
    assert_eq!(schema_of(&database), whole, "{text}");
}

/// `migrate` runs what has no row first, and fails on what is there of it.
#[test]
fn what_ran_by_half_is_not_completed_by_a_migration() {
    let (project, ledger) = project();
    let database = Database::create();
    manage_of(project.path(), &database, "", &["migrate", "--verbosity=0"]);
    database.execute(
        "DROP TABLE user_profile_endorsement_opportunity;
         ALTER TABLE teams_teammembership DROP COLUMN left_at;
         DELETE FROM django_migrations WHERE app = 'user_profile' AND name > '0037'",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &["--format", "django"]);
    assert!(text.contains("left_at"), "{text}");
    assert!(!text.contains("CREATE TABLE"), "{text}");
    assert!(text.contains("# left out: what is left of"), "{text}");
}

#[test]
fn what_may_have_run_is_not_left_to_django() {
    let (project, ledger) = project();
    let database = Database::create();
    manage_of(project.path(), &database, "", &["migrate", "--verbosity=0"]);
    let tool = Tool::new(&database.url(), ledger.path());
    // A later migration that is there depends on it, or a RunPython comes behind it.
    for damage in [
        "ALTER TABLE accounts_user DROP COLUMN role",
        "ALTER TABLE teams_teammembership DROP COLUMN left_at",
    ] {
        database.execute(damage);
        let outcome = tool.run(&["repair", "--format", "json"]);
        let page: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        assert_eq!(page["plans"][0]["rerun"], Value::Null, "{damage}\n{page:#}");
    }
}

#[test]
fn what_django_runs_is_run_in_the_database_that_was_measured() {
    let (project, ledger) = project();
    let [database, other] = [Database::create(), Database::create()];
    let settings = project.path().join("settings.py");
    let text = fs::read_to_string(&settings).expect("settings");
    let beside = format!("{{**DATABASES['default'], 'NAME': '{}'}}", other.name());
    let text = format!("{text}DATABASES['other'] = {beside}\n");
    fs::write(&settings, text).expect("settings");
    let manage = |args: &[&str]| manage_of(project.path(), &database, "", args);
    manage(&["migrate", "--verbosity=0"]);
    manage(&["migrate", "--verbosity=0", "--database=other"]);
    let last = "0038_skillendorsement_bounty";
    manage(&[
        "migrate",
        "--verbosity=0",
        "--database=other",
        "user_profile",
        last,
    ]);
    manage(&["migrate", "--verbosity=0", "--database=other", "--fake"]);
    let tool = Tool::bare();
    let (url, folder) = (other.url(), ledger.path().display());
    let settings = format!("ledger = \"{folder}\"\n[databases.other]\nurl = \"{url}\"\n");
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    let outcome = tool.run(&["repair", "--database", "other", "--format", "json"]);
    let page: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let commands = commands(&page);
    let text = format!("{outcome:#?}");
    assert_eq!(commands.len(), 2, "{text}");
    for command in &commands {
        assert!(command.ends_with(" --database=other"), "{command}");
        let args = command.strip_prefix("python manage.py ").expect(command);
        manage(&args.split(' ').collect::<Vec<_>>());
    }
    for database in [&database, &other] {
        let tool = Tool::new(&database.url(), ledger.path());
        assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    }
}

/// The rows that a plan writes as SQL; it names no `migrate`.
fn rows(text: &str) -> Vec<&str> {
    assert!(!text.contains("manage.py migrate"), "{text}");
    let lines = text.lines().filter_map(|it| it.strip_prefix("--      "));
    lines.filter(|it| it.starts_with("INSERT INTO ")).collect()
}

#[test]
fn where_a_schema_is_named_rows_are_written_as_sql() {
    let (project, ledger) = project();
    let database = Database::create();
    let migrate = migrates(&project, &database);
    migrate(&[]);
    let tool = Tool::new(&database.url(), ledger.path());
    let named = ["--schema", "public"];
    migrate(&["user_profile", "0038_skillendorsement_bounty"]);
    migrate(&["--fake"]);
    assert_eq!(rows(&plan(&tool, &named)), [""; 0]);
    migrate(&["--fake", "user_profile", "0038_skillendorsement_bounty"]);
    migrate(&[]);
    database.execute("DELETE FROM django_migrations WHERE name = '0059_userprofile_timezone'");
    let text = plan(&tool, &named);
    let [row] = rows(&text)[..] else {
        panic!("{text}");
    };
    database.execute(row);
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
}

#[test]
fn where_migrate_refuses_the_records_it_is_not_suggested() {
    let (project, ledger) = project();
    let database = Database::create();
    manage_of(project.path(), &database, "", &["migrate", "--verbosity=0"]);
    database.execute("DELETE FROM django_migrations WHERE name = '0037_p0_skill_endorsements'");
    let refused = try_manage(project.path(), &database, "", &["migrate", "--fake"]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("InconsistentMigrationHistory"), "{told}");
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let [row] = rows(&text)[..] else {
        panic!("{text}");
    };
    database.execute(row);
    assert_eq!(tool.report(&["--no-history"], 0).alarms(), [""; 0]);
    manage_of(project.path(), &database, "", &["migrate", "--verbosity=0"]);
}

/// Writes the migration, and its SQL into the ledger.
fn written(tool: &Tool, project: &TempDir, ledger: &TempDir, database: &Database) -> String {
    let file = project.path().join("teams/migrations/0025_repair.py");
    let path = file.to_str().expect("a plain path");
    let outcome = tool.run(&["repair", "--format", "django", "-o", path]);
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (Some(1), ""),
        "{outcome:#?}"
    );
    let args = ["sqlmigrate", "teams", "0025_repair"];
    let printed = try_manage(project.path(), database, "", &args);
    let told = String::from_utf8_lossy(&printed.stderr);
    assert!(printed.status.success(), "{told}");
    fs::write(ledger.path().join("teams/0025_repair.sql"), printed.stdout).expect("a file");
    fs::read_to_string(file).expect("a migration")
}

#[test]
fn a_migration_repairs_what_is_broken_and_leaves_what_is_whole() {
    let (project, ledger) = project();
    let broken = state_b();
    let tool = Tool::new(&broken.url(), ledger.path());
    let whole = Database::create();
    manage_of(project.path(), &whole, "", &["migrate", "--verbosity=0"]);
    let text = written(&tool, &project, &ledger, &broken);
    assert!(text.contains("    atomic = False\n"), "{text}");
    assert!(
        text.contains("(\"teams\", \"0024_repair_teammembership_left_at\"),"),
        "{text}"
    );
    assert!(
        text.contains("to be saved as teams/migrations/0025_repair.py"),
        "{text}"
    );
    for database in [&broken, &whole] {
        manage_of(project.path(), database, "", &["migrate", "--verbosity=0"]);
        let tool = Tool::new(&database.url(), ledger.path());
        let report = tool.report(&["--no-history"], 0);
        assert_eq!(report.alarms(), [""; 0], "{text}");
        let verdict = report.verdict("teams.0025_repair");
        assert!(
            ["verified", "superseded"].contains(&verdict.as_str()),
            "{verdict}\n{text}"
        );
    }
}

/// Of each sort of step some, on objects of all kinds.
const DAMAGES: &str = "
    ALTER TABLE library_loan REPLICA IDENTITY NOTHING;
    ALTER TABLE kinds_parent ALTER COLUMN size SET DEFAULT nullif(NULL::integer, NULL::integer);
    ALTER TABLE meta_song RENAME TO zz_song;
    CREATE SCHEMA zz_away; ALTER TABLE library_genre SET SCHEMA zz_away;
    DROP INDEX auth_user_user_permissions_permission_id_1fbb5f2c;
    ALTER TABLE fields_friend DROP CONSTRAINT fields_peer_from_linked_id_to_linked_id_f128f65d_uniq CASCADE;
    ALTER DOMAIN kinds_positive DROP CONSTRAINT kinds_is_small;
    DROP VIEW kinds_count;
    ALTER TABLE fields_derived ALTER COLUMN amount SET STATISTICS 77;
    DROP TABLE meta_shelf_places CASCADE;
    DROP INDEX retired_nick;
    CREATE UNIQUE INDEX retired_nick ON pgfields_retired (nick) INCLUDE (id) WHERE nick <> 'nobody'::citext;
    DROP EXTENSION btree_gin CASCADE";

#[test]
fn a_migration_repairs_objects_of_all_kinds_and_leaves_the_whole_alone() {
    let of = django::project();
    let [broken, whole] = [of.database(), of.database()];
    broken.execute(DAMAGES);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/django");
    let project = copy_of(&root);
    let file = project.path().join("library/migrations/0099_repair.py");
    let tool = Tool::new(&broken.url(), of.ledger());
    let path = file.to_str().expect("a plain path");
    let outcome = tool.run(&["repair", "--format", "django", "-o", path]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    let before = schema_of(&whole);
    for database in [&broken, &whole] {
        let args = ["migrate", "--verbosity=0", "library", "0099_repair"];
        manage_of(project.path(), database, "", &args);
    }
    broken.execute("DROP SCHEMA zz_away");
    assert_eq!(schema_of(&whole), before);
    assert_eq!(schema_of(&broken), before);
}
