//! The attributes of an object on both sides, each compared by what kind of value it is.

use super::align::Alignment;
use super::answer::{Answer, Attributes};
use super::column::{same_name, same_type};
use super::site::Site;
use crate::name::Name;
use crate::schema::described::{Object, Quoted, Value};
use crate::schema::{Attribute, TriggerState, TypeName};

/// What surrounds an object: how the expressions in it are compared, and what its names mean.
#[derive(Clone)]
pub(super) struct At<'a> {
    pub(super) site: Site<'a>,
    pub(super) alignment: Option<&'a Alignment<'a>>,
}

/// Who answers for an attribute.
pub(super) enum Rule {
    /// What kind of value it is.
    ByValue,
    /// A rule of the object's kind; none where both sides are exactly the same.
    Own(Option<Answer>),
}

/// An attribute that is exactly the same, or that the kind of the object answers for elsewhere.
pub(super) const SETTLED: Rule = Rule::Own(None);

impl<'a> At<'a> {
    /// Where names mean what they say.
    pub(super) fn site(site: Site<'a>) -> Self {
        Self {
            site,
            alignment: None,
        }
    }

    /// Notes every attribute that is not exactly the same.
    pub(super) fn compare<T: Object>(&self, expected: &T, live: &T, attributes: &mut Attributes) {
        self.compare_but(expected, live, attributes, |_| Rule::ByValue);
    }

    /// As [`compare`](Self::compare), where a kind has rules of its own.
    pub(super) fn compare_but<T: Object>(
        &self,
        expected: &T,
        live: &T,
        attributes: &mut Attributes,
        mut rule: impl FnMut(Attribute) -> Rule,
    ) {
        expected.each_pair(live, &mut |attribute, [ours, theirs]| {
            let answer = match rule(attribute) {
                Rule::ByValue => self.by_value(&ours, &theirs),
                Rule::Own(answer) => answer,
            };
            if let Some(answer) = answer {
                attributes.push(attribute, answer, ours.words(), theirs.words());
            }
        });
    }

    fn by_value(&self, expected: &Value<'_>, live: &Value<'_>) -> Option<Answer> {
        use Value as V;
        let same = match (expected, live) {
            (V::Word(one, _), V::Word(other, _)) => one == other,
            (V::InForce(one, _), V::InForce(other, _)) => return in_force(*one, *other),
            (V::Complete(one, _), V::Complete(other, _)) => {
                return (*one && !other).then_some(Answer::NotInForce);
            }
            (V::Fires(one), V::Fires(other)) => return fires(*one, *other),
            (V::Names(one), V::Names(other)) => one == other,
            (V::Type(one), V::Type(other)) => match self.alignment {
                Some(alignment) => same_type(one, &alignment.expected_type(other)),
                None => one == other,
            },
            (V::Object(one, absent), V::Object(other, _)) => {
                let is_default = |name: &&TypeName| *absent == "default" && is_default(name);
                same_object(one.filter(|it| !is_default(it)), *other)
            }
            (V::Expression(one, _), V::Expression(other, _)) => match (one, other) {
                (None, None) => true,
                (Some(one), Some(other)) => return self.site.answer(one, other),
                _ => false,
            },
            (V::Options(one), V::Options(other)) => one == other,
            (V::Generated(one), V::Generated(other)) => one == other,
            (V::Literal(one, _), V::Literal(other, _)) => one == other,
            (V::Written(one, _), V::Written(other, _)) => one(&Quoted) == other(&Quoted),
            (V::Expressions(one), V::Expressions(other)) => one == other,
            (V::Keys(one, _), V::Keys(other, _)) => one == other,
            (V::RangeOpclass(one), V::RangeOpclass(other)) => one == other,
            (V::Roles(one, _), V::Roles(other, owner)) => return roles(*one, *other, *owner),
            // Two kinds of value are never the same.
            _ => false,
        };
        (!same).then_some(Answer::Different)
    }
}

/// What is weaker than expected is not in force. What is in force though the ledger left it open is stronger:
/// somebody validated it, and nothing contradicts the ledger.
fn in_force(expected: bool, live: bool) -> Option<Answer> {
    match (expected, live) {
        (true, false) => Some(Answer::NotInForce),
        (false, true) => Some(Answer::Equivalent("it was validated after its migration")),
        (true, true) | (false, false) => None,
    }
}

/// A disabled one is not in force.
fn fires(expected: TriggerState, live: TriggerState) -> Option<Answer> {
    (expected != live).then_some(match live {
        TriggerState::Disabled => Answer::NotInForce,
        TriggerState::Origin | TriggerState::Replica | TriggerState::Always => Answer::Different,
    })
}

/// The same name, or one whose schema the ledger does not tell.
pub(super) fn same_object(expected: Option<&TypeName>, live: Option<&TypeName>) -> bool {
    match (expected, live) {
        (None, None) => true,
        (Some(expected), Some(live)) => same_name(expected, live),
        _ => false,
    }
}

/// `COLLATE "default"` is what most types have by themselves.
pub(super) fn is_default(name: &TypeName) -> bool {
    let system = name.schema.is_none() || name.is_builtin();
    system && name.name.as_str() == "default"
}

/// `CURRENT_USER` was whoever ran the statement: only an owner of the table may, so a policy for the
/// owner alone is what the statement made.
fn roles(expected: Option<&[Name]>, live: Option<&[Name]>, owner: Option<&Name>) -> Option<Answer> {
    match (expected, live, owner) {
        (Some(_), ..) => (expected != live).then_some(Answer::Different),
        (None, Some(roles), Some(owner)) if roles == std::slice::from_ref(owner) => Some(
            Answer::Equivalent("CURRENT_USER was the owner of the table"),
        ),
        (None, ..) => Some(Answer::Unmeasured(
            "who CURRENT_USER was only the session knew",
        )),
    }
}
