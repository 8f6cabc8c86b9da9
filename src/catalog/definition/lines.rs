//! One line a part of an object.

use super::text::{data_type, list, literal, object_name, qualified};
use super::{index, trigger};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Bound, Collation, CollationDefinition, Column, Expression, Extension, Generated, GeneratedKind,
    Identity, Inheritance, Limit, PartitionKey, Policy, RowType, Rule, RuleDefinition, Sequence,
    SequenceBounds, SequenceOwner, Statistics, Strategy, Trigger, TriggerState,
};

pub(super) fn of_extension(extension: &Extension) -> Vec<String> {
    let Extension {
        id: _,
        schema,
        version,
    } = extension;
    let schema = schema
        .iter()
        .map(|schema| format!("SCHEMA {}", schema.quoted()));
    let version = version.iter().map(|version| format!("VERSION {version}"));
    schema.chain(version).collect()
}

pub(super) fn of_column(column: &Column) -> String {
    let Column {
        id: _,
        name: _,
        data_type: of,
        not_null,
        default,
        identity,
        generated,
        collation,
    } = column;
    let mut words = vec![data_type(of)];
    words.extend(
        collation
            .iter()
            .map(|name| format!("COLLATE {}", object_name(name))),
    );
    words.extend(not_null.then(|| "NOT NULL".to_owned()));
    words.extend(
        default
            .iter()
            .map(|value| format!("DEFAULT {}", value.text)),
    );
    words.extend(identity.map(|identity| {
        let word = match identity {
            Identity::Always => "ALWAYS",
            Identity::ByDefault => "BY DEFAULT",
        };
        format!("GENERATED {word} AS IDENTITY")
    }));
    words.extend(generated.iter().map(|Generated { kind, expression }| {
        let word = match kind {
            GeneratedKind::Stored => "STORED",
            GeneratedKind::Virtual => "VIRTUAL",
        };
        format!("GENERATED ALWAYS AS ({}) {word}", expression.text)
    }));
    words.join(" ")
}

pub(super) fn of_trigger(own: &Name, table: &QualifiedName, trigger: &Trigger) -> String {
    let text = trigger::print(own, table, trigger);
    let text = text.unwrap_or_else(|| format!("TRIGGER {}", own.quoted()));
    text + &state(trigger.state)
}

fn state(state: TriggerState) -> String {
    match state {
        TriggerState::Origin => String::new(),
        other => format!(" ({})", other.as_str()),
    }
}

pub(super) fn of_policy(policy: &Policy) -> String {
    let Policy {
        id: _,
        permissive,
        command,
        roles,
        owner: _,
        using,
        check,
    } = policy;
    let kind = if *permissive {
        "PERMISSIVE"
    } else {
        "RESTRICTIVE"
    };
    let mut words = vec![format!("AS {kind} FOR {}", command.as_str())];
    words.extend(roles.iter().map(|roles| format!("TO {}", list(roles))));
    words.extend(using.iter().map(|value| format!("USING ({})", value.text)));
    words.extend(
        check
            .iter()
            .map(|value| format!("WITH CHECK ({})", value.text)),
    );
    words.join(" ")
}

pub(super) fn of_rule(rule: &Rule) -> String {
    let Rule {
        id: _,
        state: when,
        definition,
    } = rule;
    let text = definition.as_ref().map_or_else(String::new, |it| {
        let RuleDefinition {
            event,
            instead,
            condition,
            actions,
        } = it;
        let instead = if *instead { "INSTEAD" } else { "ALSO" };
        let condition = condition.as_ref();
        let condition =
            condition.map_or_else(String::new, |value| format!(" WHERE {}", value.text));
        let actions: Vec<&str> = actions.iter().map(|action| action.text.as_str()).collect();
        let (event, actions) = (event.as_str(), actions.join("; "));
        format!("ON {event}{condition} DO {instead} {actions}")
    });
    text + &state(*when)
}

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
        let keys: Vec<String> = keys.iter().map(|key| index::key_text(key, "")).collect();
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

pub(super) fn of_sequence(sequence: &Sequence) -> Vec<String> {
    let Sequence {
        id: _,
        data_type: of,
        bounds,
        owner,
    } = sequence;
    let SequenceBounds {
        start,
        increment,
        min,
        max,
        cache,
        cycle,
    } = bounds;
    let cycle = if *cycle { "CYCLE" } else { "NO CYCLE" };
    let mut lines = vec![format!(
        "AS {} START {start} INCREMENT {increment} MINVALUE {min} MAXVALUE {max} CACHE {cache} {cycle}",
        data_type(of)
    )];
    lines.extend(owner.iter().map(|owner| {
        let SequenceOwner {
            table,
            column,
            identity,
        } = owner;
        let identity = if *identity { " AS ITS IDENTITY" } else { "" };
        format!(
            "OWNED BY {}.{}{identity}",
            qualified(table),
            column.quoted()
        )
    }));
    lines
}

pub(super) fn of_collation(collation: &Collation) -> Vec<String> {
    let Collation { id: _, definition } = collation;
    let Some(CollationDefinition {
        provider,
        collate,
        ctype,
        locale,
        rules,
        deterministic,
    }) = definition
    else {
        return Vec::new();
    };
    let kind = if *deterministic {
        "deterministic"
    } else {
        "nondeterministic"
    };
    let words = [
        ("LC_COLLATE", collate),
        ("LC_CTYPE", ctype),
        ("LOCALE", locale),
        ("RULES", rules),
    ];
    let words = words
        .iter()
        .filter_map(|(word, value)| Some(format!("{word} {}", literal(value.as_ref()?))));
    let first = format!("PROVIDER {} {kind}", provider.as_str());
    std::iter::once(first).chain(words).collect()
}

pub(super) fn of_statistics(statistics: &Statistics) -> Vec<String> {
    let Statistics {
        table,
        kinds,
        columns,
        expressions,
    } = statistics;
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let columns: Vec<Name> = columns.iter().cloned().collect();
    vec![
        format!(
            "STATISTICS ({}) ON {} {}",
            kinds.join(", "),
            list(&columns),
            texts(expressions)
        ),
        format!("FROM {}", qualified(table)),
    ]
}
