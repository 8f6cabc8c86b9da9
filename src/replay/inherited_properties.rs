//! What is kept beside definitions, where tables have it from other tables.

use super::Replay;
use super::comment::INDEX_OF_CONSTRAINT;
use super::create::joined;
use crate::effect::vocabulary::CopiedParts;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, ObjectId, ObjectKey, ObjectKind, PropertyKey, Statistics};

impl Replay {
    fn copy_properties(
        &mut self,
        from: ObjectId,
        to: ObjectId,
        which: impl Fn(&PropertyKey) -> bool,
    ) {
        self.schema.properties_mut().copy(from, to, which);
    }

    /// A child's column is stored as its parent's was when it came (`MergeAttributes`).
    pub(super) fn inherit_storage(&mut self, parent: ObjectId, child: ObjectId) {
        self.copy_properties(parent, child, |(aspect, _)| {
            matches!(aspect, Aspect::Storage | Aspect::Compression)
        });
    }

    /// `LIKE`: the name of a NOT NULL constraint comes with it.
    pub(super) fn copy_column_properties(
        &mut self,
        from: ObjectId,
        to: ObjectId,
        parts: CopiedParts,
    ) {
        self.copy_properties(from, to, |(aspect, part)| match aspect {
            Aspect::NotNullName | Aspect::NoInherit => true,
            Aspect::Storage => parts.storage,
            Aspect::Compression => parts.compression,
            Aspect::Comment => parts.comments && part.is_empty(),
            _ => false,
        });
    }

    /// A copied index has parameters and tablespace of its model; the options of an index that no
    /// constraint owns are part of its definition.
    pub(super) fn copy_index_properties(&mut self, from: ObjectId, to: ObjectId) {
        self.copy_properties(from, to, |(aspect, _)| {
            matches!(aspect, Aspect::Options | Aspect::Tablespace)
        });
    }

    pub(super) fn copy_comment(&mut self, from: ObjectId, to: ObjectId) {
        self.copy_properties(from, to, |(aspect, part)| {
            *aspect == Aspect::Comment && part.is_empty()
        });
    }

    /// Of a key the comment on its index comes along, and the one on the constraint does not.
    pub(super) fn copy_comment_of_key(&mut self, from: ObjectId, to: ObjectId) {
        self.copy_properties(from, to, |(aspect, part)| {
            *aspect == Aspect::Comment && part == INDEX_OF_CONSTRAINT
        });
    }

    /// A partition goes where its table is, and is stored as it is, where it says nothing
    /// (`DefineRelation`).
    pub(super) fn of_parent(&self, parent: ObjectId, aspect: Aspect) -> Option<Name> {
        let text = self.schema.properties.text(parent, aspect);
        text.map(Name::exact)
    }

    /// `LIKE ... INCLUDING STATISTICS`: under names of their own, without a target.
    pub(super) fn copy_statistics(
        &mut self,
        from: &QualifiedName,
        to: &QualifiedName,
        comments: bool,
    ) {
        for key in self.statistics_of(from, None) {
            let schema = &self.schema;
            let (Some(of), Some(&source)) = (schema.statistics.get(&key), schema.named.get(&key))
            else {
                continue;
            };
            let copy = Statistics {
                table: to.clone(),
                ..of.clone()
            };
            let expressions = copy.expressions.iter().map(|_| Name::exact("expr"));
            let labels: Vec<Name> = self
                .in_table_order(from, &copy)
                .into_iter()
                .chain(expressions)
                .collect();
            let name = to.sibling(self.choose_statistics_name(to, &joined(&labels)));
            let key = ObjectKey::standing(&name, ObjectKind::Statistics);
            let id = self.born(&key);
            self.schema.put_named(&key, id);
            self.schema.put_statistics(&key, copy);
            self.directory.add_statistics(name);
            if comments {
                self.copy_comment(source, id);
            }
        }
    }

    /// `generateClonedExtStatsStmt` names columns in the order of the source's `stxkeys`.
    fn in_table_order(&self, table: &QualifiedName, of: &Statistics) -> Vec<Name> {
        let columns = self.table(table).map(|table| table.columns.as_slice());
        let columns = columns
            .unwrap_or_default()
            .iter()
            .map(|column| &column.name);
        columns
            .filter(|name| of.columns.contains(name))
            .cloned()
            .collect()
    }
}
