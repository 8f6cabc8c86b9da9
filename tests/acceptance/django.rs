//! A real Django project: at peace when untouched, and each fault named with nothing else.

use std::collections::BTreeSet;
use std::fs;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::{HELD, is_held, manage, project};
use crate::support::folder::copy_of;
use crate::support::report::Report;

/// No text tells the type of one of its columns, so that it is not measured.
const UNTYPED: &str = "kinds.0018_copies";

/// What a migration may be called when nothing is wrong with it.
const HEALTHY: [&str; 4] = ["verified", "state_only", "opaque", "superseded"];

fn tool(database: &Database) -> Tool {
    Tool::new(&database.url(), project().ledger())
}

/// Damages a copy of the database, and expects one alarm, on one migration, with this verdict.
fn assert_only(damage: &str, alarm: &str, verdict: &str) {
    let database = project().database();
    database.execute(damage);
    assert_reported(&database, alarm, verdict);
}

fn assert_reported(database: &Database, alarm: &str, verdict: &str) {
    let report = tool(database).report(&[], 1);
    assert_eq!(report.alarms(), [alarm]);
    let (_, migration) = alarm.rsplit_once(" < ").expect("a migration");
    assert_eq!(report.verdict(migration), verdict);
    assert_others_healthy(&report, migration);
}

fn assert_others_healthy(report: &Report, but: &str) {
    let mut verdicts = report.verdicts();
    assert_eq!(verdicts.remove(UNTYPED).as_deref(), Some("undecided"));
    verdicts.retain(|name, verdict| {
        name != but && !is_held(name) && !HEALTHY.contains(&verdict.as_str())
    });
    assert!(verdicts.is_empty(), "{verdicts:#?}");
}

#[test]
fn an_untouched_project_is_at_peace() {
    let report = tool(&project().database()).report(&[], 0);
    assert_eq!(report.alarms(), Vec::<String>::new());
    assert_others_healthy(&report, HELD);
    assert_eq!(report.verdict(HELD), "pending");
    let coverage = &report.value()["summary"]["coverage"];
    assert_eq!(coverage["undecided"], 0, "{coverage:#}");
    let count = |name: &str| coverage[name].as_u64().expect("a number");
    let listed = coverage["opaque_statements"]
        .as_array()
        .expect("a list")
        .len() as u64;
    let unmeasured = listed - count("opaque");
    assert_eq!(
        count("effects"),
        count("checked") + unmeasured,
        "{coverage:#}"
    );
}

#[test]
fn what_sqlmigrate_could_not_know_is_told_as_a_capture_gap() {
    let report = tool(&project().database()).report(&[], 0);
    let told: Vec<_> = report
        .findings()
        .filter(|finding| finding["kind"] != "unmanaged")
        .map(|finding| {
            let [kind, table] = [&finding["kind"], &finding["object"]["table"]];
            format!("{} {}", kind.as_str().unwrap(), table.as_str().unwrap())
        })
        .collect();
    // Renaming a model renames the foreign keys of its implicit many-to-many tables as well, which
    // sqlmigrate looks up by the tables' new names, and so does not find.
    let expected = [
        "capture_gap Renamed Musicians_ensembles",
        "capture_gap Renamed Musicians_rivals",
        "capture_gap Renamed Musicians_rivals",
        "capture_gap shop_article_tags",
        // The pattern index beside a column whose collation the same run makes.
        "capture_gap various_term",
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_text_of_an_untouched_project_is_short_and_quiet() {
    let outcome = tool(&project().database()).run(&[]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert_eq!(outcome.stderr, "");
    assert!(
        (1..110).contains(&outcome.stdout.lines().count()),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_squash_and_what_it_replaces_give_each_effect_once() {
    let database = project().database();
    let squash = "shop.0001_squashed_0003_product_sku";
    assert!(HEALTHY.contains(&tool(&database).report(&[], 0).verdict(squash).as_str()));
    database.execute("DELETE FROM django_migrations WHERE app = 'shop' AND name = '0001_squashed_0003_product_sku'");
    assert_eq!(
        tool(&database).report(&[], 0).alarms(),
        Vec::<String>::new()
    );
}

#[test]
fn a_squash_recorded_without_what_it_replaces_is_enough() {
    let database = project().database();
    database.execute(
        "DELETE FROM django_migrations WHERE app = 'shop'
         AND name IN ('0001_initial', '0002_product_price', '0003_product_sku')",
    );
    assert_eq!(
        tool(&database).report(&[], 0).alarms(),
        Vec::<String>::new()
    );
}

#[test]
fn a_faked_migration_is_named() {
    let database = project().database();
    manage(&database, "", &["migrate", "--fake", "crew", "0005_badge"]);
    assert_reported(
        &database,
        "error missing table crew_badge < crew.0005_badge",
        "faked",
    );
}

#[test]
fn a_migration_run_in_another_schema_is_named() {
    let database = project().database();
    database.execute("CREATE SCHEMA test_schema");
    let astray = "-c search_path=test_schema,public";
    manage(&database, astray, &["migrate", "crew", "0005_badge"]);
    assert_reported(
        &database,
        "error misplaced table crew_badge < crew.0005_badge",
        "misrouted",
    );
}

#[test]
fn a_migration_run_as_it_should_be_is_no_news() {
    let database = project().database();
    manage(&database, "", &["migrate", "crew", "0005_badge"]);
    let report = tool(&database).report(&[], 0);
    assert_eq!(report.alarms(), Vec::<String>::new());
    assert_eq!(report.verdict(HELD), "verified");
}

#[test]
fn a_column_dropped_by_hand_is_named() {
    assert_only(
        "ALTER TABLE crew_person DROP COLUMN phone",
        "error missing column crew_person.phone < crew.0003_person_phone",
        "removed",
    );
}

#[test]
fn a_table_dropped_by_hand_is_one_finding() {
    let database = project().database();
    let tool = tool(&database);
    // Nothing but an earlier run tells that it was there.
    tool.report(&[], 0);
    database.execute("DROP TABLE crew_shift");
    let report = tool.report(&[], 1);
    let alarm = "error missing table crew_shift < crew.0002_shift";
    assert_eq!(report.alarms(), [alarm]);
    assert_eq!(report.verdict("crew.0002_shift"), "removed");
    assert_others_healthy(&report, "crew.0002_shift");
}

#[test]
fn a_type_altered_back_by_hand_is_named() {
    assert_only(
        "ALTER TABLE crew_person ALTER COLUMN name TYPE varchar(80)",
        "error different column crew_person.name (type) < crew.0004_alter_person_name",
        "drifted",
    );
}

#[test]
fn a_nullability_altered_by_hand_is_named() {
    assert_only(
        "ALTER TABLE library_author ALTER COLUMN name DROP NOT NULL",
        "error different column library_author.name (nullable) < library.0001_initial",
        "drifted",
    );
}

#[test]
fn an_index_dropped_by_hand_is_named() {
    assert_only(
        "DROP INDEX book_lower_idx",
        "error missing index library_book.book_lower_idx < library.0002_indexes",
        "partial",
    );
}

#[test]
fn a_constraint_dropped_by_hand_is_named() {
    assert_only(
        "ALTER TABLE library_loan DROP CONSTRAINT loan_place_uniq",
        "error missing constraint library_loan.loan_place_uniq < library.0003_constraints",
        "partial",
    );
}

#[test]
fn a_column_that_should_be_gone_is_named() {
    assert_only(
        "ALTER TABLE library_book ADD COLUMN pages integer",
        "error surviving column library_book.pages < library.0007_remove_indexed_field",
        "drifted",
    );
}

#[test]
fn a_column_that_nobody_asked_for_is_a_warning() {
    let database = project().database();
    database.execute("ALTER TABLE crew_person ADD COLUMN nickname text");
    let tool = tool(&database);
    let report = tool.report(&[], 0);
    assert_eq!(
        report.alarms(),
        ["warning unexpected column crew_person.nickname < -"]
    );
    tool.report(&["--fail-on", "warning"], 1);
}

fn assert_unrecorded(app: &str, name: &str) {
    let database = project().database();
    database.execute(&format!(
        "DELETE FROM django_migrations WHERE app = '{app}' AND name = '{name}'"
    ));
    let report = tool(&database).report(&[], 1);
    let migration = format!("{app}.{name}");
    assert!(!report.alarms().is_empty());
    for alarm in report.alarms() {
        assert!(alarm.starts_with("error unrecorded "), "{alarm}");
        assert!(alarm.ends_with(&format!(" < {migration}")), "{alarm}");
    }
    assert_eq!(report.verdict(&migration), "unrecorded");
    assert_others_healthy(&report, &migration);
}

#[test]
fn a_deleted_row_of_the_last_migration_of_an_app_is_named() {
    assert_unrecorded("library", "0008_book_genres");
}

#[test]
fn a_deleted_row_from_the_middle_of_an_app_is_named() {
    assert_unrecorded("crew", "0003_person_phone");
}

#[test]
fn a_deleted_row_of_a_migration_that_only_altered_is_named() {
    assert_unrecorded("crew", "0004_alter_person_name");
}

#[test]
fn a_duplicated_row_is_a_finding_and_no_crash() {
    let database = project().database();
    database.execute(
        "INSERT INTO django_migrations (app, name, applied)
         SELECT app, name, now() FROM django_migrations WHERE app = 'crew' AND name = '0003_person_phone'",
    );
    let outcome = tool(&database).run(&["--format", "json"]);
    assert!(matches!(outcome.status, Some(0 | 1)), "{outcome:#?}");
    assert_eq!(outcome.stderr, "");
    let report = Report::parse(&outcome.stdout);
    let named: BTreeSet<_> = report
        .findings()
        .filter(|finding| {
            !["unmanaged", "capture_gap"].contains(&finding["kind"].as_str().unwrap_or_default())
        })
        .map(|finding| finding["migration"]["name"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(named, BTreeSet::from(["0003_person_phone"]));
}

#[test]
fn an_app_that_is_not_asked_for_is_not_judged() {
    let database = project().database();
    database.execute("DROP INDEX book_lower_idx");
    let tool = tool(&database);
    let crew = tool.report(&["--app", "crew"], 0);
    assert_eq!(crew.alarms(), Vec::<String>::new());
    assert!(crew.verdicts().keys().all(|name| name.starts_with("crew.")));
    let both = tool.report(&["--app", "crew", "--app", "library"], 1);
    let apps: BTreeSet<_> = both
        .verdicts()
        .into_keys()
        .map(|name| name[..4].to_owned())
        .collect();
    assert_eq!(apps, BTreeSet::from(["crew".into(), "libr".into()]));
    assert_eq!(both.alarms().len(), 1);
}

#[test]
fn a_migration_without_a_stored_output_is_said_not_to_be_checked() {
    let ledger = copy_of(project().ledger());
    fs::remove_file(ledger.path().join("crew/0002_shift.sql")).expect("a stored output");
    let database = project().database();
    let tool = Tool::new(&database.url(), ledger.path());
    let report = tool.report(&[], 0);
    let alarms = report.alarms();
    assert_eq!(alarms.len(), 1, "{alarms:#?}");
    assert!(alarms[0].starts_with("warning no_ledger "), "{alarms:?}");
    assert!(alarms[0].ends_with(" < crew.0002_shift"), "{alarms:?}");
    assert_eq!(report.verdict("crew.0002_shift"), "no_ledger");
    tool.report(&["--fail-on", "warning"], 1);
}

#[test]
fn a_missing_object_that_an_unknown_migration_may_have_removed_is_in_doubt() {
    let ledger = copy_of(project().ledger());
    fs::remove_file(ledger.path().join("crew/0004_alter_person_name.sql"))
        .expect("a stored output");
    let database = project().database();
    database.execute("ALTER TABLE crew_person DROP COLUMN phone");
    let report = Tool::new(&database.url(), ledger.path()).report(&["--app", "crew"], 0);
    let missing = report
        .findings()
        .find(|finding| finding["kind"] == "missing")
        .expect("a finding on the column");
    assert_eq!(missing["severity"], "warning");
    assert_eq!(missing["doubt"]["reason"], "later_no_ledger");
}

#[test]
fn line_ends_and_byte_order_marks_of_other_systems_change_nothing() {
    let ledger = copy_of(project().ledger());
    for name in ["0001_initial", "0002_shift", "0003_person_phone"] {
        let file = ledger.path().join("crew").join(name).with_extension("sql");
        let text = fs::read_to_string(&file).expect("a stored output");
        fs::write(&file, format!("\u{feff}{}", text.replace('\n', "\r\n"))).expect("a copy");
    }
    let report = Tool::new(&project().database().url(), ledger.path()).report(&[], 0);
    assert_eq!(report.alarms(), Vec::<String>::new());
    assert_eq!(report.verdict("crew.0002_shift"), "verified");
}

#[test]
fn a_ledger_without_a_manifest_is_replayed_in_the_order_of_the_rows() {
    let ledger = copy_of(project().ledger());
    fs::remove_file(ledger.path().join("manifest.json")).expect("a manifest");
    let database = project().database();
    // Without a manifest nobody knows that the squash replaces the three others.
    database.execute("DELETE FROM django_migrations WHERE app = 'shop' AND name = '0001_squashed_0003_product_sku'");
    fs::remove_file(
        ledger
            .path()
            .join("shop/0001_squashed_0003_product_sku.sql"),
    )
    .expect("a stored output");
    let report = Tool::new(&database.url(), ledger.path()).report(&[], 0);
    assert_eq!(report.alarms(), Vec::<String>::new());
}
