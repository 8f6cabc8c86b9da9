//! `CREATE TRIGGER`.

use sqlparser::tokenizer::Token;

use super::action::Action;
use super::vocabulary::Effect;
use super::{Reference, action, constraint, expression, names};
use crate::name::Name;
use crate::schema::{Expr, Expression, TriggerDefinition, TriggerEvents, TriggerTiming, TypeName};
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

/// What may stand between the table and the function, in any order.
#[derive(Default)]
struct Clauses {
    from: Option<TypeName>,
    deferrable: Option<bool>,
    initially_deferred: bool,
    old_table: Option<Name>,
    new_table: Option<Name>,
    row: bool,
    condition: Option<Expression>,
}

impl NewTrigger {
    fn take(r: &mut Reader<'_>, or_replace: bool) -> Read<Self> {
        let constraint = r.take("CONSTRAINT");
        r.expect("TRIGGER")?;
        let name = names::take(r)?;
        let timing = timing(r)?;
        let events = events(r)?;
        r.expect("ON")?;
        let table = names::take_reference(r)?;
        let mut clauses = Clauses::default();
        let call = ["EXECUTE FUNCTION", "EXECUTE PROCEDURE"];
        while r.take_one_of(&call).is_none() {
            clauses.take(r)?;
        }
        Ok(Self {
            name,
            table,
            or_replace,
            definition: TriggerDefinition {
                constraint,
                timing,
                events,
                row: clauses.row,
                condition: clauses.condition,
                function: names::take_type_name(r)?,
                arguments: r.parenthesized(arguments)?,
                old_table: clauses.old_table,
                new_table: clauses.new_table,
                deferral: constraint::deferral(clauses.deferrable, clauses.initially_deferred),
                from: clauses.from,
            },
        })
    }
}

fn timing(r: &mut Reader<'_>) -> Read<TriggerTiming> {
    match r.take_one_of(&["BEFORE", "AFTER", "INSTEAD OF"]) {
        Some("BEFORE") => Ok(TriggerTiming::Before),
        Some("AFTER") => Ok(TriggerTiming::After),
        Some(_) => Ok(TriggerTiming::InsteadOf),
        None => r.refuse("BEFORE, AFTER or INSTEAD OF"),
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

impl Clauses {
    fn take(&mut self, r: &mut Reader<'_>) -> Read<()> {
        if r.take("FROM") {
            self.from = Some(names::take_type_name(r)?);
        } else if let Some(words) = r.take_one_of(&["NOT DEFERRABLE", "DEFERRABLE"]) {
            self.deferrable = Some(words == "DEFERRABLE");
        } else if let Some(words) = r.take_one_of(&["INITIALLY DEFERRED", "INITIALLY IMMEDIATE"]) {
            self.initially_deferred = words == "INITIALLY DEFERRED";
        } else if r.take("REFERENCING") {
            while let Some(which) = r.take_one_of(&["OLD TABLE", "NEW TABLE"]) {
                r.take("AS");
                let name = Some(names::take(r)?);
                match which {
                    "OLD TABLE" => self.old_table = name,
                    _ => self.new_table = name,
                }
            }
        } else if r.take_one_of(&["FOR EACH ROW", "FOR ROW"]).is_some() {
            self.row = true;
        } else if r
            .take_one_of(&["FOR EACH STATEMENT", "FOR STATEMENT"])
            .is_some()
        {
            self.row = false;
        } else {
            r.expect("WHEN")?;
            let condition = r.parenthesized(Reader::expr)?;
            self.condition = Some(rows(&condition.to_string()));
        }
        Ok(())
    }
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
