//! That everything is explained, and that nothing of it acts on a terminal.

use super::*;
use crate::report::text::{self, Colour, DEFAULT_WIDTH, Detail, Options};
use crate::report::{Finding, Object, ObjectKind, sample};

const OPTIONS: Options = Options {
    width: DEFAULT_WIDTH,
    colour: Colour::Never,
    detail: Detail::Normal,
};

/// A page as one line of plain words.
fn plain(page: &str) -> String {
    let page = page.replace('`', "");
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_kind_means_in_the_documents_what_it_means_here() {
    let page = include_str!("../../../docs/findings.md");
    for topic in topics().iter().filter(|topic| topic.sort == Sort::Kind) {
        let heading = format!("\n### {}\n", topic.word);
        let found = page.split_once(&heading);
        let (_, section) = found.unwrap_or_else(|| panic!("docs/findings.md has no{heading}"));
        let section = plain(section.split("\n#").next().unwrap());
        let usually = topic
            .text
            .usually
            .map(|text| format!("Usually: {}", lower(text)));
        let act = format!("Do: {}", lower(topic.text.act));
        let said = [Some(topic.text.means.to_owned()), usually, Some(act)];
        let checks = topic.text.check.iter().map(|check| (*check).to_owned());
        for text in said.into_iter().flatten().chain(checks) {
            let is_said = section.contains(&plain(&text));
            assert!(is_said, "docs/findings.md, {}: {text}", topic.word);
        }
    }
}

/// They run under the search path of whoever pastes them.
#[test]
fn a_check_by_hand_names_everything_in_full() {
    let sql = |check: &&str| check.starts_with("SELECT ");
    for topic in topics() {
        for check in topic.text.check.iter().filter(|check| sql(check)) {
            let bare = check.split('\'').step_by(2).collect::<Vec<_>>().join("''");
            let operators = bare.split("OPERATOR(pg_catalog.").map(|rest| {
                let end = rest.find(')').filter(|end| *end <= 2);
                &rest[end.unwrap_or(0)..]
            });
            let without: String = operators.collect();
            assert!(!without.contains(['=', '<', '>', '~', '+']), "{check}");
            assert!(!bare.contains(" IN ("), "{check}");
            for source in ["FROM ", "JOIN "] {
                for name in bare.split(source).skip(1) {
                    let full = ["pg_catalog.", "S.", "OTHER."];
                    assert!(
                        full.iter().any(|schema| name.starts_with(schema)),
                        "{check}"
                    );
                }
            }
            for cast in bare.split("::").skip(1) {
                assert!(cast.starts_with("pg_catalog."), "{check}");
            }
            for (at, _) in bare.match_indices('(') {
                let word = bare[..at].rsplit([' ', '(', ',']).next().unwrap();
                let full = word.is_empty() || ["ANY", "OPERATOR"].contains(&word);
                assert!(full || word.starts_with("pg_catalog."), "{check}");
            }
        }
    }
}

/// As it stands after a colon.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

#[test]
fn every_verdict_cause_and_sort_of_evidence_has_its_row_in_the_documents() {
    let findings = plain(include_str!("../../../docs/findings.md"));
    let causes = plain(include_str!("../../../docs/causes.md"));
    for topic in topics() {
        let (word, means) = (topic.word, plain(topic.text.means));
        match topic.sort {
            // Their pages are held elsewhere.
            Sort::Kind | Sort::Word => {}
            Sort::Verdict => assert!(
                findings.contains(&format!("| {word} | {means} | ")),
                "{word}: {means}"
            ),
            Sort::Cause | Sort::Evidence => assert!(
                causes.contains(&format!("| {word} | {means} |")),
                "{word}: {means}"
            ),
        }
    }
}

#[test]
fn a_word_of_two_sorts_is_explained_as_both() {
    let sorts = |word| topics_of(word).iter().map(|topic| topic.sort).collect();
    let both: Vec<Sort> = sorts("undecided");
    assert_eq!(both, [Sort::Kind, Sort::Verdict]);
    let both: Vec<Sort> = sorts("faked");
    assert_eq!(both, [Sort::Verdict, Sort::Cause]);
    assert!(topics_of("fake").is_empty());
    assert_eq!(nearest("fake"), ["faked"]);
}

#[test]
fn a_word_is_explained_in_plain_words() {
    insta::assert_snapshot!(text::explain::topics(&topics_of("edited"), OPTIONS), @"
    edited (kind) warning
      The stored file had another digest when its migration was last checked, or its row of
      django_migrations is not what it was then: gone (removed), with another time (applied), or there
      with an old one (inserted).
      Usually: the migration file was edited after it had been applied, and its output was stored again.
      A row that is gone or tells another time was most often unapplied, and maybe applied again; one
      with an old time was written by hand.

    Check by hand
      git log -p -- FILE
      SELECT * FROM S.django_migrations WHERE app OPERATOR(pg_catalog.=) 'APP' ORDER BY id;

    Do
      Find out why. A ledger that is made to fit the database proves nothing.
    ");
}

#[test]
fn every_finding_of_a_report_can_be_explained() {
    for report in [sample::incident(), sample::every_kind()] {
        for finding in &report.findings {
            let explained = explain(&report, &finding.id);
            assert!(!explained.is_empty());
            let page = text::explain::findings(&report, &explained, OPTIONS);
            assert!(page.contains(&finding.id), "{page}");
            assert!(page.contains("Check by hand"), "{page}");
        }
    }
}

#[test]
fn a_finding_names_what_it_follows_from_and_what_follows_from_it() {
    let report = sample::incident();
    let branch = report.findings.iter().find(|one| one.root_cause.is_some());
    let branch = branch.unwrap();
    let root = branch.root_cause.as_deref().unwrap();
    let page = |id| text::explain::findings(&report, &explain(&report, id), OPTIONS);
    assert!(page(&branch.id).contains(&format!("repair     finding {root} first")));
    assert!(
        page(root).contains("leads to   misplaced column user_profile_stream_config.bounty_id")
    );
}

#[test]
fn a_name_that_a_terminal_acts_on_is_in_no_query() {
    let mut report = sample::clean();
    let object = Object {
        object_type: ObjectKind::Table,
        schema: Some("public".into()),
        table: Some("t\u{1b}[2J".into()),
        name: "t\u{1b}[2J".into(),
        arguments: None,
    };
    let finding = Finding::new(Kind::Missing, Some(object), None, None);
    let id = finding.id.clone();
    report.add(vec![finding]);
    let explained = explain(&report, &id);
    assert_eq!(explained[0].checks, []);
    let page = text::explain::findings(&report, &explained, OPTIONS);
    assert!(!page.contains('\u{1b}'), "{page}");
    assert!(page.contains("No query is shown"), "{page}");
}
