//! What a dashboard says: what asks for a person first, and green only where somebody looked, and lately.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::report::audit::{Period, Schedule};
use crate::report::trend::Trend;
use crate::report::{FindingCounts, Part, Report, Tool, sample};

fn now() -> Timestamp {
    "2026-01-20T12:00:00Z".parse().unwrap()
}

fn hours(number: i64) -> SignedDuration {
    SignedDuration::from_hours(number)
}

/// A run that began so many hours ago.
fn place(mut report: Report, ago: i64, every: Option<i64>) -> Place {
    let at = now() - hours(ago);
    report.run.started_at = at;
    report.run.id = Some(7);
    let period = Period {
        since: now() - hours(7 * 24),
        until: now(),
    };
    let standing = Standing {
        page: "run-0123456789ab-7.html".into(),
        at,
        exit_status: 0,
        since: at,
        last_success: None,
        trend: Trend::until(now()),
        schedule: every.map(|every| Schedule::of(hours(every), period, None, &[])),
    };
    Place::of(&report, standing)
}

fn source(places: Result<Vec<Place>, String>) -> Source {
    Source {
        name: "shop.sqlite3".into(),
        page: Some("report-0123456789ab.html".into()),
        places,
    }
}

fn page(sources: Vec<Source>) -> String {
    html(&Dashboard {
        tool: Tool::current(1),
        written_at: now(),
        every: None,
        refresh: 60,
        sources,
    })
}

fn of(places: Vec<Place>) -> String {
    page(vec![source(Ok(places))])
}

/// The class of the answer, and the answer.
fn headline(page: &str) -> (&str, &str) {
    let (_, line) = page
        .split_once("<h1>Schema health: <span class=\"")
        .unwrap();
    let (line, _) = line.split_once("</span>").unwrap();
    line.split_once("\">").unwrap()
}

/// The classes of the rows, from above.
fn classes(page: &str) -> Vec<&str> {
    let rows = page.split("<tr class=\"").skip(1);
    rows.filter_map(|row| row.split('"').next()).collect()
}

#[test]
fn green_is_what_somebody_looked_at_lately_and_nothing_else() {
    let clean = || place(sample::clean(), 1, None);
    let good = of(vec![clean()]);
    assert_eq!(headline(&good), ("good-text", "1 database as it should be"));
    assert_eq!(classes(&good), ["agrees"]);
    let late = [
        place(sample::clean(), 37, Some(24)),
        place(sample::clean(), 8 * 24, None),
    ];
    for late in late {
        let page = of(vec![clean(), late]);
        assert_eq!(
            headline(&page),
            (
                "doubtful-text",
                "1 database not looked at for too long and 1 database as it should be"
            )
        );
        assert_eq!(classes(&page), ["warning", "agrees"]);
        assert!(page.contains("NOT LOOKED AT"), "{page}");
    }
    let on_time = of(vec![place(sample::clean(), 35, Some(24))]);
    assert_eq!(headline(&on_time).0, "good-text");
    let blind = of(vec![clean(), place(sample::unmeasured(), 1, None)]);
    assert_eq!(headline(&blind).0, "bad-text");
    assert_eq!(classes(&blind), ["error", "agrees"]);
}

#[test]
fn a_history_that_tells_nothing_is_never_green() {
    let good = || source(Ok(vec![place(sample::clean(), 1, None)]));
    let empty = page(vec![good(), source(Ok(Vec::new()))]);
    assert_eq!(
        headline(&empty),
        (
            "bad-text",
            "1 history without a run and 1 database as it should be"
        )
    );
    let gone = page(vec![good(), source(Err("the history <x> is gone".into()))]);
    assert_eq!(headline(&gone).0, "bad-text");
    assert!(
        gone.contains("the history &lt;x&gt; is gone. Nothing is known"),
        "{gone}"
    );
    assert_eq!(headline(&page(Vec::new())).0, "bad-text");
}

#[test]
fn what_asks_for_a_person_comes_first() {
    let page = of(vec![
        place(sample::clean(), 1, None),
        place(sample::unmeasured(), 1, None),
        place(sample::incident(), 1, None),
    ]);
    assert_eq!(classes(&page), ["error", "error", "agrees"]);
    let at = |words: &str| page.find(words).unwrap();
    assert!(at("DOES NOT AGREE") < at("NOTHING WAS CHECKED"));
    let (_, answer) = headline(&page);
    assert!(answer.starts_with("1 database with errors, 1 database not all measured"));
}

#[test]
fn names_from_outside_are_text_and_the_page_asks_for_nothing() {
    let mut report = sample::incident();
    report.target.database = "<img src=x>\u{202e}".into();
    report.target.address = Some("\"><script>".into());
    report.scope.apps = vec!["</td>".into()];
    let page = of(vec![place(report, 1, None)]);
    for hostile in ["<img", "\"><script>", "\u{202e}", "only </td>"] {
        assert!(!page.contains(hostile), "{hostile}");
    }
    for outside in ["http:", "https:", "@import", "url(", "src="] {
        let own = page.replace("&lt;img src=x", "");
        assert!(!own.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("<meta http-equiv=\"refresh\" content=\"60\">"));
}

#[test]
fn of_a_thousand_schemas_the_faulty_ones_come_first_and_a_row_is_small() {
    let report = sample::clean();
    let mut parts: Vec<Part> = (0..1000)
        .map(|number| Part {
            schema: format!("tenant_{number:04}"),
            summary: report.summary.clone(),
            not_measured: None,
            elsewhere: Vec::new(),
            group: None,
        })
        .collect();
    parts[500].not_measured = Some("it is <locked>".into());
    let mut finding = sample::incident().findings.remove(1);
    finding.schema = Some("tenant_0700".into());
    finding.waived = None;
    let mut report = Report { parts, ..report };
    report.findings = vec![finding];
    let place = place(report, 1, None);
    let names: Vec<&str> = place.schemas.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names[..3], ["tenant_0700", "tenant_0500", "tenant_0000"]);
    let states: Vec<State> = place.schemas.iter().map(|it| it.state).collect();
    assert_eq!(
        states[..3],
        [State::Errors, State::NotMeasured, State::Agrees]
    );
    let page = of(vec![place]);
    assert!(page.contains("it is &lt;locked&gt;"));
    assert!(page.len() < 1000 * 260, "{}", page.len());
}

#[test]
fn an_error_that_is_waived_is_not_all_well() {
    let none = FindingCounts::default();
    let error = FindingCounts { error: 1, ..none };
    assert_eq!(State::of(true, none, none), State::Agrees);
    assert_eq!(State::of(true, none, error), State::Doubtful);
    assert_eq!(State::of(false, none, none), State::NotMeasured);
    assert_eq!(State::of(false, error, none), State::Errors);
}
