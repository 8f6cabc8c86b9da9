//! Expressions of a ledger against the text that real servers print for them. `same.jsonl` holds what
//! PostgreSQL 13 and 17 printed, also after their own print was run again (as a restore does), on 13
//! and from 13 on 17; `other.jsonl` holds the print of a statement that was altered in one place.
use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Sameness, Scope, compare};
use crate::effect::expression::read;
use crate::name::Name;
use crate::schema::{DataType, Expr};

/// One line of a fixture.
#[derive(Deserialize)]
struct Case {
    kind: String,
    #[serde(rename = "type")]
    data_type: Option<String>,
    ledger: String,
    live: Vec<String>,
    #[serde(default)]
    undecided: bool,
}

impl Case {
    fn result(&self) -> Option<DataType> {
        match self.kind.as_str() {
            "check" | "where" => Some(DataType::builtin("boolean")),
            _ => self.data_type.as_deref().map(data_type),
        }
    }
}

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/expressions/");
    std::fs::read_to_string(format!("{folder}{name}")).unwrap()
}

fn cases(name: &str) -> Vec<Case> {
    fixture(name)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn data_type(text: &str) -> DataType {
    match read(&format!("NULL::{text}")).tree {
        Expr::Cast(_, data_type) => data_type,
        other => panic!("{text} is no type: {other:?}"),
    }
}

/// Every pair of the fixture that `wrong` refuses, as text.
fn refused(name: &str, wrong: fn(&Case, Sameness) -> bool) -> Vec<String> {
    let columns: BTreeMap<String, String> = serde_json::from_str(&fixture("columns.json")).unwrap();
    let column_type = |name: &Name| columns.get(name.as_str()).map(|text| data_type(text));
    let mut refused = Vec::new();
    for case in cases(name) {
        let scope = Scope {
            column_type: &column_type,
            label: &|_, _| false,
            result: case.result(),
        };
        for live in &case.live {
            let found = compare(&read(&case.ledger), &read(live), &scope);
            if wrong(&case, found) {
                refused.push(format!("{found:?}: {} | {live}", case.ledger));
            }
        }
    }
    refused
}

#[test]
fn what_a_server_made_of_the_ledger_is_never_different() {
    let refused = refused("same.jsonl", |case, found| match found {
        Sameness::Exact | Sameness::Equivalent(_) => false,
        Sameness::Undecided(_) => !case.undecided,
        Sameness::Different => true,
    });
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn what_a_server_made_of_another_expression_is_never_the_same() {
    let refused = refused("other.jsonl", |case, found| match found {
        Sameness::Exact | Sameness::Equivalent(_) => true,
        Sameness::Undecided(_) => !case.undecided,
        Sameness::Different => false,
    });
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
