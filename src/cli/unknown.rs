//! A word of `reconcile.toml` that means nothing there, and the nearest that does.

use std::fmt;

use super::setup::template;
use crate::redact::redact_url;
use crate::report::words::{list, nearest};

/// A word that is not known where it stands, and those that are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    what: Word,
    word: String,
    pub(super) known: Vec<String>,
}

/// What the word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Key,
    Value,
}

impl Unknown {
    /// Reads serde's own wording, which is all that a deserializer tells: ``unknown field `x`,
    /// expected one of `a`, `b` ``. None where the message is about something else.
    pub(super) fn read(message: &str) -> Option<Self> {
        let what = match message {
            _ if message.starts_with("unknown field `") => Word::Key,
            _ if message.starts_with("unknown variant `") => Word::Value,
            _ => return None,
        };
        let mut quoted = message.split('`').skip(1).step_by(2);
        Some(Self {
            what,
            // A URL may stand where a name belongs.
            word: redact_url(quoted.next()?),
            known: quoted.map(str::to_owned).collect(),
        })
    }

    /// What to write instead.
    pub(super) fn advice(&self) -> String {
        let known = self.known.iter().map(String::as_str);
        match (self.what, elsewhere(&self.word)) {
            (Word::Key, Some(place)) if nearest(&self.word, known).is_empty() => place,
            (Word::Key | Word::Value, _) => near_to(&self.word, &self.known),
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.what {
            Word::Key => write!(f, "there is no setting '{}' here", self.word),
            Word::Value => write!(f, "'{}' means nothing here", self.word),
        }
    }
}

/// The known words that a word is nearest to, else all of them.
pub(super) fn near_to(word: &str, known: &[String]) -> String {
    match nearest(word, known.iter().map(String::as_str)).as_slice() {
        [] => format!("one of these is meant: {}", list(known)),
        near => format!("did you mean {}?", near.join(" or ")),
    }
}

/// Where a setting of that name belongs.
fn elsewhere(word: &str) -> Option<String> {
    let (table, key) = template::keys().find(|(_, key)| *key == word)?;
    Some(match table {
        Some(table) => format!("{key} belongs below {table}"),
        None => format!("{key} belongs above the first [table]"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_no_word_is_left_alone() {
        assert_eq!(Unknown::read("missing field `url`"), None);
        assert_eq!(
            Unknown::read("invalid type: string \"unknown field `x`\""),
            None
        );
    }

    #[test]
    fn a_url_where_a_name_belongs_keeps_its_password() {
        let unknown = Unknown::read("unknown field `postgres://me:s3cret@db`, expected `url`");
        let said = unknown.unwrap().to_string();
        assert_eq!(said, "there is no setting 'postgres://me:***@db' here");
    }

    #[test]
    fn the_nearest_word_comes_first_and_then_the_place_where_it_belongs() {
        let advice = |what: Word, word: &str, known: &[&str]| {
            let known = known.iter().map(|word| (*word).to_owned()).collect();
            let word = word.to_owned();
            Unknown { what, word, known }.advice()
        };
        let top = ["ledger", "history"];
        assert_eq!(advice(Word::Key, "ledgr", &top), "did you mean ledger?");
        let said = advice(Word::Key, "url", &top);
        assert_eq!(said, "url belongs below [databases.default]");
        let database = ["url", "search"];
        let said = advice(Word::Key, "fail_on", &database);
        assert_eq!(said, "fail_on belongs above the first [table]");
        for what in [Word::Key, Word::Value] {
            let said = advice(what, "zebra", &database);
            assert_eq!(said, "one of these is meant: url and search");
        }
    }
}
