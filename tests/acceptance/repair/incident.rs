//! The repair of the incident: the week of it, in one file.

use super::{assert_whole, plan, psql, repaired};
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::dump::schema_of;
use crate::support::incident::{ledger, state_a, state_b, state_c};

fn tool(database: &Database) -> Tool {
    Tool::new(&database.url(), &ledger())
}

#[test]
fn state_a_is_repaired_by_one_file() {
    let database = state_a();
    database.execute("INSERT INTO accounts_user SELECT * FROM accounts_user");
    let tool = tool(&database);
    let text = plan(&tool, &[]);
    let moves = text.matches(" SET SCHEMA \"public\";").count();
    assert_eq!(moves, 6, "{text}");
    assert_eq!(
        text.matches("ADD COLUMN IF NOT EXISTS \"left_at\"").count(),
        1,
        "{text}"
    );
    repaired(&database, &text);
    assert_eq!(tool.report(&[], 0).alarms(), [""; 0]);
    assert_whole(&tool);
}

#[test]
fn state_b_gets_its_column_once_and_its_index_behind_it() {
    let database = state_b();
    let tool = tool(&database);
    let text = plan(&tool, &[]);
    assert_eq!(
        text.matches("ADD COLUMN IF NOT EXISTS \"left_at\"").count(),
        1,
        "{text}"
    );
    assert_eq!(
        text.matches("CREATE INDEX CONCURRENTLY IF NOT EXISTS")
            .count(),
        1,
        "{text}"
    );
    repaired(&database, &text);
    assert_eq!(tool.report(&[], 0).alarms(), [""; 0]);
    assert_whole(&tool);
    // The two paths to one schema: by hand, and by the file.
    let by_hand = state_c();
    if let (Some(repaired), Some(by_hand)) = (schema_of(&database), schema_of(&by_hand)) {
        assert_eq!(repaired, by_hand);
    }
}

#[test]
fn what_is_whole_is_not_repaired() {
    let database = state_c();
    assert_whole(&tool(&database));
}

#[test]
fn the_file_does_nothing_where_all_is_well() {
    let damaged = state_b();
    let text = plan(&tool(&damaged), &[]);
    let healthy = state_c();
    let before = schema_of(&healthy);
    let outcome = psql(&healthy, &text);
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (Some(0), ""),
        "{outcome:#?}"
    );
    assert_eq!(schema_of(&healthy), before);
}

#[test]
fn one_finding_is_repaired_alone_and_what_is_closed_is_said() {
    let database = state_b();
    let tool = tool(&database);
    let report = tool.report(&[], 1);
    let id = |name: &str| {
        let mut found = report.findings();
        let finding = found.find(|it| it["object"]["name"] == name);
        finding.expect(name)["id"].as_str().expect("an id")[..8].to_owned()
    };
    let index = id("teams_member_left_at_idx");
    // The column comes along: the index cannot be without it.
    let text = plan(&tool, &[&index]);
    assert!(text.contains("\"left_at\""), "{text}");
    assert!(!text.contains("SET SCHEMA"), "{text}");
    let moved = id("user_profile_about_item");
    let text = plan(&tool, &[&moved]);
    assert_eq!(text.matches(" SET SCHEMA ").count(), 1, "{text}");
    repaired(&database, &text);
    let rest = plan(&tool, &["1"]);
    assert_eq!(rest.matches(" SET SCHEMA ").count(), 5, "{rest}");
    assert!(rest.contains("\n-- closed already: "), "{rest}");
    let unknown = tool.run(&["repair", "ffffffff"]);
    assert_eq!(unknown.status, Some(2));
    assert!(
        unknown.stderr.contains("no finding and no run"),
        "{}",
        unknown.stderr
    );
}

/// The example of the page, from the snapshot of the repository.
fn example() -> String {
    let file = ledger().join("incident.snapshot.json");
    let tool = Tool::new(&format!("snapshot:{}", file.display()), &ledger());
    let text = plan(&tool, &["6385a873", "e71d8289"]);
    let (_, rest) = text.split_once('\n').expect("a line");
    format!(
        "-- database shop at db.internal:5432, measured 2026-01-14 20:52 UTC by reconcile\n{rest}"
    )
}

#[test]
fn the_page_shows_what_is_printed() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/repair.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once("```sql\n").expect("an example");
    let (_, after) = rest.split_once("```").expect("its end");
    let due = format!("{before}```sql\n{}```{after}", example());
    if std::env::var_os("RECONCILE_WRITE_DOCS").is_some() {
        std::fs::write(&path, &due).expect("the page");
    } else {
        assert_eq!(page, due, "write it with RECONCILE_WRITE_DOCS=1");
    }
}
