//! What mends a finding.

use super::Findings;
use crate::compare::{Found, ObjectComparison, Presence};
use crate::repair::{self, Mend};
use crate::report::{Caution, Finding, Kind, Severity};
use crate::schema::{Attribute, ObjectKey, ObjectKind};

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
            _ if object.alike.is_some() => return,
            _ if best.is_some_and(|best| best.place.database.is_none()) => return,
            _ => repair::make(&self.case.expected.schema, key),
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
        let mend = repair::alter(sides, key, attribute);
        self.mend(finding, mend);
    }
}
