//! `reconcile man`: the manual, one page a job as `git` and `cargo` have it.

use std::io;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::cli::error::CliError;
use crate::cli::output;

#[derive(clap::Args)]
pub(in crate::cli) struct ManArgs {
    /// The page of this job [default: the program's own]
    #[arg(value_name = "JOB", conflicts_with = "folder")]
    job: Option<String>,
    /// Write every page to a file in DIR, which is made: reconcile.1, reconcile-runs.1 ...
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(
    wanted: &ManArgs,
    program: Command,
    output: Option<&Path>,
) -> Result<(), CliError> {
    // `reconcile help` prints what the pages say.
    let mut program = program.disable_help_subcommand(true);
    program.build();
    if let Some(folder) = &wanted.folder {
        std::fs::create_dir_all(folder).map_err(|source| CliError::Write {
            path: Some(folder.clone()),
            source,
        })?;
        let shown = program.get_subcommands().filter(|job| !job.is_hide_set());
        for command in std::iter::once(&program).chain(shown) {
            let (name, text) = page(command)?;
            output::publish(Some(&folder.join(name)), &text)?;
        }
        return Ok(());
    }
    let command = match &wanted.job {
        None => &program,
        Some(job) => program
            .find_subcommand(job)
            .ok_or_else(|| unknown(job, &program))?,
    };
    output::publish(output, &page(command)?.1)
}

fn unknown(job: &str, program: &Command) -> CliError {
    let known = program.get_subcommands().map(Command::get_name);
    CliError::UnknownJob {
        job: job.to_owned(),
        known: known.map(str::to_owned).collect(),
    }
}

/// A page, and the name of its file.
fn page(command: &Command) -> Result<(String, String), CliError> {
    let source = concat!("reconcile ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone())
        .source(source)
        .date(env!("RECONCILE_DAY"));
    let mut text = Vec::new();
    sections(&man, command, &mut text).map_err(|source| CliError::Write { path: None, source })?;
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok((man.get_filename(), text))
}

fn sections(man: &Man, command: &Command, text: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(text)?;
    man.render_name_section(text)?;
    man.render_synopsis_section(text)?;
    man.render_description_section(text)?;
    man.render_options_section(text)?;
    let mut rest = Roff::new();
    if command.has_subcommands() {
        man.render_subcommands_section(text)?;
        let epilogue = command.get_after_long_help();
        let epilogue = epilogue.map(ToString::to_string);
        add_epilogue(&mut rest, &epilogue.unwrap_or_default());
    } else {
        rest.control("SH", ["SEE ALSO"]);
        rest.text([roman("reconcile(1)")]);
    }
    rest.to_writer(text)
}

/// What `--help` says below the options, in lines as they stand there.
fn add_epilogue(page: &mut Roff, text: &str) {
    for paragraph in text.split("\n\n") {
        let (title, body) = paragraph.split_once(":\n").unwrap_or(("", paragraph));
        page.control("SH", [title.to_uppercase().as_str()]);
        page.control("nf", []);
        for line in body.lines() {
            page.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        page.control("fi", []);
    }
}
