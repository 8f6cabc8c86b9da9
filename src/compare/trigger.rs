//! Triggers.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Attributes};
use super::attributes::{At, Rule, same_object};
use super::site::{Columns, Site};
use crate::schema::{Attribute, Trigger, TriggerDefinition, TriggerEvents};

pub(super) fn compare(
    expected: &Trigger,
    live: &Trigger,
    columns: Columns<'_>,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = At::site(Site::change(columns));
    at.compare(expected, live, &mut attributes);
    let (wanted, actual) = (&expected.definition, &live.definition);
    at.compare_but(wanted, actual, &mut attributes, |attribute| {
        own_rule(attribute, wanted, actual, alignment)
    });
    attributes.0
}

fn own_rule(
    attribute: Attribute,
    expected: &TriggerDefinition,
    live: &TriggerDefinition,
    alignment: &Alignment<'_>,
) -> Rule {
    let same = match attribute {
        Attribute::Events => sorted(&expected.events) == sorted(&live.events),
        // What a trigger that is no constraint says of it depends on that.
        Attribute::Deferrable => expected.deferral == live.deferral,
        Attribute::References => {
            let (expected, live) = (expected.from.as_ref(), live.from.as_ref());
            let meant = expected.zip(live);
            same_object(expected, live)
                || meant.is_some_and(|(expected, live)| alignment.stands_for(live, expected))
        }
        _ => return Rule::ByValue,
    };
    Rule::Own((!same).then_some(Answer::Different))
}

/// The order of UPDATE OF columns means nothing.
fn sorted(events: &TriggerEvents) -> TriggerEvents {
    let mut events = events.clone();
    if let Some(columns) = &mut events.update {
        columns.sort();
    }
    events
}
