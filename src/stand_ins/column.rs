//! Columns: which type of one vendor stands for which of the other.

use super::part::{Counting, counting_key};
use super::{LeftOut, StandIns, names};
use crate::engine::Engine;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Attribute, ConstraintBody, DataType, Schema, Table};

/// Both sides, while their columns are brought together.
pub(super) struct Columns<'a> {
    pub(super) ledger: Engine,
    pub(super) expected: &'a Expected,
    pub(super) live: &'a Schema,
    /// The columns of SQLite that stand for rowids, or point at one.
    pub(super) counting: &'a Counting,
    pub(super) stand_ins: &'a StandIns,
}

impl Columns<'_> {
    /// What stands for the ledger's type is of it, and what cannot be compared is left out. Tells how many are of another
    /// type that stands for the ledger's.
    pub(super) fn settle(
        &self,
        (wanted, there): (&mut Table, &mut Table),
        left_out: &mut LeftOut,
        name: &QualifiedName,
    ) -> u64 {
        match self.ledger {
            Engine::PostgreSql => refuse_null_in_keys(there, false),
            // Each key of PostgreSQL refuses NULL.
            Engine::Sqlite => refuse_null_in_keys(wanted, true),
        }
        let foreign = [&*wanted, &*there].map(in_foreign_keys).concat();
        let mut stood_in = 0;
        for column in &mut wanted.columns {
            let live = names::column(self.expected, column, there);
            let Some(live) = live.and_then(|name| there.column_mut(&name)) else {
                continue;
            };
            let (schema, postgres, sqlite) = match self.ledger {
                Engine::PostgreSql => {
                    let schema = &self.expected.schema;
                    (schema, &column.data_type, &live.data_type)
                }
                Engine::Sqlite => (self.live, &live.data_type, &column.data_type),
            };
            let key = self.counting.contains(&(name.clone(), column.name.clone()));
            let bare = |it: &DataType| it.clone().without_modifiers();
            let stands = |one, other| self.stand_ins.stands(one, schema, other, key);
            // Django leaves the length of a foreign key on SQLite as it was where that of its key grows and nothing leads
            // back; SQLite takes values of any length.
            if stands(postgres, sqlite)
                || foreign.contains(&column.name) && stands(&bare(postgres), &bare(sqlite))
            {
                stood_in += u64::from(column.data_type != live.data_type);
                live.data_type = column.data_type.clone();
            }
            if let (Some(wanted), Some(found)) = (&column.generated, &mut live.generated) {
                left_out.attribute(Attribute::Generated, name, &column.name);
                found.clone_from(wanted);
            }
        }
        stood_in
    }
}

/// The columns of foreign keys.
fn in_foreign_keys(table: &Table) -> Vec<Name> {
    let constraints = table.constraints.values();
    let columns = constraints.filter_map(|it| match &it.body {
        ConstraintBody::ForeignKey(foreign) => Some(foreign.columns.clone()),
        _ => None,
    });
    columns.flatten().collect()
}

/// A key of SQLite that counts by itself refuses NULL, and one of a table without rowids; here `all` do.
fn refuse_null_in_keys(table: &mut Table, all: bool) {
    let counting = counting_key(table).cloned();
    let keys = table.primary_key().to_vec();
    let all = all || table.without_rowid;
    for column in &mut table.columns {
        let own = counting.as_ref() == Some(&column.name);
        column.not_null |= own || all && keys.contains(&column.name);
    }
}
