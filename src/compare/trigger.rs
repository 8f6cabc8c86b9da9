//! Triggers.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Attributes};
use super::attributes::{At, Rule, same_object};
use super::site::{Columns, Site};
use crate::schema::{Attribute, Trigger, TriggerDefinition};

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
    if attribute != Attribute::References {
        return Rule::ByValue;
    }
    let (expected, live) = (expected.from.as_ref(), live.from.as_ref());
    let meant = expected.zip(live);
    let same = same_object(expected, live)
        || meant.is_some_and(|(expected, live)| alignment.stands_for(live, expected));
    Rule::Own((!same).then_some(Answer::Different))
}
