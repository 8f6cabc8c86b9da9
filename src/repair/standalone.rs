//! `CREATE` of what stands by itself and is no table.

use std::collections::BTreeMap;

use super::{Phase, Piece, Risk, Statement, constraint};
use crate::definition::statement;
use crate::name::{Name, QualifiedName};
use crate::schema::{ObjectKey, ObjectKind, Schema, Sequence, TypeBody, UserType, View};

pub(super) fn extension(expected: &Schema, name: &Name) -> Option<Vec<Statement>> {
    let extension = expected.extensions.get(name)?;
    let own = name.quoted();
    let called = match &extension.schema {
        Some(schema) => format!("{own} SCHEMA {}", schema.quoted()),
        None => own,
    };
    Some(vec![Statement::with(
        "CREATE EXTENSION",
        "IF NOT EXISTS",
        &called,
    )])
}

/// `CREATE SEQUENCE`, without its owner.
pub(super) fn created(name: &QualifiedName, sequence: &Sequence) -> Statement {
    let made = statement::sequence(name, sequence);
    match made.strip_prefix("CREATE SEQUENCE ") {
        Some(rest) => Statement::with("CREATE SEQUENCE", "IF NOT EXISTS", rest),
        None => made.into(),
    }
}

pub(super) fn owned(name: &QualifiedName, sequence: &Sequence) -> Option<Statement> {
    let owner = sequence.owner.as_ref()?;
    let column = format!("{}.{}", owner.table.quoted(), owner.column.quoted());
    Some(format!("ALTER SEQUENCE {} OWNED BY {column}", name.quoted()).into())
}

pub(super) fn sequence(expected: &Schema, name: &QualifiedName) -> Option<Vec<Statement>> {
    let sequence = expected.sequences.get(name)?;
    // One behind an identity column is made by that.
    if sequence.owner.as_ref().is_some_and(|owner| owner.identity) {
        return None;
    }
    let made = [created(name, sequence)].into_iter();
    Some(made.chain(owned(name, sequence)).collect())
}

/// A view with its triggers and the defaults of its columns, and with the indexes of a materialized one. A query whose names no longer hold is not written.
pub(super) fn view(expected: &Schema, key: &ObjectKey) -> Option<Vec<Statement>> {
    let view = expected.view(key).filter(|it| !it.stale_text)?;
    let name = QualifiedName::new(key.schema.clone()?, key.name.clone());
    let risk = match key.kind {
        ObjectKind::View => Risk::Instant,
        _ => Risk::Scan,
    };
    let made = query("CREATE", &name, key.kind, view, &view.options);
    let made = Statement::from(made).risk(risk);
    let mut made = vec![made.unless_there(key)];
    for (own, it) in &view.parts.indexes {
        let built = constraint::index(&name, own, &view.parts, it);
        made.push(built.on_new_table());
    }
    for (own, it) in &view.parts.triggers {
        let of = ObjectKey::part(&name, ObjectKind::Trigger, own.clone());
        let trigger = Statement::from(statement::trigger(own, &name, it));
        made.push(trigger.unless_there(&of));
    }
    for (column, default) in &view.defaults {
        let set = format!(
            "ALTER VIEW {} ALTER COLUMN {} SET DEFAULT {}",
            name.quoted(),
            column.quoted(),
            default.text
        );
        made.push(set.into());
    }
    Some(made)
}

/// The statement that gives a view that is there the query that is expected. It would lose every option that it does not
/// say, so that it says those that are to stay, too.
pub(super) fn replaced_view(
    expected: &Schema,
    key: &ObjectKey,
    kept: BTreeMap<String, String>,
) -> Option<String> {
    let view = expected.view(key).filter(|it| !it.stale_text)?;
    let name = QualifiedName::new(key.schema.clone()?, key.name.clone());
    let mut options = view.options.clone();
    options.extend(kept);
    Some(query("CREATE OR REPLACE", &name, key.kind, view, &options))
}

fn query(
    create: &str,
    name: &QualifiedName,
    kind: ObjectKind,
    view: &View,
    options: &BTreeMap<String, String>,
) -> String {
    let columns = view.columns.as_ref();
    let columns = columns.map_or_else(String::new, |it| format!(" ({})", statement::list(it)));
    let options = statement::options(options);
    let text = &view.query.text;
    let text = text.trim().trim_end_matches(';');
    format!(
        "{create} {} {}{columns}{options} AS\n{text}",
        kind.sql(),
        name.quoted()
    )
}

/// The labels that an enum lacks, each beside one that is there; none where it has one too many, or in another order.
pub(super) fn labels(sides: [&Schema; 2], name: &QualifiedName) -> Option<Vec<Statement>> {
    let of = |side: &Schema| match &side.types.get(name)?.body {
        TypeBody::Enum(labels) => Some(labels.iter().map(|it| it.text.clone()).collect()),
        _ => None,
    };
    let [expected, there]: [Vec<String>; 2] = [of(sides[0])?, of(sides[1])?];
    let kept = expected.iter().filter(|it| there.contains(it));
    if !kept.eq(&there) {
        return None;
    }
    let beside = |at: usize| match at.checked_sub(1).and_then(|it| expected.get(it)) {
        Some(before) => format!(" AFTER {}", statement::literal(before)),
        None => there.first().map_or_else(String::new, |first| {
            format!(" BEFORE {}", statement::literal(first))
        }),
    };
    let lacking = expected.iter().enumerate();
    let lacking = lacking.filter(|(_, it)| !there.contains(it));
    let made = lacking.map(|(at, label)| {
        let label = format!("{}{}", statement::literal(label), beside(at));
        let add = format!("ALTER TYPE {} ADD VALUE", name.quoted());
        let once = format!("{add} IF NOT EXISTS {label}");
        let once = Piece::new(Phase::Before, Risk::Instant, once);
        Statement::from(format!("{add} {label}")).always(once)
    });
    Some(made.collect())
}

/// A range is not written: its functions may be made after it.
pub(super) fn of_type(name: &QualifiedName, of: &UserType) -> Option<String> {
    let called = name.quoted();
    match &of.body {
        TypeBody::Enum(labels) => {
            let labels: Vec<String> = labels
                .iter()
                .map(|it| statement::literal(&it.text))
                .collect();
            Some(format!(
                "CREATE TYPE {called} AS ENUM ({})",
                labels.join(", ")
            ))
        }
        TypeBody::Composite(attributes) => {
            let attributes = attributes.iter();
            let attributes =
                attributes.map(|it| format!("{} {}", it.name.quoted(), statement::of(it)));
            let attributes: Vec<String> = attributes.collect();
            Some(format!(
                "CREATE TYPE {called} AS ({})",
                attributes.join(", ")
            ))
        }
        TypeBody::Domain(domain) => Some(statement::domain(name, domain)),
        TypeBody::Range(_) | TypeBody::Base => None,
    }
}
