//! How long a run may take, whatever it waits for: kept here, as a server that stalls keeps no time.
//!
//! The job works on a thread of its own, and the process ends with the first of the two: the job, or the time. A
//! look-up of a name, a connection, a query, a file system: nothing of that need know of it. Once the answer is being
//! written the time no longer counts, so that nothing is left half written.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::error::CliError;
use super::exit::Exit;
use crate::pipeline::STACK;

/// Where neither an option nor the settings say it.
pub(super) const DEFAULT: Duration = Duration::from_secs(10 * 60);

/// A process is one run.
static RUN: Mutex<Run> = Mutex::new(Run {
    limit: None,
    doing: String::new(),
    bar: None,
    phase: Phase::Working,
});
static CHANGED: Condvar = Condvar::new();

struct Run {
    /// None is for ever.
    limit: Option<Duration>,
    /// What is being done, as "it was still ..." says it.
    doing: String,
    /// What is shown on the terminal meanwhile.
    bar: Option<ProgressBar>,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Working,
    /// It measured, and writes.
    Answering,
    Ended,
    /// The time is over, and the process about to end.
    Over,
}

fn run() -> MutexGuard<'static, Run> {
    RUN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn change(change: impl FnOnce(&mut Run)) {
    change(&mut run());
    CHANGED.notify_all();
}

/// How long it may take, counted from the beginning; none is for ever.
pub(super) fn limit(limit: Option<Duration>) {
    change(|run| run.limit = limit);
}

/// What is being done from now on.
pub(super) fn doing(what: &str) {
    what.clone_into(&mut run().doing);
}

/// What is shown on the terminal until the job ends.
pub(super) fn showing(bar: ProgressBar) {
    run().bar = Some(bar);
}

/// From now on the answer is written, and the time no longer counts. Where it was over already, this is the end.
pub(super) fn answering() {
    loop {
        let mut run = run();
        if run.phase != Phase::Over {
            run.phase = Phase::Answering;
            break;
        }
        drop(run);
        thread::park();
    }
    CHANGED.notify_all();
}

/// Does the job, until its time is over.
///
/// # Errors
/// What the job says, or [`CliError::TimedOut`].
pub(super) fn keep(
    job: impl FnOnce() -> Result<Exit, CliError> + Send + 'static,
) -> Result<Exit, CliError> {
    /// However the job ends.
    struct End;
    impl Drop for End {
        fn drop(&mut self) {
            change(|run| run.phase = Phase::Ended);
        }
    }
    let begin = Instant::now();
    let worker = thread::Builder::new().stack_size(STACK).spawn(move || {
        let _end = End;
        job()
    });
    let worker = worker.map_err(CliError::NoThread)?;
    match wait(begin) {
        Ok(()) => worker
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => Err(error),
    }
}

/// Until the job has ended or its time is over.
fn wait(begin: Instant) -> Result<(), CliError> {
    let mut run = run();
    loop {
        let limit = match run.phase {
            Phase::Ended | Phase::Over => return Ok(()),
            Phase::Answering => None,
            Phase::Working => run.limit,
        };
        let left = limit.map(|limit| limit.saturating_sub(begin.elapsed()));
        run = match left {
            None => CHANGED.wait(run).unwrap_or_else(PoisonError::into_inner),
            Some(Duration::ZERO) => break,
            Some(left) => {
                let (run, _) = CHANGED
                    .wait_timeout(run, left)
                    .unwrap_or_else(PoisonError::into_inner);
                run
            }
        };
    }
    run.phase = Phase::Over;
    if let Some(bar) = run.bar.take() {
        bar.finish_and_clear();
    }
    Err(CliError::TimedOut {
        doing: run.doing.clone(),
        after: run.limit.unwrap_or_default(),
    })
}
