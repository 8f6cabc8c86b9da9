//! `ALTER` of what is there and differs. Indexes, constraints and the like are made anew.

use std::collections::BTreeMap;

use super::{
    Phase, Piece, Risk, Statement, column, comment, drop, guard, make, property, refusal, sequence,
    standalone,
};
use crate::definition::statement;
use crate::name::{Name, QualifiedName};
use crate::report::Caution;
use crate::schema::{
    Attribute, ConstraintBody, ObjectKey, ObjectKind, Property, Routine, Schema, Table,
};

/// One attribute of the object that a key names.
pub(super) fn attribute(
    [expected, live]: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<Statement>> {
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
        return Some(vec![comment::on(live, key, text)?.into()]);
    }
    if let Some(altered) = property::attribute([expected, live], key, attribute) {
        return Some(altered);
    }
    let name = || Some(QualifiedName::new(key.schema.clone()?, key.name.clone()));
    match key.kind {
        ObjectKind::Table => table(&name()?, expected.tables.get(&name()?)?, attribute),
        ObjectKind::Sequence => sequence(expected, &name()?, attribute),
        ObjectKind::Function => function([expected, live], key, attribute),
        ObjectKind::Type if attribute == Attribute::Labels => {
            standalone::labels([expected, live], &name()?)
        }
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
        (ObjectKind::Column, Attribute::Type | Attribute::Collation) => {
            let on = sides[1].relation(&key.table_name()?)?;
            let refused = refusal::keeps_its_type(on, &key.name);
            Some(if refused {
                Caution::RefusedBelow
            } else {
                Caution::Rewrites
            })
        }
        (ObjectKind::Table, Attribute::Persistence) => Some(Caution::Rewrites),
        (ObjectKind::Table, Attribute::ReplicaIdentity) => {
            refusal::tells_no_row_apart(sides, key).then_some(Caution::UpdatesFail)
        }
        (ObjectKind::Column, Attribute::Identity) => {
            let table = expected.relation(&key.table_name()?)?;
            let identity = table.column(&key.name)?.identity;
            identity.is_none().then_some(Caution::IdentityGoes)
        }
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
) -> Option<Vec<Statement>> {
    let Some(table) = expected.relation(on) else {
        return check_of_domain(expected, on, key, attribute);
    };
    if let Some(state) = make::state(table, key).filter(|_| attribute == Attribute::Enabled) {
        return Some(vec![make::fires_so(on, key, state).into()]);
    }
    match key.kind {
        ObjectKind::Column => {
            let serial = (attribute == Attribute::Default)
                .then(|| sequence::serial([expected, live], on, &key.name));
            if let Some(made) = serial.flatten() {
                return Some(made);
            }
            let now = live.relation(on).and_then(|it| it.column(&key.name));
            let sides = [table.column(&key.name)?, now?];
            match attribute {
                Attribute::Identity => Some(column::identity(expected, on, sides)),
                _ => column::attribute(on, sides, attribute),
            }
        }
        ObjectKind::Constraint => {
            let constraint = table.constraints.get(&key.name)?;
            // Foreign keys may point at it.
            let is_key =
                constraint.owns_index() && !matches!(constraint.body, ConstraintBody::Exclude(_));
            let now = live
                .relation(on)
                .and_then(|it| it.constraints.get(&key.name));
            let now = now.map(|it| statement::constraint(it));
            (!is_key).then(|| anew(expected, key, now))?
        }
        ObjectKind::Index => {
            let now = live.relation(on)?;
            // The server prints options in the order in which they were written.
            let index = now
                .indexes
                .get(&key.name)
                .filter(|it| it.options.is_empty());
            let index = index.map(|it| statement::printed_index(&key.name, on, (now, it)));
            anew(expected, key, index)
        }
        ObjectKind::Trigger => {
            let now = live.relation(on).and_then(|it| it.triggers.get(&key.name));
            let now = now.map(|it| statement::trigger(&key.name, on, it));
            anew(expected, key, now)
        }
        ObjectKind::Policy | ObjectKind::Rule => {
            let made = anew(expected, key, None)?.into_iter();
            Some(made.map(Statement::replacing).collect())
        }
        _ => None,
    }
}

/// Dropped and made again, where it is what it was when it was looked at.
fn anew(expected: &Schema, key: &ObjectKey, now: Option<String>) -> Option<Vec<Statement>> {
    let defined_so = now.and_then(|it| guard::defined_so(key, &it));
    let made = drop::object(key)?.into_iter();
    let made = made.chain(make::object(expected, key)?);
    let made = made.map(|it| match key.kind {
        // Both must be done at once, or the table is without it.
        ObjectKind::Index => it.at_once(),
        _ => it,
    });
    Some(made.map(|it| it.when(defined_so.as_deref())).collect())
}

fn check_of_domain(
    expected: &Schema,
    on: &QualifiedName,
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<Vec<Statement>> {
    let (domain, own) = (on.quoted(), key.name.quoted());
    let made = make::object(expected, key)?;
    if attribute == Attribute::Validated {
        let validate = format!("ALTER DOMAIN {domain} VALIDATE CONSTRAINT {own}");
        // Nobody writes the tables of the domain meanwhile.
        let piece = Piece::new(Phase::Checked, Risk::LongLock, validate.clone());
        return Some(vec![Statement::from(validate).always(piece)]);
    }
    let drop = format!("ALTER DOMAIN {domain} DROP CONSTRAINT");
    let drop = Statement::with(&drop, "IF EXISTS", &own).replacing();
    Some([drop].into_iter().chain(made).collect())
}

fn table(name: &QualifiedName, table: &Table, attribute: Attribute) -> Option<Vec<Statement>> {
    let (word, risk) = match attribute {
        // What would lose rows at a crash, or show them to more, is not suggested.
        Attribute::Persistence if !table.unlogged => ("SET LOGGED", Risk::Rewrite),
        Attribute::RowSecurity if table.row_security => {
            ("ENABLE ROW LEVEL SECURITY", Risk::Instant)
        }
        Attribute::ForceRowSecurity if table.force_row_security => {
            ("FORCE ROW LEVEL SECURITY", Risk::Instant)
        }
        _ => return None,
    };
    let text = format!("ALTER TABLE {} {word}", name.quoted());
    Some(vec![Statement::from(text).risk(risk)])
}

fn sequence(
    expected: &Schema,
    name: &QualifiedName,
    attribute: Attribute,
) -> Option<Vec<Statement>> {
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
    Some(vec![
        format!("ALTER SEQUENCE {} {action}", name.quoted()).into(),
    ])
}

/// `CREATE OR REPLACE` where the server takes it; else dropped, without what depends on it, and made anew.
fn function(sides: [&Schema; 2], key: &ObjectKey, attribute: Attribute) -> Option<Vec<Statement>> {
    let made = make::object(sides[0], key)?.into_iter();
    let made = made.map(Statement::replacing);
    if is_refused(sides, key, attribute) {
        return Some(drop::object(key)?.into_iter().chain(made).collect());
    }
    // A comment stays as it is.
    Some(made.take(1).collect())
}

fn view(sides: [&Schema; 2], key: &ObjectKey, attribute: Attribute) -> Option<Vec<Statement>> {
    if is_refused(sides, key, attribute) {
        let made = make::object(sides[0], key)?;
        let gone = drop::object(key)?.into_iter().map(Statement::replacing);
        let made = gone.chain(made);
        return Some(made.chain(guarded_again(sides, key)).collect());
    }
    match attribute {
        Attribute::Body => {
            let kept = guards(sides, key);
            let replaced = standalone::replaced_view(sides[0], key, kept)?;
            Some(vec![Statement::from(replaced).replacing()])
        }
        Attribute::Columns => renamed_columns(sides, key),
        _ => None,
    }
}

/// The options of a view that is there by which it shows less, and that no migration gave it: it is not to lose them
/// without a word.
fn guards([expected, live]: [&Schema; 2], key: &ObjectKey) -> BTreeMap<String, String> {
    let (Some(expected), Some(live)) = (expected.view(key), live.view(key)) else {
        return BTreeMap::new();
    };
    let guards = live.options.iter().filter(|(name, _)| {
        let guards = name.starts_with("security_") || *name == "check_option";
        guards && !expected.options.contains_key(*name)
    });
    guards
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What gives them to a view that was made anew.
pub(super) fn guarded_again(sides: [&Schema; 2], key: &ObjectKey) -> Option<Statement> {
    let guards = guards(sides, key);
    let options = statement::options(&guards);
    let options = options.strip_prefix(" WITH ")?;
    let view = QualifiedName::new(key.schema.clone()?, key.name.clone()).quoted();
    Some(format!("ALTER {} {view} SET {options}", key.kind.sql()).into())
}

/// The sequence that a missing default brings along.
pub(super) fn serial_made(
    sides: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
) -> Option<ObjectKey> {
    let on = key.table_name()?;
    let is_default = key.kind == ObjectKind::Column && attribute == Attribute::Default;
    sequence::serial(sides, &on, &key.name).filter(|_| is_default)?;
    let (name, _) = sequence::owned_sequence(sides[0], &on, &key.name)?;
    Some(ObjectKey::standalone(name, ObjectKind::Sequence))
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
fn renamed_columns(sides: [&Schema; 2], key: &ObjectKey) -> Option<Vec<Statement>> {
    let [expected, live] = sides.map(|side| side.view(key)?.columns.as_ref());
    let (expected, live) = (expected?, live?);
    let pairs = live.iter().zip(expected).filter(|(now, name)| now != name);
    let pairs: Vec<_> = pairs.collect();
    let is_free = |name| !live.contains(name);
    if expected.len() != live.len() || !pairs.iter().all(|(_, name)| is_free(name)) {
        return None;
    }
    let word = key.kind.sql();
    let on = QualifiedName::new(key.schema.clone()?, key.name.clone());
    let rename = |(now, name): (&Name, &Name)| {
        let part = |own: &Name| ObjectKey::part(&on, ObjectKind::Column, own.clone());
        let there = guard::instead(&part(now), &part(name));
        let (now, name) = (now.quoted(), name.quoted());
        let text = format!("ALTER {word} {} RENAME COLUMN {now} TO {name}", on.quoted());
        Statement::from(text).when(there.as_deref())
    };
    Some(pairs.into_iter().map(rename).collect())
}
