//! History files: a sound one, in which bytes were changed.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use reconcile::report::Report;
use reconcile::rooms::history::{Anchor, History, Mode, RunSelector};

use crate::files::folder;
use crate::snapshot::{example, reconciled};

const WAIT: Duration = Duration::from_millis(1);

/// A file with two runs, its anchors, and the runs.
struct Sound {
    bytes: Vec<u8>,
    anchors: Vec<Anchor>,
    runs: Vec<Report>,
}

/// What is changed in a history of which the anchors are kept elsewhere is found, or changes nothing that is
/// told: whoever passes says of each run what was stored.
pub fn history(data: &[u8]) {
    static SOUND: OnceLock<Sound> = OnceLock::new();
    let sound = SOUND.get_or_init(sound);
    let path = folder().path().join("changed.sqlite3");
    let _ = std::fs::remove_file(folder().path().join("changed.sqlite3-wal"));
    let _ = std::fs::remove_file(folder().path().join("changed.sqlite3-shm"));
    std::fs::write(&path, changed(&sound.bytes, data)).expect("a file");
    inspected(&path);
    if let Ok(history) = History::open(&path, Mode::Read, WAIT) {
        told(&history, sound);
    }
    if let Ok(mut history) = History::open(&path, Mode::Write, WAIT) {
        let mut report = sound.runs[0].clone();
        let _ = history.store(&mut report, &Default::default(), 0);
    }
}

/// The file with these changes: a place in two bytes, the number of bytes in one, and the bytes.
fn changed(sound: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    let mut rest = data;
    while let [high, middle, low, length, behind @ ..] = rest {
        let length = usize::from(*length).min(behind.len());
        let (put, after) = behind.split_at(length);
        let place = usize::from(*high) << 16 | usize::from(*middle) << 8 | usize::from(*low);
        let place = place % bytes.len();
        for (byte, new) in bytes[place..].iter_mut().zip(put) {
            *byte = *new;
        }
        rest = after;
    }
    bytes
}

fn inspected(path: &Path) {
    if let Ok(history) = History::open(path, Mode::Inspect, WAIT) {
        let _ = history
            .verify()
            .map(|found| found.fault.map(|it| it.to_string()));
    }
}

fn told(history: &History, sound: &Sound) {
    let _ = history.runs(None);
    let _ = history.answers();
    let _ = history.difference(1, 2, false);
    let anchored = history.hold_against(&sound.anchors).is_ok();
    for (run, report) in (1..).zip(&sound.runs) {
        if let Ok(found) = history.load(RunSelector::Id(run)) {
            assert!(
                !anchored || found == *report,
                "another run {run} under its seal"
            );
        }
    }
}

fn sound() -> Sound {
    let path = folder().path().join("sound.sqlite3");
    let mut history = History::open(&path, Mode::Write, WAIT).expect("a history");
    let measured = reconciled(&example("ledgers/incident.snapshot.json")).expect("a run");
    for _ in 0..2 {
        let stored = history.store(&mut measured.report.clone(), &measured.inputs, 1);
        stored.expect("it is stored");
    }
    let load = |run| history.load(RunSelector::Id(run)).expect("a run");
    let runs = vec![load(1), load(2)];
    let anchor = |run| history.anchor(run).expect("it is read").expect("a seal");
    let anchors = vec![anchor(1), anchor(2)];
    drop(history);
    Sound {
        bytes: std::fs::read(path).expect("a file"),
        anchors,
        runs,
    }
}
