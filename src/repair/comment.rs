//! `COMMENT ON`.

use super::{Statement, signature};
use crate::definition::statement;
use crate::name::QualifiedName;
use crate::schema::{Attribute, ConstraintBody, ObjectId, ObjectKey, ObjectKind, Schema, Table};

/// The comments of a table and of what stands in its list of columns.
pub(super) fn of_table(expected: &Schema, name: &QualifiedName, table: &Table) -> Vec<Statement> {
    let own = (ObjectKey::table(name), table.id);
    let parts = table.parts().filter(|(kind, own, _)| match kind {
        ObjectKind::Constraint => {
            let constraint = table.constraints.get(*own);
            !constraint.is_some_and(|it| matches!(it.body, ConstraintBody::ForeignKey(_)))
        }
        kind => *kind == ObjectKind::Column,
    });
    let parts = parts.map(|(kind, own, id)| (ObjectKey::part(name, kind, own.clone()), id));
    let all = [own].into_iter().chain(parts);
    all.filter_map(|(key, id)| of(expected, &key, id)).collect()
}

/// `COMMENT ON`, where one is expected.
pub(super) fn of(expected: &Schema, key: &ObjectKey, id: ObjectId) -> Option<Statement> {
    let text = expected.properties.text(id, Attribute::Comment)?;
    on(expected, key, Some(text)).map(Statement::from)
}

/// The comment of a check of a domain, where one is expected. The key names the domain as its table.
pub(super) fn of_check(expected: &Schema, key: &ObjectKey, id: ObjectId) -> Option<Statement> {
    let text = expected.properties.text(id, Attribute::Comment)?;
    on_check(key, Some(text)).map(Statement::from)
}

/// `COMMENT ON CONSTRAINT ... ON DOMAIN`; no text takes it away.
pub(super) fn on_check(key: &ObjectKey, text: Option<&str>) -> Option<String> {
    let (own, domain) = (key.name.quoted(), key.table_name()?.quoted());
    let text = text.map_or_else(|| "NULL".to_owned(), statement::literal);
    Some(format!(
        "COMMENT ON CONSTRAINT {own} ON DOMAIN {domain} IS {text}"
    ))
}

/// `COMMENT ON`, for an object of one side; no text takes it away.
pub(super) fn on(side: &Schema, key: &ObjectKey, text: Option<&str>) -> Option<String> {
    let own = key.name.quoted();
    let schema = || Some(key.schema.as_ref()?.quoted());
    let table = || Some(format!("{}.{}", schema()?, key.table.as_ref()?.quoted()));
    let called = match key.kind {
        ObjectKind::Table => table()?,
        ObjectKind::Column => format!("{}.{own}", table()?),
        ObjectKind::Index => format!("{}.{own}", schema()?),
        ObjectKind::Constraint | ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
            format!("{own} ON {}", table()?)
        }
        ObjectKind::Schema | ObjectKind::Extension => own,
        ObjectKind::Function => {
            format!("{}.{own}({})", schema()?, signature::of(side, key)?)
        }
        _ if key.table.is_none() => format!("{}.{own}", schema()?),
        _ => return None,
    };
    let text = text.map_or_else(|| "NULL".to_owned(), statement::literal);
    // A procedure is a function here.
    let word = match key.kind {
        ObjectKind::Function => "ROUTINE",
        kind => kind.sql(),
    };
    Some(format!("COMMENT ON {word} {called} IS {text}"))
}

pub(super) fn with(expected: &Schema, key: &ObjectKey, mut made: Vec<Statement>) -> Vec<Statement> {
    made.extend(expected.id_of(key).and_then(|id| of(expected, key, id)));
    made
}
