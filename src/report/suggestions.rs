//! What to run next. A suggestion is only made where it can be copied as it stands: a name that a
//! terminal or a shell could take for something else gets none.

mod sqlite;

use std::collections::BTreeMap;

pub use self::sqlite::look_of_sqlite;

use super::escape::{is_hostile, literal, quoted, shell_word};
use super::finding::{Command, Finding, MigrationKey, Object};
use super::migration::Migration;
use super::migration::UnrecordedEffect;
use super::model::Report;
use super::target::{Reach, Target};
use super::vocabulary::{
    Caution, EffectState, Engine, Kind, Next, ObjectKind, Privilege, Prompt, Severity, Verdict,
};
use crate::kind::{NamedBy, Within};

impl Report {
    /// Says of each finding that says nothing of it yet what to run next. What follows from another one is mended
    /// with that.
    pub(crate) fn suggest(&mut self) {
        let behind: BTreeMap<_, &Migration> = self
            .migrations
            .iter()
            .map(|it| ((it.schema.as_ref(), it.key()), it))
            .collect();
        let next = |finding: &Finding| {
            let key = finding.migration.clone();
            let migration = key.and_then(|key| behind.get(&(finding.schema.as_ref(), key)));
            if finding.root_cause.is_some() {
                (Vec::new(), None)
            } else if finding.next.is_empty() {
                let next = commands(self, migration.copied(), finding);
                let caution = caution(self, migration.copied(), finding);
                let caution = caution.filter(|_| !next.is_empty());
                (next, caution)
            } else {
                (finding.next.clone(), finding.caution)
            }
        };
        let all: Vec<_> = self.findings.iter().map(next).collect();
        for (finding, (next, caution)) in self.findings.iter_mut().zip(all) {
            (finding.next, finding.caution) = (next, caution);
        }
    }
}

/// What to look at or decide first.
fn caution(report: &Report, migration: Option<&Migration>, finding: &Finding) -> Option<Caution> {
    match finding.kind.row().next {
        Next::Move if !is_abroad(finding) && !is_whole(finding) => Some(Caution::OtherDefinition),
        Next::WriteRow => match Recording::of(report, migration?, finding) {
            Recording::Row => {
                let row = recorded(&report.target, finding.schema.as_deref(), &migration?.key())?;
                (row.prompt == Prompt::Shell).then_some(Caution::FakesMore)
            }
            Recording::Run => None,
            Recording::Rest => Some(Caution::SomeIsThere),
        },
        Next::Look if finding.kind == Kind::Surviving => Some(Caution::HoldsData),
        _ => None,
    }
}

/// The commands for one finding, in the order in which they are run.
fn commands(report: &Report, migration: Option<&Migration>, finding: &Finding) -> Vec<Command> {
    if sqlite::is_mended(report, finding) {
        return sqlite::repair(finding).into_iter().collect();
    }
    let command = match finding.kind.row().next {
        Next::Move => return misplaced(report, migration, finding),
        Next::WriteRow => return unrecorded(report, migration, finding),
        Next::RunSql => missing(&report.target, migration, finding),
        Next::Capture => finding
            .migration
            .as_ref()
            .and_then(|key| capture(report, key)),
        Next::Grant => shadowed(report, finding),
        Next::Look | Next::Enforce => of_object(&report.target, finding),
        Next::LogOfFile => log_of_file(report, finding),
        Next::Nothing => None,
    };
    command.into_iter().collect()
}

fn log_of_file(report: &Report, finding: &Finding) -> Option<Command> {
    let file = &finding.place.as_ref()?.file;
    let path = format!("{}/{file}", report.ledger.path);
    Some(Command::shell(format!(
        "git log -p -- {}",
        shell_word(&path)?
    )))
}

/// What the role lacks, or a look at who sets its path.
fn shadowed(report: &Report, finding: &Finding) -> Option<Command> {
    let Some(sight) = &report.summary.coverage.sight else {
        return Some(Command::sql("SHOW search_path;".to_owned()));
    };
    let role = quoted(&sight.role)?;
    let object = finding.object.as_ref()?;
    let Some(privilege) = finding.lacks() else {
        return Some(Command::psql(format!("\\drds {role}")));
    };
    let name = quoted(&object.name)?;
    Some(match (&object.schema, privilege) {
        (None, Privilege::Usage) => {
            Command::sql(format!("GRANT USAGE ON SCHEMA {name} TO {role};"))
        }
        (None, Privilege::Select) => Command::psql(format!("\\dp {name}.*")),
        (Some(schema), _) => {
            let schema = quoted(schema)?;
            Command::sql(format!("GRANT SELECT ON {schema}.{name} TO {role};"))
        }
    })
}

/// A look at each place where it is.
fn misplaced(report: &Report, migration: Option<&Migration>, finding: &Finding) -> Vec<Command> {
    let Some(object) = &finding.object else {
        return Vec::new();
    };
    if object.object_type == ObjectKind::Schema {
        return vec![Command::sql("SHOW search_path;".to_owned())];
    }
    if is_abroad(finding) {
        let missing = missing(&report.target, migration, finding);
        return missing.into_iter().collect();
    }
    let looks = schemas(finding).into_iter().filter_map(|schema| {
        let there = Object {
            schema: Some(schema.to_owned()),
            ..object.clone()
        };
        describe(&report.target, &there, None)
    });
    looks.collect()
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

/// The statement that puts a misplaced object where it belongs, where that is what is suggested, and nobody waived it.
pub(super) fn mover(finding: &Finding) -> Option<Command> {
    let [only] = finding.next.as_slice() else {
        return None;
    };
    let is_move = finding.kind == Kind::Misplaced && only.text.contains(" SET SCHEMA ");
    (is_move && finding.waived.is_none()).then(|| only.clone())
}

/// The SQL that was not run; in doubt, a look at what is there.
fn missing(target: &Target, migration: Option<&Migration>, finding: &Finding) -> Option<Command> {
    let recorded = migration.is_none_or(|migration| migration.verdict != Verdict::Pending);
    let schema = finding.object.as_ref();
    let schema = schema.filter(|object| object.object_type == ObjectKind::Schema);
    if let (Some(other), Some(schema)) = (&finding.alike, schema) {
        let (other, name) = (quoted(other)?, quoted(&schema.name)?);
        return Some(Command::sql(format!(
            "ALTER SCHEMA {other} RENAME TO {name};"
        )));
    }
    if finding.severity < Severity::Error || !recorded || finding.alike.is_some() {
        return of_object(target, finding);
    }
    let migration = arguments(finding.migration.as_ref()?)?;
    target.reach.manage("sqlmigrate", &migration)
}

/// A look at the object of a finding.
fn of_object(target: &Target, finding: &Finding) -> Option<Command> {
    describe(target, finding.object.as_ref()?, finding.aspect.as_deref())
}

fn capture(report: &Report, key: &MigrationKey) -> Option<Command> {
    let app = shell_word(&key.app)?;
    let path = shell_word(&report.ledger.path)?;
    Some(Command::shell(format!(
        "reconcile capture --app {app} --ledger {path} -- python manage.py"
    )))
}

/// What stores every output that is not stored.
pub(super) fn capture_all(report: &Report) -> Option<Command> {
    let path = shell_word(&report.ledger.path)?;
    Some(Command::shell(format!(
        "reconcile capture --ledger {path} -- python manage.py"
    )))
}

/// psql's own description of the object's table, or of the object where it has none; of a function whose
/// `aspect` is its body, the body. The name is quoted, as a pattern that is folded and has wildcards else.
/// None where psql shows no such object.
fn describe(target: &Target, object: &Object, aspect: Option<&str>) -> Option<Command> {
    if target.engine == Engine::Sqlite {
        return look_of_sqlite(object);
    }
    let schema = || quoted(object.schema.as_deref()?);
    let qualified = || Some(format!("{}.{}", schema()?, quoted(&object.name)?));
    let kind = object.object_type;
    let described = match (kind.within(), kind.named_by()) {
        _ if kind.psql().is_empty() => return None,
        (Within::Table, _) | (_, NamedBy::Name) if kind.psql() == "\\d" => {
            let relation = quoted(object.table.as_deref().unwrap_or(&object.name))?;
            format!("{}.{relation}", schema()?)
        }
        (_, NamedBy::Arguments) if aspect == Some("body") => {
            let arguments = object.arguments.as_deref().unwrap_or_default();
            if arguments.chars().any(is_hostile) {
                return None;
            }
            return Some(Command::psql(format!("\\sf {}({arguments})", qualified()?)));
        }
        // psql takes no name of these that tells them apart.
        (_, NamedBy::More) if kind == ObjectKind::Operator => format!("{}.*", schema()?),
        (_, NamedBy::More) => return Some(Command::psql(kind.psql().to_owned())),
        (Within::Database, _) => quoted(&object.name)?,
        (Within::Schema | Within::Table, _) => qualified()?,
    };
    Some(Command::psql(format!("{} {described}", kind.psql())))
}

/// What a migration lacks that is there without a row.
enum Recording {
    /// The row alone: all of it is there and in force.
    Row,
    /// The run: nothing of it is there but what is dropped first.
    Run,
    /// A part of it, and then the row.
    Rest,
}

impl Recording {
    fn of(report: &Report, migration: &Migration, finding: &Finding) -> Self {
        let effects = &migration.unrecorded;
        let whole = effects.iter().all(UnrecordedEffect::is_in_force) && !effects.is_empty();
        // What stays may be in use, and keeps `migrate` from running.
        let mut there = effects.iter().filter(|effect| effect.is_there());
        if whole && finding.evidence.is_empty() && !waits_for_another(report, migration) {
            Self::Row
        } else if !whole && there.all(|it| drop_invalid(it).is_some()) {
            Self::Run
        } else {
            Self::Rest
        }
    }
}

/// The row, only where all of the migration is there and in force; else what keeps `migrate` from running it.
fn unrecorded(report: &Report, migration: Option<&Migration>, finding: &Finding) -> Vec<Command> {
    let (Some(key), Some(migration)) = (&finding.migration, migration) else {
        return Vec::new();
    };
    let reach = &report.target.reach;
    let command = match Recording::of(report, migration, finding) {
        Recording::Row => recorded(&report.target, finding.schema.as_deref(), key),
        Recording::Run if *reach != Reach::Never => {
            arguments(key).and_then(|it| reach.migrate(&it))
        }
        Recording::Run | Recording::Rest => {
            arguments(key).and_then(|it| reach.manage("sqlmigrate", &it))
        }
    };
    let drops = migration.unrecorded.iter().filter_map(drop_invalid);
    drops.chain(command).collect()
}

/// What writes the row of a migration: `migrate` where it is known to write that one, and not to refuse; else SQL.
#[must_use]
pub fn recorded(target: &Target, schema: Option<&str>, key: &MigrationKey) -> Option<Command> {
    match (schema, &target.reach) {
        (Some(schema), _) => write_row(target.engine, schema, key),
        (None, Reach::Never) => write_row(target.engine, &target.schema, key),
        (None, reach) => reach.migrate(&format!("--fake {}", arguments(key)?)),
    }
}

fn arguments(key: &MigrationKey) -> Option<String> {
    let (app, name) = (shell_word(&key.app)?, shell_word(&key.name)?);
    Some(format!("{app} {name}"))
}

/// Whether an earlier migration of the app is neither recorded nor known to have run wholly: a row of a later one makes
/// `migrate` stop (`InconsistentMigrationHistory`).
fn waits_for_another(report: &Report, migration: &Migration) -> bool {
    let of_app = report
        .migrations
        .iter()
        .filter(|it| it.app == migration.app && it.schema == migration.schema);
    let mut earlier = of_app.take_while(|it| it.name != migration.name);
    earlier.any(|it| match it.verdict {
        Verdict::Pending => true,
        Verdict::Unrecorded => {
            !it.unrecorded.iter().all(UnrecordedEffect::is_in_force) || holds_more(report, it)
        }
        _ => false,
    })
}

/// Whether a migration without a row holds more than DDL: whether that ran cannot be seen.
fn holds_more(report: &Report, migration: &Migration) -> bool {
    report.findings.iter().any(|finding| {
        finding.kind == Kind::Unrecorded
            && finding.migration.as_ref() == Some(&migration.key())
            && finding.schema == migration.schema
            && !finding.evidence.is_empty()
    })
}

/// The statement that takes an index out which is there and not in force; none for anything else, which may
/// hold data.
fn drop_invalid(effect: &UnrecordedEffect) -> Option<Command> {
    let object = &effect.object;
    let invalid = effect.state == EffectState::Invalid && object.object_type == ObjectKind::Index;
    let schema = quoted(object.schema.as_deref().filter(|_| invalid)?)?;
    Some(Command::sql(format!(
        "DROP INDEX CONCURRENTLY {schema}.{};",
        quoted(&object.name)?
    )))
}

fn write_row(engine: Engine, schema: &str, key: &MigrationKey) -> Option<Command> {
    let now = match engine {
        Engine::Postgresql => "now()",
        Engine::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
    };
    Some(Command::sql(format!(
        "INSERT INTO {}.django_migrations (app, name, applied) VALUES ({}, {}, {now});",
        quoted(schema)?,
        literal(&key.app)?,
        literal(&key.name)?
    )))
}

#[cfg(test)]
mod tests;
