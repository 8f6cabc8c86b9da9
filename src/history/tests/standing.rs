//! Which run is the newest where clocks were wrong.

use super::super::standing::standing;
use super::diff::{day, kept, with};

#[test]
fn a_clock_that_was_wrong_hides_no_later_run() {
    let mut ahead = with(day(9), &[]);
    ahead.target.taken_at = Some(day(30).run.started_at);
    for (first, second) in [
        (with(day(5), &[]), with(day(4), &["a"])),
        (ahead, with(day(9), &["a"])),
    ] {
        let (_place, history) = kept([first, second]);
        let newest = standing(history.runs(None).unwrap());
        let newest: Vec<u64> = newest.iter().map(|run| run.id).collect();
        assert_eq!(newest, [2]);
    }
}

#[test]
fn a_snapshot_is_as_old_as_it_was_taken() {
    let mut old = with(day(6), &[]);
    old.target.taken_at = Some(day(1).run.started_at);
    let (_place, history) = kept([with(day(5), &["a"]), old]);
    let newest = standing(history.runs(None).unwrap());
    assert_eq!(newest[0].id, 1);
    assert_eq!(newest.len(), 1);
}
