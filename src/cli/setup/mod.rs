//! The jobs that look at no database: they make the settings, or tell of the program itself.

mod init;
mod look;
mod man;
pub(super) mod template;

use clap::{Command, Subcommand};
use clap_complete::Shell;

use super::Context;
use super::completion;
use super::error::CliError;
use super::exit::Exit;
use super::output;

#[derive(Subcommand)]
pub(super) enum SetupCommand {
    /// Write reconcile.toml, with every setting explained
    ///
    /// Looks for manage.py here and one folder below, for the database in the environment, for a
    /// ledger and for django-tenants, says what it found and what to do next. It connects to
    /// nothing, writes no password, and leaves a file that is there as it is.
    Init,
    /// Print what makes a shell complete what is typed
    ///
    /// Jobs and options, and what is here: runs, ids of findings, apps, migrations, databases of the settings. For
    /// bash: reconcile completions bash > ~/.local/share/bash-completion/completions/reconcile. The shell asks
    /// the program `reconcile` on its PATH; print it anew after an upgrade.
    Completions(CompletionsArgs),
    /// Print the manual, for man(1)
    ///
    /// One page a job. To read one: reconcile man prune > prune.1; man ./prune.1
    Man(man::ManArgs),
}

impl SetupCommand {
    /// What the job is called.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}

#[derive(clap::Args)]
pub(super) struct CompletionsArgs {
    /// Whose completions
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

/// Does one of these jobs of the program.
pub(super) fn run(
    job: &SetupCommand,
    program: Command,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    match job {
        SetupCommand::Init => init::run(context.output, context.environment)?,
        SetupCommand::Completions(wanted) => {
            let name = program.get_name();
            let script = completion::script(&wanted.shell.to_string(), name);
            output::publish(context.output, &script)?;
        }
        SetupCommand::Man(wanted) => man::run(wanted, program, context.output)?,
    }
    Ok(Exit::Agrees)
}
