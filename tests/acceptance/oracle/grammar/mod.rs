//! A grammar as text to strategies of proptest. A line without indent names a rule; the lines below
//! it are what may stand for it, each with its weight before a bar; `$rule` is a rule.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::strategy::Union;

/// One file a topic, and the names that all of them use.
const FILES: [&str; 10] = [
    include_str!("names.txt"),
    include_str!("tables.txt"),
    include_str!("sequences.txt"),
    include_str!("partitions.txt"),
    include_str!("inheritance.txt"),
    include_str!("schemas.txt"),
    include_str!("types.txt"),
    include_str!("views.txt"),
    include_str!("settings.txt"),
    include_str!("django.txt"),
];

/// What a sequence may be about. A few topics a sequence, so that their statements meet.
const TOPICS: [&str; 9] = [
    "tables",
    "sequences",
    "partitions",
    "inheritance",
    "schemas",
    "types",
    "views",
    "settings",
    "django",
];

type Rules = BTreeMap<&'static str, Vec<(u32, &'static str)>>;

/// What makes the objects of a few topics, and then statements about them.
pub(super) fn sequence() -> impl Strategy<Value = Vec<String>> {
    let rules = rules();
    let topics = subsequence(TOPICS.to_vec(), 1..4);
    topics.prop_flat_map(move |topics| {
        let first = topics.iter().map(|topic| {
            let rule = strategy(&rules, &format!("{topic}_first"));
            vec(rule, 1..4).boxed()
        });
        let later = topics
            .iter()
            .map(|topic| strategy(&rules, &format!("{topic}_statement")));
        let first: Vec<_> = first.collect();
        (first, vec(Union::new(later), 1..60)).prop_map(|(first, later)| {
            let mut all: Vec<String> = first.into_iter().flatten().collect();
            all.extend(later);
            all
        })
    })
}

fn rules() -> Rules {
    let mut rules = Rules::new();
    let mut name = "";
    for line in FILES.iter().flat_map(|file| file.lines()) {
        match line.strip_prefix("    ") {
            Some(choice) => rules.entry(name).or_default().push(weighted(choice)),
            None if line.is_empty() || line.starts_with('#') => {}
            None => name = line,
        }
    }
    rules
}

fn weighted(choice: &'static str) -> (u32, &'static str) {
    let parts = choice.split_once("| ");
    let weight = parts.and_then(|(weight, text)| Some((weight.parse().ok()?, text)));
    weight.unwrap_or((1, choice))
}

fn strategy(rules: &Rules, rule: &str) -> BoxedStrategy<String> {
    let choices = rules
        .get(rule)
        .unwrap_or_else(|| panic!("no rule is called {rule}"));
    let choices = choices
        .iter()
        .map(|(weight, text)| (*weight, written(rules, text)));
    Union::new_weighted(choices.collect()).boxed()
}

/// The text with a choice for each rule that it names.
fn written(rules: &Rules, text: &str) -> BoxedStrategy<String> {
    let mut parts: Vec<BoxedStrategy<String>> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('$') {
        let after = &rest[start + 1..];
        let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
        let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
        let kept = if end == 0 { start + 1 } else { start };
        parts.push(Just(rest[..kept].to_owned()).boxed());
        if end > 0 {
            parts.push(strategy(rules, &after[..end]));
        }
        rest = &after[end..];
    }
    parts.push(Just(rest.to_owned()).boxed());
    parts.prop_map(|parts| parts.concat()).boxed()
}
