//! The history in a folder of its own.

mod ages;
mod diff;
mod edited;
mod layout;
mod rules;
mod seal;
mod shared;
mod standing;
mod trend;

use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::report::{Report, sample};

const WAIT: Duration = Duration::from_millis(50);

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder
            .path()
            .join(".reconcile")
            .join("history.sqlite3")
    }

    fn open(&self) -> History {
        History::open(&self.path(), Mode::Write, WAIT).unwrap()
    }

    fn refused(&self, mode: Mode) -> HistoryError {
        History::open(&self.path(), mode, WAIT).err().unwrap()
    }
}

fn inputs() -> Inputs {
    let applied = Some("2026-01-10T09:00:00.123456Z".parse().unwrap());
    Inputs {
        records: vec![RecordRow {
            schema: None,
            id: 1,
            app: "shop".into(),
            name: "0001".into(),
            applied,
        }],
        files: vec![LedgerFile {
            app: "shop".into(),
            name: "0001".into(),
            digest: "d".into(),
        }],
        objects: Vec::new(),
        answers: Answers::default(),
    }
}

fn store(history: &mut History, mut report: Report) -> u64 {
    history.compare(&mut report).unwrap();
    history.store(&mut report, &inputs(), 1).unwrap()
}

fn count(history: &History, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    history
        .connection
        .query_row(&sql, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_stored_run_is_read_back_whole() {
    let place = Place::new();
    let mut history = place.open();
    let mut report = sample::incident();
    history.compare(&mut report).unwrap();
    let id = history.store(&mut report, &inputs(), 1).unwrap();
    assert_eq!(report.run.id, Some(id));
    let reader = History::open(&place.path(), Mode::Read, WAIT).unwrap();
    assert_eq!(reader.load(RunSelector::Latest).unwrap(), report);
    assert_eq!(reader.load(RunSelector::Id(id)).unwrap(), report);
}

#[test]
fn the_previous_run_is_of_the_same_target_schema_and_scope() {
    let place = Place::new();
    let mut history = place.open();
    let first = store(&mut history, sample::incident());
    store(&mut history, sample::clean());
    let mut elsewhere = sample::incident();
    elsewhere.target.schema = "tenant".into();
    store(&mut history, elsewhere);
    let second = store(&mut history, sample::incident());
    assert_eq!(
        history.load(RunSelector::Latest).unwrap().run.previous,
        Some(first)
    );
    assert_eq!(
        history.load(RunSelector::Previous).unwrap().run.id,
        Some(first)
    );
    let previous = history.previous(&sample::incident());
    let previous = previous.unwrap().unwrap();
    assert_eq!(previous.id, second);
    let ids: BTreeSet<_> = sample::incident()
        .findings
        .into_iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(previous.findings, ids);
}

#[test]
fn runs_are_listed_newest_first() {
    let place = Place::new();
    let mut history = place.open();
    store(&mut history, sample::incident());
    store(&mut history, sample::clean());
    let runs = history.runs(None).unwrap();
    assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(runs[1].findings, sample::incident().summary.findings);
    assert_eq!(runs[1].scope, sample::incident().scope);
    assert_eq!(history.runs(Some(1)).unwrap().len(), 1);
}

#[test]
fn records_and_files_that_do_not_change_are_stored_once() {
    let place = Place::new();
    let mut history = place.open();
    store(&mut history, sample::clean());
    store(&mut history, sample::clean());
    assert_eq!(count(&history, "run"), 2);
    for column in ["records", "files", "body", "objects", "answers"] {
        let sql = format!("(SELECT DISTINCT {column} FROM run)");
        assert_eq!(count(&history, &sql), 1, "{column}");
    }
}

#[test]
fn a_run_that_finds_no_room_leaves_nothing() {
    let place = Place::new();
    let mut history = place.open();
    store(&mut history, sample::clean());
    let pages: i64 = history
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    history
        .connection
        .pragma_update(None, "max_page_count", pages + 1)
        .unwrap();
    let mut report = sample::incident();
    report.target.address = Some("x".repeat(100_000));
    let error = history.store(&mut report, &inputs(), 1).unwrap_err();
    assert!(matches!(error.problem, Problem::Full), "{error:?}");
    assert_eq!(report.run.id, None);
    assert_eq!(count(&history, "run"), 1);
    assert_eq!(history.verify().unwrap().fault, None);
}

#[test]
fn several_writers_at_once_all_get_through() {
    let place = Place::new();
    let path = place.path();
    let wait = Duration::from_secs(30);
    let write = || {
        let mut history = History::open(&path, Mode::Write, wait).unwrap();
        for _ in 0..5 {
            history
                .store(&mut sample::incident(), &inputs(), 1)
                .unwrap();
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(write);
        }
    });
    let runs = place.open().runs(None).unwrap();
    let expected: Vec<u64> = (1..=20).rev().collect();
    assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<_>>(), expected);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.open();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.path()), 0o600);
    assert_eq!(mode(place.path().parent().unwrap()), 0o700);
}

#[test]
fn a_file_that_is_no_sqlite_is_left_alone() {
    let place = Place::new();
    std::fs::create_dir(place.path().parent().unwrap()).unwrap();
    std::fs::write(
        place.path(),
        "a shopping list, long enough to be read\n".repeat(9),
    )
    .unwrap();
    for mode in [Mode::Write, Mode::Read] {
        let error = place.refused(mode);
        assert!(matches!(error.problem, Problem::NotSqlite), "{error:?}");
    }
    assert!(
        std::fs::read_to_string(place.path())
            .unwrap()
            .starts_with("a shopping list")
    );
}

#[test]
fn a_database_of_something_else_is_left_alone() {
    let place = Place::new();
    std::fs::create_dir(place.path().parent().unwrap()).unwrap();
    let other = Connection::open(place.path()).unwrap();
    other
        .execute_batch("CREATE TABLE shopping (item TEXT)")
        .unwrap();
    let error = place.refused(Mode::Write);
    assert!(matches!(error.problem, Problem::Foreign), "{error:?}");
}

#[test]
fn a_newer_file_is_refused_politely() {
    let place = Place::new();
    place
        .open()
        .connection
        .pragma_update(None, "user_version", 99)
        .unwrap();
    for mode in [Mode::Write, Mode::Read] {
        let error = place.refused(mode);
        assert!(
            matches!(error.problem, Problem::Newer { version: 99, .. }),
            "{error:?}"
        );
        assert!(error.hint().starts_with("nothing was changed"));
    }
}

#[test]
fn a_locked_file_is_given_up_after_a_while() {
    let place = Place::new();
    let holder = place.open();
    holder.connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let error = place.refused(Mode::Write);
    assert!(matches!(error.problem, Problem::Locked), "{error:?}");
}

#[test]
fn a_place_that_cannot_be_made_is_named() {
    let path = Path::new("/dev/null/history.sqlite3");
    let error = History::open(path, Mode::Write, WAIT).err().unwrap();
    assert!(matches!(error.problem, Problem::NotMade(_)), "{error:?}");
    assert!(error.to_string().contains("/dev/null/history.sqlite3"));
}

#[test]
fn reading_makes_no_file() {
    let place = Place::new();
    let error = place.refused(Mode::Read);
    assert!(matches!(error.problem, Problem::NotThere), "{error:?}");
    assert!(!place.path().exists());
}

#[test]
fn a_file_of_before_the_first_release_is_refused_and_kept() {
    let place = Place::new();
    let history = place.open();
    for version in [1, 2, 3] {
        history
            .connection
            .pragma_update(None, "user_version", version)
            .unwrap();
        for mode in [Mode::Write, Mode::Read, Mode::Inspect] {
            let error = place.refused(mode);
            let older = matches!(error.problem, Problem::Older { version: it } if it == version);
            assert!(older, "{error:?}");
            assert!(error.hint().starts_with("nothing was changed"));
        }
    }
}

#[test]
fn an_empty_file_becomes_a_history() {
    let place = Place::new();
    std::fs::create_dir(place.path().parent().unwrap()).unwrap();
    std::fs::File::create(place.path()).unwrap();
    let error = place.refused(Mode::Read);
    assert!(matches!(error.problem, Problem::NotThere), "{error:?}");
    store(&mut place.open(), sample::clean());
    assert_eq!(place.open().runs(None).unwrap().len(), 1);
}

#[test]
fn a_run_of_a_newer_format_is_refused() {
    let place = Place::new();
    let mut history = place.open();
    let mut report = sample::clean();
    report.format = 2;
    let id = history.store(&mut report, &inputs(), 0).unwrap();
    let error = history.load(RunSelector::Id(id)).unwrap_err();
    assert!(
        matches!(error.problem, Problem::NewerRun { format: 2, .. }),
        "{error:?}"
    );
}

#[test]
fn a_run_that_is_not_there_is_said_with_the_newest() {
    let place = Place::new();
    let mut history = place.open();
    let error = history.load(RunSelector::Latest).unwrap_err();
    assert!(error.to_string().ends_with("holds no run yet"), "{error}");
    store(&mut history, sample::clean());
    let error = history.load(RunSelector::Id(99)).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("holds no run 99; its newest is run 1"),
        "{error}"
    );
    let error = history.load(RunSelector::Previous).unwrap_err();
    assert!(
        matches!(error.problem, Problem::NoSuchRun { .. }),
        "{error:?}"
    );
}
