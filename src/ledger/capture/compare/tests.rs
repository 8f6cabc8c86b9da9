use super::*;
use crate::ledger::Manifest;
use crate::ledger::capture::Project;

const SQL: &str = "BEGIN;\n--\n-- Create model A\n--\nCREATE TABLE a ();\nCOMMIT;\n";
const OTHER: &str = "BEGIN;\n--\n-- Create model B\n--\nCREATE TABLE b ();\nCOMMIT;\n";

fn entry(name: &str, path_digest: Option<&str>) -> ManifestMigration {
    ManifestMigration {
        app: "shop".into(),
        name: name.into(),
        atomic: true,
        source: Some("plan".into()),
        path_digest: path_digest.map(str::to_owned),
        ..ManifestMigration::default()
    }
}

fn printed(name: &str, path_digest: Option<&str>, sql: &str) -> Printed {
    Printed {
        entry: entry(name, path_digest),
        sql: Some(sql.to_owned()),
    }
}

fn captured(way: Way, migrations: Vec<Printed>) -> Captured {
    let project = Project {
        django: "5.2".into(),
        ..Project::default()
    };
    Captured {
        project,
        way,
        migrations,
    }
}

/// A ledger that was captured: files, and what the manifest says of them.
fn ledger(files: &[(&str, &str)], migrations: Vec<ManifestMigration>, gone: &[&str]) -> Ledger {
    let entries = files.iter().map(|(name, sql)| {
        let entry = Entry {
            file: format!("shop/{name}.sql"),
            digest: Some(crate::ledger::digest(sql.as_bytes())),
            text: Ok((*sql).to_owned()),
        };
        (MigrationKey::new("shop", *name), entry)
    });
    let gone = gone.iter().map(|name| entry(name, None));
    Ledger {
        root: "ledgers".into(),
        entries: entries.collect(),
        manifest: Some(Manifest {
            migrations,
            gone: gone.collect(),
            ..Manifest::default()
        }),
        digest: String::new(),
    }
}

fn stored(name: &str, path_digest: &str, sql: &str) -> ManifestMigration {
    ManifestMigration {
        django: Some("5.2".into()),
        sql_digest: Some(crate::ledger::digest(sql.as_bytes())),
        ..entry(name, Some(path_digest))
    }
}

fn fate_of(way: Way, printed: Printed, ledger: &Ledger) -> Fate {
    let found = compare(&captured(way, vec![printed]), ledger, &[]);
    found.changes[0].fate.clone()
}

fn edit_of(fate: &Fate) -> Option<Edit> {
    match fate {
        Fate::Edited { edit, .. } => Some(*edit),
        _ => None,
    }
}

#[test]
fn what_is_not_stored_is_new() {
    let fate = fate_of(
        Way::Plan,
        printed("1", Some("d"), SQL),
        &ledger(&[], Vec::new(), &[]),
    );
    assert_eq!(fate, Fate::New);
}

#[test]
fn a_lost_file_is_new() {
    let ledger = ledger(&[], vec![stored("1", "d", SQL)], &[]);
    assert_eq!(
        fate_of(Way::Plan, printed("1", Some("d"), SQL), &ledger),
        Fate::New
    );
}

#[test]
fn a_comment_in_the_migration_is_no_edit() {
    let ledger = ledger(&[("1", SQL)], vec![stored("1", "d", SQL)], &[]);
    assert_eq!(
        fate_of(Way::Plan, printed("1", Some("e"), SQL), &ledger),
        Fate::Same
    );
}

#[test]
fn line_ends_of_a_version_control_are_no_edit() {
    let ledger = ledger(
        &[("1", &SQL.replace('\n', "\r\n"))],
        vec![stored("1", "d", SQL)],
        &[],
    );
    assert_eq!(
        fate_of(Way::Plan, printed("1", Some("d"), SQL), &ledger),
        Fate::Same
    );
    let fate = fate_of(Way::Sqlmigrate, printed("1", Some("d"), OTHER), &ledger);
    assert_eq!(fate, Fate::Kept(Kept::Source));
}

#[test]
fn an_edit_is_known_by_the_file_of_the_migration() {
    let ledger = ledger(&[("1", SQL)], vec![stored("1", "d", SQL)], &[]);
    let edit = |digest, sql| edit_of(&fate_of(Way::Plan, printed("1", digest, sql), &ledger));
    assert_eq!(edit(Some("e"), OTHER), Some(Edit::File));
    assert_eq!(edit(None, OTHER), Some(Edit::File));
    assert_eq!(edit(Some("d"), OTHER), Some(Edit::Otherwise));
}

#[test]
fn a_stored_output_that_someone_changed_does_not_stand() {
    let ledger = ledger(&[("1", OTHER)], vec![stored("1", "d", SQL)], &[]);
    let fate = fate_of(Way::Plan, printed("1", Some("d"), SQL), &ledger);
    assert_eq!(edit_of(&fate), Some(Edit::Stored));
}

#[test]
fn a_ledger_made_by_hand_is_held_against_the_print() {
    let mut by_hand = ledger(&[("1", SQL)], Vec::new(), &[]);
    let fate = fate_of(Way::Plan, printed("1", Some("d"), SQL), &by_hand);
    assert_eq!(fate, Fate::Facts);
    let fate = fate_of(Way::Plan, printed("1", Some("d"), OTHER), &by_hand);
    assert_eq!(edit_of(&fate), Some(Edit::Unknown));
    by_hand.manifest = None;
    let fate = fate_of(Way::Plan, printed("1", Some("d"), OTHER), &by_hand);
    assert_eq!(edit_of(&fate), Some(Edit::Unknown));
}

#[test]
fn what_another_release_or_source_printed_stands_while_the_file_does() {
    let mut known = stored("1", "d", SQL);
    known.django = Some("4.0".into());
    let older = ledger(&[("1", SQL)], vec![known], &[]);
    let fate = fate_of(Way::Plan, printed("1", Some("d"), OTHER), &older);
    assert_eq!(fate, Fate::Kept(Kept::Release));
    let fate = fate_of(Way::Plan, printed("1", Some("e"), OTHER), &older);
    assert_eq!(edit_of(&fate), Some(Edit::File));
}

#[test]
fn what_sqlmigrate_prints_depends_on_the_database_and_is_no_edit() {
    let mut known = stored("1", "d", SQL);
    known.source = Some("sqlmigrate".into());
    let ledger = ledger(&[("1", SQL)], vec![known], &[]);
    let fate = fate_of(Way::Sqlmigrate, printed("1", Some("d"), OTHER), &ledger);
    assert_eq!(fate, Fate::Kept(Kept::Database));
}

#[test]
fn a_volatile_default_is_no_edit_but_what_stands_beside_it_is() {
    let sql = |value: &str, name: &str| format!("ADD {name} uuid DEFAULT '{value}'::uuid;\n");
    let mut known = stored("1", "d", &sql("1", "a"));
    known.volatile = vec!["'1'::uuid".into()];
    let ledger = ledger(&[("1", &sql("1", "a"))], vec![known], &[]);
    let print = |digest, name| {
        let mut printed = printed("1", Some(digest), &sql("2", name));
        printed.entry.volatile = vec!["'2'::uuid".into()];
        fate_of(Way::Plan, printed, &ledger)
    };
    assert_eq!(print("d", "a"), Fate::Same);
    assert_eq!(print("e", "a"), Fate::Same);
    assert_eq!(edit_of(&print("d", "b")), Some(Edit::Otherwise));
}

#[test]
fn the_order_of_a_set_is_no_edit_while_the_file_is_the_same() {
    let sql = |first, second| format!("--\n-- Alter unique_together\n--\n{first};\n{second};\n");
    let ledger = ledger(
        &[("1", &sql("a", "b"))],
        vec![stored("1", "d", &sql("a", "b"))],
        &[],
    );
    let print = |digest| {
        fate_of(
            Way::Plan,
            printed("1", Some(digest), &sql("b", "a")),
            &ledger,
        )
    };
    assert_eq!(print("d"), Fate::Same);
    assert_eq!(edit_of(&print("e")), Some(Edit::File));
}

#[test]
fn another_dependency_is_known_though_the_sql_is_the_same() {
    let ledger = ledger(&[("1", SQL)], vec![stored("1", "d", SQL)], &[]);
    let mut printed = printed("1", Some("e"), SQL);
    printed.entry.dependencies = vec![("auth".into(), "0001_initial".into())];
    assert_eq!(fate_of(Way::Plan, printed, &ledger), Fate::Facts);
}

#[test]
fn what_cannot_be_printed_any_more_stands_while_the_file_does() {
    let ledger = ledger(&[("1", SQL)], vec![stored("1", "d", SQL)], &[]);
    let failing = |digest: &str| Printed {
        entry: ManifestMigration {
            error: Some("no".into()),
            ..entry("1", Some(digest))
        },
        sql: None,
    };
    let fate = fate_of(Way::Plan, failing("d"), &ledger);
    assert_eq!(fate, Fate::Kept(Kept::Unprintable));
    let fate = fate_of(Way::Plan, failing("e"), &ledger);
    assert_eq!(edit_of(&fate), Some(Edit::File));
}

#[test]
fn what_is_gone_is_told_until_it_is_accepted_and_of_the_scope_alone() {
    let ledger = ledger(
        &[("1", SQL), ("2", SQL), ("3", SQL)],
        vec![stored("1", "d", SQL), stored("2", "d", SQL)],
        &["3"],
    );
    let captured = captured(Way::Plan, vec![printed("1", Some("d"), SQL)]);
    let gone = |apps: &[&str]| {
        let apps: Vec<String> = apps.iter().map(|&app| app.to_owned()).collect();
        compare(&captured, &ledger, &apps).gone
    };
    assert_eq!(gone(&[]), [MigrationKey::new("shop", "2")]);
    assert_eq!(gone(&["auth"]), []);
    assert!(!compare(&captured, &ledger, &[]).gone.is_empty());
}

fn text(sql: &str) -> Text {
    Text::new(sql, &[])
}

#[test]
fn line_ends_and_volatile_literals_do_not_count() {
    assert!(text("a;\nb;\n").is(&text("\u{feff}a;\r\nb;\r\n")));
    let old = Text::new("DEFAULT '1'::uuid", &["'1'::uuid".into()]);
    let new = Text::new("DEFAULT '2'::uuid", &["'2'::uuid".into()]);
    assert!(old.is(&new));
    assert!(!old.is(&text("DEFAULT '2'::uuid")));
}

#[test]
fn the_number_of_data_statements_does_not_count() {
    assert!(text("a;\n-- 1 data statement\n").is(&text("a;\n-- 7 data statements\n")));
    assert!(!text("a;\n-- 1 data\n").is(&text("a;\n")));
}

#[test]
fn the_order_under_one_operation_does_not_count_and_that_of_operations_does() {
    let print = |order: [&str; 4]| {
        let [a, b, first, second] = order;
        text(&format!(
            "BEGIN;\n--\n-- {a}\n--\n{first};\n{second};\n--\n-- {b}\n--\nx;\n"
        ))
    };
    let one = print(["a", "b", "p", "q"]);
    assert!(same(&one, &print(["a", "b", "q", "p"])));
    assert!(!same(&one, &print(["b", "a", "p", "q"])));
    assert!(!same(&one, &print(["a", "b", "p", "x"])));
}
