//! What the process finds where it was started: variables, a user, a host, the settings of a file.

use std::collections::BTreeMap;
use std::path::Path;

use super::config::Config;
use super::error::CliError;
use crate::redact::redact;
use crate::report::By;

/// Where CI systems tell the page of their job.
const JOBS: &[&str] = &[
    "CI_JOB_URL",
    "BUILD_URL",
    "BUILDKITE_BUILD_URL",
    "CIRCLE_BUILD_URL",
    "TRAVIS_JOB_WEB_URL",
];

/// What of the process counts. It holds passwords, so it has no `Debug`.
pub(super) struct Environment {
    variables: BTreeMap<String, String>,
    /// The system's name of who runs this, where it has one.
    user: Option<String>,
    config: Config,
}

impl Environment {
    /// With the settings of the file that is named, else of the nearest.
    pub(super) fn of_process(named: Option<&Path>) -> Result<Self, CliError> {
        let folder = std::env::current_dir().map_err(CliError::NoFolder)?;
        let config = match named {
            Some(path) => Config::read(path)?,
            None => Config::find(&folder)?.seen_from(&folder),
        };
        Ok(Self {
            config,
            ..Self::without_file()
        })
    }

    /// The variables alone, for a job that no settings reach.
    pub(super) fn without_file() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self {
            variables,
            user: whoami::username().ok(),
            config: Config::default(),
        }
    }

    /// The variables and settings that a test says.
    #[cfg(test)]
    pub(super) fn of(variables: &[(&str, &str)], config: Config) -> Self {
        let pairs = variables.iter();
        Self {
            variables: pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            user: None,
            config,
        }
    }

    /// The names of libpq's variables that are set to something.
    pub(super) fn libpq_names(&self) -> Vec<String> {
        let set = self.variables.iter().filter(|(_, value)| !value.is_empty());
        let names = set.map(|(name, _)| name);
        names
            .filter(|name| name.starts_with("PG"))
            .cloned()
            .collect()
    }

    /// Who makes a run, and where: the user and the host as the machine calls them, and the page of the CI's job.
    pub(super) fn by(&self) -> By {
        let host = whoami::hostname().ok();
        By {
            user: self.user.clone(),
            host: host.filter(|name| !name.is_empty()),
            // A page may be told with the credentials of a proxy or a checkout.
            ci: self.ci_page().map(|page| redact(&page)),
        }
    }

    fn ci_page(&self) -> Option<String> {
        let mut jobs = JOBS.iter();
        self.github_page()
            .or_else(|| jobs.find_map(|name| self.variable(name)))
    }

    fn github_page(&self) -> Option<String> {
        let server = self.variable("GITHUB_SERVER_URL")?;
        let repository = self.variable("GITHUB_REPOSITORY")?;
        let run = self.variable("GITHUB_RUN_ID")?;
        Some(format!("{server}/{repository}/actions/runs/{run}"))
    }

    /// The settings of the file.
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// A variable that is set to something.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let value = self.variables.get(name).cloned();
        value.filter(|value| !value.is_empty())
    }

    /// The database that the environment names.
    pub(super) fn database_url(&self) -> Option<&str> {
        let url = self.variables.get("DATABASE_URL")?;
        (!url.is_empty()).then_some(url)
    }

    /// Where GitHub wants the page of a step; none outside a workflow.
    pub(super) fn step_summary(&self) -> Option<&Path> {
        let path = self.variables.get("GITHUB_STEP_SUMMARY");
        path.filter(|path| !path.is_empty()).map(Path::new)
    }

    /// What libpq would read, and OpenSSL for it.
    pub(super) fn for_libpq(&self) -> BTreeMap<String, String> {
        let counts = |name: &str| {
            name.starts_with("PG") || matches!(name, "HOME" | "USER" | "SSL_CERT_FILE")
        };
        let pairs = self.variables.iter().filter(|(name, _)| counts(name));
        let pairs = pairs.map(|(name, value)| (name.clone(), value.clone()));
        // libpq asks the system, and not the variable, which `docker exec` leaves out and `setpriv` keeps.
        let user = self.user.iter().cloned();
        pairs
            .chain(user.map(|user| ("USER".to_owned(), user)))
            .collect()
    }
}
