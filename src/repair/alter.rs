//! `ALTER` of what is there and differs. Indexes, constraints and the like are made anew.

use super::{make, standalone};
use crate::definition::statement;
use crate::name::QualifiedName;
use crate::report::Caution;
use crate::schema::{
    Attribute, Column, ConstraintBody, Identity, NUMBERS, ObjectKey, ObjectKind, Property, Schema,
    Table,
};

/// One attribute of the object that a key names.
pub(super) fn attribute(
    [expected, live]: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<String>> {
    if attribute == Attribute::Comment {
        let id = expected.id_of(key)?;
        let text = match expected.properties.get(id, attribute, "") {
            Some(Property::Word(text)) => Some(text.as_str()),
            Some(Property::Index(_)) => return None,
            None => None,
        };
        return Some(vec![make::comment_on(key, text)?]);
    }
    let name = || Some(QualifiedName::new(key.schema.clone()?, key.name.clone()));
    match key.kind {
        ObjectKind::Table => table(&name()?, expected.tables.get(&name()?)?, attribute),
        ObjectKind::Sequence => sequence(expected, &name()?, attribute),
        ObjectKind::Function => function(expected, key, attribute),
        ObjectKind::View if attribute == Attribute::Body => {
            Some(vec![standalone::replaced_view(expected, key)?])
        }
        _ => {
            let on = key.table_name()?;
            part([expected, live], &on, key, attribute)
        }
    }
}

/// What to know before it is altered.
pub(super) fn caution(expected: &Schema, key: &ObjectKey, attribute: Attribute) -> Option<Caution> {
    match (key.kind, attribute) {
        (_, Attribute::Comment | Attribute::Enabled) => None,
        (ObjectKind::Column, Attribute::Nullable) => {
            let table = expected.relation(&key.table_name()?)?;
            table
                .column(&key.name)?
                .not_null
                .then_some(Caution::NullsFirst)
        }
        (ObjectKind::Column, Attribute::Type | Attribute::Collation)
        | (ObjectKind::Table, Attribute::Persistence) => Some(Caution::Rewrites),
        (ObjectKind::Column, Attribute::Identity) => Some(Caution::SequenceBegins),
        (_, Attribute::Validated) => Some(Caution::RowsMustHold),
        (
            ObjectKind::Index
            | ObjectKind::Constraint
            | ObjectKind::Trigger
            | ObjectKind::Policy
            | ObjectKind::Rule,
            _,
        ) => Some(Caution::MadeAnew),
        _ => None,
    }
}

fn part(
    [expected, live]: [&Schema; 2],
    on: &QualifiedName,
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<String>> {
    let own = key.name.quoted();
    let Some(table) = expected.relation(on) else {
        return check_of_domain(expected, on, key, attribute);
    };
    if let Some(state) = make::state(table, key).filter(|_| attribute == Attribute::Enabled) {
        return Some(vec![make::fires_so(on, key, state)]);
    }
    let drop = match key.kind {
        ObjectKind::Column => {
            let now = live.relation(on).and_then(|it| it.column(&key.name));
            return column(on, [table.column(&key.name)?, now?], attribute);
        }
        ObjectKind::Index => format!("DROP INDEX {}.{own}", on.schema.quoted()),
        ObjectKind::Constraint => {
            let constraint = table.constraints.get(&key.name)?;
            // Foreign keys may point at it.
            let is_key =
                constraint.owns_index() && !matches!(constraint.body, ConstraintBody::Exclude(_));
            if is_key {
                return None;
            }
            format!("ALTER TABLE {} DROP CONSTRAINT {own}", on.quoted())
        }
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
            format!("DROP {} {own} ON {}", key.kind.sql(), on.quoted())
        }
        _ => return None,
    };
    let again = make::object(expected, key)?;
    Some([drop].into_iter().chain(again).collect())
}

/// Whether the server takes the values over by itself (an assignment cast): what does not fit fails, or is rounded. Any
/// other change is for a person: an explicit cast cuts texts, and goes by the time zone of the session.
fn is_assigned(column: &Column, now: &Column) -> bool {
    const TEXTS: [&str; 3] = ["character varying", "text", "character"];
    let all = |names: &[&str]| {
        [column, now].iter().all(|it| {
            let base = &it.data_type.base;
            base.is_builtin() && names.contains(&base.name.as_str())
        })
    };
    column.generated.is_none()
        && column.data_type.array == now.data_type.array
        && (all(&TEXTS) || all(NUMBERS))
}

fn check_of_domain(
    expected: &Schema,
    on: &QualifiedName,
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<String>> {
    let (domain, own) = (on.quoted(), key.name.quoted());
    let made = make::object(expected, key)?;
    if attribute == Attribute::Validated {
        return Some(vec![format!(
            "ALTER DOMAIN {domain} VALIDATE CONSTRAINT {own}"
        )]);
    }
    let drop = format!("ALTER DOMAIN {domain} DROP CONSTRAINT {own}");
    Some([drop].into_iter().chain(made).collect())
}

fn column(
    on: &QualifiedName,
    [column, now]: [&Column; 2],
    attribute: Attribute,
) -> Option<Vec<String>> {
    let alter = |action: String| {
        let own = column.name.quoted();
        Some(vec![format!(
            "ALTER TABLE {} ALTER COLUMN {own} {action}",
            on.quoted()
        )])
    };
    match attribute {
        Attribute::Nullable if column.not_null => alter("SET NOT NULL".to_owned()),
        Attribute::Nullable => alter("DROP NOT NULL".to_owned()),
        Attribute::Default => match &column.default {
            Some(default) => alter(format!("SET DEFAULT {}", default.text)),
            None => alter("DROP DEFAULT".to_owned()),
        },
        Attribute::Type | Attribute::Collation if is_assigned(column, now) => {
            alter(format!("TYPE {}", statement::column_type(column)))
        }
        Attribute::Identity => {
            let verb = if now.identity.is_some() { "SET" } else { "ADD" };
            let as_identity = if now.identity.is_some() {
                ""
            } else {
                " AS IDENTITY"
            };
            alter(match column.identity {
                Some(Identity::Always) => format!("{verb} GENERATED ALWAYS{as_identity}"),
                Some(Identity::ByDefault) => format!("{verb} GENERATED BY DEFAULT{as_identity}"),
                None => "DROP IDENTITY".to_owned(),
            })
        }
        _ => None,
    }
}

fn table(name: &QualifiedName, table: &Table, attribute: Attribute) -> Option<Vec<String>> {
    let said = |word: &str| Some(vec![format!("ALTER TABLE {} {word}", name.quoted())]);
    match attribute {
        // What would lose rows at a crash, or show them to more, is not suggested.
        Attribute::Persistence if !table.unlogged => said("SET LOGGED"),
        Attribute::RowSecurity if table.row_security => said("ENABLE ROW LEVEL SECURITY"),
        Attribute::ForceRowSecurity if table.force_row_security => said("FORCE ROW LEVEL SECURITY"),
        _ => None,
    }
}

fn sequence(expected: &Schema, name: &QualifiedName, attribute: Attribute) -> Option<Vec<String>> {
    let sequence = expected.sequences.get(name)?;
    let action = match attribute {
        Attribute::Type => format!("AS {}", sequence.data_type),
        Attribute::Bounds => sequence.bounds.words(),
        Attribute::OwnedBy => match &sequence.owner {
            Some(owner) if owner.identity => return None,
            Some(owner) => format!(
                "OWNED BY {}.{}",
                owner.table.quoted(),
                owner.column.quoted()
            ),
            None => "OWNED BY NONE".to_owned(),
        },
        _ => return None,
    };
    Some(vec![format!("ALTER SEQUENCE {} {action}", name.quoted())])
}

/// What a function returns and is called with stays: `CREATE OR REPLACE` refuses to change it.
fn function(expected: &Schema, key: &ObjectKey, attribute: Attribute) -> Option<Vec<String>> {
    let replaceable = !matches!(
        attribute,
        Attribute::Returns | Attribute::Arguments | Attribute::Kind
    );
    let made = make::object(expected, key).filter(|_| replaceable)?;
    // A comment stays as it is.
    Some(made.into_iter().take(1).collect())
}
