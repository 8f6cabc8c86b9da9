//! The pages as the histories are in this moment: read again once a file is another, or a minute is over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use jiff::SignedDuration;

use super::pages::{Pages, Sources};
use crate::cli::error::CliError;

/// After so long, how old runs are is counted anew.
const LIFE: Duration = Duration::from_secs(60);

/// A browser asks for the page again after so many seconds.
const REFRESH: u32 = 60;

/// So many bytes of pages are kept.
const KEPT: usize = 32 << 20;

/// The pages of histories that go on.
pub(super) struct Live {
    sources: Sources,
    every: Option<SignedDuration>,
    /// One client at a time has pages made: many of them take no more memory and cores than one.
    now: Mutex<Option<Moment>>,
}

/// What was read, when, and of which files.
struct Moment {
    read_at: Instant,
    files: Vec<Option<(u64, SystemTime)>>,
    pages: Pages,
    written: BTreeMap<String, Arc<str>>,
}

impl Live {
    pub(super) const fn of(sources: Sources, every: Option<SignedDuration>) -> Self {
        Self {
            sources,
            every,
            now: Mutex::new(None),
        }
    }

    /// What stands on the page of a name; none where there is no such page.
    pub(super) fn page(&self, name: &str) -> Option<Result<Arc<str>, CliError>> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let files = self.files();
        let is_new = |it: &Moment| it.files == files && it.read_at.elapsed() < LIFE;
        let moment = match now.take().filter(is_new) {
            Some(moment) => moment,
            None => Moment {
                read_at: Instant::now(),
                files,
                pages: Pages::read(&self.sources, self.every, REFRESH),
                written: BTreeMap::new(),
            },
        };
        now.insert(moment).page(name)
    }

    /// By what a file that was written to differs; none where it is not there.
    fn files(&self) -> Vec<Option<(u64, SystemTime)>> {
        let stamp = |path: &Path| {
            let file = fs::metadata(path).ok()?;
            Some((file.len(), file.modified().ok()?))
        };
        let files = self.sources.paths().flat_map(|path| {
            let mut log = path.as_os_str().to_owned();
            log.push("-wal");
            [stamp(path), stamp(log.as_ref())]
        });
        files.collect()
    }
}

impl Moment {
    fn page(&mut self, name: &str) -> Option<Result<Arc<str>, CliError>> {
        if let Some(text) = self.written.get(name) {
            return Some(Ok(Arc::clone(text)));
        }
        let text: Arc<str> = match self.pages.page(name)? {
            Ok(text) => text.into(),
            Err(error) => return Some(Err(error)),
        };
        let held: usize = self.written.values().map(|it| it.len()).sum();
        if held + text.len() > KEPT {
            self.written.clear();
        }
        self.written.insert(name.to_owned(), Arc::clone(&text));
        Some(Ok(text))
    }
}
