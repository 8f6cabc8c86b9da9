//! Comments, and what else the server keeps of an object beside its definition: by identity, for
//! every expected object that has a live one.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, ObjectComparison};
use crate::name::is_generated_not_null;
use crate::replay::BEFORE_14;
use crate::schema::{
    Attribute, ObjectId, ObjectKey, ObjectKind, Properties, Property, Schema, Server,
};

/// Adds what differs to the objects of `comparison`.
pub(super) fn compare(alignment: &Alignment<'_>, comparison: &mut Comparison) {
    let both = Both {
        alignment,
        live: &alignment.live.properties,
        indexes: indexes(comparison),
    };
    for object in &mut comparison.objects {
        if let Some(found) = object.live {
            let mut answers = both.answers(object, found);
            // The parameters of an exclusion's index are known by the index too.
            let told = |it: &AttributeAnswer| (it.attribute, it.answer.clone());
            answers.retain(|it| {
                !object
                    .attributes
                    .iter()
                    .any(|known| told(known) == told(it))
            });
            object.attributes.extend(answers);
        }
    }
}

/// Expected indexes and constraints, with what they are called and the live one, if there is one.
type Indexes = BTreeMap<ObjectId, (String, Option<ObjectId>)>;

fn indexes(comparison: &Comparison) -> Indexes {
    let objects = comparison.objects.iter();
    objects
        .filter(|object| matches!(object.key.kind, ObjectKind::Index | ObjectKind::Constraint))
        .map(|object| (object.id, (object.key.name.to_string(), object.live)))
        .collect()
}

struct Both<'a> {
    alignment: &'a Alignment<'a>,
    live: &'a Properties,
    indexes: Indexes,
}

/// What one side says of one attribute of an object, by part.
type Said<'a> = BTreeMap<&'a str, Value<'a>>;

/// One value, as both sides can be held together.
#[derive(Debug, PartialEq, Eq)]
enum Value<'a> {
    Word(&'a str),
    /// A live index.
    Index(ObjectId),
    /// An expected index that is not there: that is told of itself.
    Missing,
}

impl<'a> Both<'a> {
    fn answers(&self, object: &ObjectComparison, found: ObjectId) -> Vec<AttributeAnswer> {
        let wanted = self.expected().properties.of(object.id);
        let attributes = wanted.chain(self.live.of(found));
        let attributes: BTreeSet<Attribute> = attributes.map(|((it, _), _)| *it).collect();
        let Some(server) = &self.live.server else {
            let reason = "the settings of the server are not known";
            let unmeasured = |it| AttributeAnswer::unmeasured(it, reason);
            return attributes.into_iter().map(unmeasured).collect();
        };
        let compared = attributes.into_iter().filter_map(|attribute| {
            let mut pair = Pair {
                server,
                expected: self.wanted(object.id, attribute),
                live: self.found(found, attribute),
            };
            let answer = self.answer(&mut pair, &object.key, found, attribute)?;
            let [expected, actual] = [&pair.expected, &pair.live].map(|it| self.words(it));
            Some(AttributeAnswer::new(attribute, answer, expected, actual))
        });
        compared.collect()
    }

    fn expected(&self) -> &'a Schema {
        &self.alignment.expected.schema
    }

    fn answer(
        &self,
        pair: &mut Pair<'a>,
        key: &ObjectKey,
        found: ObjectId,
        attribute: Attribute,
    ) -> Option<Answer> {
        use {Attribute as A, ObjectKind as K};
        match (attribute, key.kind) {
            (A::Comment, _) if is_given(key) && pair.expected.is_empty() => return None,
            (A::Tablespace, _) => pair.settle_tablespace(),
            (A::Method, _) => pair.settle_method(),
            (A::Storage, K::Column) if pair.expected != pair.live => {
                return self.own_storage(pair, key);
            }
            (A::Options, K::Table | K::MaterializedView)
                if pair.server.untoasted.contains(&found) =>
            {
                pair.expected.retain(|part, _| !part.starts_with("toast."));
            }
            (A::Persistence, K::Sequence) => return self.persistence(pair, key),
            (A::NotNullName | A::NoInherit, _) if pair.server.version < 180_000 => return None,
            (A::NotNullName, _) => return pair.not_null_name(),
            (A::Validated, _) => return pair.validated(),
            (A::StatisticsTarget, K::Statistics) => pair.settle_target(),
            // The index is missing, or under another name: that is told of itself.
            (A::ClusteredOn | A::ReplicaIdentity, _)
                if pair.expected.get("") == Some(&Value::Missing) =>
            {
                return None;
            }
            _ => {}
        }
        (pair.expected != pair.live).then_some(Answer::Different)
    }

    fn wanted(&self, id: ObjectId, attribute: Attribute) -> Said<'a> {
        said(&self.expected().properties, id, attribute, |index| {
            match self.indexes.get(&index) {
                Some((_, Some(live))) => Some(Value::Index(*live)),
                Some((_, None)) => Some(Value::Missing),
                // What was dropped leaves the word alone behind, or nothing.
                None => (attribute == Attribute::ReplicaIdentity).then_some(Value::Word("index")),
            }
        })
    }

    fn found(&self, id: ObjectId, attribute: Attribute) -> Said<'a> {
        said(self.live, id, attribute, |index| Some(Value::Index(index)))
    }

    /// A column of which nothing is said is stored as its type is.
    fn own_storage(&self, pair: &Pair<'_>, key: &ObjectKey) -> Option<Answer> {
        let both = (pair.expected.get(""), pair.live.get(""));
        let ((Some(Value::Word(said)), None) | (None, Some(Value::Word(said)))) = both else {
            return Some(Answer::Different);
        };
        let storage = &pair.server.storage_of_types;
        let own = |side: &Schema| {
            let column = side.tables.get(&key.table_name()?)?.column(&key.name)?;
            storage.get(&column.data_type.clone().without_modifiers())
        };
        // A ledger may leave the schema of a type to the search path.
        match own(self.expected()).or_else(|| own(self.alignment.live)) {
            Some(own) if own == said => None,
            Some(_) => Some(Answer::Different),
            None if pair.expected.is_empty() => Some(Answer::Different),
            None => Some(Answer::Undecided("how the type is stored is not known")),
        }
    }

    /// Sequences can be UNLOGGED since 15, and those of columns are as their table is since then. One
    /// that is as its live table is, is told with the table.
    fn persistence(&self, pair: &Pair<'_>, key: &ObjectKey) -> Option<Answer> {
        if pair.server.version < 150_000 || pair.expected == pair.live {
            return None;
        }
        let sequence = self.expected().sequences.get(&key.qualified())?;
        let owner = sequence.owner.as_ref();
        let changed = owner.and_then(|owner| {
            let table = self.alignment.live.tables.get(&owner.table)?;
            let wanted = self.expected().tables.get(&owner.table)?;
            (table.unlogged != wanted.unlogged).then_some(table)
        });
        if changed.is_some_and(|table| table.unlogged != pair.live.is_empty()) {
            return None;
        }
        Some(if owner.is_some() && pair.live.is_empty() {
            Answer::Undecided("before PostgreSQL 15 it was made LOGGED, and an upgrade keeps it so")
        } else {
            Answer::Different
        })
    }

    fn words(&self, said: &Said<'_>) -> String {
        if said.is_empty() {
            return "none".to_owned();
        }
        let one = |(part, value): (&&str, &Value<'_>)| {
            let text = match value {
                Value::Word(text) => (*text).to_owned(),
                Value::Index(live) => self.name_of(*live),
                Value::Missing => "an index that is not there".to_owned(),
            };
            if part.is_empty() {
                text
            } else {
                format!("{part}={text}")
            }
        };
        let all: Vec<String> = said.iter().map(one).collect();
        all.join(", ")
    }

    /// A live index is called as the expected one is; what is not expected has no name here.
    fn name_of(&self, live: ObjectId) -> String {
        let mut indexes = self.indexes.values();
        match indexes.find(|(_, of)| *of == Some(live)) {
            Some((name, _)) => format!("index {name}"),
            None => "another index".to_owned(),
        }
    }
}

/// Both sides of one attribute of one object.
struct Pair<'a> {
    server: &'a Server,
    expected: Said<'a>,
    live: Said<'a>,
}

impl Pair<'_> {
    /// To be in the database's own tablespace is to be in none. What names none goes where the server
    /// says.
    fn settle_tablespace(&mut self) {
        let default = self.server.default_tablespace.as_deref();
        if let (true, Some(default)) = (self.expected.is_empty(), default) {
            let there = Value::Word(default);
            if self.live.get("") == Some(&there) {
                self.live.clear();
            }
        }
        let own = self.server.tablespace.as_str();
        let is_own = |value: &Value<'_>| matches!(value, Value::Word(name) if *name == own || name.is_empty());
        self.expected.retain(|_, value| !is_own(value));
        self.live.retain(|_, value| !is_own(value));
    }

    /// What a changed type takes away, a server before 14 keeps.
    fn settle_target(&mut self) {
        let kept = self.expected.remove(BEFORE_14);
        if let Some(kept) = kept.filter(|_| self.server.version < 140_000) {
            self.expected.insert("", kept);
        }
    }

    /// Nothing said is the server's default; nothing read is `heap`.
    fn settle_method(&mut self) {
        let default = self.server.default_access_method.as_str();
        self.expected.entry("").or_insert(Value::Word(default));
        self.live.entry("").or_insert(Value::Word("heap"));
    }

    /// A name that the server chose may be another one after a dump and restore, and a server older
    /// than 18 kept none.
    fn not_null_name(&self) -> Option<Answer> {
        if self.expected == self.live {
            return None;
        }
        let given = |said: &Said<'_>| match said.get("") {
            Some(Value::Word(name)) => !is_generated_not_null(name),
            _ => false,
        };
        match (given(&self.expected), given(&self.live)) {
            (_, true) => Some(Answer::Different),
            (true, false) => Some(Answer::Equivalent(
                "servers older than 18 keep no name of it, and an upgrade chooses one",
            )),
            (false, false) => None,
        }
    }

    /// What was validated later contradicts nothing.
    fn validated(&self) -> Option<Answer> {
        match (self.expected.is_empty(), self.live.is_empty()) {
            (true, false) => Some(Answer::NotInForce),
            (false, true) if self.server.version >= 180_000 => {
                Some(Answer::Equivalent("it was validated after its migration"))
            }
            _ => None,
        }
    }
}

fn said<'a>(
    properties: &'a Properties,
    id: ObjectId,
    attribute: Attribute,
    of_index: impl Fn(ObjectId) -> Option<Value<'a>>,
) -> Said<'a> {
    let own = properties.of(id).filter(|((of, _), _)| *of == attribute);
    let values = own.filter_map(|((_, part), value)| {
        let value = match value {
            Property::Word(text) => Value::Word(text),
            Property::Index(index) => of_index(*index)?,
        };
        Some((part.as_str(), value))
    });
    values.collect()
}

/// An extension's own script comments on it, and the server on the schema `public`.
fn is_given(key: &ObjectKey) -> bool {
    match key.kind {
        ObjectKind::Extension => true,
        ObjectKind::Schema => key.name.as_str() == "public",
        _ => false,
    }
}
