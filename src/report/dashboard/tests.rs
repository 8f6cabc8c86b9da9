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

/// The same of another database.
fn of_database(name: &str, mut place: Place) -> Place {
    place.target.identity = format!("7312:{name}");
    place.target.database = name.to_owned();
    place
}

fn source(places: Result<Vec<Place>, Silence>) -> Source {
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
        let page = of(vec![clean(), of_database("late", late)]);
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
    let blind = of(vec![
        clean(),
        of_database("blind", place(sample::unmeasured(), 1, None)),
    ]);
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
    assert!(
        empty.contains("the history shop.sqlite3 holds no run yet. Nothing is known"),
        "{empty}"
    );
    let silent = |sort| {
        source(Err(Silence {
            sort,
            why: "the history <x> is gone".into(),
        }))
    };
    let gone = page(vec![good(), silent(Sort::Unreadable)]);
    assert_eq!(headline(&gone).0, "bad-text");
    assert!(
        gone.contains("the history &lt;x&gt; is gone. Nothing is known"),
        "{gone}"
    );
    assert_eq!(headline(&page(Vec::new())).0, "bad-text");
    let sorts = [Sort::Altered, Sort::Missing, Sort::Damaged, Sort::Altered];
    assert_eq!(
        headline(&page(sorts.map(silent).into())).1,
        "2 histories not as written, 1 damaged history and 1 missing history"
    );
}

#[test]
fn what_asks_for_a_person_comes_first() {
    let page = of(vec![
        of_database("good", place(sample::clean(), 1, None)),
        of_database("blind", place(sample::unmeasured(), 1, None)),
        of_database("wrong", place(sample::incident(), 1, None)),
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
        .map(|number| part(&format!("tenant_{number:04}"), &report))
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
    // A narrow screen has no head: there the label of each cell is told by the style, of every table.
    assert!(page.contains("<td data-label=\"Open since\">"), "{page}");
    assert!(!page.contains("content: none"), "a label is hidden");
    assert!(page.len() < 1000 * 280, "{}", page.len());
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

/// A run over these schemas by a pattern, the last of which has an error if so wanted.
fn over(pattern: &str, schemas: &[&str], is_wrong: bool) -> Report {
    let mut report = sample::clean();
    report.scope.schemas = Some(pattern.into());
    report.target.schema = pattern.into();
    report.parts = schemas.iter().map(|it| part(it, &report)).collect();
    if is_wrong {
        let mut finding = sample::incident().findings.remove(1);
        finding.schema = schemas.last().map(|&it| it.to_owned());
        finding.waived = None;
        report.findings = vec![finding];
        report.summary.findings.error = 1;
    }
    report
}

fn part(schema: &str, report: &Report) -> Part {
    Part {
        schema: schema.into(),
        summary: report.summary.clone(),
        not_measured: None,
        elsewhere: Vec::new(),
        group: None,
    }
}

#[test]
fn a_schema_is_told_once_by_its_newest_run() {
    let wide = || place(over("t*", &["t1", "t100"], false), 2, None);
    let narrow = |wrong| place(over("t1*", &["t100"], wrong), 1, None);
    let page = of(vec![wide(), narrow(true)]);
    assert_eq!(headline(&page), ("bad-text", "1 database with errors"));
    assert!(page.contains("Databases (1, in 2 rows)"), "{page}");
    assert!(page.contains("NO LONGER SO"), "{page}");
    assert!(page.contains("newer runs found errors in t100"), "{page}");
    assert_eq!(classes(&page), ["error", "warning", "error", "agrees"]);
    assert_eq!(page.matches("shop.t100<").count(), 1, "{page}");
    assert!(page.contains(">run 7</a>, 2026-01-20</td>"), "{page}");
    let page = of(vec![wide(), narrow(false)]);
    assert_eq!(classes(&page), ["agrees"; 4]);
    let whole = || {
        let mut report = sample::incident();
        report.scope.apps.clear();
        report
    };
    let single = place(whole(), 1, None);
    let page = of(vec![
        place(over("*", &["public", "t1"], false), 2, None),
        single,
    ]);
    assert_eq!(classes(&page), ["error", "warning", "agrees"]);
    assert!(page.contains("newer runs found errors in public"), "{page}");
    // Nor is it the other way round: what was found is older.
    let page = of(vec![
        place(over("*", &["public", "t1"], false), 1, None),
        place(whole(), 2, None),
    ]);
    assert!(!page.contains("newer runs"), "{page}");
}

#[test]
fn a_database_counts_once_whatever_its_runs_were_limited_to() {
    let mut limited = sample::clean();
    limited.scope.apps = vec!["accounts".into()];
    let mut whole = sample::incident();
    whole.scope.apps.clear();
    let whole = place(whole, 2, None);
    let page = of(vec![whole, place(limited.clone(), 1, None)]);
    assert_eq!(headline(&page), ("bad-text", "1 database with errors"));
    assert!(page.contains("Databases (1, in 2 rows)"), "{page}");
    // Nor does a good run of one app hide that a newer one of it is bad.
    let mut wrong = sample::incident();
    wrong.scope.apps = vec!["accounts".into()];
    let page = of(vec![place(sample::clean(), 2, None), place(wrong, 1, None)]);
    assert_eq!(classes(&page), ["error", "warning"]);
    // Of another app it says nothing.
    let mut other = sample::incident();
    other.scope.apps = vec!["shop".into()];
    let page = of(vec![place(limited, 2, None), place(other, 1, None)]);
    assert_eq!(classes(&page), ["error", "agrees"]);
}

#[test]
fn a_copy_of_a_database_at_another_address_is_another_one() {
    let mut copy = place(sample::incident(), 1, None);
    copy.target.address = Some("staging:5432".into());
    let sources = [place(sample::clean(), 2, None), copy].map(|it| source(Ok(vec![it])));
    let page = page(sources.into());
    assert_eq!(
        headline(&page).1,
        "1 database with errors and 1 database as it should be"
    );
    assert!(!page.contains("newer runs"), "{page}");
}

#[test]
fn a_database_that_another_took_the_place_of_is_not_green() {
    let mut anew = place(sample::clean(), 1, None);
    anew.target.identity = "7312:<b>".into();
    let old = || place(sample::clean(), 2, None);
    let page = of(vec![old(), anew.clone()]);
    assert_eq!(
        headline(&page),
        (
            "doubtful-text",
            "1 database replaced by another and 1 database as it should be"
        )
    );
    assert_eq!(classes(&page), ["warning", "agrees"]);
    for words in [
        "WAS REPLACED",
        "a later run met another database of this name at this address",
        "identity 7312:16384",
        "identity 7312:&lt;b&gt;",
    ] {
        assert_eq!(page.matches(words).count(), 1, "{words}: {page}");
    }
    anew.target.database = "another".into();
    let page = of(vec![old(), anew]);
    assert_eq!(classes(&page), ["agrees"; 2]);
    assert!(!page.contains("identity"), "{page}");
}
