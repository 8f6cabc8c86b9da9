//! Our own grammar, built on sqlparser's `Parser`, for what sqlparser refuses or would lose: which file reads a statement.
//!
//! Each reads a statement into what it does at once. It follows PostgreSQL's own grammar (`src/backend/parser/gram.y`);
//! identifiers, names, expressions, types and queries are sqlparser's.

use super::action::Action;
use super::named_kind::NamedKind;
use super::syntax::Syntax;
use super::vocabulary::Effect;
use super::{
    aggregate, alter, index, names, namespace, object, other, routine, rule, sequence, statistics,
    table, trigger, types, view, whole,
};
use crate::kind::ObjectKind;
use crate::sql::reader::{Read, Reader};

/// Reads a statement that belongs to our grammar; none where it is sqlparser's.
///
/// # Errors
///
/// It begins like ours, and does not go on like it.
pub(super) fn read(r: &mut Reader<'_>) -> Read<Option<Syntax>> {
    if let Some(actions) = other::create(r) {
        return Ok(Some(Syntax::Ours(actions)));
    }
    if let Some(command) = whole::always(r) {
        return Ok(Some(Syntax::Whole(command)));
    }
    let actions = if r.take("DROP") {
        object::drop(r)?
    } else if r.take("COMMENT ON") {
        Some(object::comment(r)?)
    } else if r.take("SET CONSTRAINTS") {
        Some(set_constraints(r)?)
    } else if r.take("ALTER") {
        alter(r)?
    } else if r.sees("CREATE") {
        create(r)?
    } else {
        None
    };
    if actions.is_some() {
        r.expect_end()?;
    }
    Ok(actions.map(Syntax::Ours))
}

/// How one command is read.
type Take = fn(&mut Reader<'_>) -> Read<Vec<Action>>;

fn create(r: &mut Reader<'_>) -> Read<Option<Vec<Action>>> {
    let first = r.index();
    r.expect("CREATE")?;
    let or_replace = r.take("OR REPLACE");
    r.take_one_of(&["LOCAL", "GLOBAL"]);
    let persistence = r.index();
    r.take_one_of(&["TEMPORARY", "TEMP", "UNLOGGED", "UNIQUE"]);
    r.take("RECURSIVE");
    if r.take("FOREIGN TABLE") {
        return table::create_foreign(r).map(Some);
    }
    let whole: [(&str, Take); 4] = [
        ("TABLE", table::create),
        ("INDEX", index::create),
        ("VIEW", view::create),
        ("MATERIALIZED VIEW", view::create),
    ];
    if let Some((_, take)) = whole.iter().find(|(words, _)| r.sees(words)) {
        r.back(first);
        return take(r).map(Some);
    }
    if r.sees("SEQUENCE") {
        r.back(persistence);
        return sequence::create(r).map(Some);
    }
    Ok(Some(if r.sees("FUNCTION") || r.sees("PROCEDURE") {
        routine::create(r, or_replace)?
    } else if r.sees("TRIGGER") || r.sees("CONSTRAINT TRIGGER") {
        trigger::create(r, or_replace)?
    } else if r.take("EXTENSION") {
        create_extension(r)?
    } else if r.take("STATISTICS") {
        statistics::create(r)?
    } else if r.take("RULE") {
        rule::create(r, or_replace)?
    } else if r.take("AGGREGATE") {
        aggregate::create(r, or_replace)?
    } else if r.take("SCHEMA") {
        namespace::create(r)?
    } else if r.take("DOMAIN") {
        types::create_domain(r)?
    } else {
        return Ok(None);
    }))
}

fn alter(r: &mut Reader<'_>) -> Read<Option<Vec<Action>>> {
    let Some(named) = NamedKind::take(r) else {
        return Ok(None);
    };
    if named == NamedKind::ForeignTable {
        return alter::foreign(r).map(Some);
    }
    Ok(Some(match named.object() {
        Some(kind @ (ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView)) => {
            alter::table(r, kind)?
        }
        Some(ObjectKind::Index) => index::alter(r)?,
        Some(ObjectKind::Sequence) => sequence::alter(r)?,
        Some(kind @ (ObjectKind::Domain | ObjectKind::Type)) => types::alter(r, kind)?,
        Some(ObjectKind::Policy) => return Ok(None),
        _ => object::alter(r, named)?,
    }))
}

/// `CREATE EXTENSION`, after these words.
fn create_extension(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = names::take(r)?;
    let (mut schema, mut version) = (None, None);
    r.take("WITH");
    while let Some(word) = r.take_one_of(&["SCHEMA", "VERSION", "CASCADE"]) {
        match word {
            "SCHEMA" => schema = Some(names::take(r)?),
            "VERSION" => {
                version = Some(r.string().or_else(|_| r.ident().map(|ident| ident.value))?);
            }
            _ => {}
        }
    }
    Ok(vec![Action::Effect(Effect::CreateExtension {
        name,
        schema,
        version,
        if_not_exists,
    })])
}

/// `SET CONSTRAINTS { ALL | name, ... } { DEFERRED | IMMEDIATE }`, after the first words: nothing for the schema.
fn set_constraints(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    if !r.take("ALL") {
        r.separated(Reader::name)?;
    }
    match r.take_one_of(&["DEFERRED", "IMMEDIATE"]) {
        Some(_) => Ok(Vec::new()),
        None => r.refuse("DEFERRED or IMMEDIATE"),
    }
}
