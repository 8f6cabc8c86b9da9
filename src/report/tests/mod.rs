//! Reports and differences made by hand, for the tests of the renderings and of the history.

pub(crate) mod sample;

use crate::report::change::{
    ChangedFinding, Difference, FileChange, NotRechecked, ObjectChange, ObjectChanges, Persisting,
    RecordChange, Since, VerdictChange,
};
use crate::report::text::{self, Colour, DEFAULT_WIDTH, Detail, Options};
use crate::report::vocabulary::Caution;
use crate::report::{Cause, CauseCode, Command, Kind, NewFindings, Report, Severity, Verdict};
use crate::report::{github, html, junit, markdown, sarif};

/// The statement that brings a table back from `test_schema`.
pub(crate) fn moved(table: &str) -> Command {
    Command::sql(format!(
        "ALTER TABLE \"test_schema\".\"{table}\" SET SCHEMA \"public\";"
    ))
}

fn since() -> Since {
    Since {
        run: 3,
        started_at: "2026-01-02T20:52:03Z".parse().unwrap(),
        days: 12,
    }
}

/// Something in each section, with names that would act on a terminal, a page or a comment.
pub(crate) fn everything() -> Difference {
    let (mut old, mut new) = (sample::incident(), sample::incident());
    old.run.id = Some(16);
    old.run.started_at = "2026-01-13T20:52:03Z".parse().unwrap();
    new.run.id = Some(17);
    let mut found = Difference::between(&old, &new);
    let [bounty, misplaced, faked, undecided, unmanaged] =
        sample::incident().findings.try_into().unwrap();
    let mut was = faked.clone();
    was.severity = Severity::Warning;
    was.expected = Some("<script>alert(1)</script> | `@x` \u{1b}[2J".into());
    found.findings.new = vec![undecided, bounty];
    found.findings.resolved = vec![unmanaged.clone()];
    found.findings.lapsed = vec![NotRechecked {
        finding: unmanaged,
        why: "nothing was measured".into(),
    }];
    found.findings.changed = vec![ChangedFinding {
        old: Some(was),
        new: faked,
        fields: vec!["severity", "expected"],
        since: since(),
    }];
    found.findings.persisting = vec![Persisting {
        finding: misplaced,
        since: since(),
    }];
    found.unlike = vec!["the server is 15.18, not 15.17".into()];
    found.verdicts = vec![VerdictChange {
        schema: None,
        app: "teams".into(),
        name: "0021_add_left_at_field".into(),
        old: Some(Verdict::Verified),
        new: Some(Verdict::Faked),
    }];
    found.records = vec![RecordChange {
        schema: None,
        app: "teams".into(),
        name: "0024<b>".into(),
        old: Vec::new(),
        new: vec![Some(since().started_at), None],
    }];
    found.ledger = vec![FileChange {
        app: "teams".into(),
        name: "0001_initial".into(),
        old: Some("sha256:aa".into()),
        new: Some("sha256:bb".into()),
    }];
    found.objects = ObjectChanges {
        not_kept: Vec::new(),
        changed: vec![
            ObjectChange {
                key: "table public.a&\u{202e}b".into(),
                old: Some("id bigint\nname text\nlast text\n".into()),
                new: Some("id bigint\nname <i>```</i>\nlast text\n".into()),
            },
            ObjectChange {
                key: "table public.gone".into(),
                old: Some("id bigint\n".into()),
                new: None,
            },
        ],
    };
    found
}

/// The incident, of which the missing column is new since the day before.
fn with_news() -> Report {
    let mut report = sample::incident();
    let missing = report.findings.iter().find(|it| it.kind == Kind::Missing);
    let id = missing.unwrap().id.clone();
    report.run.new = Some(NewFindings {
        since: 16,
        started_at: "2026-01-13T04:13:00Z".parse().unwrap(),
        findings: [id].into(),
    });
    report
}

fn text_of(report: &Report) -> String {
    let options = Options {
        width: DEFAULT_WIDTH,
        colour: Colour::Never,
        detail: Detail::Normal,
    };
    let text = text::render(report, options);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_new_is_marked_in_every_format() {
    let report = with_news();
    let headline =
        "3 errors, 1 warning and 1 info, 1 of them new since run 16 (yesterday 04:13 UTC)";
    let text = text_of(&report);
    assert!(text.starts_with(&format!(
        "shop: DOES NOT AGREE with django_migrations: {headline} "
    )));
    let sarif = sarif::render(&report).unwrap();
    for (printed, words) in [
        (
            text,
            "missing column teams_teammembership.left_at NEW id e71d8289",
        ),
        (
            html::render(&report),
            "<td data-label=\"Severity\">error<br>NEW</td>",
        ),
        (markdown::render(&report), "**NEW error: missing** `column"),
        (
            github::render(&report),
            "::error title=NEW%3A missing column",
        ),
        (
            junit::render(&report),
            "<failure message=\"NEW: missing column",
        ),
        (sarif.clone(), "\"baselineState\": \"new\""),
        (sarif, "\"baselineState\": \"unchanged\""),
    ] {
        assert!(printed.contains(words), "{words}\n{printed}");
    }
    for printed in [markdown::render(&report), github::render(&report)] {
        assert!(
            printed.contains("new since run 16 (yesterday "),
            "{printed}"
        );
    }
    let kept = html::render(&report);
    assert!(
        kept.contains("new since run 16 (2026-01-13 04:13 UTC)"),
        "a page is read days later: {kept}"
    );
}

#[test]
fn what_to_type_and_what_is_not_applied_stand_in_every_format() {
    let mut report = with_news();
    let mut findings = report.findings.iter_mut();
    let missing = findings.find(|it| it.kind == Kind::Missing).unwrap();
    missing.caution = Some(Caution::RowsMustHold);
    missing.next.push(Command::sql("BEGIN;\nSELECT 7;".into()));
    report.migrations.iter_mut().for_each(|it| {
        it.causes = vec![Cause {
            code: CauseCode::RolledBack,
            text: "it was tried: and given up".into(),
            evidence: Vec::new(),
        }];
    });
    let sarif = sarif::render(&report).unwrap();
    for printed in [
        text_of(&report),
        html::render(&report),
        markdown::render(&report),
        github::render(&report),
        junit::render(&report),
        sarif.clone(),
    ] {
        let typed = "python manage.py sqlmigrate teams 0021_add_left_at_field";
        let first = Caution::RowsMustHold.words();
        for words in [
            typed,
            "rolled-back",
            "it was tried: and given up",
            first,
            "SELECT 7;",
        ] {
            assert!(printed.contains(words), "{words}\n{printed}");
        }
        assert!(!printed.contains("u{a}"), "{printed}");
        let waits = printed.contains("0025_next") || printed == sarif;
        assert!(waits, "{printed}");
    }
}
