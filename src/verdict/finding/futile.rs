//! What a later migration meant to drop, and did not: `IF EXISTS` named nothing that was there.

use super::Findings;
use crate::compare::Presence;
use crate::migration::Place;
use crate::name::QualifiedName;
use crate::replay::FutileDrop;
use crate::report::{Evidence, EvidenceCode, Finding, Kind, Severity};
use crate::schema::ObjectKey;

impl Findings<'_> {
    /// Says of a finding on something that is there and should not be which drops passed it by.
    pub(super) fn passed_by(&self, finding: &mut Finding, key: &ObjectKey) {
        let drops = self.case.expected.futile.iter();
        let drops = drops.filter(|drop| drop.kind == key.kind && drop.name == key.name);
        let origins = &self.case.expected.origins;
        for drop in drops {
            let place = origins.at(drop.place);
            if self.case.is_recorded(&place.migration) {
                finding.evidence.push(evidence(drop, place));
            }
        }
    }

    /// What hangs on a table, lives on, and was to be dropped from the table by the name that it no longer had.
    pub(super) fn futile(&mut self) {
        let (case, mut told) = (self.case, Vec::new());
        for drop in &case.expected.futile {
            let Some(table) = &drop.table else {
                continue;
            };
            for object in &case.comparison.objects {
                let key = &object.key;
                let alike = key.kind == drop.kind && key.name == drop.name;
                let there = matches!(object.presence, Presence::Here);
                let relation = key.table_name().filter(|_| alike && there);
                let older = case.expected.origins.of(object.id);
                let older = older.is_some_and(|origin| origin.created < drop.place);
                if let Some(relation) =
                    relation.filter(|relation| older && self.was_called(relation, table))
                {
                    told.push((drop, key, relation));
                }
            }
        }
        for (drop, key, relation) in told {
            let place = case.expected.origins.at(drop.place);
            let mut finding = self.finding(Kind::Surviving, key, None, drop.place);
            finding.severity = Severity::Info;
            finding.message = format!(
                "{key} stays, and the ledger says so too: {} drops it IF EXISTS from a table of a former name of {}, so \
                 that it did nothing",
                place.migration, relation.name
            );
            finding.evidence.push(evidence(drop, place));
            self.keep(drop.place, finding);
        }
    }

    /// Whether an expected table had a name before.
    fn was_called(&self, table: &QualifiedName, name: &crate::name::Name) -> bool {
        let expected = self.case.expected;
        let id = expected.schema.relation(table).map(|table| table.id);
        let origin = id.and_then(|id| expected.origins.of(id));
        origin.is_some_and(|origin| origin.former.iter().any(|former| former.name == *name))
    }
}

fn evidence(drop: &FutileDrop, place: &Place) -> Evidence {
    let on = drop.table.as_ref();
    let on = on.map_or_else(String::new, |table| format!(" on {table}"));
    Evidence {
        code: EvidenceCode::DroppedNothing,
        text: format!(
            "{place} of {} says DROP ... IF EXISTS {}{on}: nothing of that name existed then, so that it did nothing",
            place.migration, drop.name
        ),
    }
}
