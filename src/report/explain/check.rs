//! The queries by which a person checks one finding in psql, or in another program that runs SQL. This program never runs
//! them.

mod sqlite;

use std::collections::BTreeSet;

use serde::Serialize;

use super::shape;
use crate::report::escape::{literal, qualified, quoted};
use crate::report::finding::{Finding, FoundMatch, MigrationKey, Object};
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::vocabulary::{Engine, EvidenceCode, Kind, LookBack, ObjectKind};

/// One query, ready to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What it answers.
    pub asks: String,
    /// The query, on one or several lines, with its semicolon; where it names anything that a search path
    /// decides, in a transaction of its own that sets it.
    pub sql: String,
}

/// It runs with the rights of the person who pastes it, in whose search path a schema of somebody else may
/// stand: with an operator or a function that fits better than PostgreSQL's own.
const OPEN: &str = "BEGIN READ ONLY; SET LOCAL search_path = pg_catalog, pg_temp;\n";
const CLOSE: &str = "\nROLLBACK;";

/// The queries for one finding. None is given that would name what a terminal acts on.
pub(super) fn checks(
    report: &Report,
    migration: Option<&Migration>,
    finding: &Finding,
) -> Vec<Check> {
    if report.target.engine == Engine::Sqlite {
        return sqlite::checks(finding);
    }
    let mut all = Vec::new();
    if let Some(object) = &finding.object {
        all.extend(there(object));
        all.extend(defined(object, finding.aspect.as_deref()));
        all.extend(abroad(object, &finding.matches));
        all.extend(triggers(object, finding.aspect.as_deref()));
        if finding.kind == Kind::Shadowed {
            all.extend(resolves(object));
            let sight = report.summary.coverage.sight.as_ref();
            let role = sight.map(|sight| sight.role.as_str());
            all.extend(role.and_then(|role| sees(object, role)));
            all.extend(role.and_then(settings));
        }
    }
    let Some(key) = &finding.migration else {
        return all;
    };
    let schema = finding.schema.as_ref().unwrap_or(&report.target.schema);
    all.extend(record(schema, key));
    let seen = migration.iter().flat_map(|of| &of.evidence);
    let seen = seen.chain(&finding.evidence).map(|one| one.code);
    let codes: BTreeSet<EvidenceCode> = seen.collect();
    if codes.contains(&EvidenceCode::RecordedElsewhere) {
        all.extend(finding.matches.iter().filter_map(|at| record_at(at, key)));
    }
    let table = finding.object.as_ref().and_then(table_of);
    let looks: BTreeSet<LookBack> = codes.iter().filter_map(|it| it.row().look_back).collect();
    let looks = looks.into_iter();
    all.extend(looks.filter_map(|look| look_back(look, schema, key, table)));
    all
}

fn check(asks: impl Into<String>, query: &str, values: &[(&str, &str)]) -> Check {
    Check {
        asks: asks.into(),
        sql: [OPEN, &fill(query, values), CLOSE].concat(),
    }
}

/// A query in which everything is named in full, under the search path of whoever asks.
fn check_on_path(asks: String, query: &str, values: &[(&str, &str)]) -> Check {
    Check {
        asks,
        sql: fill(query, values),
    }
}

/// Puts values in the places of a query. In one pass, so that no value is read as a place.
fn fill(query: &str, values: &[(&str, &str)]) -> String {
    let mut pieces = query.trim_end().split('{');
    let mut sql = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or(("", piece));
        let value = values.iter().find(|(known, _)| *known == name);
        sql.push_str(value.map_or("", |(_, value)| *value));
        sql.push_str(rest);
    }
    sql
}

fn there(object: &Object) -> Option<Check> {
    if !object.object_type.is_relation() {
        return None;
    }
    let name = qualified(object.schema.as_deref()?, &object.name)?;
    let asks = format!("Is {name} there? Nothing is shown where it is not.");
    let name = literal(&name)?;
    let query = include_str!("queries/here.sql");
    Some(check_on_path(asks, query, &[("qualified", &name)]))
}

fn defined(object: &Object, aspect: Option<&str>) -> Option<Check> {
    let query = shape::query(object.object_type);
    let extra = aspect.and_then(|aspect| shape::aspect(object.object_type, aspect));
    let (name, table) = (literal(&object.name)?, object.table.as_deref());
    let table = literal(table.unwrap_or_default())?;
    let values = [
        ("name", &*name),
        ("table", &*table),
        ("extra", extra.as_deref().unwrap_or_default()),
    ];
    let word = object.object_type.words();
    let asks = match object.schema {
        Some(_) => format!("Which schemas hold a {word} of this name, and what is it there?"),
        None => format!("Is there a {word} of this name, and what is it?"),
    };
    Some(check(asks, &query, &values))
}

/// The same in the other databases where it was found; psql has to connect to those.
fn abroad(object: &Object, matches: &[FoundMatch]) -> Vec<Check> {
    let found = matches.iter().filter_map(|at| {
        let object = Object {
            schema: Some(at.schema.clone()),
            ..object.clone()
        };
        inside(at.database.as_ref()?, there(&object)?)
    });
    found.collect()
}

fn inside(database: &str, check: Check) -> Option<Check> {
    Some(Check {
        asks: format!("In {}: {}", quoted(database)?, check.asks),
        ..check
    })
}

/// Whether a foreign key is in force is told by its own triggers, on two tables.
fn triggers(object: &Object, aspect: Option<&str>) -> Option<Check> {
    if (object.object_type, aspect) != (ObjectKind::Constraint, Some("enabled")) {
        return None;
    }
    let (name, table) = (literal(&object.name)?, literal(object.table.as_deref()?)?);
    let asks = "Are the triggers of the foreign key enabled? O is enabled, D is disabled.";
    let query = include_str!("queries/foreign_key_triggers.sql");
    Some(check(asks, query, &[("name", &name), ("table", &table)]))
}

fn resolves(object: &Object) -> Option<Check> {
    let name = qualified(object.schema.as_deref()?, &object.name)?;
    let (expected, bare) = (literal(&name)?, literal(&quoted(&object.name)?)?);
    let asks = "As the application's role: what does the unqualified name mean, and by which path?"
        .to_owned();
    let query = include_str!("queries/resolves.sql");
    let values = [("qualified", &*expected), ("unqualified", &*bare)];
    Some(check_on_path(asks, query, &values))
}

/// What a role may do with a table, or with the tables of a schema.
fn sees(object: &Object, role: &str) -> Option<Check> {
    let asks = format!("May {} use the schema, and read?", quoted(role)?);
    let query = if object.object_type == ObjectKind::Schema {
        include_str!("queries/sees_schema.sql")
    } else {
        include_str!("queries/sees.sql")
    };
    let (name, role) = (literal(&object.name)?, literal(role)?);
    Some(check(asks, query, &[("name", &name), ("role", &role)]))
}

fn settings(role: &str) -> Option<Check> {
    let asks = format!("What is set for {} when it connects here?", quoted(role)?);
    let query = include_str!("queries/role_settings.sql");
    Some(check(asks, query, &[("role", &literal(role)?)]))
}

fn record(schema: &str, key: &MigrationKey) -> Option<Check> {
    let asks = format!("Is {key} recorded in {schema}, and by which transaction?");
    let query = include_str!("queries/record.sql");
    of_records(asks, query, schema, key)
}

/// The same where the object was found. What is stored without a schema was found in a place of its
/// name.
fn record_at(at: &FoundMatch, key: &MigrationKey) -> Option<Check> {
    let schema = Some(&at.schema).filter(|schema| !schema.is_empty());
    let check = record(schema.unwrap_or(&at.place), key)?;
    match &at.database {
        Some(database) => inside(database, check),
        None => Some(check),
    }
}

fn of_records(asks: String, query: &str, schema: &str, key: &MigrationKey) -> Option<Check> {
    let records = qualified(schema, "django_migrations")?;
    let (app, migration) = (literal(&key.app)?, literal(&key.name)?);
    let values = [
        ("records", &*records),
        ("app", &*app),
        ("migration", &*migration),
    ];
    Some(check(asks, query, &values))
}

fn look_back(
    look: LookBack,
    schema: &str,
    key: &MigrationKey,
    table: Option<&str>,
) -> Option<Check> {
    let of_table = |asks: &str, query| {
        let table = literal(table?)?;
        Some(check(asks, query, &[("table", &table)]))
    };
    match look {
        LookBack::Transactions => of_table(
            "Which transactions wrote the table and its columns? A greater number is a later one.",
            include_str!("queries/transactions.sql"),
        ),
        LookBack::Dropped => of_table(
            "Which columns did the table have?",
            include_str!("queries/dropped_columns.sql"),
        ),
        LookBack::Oids => Some(check(
            "In which order was everything made? Oids grow.",
            include_str!("queries/oids.sql"),
            &[],
        )),
        LookBack::Records => of_records(
            format!("What was recorded shortly before and after {key}?"),
            include_str!("queries/records.sql"),
            schema,
            key,
        ),
        LookBack::Writers => of_records(
            format!("What did the transactions of {key} write that is still there?"),
            include_str!("queries/writers.sql"),
            schema,
            key,
        ),
    }
}

fn table_of(object: &Object) -> Option<&str> {
    match object.object_type {
        ObjectKind::Table => Some(&object.name),
        _ => object.table.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_place_of_the_query_stays_a_name() {
        let filled = fill(
            "a {name} {table};\n",
            &[("name", "'{table}'"), ("table", "'t'")],
        );
        assert_eq!(filled, "a '{table}' 't';");
    }

    #[test]
    fn every_sort_of_object_has_a_query_without_a_place_left_open() {
        for object_type in ObjectKind::ALL {
            let object = Object {
                object_type: *object_type,
                schema: Some("s".into()),
                table: Some("t".into()),
                name: "n".into(),
                arguments: None,
            };
            let check = defined(&object, Some("comment")).unwrap();
            assert!(check.sql.ends_with(';'), "{}", check.sql);
            assert!(check.sql.contains("= 'n'"), "{}", check.sql);
            assert!(check.sql.contains(" AS comment\nFROM "), "{}", check.sql);
            assert!(!check.sql.contains(['{', '}']), "{}", check.sql);
        }
    }
}
