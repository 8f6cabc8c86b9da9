//! `reconcile snapshot`: records and catalog in one file.

use jiff::Timestamp;

use super::args::{Args, SnapshotArgs};
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;
use super::output;
use super::progress::Spinner;
use super::settings;
use crate::pipeline;

pub(super) fn run(
    args: &Args,
    taken: &SnapshotArgs,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let connection = settings::connection(&taken.connection, environment)?;
    let text = {
        let spinner = Spinner::start(false);
        pipeline::snapshot(&connection, Timestamp::now(), &spinner)?
    };
    output::write(args.output.output.as_deref(), &text)?;
    Ok(Exit::Agrees)
}
