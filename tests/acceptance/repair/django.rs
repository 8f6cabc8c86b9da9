//! The plan as a migration: `manage.py migrate` runs it on what is broken and on what is whole, and it is a part of the
//! ledger then.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::{manage_of, print_ledger, try_manage};
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
