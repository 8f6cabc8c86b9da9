//! `ALTER` of what is there and differs. Indexes, constraints and the like are made anew.

use super::{drop, make, property, standalone};
use crate::definition::statement;
use crate::name::{Name, QualifiedName};
use crate::report::Caution;
use crate::schema::{
    Attribute, Column, ConstraintBody, Identity, NUMBERS, ObjectKey, ObjectKind, Property, Routine,
    Schema, Table,
};

/// One attribute of the object that a key names.
pub(super) fn attribute(
    [expected, live]: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<String>> {
    if attribute == Attribute::Comment {
        let id = expected.id_of(key)?;
        let differing = property::parts([expected, live], key, attribute)?;
        // One on a column of a view and the like is not that on the whole.
        if differing.keys().any(|part| !part.is_empty()) {
            return None;
        }
        let text = match expected.properties.get(id, attribute, "") {
            Some(Property::Word(text)) => Some(text.as_str()),
            Some(Property::Index(_)) => return None,
            None => None,
        };
        return Some(vec![make::comment_on(key, text)?]);
    }
    if let Some(altered) = property::attribute([expected, live], key, attribute) {
        return Some(altered);
    }
    let name = || Some(QualifiedName::new(key.schema.clone()?, key.name.clone()));
    match key.kind {
        ObjectKind::Table => table(&name()?, expected.tables.get(&name()?)?, attribute),
        ObjectKind::Sequence => sequence(expected, &name()?, attribute),
        ObjectKind::Function => function([expected, live], key, attribute),
        ObjectKind::View | ObjectKind::MaterializedView => view([expected, live], key, attribute),
        _ => {
            let on = key.table_name()?;
            part([expected, live], &on, key, attribute)
        }
    }
}

/// What to know before it is altered.
pub(super) fn caution(
    sides: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Caution> {
    if is_refused(sides, key, attribute) {
        return Some(Caution::RefusedWhileUsed);
    }
    let expected = sides[0];
    match (key.kind, attribute) {
        (
            _,
            Attribute::Comment
            | Attribute::Enabled
            | Attribute::Options
            | Attribute::StatisticsTarget,
        ) => None,
        (ObjectKind::Column, Attribute::Nullable) => {
            let table = expected.relation(&key.table_name()?)?;
            table
                .column(&key.name)?
                .not_null
                .then_some(Caution::NullsFirst)
        }
        (ObjectKind::Column, Attribute::Type | Attribute::Collation)
        | (ObjectKind::Table, Attribute::Persistence) => Some(Caution::Rewrites),
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
            let serial = (attribute == Attribute::Default)
                .then(|| make::serial([expected, live], on, &key.name));
            if let Some(made) = serial.flatten() {
                return Some(made);
            }
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
        Attribute::Identity => Some(identity(on, [column, now])),
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

/// `CREATE OR REPLACE` where the server takes it; else dropped, without what depends on it, and made anew.
fn function(sides: [&Schema; 2], key: &ObjectKey, attribute: Attribute) -> Option<Vec<String>> {
    let made = make::object(sides[0], key)?;
    if is_refused(sides, key, attribute) {
        return Some(drop::object(key)?.into_iter().chain(made).collect());
    }
    // A comment stays as it is.
    Some(made.into_iter().take(1).collect())
}

fn view(sides: [&Schema; 2], key: &ObjectKey, attribute: Attribute) -> Option<Vec<String>> {
    if is_refused(sides, key, attribute) {
        let made = make::object(sides[0], key)?;
        return Some(drop::object(key)?.into_iter().chain(made).collect());
    }
    match attribute {
        Attribute::Body => Some(vec![standalone::replaced_view(sides[0], key)?]),
        Attribute::Columns => renamed_columns(sides, key),
        _ => None,
    }
}

/// Whether `CREATE OR REPLACE` refuses it, so that it is dropped first: what a function returns and is called with, the
/// query of a materialized view, and of a view one without all the columns that are there.
fn is_refused(sides: [&Schema; 2], key: &ObjectKey, attribute: Attribute) -> bool {
    match (key.kind, attribute) {
        (ObjectKind::Function, _) => {
            let [expected, live] = sides.map(|side| side.routine(key));
            matches!((expected, live), (Some(expected), Some(live)) if !takes_over(expected, live))
        }
        (ObjectKind::MaterializedView, Attribute::Body) => true,
        (ObjectKind::View, Attribute::Body) => {
            let [expected, live] = sides.map(|side| side.view(key)?.columns.as_ref());
            match (expected, live) {
                (Some(expected), Some(live)) => !expected.starts_with(live),
                _ => false,
            }
        }
        (ObjectKind::View | ObjectKind::MaterializedView, Attribute::Columns) => {
            renamed_columns(sides, key).is_none()
        }
        _ => false,
    }
}

/// Whether a routine can be made in place of another one: it returns the same, its arguments are called the same, and it
/// lacks none of the other's defaults.
fn takes_over(new: &Routine, old: &Routine) -> bool {
    let mut pairs = new.parameters.iter().zip(&old.parameters);
    new.kind == old.kind
        && new.returns == old.returns
        && new.parameters.len() == old.parameters.len()
        && pairs.all(|(new, old)| {
            let is_called_so = (new.mode, &new.name) == (old.mode, &old.name);
            is_called_so && (new.default.is_some() || old.default.is_none())
        })
}

/// As many columns, of which some are called otherwise.
fn renamed_columns(sides: [&Schema; 2], key: &ObjectKey) -> Option<Vec<String>> {
    let [expected, live] = sides.map(|side| side.view(key)?.columns.as_ref());
    let (expected, live) = (expected?, live?);
    let pairs = live.iter().zip(expected).filter(|(now, name)| now != name);
    let pairs: Vec<_> = pairs.collect();
    let is_free = |name| !live.contains(name);
    if expected.len() != live.len() || !pairs.iter().all(|(_, name)| is_free(name)) {
        return None;
    }
    let view = QualifiedName::new(key.schema.clone()?, key.name.clone()).quoted();
    let word = key.kind.sql();
    let rename = |(now, name): (&Name, &Name)| {
        let (now, name) = (now.quoted(), name.quoted());
        format!("ALTER {word} {view} RENAME COLUMN {now} TO {name}")
    };
    Some(pairs.into_iter().map(rename).collect())
}

/// One that becomes an identity column goes on behind its highest value.
fn identity(on: &QualifiedName, [column, now]: [&Column; 2]) -> Vec<String> {
    let (table, own) = (on.quoted(), column.name.quoted());
    let action = match (column.identity, now.identity) {
        (Some(Identity::Always), Some(_)) => "SET GENERATED ALWAYS",
        (Some(Identity::ByDefault), Some(_)) => "SET GENERATED BY DEFAULT",
        (Some(Identity::Always), None) => "ADD GENERATED ALWAYS AS IDENTITY",
        (Some(Identity::ByDefault), None) => "ADD GENERATED BY DEFAULT AS IDENTITY",
        (None, _) => "DROP IDENTITY",
    };
    let behind = (column.identity.is_some() && now.identity.is_none()).then(|| {
        let [table, column] = [&table, column.name.as_str()].map(statement::literal);
        let sequence = format!("pg_catalog.pg_get_serial_sequence({table}, {column})");
        make::goes_on(&sequence, on, &now.name)
    });
    let altered = [format!("ALTER TABLE {table} ALTER COLUMN {own} {action}")];
    altered.into_iter().chain(behind).collect()
}
