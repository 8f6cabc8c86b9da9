//! Triggers.

use super::align::Alignment;
use super::answer::{Answer, AspectAnswer, Aspects, flag};
use super::site::{Columns, Site};
use crate::name::Name;
use crate::schema::{Aspect, Trigger, TriggerDefinition, TriggerEvents, TriggerState, TypeName};

pub(super) fn compare(
    expected: &Trigger,
    live: &Trigger,
    columns: Columns<'_>,
    alignment: &Alignment<'_>,
) -> Vec<AspectAnswer> {
    let Trigger {
        id: _,
        state,
        definition,
    } = expected;
    let mut aspects = Aspects::default();
    compare_state(&mut aspects, *state, live.state);
    match (definition, &live.definition) {
        (Some(definition), Some(live)) => {
            compare_definition(&mut aspects, definition, live, columns, alignment);
        }
        (Some(_), None) => {
            let reason = "the snapshot does not hold the definitions of triggers";
            aspects.push(Aspect::Body, Answer::Unmeasured(reason), "", "");
        }
        (None, _) => {}
    }
    aspects.0
}

/// A disabled one is not in force.
pub(super) fn compare_state(aspects: &mut Aspects, expected: TriggerState, live: TriggerState) {
    if expected != live {
        let answer = match live {
            TriggerState::Disabled => Answer::NotInForce,
            TriggerState::Origin | TriggerState::Replica | TriggerState::Always => {
                Answer::Different
            }
        };
        aspects.push(Aspect::Enabled, answer, expected.as_str(), live.as_str());
    }
}

fn compare_definition(
    aspects: &mut Aspects,
    expected: &TriggerDefinition,
    live: &TriggerDefinition,
    columns: Columns<'_>,
    alignment: &Alignment<'_>,
) {
    let TriggerDefinition {
        constraint,
        timing,
        events,
        row,
        condition,
        function,
        arguments,
        old_table,
        new_table,
        deferral,
        from: _,
    } = expected;
    aspects.same(Aspect::Kind, constraint, &live.constraint, |constraint| {
        flag(*constraint, "a constraint trigger", "no constraint trigger")
    });
    aspects.same(Aspect::Timing, timing, &live.timing, |timing| {
        timing.as_str().to_owned()
    });
    aspects.same(
        Aspect::Events,
        &sorted(events),
        &sorted(&live.events),
        event_words,
    );
    aspects.same(Aspect::Level, row, &live.row, |row| {
        flag(*row, "FOR EACH ROW", "FOR EACH STATEMENT")
    });
    let conditions = [condition.as_ref(), live.condition.as_ref()];
    Site::change(columns).hold(aspects, Aspect::Condition, conditions, "none");
    if !same_name(function, &live.function) {
        let actual = live.function.to_string();
        aspects.push(
            Aspect::Function,
            Answer::Different,
            function.to_string(),
            actual,
        );
    }
    aspects.same(Aspect::Arguments, arguments, &live.arguments, |arguments| {
        format!("({})", arguments.join(", "))
    });
    aspects.same(
        Aspect::Referencing,
        &(old_table, new_table),
        &(&live.old_table, &live.new_table),
        |(old, new)| referencing(old.as_ref(), new.as_ref()),
    );
    aspects.same(Aspect::Deferrable, deferral, &live.deferral, |deferral| {
        deferral.as_str().to_owned()
    });
    compare_from(aspects, expected, live, alignment);
}

/// The order of UPDATE OF columns means nothing.
fn sorted(events: &TriggerEvents) -> TriggerEvents {
    let mut events = events.clone();
    if let Some(columns) = &mut events.update {
        columns.sort();
    }
    events
}

fn event_words(events: &TriggerEvents) -> String {
    let TriggerEvents {
        insert,
        update,
        delete,
        truncate,
    } = events;
    let update = update.as_ref().map(|columns| match columns.as_slice() {
        [] => "UPDATE".to_owned(),
        columns => {
            let columns: Vec<&str> = columns.iter().map(Name::as_str).collect();
            format!("UPDATE OF {}", columns.join(", "))
        }
    });
    let word = |on: bool, word: &str| on.then(|| word.to_owned());
    let words = [
        word(*insert, "INSERT"),
        word(*delete, "DELETE"),
        update,
        word(*truncate, "TRUNCATE"),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    words.join(" OR ")
}

fn referencing(old: Option<&Name>, new: Option<&Name>) -> String {
    let table =
        |word: &str, name: Option<&Name>| name.map(|name| format!("{word} TABLE AS {name}"));
    let tables: Vec<String> = [table("OLD", old), table("NEW", new)]
        .into_iter()
        .flatten()
        .collect();
    if tables.is_empty() {
        "no transition tables".to_owned()
    } else {
        tables.join(" ")
    }
}

fn compare_from(
    aspects: &mut Aspects,
    expected: &TriggerDefinition,
    live: &TriggerDefinition,
    alignment: &Alignment<'_>,
) {
    let same = match (&expected.from, &live.from) {
        (None, None) => true,
        (Some(expected), Some(live)) => {
            same_name(expected, live) || alignment.stands_for(live, expected)
        }
        _ => false,
    };
    if !same {
        let text = |from: Option<&TypeName>| from.map_or("none".to_owned(), ToString::to_string);
        aspects.push(
            Aspect::References,
            Answer::Different,
            text(expected.from.as_ref()),
            text(live.from.as_ref()),
        );
    }
}

/// The same name, or one whose schema the ledger does not tell.
fn same_name(expected: &TypeName, live: &TypeName) -> bool {
    let TypeName { schema, name } = expected;
    name == &live.name && (schema.is_none() || schema == &live.schema)
}
