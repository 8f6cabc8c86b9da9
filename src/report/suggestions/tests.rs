//! What is suggested, and what is not.

use super::*;
use crate::report::FoundMatch;
use crate::report::sample;

fn table(name: &str) -> Object {
    Object {
        object_type: ObjectKind::Table,
        schema: Some("public".into()),
        table: Some(name.into()),
        name: name.into(),
        arguments: None,
    }
}

fn of(finding: &Finding) -> Vec<String> {
    let commands = commands(&sample::incident(), None, finding);
    commands.into_iter().map(|it| it.text).collect()
}

#[test]
fn a_table_that_is_in_two_places_is_looked_at_first() {
    let mut finding = Finding::new(Kind::Misplaced, Some(table("t")), None, None);
    finding.found_in = vec!["one".into(), "two".into()];
    assert_eq!(of(&finding), ["\\d \"one\".\"t\"", "\\d \"two\".\"t\""]);
}

#[test]
fn a_table_that_is_another_one_is_looked_at_first() {
    let mut finding = Finding::new(Kind::Misplaced, Some(table("t")), None, None);
    finding.found_in = vec!["one".into()];
    finding.matches = vec![FoundMatch {
        place: "one".into(),
        schema: "one".into(),
        database: None,
        matching: 1,
        of: 9,
    }];
    assert_eq!(of(&finding), ["\\d \"one\".\"t\""]);
    assert_eq!(mover(&finding), None);
}

#[test]
fn a_table_in_another_database_is_made_here_by_its_own_sql() {
    let key = MigrationKey {
        app: "shop".into(),
        name: "0002".into(),
    };
    let mut finding = Finding::new(Kind::Misplaced, Some(table("t")), None, Some(key));
    finding.found_in = vec!["other/public".into()];
    finding.matches = vec![FoundMatch {
        place: "other/public".into(),
        schema: "public".into(),
        database: Some("other".into()),
        matching: 2,
        of: 2,
    }];
    assert_eq!(of(&finding), ["python manage.py sqlmigrate shop 0002"]);
    assert_eq!(mover(&finding), None);
}

#[test]
fn a_name_that_a_shell_would_run_gets_no_command() {
    let key = MigrationKey {
        app: "a".into(),
        name: "0001; rm -rf ~".into(),
    };
    assert!(
        of(&Finding::new(
            Kind::Missing,
            Some(table("t")),
            None,
            Some(key)
        ))
        .is_empty()
    );
}

#[test]
fn a_name_that_a_terminal_would_obey_gets_no_command() {
    let finding = Finding::new(Kind::Different, Some(table("t\u{1b}[2J")), None, None);
    assert!(of(&finding).is_empty());
}
