//! The pages of a dashboard: which there are, and what stands on each. No name of a page is chosen by anything from
//! outside.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::settings::HISTORY_WAIT;
use crate::history::{AuditRequest, History, HistoryError, Mode, Moment, Named, RunSelector};
use crate::pipeline;
use crate::report::audit::{self, Document, Period};
use crate::report::dashboard::{self, Dashboard, PAGE, Silence, Source};
use crate::report::html;

/// The histories, each with the word by which the names of its pages differ from those of others.
#[derive(Clone)]
pub(super) struct Sources(Vec<(String, PathBuf)>);

/// What stands on a page.
#[derive(Clone, Copy)]
enum Page {
    Dashboard,
    /// A run of the history at this place.
    Run(usize, u64),
    /// The report over the last days of the history at this place.
    Report(usize),
}

/// All pages of a moment.
pub(super) struct Pages {
    sources: Sources,
    every: Option<SignedDuration>,
    dashboard: Dashboard,
    names: BTreeMap<String, Page>,
    exit: Exit,
}

/// So much of a digest tells one history from another.
pub(super) const DIGITS: usize = 12;

/// So far back a report goes.
const PERIOD: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Sources {
    /// Each history once, whatever it is called.
    pub(super) fn of(histories: Vec<PathBuf>) -> Self {
        let mut sources: Vec<(String, PathBuf)> = Vec::new();
        for path in histories {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            let digest = Sha256::digest(real.as_os_str().as_encoded_bytes());
            let digits = digest.iter().map(|byte| format!("{byte:02x}"));
            let key: String = digits.collect::<String>().chars().take(DIGITS).collect();
            if sources.iter().all(|(other, _)| *other != key) {
                sources.push((key, path));
            }
        }
        Self(sources)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.iter().map(|(_, path)| path)
    }
}

impl Pages {
    /// What the histories tell now.
    pub(super) fn read(sources: &Sources, every: Option<SignedDuration>, refresh: u32) -> Self {
        let now = Timestamp::now();
        let mut pages = BTreeMap::from([(PAGE.to_owned(), Page::Dashboard)]);
        let mut worst = None;
        let told = sources.0.iter().enumerate().map(|(at, (key, path))| {
            let page = |run: u64| format!("run-{key}-{run}.html");
            let moment = Moment { now, every };
            let places = History::places(path, HISTORY_WAIT, moment, page);
            let exit = match &places {
                Ok(places) => {
                    let runs = places.iter();
                    pages.extend(runs.map(|it| (it.page.clone(), Page::Run(at, it.run))));
                    Exit::of_runs(places.iter().map(|it| it.exit_status))
                }
                Err(error) if error.is_fault() => Exit::Findings,
                Err(_) => Exit::NotMeasured,
            };
            worst = worst.max(Some(exit));
            // Of a history that was altered there is a report all the same, which says so.
            let is_told = places
                .as_ref()
                .map_or_else(HistoryError::is_fault, |_| true);
            let report = is_told.then(|| format!("report-{key}.html"));
            pages.extend(report.iter().map(|name| (name.clone(), Page::Report(at))));
            Source {
                name: path.display().to_string(),
                page: report,
                places: places.map_err(|error| Silence {
                    sort: error.sort(),
                    why: error.to_string(),
                }),
            }
        });
        let dashboard = Dashboard {
            tool: pipeline::tool(),
            written_at: now,
            every,
            refresh,
            sources: told.collect(),
        };
        Self {
            sources: sources.clone(),
            every,
            dashboard,
            names: pages,
            exit: worst.unwrap_or(Exit::NotMeasured),
        }
    }

    /// The worst that the newest runs gave.
    pub(super) const fn exit(&self) -> Exit {
        self.exit
    }

    /// The names of all pages, the dashboard's last: it leads to the others.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let others = self.names.keys().map(String::as_str);
        others.filter(|name| *name != PAGE).chain([PAGE])
    }

    /// What stands on the page of a name; none where there is no such page.
    pub(super) fn page(&self, name: &str) -> Option<Result<String, CliError>> {
        let page = *self.names.get(name)?;
        Some(self.written(page))
    }

    fn written(&self, page: Page) -> Result<String, CliError> {
        let path = |at: usize| &self.sources.0[at].1;
        match page {
            Page::Dashboard => Ok(dashboard::html(&self.dashboard)),
            Page::Run(at, run) => {
                let history = History::open(path(at), Mode::Read, HISTORY_WAIT)?;
                Ok(html::render(&history.load(RunSelector::Id(run))?))
            }
            Page::Report(at) => {
                let now = self.dashboard.written_at;
                let request = AuditRequest {
                    period: Period {
                        since: now.checked_sub(PERIOD).unwrap_or(Timestamp::MIN),
                        until: now,
                    },
                    every: self.every,
                    written_at: now,
                    tool: self.dashboard.tool.clone(),
                    document: Document::default(),
                    owners: Vec::new(),
                    named: Named {
                        history: Some(path(at).clone()),
                        anchor: None,
                    },
                    anchors: None,
                };
                let audit = History::audit_file(path(at), HISTORY_WAIT, &request)?;
                Ok(audit::html(&audit))
            }
        }
    }
}
