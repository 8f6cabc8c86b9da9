//! Whether the history is as it was written: the layout is the known one, every run fits its seal, every seal
//! the one before it, every text its digest, and there is nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use serde::Serialize;

use super::error::{Fault, HistoryError};
use super::link::{self, Link};
use super::rows::{self, Found, integer, natural};
use super::{Anchor, History, Mode, file, shared, write};

/// What a walk along the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// The sealed runs that are there.
    pub runs: u64,
    /// Always 0: a run without a seal is a fault.
    pub unsealed: u64,
    /// The sealed runs that were pruned since.
    pub pruned: u64,
    /// The seals, by the numbers of their runs; those of prunings have none.
    #[serde(skip)]
    pub seals: Vec<(Option<u64>, String)>,
    /// The first thing that is not as it was written.
    pub fault: Option<Fault>,
}

impl History {
    /// Opens the file and looks at all that it holds, as far as the first fault. What SQLite cannot read of a
    /// history is one too.
    ///
    /// # Errors
    ///
    /// Where it is no history of this release, or cannot be read for a reason that lies outside of it.
    pub fn verify_file(path: &Path, wait: Duration) -> Result<Verification, HistoryError> {
        let found = Self::open(path, Mode::Inspect, wait).and_then(|history| history.verify());
        found.or_else(|error| {
            let fault = Some(error.fault()?);
            Ok(Verification {
                fault,
                ..Verification::default()
            })
        })
    }

    /// Looks at all that the file holds, as far as the first fault.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn verify(&self) -> Result<Verification, HistoryError> {
        self.look(Depth::Texts)
    }

    /// Refuses a history whose layout or chain is not as it was written. Texts are held against their digests
    /// when they are read.
    pub(super) fn prove(&self) -> Result<(), HistoryError> {
        self.refuse(self.look(Depth::Rows)?)
    }

    /// Refuses a history that does not hold every one of these seals, which were kept elsewhere.
    ///
    /// # Errors
    ///
    /// Where it does not, or cannot be read.
    pub fn hold_against(&self, anchors: &[Anchor]) -> Result<(), HistoryError> {
        self.refuse(self.look(Depth::Rows)?.anchored(anchors))
    }

    pub(super) fn refuse(&self, found: Verification) -> Result<(), HistoryError> {
        match found.fault {
            Some(fault) => self.attempt(|_| Err(fault.into())),
            None => Ok(()),
        }
    }

    fn look(&self, depth: Depth) -> Result<Verification, HistoryError> {
        // In one transaction: between two of the questions another process may store a run.
        self.attempt(|history| look(&*history.connection.unchecked_transaction()?, depth))
    }

    /// The numbers of the runs that were pruned.
    pub(super) fn pruned(&self) -> Found<BTreeSet<u64>> {
        let links = link::all(&self.connection)?;
        Ok(pruned(&links).into_iter().map(natural).collect())
    }
}

/// How much is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// The layout, the chain, the row of each run, and that the indexes lead to these rows.
    Rows,
    /// Every text too, and every page of the file.
    Texts,
}

fn look(connection: &Connection, depth: Depth) -> Found<Verification> {
    let layout = file::fault(connection)?;
    if layout.is_some() {
        // Nothing else can be asked of such a file.
        return Ok(Verification {
            fault: layout,
            ..Verification::default()
        });
    }
    let mut found = Walk::along(connection, depth)?;
    if found.fault.is_none() {
        found.fault = match depth {
            Depth::Rows => damage(connection, "run")?.or(damage(connection, "link")?),
            Depth::Texts => stray(connection)?.or(damage(connection, "1")?),
        };
    }
    Ok(found)
}

fn stray(connection: &Connection) -> Found<Option<Fault>> {
    let needed = write::needed(connection)?;
    let mut there = shared::digests(connection)?.into_iter();
    let stray = there.find(|(digest,)| !needed.contains(digest));
    Ok(stray.map(|(digest,)| Fault::Stray { digest }))
}

/// Of one table with its indexes, or, where it is a number of complaints, of the whole file
/// (<https://www.sqlite.org/pragma.html#pragma_integrity_check>).
fn damage(connection: &Connection, table: &str) -> Found<Option<Fault>> {
    let sql = format!("PRAGMA integrity_check({table})");
    let what: String = rows::value(connection, &sql, [])?;
    Ok((what != "ok").then_some(Fault::Damaged { what }))
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

struct Walk<'a> {
    connection: &'a Connection,
    depth: Depth,
    pruned: BTreeSet<i64>,
    there: BTreeSet<i64>,
    /// Texts that were held against their digests already.
    sound: BTreeMap<String, bool>,
}

impl<'a> Walk<'a> {
    fn along(connection: &'a Connection, depth: Depth) -> Found<Verification> {
        let links = link::all(connection)?;
        let there = rows::all::<(i64,)>(connection, "SELECT id FROM run", [])?;
        let mut walk = Self {
            connection,
            depth,
            pruned: pruned(&links),
            there: there.into_iter().map(|(run,)| run).collect(),
            sound: BTreeMap::new(),
        };
        let sealed: BTreeSet<i64> = links.iter().filter_map(|link| link.run).collect();
        // What was pruned must be sure before what is not there can be judged.
        let mut found = Verification {
            fault: doubtful_pruning(&links),
            ..Verification::default()
        };
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
        let mut strange = walk.there.iter();
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
    ) -> Found<Option<Fault>> {
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
        let low = after.map_or(0, integer) + 1;
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
    fn changed(&mut self, link: &Link, run: i64) -> Found<Option<&'static str>> {
        if link::content(self.connection, run)?.as_deref() != Some(&link.content) {
            return Ok(Some("what it says of itself"));
        }
        if self.depth == Depth::Rows {
            return Ok(None);
        }
        let sql = "SELECT records, files, body, answers, objects FROM run WHERE id = ?";
        let run =
            rows::first::<(String, String, String, String, String)>(self.connection, sql, [run])?;
        let Some((records, files, body, answers, root)) = run else {
            return Ok(Some("what it says of itself"));
        };
        for (digest, what) in [
            (&records, "the records that it saw"),
            (&files, "the digests of stored outputs that it saw"),
            (&body, "what it found"),
            (&answers, "what the server answered"),
        ] {
            if !self.is_sound(digest)? {
                return Ok(Some(what));
            }
        }
        if !self.pieces(&body)? {
            return Ok(Some("what it found"));
        }
        Ok((!self.objects(&root)?).then_some("the objects that it saw"))
    }

    /// The texts that a text is made of.
    fn pieces(&mut self, digest: &str) -> Found<bool> {
        for piece in shared::pieces(self.connection, digest)? {
            if !self.is_sound(&piece)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The list of lists, the lists, and the definitions.
    fn objects(&mut self, root: &str) -> Found<bool> {
        if !self.is_sound(root)? {
            return Ok(false);
        }
        for list in shared::lists(self.connection, root)? {
            if !self.is_sound(&list)? {
                return Ok(false);
            }
            for definition in shared::members(self.connection, &list)?.values() {
                if !self.is_sound(definition)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn is_sound(&mut self, digest: &str) -> Found<bool> {
        if let Some(&known) = self.sound.get(digest) {
            return Ok(known);
        }
        let sound = shared::sound(self.connection, digest)?.is_some();
        self.sound.insert(digest.to_owned(), sound);
        Ok(sound)
    }
}
