//! What constraints are called that nobody named, where the database has no name for them either: SQLite.
//!
//! By what each is over, as people would say it. No statement can give such a name by accident, so it tells itself from one
//! that was given; and it follows where a column is renamed.

use super::ConstraintBody;
use crate::name::Name;

/// The name of a constraint without one, beside those that are `taken`.
#[must_use]
pub fn unnamed(body: &ConstraintBody, taken: impl Fn(&Name) -> bool) -> Name {
    let mut names = (1..=usize::MAX).map(|number| numbered(body, number));
    names.find(|name| !taken(name)).unwrap_or_default()
}

/// The name of a constraint without one where so many are over the same, itself among them.
#[must_use]
pub fn numbered(body: &ConstraintBody, number: usize) -> Name {
    let stem = stem(body);
    match number {
        1 => Name::whole(&stem),
        _ => Name::whole(&format!("{stem} {number}")),
    }
}

/// Whether a constraint has its name from [`unnamed`].
#[must_use]
pub fn is_unnamed(name: &Name, body: &ConstraintBody) -> bool {
    let rest = name.as_str().strip_prefix(&stem(body));
    rest.is_some_and(|rest| {
        let number = rest.strip_prefix(' ').unwrap_or("2");
        rest.is_empty() || rest.starts_with(' ') && number.bytes().all(|it| it.is_ascii_digit())
    })
}

fn stem(body: &ConstraintBody) -> String {
    let kind = body.kind();
    match body {
        ConstraintBody::Unique(key) => format!("{kind} ({})", listed(key.columns.iter())),
        ConstraintBody::ForeignKey(key) => format!("{kind} ({})", listed(key.columns.iter())),
        ConstraintBody::Check(check) => {
            format!("{kind} ({})", listed(check.expression.columns().iter()))
        }
        ConstraintBody::PrimaryKey(_) | ConstraintBody::Exclude(_) => kind.to_owned(),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    names.map(Name::as_str).collect::<Vec<_>>().join(", ")
}
