//! Constraints as `pg_get_constraintdef` prints them.

use super::print::{self, Extent, Names, included, key_text};
use super::text::operator;
use crate::schema::described::Object;
use crate::schema::{Constraint, ConstraintBody, Exclusion};

pub(super) fn print(constraint: &Constraint, extent: Extent) -> String {
    let part = |object: &dyn Object| print::print(object, Names::default(), extent);
    let body = match &constraint.body {
        ConstraintBody::PrimaryKey(key) => format!("PRIMARY KEY {}", part(key)),
        ConstraintBody::Unique(key) => format!("UNIQUE {}", part(key)),
        ConstraintBody::Exclude(exclusion) => exclude(exclusion, extent),
        ConstraintBody::Check(check) => part(check),
        ConstraintBody::ForeignKey(foreign) => part(foreign),
    };
    body + &part(constraint)
}

fn exclude(exclusion: &Exclusion, extent: Extent) -> String {
    let index = &exclusion.index;
    let mut operators = exclusion.operators.iter();
    let elements = index.keys.iter().map(|key| {
        let with = operators.next().map(String::as_str).unwrap_or_default();
        format!(
            "{} WITH {}",
            key_text(key, index.method.as_str()),
            operator(with)
        )
    });
    let elements = elements.collect::<Vec<_>>().join(", ");
    let mut text = format!("EXCLUDE USING {} ({elements})", index.method.quoted());
    text.push_str(&included(&index.include));
    if let Some(predicate) = &index.predicate {
        text.extend([" WHERE (", predicate.text.as_str(), ")"]);
    }
    if extent == Extent::Whole && !index.valid {
        text.push_str(" INVALID");
    }
    text
}
