//! A sign of life on stderr, for a person who has waited a second.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::pass_on;
use super::deadline;
use crate::ledger::capture::Listener;
use crate::migration::MigrationKey;
use crate::pipeline::Progress;
use crate::report::escape;

const PATIENCE: Duration = Duration::from_secs(1);

/// A spinner that shows itself after a second, on a terminal only, and leaves nothing behind.
pub(super) struct Spinner {
    bar: ProgressBar,
    waiter: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Spinner {
    pub(super) fn start(quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
            .with_style(ProgressStyle::default_spinner());
        deadline::showing(bar.clone());
        let wanted = !quiet && io::stderr().is_terminal();
        let waiter = wanted.then(|| Self::show_later(bar.clone()));
        Self { bar, waiter }
    }

    fn show_later(bar: ProgressBar) -> (Sender<()>, JoinHandle<()>) {
        let (done, wait) = mpsc::channel();
        let thread = thread::spawn(move || {
            if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(Duration::from_millis(100));
            }
        });
        (done, thread)
    }
}

impl Progress for Spinner {
    fn stage(&self, what: &str) {
        deadline::doing(what);
        self.bar.set_message(escape(what).into_owned());
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.waiter.take() {
            // The thread may have shown the bar and ended already.
            let _ = done.send(());
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

/// A bar that counts migrations, on a terminal only; with `verbose` what the project says besides is
/// passed on.
pub(super) struct Counter {
    bar: ProgressBar,
    verbose: bool,
}

impl Counter {
    pub(super) fn start(quiet: bool, verbose: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_message("waiting for the project");
        Self { bar, verbose }
    }
}

impl Listener for Counter {
    fn total(&mut self, migrations: usize) {
        self.bar.set_length(migrations as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            self.bar.set_style(style);
        }
    }

    fn printed(&mut self, migration: &MigrationKey) {
        self.bar.inc(1);
        self.bar
            .set_message(escape(&migration.to_string()).into_owned());
    }

    fn aside(&mut self, line: &str) {
        if self.verbose {
            self.bar.suspend(|| pass_on(line));
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
