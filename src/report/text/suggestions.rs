//! What to run next. A suggestion is only made where it can be copied as it stands: a name that a
//! terminal or a shell could take for something else gets none.

mod psql;
mod unrecorded;

use psql::describe;
use unrecorded::unrecorded;

use crate::report::explain::quoted;
use crate::report::finding::{Finding, MigrationKey, Object};
use crate::report::model::{Migration, Report};
use crate::report::vocabulary::{Kind, ObjectKind, Severity, Verdict};

/// The commands for one finding, in the order in which they are run.
pub(in crate::report) fn commands(
    report: &Report,
    migration: Option<&Migration>,
    finding: &Finding,
) -> Vec<String> {
    if finding.root_cause.is_some() {
        return Vec::new();
    }
    let command = match finding.kind {
        Kind::Misplaced => return misplaced(migration, finding),
        Kind::Unrecorded => return unrecorded(report, migration, finding),
        Kind::Missing => missing(migration, finding),
        Kind::Invalid => finding
            .object
            .as_ref()
            .and_then(|object| enforce(object, finding)),
        Kind::NoLedger => finding
            .migration
            .as_ref()
            .and_then(|key| capture(report, key)),
        Kind::Shadowed => shadowed(report, finding),
        Kind::Different | Kind::Surviving | Kind::Undecided | Kind::Unexpected => {
            of_object(finding)
        }
        Kind::Unreadable | Kind::Edited => finding.place.as_ref().and_then(|place| {
            shell_word(&format!("{}/{}", report.ledger.path, place.file))
                .map(|path| format!("git log -p -- {path}"))
        }),
        Kind::CaptureGap | Kind::VersionSkew | Kind::Unmanaged => None,
    };
    command.into_iter().collect()
}

/// What the role lacks, or a look at who sets its path.
fn shadowed(report: &Report, finding: &Finding) -> Option<String> {
    let Some(sight) = &report.summary.coverage.sight else {
        return Some("SHOW search_path;".to_owned());
    };
    let role = quoted(&sight.role)?;
    let object = finding.object.as_ref()?;
    if finding.aspect.as_deref() != Some("privileges") {
        return Some(format!("\\drds {role}"));
    }
    let name = quoted(&object.name)?;
    let lacks_usage = || {
        finding
            .expected
            .as_ref()
            .is_some_and(|what| what.starts_with("USAGE"))
    };
    Some(match &object.schema {
        None if lacks_usage() => format!("GRANT USAGE ON SCHEMA {name} TO {role};"),
        None => format!("\\dp {name}.*"),
        Some(schema) => format!("GRANT SELECT ON {}.{name} TO {role};", quoted(schema)?),
    })
}

/// Where one other schema holds it as it should be, the statement that moves it; else a look at each
/// place.
fn misplaced(migration: Option<&Migration>, finding: &Finding) -> Vec<String> {
    let Some(object) = &finding.object else {
        return Vec::new();
    };
    if object.object_type == ObjectKind::Schema {
        return vec!["SHOW search_path;".to_owned()];
    }
    if is_abroad(finding) {
        return missing(migration, finding).into_iter().collect();
    }
    match schemas(finding).as_slice() {
        [only] if is_whole(finding) => move_from(object, only).into_iter().collect(),
        several => several
            .iter()
            .filter_map(|schema| {
                let there = Object {
                    schema: Some((*schema).to_owned()),
                    ..object.clone()
                };
                describe(&there, None)
            })
            .collect(),
    }
}

/// The schemas of this database where it was found.
fn schemas(finding: &Finding) -> Vec<&str> {
    let is_here = |place: &&String| {
        let mut matches = finding.matches.iter();
        let found = matches.find(|found| found.place == **place);
        found.is_none_or(|found| found.database.is_none())
    };
    let places = finding.found_in.iter().filter(is_here);
    places.map(String::as_str).collect()
}

/// Whether it is best matched in another database, from where no statement moves it.
fn is_abroad(finding: &Finding) -> bool {
    let best = finding.matches.first();
    best.is_some_and(|found| found.database.is_some())
}

/// Whether all of the definition matches where it was found.
fn is_whole(finding: &Finding) -> bool {
    finding
        .matches
        .iter()
        .all(|found| found.matching == found.of)
}

/// The statement that puts a misplaced object where it belongs. None where it should be looked at
/// first (it is in several places, or another definition is there), where it follows from something
/// else, or where it was waived.
pub(super) fn mover(finding: &Finding) -> Option<String> {
    let alone = finding.root_cause.is_none()
        && finding.waived.is_none()
        && is_whole(finding)
        && !is_abroad(finding);
    match (finding.kind, finding.found_in.as_slice()) {
        (Kind::Misplaced, [only]) if alone => move_from(finding.object.as_ref()?, only),
        _ => None,
    }
}

fn move_from(object: &Object, schema: &str) -> Option<String> {
    if !object.object_type.is_movable() {
        return None;
    }
    let word = object.object_type.sql();
    let from = quoted(schema)?;
    let (name, to) = (quoted(&object.name)?, quoted(object.schema.as_deref()?)?);
    Some(format!("ALTER {word} {from}.{name} SET SCHEMA {to};"))
}

/// The SQL that was not run; in doubt, a look at what is there.
fn missing(migration: Option<&Migration>, finding: &Finding) -> Option<String> {
    let recorded = migration.is_none_or(|migration| migration.verdict != Verdict::Pending);
    if finding.severity < Severity::Error || !recorded {
        return of_object(finding);
    }
    if let Some(other) = &finding.alike {
        return renamer(finding.object.as_ref()?, other);
    }
    let key = finding.migration.as_ref()?;
    let (app, name) = (shell_word(&key.app)?, shell_word(&key.name)?);
    Some(format!("python manage.py sqlmigrate {app} {name}"))
}

/// The statement that gives what is called `other` the name of an object; a look at it where no such
/// statement is known.
fn renamer(object: &Object, other: &str) -> Option<String> {
    let schema = quoted(object.schema.as_deref()?)?;
    let (name, other) = (quoted(&object.name)?, quoted(other)?);
    match object.object_type {
        ObjectKind::Index => Some(format!("ALTER INDEX {schema}.{other} RENAME TO {name};")),
        ObjectKind::Sequence => Some(format!("ALTER SEQUENCE {schema}.{other} RENAME TO {name};")),
        ObjectKind::Constraint => {
            let table = quoted(object.table.as_deref()?)?;
            Some(format!(
                "ALTER TABLE {schema}.{table} RENAME CONSTRAINT {other} TO {name};"
            ))
        }
        _ => describe(object, None),
    }
}

/// A look at the object of a finding.
fn of_object(finding: &Finding) -> Option<String> {
    describe(finding.object.as_ref()?, finding.aspect.as_deref())
}

fn enforce(object: &Object, finding: &Finding) -> Option<String> {
    let schema = quoted(object.schema.as_deref()?)?;
    let name = quoted(&object.name)?;
    let table = quoted(object.table.as_deref()?)?;
    match object.object_type {
        ObjectKind::Index => Some(format!("REINDEX INDEX CONCURRENTLY {schema}.{name};")),
        ObjectKind::Constraint => match (finding.aspect.as_deref(), finding.actual.as_deref()) {
            (Some("enabled"), Some("NOT ENFORCED")) => Some(format!(
                "ALTER TABLE {schema}.{table} ALTER CONSTRAINT {name} ENFORCED;"
            )),
            (Some("enabled"), Some("its triggers disabled")) => {
                Some(format!("ALTER TABLE {schema}.{table} ENABLE TRIGGER ALL;"))
            }
            (Some("enabled"), _) => describe(object, None),
            _ => Some(format!(
                "ALTER TABLE {schema}.{table} VALIDATE CONSTRAINT {name};"
            )),
        },
        ObjectKind::Trigger => Some(format!(
            "ALTER TABLE {schema}.{table} ENABLE TRIGGER {name};"
        )),
        _ => None,
    }
}

fn capture(report: &Report, key: &MigrationKey) -> Option<String> {
    let app = shell_word(&key.app)?;
    let path = shell_word(&report.ledger.path)?;
    Some(format!(
        "reconcile capture --app {app} --ledger {path} -- python manage.py"
    ))
}

/// A word that every shell takes for itself; none where it would need quotes.
fn shell_word(text: &str) -> Option<&str> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let plain = !text.is_empty() && !text.starts_with('-') && text.chars().all(safe);
    plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FoundMatch;
    use crate::report::sample;

    fn table(name: &str) -> Object {
        Object {
            object_type: ObjectKind::Table,
            schema: Some("public".into()),
            table: Some(name.into()),
            name: name.into(),
            arguments: None,
        }
    }

    fn of(finding: &Finding) -> Vec<String> {
        commands(&sample::incident(), None, finding)
    }

    #[test]
    fn a_misplaced_table_is_moved() {
        let mut finding = Finding::new(Kind::Misplaced, Some(table("a\"b")), None, None);
        finding.found_in = vec!["test_schema".into()];
        assert_eq!(
            of(&finding),
            ["ALTER TABLE \"test_schema\".\"a\"\"b\" SET SCHEMA \"public\";"]
        );
    }

    #[test]
    fn a_table_that_is_in_two_places_is_looked_at_first() {
        let mut finding = Finding::new(Kind::Misplaced, Some(table("t")), None, None);
        finding.found_in = vec!["one".into(), "two".into()];
        assert_eq!(of(&finding), ["\\d \"one\".\"t\"", "\\d \"two\".\"t\""]);
    }

    #[test]
    fn a_table_that_is_another_one_is_looked_at_first() {
        let mut finding = Finding::new(Kind::Misplaced, Some(table("t")), None, None);
        finding.found_in = vec!["one".into()];
        finding.matches = vec![FoundMatch {
            place: "one".into(),
            schema: "one".into(),
            database: None,
            matching: 1,
            of: 9,
        }];
        assert_eq!(of(&finding), ["\\d \"one\".\"t\""]);
        assert_eq!(mover(&finding), None);
    }

    #[test]
    fn a_table_in_another_database_is_made_here_by_its_own_sql() {
        let key = MigrationKey {
            app: "shop".into(),
            name: "0002".into(),
        };
        let mut finding = Finding::new(Kind::Misplaced, Some(table("t")), None, Some(key));
        finding.found_in = vec!["other/public".into()];
        finding.matches = vec![FoundMatch {
            place: "other/public".into(),
            schema: "public".into(),
            database: Some("other".into()),
            matching: 2,
            of: 2,
        }];
        assert_eq!(of(&finding), ["python manage.py sqlmigrate shop 0002"]);
        assert_eq!(mover(&finding), None);
    }

    #[test]
    fn a_name_that_a_shell_would_run_gets_no_command() {
        let key = MigrationKey {
            app: "a".into(),
            name: "0001; rm -rf ~".into(),
        };
        assert!(
            of(&Finding::new(
                Kind::Missing,
                Some(table("t")),
                None,
                Some(key)
            ))
            .is_empty()
        );
    }

    #[test]
    fn a_name_that_a_terminal_would_obey_gets_no_command() {
        let finding = Finding::new(Kind::Different, Some(table("t\u{1b}[2J")), None, None);
        assert!(of(&finding).is_empty());
    }

    #[test]
    fn what_follows_from_another_finding_is_repaired_with_it() {
        let mut finding = Finding::new(Kind::Misplaced, Some(table("t")), None, None);
        finding.found_in = vec!["test_schema".into()];
        finding.root_cause = Some("9f2c".into());
        assert!(of(&finding).is_empty());
    }

    #[test]
    fn each_invalid_object_has_the_statement_that_puts_it_in_force() {
        let invalid = |object_type| {
            let object = Object {
                object_type,
                name: "x".into(),
                ..table("t")
            };
            of(&Finding::new(Kind::Invalid, Some(object), None, None))
        };
        assert_eq!(
            invalid(ObjectKind::Index),
            ["REINDEX INDEX CONCURRENTLY \"public\".\"x\";"]
        );
        assert_eq!(
            invalid(ObjectKind::Constraint),
            ["ALTER TABLE \"public\".\"t\" VALIDATE CONSTRAINT \"x\";"]
        );
        assert_eq!(
            invalid(ObjectKind::Trigger),
            ["ALTER TABLE \"public\".\"t\" ENABLE TRIGGER \"x\";"]
        );
    }
}
