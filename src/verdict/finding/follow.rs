//! Which finding another one follows from.

use super::Findings;
use crate::compare::AspectAnswer;
use crate::kind::Kept;
use crate::name::QualifiedName;
use crate::schema::{Aspect, ConstraintBody, ObjectKey, ObjectKind};
use crate::verdict::cause;

impl Findings<'_> {
    /// The sequence of an identity column has the column's type; what belongs to a table or points
    /// at it goes where that table went.
    pub(super) fn cause_of_aspect(&self, key: &ObjectKey, answer: &AspectAnswer) -> Option<String> {
        let index = match answer.aspect {
            Aspect::References => self.absent.get(&self.target_of(key)?)?.first()?,
            Aspect::OwnedBy => {
                let column = self.owner_of_sequence(key)?;
                let table = ObjectKey::table(&column.table_name()?);
                let absent = self.absent.get(&column);
                absent.or_else(|| self.absent.get(&table))?.first()?
            }
            // Retyping a column makes its indexes anew, and these settings are lost.
            Aspect::StatisticsTarget if key.kind == ObjectKind::Index => {
                let mut columns = cause::needs(self.case.expected, key).into_iter();
                columns.find_map(|column| {
                    let mut aspects = [Aspect::Type, Aspect::Collation].into_iter();
                    aspects.find_map(|aspect| self.differing.get(&(column.clone(), aspect)))
                })?
            }
            // What becomes of a column becomes of its indexes.
            aspect @ (Aspect::Compression | Aspect::Storage) if is_indexed(key) => {
                let columns = cause::needs(self.case.expected, key);
                let mut columns = columns.into_iter();
                columns.find_map(|column| self.differing.get(&(column, aspect)))?
            }
            aspect
                if key.kind != ObjectKind::Sequence && names_others(aspect)
                    || key.kind.kept() == Kept::Attributes =>
            {
                let named = cause::needs(self.case.expected, key);
                let mut absent = named.iter().filter_map(|of| self.absent.get(of)?.first());
                absent.next().or_else(|| self.columns_of_view(key))?
            }
            aspect => {
                let column = self.owner_of_sequence(key)?;
                self.differing.get(&(column, aspect))?
            }
        };
        Some(self.list[*index].id.clone())
    }

    /// The finding on the names of the columns of the view that an index is of.
    fn columns_of_view(&self, key: &ObjectKey) -> Option<&usize> {
        let view = key.table_name()?;
        let view = ObjectKey::standing(&view, ObjectKind::MaterializedView);
        self.differing.get(&(view, Aspect::Columns))
    }

    /// The table that an expected foreign key points at, or that statistics are about.
    fn target_of(&self, key: &ObjectKey) -> Option<ObjectKey> {
        if let Some(statistics) = self.case.expected.schema.statistics.get(key) {
            return Some(ObjectKey::table(&statistics.table));
        }
        let table = self.case.expected.schema.tables.get(&key.table_name()?)?;
        match &table.constraints.get(&key.name)?.body {
            ConstraintBody::ForeignKey(foreign) => Some(ObjectKey::table(&foreign.table)),
            _ => None,
        }
    }

    /// The finding on the column that a missing sequence belongs to: without its identity or its
    /// default the column has no sequence, and gone itself it has none either.
    fn owner_without_sequence(&self, key: &ObjectKey) -> Option<&usize> {
        let column = self.owner_of_sequence(key)?;
        let absent = || self.absent.get(&column)?.first();
        [Aspect::Identity, Aspect::Default]
            .into_iter()
            .find_map(|aspect| self.differing.get(&(column.clone(), aspect)))
            .or_else(absent)
    }

    fn owner_of_sequence(&self, key: &ObjectKey) -> Option<ObjectKey> {
        let name = QualifiedName::new(key.schema.clone()?, key.name.clone());
        let sequences = &self.case.expected.schema.sequences;
        let sequence = sequences
            .get(&name)
            .filter(|_| key.kind == ObjectKind::Sequence)?;
        let owner = sequence.owner.as_ref()?;
        let column = owner.column.clone();
        Some(ObjectKey::part(&owner.table, ObjectKind::Column, column))
    }

    /// Points what is missing at the missing table or column that it needs.
    pub(super) fn follow(&mut self) {
        let mut causes: Vec<(usize, String)> = Vec::new();
        for (key, indexes) in &self.absent {
            let needed = cause::needs(self.case.expected, key);
            let root = needed
                .iter()
                .find_map(|needed| self.absent.get(needed)?.first())
                .or_else(|| self.owner_without_sequence(key));
            if let Some(&root) = root {
                let id = self.list[root].id.clone();
                causes.extend(indexes.iter().map(|&index| (index, id.clone())));
            }
        }
        for (index, id) in causes {
            let finding = &mut self.list[index];
            if finding.root_cause.is_none() && finding.id != id {
                finding.root_cause = Some(id);
            }
        }
    }
}

fn is_indexed(key: &ObjectKey) -> bool {
    matches!(key.kind, ObjectKind::Index | ObjectKind::Constraint)
}

/// Whether an aspect names other objects. What is renamed by hand is missing, and whatever names it says
/// another name.
fn names_others(aspect: Aspect) -> bool {
    matches!(
        aspect,
        Aspect::Type
            | Aspect::Default
            | Aspect::Generated
            | Aspect::Collation
            | Aspect::Columns
            | Aspect::Include
            | Aspect::Predicate
            | Aspect::Expression
            | Aspect::Body
            | Aspect::Arguments
            | Aspect::Returns
            | Aspect::Events
            | Aspect::Condition
            | Aspect::Function
            | Aspect::Using
            | Aspect::Check
            | Aspect::Attributes
            | Aspect::Schema
            | Aspect::PartitionKey
            | Aspect::Partition
            | Aspect::Inherits
            | Aspect::OfType
    )
}
