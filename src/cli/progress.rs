//! A sign of life on stderr, for a person who has waited a second.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
