//! What was open day by day.

use super::diff::{day, kept, with};
use crate::report::{Verdict, Waiver};

#[test]
fn a_day_is_what_its_newest_run_found_and_nobody_waived() {
    let mut waived = with(day(2), &["a", "b"]);
    waived.findings[0].waived = Some(Waiver {
        reason: "known".into(),
        owner: None,
        expires: None,
    });
    let mut other = with(day(2), &["a", "b", "c"]);
    other.scope.apps = vec!["shop".into()];
    let mut blind = day(4);
    for migration in &mut blind.migrations {
        migration.verdict = Verdict::NoLedger;
    }
    // A snapshot tells of the day on which it was taken.
    let mut snapshot = with(day(4), &["a", "b"]);
    snapshot.target.taken_at = Some(day(1).run.started_at);
    let runs = [
        with(day(-90), &["old"]),
        with(day(2), &["a"]),
        waived,
        other,
        blind,
        snapshot,
    ];
    let (_place, history) = kept(runs.into_iter().chain([with(day(5), &["late"])]));
    let trend = history.trend(1, day(5).run.started_at).unwrap();
    let days = trend.days.iter().map(|one| {
        let day = one.day.to_string();
        (day, one.run, one.measured, one.findings.error)
    });
    let due = [
        ("2026-06-02", 6, true, 2),
        ("2026-06-03", 3, true, 1),
        ("2026-06-05", 5, false, 0),
    ];
    let due = due.map(|(day, run, measured, errors)| (day.to_owned(), run, measured, errors));
    assert_eq!(days.collect::<Vec<_>>(), due);
    assert_eq!(trend.last_day.to_string(), "2026-06-06");
    let of_an_app = history.trend(4, day(5).run.started_at).unwrap();
    assert_eq!(
        of_an_app.days.iter().map(|one| one.run).collect::<Vec<_>>(),
        [4]
    );
}
