//! Views and materialized views.

use std::collections::BTreeMap;

use super::answer::{Answer, AspectAnswer, Aspects, list};
use super::expression::{self, Sameness, Scope};
use crate::name::Name;
use crate::schema::{Aspect, DataType, Expression, Schema, View};

pub(super) fn compare(expected: &View, live: &View, schema: &Schema) -> Vec<AspectAnswer> {
    let View {
        columns,
        options,
        query,
    } = expected;
    let mut aspects = Aspects::default();
    if let (Some(expected), Some(live)) = (columns, &live.columns) {
        aspects.same(Aspect::Columns, expected, live, |names| list(names));
    } else {
        let reason = "the ledger's text does not tell their names";
        aspects.push(Aspect::Columns, Answer::Unmeasured(reason), "", "");
    }
    aspects.same(Aspect::Options, options, &live.options, option_words);
    compare_query(&mut aspects, query, &live.query, schema);
    aspects.0
}

fn option_words(options: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = options.iter().map(|(k, v)| format!("{k}={v}")).collect();
    format!("({})", pairs.join(", "))
}

/// The server prints a query anew. What cannot be proved of it is not measured.
fn compare_query(aspects: &mut Aspects, expected: &Expression, live: &Expression, schema: &Schema) {
    let relation = expected.relations().into_iter().next();
    let table = relation.and_then(|name| schema.tables.get(&name));
    let column_type =
        |name: &Name| -> Option<DataType> { Some(table?.column(name)?.data_type.clone()) };
    let scope = Scope {
        column_type: &column_type,
        result: None,
    };
    let answer = match expression::compare(expected, live, &scope) {
        Sameness::Exact => return,
        Sameness::Equivalent(reason) => Answer::Equivalent(reason),
        Sameness::Different => Answer::Different,
        Sameness::Undecided(_) => {
            Answer::Unmeasured("the server prints a query in words of its own")
        }
    };
    aspects.push(
        Aspect::Body,
        answer,
        expected.text.clone(),
        live.text.clone(),
    );
}
