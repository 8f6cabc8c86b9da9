//! How the steps of a plan are told.

use std::collections::BTreeSet;

use super::{plan, repaired};
use crate::support::cli::Tool;
use crate::support::incident::{ledger, state_c};

/// The titles of the steps, held to be numbered one after the other.
fn titles(text: &str) -> Vec<&str> {
    let lines = text.lines().filter_map(|it| it.strip_prefix("-- "));
    let titles = lines.filter_map(|it| {
        let (number, title) = it.split_once(". ")?;
        Some((number.parse::<usize>().ok()?, title))
    });
    let titles: Vec<_> = titles.collect();
    for (at, (number, title)) in (1..).zip(&titles) {
        assert_eq!(at, *number, "{title}\n{text}");
    }
    titles.into_iter().map(|(_, title)| title).collect()
}

#[test]
fn no_two_steps_have_one_number_or_one_title() {
    let database = state_c();
    database.execute(
        "ALTER TABLE teams_teammembership DROP COLUMN left_at;
         DO $$ DECLARE it record; BEGIN
           FOR it IN SELECT conname, conrelid::regclass AS of FROM pg_constraint
               WHERE contype IN ('f', 'c', 'u') AND connamespace = 'public'::regnamespace LOOP
             EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.of, it.conname);
           END LOOP;
         END $$;",
    );
    let tool = Tool::new(&database.url(), &ledger());
    let text = plan(&tool, &[]);
    let titles = titles(&text);
    let different: BTreeSet<_> = titles.iter().collect();
    assert_eq!(different.len(), titles.len(), "{text}");
    for begin in ["make constraint ", "validate constraint ", "build "] {
        let is_told = titles.iter().any(|it| it.starts_with(begin));
        assert!(is_told, "{begin}\n{text}");
    }
    let sum = format!(" closed by {} steps", titles.len());
    assert!(text.contains(&sum), "{sum}\n{text}");
    repaired(&database, &text);
    assert_eq!(tool.report(&[], 0).alarms(), [""; 0]);
}

#[test]
fn what_a_finding_covered_is_no_new_damage() {
    let database = state_c();
    database.execute("DROP TABLE user_profile_about_item");
    let tool = Tool::new(&database.url(), &ledger());
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("mine.sql");
    let path = file.to_str().expect("a path");
    let text = "CREATE TABLE user_profile_about_item (id bigint NOT NULL);";
    std::fs::write(&file, text).expect("a file");
    let outcome = tool.run(&["repair", "--check", path]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    let told = &outcome.stdout;
    assert!(
        told.contains("after this: 0 of 1 finding left, and "),
        "{told}"
    );
    assert!(told.contains(" that they covered\n"), "{told}");
    assert!(told.contains("\ncovered by "), "{told}");
    assert!(!told.contains("\nnew: "), "{told}");
    let refused = tool.run(&[
        "repair", "--check", path, "--format", "django", "-o", "x.py",
    ]);
    assert_eq!(refused.status, Some(2), "{refused:#?}");
    let said = "--check tells, and prints no plan";
    assert!(refused.stderr.contains(said), "{}", refused.stderr);
}
