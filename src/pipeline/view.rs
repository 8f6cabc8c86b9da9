//! What of the live side one schema's run is held against.
//!
//! A schema with a `django_migrations` of its own answers for what it holds by that: a table that is
//! missing here, and is there because it was recorded there, is not where this one went.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::layout::Layout;
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::record::read::Records;
use crate::replay::Expected;
use crate::report::LedgerSchema;
use crate::schema::{ObjectId, ObjectKey, Pieces, Schema};

/// More schemas with records of their own are tenants.
const SEVERAL: usize = 4;

/// The live side, with each schema that keeps records of its own apart.
pub(super) struct LiveView {
    pub(super) pieces: Pieces,
    /// What each of them records; none where that is not known.
    records: BTreeMap<Name, Option<BTreeSet<MigrationKey>>>,
}

impl LiveView {
    /// Nothing is taken apart where only one schema keeps records.
    pub(super) fn new(live: Schema, records: &Records) -> Self {
        let own = keys(&records.rows);
        let others = records.elsewhere.iter().map(|other| {
            let rows = other.rows.as_deref().map(keys);
            (Name::exact(&other.schema), rows)
        });
        let records: BTreeMap<_, _> = others
            .chain([(Name::exact(&records.schema), Some(own))])
            .collect();
        let apart: BTreeSet<Name> = match records.len() {
            1 => BTreeSet::new(),
            _ => records.keys().cloned().collect(),
        };
        Self {
            pieces: live.into_pieces(&apart),
            records,
        }
    }

    /// Whether several schemas keep records.
    pub(super) fn keeps_several(&self) -> bool {
        self.records.len() > 1
    }

    /// The names of all schemas.
    pub(super) fn namespaces(&self) -> impl Iterator<Item = String> {
        let names = self.pieces.common.namespaces.keys();
        names.map(ToString::to_string)
    }

    /// What each schema that keeps records has, of the tables that are expected in `home`; nothing where only
    /// one does, or where they are as many as tenants.
    pub(super) fn ledgers(&self, expected: &Expected, home: &Name) -> Vec<LedgerSchema> {
        if !(2..=SEVERAL).contains(&self.records.len()) {
            return Vec::new();
        }
        let tables = expected.schema.tables.keys();
        let tables: Vec<&Name> = tables
            .filter(|name| name.schema == *home)
            .map(|name| &name.name)
            .collect();
        let has = |schema: &Name, table: &Name| {
            let piece = self.pieces.apart.get(schema).unwrap_or(&self.pieces.common);
            let place = QualifiedName::new(schema.clone(), table.clone());
            piece.tables.contains_key(&place)
        };
        let all = self.records.iter().map(|(schema, rows)| LedgerSchema {
            schema: schema.to_string(),
            recorded: rows.as_ref().map(|rows| rows.len() as u64),
            tables: tables.iter().filter(|table| has(schema, table)).count() as u64,
            of: tables.len() as u64,
        });
        all.collect()
    }

    /// What the run of `schema` is held against whatever it expects: all that no other schema
    /// answers for, and the schemas of its path.
    pub(super) fn seen_from<'a>(
        &'a self,
        schema: &'a Name,
        path: &[Name],
        layout: Option<&'a Layout>,
    ) -> View<'a> {
        let on_path: BTreeSet<&Name> = path.iter().chain([schema]).collect();
        let pieces = on_path
            .iter()
            .filter_map(|name| self.pieces.apart.get_key_value(*name));
        let (seen, pieces): (BTreeSet<&Name>, Vec<&Schema>) = pieces.unzip();
        let mut base = Cow::Borrowed(&self.pieces.common);
        for piece in pieces {
            base.to_mut().absorb(piece);
        }
        View {
            of: self,
            schema,
            layout,
            seen,
            base,
        }
    }
}

fn keys(rows: &[crate::record::read::RecordRow]) -> BTreeSet<MigrationKey> {
    rows.iter()
        .map(|row| MigrationKey::new(&*row.app, &*row.name))
        .collect()
}

/// What one schema sees of the live side.
pub(super) struct View<'a> {
    of: &'a LiveView,
    schema: &'a Name,
    layout: Option<&'a Layout>,
    /// The schemas with records of their own that are in `base`.
    seen: BTreeSet<&'a Name>,
    base: Cow<'a, Schema>,
}

impl View<'_> {
    /// The schemas with records of their own that are not seen.
    pub(super) fn unseen(&self) -> BTreeSet<&Name> {
        let apart = self.of.pieces.apart.keys();
        apart.filter(|name| !self.seen.contains(name)).collect()
    }

    /// The live side for what replaying expects: schemas that it names are seen, what is missing and has
    /// a schema run where it is found is not, and what is found without one is.
    pub(super) fn of<'b>(&'b self, expected: &Expected) -> Cow<'b, Schema> {
        let mut live = Cow::Borrowed(&*self.base);
        if self.of.pieces.apart.is_empty() {
            return live;
        }
        let named = named_schemas(expected);
        let unseen = self.of.pieces.apart.iter();
        for (name, piece) in unseen.filter(|(name, _)| !self.seen.contains(name)) {
            if named.contains(name) {
                live.to_mut().absorb(piece);
            }
        }
        let missing = missing_tables(expected, &live);
        for (name, id) in missing {
            for (schema, piece) in &self.of.pieces.apart {
                let place = QualifiedName::new(schema.clone(), name.name.clone());
                if schema == self.schema || !piece.tables.contains_key(&place) {
                    continue;
                }
                let there = live.tables.contains_key(&place);
                let accounted = self.is_accounted(schema, expected, id);
                if there && accounted && !expected.schema.tables.contains_key(&place) {
                    live.to_mut().forget_table(&place);
                } else if !there && !accounted {
                    live.to_mut().absorb_table(piece, &place);
                }
            }
        }
        live
    }

    /// Whether a schema's own records hold the migration that made a table, and the app lives there.
    fn is_accounted(&self, schema: &Name, expected: &Expected, table: ObjectId) -> bool {
        let Some(origin) = expected.origins.of(table) else {
            return false;
        };
        let migration = &expected.origins.at(origin.created).migration;
        let lives = self
            .layout
            .is_none_or(|layout| layout.destination(&migration.app, schema.as_str()).here);
        let records = self.of.records.get(schema);
        // Where it is not known what a schema records, its tables are taken for its own.
        let recorded = records
            .is_some_and(|known| known.as_ref().is_none_or(|known| known.contains(migration)));
        lives && recorded
    }
}

/// The schemas that expected objects are in.
fn named_schemas(expected: &Expected) -> BTreeSet<&Name> {
    let schema = &expected.schema;
    let tables = schema.tables.keys().map(|name| &name.schema);
    let sequences = schema.sequences.keys().map(|name| &name.schema);
    let types = schema.types.keys().map(|name| &name.schema);
    let collations = schema.collations.keys().map(|name| &name.schema);
    let named = schema.named.keys();
    let named = named.filter_map(|key: &ObjectKey| key.schema.as_ref());
    tables
        .chain(sequences)
        .chain(types)
        .chain(collations)
        .chain(named)
        .collect()
}

fn missing_tables(expected: &Expected, live: &Schema) -> Vec<(QualifiedName, ObjectId)> {
    let tables = expected.schema.tables.iter();
    tables
        .filter(|(name, _)| !live.tables.contains_key(*name))
        .map(|(name, table)| (name.clone(), table.id))
        .collect()
}
