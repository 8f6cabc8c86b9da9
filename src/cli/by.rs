//! Who makes a run, and where.

use super::environment::Environment;
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

/// The user and the host as the machine calls them, and the job's page.
pub(super) fn by(environment: &Environment) -> By {
    By {
        user: environment.user().map(str::to_owned),
        host: host(),
        // A page may be told with the credentials of a proxy or a checkout.
        ci: page(environment).map(|page| redact(&page)),
    }
}

fn page(environment: &Environment) -> Option<String> {
    let mut jobs = JOBS.iter();
    github(environment).or_else(|| jobs.find_map(|name| environment.variable(name)))
}

fn github(environment: &Environment) -> Option<String> {
    let server = environment.variable("GITHUB_SERVER_URL")?;
    let repository = environment.variable("GITHUB_REPOSITORY")?;
    let run = environment.variable("GITHUB_RUN_ID")?;
    Some(format!("{server}/{repository}/actions/runs/{run}"))
}

#[cfg(unix)]
fn host() -> Option<String> {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    (!name.is_empty()).then_some(name)
}

#[cfg(not(unix))]
fn host() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}
