//! Types that users make: one line a part, each with the identity of what the part is.

use super::print::{lines, whole};
use super::text::literal;
use crate::schema::{CompositeAttribute, Domain, Label, ObjectId, TypeBody, UserType};

/// A line, and what it is of where that has an identity of its own, with the head under which its
/// properties stand.
pub(super) type Part = (String, Option<(ObjectId, String)>);

pub(super) fn of_type(of: &UserType) -> Vec<Part> {
    let UserType { id: _, body } = of;
    match body {
        TypeBody::Enum(labels) => labels.iter().map(label).collect(),
        TypeBody::Composite(attributes) => attributes.iter().map(attribute).collect(),
        TypeBody::Range(range) => lines(range).into_iter().map(plain).collect(),
        TypeBody::Domain(domain) => domain_lines(domain),
        TypeBody::Base => Vec::new(),
    }
}

fn plain(line: String) -> Part {
    (line, None)
}

fn label(label: &Label) -> Part {
    let Label { id: _, text } = label;
    plain(format!("LABEL {}", literal(text)))
}

fn attribute(attribute: &CompositeAttribute) -> Part {
    let head = format!("ATTRIBUTE {}", attribute.name.quoted());
    let line = format!("{head} {}", whole(attribute));
    (line, Some((attribute.id, head)))
}

fn domain_lines(domain: &Domain) -> Vec<Part> {
    let checks = domain.checks.iter().map(|(name, check)| {
        let head = format!("CONSTRAINT {}", name.quoted());
        let line = format!("{head} {}", whole(check));
        (line, Some((check.id, head)))
    });
    lines(domain).into_iter().map(plain).chain(checks).collect()
}
