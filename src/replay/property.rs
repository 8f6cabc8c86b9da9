//! What the server keeps of an object beside its definition.

use std::collections::BTreeMap;

use super::comment::INDEX_OF_CONSTRAINT;
use super::directory::Relation;
use super::index::using;
use super::{Outcome, Problem, Replay};
use crate::effect::property::{
    ColumnProperty, NewProperties, Parameters, PropertyChange, ReplicaIdentity,
};
use crate::effect::vocabulary::Altered;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, DataType, Index, ObjectId, Property, Table};

/// `SET default_tablespace`, `SET default_table_access_method`.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    pub(super) tablespace: Option<Name>,
    pub(super) method: Option<Name>,
}

impl Replay {
    /// Sets or takes away a property; the current place answers for the attribute where that changed
    /// anything.
    pub(super) fn set_property(
        &mut self,
        id: ObjectId,
        attribute: Attribute,
        part: &str,
        value: Option<Property>,
    ) {
        let key = (attribute, part.to_owned());
        if self.schema.properties_mut().set(id, key, value) {
            self.set_by(id, attribute);
        }
    }

    /// The same of an attribute that is one word.
    pub(super) fn set_word(&mut self, id: ObjectId, attribute: Attribute, word: Option<&str>) {
        self.set_property(id, attribute, "", word.map(Property::word));
    }

    /// `SET LOGGED`, `SET UNLOGGED`: the sequences of its columns follow.
    pub(super) fn set_unlogged(&mut self, name: &QualifiedName, unlogged: bool) -> Outcome {
        let table = self.table(name)?;
        // A partitioned table has no storage (`ATPrepChangePersistence` of `tablecmds.c`).
        if table.inheritance.key.is_some() {
            return Ok(());
        }
        self.alter_relation(name, Attribute::Persistence, |it| it.unlogged = unlogged)?;
        for sequence in self.owned_sequences(name, None) {
            self.set_unlogged_sequence(&sequence, unlogged);
        }
        Ok(())
    }

    /// A part is gone with its comment: nobody said anything of the comment.
    pub(super) fn forget_comment(&mut self, id: ObjectId, part: &str) {
        let key = (Attribute::Comment, part.to_owned());
        self.schema.properties_mut().set(id, key, None);
    }

    /// What a new table or materialized view has beside its definition.
    pub(super) fn new_relation_properties(
        &mut self,
        id: ObjectId,
        new: &NewProperties,
        parent: Option<ObjectId>,
    ) {
        let parents = |attribute| parent.and_then(|parent| self.of_parent(parent, attribute));
        let method = new.method.clone().or_else(|| parents(Attribute::Method));
        let tablespace = new
            .tablespace
            .clone()
            .or_else(|| parents(Attribute::Tablespace));
        let method = method.or_else(|| self.defaults.method.clone());
        self.set_word(id, Attribute::Method, method.as_ref().map(Name::as_str));
        self.new_tablespace(id, tablespace.as_ref());
    }

    /// `GetDefaultTablespace` of `tablespace.c`.
    pub(super) fn new_tablespace(&mut self, id: ObjectId, tablespace: Option<&Name>) {
        let tablespace = tablespace.or(self.defaults.tablespace.as_ref()).cloned();
        let tablespace = tablespace.as_ref().map(Name::as_str);
        self.set_word(id, Attribute::Tablespace, tablespace);
    }

    /// What a new constraint's index has beside its definition.
    pub(super) fn new_index_properties(&mut self, id: ObjectId, new: &NewProperties) {
        for (name, value) in &new.options {
            self.set_property(id, Attribute::Options, name, Some(Property::word(value)));
        }
        self.new_tablespace(id, new.tablespace.as_ref());
    }

    pub(super) fn new_table_options(
        &mut self,
        table: &QualifiedName,
        new: &NewProperties,
    ) -> Outcome {
        let options = new.options.iter();
        let options = options.map(|(name, value)| (name.clone(), Some(value.clone())));
        self.table_options(table, &options.collect())
    }

    pub(super) fn change_property(
        &mut self,
        altered: &Altered,
        change: &PropertyChange,
    ) -> Outcome {
        let found = self.find_or_skip(&altered.name, altered.if_exists)?;
        let Some((name, relation)) = found else {
            return Ok(());
        };
        self.set_attribute(&name, &relation, change)?;
        if relation == Relation::Table && !self.only {
            return self.child_properties(&name, change);
        }
        Ok(())
    }

    /// How a column is stored, and how much is collected about it, its children follow; nothing else.
    fn child_properties(&mut self, name: &QualifiedName, change: &PropertyChange) -> Outcome {
        if !matches!(
            change,
            PropertyChange::Column(_, ColumnProperty::Storage(_) | ColumnProperty::Target(_))
        ) {
            return Ok(());
        }
        for child in self.children(name) {
            self.set_attribute(&child, &Relation::Table, change)?;
            self.child_properties(&child, change)?;
        }
        Ok(())
    }

    fn set_attribute(
        &mut self,
        name: &QualifiedName,
        relation: &Relation,
        change: &PropertyChange,
    ) -> Outcome {
        let Some((id, _)) = self.relation_target(name, relation) else {
            return Ok(());
        };
        let is_table = *relation == Relation::Table;
        match change {
            PropertyChange::Options(options) if is_table => self.table_options(name, options)?,
            PropertyChange::Options(options) => self.set_options(id, "", options),
            PropertyChange::Tablespace(to) => {
                self.set_word(id, Attribute::Tablespace, Some(to.as_str()));
            }
            PropertyChange::AccessMethod(method) => self.set_method(id, method.as_ref()),
            PropertyChange::ReplicaIdentity(_) if !is_table => {}
            PropertyChange::KeyTarget(..) if is_table => {}
            PropertyChange::ReplicaIdentity(identity) => {
                let value = match identity {
                    ReplicaIdentity::Default => None,
                    ReplicaIdentity::Full => Some(Property::word("full")),
                    ReplicaIdentity::Nothing => Some(Property::word("nothing")),
                    ReplicaIdentity::Index(index) => Some(self.index_of(name, index)?),
                };
                self.set_property(id, Attribute::ReplicaIdentity, "", value);
            }
            PropertyChange::ClusterOn(index) => self.cluster_on(name, index.as_ref())?,
            PropertyChange::Column(column, property) if is_table => {
                let id = self.column(name, column)?.id;
                self.column_property(id, "", property);
            }
            PropertyChange::Column(column, property) => {
                self.column_property(id, column.as_str(), property);
            }
            PropertyChange::KeyTarget(key, target) => {
                let part = key.to_string();
                self.set_property(id, Attribute::StatisticsTarget, &part, target.map(number));
            }
        }
        Ok(())
    }

    /// `CLUSTER` of a partitioned table marks the indexes of its partitions, not its own
    /// (`cluster_multiple_rels` of `cluster.c`).
    fn cluster_on(&mut self, table: &QualifiedName, index: Option<&Name>) -> Outcome {
        let of = self.table(table)?;
        let (id, partitioned) = (of.id, of.inheritance.key.is_some());
        let value = index.map(|index| self.index_of(table, index)).transpose()?;
        let Some(Property::Index(marked)) = value.clone().filter(|_| partitioned) else {
            self.set_property(id, Attribute::ClusteredOn, "", value);
            return Ok(());
        };
        for child in self.partitions(table) {
            if let Some((_, part)) = self.linked(&child, marked) {
                self.cluster_on(&child, Some(&part))?;
            }
        }
        Ok(())
    }

    /// `SET ACCESS METHOD DEFAULT` takes the session's.
    fn set_method(&mut self, id: ObjectId, method: Option<&Name>) {
        let method = method.or(self.defaults.method.as_ref()).cloned();
        self.set_word(id, Attribute::Method, method.as_ref().map(Name::as_str));
    }

    /// An index of a table, or the constraint that owns it.
    fn index_of(&self, table: &QualifiedName, name: &Name) -> Result<Property, Problem> {
        let id = self.table(table)?.index_or_key(name);
        id.map(Property::Index)
            .ok_or_else(|| Problem::NoRelation(name.to_string()))
    }

    fn column_property(&mut self, id: ObjectId, part: &str, property: &ColumnProperty) {
        match property {
            ColumnProperty::Storage(storage) => {
                self.set_property(id, Attribute::Storage, part, word(storage.as_deref()));
            }
            ColumnProperty::Compression(method) => {
                self.set_property(id, Attribute::Compression, part, word(method.as_deref()));
            }
            ColumnProperty::Target(target) => {
                self.set_property(id, Attribute::StatisticsTarget, part, target.map(number));
            }
            ColumnProperty::Options(options) => self.set_options(id, part, options),
        }
    }

    pub(super) fn new_column_properties(&mut self, id: ObjectId, properties: &[ColumnProperty]) {
        for property in properties {
            self.column_property(id, "", property);
        }
    }

    /// Parameters of a view's column go by the column's name and their own.
    pub(super) fn set_options(&mut self, id: ObjectId, of: &str, options: &Parameters) {
        for (name, value) in options {
            let part = if of.is_empty() {
                name.clone()
            } else {
                format!("{of}.{name}")
            };
            self.set_property(id, Attribute::Options, &part, word(value.as_deref()));
        }
    }

    /// Parameters of a TOAST table that is not there are lost.
    fn table_options(&mut self, table: &QualifiedName, options: &Parameters) -> Outcome {
        let of = self.table(table)?;
        let (id, toasted) = (of.id, may_be_toasted(of));
        let kept: BTreeMap<String, Option<String>> = options
            .iter()
            .filter(|(name, _)| toasted || !name.starts_with("toast."))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        self.set_options(id, "", &kept);
        Ok(())
    }

    /// `ATExecAlterColumnType`: the column is stored as its new type is, and what was made anew for it
    /// has lost its statistics targets.
    pub(super) fn forget_storage(&mut self, table: &QualifiedName, column: &Name) -> Outcome {
        let id = self.column(table, column)?.id;
        self.set_word(id, Attribute::Storage, None);
        self.set_word(id, Attribute::Compression, None);
        self.forget_targets(table, column);
        for (_, _, id) in using(self.table(table)?, column) {
            let properties = self.schema.properties_mut();
            if properties.remove(id, Attribute::StatisticsTarget, |_| true) {
                self.set_by(id, Attribute::StatisticsTarget);
            }
        }
        Ok(())
    }

    /// The index that becomes a constraint's brings what is kept of it along.
    pub(super) fn hand_over_index(&mut self, index: &Index, constraint: ObjectId) {
        for (name, value) in &index.options {
            let value = Some(Property::word(value));
            self.set_property(constraint, Attribute::Options, name, value);
        }
        let index = index.id;
        let properties = self.schema.properties_mut();
        properties.copy(index, constraint, |(attribute, _)| {
            *attribute != Attribute::Comment
        });
        if let Some(comment) = properties.get(index, Attribute::Comment, "").cloned() {
            let key = (Attribute::Comment, INDEX_OF_CONSTRAINT.to_owned());
            properties.set(constraint, key, Some(comment));
        }
        properties.replace_index(index, constraint);
    }
}

fn word(word: Option<&str>) -> Option<Property> {
    word.map(Property::word)
}

pub(super) fn number(target: i64) -> Property {
    // ATExecSetStatistics lowers what is above MAX_STATISTICS_TARGET.
    Property::Word(target.min(10_000).to_string())
}

/// Whether a row may need a TOAST table (`needs_toast_table` of `toasting.c`): a column of it has no
/// bound, or all of them together are too wide.
fn may_be_toasted(table: &Table) -> bool {
    // TOAST_TUPLE_THRESHOLD, without the header.
    const ROOM: usize = 2_008;
    let columns = table.columns.iter();
    let widths: Option<Vec<usize>> = columns.map(|column| width(&column.data_type)).collect();
    widths.is_none_or(|widths| widths.iter().sum::<usize>() > ROOM)
}

/// The most bytes that a value takes (`type_maximum_size` of `format_type.c`), in UTF-8; none where
/// that has no bound.
fn width(data_type: &DataType) -> Option<usize> {
    let base = &data_type.base;
    if !base.is_builtin() || data_type.array {
        return None;
    }
    let length = || -> Option<usize> {
        let first = data_type.modifiers.split(',').next()?;
        first.trim_matches(['(', ')', ' ']).parse().ok()
    };
    match base.name.as_str() {
        "name" => Some(64),
        "smallint" | "integer" | "bigint" | "boolean" | "real" | "double precision" | "date"
        | "uuid" | "interval" | "oid" => Some(16),
        time if time.starts_with("time") => Some(16),
        "character varying" | "character" => Some(4 + 4 * length()?),
        "numeric" => Some(16 + length()? / 2),
        _ => None,
    }
}
