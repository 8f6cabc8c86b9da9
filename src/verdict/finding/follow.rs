//! Which finding another one follows from.

use super::Findings;
use crate::compare::AttributeAnswer;
use crate::kind::Kept;
use crate::schema::{Attribute, ConstraintBody, ObjectKey, ObjectKind};
use crate::verdict::needs::needs;

impl Findings<'_> {
    /// The sequence of an identity column has the column's type; what belongs to a table or points
    /// at it goes where that table went.
    pub(super) fn cause_of_attribute(
        &self,
        key: &ObjectKey,
        answer: &AttributeAnswer,
    ) -> Option<String> {
        let index = match answer.attribute {
            Attribute::References => self.absent.get(&self.target_of(key)?)?.first()?,
            Attribute::OwnedBy => {
                let column = self.owner_of_sequence(key)?;
                let table = ObjectKey::table(&column.table_name()?);
                let absent = self.absent.get(&column);
                absent.or_else(|| self.absent.get(&table))?.first()?
            }
            // Retyping a column makes its indexes anew, and these settings are lost.
            Attribute::StatisticsTarget if key.kind == ObjectKind::Index => {
                self.column_differing(key, &[Attribute::Type, Attribute::Collation])?
            }
            // What becomes of a column becomes of its indexes.
            attribute @ (Attribute::Compression | Attribute::Storage) if is_indexed(key) => {
                self.column_differing(key, &[attribute])?
            }
            attribute
                if key.kind != ObjectKind::Sequence && names_others(attribute)
                    || key.kind.kept() == Kept::Attributes =>
            {
                let named = needs(self.case.expected, key);
                let mut absent = named.iter().filter_map(|of| self.absent.get(of)?.first());
                absent.next().or_else(|| self.columns_of_view(key))?
            }
            attribute => {
                let column = self.owner_of_sequence(key)?;
                self.differing.get(&(column, attribute))?
            }
        };
        Some(self.list[*index].id.clone())
    }

    /// The finding on one of these attributes of a column that an index is made of.
    fn column_differing(&self, key: &ObjectKey, attributes: &[Attribute]) -> Option<&usize> {
        needs(self.case.expected, key).iter().find_map(|column| {
            let mut attributes = attributes.iter();
            attributes.find_map(|it| self.differing.get(&(column.clone(), *it)))
        })
    }

    /// The finding on the names of the columns of the view that an index is of.
    fn columns_of_view(&self, key: &ObjectKey) -> Option<&usize> {
        let view = key.table_name()?;
        let view = ObjectKey::standalone(&view, ObjectKind::MaterializedView);
        self.differing.get(&(view, Attribute::Columns))
    }

    /// The table that an expected foreign key points at, or that statistics are about.
    fn target_of(&self, key: &ObjectKey) -> Option<ObjectKey> {
        if let Some(statistics) = self.case.expected.schema.statistics(key) {
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
        [Attribute::Identity, Attribute::Default]
            .into_iter()
            .find_map(|attribute| self.differing.get(&(column.clone(), attribute)))
            .or_else(absent)
    }

    fn owner_of_sequence(&self, key: &ObjectKey) -> Option<ObjectKey> {
        let sequences = &self.case.expected.schema.sequences;
        let sequence = sequences.get(&key.qualified());
        let sequence = sequence.filter(|_| key.kind == ObjectKind::Sequence)?;
        let owner = sequence.owner.as_ref()?;
        let column = owner.column.clone();
        Some(ObjectKey::part(&owner.table, ObjectKind::Column, column))
    }

    /// Points what is missing at the missing table or column that it needs.
    pub(super) fn follow(&mut self) {
        let mut causes: Vec<(usize, String)> = Vec::new();
        for (key, indexes) in &self.absent {
            let needed = needs(self.case.expected, key);
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

/// Whether an attribute names other objects. What is renamed by hand is missing, and whatever names it says
/// another name.
fn names_others(attribute: Attribute) -> bool {
    matches!(
        attribute,
        Attribute::Type
            | Attribute::Default
            | Attribute::Generated
            | Attribute::Collation
            | Attribute::Columns
            | Attribute::Include
            | Attribute::Predicate
            | Attribute::Expression
            | Attribute::Body
            | Attribute::Arguments
            | Attribute::Returns
            | Attribute::Events
            | Attribute::Condition
            | Attribute::Function
            | Attribute::Using
            | Attribute::Check
            | Attribute::Attributes
            | Attribute::Schema
            | Attribute::PartitionKey
            | Attribute::Partition
            | Attribute::Inherits
            | Attribute::OfType
    )
}
