//! What is missing, looked for in the other databases that the settings name, and on the same server.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use super::{Connection, Progress, Source};
use crate::catalog::assemble::{Catalog, assemble};
use crate::catalog::{self, CatalogError, Target, Visit};
use crate::compare::databases::{Neighbour, is_wanted, search, shared};
use crate::compare::{Comparison, ObjectComparison, OtherDatabase, Whereabouts};
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::record::read::Elsewhere;
use crate::redact::redact;
use crate::replay::Expected;
use crate::report::{Searched, SearchedKind};

/// More databases of one server than that are not looked into.
const MOST_SIBLINGS: usize = 100;

/// Where else to look. It holds passwords, so it has no `Debug`.
#[derive(Default)]
pub struct Places {
    /// The other databases of the settings, by alias.
    pub aliases: Vec<(String, Source)>,
    /// Whether every other database of the same server is looked into too.
    pub siblings: bool,
}

/// What looking around found out.
#[derive(Default)]
pub(super) struct Search {
    /// Which databases were looked into, and which could not be.
    pub(super) searched: Vec<Searched>,
    /// What the `django_migrations` of these databases record.
    pub(super) records: BTreeMap<Whereabouts, BTreeSet<MigrationKey>>,
    /// The databases that hold most of what is here as well.
    pub(super) copies: BTreeSet<OtherDatabase>,
    /// Whose `django_migrations` could not be read.
    pub(super) unread: Vec<String>,
}

/// Looks into other databases where something is missing, each once, and into none where nothing is.
pub(super) struct SiblingSearch<'a> {
    pub(super) places: &'a Places,
    /// The database that is measured.
    pub(super) home: &'a Connection,
    pub(super) target: &'a Target,
    pub(super) progress: &'a dyn Progress,
    neighbours: OnceLock<Neighbours>,
}

/// What was read of other databases.
#[derive(Default)]
struct Neighbours {
    visited: Vec<Visited>,
    searched: Vec<Searched>,
}

struct Visited {
    name: OtherDatabase,
    catalog: Catalog,
    records: Vec<Elsewhere>,
}

impl<'a> SiblingSearch<'a> {
    pub(super) fn new(
        places: &'a Places,
        home: &'a Connection,
        target: &'a Target,
        progress: &'a dyn Progress,
    ) -> Self {
        Self {
            places,
            home,
            target,
            progress,
            neighbours: OnceLock::new(),
        }
    }

    /// Looks for what is missing, where any of it is in scope.
    pub(super) fn look(
        &self,
        expected: &Expected,
        comparison: &mut Comparison,
        in_scope: impl Fn(&MigrationKey) -> bool,
    ) -> Search {
        let of_scope = |object: &ObjectComparison| {
            let origin = expected.origins.of(object.id);
            origin.is_some_and(|origin| in_scope(&expected.origins.at(origin.named).migration))
        };
        let mut objects = comparison.objects.iter();
        if !objects.any(|object| is_wanted(object) && of_scope(object)) {
            return Search::default();
        }
        let Neighbours { visited, searched } = self.neighbours.get_or_init(|| self.visit_all());
        let neighbours: Vec<Neighbour<'_>> = visited.iter().map(Visited::neighbour).collect();
        let is_copy = |one: &&Visited| {
            let (both, here) = shared(comparison, &one.catalog.schema);
            2 * both > here
        };
        let found = Search {
            searched: searched.clone(),
            unread: visited.iter().flat_map(Visited::unread).collect(),
            records: visited.iter().flat_map(Visited::recorded).collect(),
            copies: visited
                .iter()
                .filter(is_copy)
                .map(|one| one.name.clone())
                .collect(),
        };
        search(expected, &neighbours, comparison);
        found
    }

    fn visit_all(&self) -> Neighbours {
        let mut neighbours = Neighbours::default();
        let mut known = BTreeSet::from([self.target.identity_digest()]);
        for (alias, source) in &self.places.aliases {
            let stage = format!("looking for what is missing in {alias}");
            self.progress.stage(&stage);
            let visit = self.open(source, None);
            neighbours.add(OtherDatabase::Alias(alias.clone()), visit, &mut known);
        }
        if self.places.siblings {
            let stage = "looking for what is missing in the other databases of the server";
            self.progress.stage(stage);
            self.visit_siblings(&mut neighbours, &mut known);
        }
        neighbours
    }

    fn visit_siblings(&self, neighbours: &mut Neighbours, known: &mut BTreeSet<String>) {
        let names = match self.siblings() {
            Ok(names) => names,
            Err(reason) => {
                let all = OtherDatabase::Sibling("*".to_owned());
                return neighbours.note(&all, Some(reason));
            }
        };
        for (at, name) in names.iter().enumerate() {
            let database = OtherDatabase::Sibling(name.clone());
            if at < MOST_SIBLINGS {
                let visit = self.open(&self.home.source, Some(name));
                neighbours.add(database, visit, known);
            } else {
                let reason = format!("only {MOST_SIBLINGS} databases of a server are looked into");
                neighbours.note(&database, Some(reason));
            }
        }
    }

    fn siblings(&self) -> Result<Vec<String>, String> {
        let home = self.home.source.open(None).map_err(words)?;
        let found = catalog::siblings(&home, self.home.statement_timeout).map_err(words)?;
        found.ok_or_else(|| "a snapshot is of one database".to_owned())
    }

    fn open(&self, source: &Source, database: Option<&str>) -> Result<Visit, CatalogError> {
        catalog::visit(&source.open(database)?, self.home.statement_timeout)
    }
}

fn words(error: impl fmt::Display) -> String {
    redact(&error.to_string())
}

impl Neighbours {
    /// Keeps what was read, unless it is a database that is known already.
    fn add(
        &mut self,
        name: OtherDatabase,
        visit: Result<Visit, CatalogError>,
        known: &mut BTreeSet<String>,
    ) {
        match visit {
            Err(error) => self.note(&name, Some(words(error))),
            Ok(visit) if known.insert(visit.target.identity_digest()) => {
                self.note(&name, None);
                self.visited.push(Visited {
                    name,
                    catalog: assemble(&visit.rows),
                    records: visit.records,
                });
            }
            Ok(_) => {}
        }
    }

    fn note(&mut self, name: &OtherDatabase, not_searched: Option<String>) {
        self.searched.push(Searched {
            kind: match name {
                OtherDatabase::Alias(_) => SearchedKind::Alias,
                OtherDatabase::Sibling(_) => SearchedKind::Database,
            },
            name: name.name().to_owned(),
            not_searched,
        });
    }
}

impl Visited {
    fn neighbour(&self) -> Neighbour<'_> {
        Neighbour {
            name: self.name.clone(),
            live: &self.catalog.schema,
        }
    }

    fn place(&self, schema: &str) -> Whereabouts {
        Whereabouts {
            database: Some(self.name.clone()),
            schema: Name::exact(schema),
        }
    }

    fn unread(&self) -> Vec<String> {
        let unread = self.records.iter().filter(|one| one.rows.is_none());
        unread
            .map(|one| self.place(&one.schema).to_string())
            .collect()
    }

    fn recorded(&self) -> Vec<(Whereabouts, BTreeSet<MigrationKey>)> {
        let readable = self.records.iter();
        let readable = readable.filter_map(|one| Some((one, one.rows.as_ref()?)));
        readable
            .map(|(one, rows)| {
                let place = self.place(&one.schema);
                let keys = rows
                    .iter()
                    .map(|row| MigrationKey::new(&*row.app, &*row.name));
                (place, keys.collect())
            })
            .collect()
    }
}
