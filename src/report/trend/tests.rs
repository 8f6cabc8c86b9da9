//! What a trend shows: days without a run, few beside many, and that it is never greener than what was measured.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn one(text: &str, error: u64, warning: u64) -> Day {
    Day {
        day: text.parse().unwrap(),
        run: 7,
        measured: true,
        findings: FindingCounts {
            error,
            warning,
            info: 5,
        },
    }
}

fn trend(days: Vec<Day>) -> Trend {
    Trend {
        days,
        ..Trend::until(at("2026-03-25T00:00:00Z"))
    }
}

/// The heights of the bars of a class.
fn heights(page: &str, class: &str) -> Vec<f64> {
    let bars = page.split("<rect ").skip(1);
    let bars = bars.filter(|bar| bar.starts_with(&format!("class=\"{class}\"")));
    let heights = bars.map(|bar| {
        let (_, height) = bar.split_once(" height=\"").unwrap();
        height.split('"').next().unwrap().parse().unwrap()
    });
    heights.collect()
}

#[test]
fn it_is_over_the_twelve_weeks_before_a_moment() {
    let days = |until: &str| {
        let trend = Trend::until(at(until));
        [trend.first_day, trend.last_day].map(|day| day.to_string())
    };
    assert_eq!(days("2026-03-25T00:00:00Z"), ["2025-12-31", "2026-03-24"]);
    assert_eq!(days("2026-03-24T00:00:01Z"), ["2025-12-31", "2026-03-24"]);
}

#[test]
fn few_are_seen_beside_many_and_nothing_is_no_gap() {
    let days = vec![
        one("2026-01-01", 110, 0),
        one("2026-01-02", 1, 2),
        one("2026-03-24", 0, 0),
    ];
    let told = trend(days);
    for (page, least) in [(chart(&told), 8.0), (sparkline(&told), 3.0)] {
        let page = page.into_string();
        let errors = heights(&page, "bad");
        assert_eq!(errors.len(), 2, "{page}");
        assert!(errors[0] > 6.0 * least && errors[1] >= least, "{errors:?}");
        assert!(heights(&page, "unproved")[0] >= least, "{page}");
        assert_eq!(heights(&page, "good"), [least / 2.0]);
        assert_eq!(page.matches("<rect ").count(), 4, "{page}");
    }
}

#[test]
fn no_bar_leaves_the_picture() {
    let told = trend(vec![one("2025-12-31", 1, 999), one("2026-03-24", 999, 1)]);
    let page = chart(&told).into_string();
    for class in ["bad", "unproved"] {
        assert!(
            heights(&page, class).iter().all(|high| *high >= 8.0),
            "{page}"
        );
    }
    assert!(!page.contains(" y=\"-"), "{page}");
    assert!(
        page.contains(" x=\"0.00\"") && page.contains(" x=\"664.00\""),
        "{page}"
    );
}

#[test]
fn a_run_that_could_not_measure_all_is_never_green() {
    let mut blind = one("2026-03-20", 0, 0);
    blind.measured = false;
    let told = trend(vec![blind]);
    let page = chart(&told).into_string();
    assert_eq!(heights(&page, "good"), [0.0; 0]);
    assert_eq!(heights(&page, "blind"), [96.0]);
    let words = "On 1 day not everything could be measured.";
    assert!(told.words().contains(words), "{}", told.words());
}

#[test]
fn the_sentence_says_what_the_picture_shows() {
    let words = |days| trend(days).words();
    let none = words(Vec::new());
    assert_eq!(
        none,
        "Nobody looked on any of the 84 days from 2025-12-31 to 2026-03-24."
    );
    let looked = |days: u64| {
        format!("Somebody looked on {days} of the 84 days from 2025-12-31 to 2026-03-24.")
    };
    assert_eq!(
        words(vec![one("2026-01-01", 3, 1), one("2026-01-02", 0, 1)]),
        looked(2)
            + " The most was open on 2026-01-01: 3 errors and 1 warning; on 2026-01-02, the last of these days, was open: 1 warning."
    );
    assert_eq!(
        words(vec![one("2026-01-01", 1, 0), one("2026-01-02", 2, 0)]),
        looked(2) + " On 2026-01-02, the last of these days, the most was open: 2 errors."
    );
    assert_eq!(
        words(vec![one("2026-01-01", 0, 0)]),
        looked(1) + " On 2026-01-01, the last of these days, was open, as on all of them: nothing."
    );
    assert_eq!(
        words(vec![one("2026-03-24", 0, 0)]),
        looked(1) + " At the end was open, as on all of them: nothing."
    );
    let mut blind = one("2026-03-24", 0, 0);
    blind.measured = false;
    let told = words(vec![blind]);
    assert!(
        told.ends_with(" At the end was open: nothing that is known."),
        "{told}"
    );
}
