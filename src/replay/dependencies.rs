//! What depends on what, as `pg_depend` has it: one table for drops, cascades and renames, as a search
//! through every object for each change would make replaying quadratic.
//!
//! An object that was changed is read again when somebody asks next. What depended on something may do so
//! no longer: whoever asks looks at the object itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use foldhash::HashMap;

use crate::name::{Name, QualifiedName};
use crate::schema::{Expr, Expression, Mention, ObjectId, ObjectKey, Part, TypeName};

/// What is depended on, and how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum On {
    /// The target of a foreign key.
    Referenced(QualifiedName),
    /// A table that is inherited from, or partitioned.
    Parent(QualifiedName),
    /// The table of the column that owns a sequence.
    Owner(QualifiedName),
    /// The table that extended statistics are about.
    Statistics(QualifiedName),
    /// The relation that a view reads.
    Read(ObjectId),
    /// A word in the query of a view, of which it is not told what it names.
    Word(Name),
    /// A word in a text that is not taken apart: the commands of a rule, a subquery, the body of a function.
    Text(Name),
    /// What is named in a definition: a type, relation, function, collation, operator class ...; by its
    /// schema and name, as far as the schema is written. A call is one word, with its schema.
    Named(Option<Name>, String),
    /// The schema of something that is named.
    Schema(Name),
}

/// The objects that stand by themselves, and what they depend on.
#[derive(Debug, Clone, Default)]
pub(super) struct Dependencies {
    /// What each is called now.
    keys: BTreeMap<ObjectId, ObjectKey>,
    /// Who is called so, in whatever schema.
    namesakes: HashMap<Name, BTreeSet<ObjectId>>,
    dependents: HashMap<On, BTreeSet<ObjectId>>,
    /// What was changed since it was read.
    changed: BTreeSet<ObjectId>,
    /// What was changed since somebody who watches asked; none where nobody does.
    touched: Option<Touched>,
}

/// What was changed, came or went.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// What stands by itself: of a part, its table or view.
    pub objects: BTreeSet<ObjectId>,
    /// Whether a property of anything was.
    pub properties: bool,
}

impl Touched {
    /// Takes in what was touched since.
    pub fn add(&mut self, later: Self) {
        self.objects.extend(later.objects);
        self.properties |= later.properties;
    }
}

impl Dependencies {
    /// From now on it is noted what is touched.
    pub(super) fn watch(&mut self) {
        self.touched = Some(Touched::default());
    }

    /// What was touched since this was last asked.
    pub(super) fn take_touched(&mut self) -> Touched {
        self.touched
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    pub(super) fn touch_properties(&mut self) {
        if let Some(touched) = &mut self.touched {
            touched.properties = true;
        }
    }

    fn touch(&mut self, id: ObjectId) {
        if let Some(touched) = &mut self.touched {
            touched.objects.insert(id);
        }
    }

    /// What an object that stands by itself is called.
    pub(super) fn key_of(&self, id: ObjectId) -> Option<&ObjectKey> {
        self.keys.get(&id)
    }

    /// An object came, or came back under another name.
    pub(super) fn enter(&mut self, id: ObjectId, key: ObjectKey) {
        let namesakes = self.namesakes.entry(key.name.clone()).or_default();
        namesakes.insert(id);
        self.keys.insert(id, key);
        self.change(id);
    }

    /// It has another name beside its own.
    pub(super) fn also_called(&mut self, id: ObjectId, name: &Name) {
        self.namesakes.entry(name.clone()).or_default().insert(id);
    }

    /// An object went.
    pub(super) fn leave(&mut self, id: ObjectId) {
        let Some(key) = self.keys.remove(&id) else {
            return;
        };
        self.touch(id);
        self.changed.remove(&id);
        if let Some(namesakes) = self.namesakes.get_mut(&key.name) {
            namesakes.remove(&id);
        }
    }

    pub(super) fn change(&mut self, id: ObjectId) {
        self.changed.insert(id);
        self.touch(id);
    }

    /// What was changed since it was read.
    pub(super) fn take_changed(&mut self) -> Vec<(ObjectId, ObjectKey)> {
        let changed = std::mem::take(&mut self.changed).into_iter();
        let keys = &self.keys;
        changed
            .filter_map(|id| Some((id, keys.get(&id)?.clone())))
            .collect()
    }

    pub(super) fn add(&mut self, on: On, id: ObjectId) {
        #[cfg(test)]
        crate::steps::count(1);
        self.dependents.entry(on).or_default().insert(id);
    }

    pub(super) fn remove(&mut self, on: &On, id: ObjectId) {
        if let Some(dependents) = self.dependents.get_mut(on) {
            dependents.remove(&id);
        }
    }

    /// What is depended on is called otherwise.
    pub(super) fn rename(&mut self, from: &On, to: On) {
        if let Some(moved) = self.dependents.remove(from) {
            self.dependents.entry(to).or_default().extend(moved);
        }
    }

    /// The objects that may depend on it, in order of name.
    pub(super) fn on(&self, on: &On) -> Vec<&ObjectKey> {
        let ids = self.dependents.get(on).into_iter().flatten();
        let mut keys: Vec<&ObjectKey> = ids.filter_map(|id| self.keys.get(id)).collect();
        #[cfg(test)]
        crate::steps::count(1 + keys.len());
        keys.sort();
        keys
    }

    /// How many may depend on it.
    pub(super) fn count(&self, on: &On) -> usize {
        self.dependents.get(on).map_or(0, BTreeSet::len)
    }

    /// The same of what is about to change, or to go: who depends on it still is read again.
    pub(super) fn take(&mut self, on: &On) -> Vec<ObjectKey> {
        let keys: Vec<ObjectKey> = self.on(on).into_iter().cloned().collect();
        let ids = self.dependents.remove(on).unwrap_or_default();
        let known = ids.into_iter().filter(|id| self.keys.contains_key(id));
        self.changed.extend(known);
        keys
    }

    /// The objects that have this name in whatever schema, in order.
    pub(super) fn called(&self, name: &Name) -> impl Iterator<Item = &ObjectKey> {
        let ids = self.namesakes.get(name).into_iter().flatten();
        ids.filter_map(|id| self.keys.get(id))
    }
}

/// A part of an object that needs something else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dependent {
    pub(super) part: Part,
    pub(super) of: ObjectKey,
}

impl fmt::Display for Dependent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = self.of.qualified();
        match &self.part {
            Part::Column(name) | Part::Generated(name) => write!(f, "the column {of}.{name}"),
            Part::Default(name) => write!(f, "the default of {of}.{name}"),
            Part::Constraint(name) => write!(f, "the constraint {name} of {of}"),
            Part::Index(name) => write!(f, "the index {name} of {of}"),
            Part::Policy(name) => write!(f, "the policy {name} of {of}"),
            Part::Trigger(name) => write!(f, "the trigger {name} of {of}"),
            Part::Rule(name) => write!(f, "the rule {name} of {of}"),
            Part::Attribute(name) => write!(f, "the attribute {name} of {of}"),
            Part::Whole | Part::Inheritance => write!(f, "the {} {of}", self.of.kind.words()),
        }
    }
}

/// What a definition depends on by what it mentions.
pub(super) fn mentioned(mention: Mention<'_>, found: &mut BTreeSet<On>) {
    match mention {
        Mention::Relation(name) => relation(name, found),
        Mention::Type(name)
        | Mention::KeyType(name)
        | Mention::Support(name)
        | Mention::Collation(name)
        | Mention::TriggerFunction(name)
        | Mention::TriggerTable(name) => named(name, found),
        Mention::Expression(it) => in_expression(it, found),
        Mention::Query(it) => {
            in_expression(it, found);
            found.extend(words(&it.text).map(On::Text));
        }
        Mention::Plain(name) => {
            found.insert(On::Named(None, name.to_owned()));
        }
        Mention::Text(text) => found.extend(words(text).map(On::Text)),
    }
}

fn in_expression(expression: &Expression, found: &mut BTreeSet<On>) {
    expression.tree.for_each(&mut |node| match node {
        Expr::Relation(name) => relation(name, found),
        Expr::Cast(_, data_type) => named(&data_type.base, found),
        Expr::Collate(_, name) => named(name, found),
        Expr::Call(name, _) => {
            found.insert(On::Named(None, name.clone()));
            let schema = name.split_once('.').map(|(schema, _)| schema);
            found.extend(schema.map(|it| On::Schema(Name::exact(it))));
        }
        Expr::Opaque(text) => found.extend(words(text).map(On::Text)),
        _ => {}
    });
    let former = expression.retyped.iter();
    for former in former.flat_map(|it| it.columns.values()) {
        named(&former.data_type.base, found);
    }
}

fn relation(name: &QualifiedName, found: &mut BTreeSet<On>) {
    let schema = Some(name.schema.clone());
    found.insert(On::Named(schema, name.name.to_string()));
    found.insert(On::Schema(name.schema.clone()));
}

/// What the server brings along is neither dropped nor renamed.
fn named(name: &TypeName, found: &mut BTreeSet<On>) {
    if name.is_builtin() {
        return;
    }
    found.insert(On::Named(name.schema.clone(), name.name.to_string()));
    found.extend(name.schema.clone().map(On::Schema));
}

/// The names that may stand in a text, by its look.
pub(super) fn words(text: &str) -> impl Iterator<Item = Name> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.flat_map(|word| [Name::exact(word), Name::folded(word)])
}
