//! The terminal: how wide it is, whether it shows colours, and what is said on stderr.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use super::args::Color;
use super::error::CliError;
use crate::report::escape;
use crate::report::text::{Colour, DEFAULT_WIDTH};

/// The terminal as the user wants it used.
pub(super) struct Console {
    color: Color,
    no_color: bool,
}

impl Console {
    pub(super) fn new(color: Color) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { color, no_color }
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

    /// Says what went wrong, and what to do. That stderr cannot be written is nothing to report
    /// anywhere.
    pub(super) fn error(&self, error: &CliError) {
        let mut text = format!(
            "{}: {}\n",
            self.label("error", "31"),
            escape(&error.to_string())
        );
        if let Some(hint) = error.hint() {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{}: {}", self.label("hint", "36"), escape(&hint));
        }
        let _ = io::stderr().write_all(text.as_bytes());
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
