//! The terminal: how wide it is, whether it shows colours, and what is said on stderr.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use super::args::Color;
use super::error::CliError;
use crate::redact::{redact, redact_url};
use crate::report::escape;
use crate::report::text::{Colour, DEFAULT_WIDTH};

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

    /// Whether the answer is coloured; what goes to a file is only where it is asked for.
    pub(super) fn colour(&self, to_file: bool) -> Colour {
        let wanted = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !to_file && !self.no_color && io::stdout().is_terminal(),
        };
        if wanted {
            Colour::Always
        } else {
            Colour::Never
        }
    }

    /// The columns of the answer. A file and a pipe are as wide as each other, so that a log does
    /// not depend on who looked.
    pub(super) fn width(to_file: bool) -> usize {
        if to_file || !io::stdout().is_terminal() {
            return DEFAULT_WIDTH;
        }
        terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| width.0.into())
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
    pub(super) fn colours_errors(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !self.no_color && io::stderr().is_terminal(),
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
pub(super) fn pass_on(line: &str) {
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
