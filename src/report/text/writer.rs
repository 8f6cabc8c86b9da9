//! Lines of a given width: wrapping, indents, colours, and the one door through which text from
//! outside reaches a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::{Colour, Options};
use crate::report::escape::escape;
use crate::report::finding::Command;
use crate::report::page::Tone;
use crate::report::vocabulary::Severity;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const COMMAND: Style = AnsiColor::Cyan.on_default();
pub(super) const ADDED: Style = AnsiColor::Green.on_default();
pub(super) const REMOVED: Style = AnsiColor::Red.on_default();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();

pub(super) fn of_severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => BAD,
        Severity::Warning => DOUBTFUL,
        Severity::Info => BOLD,
    }
}

pub(super) fn of_tone(tone: Tone) -> Style {
    match tone {
        Tone::Good => GOOD,
        Tone::Doubtful => DOUBTFUL,
        Tone::Bad => BAD,
        Tone::Dim => DIM,
        Tone::Plain | Tone::Conclusion => BOLD,
    }
}

/// Collects lines. Whatever is written is escaped first, so that no name can act on a terminal.
pub(super) struct Page {
    out: String,
    width: usize,
    coloured: bool,
}

/// A piece of a line with its look.
pub(super) struct Span {
    style: Style,
    text: String,
}

impl Span {
    pub(super) fn new(style: Style, text: impl Into<String>) -> Self {
        Self {
            style,
            text: text.into(),
        }
    }

    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::new(Style::new(), text)
    }
}

impl Page {
    pub(super) fn of(options: Options) -> Self {
        Self::new(options.width.max(20), options.colour == Colour::Always)
    }

    fn new(width: usize, coloured: bool) -> Self {
        Self {
            out: String::new(),
            width,
            coloured,
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// An empty line, but never two in a row and none at the top.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&mut self, title: impl Into<String>) {
        self.gap();
        self.item(0, &[Span::new(BOLD, title)]);
    }

    /// A paragraph whose later lines stand in from the first.
    pub(super) fn item(&mut self, indent: usize, spans: &[Span]) {
        self.paragraph(indent, indent + 2, spans);
    }

    /// One plain paragraph.
    pub(super) fn text(&mut self, indent: usize, text: impl Into<String>) {
        self.paragraph(indent, indent, &[Span::plain(text)]);
    }

    /// Plain paragraphs.
    pub(super) fn texts(&mut self, indent: usize, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            self.text(indent, text);
        }
    }

    /// A paragraph whose first line begins at `first` and whose others begin at `rest`.
    ///
    /// A word that is wider than the page stands on a line of its own, whole: a name or a path cut
    /// in two cannot be copied.
    pub(super) fn paragraph(&mut self, first: usize, rest: usize, spans: &[Span]) {
        self.spaces(first);
        let mut column = first;
        let mut at_start = true;
        for (span, text) in spans.iter().map(|span| (span, escape(&span.text))) {
            // What stands on one line in one style is styled once.
            let mut piece = String::new();
            for word in text.split(' ').filter(|word| !word.is_empty()) {
                let wide = word.width();
                if !at_start && column + 1 + wide > self.width {
                    self.word(span.style, &std::mem::take(&mut piece));
                    self.out.push('\n');
                    self.spaces(rest);
                    column = rest;
                } else if !at_start {
                    let before = if piece.is_empty() {
                        &mut self.out
                    } else {
                        &mut piece
                    };
                    before.push(' ');
                    column += 1;
                }
                piece.push_str(word);
                column += wide;
                at_start = false;
            }
            self.word(span.style, &piece);
        }
        self.out.push('\n');
    }

    /// A labelled paragraph: the label in a column of its own.
    pub(super) fn field(&mut self, indent: usize, label: &str, text: impl Into<String>) {
        let rest = indent + LABEL;
        self.spaces(indent);
        self.label(label);
        // The label is already on the line, and is no wider than its column.
        let mut body = Self::new(self.width, self.coloured);
        body.paragraph(rest, rest, &[Span::plain(text)]);
        self.out.push_str(body.out.trim_start());
    }

    /// A labelled line that is never wrapped, because it is there to be copied.
    pub(super) fn verbatim(&mut self, indent: usize, label: &str, style: Style, text: &str) {
        self.spaces(indent);
        self.label(label);
        for (at, line) in text.lines().enumerate() {
            let indent = if at == 0 { 0 } else { indent + LABEL };
            self.line(indent, style, line);
        }
    }

    /// What can be copied, marked by where it is typed.
    pub(super) fn typed(&mut self, indent: usize, command: &Command) {
        self.verbatim(indent, command.prompt.as_str(), COMMAND, &command.text);
    }

    /// A line that is never wrapped, because it is there to be copied.
    pub(super) fn line(&mut self, indent: usize, style: Style, text: &str) {
        self.spaces(indent);
        self.word(style, &escape(text));
        self.out.push('\n');
    }

    fn word(&mut self, style: Style, word: &str) {
        if self.coloured && style != Style::new() && !word.is_empty() {
            // Writing into a String cannot fail.
            let _ = write!(self.out, "{style}{word}{style:#}");
        } else {
            self.out.push_str(word);
        }
    }

    fn label(&mut self, label: &str) {
        let _ = write!(self.out, "{label:<LABEL$}");
    }

    fn spaces(&mut self, number: usize) {
        self.out.extend(std::iter::repeat_n(' ', number));
    }
}

/// The width of the column of labels.
const LABEL: usize = 11;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_wraps_by_what_the_terminal_shows() {
        let mut page = Page::new(10, false);
        page.text(2, "日本 語語 ab cd");
        assert_eq!(page.finish(), "  日本\n  語語 ab\n  cd\n");
    }

    #[test]
    fn a_word_wider_than_the_page_stays_whole() {
        let mut page = Page::new(4, false);
        page.text(2, "a user_profile_stream_config b");
        assert_eq!(page.finish(), "  a\n  user_profile_stream_config\n  b\n");
    }

    #[test]
    fn an_escape_sequence_in_a_name_never_reaches_the_terminal() {
        let mut page = Page::new(80, true);
        page.text(0, "\u{1b}[31mred");
        page.verbatim(0, "run", Style::new().bold(), "x\u{1b}c");
        let text = page.finish();
        assert!(
            text.contains("\\u{1b}[31mred") && text.contains("x\\u{1b}c"),
            "{text}"
        );
    }

    #[test]
    fn a_field_hangs_under_its_text() {
        let mut page = Page::new(24, false);
        page.field(2, "is in", "one two three four");
        assert_eq!(
            page.finish(),
            "  is in      one two\n             three four\n"
        );
    }

    #[test]
    fn words_of_one_style_are_styled_once_on_each_line() {
        let mut page = Page::new(6, true);
        page.paragraph(
            0,
            0,
            &[Span::new(Style::new().bold(), "ab cd ef"), Span::plain("g")],
        );
        assert_eq!(
            page.finish(),
            "\u{1b}[1mab cd\u{1b}[0m\n\u{1b}[1mef\u{1b}[0m g\n"
        );
    }

    #[test]
    fn without_colour_there_is_no_escape() {
        let mut page = Page::new(80, false);
        page.paragraph(0, 0, &[Span::new(Style::new().bold(), "bold")]);
        assert_eq!(page.finish(), "bold\n");
    }
}
