//! Whose eyes the tables are looked at with.

use clap::builder::NonEmptyStringValueParser;

use super::environment::Environment;
use super::error::CliError;
use crate::pipeline::{Application, Source};

/// The role of the application.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Database")]
pub(super) struct SightArgs {
    /// The role that the application connects as: does it find and may it read what is there?
    ///
    /// Tables that its `search_path` does not lead to, and that it has no SELECT on, are findings. The
    /// path is what the server gives that role in this database.
    #[arg(long, value_name = "ROLE", value_parser = NonEmptyStringValueParser::new())]
    pub(super) as_role: Option<String>,
    /// The `search_path` that the application's own connection sets, in its OPTIONS
    #[arg(long, value_name = "PATH")]
    pub(super) search_path: Option<String>,
}

impl SightArgs {
    /// Each option, and whether it was given.
    pub(super) fn given(&self) -> [(bool, &'static str); 2] {
        [
            (self.as_role.is_some(), "--as-role"),
            (self.search_path.is_some(), "--search-path"),
        ]
    }
}

/// The role that is meant, if one is. A role that was typed is refused where nothing can be said of it;
/// one that the settings name is said not to be measured there.
pub(super) fn application(
    args: &SightArgs,
    environment: &Environment,
    source: &Source,
) -> Result<Option<Application>, CliError> {
    let config = environment.config();
    let search_path = args.search_path.clone();
    let Some(role) = args.as_role.clone().or_else(|| config.as_role.clone()) else {
        return match search_path {
            Some(_) => Err(CliError::PathWithoutRole),
            None => Ok(None),
        };
    };
    match source {
        Source::Snapshot(_) if args.as_role.is_some() => Err(CliError::RoleOfSnapshot),
        Source::Snapshot(_) | Source::Postgres { .. } => Ok(Some(Application {
            role,
            search_path: search_path.or_else(|| config.search_path.clone()),
        })),
    }
}
