//! `COMMENT ON`.

use super::alter::Action;
use super::object::kind;
use super::routine::{self, RoutineTarget};
use super::vocabulary::Effect;
use super::{Reference, names};
use crate::name::Name;
use crate::schema::ObjectKind;
use crate::sql::grammar::{Comment, NamedKind, ObjectRef};

/// What a comment is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Commented {
    /// An object that stands by itself.
    Standing(ObjectKind, Reference),
    /// A column of a table, view or composite type.
    Column(Reference, Name),
    /// A constraint, trigger, rule or policy of a table.
    Part(ObjectKind, Reference, Name),
    /// A constraint of a domain.
    OfDomain(Reference, Name),
    /// A function, procedure or aggregate.
    Routine(RoutineTarget),
}

/// What a `COMMENT ON` means. An empty text takes the comment away (`CreateComments` of `comment.c`).
pub(super) fn read(parsed: &Comment) -> Action {
    let object = &parsed.object;
    let on = match (parsed.kind, &object.on) {
        // They belong to the cluster, not to a schema.
        (NamedKind::Outside("ROLE" | "DATABASE" | "TABLESPACE" | "LARGE OBJECT"), _) => {
            return Action::Nothing;
        }
        (NamedKind::Object(ObjectKind::Column), _) => column(object),
        (_, Some(domain)) if object.on_domain => Some(Commented::OfDomain(
            names::reference(domain),
            names::reference(&object.name).name,
        )),
        (NamedKind::Object(kind), Some(table)) => Some(part(kind, table, object)),
        (kind, _) if routine::is_routine(kind) => Some(Commented::Routine(routine::target(object))),
        (other, _) => {
            let name = names::reference(&object.name);
            kind(other).map(|kind| Commented::Standing(kind, name))
        }
    };
    let text = parsed.text.clone().filter(|text| !text.is_empty());
    match on {
        Some(on) => Action::Effect(Effect::Comment(Box::new(on), text)),
        None => Action::Opaque(format!(
            "comments on the kind {} are not compared",
            parsed.kind.words().to_lowercase()
        )),
    }
}

fn part(kind: ObjectKind, table: &sqlparser::ast::ObjectName, object: &ObjectRef) -> Commented {
    let name = names::reference(&object.name).name;
    Commented::Part(kind, names::reference(table), name)
}

/// The last part of the name is the column's.
fn column(object: &ObjectRef) -> Option<Commented> {
    let mut relation = object.name.clone();
    let column = relation.0.pop()?;
    let column = names::reference(&sqlparser::ast::ObjectName(vec![column])).name;
    Some(Commented::Column(names::reference(&relation), column))
}
