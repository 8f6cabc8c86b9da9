//! `reconcile completions`: what a shell wants to know.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output;

#[derive(clap::Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// Whose completions
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(super) fn run(wanted: &CompletionsArgs, output: Option<&Path>) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    let mut command = Args::command();
    clap_complete::generate(wanted.shell, &mut command, "reconcile", &mut script);
    output::publish(output, &String::from_utf8_lossy(&script))?;
    Ok(Exit::Agrees)
}
