//! The lines in which two long texts differ.

use super::change::unified::{self, Tag};

/// A text that is shorter is read at a glance.
const LONG: usize = 100;

/// Before these words a long query or condition that stands on one line is broken.
const CLAUSES: [&str; 16] = [
    "SELECT", "FROM", "WHERE", "AND", "OR", "JOIN", "LEFT", "RIGHT", "INNER", "CROSS", "GROUP",
    "HAVING", "ORDER", "UNION", "WHEN", "ELSE",
];

/// The unified diff of two texts, a line each; nothing where both are short.
#[must_use]
pub fn differing(expected: &str, actual: &str) -> Vec<String> {
    if expected.len().max(actual.len()) < LONG && !expected.trim().contains('\n') {
        return Vec::new();
    }
    let lines = unified::of(&broken(expected), &broken(actual)).into_iter();
    lines
        .filter(|line| line.tag != Tag::Range || line.text.starts_with("@@"))
        .map(|line| format!("{}{}", line.tag.sign(), line.text.trim_end()))
        .collect()
}

/// A text of several lines as it is, each ending in a line feed; another one broken into its clauses.
fn broken(text: &str) -> String {
    let text = text.trim_matches(['\r', '\n']);
    if text.contains('\n') {
        return text.lines().flat_map(|line| [line, "\n"]).collect();
    }
    let mut lines = String::new();
    for word in text.split_ascii_whitespace() {
        let clause = CLAUSES
            .iter()
            .any(|it| it.eq_ignore_ascii_case(word.trim_start_matches('(')));
        if !lines.is_empty() {
            lines.push(if clause || lines.ends_with(',') {
                '\n'
            } else {
                ' '
            });
        }
        lines.push_str(word);
    }
    lines + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_body_the_lines_that_differ_are_shown() {
        let body = "BEGIN\n  NEW.n := 1;\n  RETURN NEW;\nEND\n";
        let lines = differing(body, &body.replace('1', "2"));
        assert_eq!(
            lines,
            [
                "@@ -1,4 +1,4 @@",
                " BEGIN",
                "-  NEW.n := 1;",
                "+  NEW.n := 2;",
                "   RETURN NEW;",
                " END"
            ]
        );
    }

    #[test]
    fn a_long_query_is_broken_into_its_clauses_and_a_short_one_is_left() {
        let query = |limit: u8| {
            format!(
                "SELECT a.one, a.two, a.three FROM a_table AS a JOIN another AS b ON a.id = b.id WHERE a.n > {limit} AND b.m < 5"
            )
        };
        let lines = differing(&query(1), &query(2));
        assert!(lines.contains(&"-WHERE a.n > 1".to_owned()), "{lines:?}");
        assert!(lines.contains(&"+WHERE a.n > 2".to_owned()), "{lines:?}");
        assert_eq!(differing("a > 1", "a > 2"), [""; 0]);
    }
}
