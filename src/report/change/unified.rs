//! The lines of a unified diff of two definitions.

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
}
