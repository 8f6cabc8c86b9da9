//! Indexes: their rows refer to operator classes and collations by oid, and say nothing of what is
//! the default for a key.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::print::Place;
use super::relation::Relations;
use crate::catalog::rows::{DecodeError, IndexRow, Qualified, RowReader, cell};

/// `INDOPTION_DESC` and `INDOPTION_NULLS_FIRST` of `pg_index.h`.
const DESCENDING: i16 = 1;
const NULLS_FIRST: i16 = 2;

/// An index as the query brings it.
pub(super) struct RawIndex {
    row: IndexRow,
    key_options: Vec<i16>,
    opclasses: Vec<u32>,
    collations: Vec<u32>,
    /// The whole definition, where there is an expression.
    whole: Option<String>,
    /// What tells its condition from others; empty where it has none.
    stored: Vec<u8>,
    /// Whether it is the replica identity of its table.
    replica_identity: bool,
    /// Whether its table is clustered on it.
    clustered: bool,
}

impl RawIndex {
    pub(super) fn decode(row: &RowReader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            row: IndexRow::decode(row)?,
            key_options: cell(row, "indoption")?,
            opclasses: cell(row, "indclass")?,
            collations: cell(row, "indcollation")?,
            whole: cell(row, "whole")?,
            stored: cell(row, "stored")?,
            replica_identity: cell(row, "indisreplident")?,
            clustered: cell(row, "indisclustered")?,
        })
    }

    pub(super) fn oid(&self) -> u32 {
        self.row.oid
    }

    /// Its condition, where it has one: with its table, and what tells it from others.
    pub(super) fn condition(&self) -> Option<(Place, u32, &[u8])> {
        let place = Place::Predicate(self.row.oid);
        (!self.stored.is_empty()).then_some((place, self.row.relation, &*self.stored))
    }

    /// Notes what it says of its table.
    pub(super) fn note(&self, relations: &mut Relations) {
        if !self.replica_identity && !self.clustered {
            return;
        }
        if let Some(table) = relations.beside(self.row.relation) {
            if self.replica_identity {
                table.replica_index = self.row.oid;
            }
            if self.clustered {
                table.clustered_on = self.row.oid;
            }
        }
    }
}

/// One row of `pg_opclass`.
pub(super) struct OpclassRow {
    oid: u32,
    schema: String,
    name: String,
    method: String,
    input: u32,
    default: bool,
}

impl OpclassRow {
    pub(super) fn decode(row: &RowReader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            oid: cell(row, "oid")?,
            schema: cell(row, "nspname")?,
            name: cell(row, "opcname")?,
            method: cell(row, "amname")?,
            input: cell(row, "opcintype")?,
            default: cell(row, "opcdefault")?,
        })
    }
}

/// Parameters of operator classes, by index and a key's position from 1.
pub(super) type KeyOptions = BTreeMap<(u32, i16), Vec<String>>;

/// What indexes refer to.
pub(super) struct Referred<'a> {
    pub(super) columns: &'a KeyColumns,
    pub(super) opclasses: Opclasses,
    pub(super) collations: HashMap<u32, Qualified>,
    pub(super) options: KeyOptions,
    /// The constraints that own an index, by index.
    pub(super) owners: HashMap<u32, u32>,
    /// The conditions.
    pub(super) prints: &'a mut HashMap<Place, String>,
}

/// Operator classes by oid, and what is the default of each method for a type of its own.
pub(super) struct Opclasses {
    by_oid: HashMap<u32, OpclassRow>,
    exact: HashMap<(String, u32), u32>,
}

impl Opclasses {
    pub(super) fn new(rows: Vec<OpclassRow>) -> Self {
        let defaults = rows.iter().filter(|row| row.default);
        Self {
            exact: defaults
                .map(|row| ((row.method.clone(), row.input), row.oid))
                .collect(),
            by_oid: rows.into_iter().map(|row| (row.oid, row)).collect(),
        }
    }

    /// `GetDefaultOpClass` of `indexcmds.c`: a default for the very type goes before one for a type
    /// that it can be taken for.
    fn is_default(&self, opclass: &OpclassRow, key_type: Option<u32>) -> bool {
        let exact =
            key_type.and_then(|key_type| self.exact.get(&(opclass.method.clone(), key_type)));
        exact.map_or(opclass.default, |exact| *exact == opclass.oid)
    }
}

/// What the columns say about an index's keys: the type and collation of each, by table and number.
pub(super) type KeyColumns = HashMap<(u32, i16), (u32, u32)>;

impl RawIndex {
    /// The collations that a key names, by position.
    fn named_collations(&self, columns: &KeyColumns) -> BTreeMap<usize, u32> {
        let mut rest = self.whole.as_deref().unwrap_or_default();
        let mut named = BTreeMap::new();
        for (at, (key, &collation)) in self.row.keys.iter().zip(&self.collations).enumerate() {
            let is_named = match &key.expression {
                None => columns
                    .get(&(self.row.relation, key.num))
                    .is_some_and(|(_, own)| *own != collation),
                // Only the whole definition tells whether it was named or comes from the expression.
                Some(text) => {
                    let after = rest
                        .split_once(text.as_str())
                        .map_or("", |(_, after)| after);
                    rest = after;
                    after.starts_with(" COLLATE ")
                }
            };
            if is_named && collation != 0 {
                named.insert(at, collation);
            }
        }
        named
    }

    /// Adds the collations that will have to be known by name.
    pub(super) fn collect_collations(&self, columns: &KeyColumns, wanted: &mut BTreeSet<u32>) {
        wanted.extend(self.named_collations(columns).into_values());
    }

    /// The row, its keys completed.
    pub(super) fn complete(mut self, referred: &mut Referred<'_>) -> IndexRow {
        let named = self.named_collations(referred.columns);
        let (oid, relation) = (self.row.oid, self.row.relation);
        self.row.predicate = referred.prints.remove(&Place::Predicate(oid));
        self.row.constraint = referred.owners.get(&oid).copied().unwrap_or_default();
        for (at, key) in self.row.keys.iter_mut().enumerate() {
            let option = self.key_options.get(at).copied().unwrap_or_default();
            key.descending = option & DESCENDING != 0;
            key.nulls_first = option & NULLS_FIRST != 0;
            let collation = named.get(&at).and_then(|oid| referred.collations.get(oid));
            key.collation = collation.cloned();
            let position = i16::try_from(at + 1).unwrap_or_default();
            key.opclass_options = referred
                .options
                .remove(&(oid, position))
                .unwrap_or_default();
            let opclass = self.opclasses.get(at);
            if let Some(opclass) = opclass.and_then(|oid| referred.opclasses.by_oid.get(oid)) {
                let key_type = referred
                    .columns
                    .get(&(relation, key.num))
                    .map(|column| column.0);
                key.opclass.clone_from(&opclass.name);
                key.opclass_schema =
                    (opclass.schema != "pg_catalog").then(|| opclass.schema.clone());
                key.opclass_named = !referred.opclasses.is_default(opclass, key_type);
            }
        }
        self.row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::rows::KeyRow;

    const DEFAULT: u32 = 100;

    fn raw(keys: Vec<KeyRow>, collations: Vec<u32>, whole: Option<&str>) -> RawIndex {
        RawIndex {
            row: IndexRow {
                oid: 9,
                xmin: 1,
                relation: 1,
                name: "i".into(),
                method: None,
                keys,
                include: Vec::new(),
                unique: false,
                primary: false,
                nulls_not_distinct: false,
                predicate: None,
                invalid: false,
                not_ready: false,
                options: Vec::new(),
                tablespace: None,
                inherited: false,
                constraint: 0,
            },
            key_options: Vec::new(),
            opclasses: Vec::new(),
            collations,
            whole: whole.map(str::to_owned),
            stored: Vec::new(),
            replica_identity: false,
            clustered: false,
        }
    }

    fn column(num: i16) -> KeyRow {
        KeyRow {
            num,
            ..KeyRow::default()
        }
    }

    fn expression(text: &str) -> KeyRow {
        KeyRow {
            expression: Some(text.into()),
            ..KeyRow::default()
        }
    }

    #[test]
    fn a_collation_is_named_where_it_is_not_the_columns_own() {
        let columns = KeyColumns::from_iter([((1, 1), (25, DEFAULT)), ((1, 2), (25, 7))]);
        let index = raw(
            vec![column(1), column(2), column(1)],
            vec![DEFAULT, 7, 950],
            None,
        );
        assert_eq!(index.named_collations(&columns), BTreeMap::from([(2, 950)]));
    }

    #[test]
    fn an_expressions_collation_is_named_where_the_definition_says_so() {
        let keys = vec![expression("lower(a)"), expression("lower(a)")];
        let whole = "CREATE INDEX i ON t USING btree (lower(a), lower(a) COLLATE \"C\")";
        let index = raw(keys, vec![7, 950], Some(whole));
        let named = index.named_collations(&KeyColumns::default());
        assert_eq!(named, BTreeMap::from([(1, 950)]));
    }

    #[test]
    fn a_default_for_the_very_type_goes_before_one_for_a_type_it_can_be_taken_for() {
        let opclass = |oid, name: &str, input| OpclassRow {
            oid,
            schema: "pg_catalog".into(),
            name: name.into(),
            method: "btree".into(),
            input,
            default: true,
        };
        let known = Opclasses::new(vec![
            opclass(1, "text_ops", 25),
            opclass(2, "bpchar_ops", 1042),
        ]);
        assert!(known.is_default(&known.by_oid[&1], Some(1043)));
        assert!(known.is_default(&known.by_oid[&1], None));
        assert!(!known.is_default(&known.by_oid[&1], Some(1042)));
        assert!(known.is_default(&known.by_oid[&2], Some(1042)));
    }
}
