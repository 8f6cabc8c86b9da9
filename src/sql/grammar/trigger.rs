//! `CREATE TRIGGER`: sqlparser refuses the literal arguments of the function.

use sqlparser::ast::{Expr, Ident, ObjectName};
use sqlparser::tokenizer::Token;

use crate::sql::reader::{Read, Reader};

/// `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTrigger {
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `CONSTRAINT`.
    pub constraint: bool,
    /// Its name.
    pub name: Ident,
    /// `BEFORE`, `AFTER`, `INSTEAD OF`.
    pub timing: TriggerTiming,
    /// `INSERT OR UPDATE OF column ...`, in order.
    pub events: Vec<TriggerEvent>,
    /// The table or view.
    pub table: ObjectName,
    /// `FROM table` of a constraint trigger.
    pub from: Option<ObjectName>,
    /// `[NOT] DEFERRABLE`.
    pub deferrable: Option<bool>,
    /// `INITIALLY DEFERRED` is true, `INITIALLY IMMEDIATE` is false.
    pub initially_deferred: Option<bool>,
    /// `REFERENCING OLD TABLE AS name`.
    pub old_table: Option<Ident>,
    /// `REFERENCING NEW TABLE AS name`.
    pub new_table: Option<Ident>,
    /// `FOR EACH ROW`; `FOR EACH STATEMENT`, or nothing, is false.
    pub for_each_row: bool,
    /// `WHEN (condition)`.
    pub condition: Option<Expr>,
    /// The function.
    pub function: ObjectName,
    /// Its arguments, as the strings that the server stores.
    pub arguments: Vec<String>,
}

/// When a trigger fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriggerTiming {
    /// `BEFORE`.
    Before,
    /// `AFTER`.
    After,
    /// `INSTEAD OF`.
    InsteadOf,
}

/// What a trigger fires at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TriggerEvent {
    /// `INSERT`.
    Insert,
    /// `UPDATE [OF columns]`; empty is any column.
    Update(Vec<Ident>),
    /// `DELETE`.
    Delete,
    /// `TRUNCATE`.
    Truncate,
}

/// After `CREATE [OR REPLACE]`.
pub(super) fn create(r: &mut Reader<'_>, or_replace: bool) -> Read<CreateTrigger> {
    let constraint = r.take("CONSTRAINT");
    r.expect("TRIGGER")?;
    let name = r.ident()?;
    let timing = TriggerTiming::read(r)?;
    let events = events(r)?;
    r.expect("ON")?;
    let mut trigger = CreateTrigger {
        or_replace,
        constraint,
        name,
        timing,
        events,
        table: r.name()?,
        from: None,
        deferrable: None,
        initially_deferred: None,
        old_table: None,
        new_table: None,
        for_each_row: false,
        condition: None,
        function: ObjectName(Vec::new()),
        arguments: Vec::new(),
    };
    while r
        .take_one_of(&["EXECUTE FUNCTION", "EXECUTE PROCEDURE"])
        .is_none()
    {
        trigger.clause(r)?;
    }
    trigger.function = r.name()?;
    trigger.arguments = r.parenthesized(arguments)?;
    Ok(trigger)
}

impl TriggerTiming {
    fn read(r: &mut Reader<'_>) -> Read<Self> {
        match r.take_one_of(&["BEFORE", "AFTER", "INSTEAD OF"]) {
            Some("BEFORE") => Ok(Self::Before),
            Some("AFTER") => Ok(Self::After),
            Some(_) => Ok(Self::InsteadOf),
            None => r.refuse("BEFORE, AFTER or INSTEAD OF"),
        }
    }
}

fn events(r: &mut Reader<'_>) -> Read<Vec<TriggerEvent>> {
    let mut all = Vec::new();
    loop {
        all.push(if r.take("INSERT") {
            TriggerEvent::Insert
        } else if r.take("DELETE") {
            TriggerEvent::Delete
        } else if r.take("TRUNCATE") {
            TriggerEvent::Truncate
        } else {
            r.expect("UPDATE")?;
            let columns = r.take("OF").then(|| r.separated(Reader::ident));
            TriggerEvent::Update(columns.transpose()?.unwrap_or_default())
        });
        if !r.take("OR") {
            return Ok(all);
        }
    }
}

impl CreateTrigger {
    fn clause(&mut self, r: &mut Reader<'_>) -> Read<()> {
        if r.take("FROM") {
            self.from = Some(r.name()?);
        } else if r.take("NOT DEFERRABLE") {
            self.deferrable = Some(false);
        } else if r.take("DEFERRABLE") {
            self.deferrable = Some(true);
        } else if r.take("INITIALLY DEFERRED") {
            self.initially_deferred = Some(true);
        } else if r.take("INITIALLY IMMEDIATE") {
            self.initially_deferred = Some(false);
        } else if r.take("REFERENCING") {
            self.transition_tables(r)?;
        } else if r.take_one_of(&["FOR EACH ROW", "FOR ROW"]).is_some() {
            self.for_each_row = true;
        } else if r
            .take_one_of(&["FOR EACH STATEMENT", "FOR STATEMENT"])
            .is_some()
        {
            self.for_each_row = false;
        } else {
            r.expect("WHEN")?;
            self.condition = Some(r.parenthesized(Reader::expr)?);
        }
        Ok(())
    }

    fn transition_tables(&mut self, r: &mut Reader<'_>) -> Read<()> {
        while let Some(which) = r.take_one_of(&["OLD TABLE", "NEW TABLE"]) {
            r.take("AS");
            let name = Some(r.ident()?);
            if which == "OLD TABLE" {
                self.old_table = name;
            } else {
                self.new_table = name;
            }
        }
        Ok(())
    }
}

/// Strings, numbers and bare words (`TriggerFuncArg` of gram.y).
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
        return r.ident().map(|ident| super::clause::folded(&ident));
    }
    let first = r.index();
    r.take_token(&Token::Minus);
    r.skip()?;
    Ok(r.text_from(first))
}
