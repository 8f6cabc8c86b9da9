//! What every kind of object has in common: `DROP`, `RENAME TO`, `SET SCHEMA`; and sequences.

use sqlparser::ast::ObjectName;

use super::alter::Action;
use super::vocabulary::{Effect, SequenceChange};
use super::{Reference, data_type, names, other, routine, statistics};
use crate::kind::{Kept, NamedBy, ObjectKind};
use crate::sql::grammar::{
    self, AlterObject, AlterSequence, CreateSequence, Drop, NamedKind, ObjectAction, OwnedBy,
    SequenceAction, SequenceSettings,
};

/// The model's kind of what `DROP`, `ALTER` and `COMMENT ON` name by a name alone.
pub(super) fn kind(named: NamedKind) -> Option<ObjectKind> {
    let by_name = |kind: &ObjectKind| {
        kind.kept() == Kept::Whole
            && kind.named_by() == NamedBy::Name
            && !matches!(kind, ObjectKind::Column | ObjectKind::Constraint)
    };
    named.object().filter(by_name)
}

/// Of a foreign table the name is known, and so its end.
fn droppable(of: NamedKind) -> Option<ObjectKind> {
    match of {
        NamedKind::ForeignTable => Some(ObjectKind::Table),
        other => kind(other),
    }
}

/// What a `DROP` means, object by object.
pub(super) fn drop(parsed: &Drop) -> Vec<Action> {
    if routine::is_routine(parsed.kind) {
        return routine::drop(parsed);
    }
    if let Some(kind) = other::kind(parsed.kind) {
        return other::drop(parsed, kind);
    }
    let Some(kind) = droppable(parsed.kind) else {
        return vec![unmodelled(parsed.kind)];
    };
    let named = |object: &grammar::ObjectRef| {
        let table = object.on.as_ref().map(names::reference);
        (names::reference(&object.name), table)
    };
    let one = |(name, table)| {
        Action::Effect(Effect::Drop {
            kind,
            name,
            table,
            if_exists: parsed.if_exists,
            cascade: parsed.cascade,
        })
    };
    // What is named twice is dropped once (`performMultipleDeletions` of `dependency.c`).
    let mut objects = Vec::new();
    for object in parsed.objects.iter().map(named) {
        if !objects.contains(&object) {
            objects.push(object);
        }
    }
    objects.into_iter().map(one).collect()
}

/// Why an object's change is not modelled, or that it means nothing for the schema.
pub(super) fn unmodelled(kind: NamedKind) -> Action {
    match kind {
        NamedKind::Outside(_) => Action::Nothing,
        kind => Action::Opaque(format!(
            "this kind of object is not modelled: {}",
            kind.words()
        )),
    }
}

/// What an `ALTER kind name ...` means.
pub(super) fn alter(parsed: &AlterObject) -> Vec<Action> {
    if routine::is_routine(parsed.kind) {
        return routine::alter(parsed);
    }
    if let Some(kind) = other::kind(parsed.kind) {
        return vec![other::alter(parsed, kind)];
    }
    vec![statistics::target(parsed).unwrap_or_else(|| alter_named(parsed))]
}

fn alter_named(parsed: &AlterObject) -> Action {
    let Some(kind) = kind(parsed.kind) else {
        return match parsed.action {
            ObjectAction::OwnerTo(_) => Action::Nothing,
            _ => unmodelled(parsed.kind),
        };
    };
    let name = names::reference(&parsed.object.name);
    let if_exists = parsed.if_exists;
    match &parsed.action {
        ObjectAction::RenameTo(to) => Action::Effect(Effect::Rename {
            kind,
            name,
            table: parsed.object.on.as_ref().map(names::reference),
            if_exists,
            to: names::name(to),
        }),
        ObjectAction::SetSchema(to) => Action::Effect(Effect::Move {
            kind,
            name,
            if_exists,
            to: names::name(to),
        }),
        ObjectAction::OwnerTo(_)
        | ObjectAction::DependsOnExtension { .. }
        | ObjectAction::RefreshVersion => Action::Nothing,
        ObjectAction::UpdateExtension(version) => Action::Effect(Effect::UpdateExtension {
            name: name.name,
            version: version.clone(),
        }),
        ObjectAction::ExtensionMember(_)
        | ObjectAction::SetStatistics(_)
        | ObjectAction::Routine(_)
        | ObjectAction::Other(_) => {
            Action::Opaque(format!("this ALTER {} is not modelled", kind.sql()))
        }
    }
}

/// The effect of a `CREATE SEQUENCE`.
pub(super) fn create_sequence(parsed: &CreateSequence) -> Action {
    if parsed.temporary {
        return Action::Nothing;
    }
    Action::Effect(Effect::CreateSequence {
        name: names::reference(&parsed.name),
        if_not_exists: parsed.if_not_exists,
        settings: SequenceChange {
            unlogged: parsed.unlogged.then_some(true),
            ..sequence_change(&parsed.settings)
        },
    })
}

/// What an `ALTER SEQUENCE` means.
pub(super) fn alter_sequence(parsed: &AlterSequence) -> Action {
    let name = names::reference(&parsed.name);
    let if_exists = parsed.if_exists;
    Action::Effect(match &parsed.action {
        SequenceAction::Set(settings) => Effect::AlterSequence {
            name,
            if_exists,
            settings: sequence_change(settings),
        },
        SequenceAction::RenameTo(to) => Effect::Rename {
            kind: ObjectKind::Sequence,
            name,
            table: None,
            if_exists,
            to: names::name(to),
        },
        SequenceAction::SetSchema(to) => Effect::Move {
            kind: ObjectKind::Sequence,
            name,
            if_exists,
            to: names::name(to),
        },
        SequenceAction::OwnerTo(_) => return Action::Nothing,
        SequenceAction::SetLogged(logged) => Effect::AlterSequence {
            name,
            if_exists,
            settings: SequenceChange {
                unlogged: Some(!logged),
                ..SequenceChange::default()
            },
        },
    })
}

/// What the options of a sequence say. `RESTART` is data.
pub(super) fn sequence_change(settings: &SequenceSettings) -> SequenceChange {
    SequenceChange {
        data_type: settings.data_type.as_ref().map(data_type::read),
        increment: settings.increment,
        min: settings.min,
        max: settings.max,
        start: settings.start,
        cache: settings.cache,
        cycle: settings.cycle,
        owned_by: settings.owned_by.as_ref().map(|owner| match owner {
            OwnedBy::None => None,
            OwnedBy::Column { table, column } => {
                Some((names::reference(table), names::name(column)))
            }
        }),
        name: settings.name.as_ref().map(reference),
        unlogged: settings.logged.map(|logged| !logged),
    }
}

fn reference(name: &ObjectName) -> Reference {
    names::reference(name)
}
