//! What the program printed, by test and call: where `RECONCILE_TEST_FROZEN` names a folder, it is kept there, and
//! `tests/frozen/run` compares what two builds of the program print.
//!
//! Call 3 of `incident::state_a` is `incident/state_a/003.call` (arguments, exit status, standard error) and
//! `003.out` (standard output); a file that it wrote is `003.NAME`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, thread};

use super::cli::{Outcome, Tool};

const FOLDER: &str = "RECONCILE_TEST_FROZEN";

/// The formats that nothing else of the tests prints for every report.
const FORMATS: [&str; 6] = ["text", "markdown", "html", "junit", "sarif", "github"];

thread_local! {
    /// What the calls of this thread are kept under, and how many there were.
    static SCENE: RefCell<(Option<String>, usize)> = const { RefCell::new((None, 0)) };
}

/// The folder that everything is kept in; none where nobody wants it.
fn folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// How many databases a test may work on at once: whose transactions were near each other is told too.
pub(crate) fn at_once(usual: usize) -> usize {
    if folder().is_some() { 1 } else { usual }
}

/// Keeps the calls of `body` under a name of their own: for threads that a test starts, which have none and
/// share work in any order.
pub(crate) fn scene<T>(name: &str, body: impl FnOnce() -> T) -> T {
    let outer = SCENE.replace((Some(name.to_owned()), 0));
    let done = body();
    SCENE.set(outer);
    done
}

/// Keeps what a call came to, and the files of its folder that it wrote under the names given.
pub(crate) fn keep(command: &Command, outcome: &Outcome, files: &[&str]) {
    let Some(folder) = folder() else {
        return;
    };
    let base = folder.join(next_call());
    fs::create_dir_all(base.parent().expect("a folder")).expect("a folder for what is kept");
    let args: Vec<_> = command
        .get_args()
        .map(|arg| arg.to_string_lossy())
        .collect();
    let call = format!(
        "{}\nexit status {:?}\n{}",
        args.join("\n"),
        outcome.status,
        outcome.stderr
    );
    fs::write(base.with_extension("call"), call).expect("a call to keep");
    fs::write(base.with_extension("out"), &outcome.stdout).expect("an output to keep");
    let dir = command.get_current_dir().unwrap_or(Path::new("."));
    for file in files.iter().filter(|file| dir.join(file).exists()) {
        fs::copy(dir.join(file), base.with_extension(file)).expect("a file to keep");
    }
}

/// The place of this thread's next call, below the folder.
fn next_call() -> PathBuf {
    SCENE.with_borrow_mut(|(scene, count)| {
        *count += 1;
        let thread = thread::current();
        let name = scene.as_deref().or_else(|| thread.name());
        let name = name.expect("a thread of a test, or a scene");
        Path::new(&name.replace("::", "/")).join(format!("{count:03}"))
    })
}

/// Keeps more of a database than a report says: its snapshot, and every format of what is told of that.
pub(crate) fn keep_more(tool: &Tool, url: &str, ledger: &str) {
    if folder().is_none() || url.starts_with("snapshot:") {
        return;
    }
    let mut taken = tool.plain(&["snapshot", "--database-url", url, "--output", "frozen"]);
    let outcome = Outcome::run(&mut taken);
    keep(&taken, &outcome, &["frozen"]);
    let mut told = tool.plain(&["--database-url", "snapshot:frozen", "--ledger", ledger]);
    told.args(["--no-history", "--verbose"]);
    for format in FORMATS {
        told.args(["--format", format, "--output", format]);
    }
    let outcome = Outcome::run(&mut told);
    keep(&told, &outcome, &FORMATS);
}
