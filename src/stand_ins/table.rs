//! Which type of SQLite may stand for which of PostgreSQL.

use std::collections::BTreeMap;

use crate::schema::{DataType, Schema, TypeBody};

/// What stands for the fields of Django, by its own backends.
const DJANGO: &str = include_str!("django.txt");
/// What stands for types of others.
const OTHERS: &str = include_str!("others.txt");

/// A type as the table tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    /// Its words.
    words: String,
    modifiers: Modifiers,
}

/// What may stand in brackets behind the words of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Modifiers {
    /// Whatever does, or nothing.
    Any,
    /// This. A letter is the same number on both sides, where both have it.
    These(Vec<String>),
}

/// One line of the table.
#[derive(Debug, Clone)]
struct Line {
    /// Whether it holds of a primary key that counts by itself, and of nothing else.
    key: bool,
    postgres: Pattern,
    sqlite: Pattern,
}

/// The table of stand-ins.
#[derive(Debug, Clone)]
pub struct StandIns(Vec<Line>);

impl Default for StandIns {
    fn default() -> Self {
        let lines = DJANGO.lines().chain(OTHERS.lines());
        Self(lines.filter_map(Line::read).collect())
    }
}

impl StandIns {
    /// The table with more of a project's own: for each type of PostgreSQL, types of SQLite. What is written without
    /// brackets holds whatever stands in them.
    #[must_use]
    pub fn with(own: &BTreeMap<String, Vec<String>>) -> Self {
        let mut all = Self::default();
        for (postgres, stand_ins) in own {
            let lines = stand_ins.iter().map(|sqlite| Line {
                key: false,
                postgres: Pattern::own(postgres),
                sqlite: Pattern::own(sqlite),
            });
            all.0.extend(lines);
        }
        all
    }

    /// Whether a type of SQLite may stand for one of PostgreSQL, whose schema is at hand; `key` is a primary key that
    /// counts by itself.
    #[must_use]
    pub fn stands(
        &self,
        postgres: &DataType,
        schema: &Schema,
        sqlite: &DataType,
        key: bool,
    ) -> bool {
        let mut names = names(postgres, schema);
        names.any(|postgres| {
            let mut lines = self.0.iter();
            lines.any(|line| (key || !line.key) && line.holds(&postgres, sqlite))
        })
    }
}

/// What a type of PostgreSQL goes by: itself, what it is made of, and the words for types of its sort.
fn names(of: &DataType, schema: &Schema) -> impl Iterator<Item = DataType> {
    let sort = |word: &str| DataType::builtin(word);
    let mut all = vec![of.clone()];
    if of.array {
        all.push(sort("ARRAY"));
    }
    let mut current = of.clone();
    // A file may hold domains that lead round in a circle.
    for _ in 0..=schema.types.len() {
        let own = |(name, _): &(&_, &_)| !current.array && current.base.means(name);
        let found = schema.types.iter().find(own).map(|(_, of)| &of.body);
        match found {
            Some(TypeBody::Enum(_)) => all.push(sort("ENUM")),
            Some(TypeBody::Domain(domain)) => {
                current = domain.base.clone();
                all.push(current.clone());
                if current.array {
                    all.push(sort("ARRAY"));
                }
                continue;
            }
            _ => {}
        }
        break;
    }
    all.into_iter()
}

impl Line {
    /// Reads a line; none of a remark.
    fn read(text: &str) -> Option<Self> {
        let (postgres, sqlite) = text.split_once(" | ")?;
        if text.starts_with('#') {
            return None;
        }
        let key = postgres.strip_prefix("key ");
        Some(Self {
            key: key.is_some(),
            postgres: Pattern::read(key.unwrap_or(postgres)),
            sqlite: Pattern::read(sqlite),
        })
    }

    fn holds(&self, postgres: &DataType, sqlite: &DataType) -> bool {
        let mut numbers = BTreeMap::new();
        self.postgres.takes(postgres, &mut numbers) && self.sqlite.takes(sqlite, &mut numbers)
    }
}

impl Pattern {
    fn read(text: &str) -> Self {
        if let Some(words) = text.strip_suffix('*') {
            return Self {
                words: words.to_owned(),
                modifiers: Modifiers::Any,
            };
        }
        let (words, inside) = parts(text);
        Self {
            words,
            modifiers: Modifiers::These(listed(&inside)),
        }
    }

    /// As a person writes it.
    fn own(text: &str) -> Self {
        let one_space: Vec<&str> = text.split_whitespace().collect();
        let text = one_space.join(" ");
        let mut sorts = ["ARRAY", "ENUM"].into_iter();
        let sort = sorts.find(|sort| sort.eq_ignore_ascii_case(&text));
        let text = sort.map_or_else(|| text.to_lowercase(), str::to_owned);
        match Self::read(&text) {
            Self {
                words,
                modifiers: Modifiers::These(none),
            } if none.is_empty() => Self {
                words,
                modifiers: Modifiers::Any,
            },
            other => other,
        }
    }

    fn takes<'a>(&'a self, of: &'a DataType, numbers: &mut BTreeMap<&'a str, String>) -> bool {
        let brackets = if of.array { "[]" } else { "" };
        let words = of.base.name.as_str();
        let rest = self.words.strip_prefix(words);
        if rest != Some(brackets) {
            return false;
        }
        let Modifiers::These(wanted) = &self.modifiers else {
            return true;
        };
        let there = listed(&of.modifiers);
        wanted.len() == there.len()
            && wanted.iter().zip(there).all(|(wanted, there)| {
                let is_letter = wanted.len() == 1 && wanted.as_str() >= "a";
                let known = is_letter.then(|| numbers.entry(wanted).or_insert(there.clone()));
                known.map_or(wanted == &there, |known| *known == there)
            })
    }
}

/// The words of a type, and what stands in its brackets: `timestamp(3) with time zone`.
fn parts(text: &str) -> (String, String) {
    let brackets = text
        .split_once('(')
        .and_then(|(before, rest)| Some((before, rest.split_once(')')?)));
    match brackets {
        Some((before, (inside, after))) => {
            let words = format!("{}{after}", before.trim_end());
            (words, inside.to_owned())
        }
        None => (text.to_owned(), String::new()),
    }
}

/// What stands in brackets, one by one.
fn listed(modifiers: &str) -> Vec<String> {
    let inside = modifiers.trim_matches(['(', ')']);
    let all = inside.split(',').map(|it| it.trim().to_owned());
    all.filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;
    use crate::schema::TypeName;

    fn sqlite(text: &str) -> DataType {
        let (words, inside) = parts(text);
        let modifiers = if inside.is_empty() {
            String::new()
        } else {
            format!("({inside})")
        };
        DataType {
            base: TypeName {
                schema: None,
                name: Name::of_sqlite(&words),
            },
            modifiers,
            array: false,
        }
    }

    fn postgres(text: &str) -> DataType {
        let scalar = text.strip_suffix("[]");
        DataType {
            array: scalar.is_some(),
            ..sqlite(scalar.unwrap_or(text))
        }
    }

    fn stands(table: &StandIns, one: &str, other: &str, key: bool) -> bool {
        let schema = Schema::default();
        table.stands(&postgres(one), &schema, &sqlite(other), key)
    }

    #[test]
    fn every_line_of_both_lists_is_read() {
        let lines = DJANGO.lines().chain(OTHERS.lines());
        let lines = lines.filter(|line| !line.starts_with('#'));
        assert_eq!(StandIns::default().0.len(), lines.count());
    }

    #[test]
    fn a_type_stands_for_another_with_the_same_numbers() {
        let table = StandIns::default();
        for (one, other) in [
            ("character varying(30)", "varchar(30)"),
            ("numeric(10,2)", "decimal"),
            ("numeric(10,2)", "numeric(10,2)"),
            ("uuid", "char(32)"),
            ("uuid", "char(36)"),
            ("jsonb", "json"),
            ("integer[]", "json"),
        ] {
            assert!(stands(&table, one, other, false), "{one} {other}");
        }
        for (one, other) in [
            ("character varying(30)", "varchar(31)"),
            ("character varying(30)", "varchar"),
            ("numeric(10,2)", "numeric(10,3)"),
            ("numeric", "numeric(10,2)"),
            ("uuid", "char(35)"),
            ("integer", "text"),
            ("integer", "bigint"),
            ("integer[]", "integer"),
        ] {
            assert!(!stands(&table, one, other, false), "{one} {other}");
        }
    }

    #[test]
    fn a_large_key_is_an_integer_where_it_counts_by_itself() {
        let table = StandIns::default();
        assert!(stands(&table, "bigint", "integer", true));
        assert!(!stands(&table, "bigint", "integer", false));
    }

    #[test]
    fn a_project_adds_its_own() {
        let own = [
            ("tsvector", vec!["blob"]),
            ("INTEGER[]", vec!["Varchar"]),
            ("character varying(9)", vec!["char(9)"]),
        ];
        let own = own.map(|(one, others)| {
            let others = others.into_iter().map(str::to_owned).collect();
            (one.to_owned(), others)
        });
        let table = StandIns::with(&BTreeMap::from(own));
        assert!(stands(&table, "tsvector", "blob", false));
        assert!(stands(&table, "tsvector", "text", false));
        assert!(stands(&table, "integer[]", "varchar(200)", false));
        assert!(stands(&table, "character varying(9)", "char(9)", false));
        assert!(!stands(&table, "character varying(8)", "char(8)", false));
        assert!(!stands(&table, "text[]", "varchar(200)", false));
    }
}
