//! A condition, as it is written.

use std::collections::BTreeSet;

use Condition as C;

use super::columns::column;

#[derive(Clone)]
pub(super) enum Condition {
    Text(&'static str, &'static [&'static str]),
    Column(&'static str),
    Compared(String, &'static str, String),
    Listed(&'static str, bool, Vec<String>),
    Between(&'static str, bool, String, String),
    Null(&'static str, bool),
    Is(Box<Condition>, &'static str),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Either(Vec<Condition>),
}

impl Condition {
    /// As SQL, in parentheses.
    pub(super) fn sql(&self) -> String {
        let list = |list: &[C], word: &str| {
            let parts: Vec<String> = list.iter().map(Self::sql).collect();
            format!("({})", parts.join(word))
        };
        let not = |not: &bool| if *not { "NOT " } else { "" };
        match self {
            C::Text(text, _) => format!("({text})"),
            C::Column(name) => (*name).to_owned(),
            C::Compared(left, op, right) => format!("({left} {op} {right})"),
            C::Listed(name, denied, values) => {
                format!("({name} {}IN ({}))", not(denied), values.join(", "))
            }
            C::Between(name, denied, low, high) => {
                format!("({name} {}BETWEEN {low} AND {high})", not(denied))
            }
            C::Null(name, denied) => format!("({name} IS {}NULL)", not(denied)),
            C::Is(inner, word) => format!("({} IS {word})", inner.sql()),
            C::Not(inner) => format!("(NOT {})", inner.sql()),
            C::All(all) => list(all, " AND "),
            C::Either(either) => list(either, " OR "),
        }
    }

    /// The columns that it reads.
    pub(super) fn columns(&self, into: &mut BTreeSet<&'static str>) {
        let mut add = |name: &str| into.extend(column(name).map(|column| column.0));
        match self {
            C::Text(_, columns) => columns.iter().for_each(|name| add(name)),
            C::Column(name) | C::Listed(name, ..) | C::Between(name, ..) | C::Null(name, _) => {
                add(name);
            }
            C::Compared(left, _, right) => {
                add(left);
                add(right);
            }
            C::Is(inner, _) | C::Not(inner) => inner.columns(into),
            C::All(list) | C::Either(list) => list.iter().for_each(|one| one.columns(into)),
        }
    }
}
