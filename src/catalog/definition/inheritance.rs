//! What a table has from other tables and types, and how it is cut into partitions.

use super::print::key_text;
use super::text::{object_name, qualified};
use crate::schema::{Bound, Expression, Inheritance, Limit, PartitionKey, RowType, Strategy};

pub(super) fn of_inheritance(inheritance: &Inheritance) -> Vec<String> {
    let Inheritance {
        key,
        bound,
        parents,
        of_type,
        unknown_columns: _,
    } = inheritance;
    let mut lines: Vec<String> = parents
        .iter()
        .map(|name| format!("INHERITS {}", qualified(name)))
        .collect();
    lines.extend(bound.iter().map(of_bound));
    lines.extend(key.iter().map(|PartitionKey { strategy, keys }| {
        let strategy = match strategy {
            Strategy::Range => "RANGE",
            Strategy::List => "LIST",
            Strategy::Hash => "HASH",
        };
        let keys: Vec<String> = keys.iter().map(|key| key_text(key, "")).collect();
        format!("PARTITION BY {strategy} ({})", keys.join(", "))
    }));
    if let RowType::Of(name) = of_type {
        lines.push(format!("OF {}", object_name(name)));
    }
    lines
}

pub(super) fn of_bound(bound: &Bound) -> String {
    let limits = |all: &[Limit]| {
        let all: Vec<&str> = all
            .iter()
            .map(|limit| match limit {
                Limit::Min => "MINVALUE",
                Limit::Max => "MAXVALUE",
                Limit::Value(value) => &value.text,
            })
            .collect();
        all.join(", ")
    };
    match bound {
        Bound::Default => "DEFAULT PARTITION".to_owned(),
        Bound::List(values) => format!("FOR VALUES IN ({})", texts(values)),
        Bound::Range(from, to) => format!("FOR VALUES FROM ({}) TO ({})", limits(from), limits(to)),
        Bound::Hash(modulus, remainder) => {
            format!("FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})")
        }
        Bound::Unread(text) => text.clone(),
    }
}

fn texts(expressions: &[Expression]) -> String {
    let texts: Vec<&str> = expressions.iter().map(|one| one.text.as_str()).collect();
    texts.join(", ")
}
