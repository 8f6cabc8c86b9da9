//! Whether the history is as it was written: every text fits its digest, every run its seal, every seal
//! the one before it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rusqlite::Connection;
use serde::Serialize;

use super::digest::{of_bytes, of_rows};
use super::error::HistoryError;
use super::link::{self, Link};
use super::read::{self, natural};
use super::{Anchor, History, LedgerFile, RecordRow, body};

/// What a walk along the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// The sealed runs that are there.
    pub runs: u64,
    /// The runs that were stored before runs were sealed: nothing is said of them.
    pub unsealed: u64,
    /// The sealed runs that were pruned since.
    pub pruned: u64,
    /// The seals, by the numbers of their runs; those of prunings have none.
    #[serde(skip)]
    pub seals: Vec<(Option<u64>, String)>,
    /// The first thing that is not as it was written.
    pub fault: Option<Fault>,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// A run was changed.
    Changed {
        /// The run.
        run: u64,
        /// What of it.
        what: &'static str,
    },
    /// A run was taken out, and not by pruning.
    Removed {
        /// The run; none where a pruning was.
        run: Option<u64>,
        /// The run before it.
        after: Option<u64>,
    },
    /// A run was put in.
    Inserted {
        /// The run, whose number may be any.
        run: i64,
    },
    /// What a pruning says was changed.
    Pruning {
        /// The run before it.
        after: Option<u64>,
    },
    /// No link of the chain has the seal that was kept elsewhere.
    NotAnchored {
        /// The run that the seal was of.
        run: u64,
        /// The seal.
        seal: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |after: &Option<u64>| {
            after.map_or_else(
                || "before the first run".to_owned(),
                |run| format!("after run {run}"),
            )
        };
        match self {
            Self::Changed { run, what } => write!(f, "run {run} was changed: {what}"),
            Self::Removed { run: Some(run), .. } => {
                write!(f, "run {run} was taken out, and not by pruning")
            }
            Self::Removed { run: None, after } => {
                write!(f, "something was taken out {}", place(after))
            }
            Self::Inserted { run } => write!(f, "run {run} was put in"),
            Self::Pruning { after } => {
                write!(f, "what was pruned {} was changed", place(after))
            }
            Self::NotAnchored { run, seal } => write!(
                f,
                "no run has the seal of the anchor, {seal}, which was run {run}: the history was written anew since, or \
                 is another one"
            ),
        }
    }
}

impl History {
    /// Walks the chain from its beginning, as far as the first fault.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn verify(&self) -> Result<Verification, HistoryError> {
        Walk::along(&self.connection).map_err(|error| HistoryError::of(&self.path, error))
    }
}

impl History {
    /// The numbers of the runs that were pruned.
    pub(super) fn pruned(&self) -> rusqlite::Result<BTreeSet<u64>> {
        let links = link::all(&self.connection)?;
        Ok(pruned(&links).into_iter().map(natural).collect())
    }
}

fn pruned(links: &[Link]) -> BTreeSet<i64> {
    let notes = links.iter().filter_map(|link| link.note.as_deref());
    let pruned = notes.filter_map(|note| serde_json::from_str::<Vec<i64>>(note).ok());
    pruned.flatten().collect()
}

impl Verification {
    /// Holds the chain against seals that were kept elsewhere: each must be in it.
    #[must_use]
    pub fn anchored(mut self, anchors: &[Anchor]) -> Self {
        let known: BTreeSet<(u64, &str)> = self
            .seals
            .iter()
            .filter_map(|(run, seal)| Some(((*run)?, seal.as_str())))
            .collect();
        let mut lost = anchors
            .iter()
            .filter(|anchor| !known.contains(&(anchor.run, anchor.seal.as_str())));
        let lost = lost.next().map(|anchor| Fault::NotAnchored {
            run: anchor.run,
            seal: anchor.seal.clone(),
        });
        self.fault = self.fault.or(lost);
        self
    }
}

fn doubtful_pruning(links: &[Link]) -> Option<Fault> {
    let changed = |link: &Link| link.run.is_none() && link.seal != link.due();
    let at = links.iter().position(changed)?;
    let after = links[..at].iter().rev().find_map(|link| link.run);
    Some(Fault::Pruning {
        after: after.map(natural),
    })
}

/// Records, stored outputs, what was found, and the objects that were seen.
type Digests = (String, String, String, Option<String>);

struct Walk<'a> {
    connection: &'a Connection,
    pruned: BTreeSet<i64>,
    there: BTreeSet<i64>,
    /// Sets and texts that were held against their digests already.
    sound: BTreeMap<String, bool>,
}

impl<'a> Walk<'a> {
    fn along(connection: &'a Connection) -> rusqlite::Result<Verification> {
        let links = link::all(connection)?;
        let mut runs = connection.prepare("SELECT id FROM run")?;
        let there: BTreeSet<i64> = runs
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut walk = Self {
            connection,
            pruned: pruned(&links),
            there,
            sound: BTreeMap::new(),
        };
        let sealed: BTreeSet<i64> = links.iter().filter_map(|link| link.run).collect();
        let first = sealed.first().copied().unwrap_or(i64::MAX);
        let mut found = Verification {
            unsealed: walk.there.range(1..first.max(1)).count() as u64,
            ..Verification::default()
        };
        // What was pruned must be sure before what is not there can be judged.
        found.fault = doubtful_pruning(&links);
        if found.fault.is_some() {
            return Ok(found);
        }
        let (mut previous, mut after) = (None::<&Link>, None);
        for link in &links {
            found.fault = walk.check(link, previous, after, &sealed)?;
            if found.fault.is_some() {
                return Ok(found);
            }
            match link.run {
                Some(run) if walk.there.contains(&run) => found.runs += 1,
                Some(_) => found.pruned += 1,
                None => {}
            }
            after = link.run.map(natural).or(after);
            found.seals.push((link.run.map(natural), link.seal.clone()));
            previous = Some(link);
        }
        // The numbers of runs begin at 1, and each run since the first sealed one has a seal.
        let mut strange = walk.there.range(..1).chain(walk.there.range(first..));
        found.fault = strange
            .find(|run| !sealed.contains(run))
            .map(|run| Fault::Inserted { run: *run });
        Ok(found)
    }

    fn check(
        &mut self,
        link: &Link,
        previous: Option<&Link>,
        after: Option<u64>,
        sealed: &BTreeSet<i64>,
    ) -> rusqlite::Result<Option<Fault>> {
        let due = previous.map_or_else(link::beginning, |previous| previous.seal.clone());
        let follows = previous.map_or(1, |previous| previous.position + 1);
        if link.position != follows {
            return Ok(Some(self.gap(link, after, sealed)));
        }
        if link.seal != link.due() || link.previous != due {
            let what = "its seal";
            return Ok(Some(match link.run {
                Some(run) => Fault::Changed {
                    run: natural(run),
                    what,
                },
                None => Fault::Pruning { after },
            }));
        }
        let Some(run) = link.run else {
            return Ok(None);
        };
        if !self.there.contains(&run) {
            let removed = Fault::Removed {
                run: Some(natural(run)),
                after,
            };
            return Ok((!self.pruned.contains(&run)).then_some(removed));
        }
        if self.pruned.contains(&run) {
            return Ok(Some(Fault::Inserted { run }));
        }
        Ok(self.changed(link, run)?.map(|what| Fault::Changed {
            run: natural(run),
            what,
        }))
    }

    /// What is missing between two links: a run that has lost its seal, or both.
    fn gap(&self, link: &Link, after: Option<u64>, sealed: &BTreeSet<i64>) -> Fault {
        let low = after.map_or(0, super::write::integer) + 1;
        let high = link.run.unwrap_or(i64::MAX).max(low);
        let lost = self
            .there
            .range(low..high)
            .find(|run| !sealed.contains(run));
        let gone = (low < high && link.run.is_some()).then(|| natural(low));
        match lost {
            Some(run) => Fault::Changed {
                run: natural(*run),
                what: "its seal",
            },
            None => Fault::Removed { run: gone, after },
        }
    }

    /// What of a run is not as it was sealed.
    fn changed(&mut self, link: &Link, run: i64) -> rusqlite::Result<Option<&'static str>> {
        if link::content(self.connection, run)?.as_deref() != Some(&link.content) {
            return Ok(Some("what it says of itself"));
        }
        let sql = "SELECT record_set, ledger_file_set, body, objects FROM run WHERE id = ?";
        let (records, files, body, objects): Digests =
            self.connection.query_row(sql, [run], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
        if !self.is_sound(&records, |walk| walk.records(&records))? {
            return Ok(Some("the records that it saw"));
        }
        if !self.is_sound(&files, |walk| walk.files(&files))? {
            return Ok(Some("the digests of stored outputs that it saw"));
        }
        if !self.is_sound(&body, |walk| walk.body(&body))? {
            return Ok(Some("what it found"));
        }
        if let Some(objects) = objects
            && !self.objects(&objects)?
        {
            return Ok(Some("the objects that it saw"));
        }
        Ok(None)
    }

    fn is_sound(
        &mut self,
        digest: &str,
        check: impl FnOnce(&Self) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<bool> {
        if let Some(&known) = self.sound.get(digest) {
            return Ok(known);
        }
        let sound = check(self)?;
        self.sound.insert(digest.to_owned(), sound);
        Ok(sound)
    }

    fn records(&self, set: &str) -> rusqlite::Result<bool> {
        let rows: Vec<RecordRow> = read::records(self.connection, set)?;
        Ok(of_rows(&rows).is_ok_and(|digest| digest == set))
    }

    fn files(&self, set: &str) -> rusqlite::Result<bool> {
        let rows: Vec<LedgerFile> = read::files(self.connection, set)?;
        Ok(of_rows(&rows).is_ok_and(|digest| digest == set))
    }

    /// The text, and the rows that were made of it for those who search.
    fn body(&self, digest: &str) -> rusqlite::Result<bool> {
        let Some(text) = super::blob::get(self.connection, digest)? else {
            return Ok(false);
        };
        if of_bytes(text.as_bytes()) != digest {
            return Ok(false);
        }
        let indexed = read::index(self.connection, digest)?;
        Ok(body::index(&text).is_ok_and(|due| due == indexed))
    }

    fn blob(&self, digest: &str) -> rusqlite::Result<bool> {
        let text = super::blob::get(self.connection, digest)?;
        Ok(text.is_some_and(|text| of_bytes(text.as_bytes()) == digest))
    }

    /// The list of lists, the lists, and the definitions.
    fn objects(&mut self, root: &str) -> rusqlite::Result<bool> {
        for digest in super::objects::reach(self.connection, root)? {
            if !self.is_sound(&digest, |walk| walk.blob(&digest))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
