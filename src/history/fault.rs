//! What of a history is not as it was written.

use std::fmt;

use serde::Serialize;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The file holds another table, index, view or trigger than it was made with.
    Layout {
        /// Which one.
        what: String,
    },
    /// SQLite finds the file damaged.
    Damaged {
        /// What it says.
        what: String,
    },
    /// A run was changed.
    Changed {
        /// The run.
        run: u64,
        /// What of it.
        what: &'static str,
    },
    /// A run was taken out, and not by pruning.
    Removed {
        /// The run; none where a pruning was.
        run: Option<u64>,
        /// The run before it.
        after: Option<u64>,
    },
    /// A run was put in, or has lost its seal.
    Inserted {
        /// The run, whose number may be any.
        run: i64,
    },
    /// What a pruning says was changed.
    Pruning {
        /// The run before it.
        after: Option<u64>,
    },
    /// A text that a run needs is gone, or another one.
    Text {
        /// Its digest.
        digest: String,
    },
    /// A text is there that no run needs.
    Stray {
        /// Its digest.
        digest: String,
    },
    /// No link of the chain has the seal that was kept elsewhere.
    NotAnchored {
        /// The run that the seal was of.
        run: u64,
        /// The seal.
        seal: String,
    },
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |after: &Option<u64>| {
            after.map_or_else(
                || "before the first run".to_owned(),
                |run| format!("after run {run}"),
            )
        };
        match self {
            Self::Layout { what } => write!(f, "{what} is not as the file was made"),
            Self::Damaged { what } => write!(f, "SQLite finds it damaged: {what}"),
            Self::Changed { run, what } => write!(f, "run {run} was changed: {what}"),
            Self::Removed { run: Some(run), .. } => {
                write!(f, "run {run} was taken out, and not by pruning")
            }
            Self::Removed { run: None, after } => {
                write!(f, "something was taken out {}", place(after))
            }
            Self::Inserted { run } => {
                write!(f, "run {run} was put in: it has no seal")
            }
            Self::Text { digest } => write!(f, "the text {digest} is gone, or another one"),
            Self::Stray { digest } => {
                write!(f, "the text {digest} was put in: no run needs it")
            }
            Self::Pruning { after } => {
                write!(f, "what was pruned {} was changed", place(after))
            }
            Self::NotAnchored { run, seal } => write!(
                f,
                "no run has the seal of the anchor, {seal}, which was run {run}: the history was written anew since, or \
                 is another one"
            ),
        }
    }
}
