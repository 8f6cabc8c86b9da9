//! Two texts that are held against each other, and what the server is asked about them.

use std::sync::OnceLock;

use reconcile::rooms::compare::{Answer, Surroundings, compare};
use reconcile::rooms::effect::explain::{self, Explain, Question, Refusal, Scope};
use reconcile::rooms::effect::expression;
use reconcile::rooms::name::{Name, QualifiedName};
use reconcile::rooms::replay::Expected;
use reconcile::rooms::schema::{Attribute, Check, ConstraintBody, Schema};
use reconcile::rooms::sql;

use crate::code::replayed;

/// The two sides of an input, on both sides of its first line `--`.
fn sides(text: &str) -> (&str, &str) {
    text.split_once("\n--\n").unwrap_or((text, text))
}

/// Whatever two texts are asked about, the server is asked by one `EXPLAIN`; no text refuses to be asked
/// against itself because it were built otherwise.
pub fn explain(text: &str) {
    let (expected, live) = sides(text);
    let table = QualifiedName::new(Name::exact("public"), Name::exact("t"));
    for scope in [
        Scope::Nothing,
        Scope::Row(table.clone()),
        Scope::Rows(table),
    ] {
        harmless(explain::expressions(&scope, None, &[expected], &[live]));
        same(&explain::expressions(&scope, None, &[live], &[live]));
    }
    harmless(explain::queries(expected, live));
    same(&explain::queries(live, live));
}

fn harmless(question: Result<Question, Refusal>) {
    if let Ok(question) = question {
        one_statement(&question.expected);
        one_statement(&question.live);
    }
}

fn one_statement(explain: &Explain) {
    let text = explain.text();
    let rest = text.strip_prefix("EXPLAIN (VERBOSE, COSTS OFF) ");
    let rest = rest.unwrap_or_else(|| panic!("no EXPLAIN: {text}"));
    assert!(
        !rest.trim_start().to_uppercase().starts_with("ANALYZE"),
        "{text}"
    );
    assert!(sql::is_one_piece(text), "more than one piece: {text}");
    assert_eq!(sql::read(text).statements.len(), 1, "{text}");
}

fn same(question: &Result<Question, Refusal>) {
    match question {
        Ok(question) => assert_eq!(question.expected, question.live),
        // A name that a query gives with columns reads as a call on one side only (`words.rs`), and more is refused.
        Err(refusal) => assert_ne!(*refusal, Refusal::Shape, "against itself"),
    }
}

/// An expression is the same as itself, whatever stands around it that means nothing; and it is not the same one
/// way round and another one the other way.
pub fn expression(text: &str) {
    let (first, second) = sides(text);
    assert_eq!(held(first, first), None, "against itself");
    if sql::is_one_piece(first) {
        let wrapped = held(first, &format!("(\n{first}\n)"));
        assert!(
            wrapped != Some(Answer::Different),
            "in parentheses: {wrapped:?}"
        );
    }
    let (there, back) = (held(first, second), held(second, first));
    assert_eq!(there.is_none(), back.is_none(), "{there:?}, {back:?}");
}

const TABLE: &str = "CREATE TABLE t (id bigint, a integer, b bigint, si smallint, n numeric(12,4), f double precision, \
    r real, name varchar(50), v varchar, body text, ch char(3), flag boolean, d date, ts timestamptz, tz timestamp, \
    tm time, iv interval, data jsonb, js json, uid uuid, ip inet, tags text[], nums integer[], rng int4range, \
    CONSTRAINT it CHECK (true));";

/// What is said of a check that the ledger has as one text and the server as the other; none where they are exactly
/// the same.
fn held(expected: &str, live: &str) -> Option<Answer> {
    static BASE: OnceLock<Expected> = OnceLock::new();
    let base = BASE.get_or_init(|| replayed(TABLE));
    let mut ours = base.clone();
    put(&mut ours.schema, expected);
    let mut theirs = base.schema.clone();
    put(&mut theirs, live);
    let found = compare(&ours, &theirs, &Surroundings::default());
    let attributes = found
        .objects
        .into_iter()
        .flat_map(|object| object.attributes);
    let mut told = attributes.filter(|one| one.attribute == Attribute::Expression);
    told.next().map(|one| one.answer)
}

fn put(schema: &mut Schema, text: &str) {
    let checks = schema
        .tables
        .values_mut()
        .flat_map(|table| table.constraints.values_mut());
    for constraint in checks {
        if let ConstraintBody::Check(Check { expression, .. }) = &mut constraint.body {
            *expression = expression::read(text);
        }
    }
}
