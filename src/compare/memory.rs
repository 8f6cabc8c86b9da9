//! Which answers of a server may be remembered: those that depend on the texts, on the types of the columns
//! that they stand among, and on nothing else that a table has.

use std::collections::BTreeMap;

use crate::effect::explain::{Among, mentions};
use crate::name::{Name, QualifiedName};
use crate::schema::{Column, Schema};

/// The relations of the live side.
pub(super) struct Memory<'a> {
    /// How many relations have a name that begins with the word.
    named: BTreeMap<String, usize>,
    columns: BTreeMap<QualifiedName, &'a [Column]>,
}

impl<'a> Memory<'a> {
    pub(super) fn of(live: &'a Schema) -> Self {
        let tables = live.tables.iter();
        let tables = tables.map(|(name, table)| (name.clone(), table.columns.as_slice()));
        let views = live.views.iter().filter_map(|(key, view)| {
            let name = QualifiedName::new(key.schema.clone()?, key.name.clone());
            Some((name, view.parts.columns.as_slice()))
        });
        let columns: BTreeMap<_, _> = tables.chain(views).collect();
        let mut named = BTreeMap::new();
        for name in columns.keys().chain(live.sequences.keys()) {
            *named.entry(first_word(&name.name)).or_default() += 1;
        }
        Self { named, columns }
    }

    /// The columns that texts stand `among`, with their types; none where an answer must not be
    /// remembered, because a text names another relation. A word is taken for a relation wherever it stands:
    /// the value of a `regclass` is a string.
    pub(super) fn grounds(&self, among: &Among, texts: &[&str]) -> Option<Vec<String>> {
        let own = match among {
            Among::Row(table) | Among::Rows(table) => Some(table),
            Among::Value(_) | Among::Arguments(_) | Among::Nothing => None,
        };
        let own_word = own.map(|table| first_word(&table.name));
        let other = |word: &String| {
            let own = usize::from(own_word.as_ref() == Some(word));
            self.named.get(word).is_some_and(|count| *count > own)
        };
        let mut words = texts.iter().flat_map(|text| mentions(text));
        // A name without a letter could stand anywhere.
        if other(&String::new()) || words.any(|word| other(&word)) {
            return None;
        }
        match own {
            Some(table) => Some(self.columns.get(table)?.iter().map(in_words).collect()),
            None => Some(Vec::new()),
        }
    }
}

fn first_word(name: &Name) -> String {
    mentions(name.as_str()).next().unwrap_or_default()
}

fn in_words(column: &Column) -> String {
    let collation = column.collation.as_ref().map(ToString::to_string);
    format!(
        "{} {} {}",
        column.name.quoted(),
        column.data_type,
        collation.unwrap_or_default()
    )
}
