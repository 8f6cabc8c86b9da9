//! The jobs that look at no database: they make the settings, or tell of the program itself.

mod completions;
mod init;
mod look;
mod man;
pub(super) mod template;

use clap::Subcommand;

use super::args::Args;
use super::environment::Environment;
use super::error::CliError;
use super::exit::Exit;

#[derive(Subcommand)]
pub(super) enum SetupCommand {
    /// Write reconcile.toml, with every setting explained
    ///
    /// Looks for manage.py here and one folder below, for the database in the environment, for a
    /// ledger and for django-tenants, says what it found and what to do next. It connects to
    /// nothing, writes no password, and leaves a file that is there as it is.
    Init,
    /// Print the completions of a shell
    ///
    /// For bash: reconcile completions bash > ~/.local/share/bash-completion/completions/reconcile
    Completions(completions::CompletionsArgs),
    /// Print the manual, for man(1)
    ///
    /// One page a job. To read one: reconcile man prune > prune.1; man ./prune.1
    Man(man::ManArgs),
}

impl SetupCommand {
    /// What is typed for it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}

pub(super) fn run(
    args: &Args,
    job: &SetupCommand,
    environment: &Environment,
) -> Result<Exit, CliError> {
    let output = args.output.output.as_deref();
    match job {
        SetupCommand::Init => init::run(output, environment),
        SetupCommand::Completions(wanted) => completions::run(wanted, output),
        SetupCommand::Man(wanted) => man::run(wanted, output),
    }
}
