//! A seal that is kept elsewhere, as one line of text.

use std::fmt;
use std::str::FromStr;

use super::History;
use super::error::HistoryError;
use super::link;
use super::read::natural;

/// The seal of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The run.
    pub run: u64,
    /// Its seal.
    pub seal: String,
}

/// A line is no anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnchor;

const WORDS: &str = "reconcile anchor: run";

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{WORDS} {} {}", self.run, self.seal)
    }
}

impl FromStr for Anchor {
    type Err = NoAnchor;

    fn from_str(line: &str) -> Result<Self, NoAnchor> {
        let rest = line.trim().strip_prefix(WORDS).ok_or(NoAnchor)?;
        let (run, seal) = rest.trim().split_once(' ').ok_or(NoAnchor)?;
        let digits = seal.strip_prefix("sha256:").ok_or(NoAnchor)?;
        let is_digest = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_digest {
            return Err(NoAnchor);
        }
        Ok(Self {
            run: run.parse().map_err(|_| NoAnchor)?,
            seal: seal.to_owned(),
        })
    }
}

impl History {
    /// The seal of a run; none where it has none.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn anchor(&self, run: u64) -> Result<Option<Anchor>, HistoryError> {
        let links =
            link::all(&self.connection).map_err(|error| HistoryError::of(&self.path, error))?;
        let mut links = links.into_iter();
        let found = links.find(|link| link.run.map(natural) == Some(run));
        Ok(found.map(|link| Anchor {
            run,
            seal: link.seal,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_read_as_it_was_written_and_nothing_else_is() {
        let anchor = Anchor {
            run: 17,
            seal: format!("sha256:{}", "0a".repeat(32)),
        };
        assert_eq!(anchor.to_string().parse(), Ok(anchor.clone()));
        let short = format!("{WORDS} 17 sha256:0a");
        for wrong in ["", "run 17", &short, &anchor.to_string().replace("17", "x")] {
            assert_eq!(wrong.parse::<Anchor>(), Err(NoAnchor), "{wrong}");
        }
    }
}
