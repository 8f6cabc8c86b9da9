//! What a ledger of one vendor expects of a database of another: both sides are brought to what both vendors can say.
//!
//! The live side takes the names and types that the ledger has, where they stand for the same; what one of the two
//! cannot have is left out of both, and counted. What is left is compared as ever.

mod column;
mod leave_out;
mod names;
mod pair;
mod part;
mod table;

use std::collections::{BTreeMap, BTreeSet};

pub use table::StandIns;

use crate::engine::Engine;
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Attribute, ObjectId, ObjectKind, Schema};
use column::Columns;

/// Both sides, in words that both vendors have.
#[derive(Debug, Clone)]
pub struct Together {
    /// What the ledger makes.
    pub expected: Expected,
    /// What is there, under the names and of the types that the ledger has for the same.
    pub live: Schema,
    /// What one of the two vendors cannot have, or has in its own words, and so was held against nothing: how many, by
    /// the word of the report for the kind of object or the attribute.
    pub not_applicable: BTreeMap<&'static str, u64>,
    /// How many columns are of a type that stands for the ledger's.
    pub stood_in: u64,
    /// The migrations of which something is not applicable.
    pub migrations: BTreeSet<MigrationKey>,
}

/// What is compared across vendors of tables and what hangs on them; nothing else of an object that is there is held
/// against anything.
const COMPARED: &[Attribute] = &[
    Attribute::Type,
    Attribute::Nullable,
    Attribute::Generated,
    Attribute::Kind,
    Attribute::Columns,
    Attribute::Unique,
    Attribute::Order,
    Attribute::References,
    Attribute::OnDelete,
    Attribute::OnUpdate,
    Attribute::Deferrable,
];

/// Brings the two sides together. `home` is the schema in which the tables of the ledger stand.
#[must_use]
pub fn bring_together(
    mut expected: Expected,
    mut live: Schema,
    ledger: Engine,
    home: &Name,
    stand_ins: &StandIns,
) -> Together {
    let main = Name::exact("main");
    let before = leave_out::ids(&expected.schema);
    let from = match ledger {
        Engine::PostgreSql => &main,
        Engine::Sqlite => home,
    };
    names::follow(&expected, &mut live, from, home);
    for side in [&mut expected.schema, &mut live] {
        part::fill_targets(side);
    }
    let counting = match ledger {
        Engine::PostgreSql => part::counting([&live, &expected.schema]),
        Engine::Sqlite => part::counting([&expected.schema, &live]),
    };
    let (mut left_out, mut stood_in) = (LeftOut::default(), 0);
    for (name, found) in &names::pairs(&expected, &live) {
        let columns = Columns {
            ledger,
            expected: &expected,
            live: &live,
            counting: &counting,
            stand_ins,
        };
        let wanted = expected.schema.tables.get(name).cloned();
        let there = live.tables.get(found).cloned();
        let (Some(mut wanted), Some(mut there)) = (wanted, there) else {
            continue;
        };
        stood_in += columns.settle((&mut wanted, &mut there), &mut left_out, name);
        pair::parts((&mut wanted, &mut there), &mut left_out, name);
        expected.schema.tables.insert(name.clone(), wanted);
        live.tables.insert(found.clone(), there);
    }
    leave_out::of_schemas(&mut expected.schema, &mut live, &mut left_out);
    let after = leave_out::ids(&expected.schema);
    let mut places = expected.origins.keep_attributes(COMPARED);
    let made = |id: &ObjectId| Some(expected.origins.of(*id)?.created);
    places.extend(before.difference(&after).filter_map(made));
    let migration = |place| expected.origins.at(place).migration.clone();
    let migrations = places.into_iter().map(migration).collect();
    Together {
        migrations,
        expected,
        live,
        not_applicable: left_out.counted(),
        stood_in,
    }
}

/// What was left out, each once, on whichever side it was.
#[derive(Debug, Default)]
struct LeftOut(BTreeMap<&'static str, BTreeSet<(QualifiedName, Name)>>);

impl LeftOut {
    fn attribute(&mut self, attribute: Attribute, on: &QualifiedName, part: &Name) {
        self.note(attribute.as_str(), on, part);
    }

    fn object(&mut self, kind: ObjectKind, on: &QualifiedName, part: &Name) {
        self.note(kind.as_str(), on, part);
    }

    fn note(&mut self, word: &'static str, on: &QualifiedName, part: &Name) {
        let all = self.0.entry(word).or_default();
        all.insert((on.clone(), part.clone()));
    }

    fn counted(&self) -> BTreeMap<&'static str, u64> {
        let counts = self.0.iter();
        counts
            .map(|(word, all)| (*word, all.len() as u64))
            .collect()
    }
}
