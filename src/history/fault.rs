//! What of a history is not as it was written.

use serde::Serialize;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The file holds another table, index, view or trigger than it was made with.
    #[error("{what} is not as the file was made")]
    Layout {
        /// Which one.
        what: String,
    },
    /// SQLite finds the file damaged.
    #[error("SQLite finds it damaged: {what}")]
    Damaged {
        /// What it says.
        what: String,
    },
    /// A run was changed.
    #[error("run {run} was changed: {what}")]
    Changed {
        /// The run.
        run: u64,
        /// What of it.
        what: &'static str,
    },
    /// A run was taken out, and not by pruning.
    #[error("{}", removed(*.run, *.after))]
    Removed {
        /// The run; none where a pruning was.
        run: Option<u64>,
        /// The run before it.
        after: Option<u64>,
    },
    /// A run was put in, or has lost its seal.
    #[error("run {run} was put in: it has no seal")]
    Inserted {
        /// The run, whose number may be any.
        run: i64,
    },
    /// What a pruning says was changed.
    #[error("what was pruned {} was changed", place(*.after))]
    Pruning {
        /// The run before it.
        after: Option<u64>,
    },
    /// A text that a run needs is gone, or another one.
    #[error("the text {digest} is gone, or another one")]
    Text {
        /// Its digest.
        digest: String,
    },
    /// A text is there that no run needs.
    #[error("the text {digest} was put in: no run needs it")]
    Stray {
        /// Its digest.
        digest: String,
    },
    /// No link of the chain has the seal that was kept elsewhere.
    #[error(
        "no run has the seal of the anchor, {seal}, which was run {run}: the history was written anew since, or \
                 is another one"
    )]
    NotAnchored {
        /// The run that the seal was of.
        run: u64,
        /// The seal.
        seal: String,
    },
}

fn removed(run: Option<u64>, after: Option<u64>) -> String {
    match run {
        Some(run) => format!("run {run} was taken out, and not by pruning"),
        None => format!("something was taken out {}", place(after)),
    }
}

fn place(after: Option<u64>) -> String {
    after.map_or_else(
        || "before the first run".to_owned(),
        |run| format!("after run {run}"),
    )
}
