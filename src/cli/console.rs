//! The terminal: how wide it is, whether it shows colours, what is said on stderr, and a sign of life there for a
//! person who has waited a second.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::deadline;
use super::error::CliError;
use super::options::Color;
use crate::ledger::capture::Listener;
use crate::migration::MigrationKey;
use crate::pipeline::Progress;
use crate::redact::{redact, redact_url};
use crate::report::escape;
use crate::report::text::{Colour, DEFAULT_WIDTH, Detail, Options};

/// The terminal as the user wants it used.
pub(super) struct Console {
    color: Color,
    no_color: bool,
    /// The command line: an error may repeat what stands there.
    typed: Vec<OsString>,
}

impl Console {
    pub(super) fn new(color: Color) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            color,
            no_color,
            typed: Vec::new(),
        }
    }

    /// The same, knowing what was typed.
    pub(super) fn typed(self, typed: Vec<OsString>) -> Self {
        Self { typed, ..self }
    }

    /// How an answer is laid out as text. A file and a pipe are as wide as each other, so that a log does not depend
    /// on who looked; what goes to a file is coloured only where that is asked for.
    pub(super) fn layout(&self, file: Option<&Path>, detail: Detail) -> Options {
        let on_terminal = file.is_none() && io::stdout().is_terminal();
        let size = on_terminal.then(terminal_size::terminal_size).flatten();
        Options {
            width: size.map_or(DEFAULT_WIDTH, |(width, _)| width.0.into()),
            colour: if self.wants_colours(on_terminal) {
                Colour::Always
            } else {
                Colour::Never
            },
            detail,
        }
    }

    /// Says what went wrong, and what to do.
    pub(super) fn error(&self, error: &CliError) {
        let what = safe(&error.to_string(), &self.typed);
        let mut text = format!("{}: {}\n", self.label("error", "31"), escape(&what));
        if let Some(hint) = error.hint() {
            let hint = safe(&hint, &self.typed);
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{}: {}", self.label("hint", "36"), escape(&hint));
        }
        say(&text);
    }

    /// Says what a person should know beside the answer.
    pub(super) fn note(&self, text: &str) {
        let text = safe(text, &self.typed);
        say(&format!(
            "{}: {}\n",
            self.label("note", "36"),
            escape(&text)
        ));
    }

    /// Says how the command line is wrong.
    pub(super) fn usage(&self, error: &clap::Error) {
        let text = error.render();
        let text = if self.colours_errors() {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        say(&safe(&text, &self.typed));
    }

    /// Whether what is said on stderr is coloured.
    fn colours_errors(&self) -> bool {
        self.wants_colours(io::stderr().is_terminal())
    }

    fn wants_colours(&self, on_terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => on_terminal && !self.no_color,
        }
    }

    fn label(&self, word: &str, code: &str) -> String {
        if self.colours_errors() {
            format!("\u{1b}[1;{code}m{word}\u{1b}[0m")
        } else {
            word.to_owned()
        }
    }
}

/// Says a line of another program's.
fn pass_on(line: &str) {
    say(&format!("{}\n", escape(&redact(line))));
}

/// That stderr cannot be written is nothing to report anywhere.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// A text without secrets, whatever it repeats of the command line.
pub(super) fn safe(text: &str, typed: &[OsString]) -> String {
    let mut known = Vec::new();
    for argument in typed {
        let argument = argument.to_string_lossy();
        known.extend(argument.split_once('=').map(|(_, value)| value.to_owned()));
        known.push(argument.into_owned());
    }
    // A whole argument first, and then what is a part of it.
    known.sort_by_key(|argument| std::cmp::Reverse(argument.len()));
    let text = known.iter().fold(text.to_owned(), |text, argument| {
        let shown = redact_url(argument);
        if shown == *argument {
            text
        } else {
            text.replace(argument, &shown)
        }
    });
    redact(&text)
}

const PATIENCE: Duration = Duration::from_secs(1);

/// A spinner that shows itself after a second, on a terminal only, and leaves nothing behind.
pub(super) struct Spinner {
    bar: ProgressBar,
    waiter: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Spinner {
    pub(super) fn start(detail: Detail) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
            .with_style(ProgressStyle::default_spinner());
        deadline::showing(bar.clone());
        let wanted = detail != Detail::Quiet && io::stderr().is_terminal();
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

/// A bar that counts migrations and says how long it will take, on a terminal only; with -v what the project says
/// besides is passed on.
pub(super) struct Counter {
    bar: ProgressBar,
    detail: Detail,
    /// How long each takes that is still to come, in no unit, the next one last.
    work: Vec<u64>,
    total: usize,
    /// What is said once it is seen to take long.
    advice: Option<&'static str>,
}

/// After this time the estimate is worth something.
const SETTLED: Duration = Duration::from_secs(10);

/// Whoever waits longer is told what would be faster.
const LONG: Duration = Duration::from_secs(60);

impl Counter {
    pub(super) fn start(detail: Detail, advice: Option<&'static str>) -> Self {
        let shown = detail != Detail::Quiet && io::stderr().is_terminal();
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_message("waiting for the project");
        Self {
            bar,
            detail,
            work: Vec::new(),
            total: 0,
            advice: advice.filter(|_| shown),
        }
    }
}

impl Listener for Counter {
    fn total(&mut self, work: &[u64]) {
        self.total = work.len();
        self.work = work.iter().rev().copied().collect();
        self.bar
            .set_length(work.iter().fold(0, |sum, one| sum.saturating_add(*one)));
        self.bar.reset_eta();
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {wide_msg} about {eta} left") {
            self.bar.set_style(style);
        }
    }

    fn printed(&mut self, migration: &MigrationKey) {
        self.bar.inc(self.work.pop().unwrap_or_default());
        let done = self.total - self.work.len();
        let migration = migration.to_string();
        self.bar
            .set_message(format!("{done}/{} {}", self.total, escape(&migration)));
        if self.bar.elapsed() > SETTLED && self.bar.eta() > LONG {
            let advice = self.advice.take();
            self.bar
                .suspend(|| advice.map(|advice| say(&format!("{advice}\n"))));
        }
    }

    fn aside(&mut self, line: &str) {
        if self.detail == Detail::Verbose {
            self.bar.suspend(|| pass_on(line));
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_counts_as_long_as_it_takes() {
        let mut counter = Counter::start(Detail::Quiet, None);
        counter.total(&[2, 30]);
        counter.printed(&MigrationKey::new("shop", "0001_initial"));
        assert_eq!(counter.bar.message(), "1/2 shop.0001_initial");
        assert_eq!(
            (counter.bar.position(), counter.bar.length()),
            (2, Some(32))
        );
    }
}
