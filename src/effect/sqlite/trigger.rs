//! `CREATE TRIGGER`.

use super::expression::{self, Scope};
use super::{Head, Made, names, view};
use crate::effect::vocabulary::{New, SqliteChange};
use crate::schema::{
    Deferral, ObjectId, Trigger, TriggerDefinition, TriggerEvents, TriggerState, TriggerTiming,
};
use crate::sql::sqlite::{Read, Reader};

/// `CREATE TRIGGER`, behind its name. There is one for each row only, whether the statement says so or not.
pub(super) fn create(r: &mut Reader<'_>, mut head: Head) -> Read<Made> {
    let timing = if r.take("AFTER") {
        TriggerTiming::After
    } else if r.take("INSTEAD OF") {
        TriggerTiming::InsteadOf
    } else {
        r.take("BEFORE");
        TriggerTiming::Before
    };
    let events = events(r)?;
    r.expect("ON")?;
    let on = names::Place::take(r)?;
    head.place.elsewhere = head.place.elsewhere.or(on.elsewhere);
    r.take("FOR EACH ROW");
    let begin = r.find(r.index(), |r, at| {
        r.sees_at(at, "BEGIN") && (at == 0 || !r.sees_sign_at(at - 1, "."))
    });
    let mut condition = None;
    if r.take("WHEN") {
        let scope = Scope {
            rows: true,
            constant: true,
            table: None,
        };
        condition = Some(expression::take(r, begin, scope)?);
    }
    r.expect("BEGIN")?;
    let last = r.end() - 1;
    let body = r.text_between(r.index(), last);
    if !r.sees_at(last, "END") || !r.sees_sign_at(last - 1, ";") {
        return r.refuse("statements up to END");
    }
    let trigger = Trigger {
        id: ObjectId::default(),
        state: TriggerState::Origin,
        definition: TriggerDefinition {
            constraint: false,
            timing,
            events,
            from: None,
            deferral: Deferral::NotDeferrable,
            old_table: None,
            new_table: None,
            row: true,
            condition,
            function: None,
            arguments: Vec::new(),
            body: Some(view::opaque(body)),
            stale_body: false,
        },
    };
    Ok(Made::of(head, Vec::new(), |name, if_not_exists| {
        SqliteChange::CreateTrigger(New {
            name,
            if_not_exists,
            object: (on.name, trigger),
        })
    }))
}

fn events(r: &mut Reader<'_>) -> Read<TriggerEvents> {
    let mut events = TriggerEvents::default();
    if r.take("INSERT") {
        events.insert = true;
    } else if r.take("DELETE") {
        events.delete = true;
    } else {
        r.expect("UPDATE")?;
        let mut columns = Vec::new();
        if r.take("OF") {
            columns.push(names::take(r)?);
            while r.take_sign(",") {
                columns.push(names::take(r)?);
            }
        }
        events.update = Some(columns);
    }
    Ok(events)
}
