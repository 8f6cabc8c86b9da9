//! What is there and should not be, or has no account; and what a later migration meant to drop, and did not: `IF
//! EXISTS` named nothing that was there.

use super::Findings;
use crate::compare::Presence;
use crate::migration::{MigrationKey, SourceLocation};
use crate::name::QualifiedName;
use crate::repair::{self, How};
use crate::replay::{FutileDrop, Tombstone};
use crate::report::{Evidence, EvidenceCode, Finding, Kind, Severity};
use crate::schema::ObjectKey;
use crate::verdict::message;

impl Findings<'_> {
    /// What was dropped or renamed away, and is still there. What went along with something else
    /// that is still there too is counted under that.
    pub(super) fn surviving(&mut self) {
        let comparison = self.case.comparison;
        let surviving = comparison.surviving.iter();
        let tombstones = &self.case.expected.tombstones;
        let all = surviving.filter_map(|key| tombstones.get_key_value(key));
        let goes_along = |tombstone: &Tombstone| {
            let under = tombstone.under.as_ref();
            under.is_some_and(|under| comparison.surviving.contains(under))
        };
        let (with_another, alone): (Vec<_>, Vec<_>) = all.partition(|(_, it)| goes_along(it));
        for (key, tombstone) in alone {
            let mut finding = self.finding(Kind::Surviving, key, None, tombstone.location);
            finding.message = message::surviving(key, tombstone.renamed_to.as_ref());
            self.former(&mut finding, key, None, tombstone.location);
            self.passed_by(&mut finding, key);
            finding.actual = key.schema.as_ref().map(ToString::to_string);
            let target = tombstone.renamed_to.as_ref();
            let target = target.and_then(|to| self.absent.get(to)?.first());
            finding.root_cause = target.map(|&root| self.list[root].id.clone());
            self.mend(&mut finding, key, How::Drop, repair::drop(key));
            if let Some(index) = self.keep(tombstone.location, finding) {
                self.surplus.insert(key.clone(), index);
            }
        }
        for (_, tombstone) in with_another {
            let under = tombstone.under.as_ref();
            if let Some(&root) = under.and_then(|under| self.surplus.get(under)) {
                self.list[root].covers += 1;
            }
        }
    }

    pub(super) fn unexpected(&mut self) {
        for key in &self.case.comparison.unexpected {
            let Some(owner) = self.owner_of_table(key) else {
                continue;
            };
            let object = Some(message::object(key));
            let mut finding = Finding::new(Kind::Unexpected, object, None, None);
            Self::doubtful(&mut finding, self.doubts.about_unexpected(key, &owner.app));
            finding.message = format!("no recorded migration accounts for {key}");
            self.mend_unexpected(&mut finding, key);
            self.passed_by(&mut finding, key);
            finding.actual = key.schema.as_ref().map(ToString::to_string);
            if let Some(index) = self.push(&owner, finding) {
                self.surplus.insert(key.clone(), index);
            }
        }
        self.explained();
        if !self.case.apps.is_empty() {
            return;
        }
        for key in &self.case.comparison.unmanaged {
            let mut finding = Finding::new(Kind::Unmanaged, Some(message::object(key)), None, None);
            finding.message = format!("no migration of the ledger accounts for {key}");
            self.list.push(finding);
        }
    }

    /// Parts that `sqlmigrate` could not print.
    fn explained(&mut self) {
        for (key, reason) in &self.case.comparison.explained {
            let Some(owner) = self.owner_of_table(key) else {
                continue;
            };
            let object = Some(message::object(key));
            let mut finding = Finding::new(Kind::CaptureGap, object, None, None);
            finding.message = format!("{key} is there, and no stored output makes it: {reason}");
            self.push(&owner, finding);
        }
    }

    /// A table behind a namesake: unqualified SQL reads and writes the other one.
    pub(super) fn shadowed(&mut self) {
        for (key, schema) in &self.case.comparison.shadowed {
            let name = key.table_name();
            let table = name.and_then(|name| self.case.expected.schema.tables.get(&name));
            let Some(origin) = table.and_then(|table| self.case.expected.origins.of(table.id))
            else {
                continue;
            };
            let mut finding = self.finding(Kind::Shadowed, key, None, origin.named);
            finding.expected = key.schema.as_ref().map(ToString::to_string);
            finding.actual = Some(schema.to_string());
            finding.found_in = vec![schema.to_string()];
            finding.message = format!(
                "{key} is there, and a table of the same name in {schema}, which stands earlier on \
                 the search_path, hides it"
            );
            self.keep(origin.named, finding);
        }
    }

    /// The migration that made the table, or domain, of a part.
    fn owner_of_table(&self, key: &ObjectKey) -> Option<MigrationKey> {
        let expected = self.case.expected;
        let name = key.table_name()?;
        let table = expected.schema.relation(&name).map(|table| table.id);
        let domain = || expected.schema.types.get(&name).map(|domain| domain.id);
        let origin = expected.origins.of(table.or_else(domain)?)?;
        Some(expected.origins.at(origin.created).migration.clone())
    }

    /// Says of a finding on something that is there and should not be which drops passed it by.
    pub(super) fn passed_by(&self, finding: &mut Finding, key: &ObjectKey) {
        let drops = self.case.expected.futile.iter();
        let drops = drops.filter(|drop| drop.kind == key.kind && drop.name == key.name);
        let origins = &self.case.expected.origins;
        for drop in drops {
            let location = origins.at(drop.location);
            if self.case.is_recorded(&location.migration) {
                finding.evidence.push(evidence(drop, location));
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
                let older = older.is_some_and(|origin| origin.created < drop.location);
                let relation = relation.filter(|it| older && self.was_called(it, table));
                if let Some(relation) = relation {
                    told.push((drop, key, relation));
                }
            }
        }
        for (drop, key, relation) in told {
            let location = case.expected.origins.at(drop.location);
            let mut finding = self.finding(Kind::Surviving, key, None, drop.location);
            finding.severity = Severity::Info;
            finding.message = format!(
                "{key} stays, and the ledger says so too: {} drops it IF EXISTS from a table of a former name of {}, so \
                 that it did nothing",
                location.migration, relation.name
            );
            finding.evidence.push(evidence(drop, location));
            self.keep(drop.location, finding);
        }
    }

    /// Whether an expected table had a name before.
    fn was_called(&self, table: &QualifiedName, name: &crate::name::Name) -> bool {
        let expected = self.case.expected;
        let id = expected.schema.relation(table).map(|table| table.id);
        let mut former = id.into_iter().flat_map(|id| expected.origins.former(id));
        former.any(|former| former.name == *name)
    }
}

fn evidence(drop: &FutileDrop, location: &SourceLocation) -> Evidence {
    let on = drop.table.as_ref();
    let on = on.map_or_else(String::new, |table| format!(" on {table}"));
    Evidence {
        code: EvidenceCode::DroppedNothing,
        text: format!(
            "{location} of {} says DROP ... IF EXISTS {}{on}: nothing of that name existed then, so that it did nothing",
            location.migration, drop.name
        ),
    }
}
