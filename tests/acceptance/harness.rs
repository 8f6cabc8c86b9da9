//! The ground that the other tests stand on is tested too.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::cluster::{Cluster, Database};
use crate::support::report::Report;
use crate::support::{django, incident};

const TABLES: &str = "SELECT n.nspname || '.' || c.relname FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'test_schema') ORDER BY 1";

const LEFT_AT: &str = "SELECT c.relname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attname = 'left_at' AND c.relkind = 'r'
    UNION ALL SELECT relname::text FROM pg_class WHERE relname = 'teams_member_left_at_idx' ORDER BY 1";

const BADGE_RECORDED: &str =
    "SELECT name::text FROM public.django_migrations WHERE app = 'crew' AND name = '0005_badge'";

const BADGE_SCHEMA: &str = "SELECT table_schema::text FROM information_schema.tables
    WHERE table_name = 'crew_badge'";

fn astray(database: &Database) -> Vec<String> {
    let mut tables = database.texts(TABLES);
    tables.retain(|table| table.starts_with("test_schema."));
    tables
}

#[test]
fn a_stopped_cluster_leaves_neither_server_nor_folder() {
    let cluster = Cluster::start();
    let dir = cluster.dir().to_owned();
    let server: u32 = fs::read_to_string(dir.join("data/postmaster.pid"))
        .expect("a running server")
        .lines()
        .next()
        .and_then(|pid| pid.parse().ok())
        .expect("the server's process");
    cluster.stop();
    assert!(!dir.exists());
    // One that has ended and that nobody has waited for has no command line any more.
    let command = fs::read(format!("/proc/{server}/cmdline")).unwrap_or_default();
    assert!(command.is_empty(), "{}", String::from_utf8_lossy(&command));
}

#[test]
fn a_killed_test_process_takes_its_server_along() {
    let folder = TempDir::new().expect("a temporary folder");
    let tell = folder.path().join("tell");
    let mut victim = Command::new(env::current_exe().expect("this program"))
        .args([
            "--ignored",
            "--exact",
            "harness::the_victim_starts_a_cluster_and_hangs",
        ])
        .env("RECONCILE_TEST_TELL", &tell)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program");
    wait_for("the victim's cluster", || {
        fs::read_to_string(&tell).is_ok_and(|dir| !dir.is_empty())
    });
    let dir = fs::read_to_string(&tell).expect("the victim's folder");
    assert!(Path::new(&dir).join("data/postmaster.pid").exists());
    victim.kill().expect("to kill the victim");
    victim.wait().expect("the victim's end");
    wait_for("the cluster's end", || !Path::new(&dir).exists());
}

#[test]
#[ignore = "started, and killed, by another test"]
fn the_victim_starts_a_cluster_and_hangs() {
    let tell = env::var("RECONCILE_TEST_TELL").expect("a place to tell the folder");
    let dir = Cluster::get().dir().to_str().expect("a plain path");
    fs::write(tell, dir).expect("to tell the folder");
    sleep(Duration::from_secs(120));
}

fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let start = Instant::now();
    while !happened() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "waited in vain for {what}"
        );
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn state_a_has_six_tables_astray_and_a_column_nowhere() {
    let database = incident::state_a();
    assert_eq!(
        astray(&database),
        [
            "test_schema.user_profile_about_item",
            "test_schema.user_profile_endorsement_opportunity",
            "test_schema.user_profile_highlight_clip",
            "test_schema.user_profile_pinned_highlight",
            "test_schema.user_profile_skill_endorsement",
            "test_schema.user_profile_stream_config",
        ]
    );
    assert!(database.texts(LEFT_AT).is_empty());
    let columns = "SELECT count(*)::text FROM information_schema.columns
        WHERE table_name = 'user_profile_skill_endorsement' AND table_schema = 'test_schema'";
    assert_eq!(database.texts(columns), ["14"]);
}

#[test]
fn state_b_records_the_repair_and_changes_nothing_else() {
    let database = incident::state_b();
    assert!(database.texts(LEFT_AT).is_empty());
    let last = "SELECT name::text FROM django_migrations ORDER BY id DESC LIMIT 1";
    assert_eq!(database.texts(last), ["0024_repair_teammembership_left_at"]);
}

#[test]
fn state_c_has_everything_in_public() {
    let database = incident::state_c();
    assert!(astray(&database).is_empty());
    assert_eq!(
        database.texts(LEFT_AT),
        ["teams_member_left_at_idx", "teams_teammembership"]
    );
}

#[test]
fn the_example_ledger_and_its_manifest_name_the_same_migrations() {
    let listed = manifest_names(&incident::ledger());
    assert_eq!(listed, stored_names(&incident::ledger()));
    assert_eq!(listed.len(), 29);
}

#[test]
fn the_example_ledger_is_what_its_project_prints() {
    let printed = TempDir::new().expect("a temporary folder");
    incident::print_ledger_to(printed.path());
    let names = stored_names(printed.path());
    assert_eq!(names, stored_names(&incident::ledger()));
    for name in names {
        let file = name.replacen('.', "/", 1) + ".sql";
        let [fresh, stored] = [printed.path(), &incident::ledger()]
            .map(|ledger| fs::read_to_string(ledger.join(&file)));
        assert_eq!(fresh.expect("printed"), stored.expect("stored"), "{file}");
    }
    let [fresh, stored] = [printed.path(), &incident::ledger()].map(manifest);
    assert_eq!(fresh["migrations"], stored["migrations"]);
}

#[test]
fn every_migration_of_the_django_project_could_be_printed() {
    let ledger = django::project().ledger();
    let listed = manifest_names(ledger);
    assert_eq!(listed, stored_names(ledger));
    let manifest = fs::read_to_string(ledger.join("manifest.json")).expect("a manifest");
    assert!(!manifest.contains("\"error\""));
}

#[test]
fn the_django_project_records_all_but_the_migration_it_holds_back() {
    let mut expected = manifest_names(django::project().ledger());
    assert!(expected.contains(django::HELD));
    expected.retain(|name| !django::is_held(name));
    let database = django::project().database();
    let recorded = database.texts("SELECT app || '.' || name FROM django_migrations");
    assert_eq!(recorded.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn a_finding_is_compared_as_one_line() {
    let report = Report::parse(
        r#"{"format": 1, "migrations": [], "findings": [
            {"kind": "different", "severity": "error", "aspect": "type",
             "object": {"type": "column", "table": "t", "name": "c"}, "migration": {"app": "a", "name": "0001"}},
            {"kind": "missing", "severity": "error", "aspect": null,
             "object": {"type": "table", "table": "t", "name": "t"}, "migration": null},
            {"kind": "unmanaged", "severity": "info", "aspect": null,
             "object": {"type": "table", "table": "u", "name": "u"}, "migration": null}]}"#,
    );
    let expected = [
        "error different column t.c (type) < a.0001",
        "error missing table t < -",
    ];
    assert_eq!(report.alarms(), expected);
}

#[test]
fn faking_records_a_migration_and_makes_nothing() {
    let database = django::project().database();
    django::manage(&database, "", &["migrate", "--fake", "crew", "0005_badge"]);
    assert_eq!(database.texts(BADGE_RECORDED), ["0005_badge"]);
    assert!(database.texts(BADGE_SCHEMA).is_empty());
}

#[test]
fn a_search_path_leads_a_migration_astray_and_not_its_record() {
    let database = django::project().database();
    database.execute("CREATE SCHEMA test_schema");
    let astray = "-c search_path=test_schema,public";
    django::manage(&database, astray, &["migrate", "crew", "0005_badge"]);
    assert_eq!(database.texts(BADGE_RECORDED), ["0005_badge"]);
    assert_eq!(database.texts(BADGE_SCHEMA), ["test_schema"]);
}

fn manifest(ledger: &Path) -> Value {
    let text = fs::read_to_string(ledger.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

fn manifest_names(ledger: &Path) -> BTreeSet<String> {
    let manifest = manifest(ledger);
    let migrations = manifest["migrations"].as_array().expect("migrations");
    migrations
        .iter()
        .map(|entry| {
            format!(
                "{}.{}",
                entry["app"].as_str().expect("app"),
                entry["name"].as_str().expect("name")
            )
        })
        .collect()
}

fn stored_names(ledger: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for app in fs::read_dir(ledger)
        .expect("a ledger")
        .flatten()
        .filter(|entry| entry.path().is_dir())
    {
        for file in fs::read_dir(app.path()).expect("an app").flatten() {
            let path = file.path();
            let name = path
                .file_stem()
                .and_then(|name| name.to_str())
                .expect("a plain name");
            names.insert(format!(
                "{}.{name}",
                app.file_name().to_str().expect("a plain name")
            ));
        }
    }
    names
}
