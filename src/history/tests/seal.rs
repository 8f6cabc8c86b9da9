//! Whatever is done to a history by other means, the walk along its chain names the run.

use super::*;

/// A history of four runs: the first two are alike, the third saw another object, the fourth found more.
fn four(place: &Place) -> History {
    let mut history = place.open();
    for (report, text) in [
        (sample::clean(), "a"),
        (sample::clean(), "a"),
        (sample::clean(), "b"),
        (sample::incident(), "b"),
    ] {
        let mut report = report;
        let inputs = Inputs {
            objects: vec![Definition {
                key: "table public.t".into(),
                text: text.into(),
            }],
            ..inputs()
        };
        history.store(&mut report, &inputs, 0).unwrap();
    }
    history
}

fn fault(damage: &str) -> Option<Fault> {
    let place = Place::new();
    let history = four(&place);
    assert_eq!(history.verify().unwrap().fault, None);
    history
        .connection
        .execute_batch(&format!("PRAGMA foreign_keys = off; {damage}"))
        .unwrap();
    history.verify().unwrap().fault
}

#[test]
fn an_untouched_history_is_whole() {
    let place = Place::new();
    let found = four(&place).verify().unwrap();
    assert_eq!((found.runs, found.unsealed, found.pruned), (4, 0, 0));
    assert_eq!(found.seals.len(), 4);
}

#[test]
fn a_run_with_a_number_before_the_first_was_put_in() {
    for number in [0, -3] {
        let copy = format!(
            "CREATE TEMP TABLE more AS SELECT * FROM run WHERE id = 1;
             UPDATE more SET id = {number}; INSERT INTO run SELECT * FROM more"
        );
        assert_eq!(fault(&copy), Some(Fault::Inserted { run: number }));
    }
}

#[test]
fn each_change_is_named_with_its_run() {
    let changed = |run, what| Some(Fault::Changed { run, what });
    let of_itself = "what it says of itself";
    for (damage, due) in [
        (
            "UPDATE run SET errors = 0 WHERE id = 4",
            changed(4, of_itself),
        ),
        (
            "UPDATE run SET started_at = '2020-01-01T00:00:00Z' WHERE id = 2",
            changed(2, of_itself),
        ),
        (
            "UPDATE run SET report = '{}' WHERE id = 3",
            changed(3, of_itself),
        ),
        (
            "UPDATE run SET exit_status = 1 WHERE id = 1",
            changed(1, of_itself),
        ),
        (
            "UPDATE run SET body = (SELECT body FROM run WHERE id = 1) WHERE id = 4",
            changed(4, of_itself),
        ),
        (
            "UPDATE body_verdict SET verdict = 'verified' WHERE verdict = 'misrouted'",
            changed(4, "what it found"),
        ),
        ("DELETE FROM body_finding", changed(4, "what it found")),
        (
            "UPDATE blob SET content = replace(content, 'bounty', 'bonus')",
            changed(4, "what it found"),
        ),
        (
            "UPDATE blob SET content = 'c' WHERE content = 'b'",
            changed(3, "the objects that it saw"),
        ),
        (
            "DELETE FROM blob WHERE content = 'a'",
            changed(1, "the objects that it saw"),
        ),
        (
            "UPDATE record SET applied = NULL",
            changed(1, "the records that it saw"),
        ),
        (
            "DELETE FROM ledger_file",
            changed(1, "the digests of stored outputs that it saw"),
        ),
        (
            "UPDATE link SET seal = 'x' || seal WHERE run_id = 2",
            changed(2, "its seal"),
        ),
        (
            "UPDATE link SET content = 'x' WHERE run_id = 3",
            changed(3, "its seal"),
        ),
        ("DELETE FROM link WHERE run_id = 2", changed(2, "its seal")),
    ] {
        assert_eq!(fault(damage), due, "{damage}");
    }
}

#[test]
fn a_run_that_was_taken_out_or_put_in_is_named() {
    let removed = |run, after| {
        Some(Fault::Removed {
            run: Some(run),
            after,
        })
    };
    assert_eq!(fault("DELETE FROM run WHERE id = 2"), removed(2, Some(1)));
    let both = "DELETE FROM run WHERE id = 1; DELETE FROM link WHERE run_id = 1";
    assert_eq!(fault(both), removed(1, None));
    let both = "DELETE FROM run WHERE id = 3; DELETE FROM link WHERE run_id = 3";
    assert_eq!(fault(both), removed(3, Some(2)));
    let copy = "CREATE TEMP TABLE one AS SELECT * FROM run WHERE id = 2; UPDATE one SET id = 9;
                INSERT INTO run SELECT * FROM one";
    assert_eq!(fault(copy), Some(Fault::Inserted { run: 9 }));
}

#[test]
fn an_anchor_proves_that_the_chain_was_not_written_anew() {
    let place = Place::new();
    let history = four(&place);
    let seals = history.verify().unwrap().seals;
    let anchors: Vec<Anchor> = seals
        .iter()
        .map(|(run, _)| history.anchor(run.unwrap()).unwrap().unwrap())
        .collect();
    assert_eq!(history.verify().unwrap().anchored(&anchors).fault, None);
    // Without the newest run the chain is a chain; the anchor knows of it.
    let newest = "DELETE FROM run WHERE id = 4; DELETE FROM link WHERE run_id = 4";
    history.connection.execute_batch(newest).unwrap();
    let shorter = history.verify().unwrap();
    assert_eq!(shorter.fault, None);
    let lost = shorter.anchored(&anchors[3..]).fault;
    assert!(matches!(lost, Some(Fault::NotAnchored { run: 4, .. })));
}

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
    history
        .connection
        .execute(
            "UPDATE link SET note = '[1,2,3]' WHERE note IS NOT NULL",
            [],
        )
        .unwrap();
    assert_eq!(
        history.verify().unwrap().fault,
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

#[test]
fn runs_of_before_there_were_seals_are_counted_and_readable() {
    let place = Place::new();
    std::fs::create_dir_all(place.path().parent().unwrap()).unwrap();
    let old = rusqlite::Connection::open(place.path()).unwrap();
    old.execute_batch(include_str!("../v1.sql")).unwrap();
    old.execute_batch(include_str!("../v2.sql")).unwrap();
    let mut report = sample::incident();
    report.run.id = Some(1);
    let text = serde_json::to_string(&report).unwrap();
    old.execute_batch(
        "INSERT INTO content VALUES ('r'), ('f');
         INSERT INTO run VALUES (1, '2026-01-14T20:52:03Z', 84, NULL, '0.0.9', 'postgresql', '15.18', 'shop', 'public',
             NULL, 'i', '{\"apps\":[]}', 'l', 'r', 'f', 5, 3, 1, 1, 1, 1, '', 1);
         INSERT INTO finding (run_id, position, id, kind, severity, waived) VALUES (1, 0, 'abc', 'missing', 'error', 0);
         PRAGMA application_id = 1919118947; PRAGMA user_version = 2;",
    )
    .unwrap();
    old.execute("UPDATE run SET report = ?", [&text]).unwrap();
    drop(old);
    let mut history = place.open();
    assert_eq!(history.load(RunSelector::Id(1)).unwrap(), report);
    let of_old: String = history
        .connection
        .query_row("SELECT id FROM finding WHERE run_id = 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(of_old, "abc");
    store(&mut history, sample::clean());
    let found = history.verify().unwrap();
    assert_eq!((found.runs, found.unsealed, found.fault), (1, 1, None));
}
