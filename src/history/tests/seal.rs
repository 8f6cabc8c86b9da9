//! Whatever is done to a history by other means, it is not believed, and the walk along its chain names what.

use super::*;

/// A history of four runs: the first two are alike, the third saw another object, the fourth found more.
pub(super) fn four(place: &Place) -> History {
    let mut history = place.open();
    for (report, text) in [
        (sample::clean(), "a"),
        (sample::clean(), "a"),
        (sample::clean(), "b"),
        (sample::incident(), "b"),
    ] {
        let mut report = report;
        let inputs = Inputs {
            objects: vec![Definition::new("table public.t".into(), text.into())],
            ..inputs()
        };
        history.store(&mut report, &inputs, 0).unwrap();
    }
    history
}

/// What somebody does who has the file and SQLite, and no respect.
pub(super) fn tamper(place: &Place, sql: &str) {
    let connection = Connection::open(place.path()).unwrap();
    connection.execute_batch(sql).unwrap();
}

pub(super) fn verified(place: &Place) -> Verification {
    let history = History::open(&place.path(), Mode::Inspect, WAIT).unwrap();
    history.verify().unwrap()
}

fn fault(damage: &str) -> Option<Fault> {
    let place = Place::new();
    assert_eq!(four(&place).verify().unwrap().fault, None);
    tamper(&place, damage);
    verified(&place).fault
}

/// What every job but `verify` says.
pub(super) fn refused(place: &Place) -> Vec<Fault> {
    [Mode::Write, Mode::Read]
        .map(|mode| match place.refused(mode).problem {
            Problem::Altered(fault) => fault,
            other => panic!("{mode:?}: {other:?}"),
        })
        .to_vec()
}

#[test]
fn an_untouched_history_is_whole() {
    let place = Place::new();
    let found = four(&place).verify().unwrap();
    assert_eq!((found.runs, found.pruned), (4, 0));
    assert_eq!(found.seals.len(), 4);
}

#[test]
fn every_column_of_a_run_is_sealed() {
    let place = Place::new();
    let history = place.open();
    let sql = "SELECT name FROM pragma_table_info('run')";
    let mut statement = history.connection.prepare(sql).unwrap();
    let columns = statement.query_map([], |row| row.get(0)).unwrap();
    let columns: Vec<String> = columns.collect::<Result<_, _>>().unwrap();
    assert_eq!(columns, link::RUN);
}

#[test]
fn a_run_without_a_seal_was_put_in() {
    for number in [0, -3, 9] {
        let copy = format!(
            "CREATE TEMP TABLE more AS SELECT * FROM run WHERE id = 1;
             UPDATE more SET id = {number}; INSERT INTO run SELECT * FROM more"
        );
        assert_eq!(fault(&copy), Some(Fault::Inserted { run: number }));
    }
    assert_eq!(fault("DELETE FROM link"), Some(Fault::Inserted { run: 1 }));
}

#[test]
fn runs_that_were_forged_before_there_is_a_seal_are_never_sealed_afterwards() {
    let place = Place::new();
    four(&place);
    tamper(
        &place,
        "DELETE FROM link; UPDATE run SET errors = 0, exit_status = 0",
    );
    assert_eq!(refused(&place), vec![Fault::Inserted { run: 1 }; 2]);
    assert_eq!(verified(&place).fault, Some(Fault::Inserted { run: 1 }));
}

#[test]
fn each_change_is_named_with_its_run() {
    let changed = |run, what| Some(Fault::Changed { run, what });
    let of_itself = "what it says of itself";
    let other = |column: &str, run: u64| {
        format!(
            "UPDATE blob SET content = content || ' ' WHERE digest = (SELECT {column} FROM run WHERE id = {run})"
        )
    };
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
        (&other("body", 4), changed(4, "what it found")),
        (&other("records", 1), changed(1, "the records that it saw")),
        (&other("answers", 1), changed(1, "what the server answered")),
        (&other("objects", 3), changed(3, "the objects that it saw")),
        (
            &other("files", 1),
            changed(1, "the digests of stored outputs that it saw"),
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
fn a_run_that_was_taken_out_is_named() {
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
}

#[test]
fn a_text_that_no_run_needs_was_put_in() {
    let digest = crate::history::shared::of_bytes(b"x");
    let more = format!("INSERT INTO blob (digest, content) VALUES ('{digest}', 'x')");
    assert_eq!(fault(&more), Some(Fault::Stray { digest }));
}

#[test]
fn what_is_sealed_is_what_was_to_be_written() {
    let place = Place::new();
    let mut history = four(&place);
    // The text under the digest is not the one that the next run finds there.
    let body = "UPDATE blob SET content = 'x' WHERE digest = (SELECT body FROM run WHERE id = 4)";
    history.connection.execute_batch(body).unwrap();
    let error = history.store(&mut sample::incident(), &inputs(), 1);
    let problem = error.unwrap_err().problem;
    assert!(
        matches!(problem, Problem::Altered(Fault::Text { .. })),
        "{problem:?}"
    );
    assert_eq!(count(&history, "run"), 4);
}

#[test]
fn what_is_read_is_held_against_its_digest() {
    let place = Place::new();
    four(&place);
    tamper(
        &place,
        "UPDATE blob SET content = replace(content, 'bounty', 'bonus')
         WHERE digest = (SELECT body FROM run WHERE id = 4)",
    );
    let history = place.open();
    let text = |problem: Problem| {
        assert!(
            matches!(problem, Problem::Altered(Fault::Text { .. })),
            "{problem:?}"
        );
    };
    text(history.load(RunSelector::Latest).unwrap_err().problem);
    text(history.previous(&sample::incident()).unwrap_err().problem);
    text(history.holding("a", None).unwrap_err().problem);
    text(history.runs(None).unwrap_err().problem);
    text(history.difference(3, 4, true).unwrap_err().problem);
    assert!(history.load(RunSelector::Id(3)).is_ok());
    let records =
        "UPDATE blob SET content = '[]' WHERE digest = (SELECT records FROM run WHERE id = 1)";
    tamper(&place, records);
    text(
        history
            .rewritten(&sample::clean(), &inputs())
            .unwrap_err()
            .problem,
    );
    let files =
        "UPDATE blob SET content = '[]' WHERE digest = (SELECT files FROM run WHERE id = 1)";
    tamper(&place, files);
    text(
        history
            .edited(&sample::clean(), &inputs())
            .unwrap_err()
            .problem,
    );
}

#[test]
fn an_index_that_leads_elsewhere_is_damage() {
    let place = Place::new();
    four(&place);
    tamper(
        &place,
        "PRAGMA writable_schema = on;
         UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_link_1')
         WHERE name = 'sqlite_autoindex_link_2'",
    );
    let found =
        History::open(&place.path(), Mode::Inspect, WAIT).and_then(|history| history.verify());
    match found {
        Ok(found) => assert!(
            matches!(found.fault, Some(Fault::Damaged { .. })),
            "{found:?}"
        ),
        Err(error) => assert!(matches!(error.problem, Problem::Damaged), "{error:?}"),
    }
}

#[test]
fn a_rollback_journal_beside_it_is_never_played_back() {
    let place = Place::new();
    four(&place);
    let journal = place.path().with_extension("sqlite3-journal");
    std::fs::write(&journal, "whatever").unwrap();
    for mode in [Mode::Write, Mode::Read, Mode::Inspect] {
        let problem = place.refused(mode).problem;
        assert!(matches!(problem, Problem::Journal), "{problem:?}");
    }
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), "whatever");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_the_file_is_judged() {
    let place = Place::new();
    four(&place);
    let link = place.folder.path().join("link");
    std::os::unix::fs::symlink(place.path(), &link).unwrap();
    let mut history = History::open(&link, Mode::Write, WAIT).unwrap();
    history.store(&mut sample::clean(), &inputs(), 0).unwrap();
    drop(history);
    assert_eq!(verified(&place).runs, 5);
    tamper(&place, "UPDATE run SET errors = 7 WHERE id = 2");
    let error = History::open(&link, Mode::Write, WAIT).err().unwrap();
    assert!(matches!(error.problem, Problem::Altered(_)), "{error:?}");
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
    history.hold_against(&anchors).unwrap();
    // Without the newest run the chain is a chain; the anchor knows of it.
    tamper(
        &place,
        "DELETE FROM blob WHERE digest = (SELECT body FROM run WHERE id = 4);
         DELETE FROM run WHERE id = 4; DELETE FROM link WHERE run_id = 4",
    );
    let shorter = verified(&place);
    assert_eq!(shorter.fault, None);
    let lost = shorter.anchored(&anchors[3..]).fault;
    assert!(matches!(lost, Some(Fault::NotAnchored { run: 4, .. })));
    let problem = place.open().hold_against(&anchors).unwrap_err().problem;
    assert!(
        matches!(problem, Problem::Altered(Fault::NotAnchored { run: 4, .. })),
        "{problem:?}"
    );
}

#[test]
fn a_history_that_was_written_anew_with_all_its_seals_is_whole_and_only_an_anchor_shows_it() {
    let place = Place::new();
    let history = four(&place);
    let anchor = history.anchor(4).unwrap().unwrap();
    drop(history);
    std::fs::remove_dir_all(place.path().parent().unwrap()).unwrap();
    let mut forged = place.open();
    for _ in 0..4 {
        forged.store(&mut sample::clean(), &inputs(), 0).unwrap();
    }
    let found = forged.verify().unwrap();
    assert_eq!((found.runs, &found.fault), (4, &None));
    let found = found.anchored(&[anchor]);
    assert!(matches!(
        found.fault,
        Some(Fault::NotAnchored { run: 4, .. })
    ));
}
