//! Tables `OF` a composite type.

use super::{Outcome, Replay};
use crate::effect::new_type::TypeChange;
use crate::effect::vocabulary::TableChange;
use crate::name::QualifiedName;
use crate::schema::{Column, ObjectKind};

impl Replay {
    /// `ALTER TYPE ... CASCADE` changes the tables that are of the type; without CASCADE the server
    /// refuses it where there are some.
    pub(super) fn follow_type_of_tables(
        &mut self,
        name: &QualifiedName,
        change: &TypeChange,
    ) -> Outcome {
        for table in self.tables_of(name) {
            match change {
                TypeChange::AddAttribute(new) => {
                    let id = self.born(&Self::part(&table, ObjectKind::Column, &new.name));
                    let collation = new.collation.clone();
                    let column = Column {
                        data_type: self.resolved(new.data_type.clone()),
                        collation: collation.map(|name| self.resolve_collation(name)),
                        ..Column::untyped(id, &new.name)
                    };
                    self.table_mut(&table)?.columns.push(column);
                }
                TypeChange::DropAttribute { name, .. } => {
                    self.drop_column(&table, name, true, true)?;
                }
                TypeChange::AlterAttribute(new) => {
                    let change = TableChange::Type {
                        column: new.name.clone(),
                        data_type: new.data_type.clone(),
                        collation: new.collation.clone(),
                    };
                    self.change_column(&table, &change)?;
                }
                TypeChange::RenameAttribute { from, to } => {
                    let (from, to) = (from.clone(), to.clone());
                    self.change_column(&table, &TableChange::RenameColumn { from, to })?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}
