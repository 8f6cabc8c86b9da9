//! What was asked about: the name of a table, column, migration ..., or the message of an error that names one.
//!
//! The messages are those of PostgreSQL and SQLite, as psql, psycopg and Django show them. A text that is none of them, and no
//! name, asks nothing.

mod sqlite;
mod token;

use serde::Serialize;

pub use self::sqlite::is_nameless;
use self::token::{Token, tokens};
use crate::kind::{ObjectKind, Within};

/// What an error says of the object that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Complaint {
    /// It does not exist.
    NotThere,
    /// It already exists.
    AlreadyThere,
    /// A row was refused: a null, a duplicate, a check.
    Refused,
    /// The role may not use it.
    Denied,
}

impl Complaint {
    /// The words of PostgreSQL by which each is known.
    const WORDS: [(&'static str, Self); 5] = [
        ("does not exist", Self::NotThere),
        ("already exists", Self::AlreadyThere),
        ("violates", Self::Refused),
        ("null value in", Self::Refused),
        ("permission denied for", Self::Denied),
    ];

    fn of(line: &str) -> Option<Self> {
        let mut all = Self::WORDS.into_iter();
        all.find(|(words, _)| line.contains(words)).map(|it| it.1)
    }
}

/// What an object may be called and be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its schema, where that is said.
    pub schema: Option<String>,
    /// The table that it is a part of, where that is said.
    pub table: Option<String>,
    /// Its name.
    pub name: String,
    /// What it may be; empty means anything.
    pub kinds: Vec<ObjectKind>,
}

impl Wanted {
    /// Whether an object of this kind and name is meant.
    #[must_use]
    pub fn means(
        &self,
        kind: ObjectKind,
        schema: Option<&str>,
        table: Option<&str>,
        name: &str,
    ) -> bool {
        let fits = |wanted: &Option<String>, own: Option<&str>| {
            wanted.is_none() || wanted.as_deref() == own
        };
        name == self.name
            && fits(&self.schema, schema)
            && fits(&self.table, table)
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

/// A migration as a person names it: the app, and its name or the beginning of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedMigration {
    /// The app label.
    pub app: String,
    /// The name, its beginning, or its number.
    pub name: String,
}

impl WantedMigration {
    /// Those of `names` that are meant: the one of that name, else those of that number, else those that begin so.
    #[must_use]
    pub fn among<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        let numbered = format!("{}_", self.name);
        let found = |is: &dyn Fn(&str) -> bool| -> Vec<&'a str> {
            names.iter().copied().filter(|name| is(name)).collect()
        };
        let ways: [&dyn Fn(&str) -> bool; 3] = [
            &|name| name == self.name,
            &|name| name.starts_with(&numbered),
            &|name| !self.name.is_empty() && name.starts_with(&self.name),
        ];
        let mut all = ways.into_iter().map(found);
        all.find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What an error says of it, where the text is the message of one.
    pub complaint: Option<Complaint>,
    /// The objects that may be meant: the first that is known of each.
    pub objects: Vec<Wanted>,
    /// The migrations that may be meant.
    pub migrations: Vec<WantedMigration>,
}

/// No error message that names an object is longer.
const LONGEST: usize = 64 << 10;

const RELATION: &[ObjectKind] = &[
    ObjectKind::Table,
    ObjectKind::View,
    ObjectKind::MaterializedView,
    ObjectKind::Sequence,
    ObjectKind::Index,
    // The index of a key has its name.
    ObjectKind::Constraint,
];

/// The words of messages for what an object is, those that begin others last.
const KINDS: &[(&str, &[ObjectKind])] = &[
    ("materialized view", &[ObjectKind::MaterializedView]),
    ("foreign table", &[ObjectKind::Table]),
    ("event trigger", &[ObjectKind::EventTrigger]),
    ("operator class", &[ObjectKind::OperatorClass]),
    (
        "text search configuration",
        &[ObjectKind::TextSearchConfiguration],
    ),
    (
        "text search dictionary",
        &[ObjectKind::TextSearchDictionary],
    ),
    ("statistics object", &[ObjectKind::Statistics]),
    ("relation", RELATION),
    ("table", &[ObjectKind::Table]),
    ("column", &[ObjectKind::Column]),
    ("index", &[ObjectKind::Index, ObjectKind::Constraint]),
    ("constraint", &[ObjectKind::Constraint]),
    ("sequence", &[ObjectKind::Sequence]),
    ("view", &[ObjectKind::View, ObjectKind::MaterializedView]),
    ("function", &[ObjectKind::Function]),
    ("procedure", &[ObjectKind::Function]),
    ("aggregate", &[ObjectKind::Function]),
    ("type", &[ObjectKind::Type, ObjectKind::Domain]),
    ("domain", &[ObjectKind::Domain]),
    ("schema", &[ObjectKind::Schema]),
    ("extension", &[ObjectKind::Extension]),
    ("collation", &[ObjectKind::Collation]),
    ("trigger", &[ObjectKind::Trigger]),
    ("policy", &[ObjectKind::Policy]),
    ("rule", &[ObjectKind::Rule]),
];

/// Whether a message calls something by this word: `table`, `column` ...
#[must_use]
pub fn is_kind(word: &str) -> bool {
    KINDS.iter().any(|(words, _)| *words == word)
}

impl Question {
    /// Reads what was asked.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        of_message(text).unwrap_or_else(|| of_words(text))
    }

    /// The name in the message of an error; none where no message was given.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        let first = self.objects.first().filter(|_| self.complaint.is_some());
        first.map(|one| &*one.name)
    }

    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.migrations.is_empty()
    }
}

/// The first line that complains of an object. What follows `LINE 1:` is the query, and not what is said of it.
fn of_message(text: &str) -> Option<Question> {
    let lines = text.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.starts_with("LINE "));
    lines.find_map(|line| {
        if let Some(both) = out_of_order(line) {
            return Some(both);
        }
        if let Some(of_sqlite) = sqlite::complaint(line) {
            return Some(of_sqlite);
        }
        let complaint = Complaint::of(line)?;
        let objects = subject(&tokens(line), complaint);
        (!objects.is_empty()).then_some(Question {
            complaint: Some(complaint),
            objects,
            migrations: Vec::new(),
        })
    })
}

/// `Migration a.0002 is applied before its dependency a.0001 on database 'default'.`: both of them.
fn out_of_order(line: &str) -> Option<Question> {
    let (before, behind) = line.split_once(" is applied before its dependency ")?;
    let named = [
        before.split_whitespace().next_back(),
        behind.split_whitespace().next(),
    ];
    let named = named.map(|name| {
        let (app, name) = name?.split_once('.')?;
        migration(app, name.trim_end_matches('.'))
    });
    let migrations: Vec<WantedMigration> = named.into_iter().flatten().collect();
    (!migrations.is_empty()).then_some(Question {
        migrations,
        ..Question::default()
    })
}

/// `shop_order`, `table shop_order`, `shop.0001_initial`, `shop 0001`.
fn of_words(text: &str) -> Question {
    let tokens = tokens(text.trim());
    if let Some((kinds, used)) = kind_at(&tokens)
        && let [name] = &tokens[used..]
    {
        return Question {
            objects: called(name, kinds, None),
            ..Question::default()
        };
    }
    match tokens.as_slice() {
        [only] => {
            let parts = only.text.split_once('.');
            let mut objects = called(only, &[], None);
            objects.extend(parts.map(|(app, model)| of_model(app, model)));
            Question {
                objects,
                migrations: parts
                    .and_then(|(app, name)| migration(app, name))
                    .into_iter()
                    .collect(),
                complaint: None,
            }
        }
        [app, name] => Question {
            migrations: migration(&app.text, &name.text).into_iter().collect(),
            ..Question::default()
        },
        _ => Question::default(),
    }
}

/// The table of a model, as Django calls it where nobody does.
fn of_model(app: &str, model: &str) -> Wanted {
    Wanted {
        name: format!("{app}_{}", model.to_lowercase()),
        kinds: vec![ObjectKind::Table],
        ..Wanted::default()
    }
}

fn migration(app: &str, name: &str) -> Option<WantedMigration> {
    (!app.is_empty() && !name.is_empty()).then(|| WantedMigration {
        app: app.to_owned(),
        name: name.to_owned(),
    })
}

/// The kinds that the words at the beginning mean, and how many words they are.
fn kind_at(tokens: &[Token]) -> Option<(&'static [ObjectKind], usize)> {
    KINDS.iter().find_map(|(words, kinds)| {
        let words: Vec<&str> = words.split(' ').collect();
        let begins = tokens.len() > words.len()
            && words
                .iter()
                .zip(tokens)
                .all(|(word, token)| !token.quoted && token.text == *word);
        begins.then_some((*kinds, words.len()))
    })
}

/// A name in a message, and what it may be.
struct Mentioned<'a> {
    kinds: &'static [ObjectKind],
    name: &'a Token,
}

/// What the message is about: a constraint of a table where it names both, else what it names first.
fn subject(tokens: &[Token], complaint: Complaint) -> Vec<Wanted> {
    let mut found: Vec<Mentioned<'_>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match kind_at(&tokens[at..]) {
            Some((kinds, used)) if is_name(&tokens[at + used]) => {
                let name = &tokens[at + used];
                found.push(Mentioned { kinds, name });
                at += used + 1;
            }
            _ => at += 1,
        }
    }
    let is_table = |one: &&Mentioned<'_>| one.kinds.contains(&ObjectKind::Table);
    let refused = complaint == Complaint::Refused;
    let is_constraint = |one: &&Mentioned<'_>| one.kinds == [ObjectKind::Constraint].as_slice();
    let constraint = found.iter().find(|one| refused && is_constraint(one));
    let Some(first) = constraint.or(found.first()) else {
        return Vec::new();
    };
    let is_part = first
        .kinds
        .iter()
        .all(|kind| kind.within() == Within::Table);
    // `violates foreign key constraint "c" on table "t"` names the table of the row before, and its own behind.
    let mut behind = found.iter().skip_while(|one| one.name != first.name);
    let table = behind
        .find(is_table)
        .or_else(|| found.iter().find(is_table));
    let table = table.filter(|_| is_part);
    called(first.name, first.kinds, table.map(|it| &*it.name.text))
}

/// `column does not exist`, `violates not-null constraint`: the word behind is no name.
fn is_name(token: &Token) -> bool {
    token.quoted || !["does", "already", "of", "for", "on", "violates"].contains(&&*token.text)
}

/// What may be called so: a message puts what is in a schema or in a table behind a point, and so do people.
fn called(token: &Token, kinds: &[ObjectKind], table: Option<&str>) -> Vec<Wanted> {
    // The types of a function's arguments.
    let name = token.text.split_once('(').map_or(&*token.text, |it| it.0);
    let wanted = |schema: Option<&str>, table: Option<&str>, name: &str| Wanted {
        schema: schema.map(str::to_owned),
        table: table.map(str::to_owned),
        name: name.to_owned(),
        kinds: kinds.to_vec(),
    };
    let (own, of) = match table.and_then(|table| table.split_once('.')) {
        Some((schema, table)) => (Some(schema), Some(table)),
        None => (None, table),
    };
    let mut all = vec![wanted(own, of, name)];
    let parts: Vec<&str> = name.split('.').collect();
    match (parts.as_slice(), of) {
        ([first, last], None) => {
            all.push(wanted(None, Some(first), last));
            all.push(wanted(Some(first), None, last));
        }
        ([schema, table, last], None) => all.push(wanted(Some(schema), Some(table), last)),
        _ => {}
    }
    all
}

#[cfg(test)]
mod tests;
