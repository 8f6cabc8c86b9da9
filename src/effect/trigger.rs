//! `CREATE TRIGGER`.

use super::alter::Action;
use super::vocabulary::Effect;
use super::{Reference, constraint, expression, names};
use crate::name::Name;
use crate::schema::{Expr, Expression, TriggerDefinition, TriggerEvents, TriggerTiming, TypeName};
use crate::sql::grammar::{self, CreateTrigger, TriggerEvent};
use crate::sql::{self, Extra, Syntax};

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

/// The effect of a `CREATE TRIGGER`.
pub(super) fn create(parsed: &CreateTrigger) -> Action {
    let condition = parsed.condition.as_ref();
    Action::Effect(Effect::CreateTrigger(Box::new(NewTrigger {
        name: names::name(&parsed.name),
        table: names::reference(&parsed.table),
        or_replace: parsed.or_replace,
        definition: TriggerDefinition {
            constraint: parsed.constraint,
            timing: timing(parsed.timing),
            events: events(&parsed.events),
            row: parsed.for_each_row,
            condition: condition.map(|condition| rows(&condition.to_string())),
            function: type_name(names::reference(&parsed.function)),
            arguments: parsed.arguments.clone(),
            old_table: parsed.old_table.as_ref().map(names::name),
            new_table: parsed.new_table.as_ref().map(names::name),
            deferral: constraint::deferral(
                parsed.deferrable,
                parsed.initially_deferred.unwrap_or(false),
            ),
            from: parsed
                .from
                .as_ref()
                .map(|name| type_name(names::reference(name))),
        },
    })))
}

fn type_name(reference: Reference) -> TypeName {
    TypeName {
        schema: reference.schema,
        name: reference.name,
    }
}

fn timing(parsed: grammar::TriggerTiming) -> TriggerTiming {
    match parsed {
        grammar::TriggerTiming::Before => TriggerTiming::Before,
        grammar::TriggerTiming::After => TriggerTiming::After,
        grammar::TriggerTiming::InsteadOf => TriggerTiming::InsteadOf,
    }
}

fn events(parsed: &[TriggerEvent]) -> TriggerEvents {
    let mut events = TriggerEvents::default();
    for event in parsed {
        match event {
            TriggerEvent::Insert => events.insert = true,
            TriggerEvent::Update(columns) => events.update = Some(names::list(columns)),
            TriggerEvent::Delete => events.delete = true,
            TriggerEvent::Truncate => events.truncate = true,
        }
    }
    events
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
    read_condition(definition).unwrap_or_else(|| {
        Expression::new(definition.to_owned(), Expr::Opaque(definition.to_owned()))
    })
}

fn read_condition(definition: &str) -> Option<Expression> {
    let script = sql::read(definition);
    let Syntax::Extra(extra) = &script.statements.first()?.syntax else {
        return None;
    };
    match extra.as_ref() {
        Extra::CreateTrigger(parsed) => parsed
            .condition
            .as_ref()
            .map(|condition| rows(&condition.to_string())),
        _ => None,
    }
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
