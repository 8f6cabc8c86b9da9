//! What every kind of object has in common: `DROP`, `COMMENT ON`, `RENAME TO`, `SET SCHEMA`, `OWNER TO`.

use sqlparser::ast::ObjectName;
use sqlparser::tokenizer::Token;

use super::action::{Action, Common};
use super::names::NamedKind;
use super::other::OtherTarget;
use super::vocabulary::{Altered, Effect, NewParameter, Reference, RoutineTarget, Target};
use super::{names, other, property, routine};
use crate::kind::{Kept, NamedBy, ObjectKind};
use crate::sql::reader::{Read, Reader};

/// What a statement names.
enum Named {
    /// What is read of its name.
    Known(Target),
    /// What is known by a few words, where its name is not read.
    Unread(ObjectKind),
    /// An object of a kind that is not modelled.
    Unmodelled,
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
    fn take(r: &mut Reader<'_>, named: NamedKind) -> Read<Self> {
        let others = named.object().filter(|it| it.kept() == Kept::Attributes);
        if named.named_by() == NamedBy::More {
            let text = text_of(r)?;
            return Ok(others.map_or(Self::Unmodelled, |kind| {
                let target = OtherTarget::parse(&text, kind);
                target.map_or(Self::Unread(kind), |it| Self::Known(Target::Other(it)))
            }));
        }
        let mut name = r.name()?;
        if named.named_by() == NamedBy::Arguments {
            let listed = *r.peek() == Token::LParen;
            let arguments = listed.then(|| NewParameter::take_list(r)).transpose()?;
            let passed = |it: NewParameter| (it.mode, it.data_type);
            return Ok(Self::Known(Target::Routine(RoutineTarget {
                name: names::reference(&name),
                arguments: arguments.map(|all| all.into_iter().map(passed).collect()),
            })));
        }
        let on = named.is_on_table() && r.take("ON");
        let constraint = named == NamedKind::Object(ObjectKind::Constraint);
        if on && constraint && r.take("DOMAIN") {
            let domain = names::take_reference(r)?;
            let name = names::reference(&name).name;
            return Ok(Self::Known(Target::OfDomain(domain, name)));
        }
        Ok(match (named.object(), named.by_name()) {
            (Some(ObjectKind::Column), _) => {
                // The last part of the name is the column's.
                let column = name.0.pop().into_iter().collect();
                let column = names::reference(&ObjectName(column)).name;
                Self::Known(Target::Column(names::reference(&name), column))
            }
            (Some(kind), _) if on => {
                let table = names::take_reference(r)?;
                Self::Known(Target::Part(kind, table, names::reference(&name).name))
            }
            (_, Some(kind)) => Self::Known(Target::Named(kind, names::reference(&name))),
            (Some(kind), None) if others.is_some() => {
                let target = OtherTarget::named(kind, names::reference(&name));
                Self::Known(Target::Other(target))
            }
            _ => Self::Unmodelled,
        })
    }

    /// What a statement can drop or alter by itself: columns and constraints are changed with what they are of.
    fn take_own(r: &mut Reader<'_>, named: NamedKind) -> Read<Self> {
        Ok(match Self::take(r, named)? {
            Self::Known(
                Target::Column(..)
                | Target::OfDomain(..)
                | Target::Part(ObjectKind::Constraint, ..),
            ) => Self::Unmodelled,
            own => own,
        })
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
    // Of a foreign table the name is known, and so its end.
    let by = match named {
        NamedKind::ForeignTable => NamedKind::Object(ObjectKind::Table),
        named => named,
    };
    let objects = r.separated(|r| Named::take_own(r, by))?;
    let cascade = take_cascade(r);
    if named == NamedKind::Outside("DATABASE") {
        r.rest();
    }
    let mut actions = Vec::new();
    for object in objects {
        let action = match object {
            Named::Known(target) => Some(Action::Effect(Effect::Drop {
                target,
                if_exists,
                cascade,
            })),
            Named::Unread(kind) => Some(other::unread(kind, "DROP")),
            Named::Unmodelled => unmodelled(named),
        };
        // What is named twice is dropped once (`performMultipleDeletions` of `dependency.c`).
        actions.extend(action.filter(|action| !actions.contains(action)));
    }
    Ok(Some(actions))
}

/// Why an object's change is not modelled; none where it means nothing for the schema.
fn unmodelled(kind: NamedKind) -> Option<Action> {
    let reason = || format!("this kind of object is not modelled: {}", kind.words());
    let within = !matches!(kind, NamedKind::Outside(_));
    within.then(|| Action::Opaque(reason()))
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
    Ok(vec![match object {
        Named::Known(Target::Other(_)) | Named::Unread(_) | Named::Unmodelled => {
            Action::Opaque(format!(
                "comments on the kind {} are not compared",
                kind.words().to_lowercase()
            ))
        }
        Named::Known(on) => Action::Effect(Effect::Comment(on, text)),
    }])
}

/// `ALTER kind`, after the kind, for what has no statement of its own.
pub(super) fn alter(r: &mut Reader<'_>, named: NamedKind) -> Read<Vec<Action>> {
    let if_exists = r.take("IF EXISTS");
    let object = Named::take_own(r, named)?;
    let common = Common::take_any(r)?;
    let action = match (object, common) {
        (Named::Known(Target::Routine(target)), None) if named != NamedKind::Aggregate => {
            return routine::alter(r, target);
        }
        (Named::Known(Target::Named(kind, name)), None) => {
            return alter_named(r, kind, name, if_exists);
        }
        (Named::Known(target), Some(common)) => common.of(target, if_exists),
        (Named::Known(Target::Other(target)), None) => Some(other::alter(r, target)),
        (Named::Known(Target::Routine(_)), None) => {
            r.rest();
            Some(Action::opaque("this change of a function is not modelled"))
        }
        (Named::Known(Target::Part(kind, ..)), None) => Some(not_modelled(r, kind)),
        (Named::Unread(kind), _) => {
            r.rest();
            Some(other::unread(kind, "ALTER"))
        }
        (_, Some(Common::Nothing)) => {
            r.rest();
            None
        }
        _ => {
            r.rest();
            unmodelled(named)
        }
    };
    Ok(action.into_iter().collect())
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
            let target = property::take_target(r)?;
            let altered = Altered::named(name, if_exists);
            Ok(vec![Action::Effect(Effect::StatisticsTarget(
                altered, target,
            ))])
        }
        _ => Ok(vec![not_modelled(r, kind)]),
    }
}

fn not_modelled(r: &mut Reader<'_>, kind: ObjectKind) -> Action {
    r.rest();
    Action::Opaque(format!("this ALTER {} is not modelled", kind.sql()))
}
