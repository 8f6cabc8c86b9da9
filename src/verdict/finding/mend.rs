//! What mends a finding.

use super::Findings;
use crate::compare::{Found, ObjectComparison, Presence};
use crate::name::Name;
use crate::repair::{self, Mend};
use crate::report::{Caution, Finding, Kind, Severity};
use crate::schema::{Attribute, Column, ObjectKey, ObjectKind};
use crate::verdict::needs::needs;

impl Findings<'_> {
    /// Says what makes it, or gives it back its name. What is only elsewhere in this database is moved.
    pub(super) fn mend_absence(
        &self,
        finding: &mut Finding,
        object: &ObjectComparison,
        found: &[Found],
    ) {
        let key = &object.key;
        let best = found.first();
        let mend = match &object.presence {
            Presence::Unrenamed(former) => repair::rename(former, key),
            _ if object.alike.is_some() => {
                let other = object.alike.as_ref();
                other.and_then(|other| repair::rename(other, key))
            }
            _ if best.is_some_and(|best| best.place.database.is_none()) => return,
            _ => {
                let filler = self.case.expected.fillers.get(&object.id);
                let made = repair::make([&self.case.expected.schema, self.case.live], key, filler);
                self.by_path(made, key)
            }
        };
        self.mend(finding, mend);
        if best.is_some() && finding.caution.is_none() {
            finding.caution = Some(Caution::RowsElsewhere).filter(|_| !finding.next.is_empty());
        }
    }

    /// What is in doubt is not mended, nor what `migrate` is still to make.
    pub(super) fn mend(&self, finding: &mut Finding, mend: Option<Mend>) {
        let key = finding.migration.as_ref();
        let recorded = key.is_none_or(|key| self.case.is_recorded(key));
        if let Some(mend) = mend.filter(|_| recorded && finding.severity == Severity::Error) {
            (finding.next, finding.caution) = (mend.commands, mend.caution);
        }
    }

    /// Types first by which path its names are found.
    fn by_path(&self, mend: Option<Mend>, key: &ObjectKey) -> Option<Mend> {
        let expected = &self.case.expected.schema;
        let names = self.case.search_path.iter().map(|name| Name::exact(name));
        let path: Vec<Name> = names.filter(|it| it.as_str() != "pg_catalog").collect();
        let first = repair::search_path(expected, key, &path);
        mend.map(|mut mend| {
            mend.commands.splice(0..0, first);
            mend
        })
    }

    /// Says what gives it the attribute that is expected.
    pub(super) fn mend_attribute(
        &self,
        finding: &mut Finding,
        key: &ObjectKey,
        attribute: Attribute,
    ) {
        // An index is rebuilt, and a constraint of a table validated or enabled: nothing is made anew.
        let anew = match key.kind {
            ObjectKind::Index => true,
            ObjectKind::Constraint => key.table_name().is_some_and(|it| {
                let table = self.case.expected.schema.relation(&it);
                table.is_some()
            }),
            _ => false,
        };
        if finding.kind == Kind::Invalid && anew {
            return;
        }
        let sides = [&self.case.expected.schema, self.case.live];
        let views = match attribute {
            Attribute::Type | Attribute::Collation => self.readers(key),
            _ => Vec::new(),
        };
        let (mend, first) = match views.first() {
            Some(view) => (repair::alter_below(sides, key, attribute, &views), view),
            None => (repair::alter(sides, key, attribute), key),
        };
        self.mend(finding, self.by_path(mend, first));
    }

    /// The views that are there and read a column, each behind those that it reads.
    fn readers(&self, column: &ObjectKey) -> Vec<ObjectKey> {
        let views = self.case.expected.schema.views().map(|(key, _)| key);
        let there = views.filter(|key| self.case.live.view(key).is_some());
        let mut others: Vec<_> = there
            .map(|it| (it, needs(self.case.expected, it)))
            .collect();
        let mut found = vec![column.clone()];
        let reads =
            |needed: &[ObjectKey], of: &[ObjectKey]| needed.iter().any(|it| of.contains(it));
        while let Some(at) = others.iter().position(|(_, needed)| reads(needed, &found)) {
            found.push(others.remove(at).0.clone());
        }
        let mut unordered = found.split_off(1);
        let mut ordered = Vec::new();
        while let Some(at) = unordered
            .iter()
            .position(|view| !reads(&needs(self.case.expected, view), &unordered))
        {
            ordered.push(unordered.remove(at));
        }
        ordered
    }

    /// A column that nobody fills keeps every row out.
    pub(super) fn mend_unexpected(&self, finding: &mut Finding, key: &ObjectKey) {
        let table = key.table_name().filter(|_| key.kind == ObjectKind::Column);
        let table = table.and_then(|name| self.case.live.relation(&name));
        let column = table.and_then(|table| table.column(&key.name));
        let keeps_out = |it: &Column| {
            it.not_null && it.default.is_none() && it.identity.is_none() && it.generated.is_none()
        };
        if !column.is_some_and(keeps_out) {
            return;
        }
        finding.message +=
            "; it takes no NULL and has no default, so that every INSERT of Django fails";
        if let Some(mend) = repair::nullable(key) {
            finding.next = mend.commands;
        }
    }
}
