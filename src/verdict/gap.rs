//! What could not be checked, and what is recorded or stored as it should not be.

use std::collections::BTreeSet;

use super::candidate::Compared;
use super::effect_check::{EffectCheck, Judged};
use super::{Case, message, unnamed};
use crate::compare::Answer;
use crate::effect::vocabulary::Meaning;
use crate::migration::{MigrationKey, SourceLocation};
use crate::record::StepState;
use crate::report::words::count;
use crate::report::{Evidence, EvidenceCode, Finding, Kind, Object, OpaqueStatement};
use crate::schema::{ObjectKey, ObjectKind};

/// The findings about records and stored outputs, and the statements that were not measured.
#[derive(Default)]
pub(super) struct Gaps {
    pub(super) findings: Vec<Finding>,
    pub(super) opaque: Vec<OpaqueStatement>,
}

impl Gaps {
    pub(super) fn of(case: &Case<'_>, judged: &Judged<'_>) -> Self {
        let mut gaps = Self::default();
        let compared = Compared::new(case.expected, case.comparison);
        for step in &case.plan.steps {
            let key = &step.migration;
            if !case.in_scope(key) {
                continue;
            }
            match step.state {
                StepState::NoLedger => gaps.no_ledger(case, key),
                StepState::Replayed => gaps.unreadable(case, key),
                StepState::Candidate => gaps.unrecorded(case, key, judged, &compared),
            }
        }
        gaps.unmeasured(case);
        gaps.complaints(case);
        gaps.records(case);
        gaps
    }

    fn no_ledger(&mut self, case: &Case<'_>, key: &MigrationKey) {
        let mut finding = Finding::new(Kind::NoLedger, None, None, Some(key.clone()));
        finding.message = match case.captures.get(key).and_then(|it| it.error.as_ref()) {
            Some(error) => format!("{key} has no stored output: it could not be captured: {error}"),
            None => format!("{key} has no stored output; nothing of it could be checked"),
        };
        self.findings.push(finding);
    }

    fn unreadable(&mut self, case: &Case<'_>, key: &MigrationKey) {
        let reading = match case.readings.get(key) {
            None => return,
            Some(Ok(reading)) => reading,
            Some(Err(reason)) => {
                let mut finding = Finding::new(Kind::Unreadable, None, None, Some(key.clone()));
                finding.message = format!("the stored output of {key} could not be read: {reason}");
                return self.findings.push(finding);
            }
        };
        for location in &reading.unwritable {
            self.not_measured(location, OpaqueStatement::NOT_SQL);
        }
        for statement in &reading.statements {
            match &statement.meaning {
                Meaning::Opaque { reason, .. } => self.not_measured(&statement.location, reason),
                Meaning::Unreadable { reason } => {
                    let problem = format!("could not be read: {reason}");
                    self.statement(&statement.location, None, &problem);
                }
                Meaning::Schema(_) | Meaning::Data | Meaning::Transaction => {}
            }
        }
    }

    fn not_measured(&mut self, location: &SourceLocation, reason: &str) {
        self.opaque.push(OpaqueStatement {
            place: message::location(location),
            reason: reason.to_owned(),
        });
    }

    /// What a statement set and could not be held against the server's own print of it.
    fn unmeasured(&mut self, case: &Case<'_>) {
        let origins = &case.expected.origins;
        for object in &case.comparison.objects {
            for answer in &object.attributes {
                let Answer::Unmeasured(reason) = answer.answer else {
                    continue;
                };
                let location = origins.answering(object.id, answer.attribute);
                let Some(location) = location.map(|location| origins.at(location)) else {
                    continue;
                };
                if case.in_scope(&location.migration) && case.is_recorded(&location.migration) {
                    let reason = message::unmeasured(&object.key, answer, reason);
                    self.not_measured(location, &reason);
                }
            }
        }
    }

    /// Several statements of one migration may be unreadable: the line tells them apart.
    fn statement(&mut self, location: &SourceLocation, object: Option<Object>, problem: &str) {
        let attribute = format!("line {}", location.line);
        let migration = Some(location.migration.clone());
        let mut finding = Finding::new(Kind::Unreadable, object, Some(&attribute), migration);
        finding.place = Some(message::location(location));
        finding.message = format!("the statement at {location} {problem}");
        self.findings.push(finding);
    }

    /// A statement that PostgreSQL would have refused after all that was replayed before it.
    fn complaints(&mut self, case: &Case<'_>) {
        let doubles = unnamed::doubles(case);
        for (key, double) in doubles.iter().filter(|(key, _)| case.in_scope(key)) {
            let mut finding = Finding::new(Kind::Undecided, None, None, Some(key.clone()));
            finding.place = Some(message::location(&double.location));
            finding.message = double.message(key);
            self.findings.push(finding);
        }
        for complaint in &case.expected.complaints {
            let location = case.expected.origins.at(complaint.location);
            let migration = &location.migration;
            let is_told = doubles.contains_key(migration);
            if is_told || !case.in_scope(migration) || !case.is_recorded(migration) {
                continue;
            }
            let table = complaint.problem.table();
            let table = table.map(|name| message::object(&ObjectKey::table(name)));
            let problem = format!("could not be applied: {}", complaint.problem);
            self.statement(location, table, &problem);
        }
    }

    fn unrecorded(
        &mut self,
        case: &Case<'_>,
        key: &MigrationKey,
        judged: &Judged<'_>,
        compared: &Compared<'_>,
    ) {
        if case.candidates.pending.contains_key(key) {
            return;
        }
        let checks = judged.effect_checks_of(key);
        let proofs: Vec<&EffectCheck<'_>> = checks.iter().filter(|it| it.is_proof()).collect();
        let mut finding = if let Some(replaced) = case.candidates.replaced.get(key) {
            let object = replaced.first().map(|effect| effect.object.clone());
            let mut finding = Finding::new(Kind::Unrecorded, object, None, Some(key.clone()));
            finding.covers = (replaced.len() as u64).saturating_sub(1);
            finding.message = message::unrecorded(key, replaced);
            finding
        } else if let Some(first) = proofs.first() {
            let told = message::unrecorded(key, &compared.effects(checks, &BTreeSet::new()));
            let (kind, told) = match unnamed::may_replace(case, key) {
                Some(first) => (Kind::Undecided, unnamed::may_replace_message(&told, first)),
                None => (Kind::Unrecorded, told),
            };
            let object = Some(message::object(first.object));
            let mut finding = Finding::new(kind, object, None, Some(key.clone()));
            finding.covers = proofs.len() as u64 - 1;
            finding.place = Some(message::location(case.expected.origins.at(first.location)));
            finding.message = told;
            finding
        } else {
            return;
        };
        finding.evidence.extend(leaves_no_trace(case, key));
        self.findings.push(finding);
    }

    fn records(&mut self, case: &Case<'_>) {
        for duplicate in &case.plan.duplicates {
            if !case.in_scope(&duplicate.migration) {
                continue;
            }
            let ids: Vec<String> = duplicate.ids.iter().map(ToString::to_string).collect();
            let (table, migration) = (django_migrations(), duplicate.migration.clone());
            let kind = Kind::Unexpected;
            let mut finding = Finding::new(kind, Some(table), Some("rows"), Some(migration));
            finding.expected = Some("one row".to_owned());
            finding.actual = Some(format!("{} rows", ids.len()));
            finding.message = format!(
                "django_migrations holds {} {} times (id {}); Django writes one row",
                duplicate.migration,
                ids.len(),
                ids.join(", ")
            );
            self.findings.push(finding);
        }
        for problem in &case.plan.problems {
            let text = problem.to_string();
            let kind = if problem.is_open() {
                Kind::Undecided
            } else {
                Kind::Unreadable
            };
            let mut finding = Finding::new(kind, Some(django_migrations()), Some(&text), None);
            finding.aspect = None;
            finding.message = text;
            self.findings.push(finding);
        }
    }
}

/// What nobody can see of a migration without a row: its row tells more than its effects.
fn leaves_no_trace(case: &Case<'_>, key: &MigrationKey) -> Option<Evidence> {
    let Some(Ok(reading)) = case.readings.get(key) else {
        return None;
    };
    let statements = reading.statements.iter().filter(|it| {
        !it.session && !matches!(it.meaning, Meaning::Schema(_) | Meaning::Transaction)
    });
    let number = statements.count() + reading.unwritable.len();
    let text = format!(
        "{} (RunPython, data and the like) {} no trace in a catalog: whether it ran cannot be told from here",
        count(number as u64, "operation"),
        if number == 1 { "leaves" } else { "leave" }
    );
    (number > 0).then_some(Evidence {
        code: EvidenceCode::LeavesNoTrace,
        text,
    })
}

fn django_migrations() -> Object {
    Object {
        object_type: ObjectKind::Table,
        schema: None,
        table: Some("django_migrations".to_owned()),
        name: "django_migrations".to_owned(),
        arguments: None,
    }
}
