//! The lines of a unified diff of two definitions, or of the two sides of one attribute.

use similar::{ChangeTag, TextDiff};

use super::ObjectChange;

/// How many lines that stay are shown around one that changes.
const CONTEXT: usize = 3;

/// A line of a unified diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub tag: Tag,
    /// Its text, without the sign and without a line feed.
    pub text: String,
}

/// What a line of a unified diff is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// `@@ -1,4 +1,5 @@`.
    Range,
    /// In both.
    Same,
    /// In the old one alone.
    Removed,
    /// In the new one alone.
    Added,
}

impl Tag {
    /// What the line begins with.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Range => "",
            Self::Same => " ",
            Self::Removed => "-",
            Self::Added => "+",
        }
    }
}

/// The unified diff of an object's definitions, three lines around each change. An object that came or
/// went is one side alone.
#[must_use]
pub fn lines(object: &ObjectChange) -> Vec<Line> {
    let old = object.old.as_deref().unwrap_or_default();
    let new = object.new.as_deref().unwrap_or_default();
    of(old, new)
}

/// The unified diff of two texts, three lines around each change.
#[must_use]
pub fn of(old: &str, new: &str) -> Vec<Line> {
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        lines.push(Line {
            tag: Tag::Range,
            text: hunk.header().to_string(),
        });
        lines.extend(hunk.iter_changes().map(|change| Line {
            tag: match change.tag() {
                ChangeTag::Equal => Tag::Same,
                ChangeTag::Delete => Tag::Removed,
                ChangeTag::Insert => Tag::Added,
            },
            text: change.value().trim_end_matches('\n').to_owned(),
        }));
    }
    lines
}

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
    let lines = of(&broken(expected), &broken(actual)).into_iter();
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

    fn printed(old: Option<&str>, new: Option<&str>) -> String {
        let change = ObjectChange {
            key: "table public.t".into(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        };
        let lines = lines(&change).into_iter();
        lines
            .map(|line| line.tag.sign().to_owned() + &line.text + "\n")
            .collect()
    }

    #[test]
    fn three_lines_stand_around_a_change() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\n";
        insta::assert_snapshot!(printed(Some(old), Some(&old.replace('e', "E"))), @"
        @@ -2,7 +2,7 @@
         b
         c
         d
        -e
        +E
         f
         g
         h
        ");
    }

    #[test]
    fn an_object_that_came_is_all_new_lines() {
        insta::assert_snapshot!(printed(None, Some("a\nb\n")), @"
        @@ -0,0 +1,2 @@
        +a
        +b
        ");
    }

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
