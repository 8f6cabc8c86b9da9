//! How a user names a run.

use std::fmt;
use std::str::FromStr;

/// A run as a user names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunSelector {
    /// The newest run.
    Latest,
    /// The run before the newest, of the same target and scope.
    Previous,
    /// The run of this number.
    Id(u64),
}

/// What was typed names no run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorError;

impl FromStr for RunSelector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "latest" => Ok(Self::Latest),
            "previous" => Ok(Self::Previous),
            number => number.parse().map(Self::Id).map_err(|_| SelectorError),
        }
    }
}

impl fmt::Display for RunSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest run"),
            Self::Previous => f.write_str("run before the newest of the same database and scope"),
            Self::Id(id) => write!(f, "run {id}"),
        }
    }
}

impl fmt::Display for SelectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a run is `latest`, `previous` or a number")
    }
}

impl std::error::Error for SelectorError {}
