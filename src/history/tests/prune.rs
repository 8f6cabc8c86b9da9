//! Old runs that are taken out.

use super::seal::{four, tamper, verified};
use super::*;

#[test]
fn pruning_keeps_the_chain_and_frees_what_nothing_needs() {
    let place = Place::new();
    let mut history = four(&place);
    let keep = Keep { last: 1, weekly: 0 };
    // The incident is of another scope than the clean runs.
    assert_eq!(history.prunable(keep).unwrap(), [1, 2]);
    assert_eq!(history.prune(keep).unwrap(), [1, 2]);
    let found = history.verify().unwrap();
    assert_eq!((found.runs, found.pruned, found.fault), (2, 2, None));
    let texts = "SELECT count(*) FROM blob WHERE content = 'a'";
    let left: i64 = history
        .connection
        .query_row(texts, [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(history.prune(keep).unwrap(), [0_u64; 0]);
    let mut report = sample::clean();
    assert_eq!(history.store(&mut report, &inputs(), 0).unwrap(), 5);
    assert_eq!(history.verify().unwrap().fault, None);
    drop(history);
    tamper(
        &place,
        "UPDATE link SET note = '[1,2,3]' WHERE note IS NOT NULL",
    );
    assert_eq!(
        verified(&place).fault,
        Some(Fault::Pruning { after: Some(4) })
    );
}

#[test]
fn the_newest_run_of_a_week_is_kept() {
    let place = Place::new();
    let mut history = place.open();
    for day in ["01", "02", "07", "08", "13", "20"] {
        let mut report = sample::clean();
        report.run.started_at = format!("2026-06-{day}T09:00:00Z").parse().unwrap();
        history.store(&mut report, &inputs(), 0).unwrap();
    }
    // Monday was the 1st, the 8th and the 15th.
    let of = |last, weekly| history.prunable(Keep { last, weekly }).unwrap();
    assert_eq!(of(0, 3), [1, 2, 4]);
    assert_eq!(of(0, 2), [1, 2, 3, 4]);
    assert_eq!(of(3, 0), [1, 2, 3]);
    assert_eq!(of(100, 0), [0_u64; 0]);
}
