//! What mends the findings of an SQLite database.
//!
//! A table is altered where SQLite has a statement for that, and else made anew, as its manual has it
//! (<https://sqlite.org/lang_altertable.html>, "Making Other Kinds Of Table Schema Changes") and as Django does it. What is
//! on the table and no migration accounts for stays.

pub(crate) mod file;
mod question;
mod remake;

use std::collections::{BTreeMap, BTreeSet};

use question::ask;

use super::plan::{Elsewhere, Plan};
use super::step::Part;
use super::{How, Phase, Piece, Risk, Step};
use crate::definition::sqlite as ddl;
use crate::engine::Engine;
use crate::name::{Name, QualifiedName};
use crate::report::{Caution, Finding, Kind, Object, Severity, is_hostile};
use crate::schema::{Attribute, Column, ObjectKey, ObjectKind, Schema};

/// What is expected, and what is there.
#[derive(Debug)]
pub struct Sides {
    /// What is expected.
    pub expected: Schema,
    /// What is there.
    pub live: Schema,
}

impl Sides {
    /// Plans what mends these findings of a schema.
    #[must_use]
    pub fn plan(&self, schema: &str, open: &[&Finding]) -> Plan {
        let mut plan = Plan {
            schema: schema.to_owned(),
            engine: Engine::Sqlite,
            ..Plan::default()
        };
        let mut tables: BTreeMap<ObjectKey, Vec<(&Finding, ObjectKey)>> = BTreeMap::new();
        for finding in open.iter().filter(|it| it.severity == Severity::Error) {
            if finding.waived.is_some() {
                plan.waived += 1;
                continue;
            }
            if let Some(root) = &finding.root_cause {
                plan.follow.push((finding.id.clone(), root.clone()));
                continue;
            }
            let key = finding.object.as_ref().and_then(|it| key_of(schema, it));
            match key.filter(|_| is_of_schema(finding.kind)) {
                Some(key) => {
                    let table = key.table_name().map(|it| ObjectKey::table(&it));
                    let on = table.unwrap_or_else(|| key.clone());
                    tables.entry(on).or_default().push((finding, key));
                }
                None => plan.elsewhere.push(elsewhere(finding)),
            }
        }
        for (on, findings) in tables {
            self.mend(&mut plan, &on, findings);
        }
        plan.steps.sort_by_key(|step| rank(step.key.kind));
        plan
    }

    /// What mends the findings on one table or view, and on what hangs on it.
    fn mend(&self, plan: &mut Plan, on: &ObjectKey, findings: Vec<(&Finding, ObjectKey)>) {
        let mut asked = BTreeSet::new();
        for (finding, key) in &findings {
            if let Some(why) = self.question(finding, key) {
                plan.questions.push(ask(finding, why));
                asked.insert(finding.id.as_str());
            }
        }
        let mut left = findings;
        left.retain(|(finding, _)| !asked.contains(finding.id.as_str()));
        let of_table = |key: &ObjectKey| {
            matches!(key.kind, ObjectKind::Column | ObjectKind::Constraint) || key.is_table()
        };
        let (table, parts): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, it)| of_table(it));
        let rebuilt = !table.is_empty() && self.mend_table(plan, on, &table);
        for (finding, key) in parts {
            match self.part(&key) {
                // They come with the table that is made.
                Some(_) if rebuilt => with(plan, on, finding),
                Some(texts) => {
                    let work = Work::on_part(finding.kind, &key);
                    plan.steps.push(step(&[finding], key, work, texts));
                }
                None => plan.questions.push(ask(finding, NOT_WRITTEN)),
            }
        }
    }

    /// Tells whether the table is made, by which its indexes and triggers are.
    fn mend_table(
        &self,
        plan: &mut Plan,
        on: &ObjectKey,
        findings: &[(&Finding, ObjectKey)],
    ) -> bool {
        let name = on.qualified();
        let told: Vec<&Finding> = findings.iter().map(|(finding, _)| *finding).collect();
        if let Some(texts) = self.made(&name) {
            plan.steps.push(step(&told, on.clone(), Work::Make, texts));
            return true;
        }
        if let Some(added) = self.added(&name, findings) {
            plan.steps.extend(added);
            return false;
        }
        let surviving = findings.iter().filter(|(it, _)| it.kind == Kind::Surviving);
        let goes: BTreeSet<&ObjectKey> = surviving.map(|(_, key)| key).collect();
        if let Some(texts) = self.remade(&name, &goes) {
            plan.steps
                .push(step(&told, on.clone(), Work::Remake, texts));
            return true;
        }
        let asked = told.iter().map(|finding| ask(finding, NOT_WRITTEN));
        plan.questions.extend(asked);
        false
    }

    /// A table that is not there, with all that hangs on it.
    fn made(&self, on: &QualifiedName) -> Option<Vec<String>> {
        let table = self.expected.tables.get(on)?;
        if self.live.tables.contains_key(on) {
            return None;
        }
        let mut texts = vec![ddl::table(&on.name, table)?];
        texts.extend(remake::parts_of(on, table)?);
        Some(texts)
    }

    /// Columns that can be added to a table; none where one cannot, or something else is wrong with the table.
    fn added(&self, on: &QualifiedName, findings: &[(&Finding, ObjectKey)]) -> Option<Vec<Step>> {
        let table = self.expected.tables.get(on)?;
        let added = findings.iter().map(|(finding, key)| {
            let column = table.column(&key.name)?;
            let simple = finding.kind == Kind::Missing
                && key.kind == ObjectKind::Column
                && can_be_added(column)
                && !table.constraints.values().any(|it| it.uses(&key.name));
            let text = ddl::column(column, false).filter(|_| simple)?;
            let table = ddl::quoted(&on.name);
            let mut texts = vec![format!("ALTER TABLE {table} ADD COLUMN {text}")];
            let indexes = self.indexes_over(on, &key.name)?;
            let work = if indexes.is_empty() {
                Work::Make
            } else {
                Work::Build(How::Make)
            };
            texts.extend(indexes);
            Some(step(&[finding], key.clone(), work, texts))
        });
        added.collect()
    }

    /// What makes the indexes over a column that is not there.
    fn indexes_over(&self, on: &QualifiedName, column: &Name) -> Option<Vec<String>> {
        let (table, live) = (self.expected.tables.get(on)?, self.live.tables.get(on)?);
        let over = table.indexes.iter().filter(|(_, index)| index.uses(column));
        let missing = over.filter(|(name, _)| !live.indexes.contains_key(*name));
        missing
            .map(|(name, index)| ddl::index(name, on, index))
            .collect()
    }

    /// What makes a view, an index or a trigger what it should be, or takes it away.
    fn part(&self, key: &ObjectKey) -> Option<Vec<String>> {
        let on = key.table_name();
        let table = on.as_ref().and_then(|on| self.expected.relation(on));
        let word = match key.kind {
            ObjectKind::Index => "INDEX",
            ObjectKind::Trigger => "TRIGGER",
            ObjectKind::View => "VIEW",
            _ => return None,
        };
        let drop = format!("DROP {word} IF EXISTS {}", ddl::quoted(&key.name));
        let made = match key.kind {
            ObjectKind::View => {
                let view = self.expected.view(key);
                return view.map_or(Some(vec![drop.clone()]), |view| {
                    let mut texts = vec![drop.clone(), ddl::view(&key.name, view)?];
                    texts.extend(remake::parts_of(&key.qualified(), &view.parts)?);
                    Some(texts)
                });
            }
            ObjectKind::Index => {
                let index = table.and_then(|it| it.indexes.get(&key.name));
                index.map(|it| ddl::index(&key.name, on.as_ref()?, it))
            }
            _ => {
                let trigger = table.and_then(|it| it.triggers.get(&key.name));
                trigger.map(|it| ddl::trigger(&key.name, on.as_ref()?, it))
            }
        };
        match made {
            None => Some(vec![drop]),
            Some(made) => Some(vec![drop, made?]),
        }
    }

    /// Why a finding is not mended without a decision.
    fn question(&self, finding: &Finding, key: &ObjectKey) -> Option<&'static str> {
        let wanted = || {
            let table = self.expected.tables.get(&key.table_name()?)?;
            table.column(&key.name)
        };
        match (finding.kind, key.kind) {
            (Kind::Surviving, ObjectKind::Table | ObjectKind::Column) => {
                Some("something may use it by now, or it holds data")
            }
            (Kind::Missing | Kind::Misplaced, _) if finding.alike.is_some() => Some(
                "something else stands in its place: it may have been renamed or replaced by hand",
            ),
            (Kind::Misplaced, _) => Some("its rows are where it was found"),
            (Kind::Missing, ObjectKind::Column) => {
                let column = wanted()?;
                let needs =
                    column.not_null && column.default.is_none() && column.generated.is_none();
                needs.then_some("the rows that are there need a value, which nobody but you knows")
            }
            _ => None,
        }
    }
}

/// SQLite adds no column that it would have to compute for the rows that are there.
fn can_be_added(column: &Column) -> bool {
    let default = column.default.as_ref();
    let is_constant = default.is_none_or(|it| {
        it.text.chars().all(|c| c != '(') && !it.text.to_uppercase().contains("CURRENT_")
    });
    let filled = !column.not_null || default.is_some_and(|it| !it.is_null());
    is_constant && filled && column.generated.is_none()
}

const NOT_WRITTEN: &str = "the model does not hold all of it, and half a statement helps nobody";

/// Views last, as they may read whatever is made.
fn rank(kind: ObjectKind) -> u8 {
    match kind {
        ObjectKind::Table => 0,
        ObjectKind::View => 2,
        _ => 1,
    }
}

/// Whether something of the schema is wrong, and not a row of the records.
fn is_of_schema(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Missing | Kind::Misplaced | Kind::Different | Kind::Surviving | Kind::Invalid
    )
}

fn key_of(schema: &str, object: &Object) -> Option<ObjectKey> {
    let (schema, name) = (Name::whole(schema), Name::whole(&object.name));
    let of = |name: &Name| QualifiedName::new(schema.clone(), name.clone());
    Some(match object.object_type {
        ObjectKind::Table => ObjectKey::table(&of(&name)),
        ObjectKind::View => ObjectKey::standalone(&of(&name), ObjectKind::View),
        kind @ (ObjectKind::Column
        | ObjectKind::Constraint
        | ObjectKind::Index
        | ObjectKind::Trigger) => {
            ObjectKey::part(&of(&Name::whole(object.table.as_deref()?)), kind, name)
        }
        _ => return None,
    })
}

fn step(findings: &[&Finding], key: ObjectKey, work: Work, texts: Vec<String>) -> Step {
    let migrations = findings.iter().filter_map(|it| it.migration.clone());
    let (how, risk) = match work {
        Work::Make => (How::Make, Risk::Instant),
        Work::Build(how) => (how, Risk::LongLock),
        Work::Replace(how) => (how, Risk::Instant),
        Work::Remake => (How::Alter(Attribute::Definition), Risk::Rewrite),
    };
    let pieces = texts.into_iter();
    Step {
        findings: findings.iter().map(|it| it.id.clone()).collect(),
        migrations: migrations.collect(),
        key,
        how,
        part: Part::Whole,
        phase: Phase::Together,
        path: None,
        pieces: pieces
            .map(|text| Piece::new(Phase::Together, risk, text))
            .collect(),
        caution: (risk == Risk::Rewrite).then_some(Caution::RowsMustHold),
        size: None,
    }
}

/// What is done to an object.
enum Work {
    /// It is made, and there are no rows to look at.
    Make,
    /// An index is built over the rows that are there.
    Build(How),
    /// A view or trigger is made or made anew, or something goes.
    Replace(How),
    /// The table is made anew, with its rows.
    Remake,
}

impl Work {
    /// What is done to an index, view or trigger.
    fn on_part(kind: Kind, key: &ObjectKey) -> Self {
        match kind {
            Kind::Surviving => Self::Replace(How::Drop),
            kind => {
                let how = if kind == Kind::Missing {
                    How::Make
                } else {
                    How::Alter(Attribute::Definition)
                };
                if key.kind == ObjectKind::Index {
                    Self::Build(how)
                } else {
                    Self::Replace(how)
                }
            }
        }
    }
}

/// The finding is closed by the step on the table.
fn with(plan: &mut Plan, on: &ObjectKey, finding: &Finding) {
    let mut steps = plan.steps.iter_mut();
    if let Some(step) = steps.find(|step| step.key == *on) {
        step.findings.push(finding.id.clone());
        step.migrations.extend(finding.migration.clone());
    }
}

fn elsewhere(finding: &Finding) -> Elsewhere {
    Elsewhere {
        finding: finding.id.clone(),
        message: finding.message.clone(),
        caution: finding.caution,
        after_steps: false,
        commands: finding.next.clone(),
    }
}

/// Whether a text could not be copied as it stands.
fn is_unfit(text: &str) -> bool {
    text.chars()
        .any(|letter| is_hostile(letter) && !matches!(letter, '\n' | '\t'))
}
