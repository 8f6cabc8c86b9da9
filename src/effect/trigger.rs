//! `CREATE TRIGGER`.

use sqlparser::tokenizer::Token;

use super::action::Action;
use super::vocabulary::Effect;
use super::{Reference, action, expression, names};
use crate::name::Name;
use crate::schema::{Deferral, Expr, Expression, TriggerDefinition, TriggerEvents};
use crate::sql::reader::{Read, Reader};

/// A trigger as a statement asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTrigger {
    /// Its name.
    pub name: Name,
    /// Its table or view.
    pub table: Reference,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// What it does; its function and `FROM` as the statement writes them.
    pub definition: TriggerDefinition,
}

/// `CREATE [CONSTRAINT] TRIGGER`, after `CREATE [OR REPLACE]`.
pub(super) fn create(r: &mut Reader<'_>, or_replace: bool) -> Read<Vec<Action>> {
    let trigger = NewTrigger::take(r, or_replace)?;
    Ok(vec![Action::Effect(Effect::CreateTrigger(Box::new(
        trigger,
    )))])
}

impl NewTrigger {
    fn take(r: &mut Reader<'_>, or_replace: bool) -> Read<Self> {
        let constraint = r.take("CONSTRAINT");
        r.expect("TRIGGER")?;
        let name = names::take(r)?;
        let Some(timing) = names::take_word(r) else {
            return r.refuse("BEFORE, AFTER or INSTEAD OF");
        };
        let events = events(r)?;
        r.expect("ON")?;
        let table = names::take_reference(r)?;
        let mut definition = TriggerDefinition {
            constraint,
            timing,
            events,
            row: false,
            condition: None,
            function: None,
            arguments: Vec::new(),
            body: None,
            stale_body: false,
            old_table: None,
            new_table: None,
            deferral: Deferral::NotDeferrable,
            from: None,
        };
        let call = ["EXECUTE FUNCTION", "EXECUTE PROCEDURE"];
        while r.take_one_of(&call).is_none() {
            take_clause(r, &mut definition)?;
        }
        definition.function = Some(names::take_type_name(r)?);
        definition.arguments = r.parenthesized(arguments)?;
        Ok(Self {
            name,
            table,
            or_replace,
            definition,
        })
    }
}

/// `INSERT OR UPDATE OF column ...`.
fn events(r: &mut Reader<'_>) -> Read<TriggerEvents> {
    let mut events = TriggerEvents::default();
    loop {
        if r.take("INSERT") {
            events.insert = true;
        } else if r.take("DELETE") {
            events.delete = true;
        } else if r.take("TRUNCATE") {
            events.truncate = true;
        } else {
            r.expect("UPDATE")?;
            let columns = r.after("OF", |r| r.separated(names::take))?;
            events.update = Some(columns.unwrap_or_default());
        }
        if !r.take("OR") {
            return Ok(events);
        }
    }
}

/// What may stand between the table and the function, in any order. `INITIALLY DEFERRED` alone implies `DEFERRABLE`.
fn take_clause(r: &mut Reader<'_>, trigger: &mut TriggerDefinition) -> Read<()> {
    if r.take("FROM") {
        trigger.from = Some(names::take_type_name(r)?);
    } else if r.take("INITIALLY DEFERRED") {
        trigger.deferral = Deferral::InitiallyDeferred;
    } else if r.take("DEFERRABLE") {
        if trigger.deferral == Deferral::NotDeferrable {
            trigger.deferral = Deferral::InitiallyImmediate;
        }
    } else if r.take("REFERENCING") {
        while let Some(which) = r.take_one_of(&["OLD TABLE", "NEW TABLE"]) {
            r.take("AS");
            let name = Some(names::take(r)?);
            match which {
                "OLD TABLE" => trigger.old_table = name,
                _ => trigger.new_table = name,
            }
        }
    } else if let Some(words) = r.take_one_of(&[
        "FOR EACH ROW",
        "FOR ROW",
        "FOR EACH STATEMENT",
        "FOR STATEMENT",
    ]) {
        trigger.row = words.ends_with("ROW");
    } else if r
        .take_one_of(&["NOT DEFERRABLE", "INITIALLY IMMEDIATE"])
        .is_none()
    {
        r.expect("WHEN")?;
        let condition = r.parenthesized(Reader::expr)?;
        trigger.condition = Some(rows(&condition.to_string()));
    }
    Ok(())
}

/// Strings, numbers and bare words, as the strings that the server stores (`TriggerFuncArg` of gram.y).
fn arguments(r: &mut Reader<'_>) -> Read<Vec<String>> {
    let mut all = Vec::new();
    while *r.peek() != Token::RParen {
        all.push(match r.string() {
            Ok(text) => text,
            Err(_) => word_or_number(r)?,
        });
        if !r.take_token(&Token::Comma) {
            break;
        }
    }
    Ok(all)
}

fn word_or_number(r: &mut Reader<'_>) -> Read<String> {
    if let Token::Word(_) = r.peek() {
        return r.ident().map(|ident| names::as_stored(&ident));
    }
    let first = r.index();
    r.take_token(&Token::Minus);
    r.skip()?;
    Ok(r.text_from(first))
}

/// A condition over the old and the new row.
pub(super) fn rows(text: &str) -> Expression {
    expression::read_rows(text, &|row| {
        ["old", "new"].contains(&row).then(|| row.to_owned())
    })
}

/// The condition in what `pg_get_triggerdef` prints of a trigger that has one: no other function of
/// the server prints it. A text that is not read is opaque as a whole.
#[must_use]
pub fn condition(definition: &str) -> Expression {
    let read = action::of_print(definition, |r| {
        r.expect("CREATE")?;
        NewTrigger::take(r, false)
    });
    let condition = read.and_then(|trigger| trigger.definition.condition);
    condition.unwrap_or_else(|| {
        Expression::new(definition.to_owned(), Expr::Opaque(definition.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_is_not_read_is_there_all_the_same() {
        let read = condition(
            "CREATE TRIGGER t AFTER UPDATE ON public.a FOR EACH ROW WHEN ((old.b <> new.b)) EXECUTE FUNCTION f()",
        );
        assert_eq!(read.tree.to_string(), "(\"old.b\" <> \"new.b\")");
        assert!(condition("CREATE TRIGGER t WHEN (").tree.has_opaque());
    }
}
