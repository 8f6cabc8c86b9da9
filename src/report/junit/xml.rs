//! Elements, indented, with everything escaped.

use std::fmt::Write as _;

use crate::report::escape;

/// A document that is being written.
pub(super) struct Xml {
    text: String,
    depth: usize,
}

impl Default for Xml {
    fn default() -> Self {
        Self {
            text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
            depth: 0,
        }
    }
}

impl Xml {
    /// Begins an element that others stand in.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.begin(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    /// Ends an element that [`Self::open`] began.
    pub(super) fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        self.end(name);
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.begin(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element that holds lines of text.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, String)], lines: &[String]) {
        if lines.is_empty() {
            return self.empty(name, attributes);
        }
        self.begin(name, attributes);
        self.text.push('>');
        let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
        self.text.push_str(&lines.join("\n"));
        self.end(name);
    }

    /// The whole document.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            // Writing into a String cannot fail.
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value));
        }
    }

    fn end(&mut self, name: &str) {
        let _ = writeln!(self.text, "</{name}>");
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.depth));
    }
}

/// What XML 1.0 forbids is a control character, which [`escape`] writes out, or one of the last two
/// of the plane.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in escape(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' => out.push_str("\\u{fffe}"),
            '\u{ffff}' => out.push_str("\\u{ffff}"),
            other => out.push(other),
        }
    }
    out
}
