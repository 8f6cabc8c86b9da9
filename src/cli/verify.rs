//! `reconcile verify`: whether the history is as it was written, and the anchors that prove it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Context;
use super::error::CliError;
use super::exit::Exit;
use super::options::{FormatArgs, HistoryArgs};
use super::settings::HISTORY_WAIT;
use crate::history::{Anchor, History, Verification};
use crate::regular_file::{self, SMALL};
use crate::report::escape;
use crate::report::words::count;

#[derive(clap::Args)]
pub(super) struct VerifyArgs {
    /// Every seal in FILE, which --anchor of the main job wrote, must be in the history
    ///
    /// Lines of several such files may stand in one. Without it, a history that was written anew from
    /// its beginning, or from which the newest runs were taken, looks whole.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(verify: &VerifyArgs, context: &Context<'_>) -> Result<Exit, CliError> {
    let anchors = match &verify.anchor {
        Some(path) => read(path)?,
        None => Vec::new(),
    };
    let path = context.history_path(&verify.history)?;
    let found = History::verify_file(&path, HISTORY_WAIT)?;
    let found = found.anchored(&anchors);
    let format = &verify.format;
    let text = format.print(&found, |found| words(found, &path, anchors.len()))?;
    context.write(&text)?;
    Ok(match (&found.fault, found.runs + found.pruned) {
        (Some(_), _) => Exit::Findings,
        // Where nothing is sealed, nothing was verified.
        (None, 0) => Exit::NotMeasured,
        (None, _) => Exit::Agrees,
    })
}

/// The seals that a file holds: at least one, and nothing else.
pub(super) fn read(path: &Path) -> Result<Vec<Anchor>, CliError> {
    let text = regular_file::read_text(path, SMALL).map_err(|source| CliError::AnchorRead {
        path: path.to_owned(),
        source,
    })?;
    let lines = text.lines().enumerate();
    let written = lines.filter(|(_, line)| !line.trim().is_empty());
    let anchors: Vec<Anchor> = written
        .map(|(at, line)| {
            line.parse().map_err(|_| CliError::NoAnchor {
                path: path.to_owned(),
                line: at + 1,
            })
        })
        .collect::<Result<_, _>>()?;
    if anchors.is_empty() {
        let path = path.to_owned();
        return Err(CliError::NoAnchor { path, line: 1 });
    }
    Ok(anchors)
}

fn words(found: &Verification, path: &Path, anchors: usize) -> String {
    let mut text = String::new();
    let name = path.display();
    // Writing into a String cannot fail.
    let _ = match &found.fault {
        Some(fault) => writeln!(text, "{name} is NOT as it was written: {fault}"),
        None if found.runs + found.pruned == 0 => {
            writeln!(text, "{name}: NOTHING WAS VERIFIED, as no run is sealed")
        }
        None => writeln!(
            text,
            "{name} is as it was written, as far as its seals tell: {} sealed",
            count(found.runs, "run")
        ),
    };
    if found.pruned > 0 {
        let _ = writeln!(text, "  {} pruned since", count(found.pruned, "run"));
    }
    if let (None, Some(last)) = (&found.fault, found.seals.last()) {
        let _ = writeln!(text, "  last seal {}", last.1);
        let _ = match anchors {
            0 => writeln!(
                text,
                "  held against no anchor: that it was not written anew from its beginning is not proved"
            ),
            number => writeln!(text, "  held against {}", count(number as u64, "anchor")),
        };
    }
    escape_lines(&text)
}

fn escape_lines(text: &str) -> String {
    text.lines()
        .map(|line| escape(line).into_owned() + "\n")
        .collect()
}
