//! Types that users make: one line a part, each with the identity of what the part is.

use super::text::{any_schema, data_type, literal, object_name};
use crate::schema::{
    Attribute, Domain, DomainCheck, Label, ObjectId, RangeOpclass, RangeType, TypeBody, TypeName,
    UserType,
};

/// A line, and what it is of where that has an identity of its own, with the head under which its
/// properties stand.
pub(super) type Part = (String, Option<(ObjectId, String)>);

pub(super) fn of_type(of: &UserType) -> Vec<Part> {
    let UserType { id: _, body } = of;
    match body {
        TypeBody::Enum(labels) => labels.iter().map(label).collect(),
        TypeBody::Composite(attributes) => attributes.iter().map(attribute).collect(),
        TypeBody::Range(range) => range_lines(range).into_iter().map(plain).collect(),
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

fn attribute(attribute: &Attribute) -> Part {
    let Attribute {
        id,
        name,
        data_type: of,
        collation,
    } = attribute;
    let head = format!("ATTRIBUTE {}", name.quoted());
    let line = format!("{head} {}{}", data_type(of), collate(collation.as_ref()));
    (line, Some((*id, head)))
}

fn collate(collation: Option<&TypeName>) -> String {
    collation.map_or_else(String::new, |name| {
        format!(" COLLATE {}", object_name(name))
    })
}

fn range_lines(range: &RangeType) -> Vec<String> {
    let RangeType {
        subtype,
        opclass,
        collation,
        canonical,
        diff,
        multirange,
    } = range;
    let opclass = opclass.as_ref().map(|RangeOpclass { name, default }| {
        let default = if *default { " (default)" } else { "" };
        format!("SUBTYPE_OPCLASS {}{default}", any_schema(&name.name))
    });
    let first = format!(
        "RANGE OF {}{}",
        data_type(subtype),
        collate(collation.as_ref())
    );
    let named = [
        ("CANONICAL", canonical),
        ("SUBTYPE_DIFF", diff),
        ("MULTIRANGE_TYPE_NAME", multirange),
    ];
    let named = named
        .iter()
        .filter_map(|(word, name)| Some(format!("{word} {}", object_name(name.as_ref()?))));
    std::iter::once(first).chain(opclass).chain(named).collect()
}

fn domain_lines(domain: &Domain) -> Vec<Part> {
    let Domain {
        base,
        collation,
        default,
        not_null,
        not_null_name,
        checks,
    } = domain;
    let mut lines = vec![format!(
        "AS {}{}",
        data_type(base),
        collate(collation.as_ref())
    )];
    lines.extend(not_null.then(|| {
        let name = not_null_name.as_ref();
        let name = name.map(|name| format!("CONSTRAINT {} ", name.quoted()));
        format!("{}NOT NULL", name.unwrap_or_default())
    }));
    lines.extend(
        default
            .iter()
            .map(|value| format!("DEFAULT {}", value.text)),
    );
    let checks = checks.iter().map(|(name, check)| {
        let DomainCheck {
            id,
            expression,
            validated,
        } = check;
        let valid = if *validated { "" } else { " NOT VALID" };
        let head = format!("CONSTRAINT {}", name.quoted());
        let line = format!("{head} CHECK ({}){valid}", expression.text);
        (line, Some((*id, head)))
    });
    lines.into_iter().map(plain).chain(checks).collect()
}
