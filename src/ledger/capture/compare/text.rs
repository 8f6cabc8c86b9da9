//! Two prints of one migration: whether they say the same.

use crate::ledger::digest as digest_of_bytes;

/// A stored output as it is compared: line feeds alone, and without what differs each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    lines: Vec<String>,
}

impl Text {
    /// Takes the literals out that are others each time that they are printed.
    pub(super) fn new(sql: &str, volatile: &[String]) -> Self {
        let mut text = plain(sql);
        for literal in volatile.iter().filter(|literal| !literal.is_empty()) {
            text = text.replace(literal.as_str(), "<volatile>");
        }
        Self {
            lines: text
                .lines()
                .filter(|line| !counts_data(line))
                .map(str::to_owned)
                .collect(),
        }
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self == other
    }

    /// The lines below each comment of an operation, sorted.
    fn sections(&self) -> Vec<Vec<&str>> {
        let mut sections = vec![Vec::new()];
        let mut lines = self.lines.iter().map(String::as_str).peekable();
        while let Some(line) = lines.next() {
            let headed = line == "--" && lines.peek().is_some_and(|next| next.starts_with("-- "));
            if headed {
                sections.extend([lines.next().into_iter().collect(), Vec::new()]);
            } else if let Some(last) = sections.last_mut() {
                last.push(line);
            }
        }
        for section in &mut sections {
            section.sort_unstable();
        }
        sections
    }
}

/// Whether a line is the number of an operation's data statements, which depends on what is there.
fn counts_data(line: &str) -> bool {
    let words = line.strip_prefix("-- ").unwrap_or_default();
    words.ends_with(" data statement") || words.ends_with(" data statements")
}

/// Whether two prints hold the same lines under each operation, whatever their order. Django walks
/// through sets (`unique_together`, related models), and their order is another in each process.
pub(super) fn same(old: &Text, new: &Text) -> bool {
    old.sections() == new.sections()
}

/// The digest of a stored output, whatever a version control made of its line ends.
pub(super) fn digest(stored: &str) -> String {
    digest_of_bytes(plain(stored).as_bytes())
}

fn plain(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(sql: &str) -> Text {
        Text::new(sql, &[])
    }

    #[test]
    fn line_ends_and_volatile_literals_do_not_count() {
        assert!(text("a;\nb;\n").is(&text("\u{feff}a;\r\nb;\r\n")));
        let old = Text::new("DEFAULT '1'::uuid", &["'1'::uuid".into()]);
        let new = Text::new("DEFAULT '2'::uuid", &["'2'::uuid".into()]);
        assert!(old.is(&new));
        assert!(!old.is(&text("DEFAULT '2'::uuid")));
    }

    #[test]
    fn the_number_of_data_statements_does_not_count() {
        assert!(text("a;\n-- 1 data statement\n").is(&text("a;\n-- 7 data statements\n")));
        assert!(!text("a;\n-- 1 data\n").is(&text("a;\n")));
    }

    #[test]
    fn the_order_under_one_operation_does_not_count_and_that_of_operations_does() {
        let print = |order: [&str; 4]| {
            let [a, b, first, second] = order;
            text(&format!(
                "BEGIN;\n--\n-- {a}\n--\n{first};\n{second};\n--\n-- {b}\n--\nx;\n"
            ))
        };
        let one = print(["a", "b", "p", "q"]);
        assert!(same(&one, &print(["a", "b", "q", "p"])));
        assert!(!same(&one, &print(["b", "a", "p", "q"])));
        assert!(!same(&one, &print(["a", "b", "p", "x"])));
    }
}
