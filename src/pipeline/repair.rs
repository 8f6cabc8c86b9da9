//! Findings, and what mends them, to a plan for each schema.

use std::collections::{BTreeMap, BTreeSet};

use super::Measured;
use crate::catalog::rows::{CatalogRows, RelationKind, RelationRow};
use crate::name::{Name, QualifiedName};
use crate::repair::sqlite::Sides;
use crate::repair::{self, Mending, Open, Plan, Rerun, Size, Sizes};
use crate::replay::Expected;
use crate::report::{self, Finding, fingerprint};
use crate::verdict::{self, Mends};

/// What is made of what is measured: statements that somebody may mean to run.
pub type Propose<'a> = dyn FnMut(&mut Measured) -> Option<String> + 'a;

/// What is made of what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A report.
    Report,
    /// A plan of what mends the findings, too.
    Repair,
}

/// What mends the findings of one schema, and what it waits for.
#[derive(Debug, Default)]
pub struct Mendings {
    by_finding: BTreeMap<String, (Mending, verdict::Needed)>,
    /// What is recorded and not there, as Django runs it.
    pub(super) rerun: Option<Rerun>,
    /// What is left of migrations without a row.
    pub(super) rest: Option<Box<Rest>>,
    /// Both sides of an SQLite database, by which its tables are made anew.
    pub(super) sqlite: Option<Box<Sides>>,
}

impl Mendings {
    pub(super) fn of(mends: Mends, expected: &Expected) -> Self {
        let all = mends.into_iter().map(|(id, mending)| {
            let needed = verdict::needed(expected, &mending.key);
            (id, (mending, needed))
        });
        Self {
            by_finding: all.collect(),
            rerun: None,
            rest: None,
            sqlite: None,
        }
    }

    fn open<'a>(&'a self, finding: &'a Finding) -> Open<'a> {
        // The run over several schemas gives some of them other ids.
        let id = fingerprint(
            finding.kind,
            finding.object.as_ref(),
            finding.aspect.as_deref(),
            finding.migration.as_ref(),
        );
        let found = self.by_finding.get(&id);
        let needed = found.map(|(_, needed)| needed.clone()).unwrap_or_default();
        Open {
            finding,
            mending: found.map(|(mending, _)| mending),
            needs: needed.first,
            refers: needed.pointed_at,
        }
    }
}

/// What is left of migrations that ran by half and have no row.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// What would be found, each with the id of the finding that says that the migration has no row.
    pub(super) found: Vec<(Finding, String)>,
    /// What mends that.
    pub(super) mendings: Mendings,
    /// The ids of the findings on those that ran by half.
    pub(super) half: BTreeSet<String>,
    /// The migrations whose row can be written then, by the ids of these findings.
    pub(super) recordable: BTreeSet<String>,
}

impl Rest {
    /// What is left, each with the finding on the missing row.
    fn open(&self) -> impl Iterator<Item = (Open<'_>, &str)> {
        let found = self.found.iter();
        found.map(|(finding, id)| (self.mendings.open(finding), id.as_str()))
    }
}

/// What mends what was found: one plan a schema, of those findings alone that are wanted, where some are.
#[must_use]
pub fn plans(measured: &Measured, wanted: Option<&BTreeSet<String>>) -> Vec<Plan> {
    let wanted = wanted.map(|wanted| with_roots(&measured.report.findings, wanted));
    let plans = measured.mendings.iter().map(|(schema, mendings)| {
        let own = measured.report.findings.iter();
        let own = own.filter(|it| it.schema.as_ref().is_none_or(|own| own == schema));
        let own = own.filter(|it| wanted.as_ref().is_none_or(|all| all.contains(&*it.id)));
        if let Some(sides) = &mendings.sqlite {
            let own: Vec<&Finding> = own.collect();
            let mut plan = sides.plan(schema, &own);
            plan.rerun.clone_from(&mendings.rerun);
            return plan;
        }
        let mut open: Vec<Open<'_>> = own.map(|it| mendings.open(it)).collect();
        let told: BTreeSet<&str> = open.iter().map(|it| it.finding.id.as_str()).collect();
        let rest = mendings.rest.iter().flat_map(|it| it.open());
        let rest: Vec<(Open<'_>, &str)> = rest.filter(|(_, id)| told.contains(id)).collect();
        let stand_for = rest.iter().map(|(it, id)| (it.finding.id.as_str(), *id));
        let stand_for: BTreeMap<&str, &str> = stand_for.collect();
        open.extend(rest.into_iter().map(|(it, _)| it));
        let rerun = mendings.rerun.clone().filter(|it| {
            let is_open = |id: &String| open.iter().any(|one| one.finding.id == *id);
            it.findings.iter().any(is_open)
        });
        let mut plan = Plan::of(schema, &open, &measured.sizes);
        plan.rerun = rerun;
        if let Some(rest) = &mendings.rest {
            let target = &measured.report.target;
            let own = open.iter().map(|it| it.finding);
            let own = own.filter(|it| rest.recordable.contains(&it.id));
            let rows = own.filter_map(|it| {
                let row = report::recorded(target, it.schema.as_deref(), it.migration.as_ref()?)?;
                Some((it.id.as_str(), row))
            });
            plan.record_after(&stand_for, &rest.half, &rows.collect());
        }
        plan
    });
    repair::gathered(plans.filter(|plan| !plan.is_empty()).collect())
}

/// What the server last counted of each table and materialized view, where that is wanted: of a table with all that inherit
/// from it, as most statements go through those too.
pub(super) fn sizes(rows: &CatalogRows, purpose: Purpose) -> Sizes {
    if purpose == Purpose::Report {
        return Sizes::new();
    }
    let mut children: BTreeMap<u32, Vec<&RelationRow>> = BTreeMap::new();
    for row in &rows.relations {
        for parent in &row.parents {
            children.entry(*parent).or_default().push(row);
        }
    }
    let tables = rows.relations.iter().filter(|it| {
        let stored = [
            RelationKind::Table,
            RelationKind::Partitioned,
            RelationKind::MaterializedView,
        ];
        stored.contains(&it.kind)
    });
    let all = tables.map(|row| {
        let name = QualifiedName::new(Name::exact(&row.schema), Name::exact(&row.name));
        (name, size(row, &children, MOST_LEVELS))
    });
    all.collect()
}

/// Partitions of partitions are followed so deep: a file may hold anything.
const MOST_LEVELS: u8 = 16;

fn size(row: &RelationRow, children: &BTreeMap<u32, Vec<&RelationRow>>, levels: u8) -> Size {
    let number = |it: Option<i64>| it.and_then(|it| u64::try_from(it).ok());
    let own = Size {
        rows: number(row.rows),
        bytes: number(row.bytes),
    };
    let parts = children.get(&row.oid).filter(|_| levels > 0);
    let parts = parts.into_iter().flatten();
    let parts = parts.map(|part| size(part, children, levels - 1));
    let none = Size {
        rows: Some(0),
        bytes: None,
    };
    let first = match row.kind {
        RelationKind::Partitioned if levels > 0 => none,
        _ => own,
    };
    parts.fold(first, |all, part| Size {
        rows: all.rows.zip(part.rows).map(|(a, b)| a.saturating_add(b)),
        bytes: match (all.bytes, part.bytes) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        },
    })
}

/// With what they follow from.
fn with_roots<'a>(findings: &'a [Finding], wanted: &'a BTreeSet<String>) -> BTreeSet<&'a str> {
    let roots: BTreeMap<&str, &str> = findings
        .iter()
        .filter_map(|it| Some((it.id.as_str(), it.root_cause.as_deref()?)))
        .collect();
    let mut all = BTreeSet::new();
    for id in wanted {
        let mut next = Some(id.as_str());
        while let Some(id) = next.filter(|id| all.insert(*id)) {
            next = roots.get(id).copied();
        }
    }
    all
}
