//! What a table has from other tables and types, and how it is cut into partitions.

use super::print::key_text;
use super::text::{object_name, qualified};
use crate::schema::described::in_brackets;
use crate::schema::{Bound, Inheritance, PartitionKey, RowType};

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
        let keys = in_brackets(keys.iter().map(|key| key_text(key, "")));
        format!("PARTITION BY {} {keys}", strategy.as_str())
    }));
    if let RowType::Of(name) = of_type {
        lines.push(format!("OF {}", object_name(name)));
    }
    lines
}

pub(super) fn of_bound(bound: &Bound) -> String {
    match bound {
        Bound::Default => "DEFAULT PARTITION".to_owned(),
        other => other.to_string(),
    }
}
