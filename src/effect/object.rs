//! What every kind of object has in common: `DROP`, `COMMENT ON`, `RENAME TO`, `SET SCHEMA`, `OWNER TO`.

use sqlparser::ast::ObjectName;
use sqlparser::tokenizer::Token;

use super::action::{Action, Common};
use super::names::NamedKind;
use super::other::OtherEffect;
use super::vocabulary::{Commented, Effect, NewParameter, Reference, RoutineEffect, RoutineTarget};
use super::{names, other, routine, statistics};
use crate::kind::{Kept, NamedBy, ObjectKind};
use crate::sql::reader::{Read, Reader};

/// An object as a statement names it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// Its name; a column's is qualified by its table. Empty for what is named by more than a name.
    pub(super) name: ObjectName,
    /// The arguments of a function, where they are given.
    arguments: Option<Vec<NewParameter>>,
    /// What it is on.
    on: Option<On>,
    /// The text of what is named by more than a name: `int4ops USING btree`, `(a AS b)`.
    pub(super) text: Option<String>,
}

/// `ON table` of a trigger, rule, policy or constraint; `ON DOMAIN domain` of a constraint.
#[derive(Debug, Clone, PartialEq)]
enum On {
    Table(Reference),
    Domain(Reference),
}

/// Words that end the text of an object whose name is not an identifier.
const AFTER_OBJECT: [&str; 8] = [
    "CASCADE",
    "RESTRICT",
    "IS",
    "OWNER TO",
    "SET",
    "RENAME TO",
    "ADD",
    "DROP",
];

impl Named {
    fn take(r: &mut Reader<'_>, kind: NamedKind) -> Read<Self> {
        let mut object = Self {
            name: ObjectName(Vec::new()),
            arguments: None,
            on: None,
            text: None,
        };
        let named_by = kind.named_by();
        if named_by == NamedBy::More {
            object.text = Some(text_of(r)?);
            return Ok(object);
        }
        object.name = r.name()?;
        if named_by == NamedBy::Arguments && *r.peek() == Token::LParen {
            object.arguments = Some(NewParameter::take_list(r)?);
        }
        if kind.is_on_table() && r.take("ON") {
            let constraint = kind == NamedKind::Object(ObjectKind::Constraint);
            object.on = Some(if constraint && r.take("DOMAIN") {
                On::Domain(names::take_reference(r)?)
            } else {
                On::Table(names::take_reference(r)?)
            });
        }
        Ok(object)
    }

    fn reference(&self) -> Reference {
        names::reference(&self.name)
    }

    fn table(&self) -> Option<Reference> {
        match &self.on {
            Some(On::Table(table) | On::Domain(table)) => Some(table.clone()),
            None => None,
        }
    }

    fn routine(self) -> RoutineTarget {
        let passed = |it: NewParameter| (it.mode, it.data_type);
        RoutineTarget {
            name: self.reference(),
            arguments: self
                .arguments
                .map(|arguments| arguments.into_iter().map(passed).collect()),
        }
    }
}

fn text_of(r: &mut Reader<'_>) -> Read<String> {
    let first = r.index();
    while !matches!(r.peek(), Token::EOF | Token::Comma)
        && !AFTER_OBJECT.iter().any(|words| r.sees(words))
    {
        r.skip()?;
    }
    Ok(r.text_from(first))
}

/// Whether the objects that depend on what is dropped go with it: the words behind a `DROP`.
pub(super) fn take_cascade(r: &mut Reader<'_>) -> bool {
    r.take_one_of(&["CASCADE", "RESTRICT"]) == Some("CASCADE")
}

/// `DROP`, after this word, object by object; none for what is no kind of object.
pub(super) fn drop(r: &mut Reader<'_>) -> Read<Option<Vec<Action>>> {
    let Some(named) = NamedKind::take(r) else {
        return Ok(None);
    };
    if named == NamedKind::Object(ObjectKind::Index) {
        r.take("CONCURRENTLY");
    }
    let if_exists = r.take("IF EXISTS");
    let objects = r.separated(|r| Named::take(r, named))?;
    let cascade = take_cascade(r);
    if named == NamedKind::Outside("DATABASE") {
        r.rest();
    }
    // Of a foreign table the name is known, and so its end.
    let foreign = (named == NamedKind::ForeignTable).then_some(ObjectKind::Table);
    let by_name = named.by_name().or(foreign);
    let one = |object: Named| match (named.object(), by_name) {
        (Some(ObjectKind::Function), _) => vec![routine::effect(RoutineEffect::Drop {
            target: object.routine(),
            if_exists,
            cascade,
        })],
        (_, Some(kind)) => vec![Action::Effect(Effect::Drop {
            kind,
            name: object.reference(),
            table: object.table(),
            if_exists,
            cascade,
        })],
        (Some(kind), None) if kind.kept() == Kept::Attributes => {
            let target = other::target(kind, &object);
            vec![target.map_or_else(
                || other::unread(kind, "DROP"),
                |target| {
                    other::effect(OtherEffect::Drop {
                        target,
                        if_exists,
                        cascade,
                    })
                },
            )]
        }
        _ => unmodelled(named),
    };
    let mut actions = Vec::new();
    for action in objects.into_iter().flat_map(one) {
        // What is named twice is dropped once (`performMultipleDeletions` of `dependency.c`).
        if by_name.is_none() || !actions.contains(&action) {
            actions.push(action);
        }
    }
    Ok(Some(actions))
}

/// Why an object's change is not modelled, or that it means nothing for the schema.
fn unmodelled(kind: NamedKind) -> Vec<Action> {
    let reason = format!("this kind of object is not modelled: {}", kind.words());
    match kind {
        NamedKind::Outside(_) => Vec::new(),
        _ => vec![Action::Opaque(reason)],
    }
}

/// `COMMENT ON`, after these words. An empty text takes the comment away (`CreateComments` of `comment.c`).
pub(super) fn comment(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let Some(kind) = NamedKind::take(r) else {
        return r.refuse("a kind of object");
    };
    let object = Named::take(r, kind)?;
    r.expect("IS")?;
    let text = if r.take("NULL") {
        None
    } else {
        Some(r.string()?)
    };
    // They belong to the cluster, not to a schema.
    if let NamedKind::Outside("ROLE" | "DATABASE" | "TABLESPACE" | "LARGE OBJECT") = kind {
        return Ok(Vec::new());
    }
    let text = text.filter(|text| !text.is_empty());
    Ok(vec![match commented(kind, object) {
        Some(on) => Action::Effect(Effect::Comment(Box::new(on), text)),
        None => Action::Opaque(format!(
            "comments on the kind {} are not compared",
            kind.words().to_lowercase()
        )),
    }])
}

fn commented(kind: NamedKind, object: Named) -> Option<Commented> {
    let name = object.reference();
    Some(match (kind.object(), &object.on) {
        (Some(ObjectKind::Column), _) => {
            // The last part of the name is the column's.
            let mut relation = object.name;
            let column = names::reference(&ObjectName(vec![relation.0.pop()?])).name;
            Commented::Column(names::reference(&relation), column)
        }
        (_, Some(On::Domain(domain))) => Commented::OfDomain(domain.clone(), name.name),
        (Some(kind), Some(On::Table(table))) => Commented::Part(kind, table.clone(), name.name),
        (Some(ObjectKind::Function), None) => Commented::Routine(object.routine()),
        _ => Commented::Standalone(kind.by_name()?, name),
    })
}

/// `ALTER kind`, after the kind, for what has no statement of its own.
pub(super) fn alter(r: &mut Reader<'_>, named: NamedKind) -> Read<Vec<Action>> {
    let if_exists = r.take("IF EXISTS");
    let object = Named::take(r, named)?;
    let common = Common::take_any(r)?;
    match (named.object(), named.by_name()) {
        (Some(ObjectKind::Function), _) => routine::alter(r, named, object.routine(), common),
        (_, Some(kind)) => {
            let name = object.reference();
            match common {
                Some(common) => Ok(common.of(kind, name, object.table(), if_exists)),
                None => alter_named(r, kind, name, if_exists),
            }
        }
        (Some(kind), None) if kind.kept() == Kept::Attributes => {
            Ok(other::alter(r, kind, &object, common))
        }
        _ => {
            r.rest();
            Ok(match common {
                Some(Common::Nothing) => Vec::new(),
                _ => unmodelled(named),
            })
        }
    }
}

fn alter_named(
    r: &mut Reader<'_>,
    kind: ObjectKind,
    name: Reference,
    if_exists: bool,
) -> Read<Vec<Action>> {
    match kind {
        ObjectKind::Extension if r.take("UPDATE") => {
            let version = r.after("TO", |r| {
                r.string().or_else(|_| r.ident().map(|ident| ident.value))
            })?;
            let name = name.name;
            Ok(vec![Action::Effect(Effect::UpdateExtension {
                name,
                version,
            })])
        }
        ObjectKind::Collation if r.take("REFRESH VERSION") => Ok(Vec::new()),
        ObjectKind::Statistics if r.take("SET STATISTICS") => {
            Ok(vec![statistics::set_target(r, name, if_exists)?])
        }
        _ => {
            r.rest();
            let reason = format!("this ALTER {} is not modelled", kind.sql());
            Ok(vec![Action::Opaque(reason)])
        }
    }
}
