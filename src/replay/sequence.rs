//! Sequences: their own, serial columns', identity columns'.

use super::dependencies::On;
use super::directory::{Avoids, Relation};
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::vocabulary::{Altered, SequenceChange};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Column, DataType, ObjectKey, ObjectKind, Sequence, SequenceBounds, SequenceOwner,
};

impl Replay {
    pub(super) fn create_sequence(
        &mut self,
        name: &Reference,
        if_not_exists: bool,
        settings: &SequenceChange,
    ) -> Outcome {
        let name = self.creation(name);
        if let Some(sequence) = self.schema.sequences.get(&name) {
            let id = sequence.id;
            if self.tolerates(if_not_exists) {
                self.ensured(id);
                return Ok(());
            }
        }
        if self.skips(&name, if_not_exists) {
            return Ok(());
        }
        self.must_be_free(&name)?;
        let owner = self.owner(settings)?.unwrap_or_default();
        self.new_sequence(&name, &DataType::builtin("bigint"), owner, settings);
        Ok(())
    }

    /// The sequence that a serial or identity column owns.
    pub(super) fn own_sequence(
        &mut self,
        table: &QualifiedName,
        column: &Column,
        identity: bool,
        settings: &SequenceChange,
    ) -> Result<QualifiedName, Problem> {
        let name = if let Some(name) = &settings.name {
            self.creation(name)
        } else {
            let middle = Some(column.name.as_str());
            table.sibling(self.choose_name(table, middle, "seq", Avoids::Relations))
        };
        self.must_be_free(&name)?;
        let owner = SequenceOwner {
            table: table.clone(),
            column: column.name.clone(),
            identity,
        };
        self.new_sequence(&name, &column.data_type, Some(owner), settings);
        if settings.unlogged.is_none() && self.table(table)?.unlogged {
            self.set_unlogged_sequence(&name, true);
        }
        Ok(name)
    }

    fn new_sequence(
        &mut self,
        name: &QualifiedName,
        data_type: &DataType,
        owner: Option<SequenceOwner>,
        settings: &SequenceChange,
    ) {
        let id = self.created(&ObjectKey::standalone(name, ObjectKind::Sequence));
        let data_type = settings
            .data_type
            .clone()
            .unwrap_or_else(|| data_type.clone());
        let bounds = initial_bounds(&data_type, settings);
        let sequence = Sequence {
            id,
            data_type,
            bounds,
            owner,
        };
        self.directory.insert(name.clone(), Relation::Sequence);
        self.schema.put_sequence(name.clone(), sequence);
        self.set_unlogged_sequence(name, settings.unlogged.unwrap_or_default());
    }

    /// A sequence of a column is as its table is (`DefineSequence`, `ATPrepChangePersistence` since 15).
    pub(super) fn set_unlogged_sequence(&mut self, name: &QualifiedName, unlogged: bool) {
        if let Some(sequence) = self.schema.sequences.get(name) {
            let word = unlogged.then_some("unlogged");
            self.set_word(sequence.id, Attribute::Persistence, word);
        }
    }

    pub(super) fn alter_sequence(
        &mut self,
        altered: &Altered,
        settings: &SequenceChange,
    ) -> Outcome {
        let Altered {
            name, if_exists, ..
        } = altered;
        match self.find_or_skip(name, *if_exists)? {
            Some((name, Relation::Sequence)) => self.change_sequence(&name, settings),
            Some(_) if !if_exists => Err(Problem::no_relation(name)),
            _ => Ok(()),
        }
    }

    pub(super) fn change_sequence(
        &mut self,
        name: &QualifiedName,
        settings: &SequenceChange,
    ) -> Outcome {
        let owner = self.owner(settings)?;
        if let Some(unlogged) = settings.unlogged {
            self.set_unlogged_sequence(name, unlogged);
        }
        let before = self.schema.sequences.get(name).cloned();
        let before = before.ok_or_else(|| Problem::no_table(name))?;
        let mut after = before.clone();
        if let Some(data_type) = &settings.data_type {
            retype(&mut after, data_type);
        }
        apply(&mut after.bounds, settings, &after.data_type);
        if let Some(owner) = owner {
            after.owner = owner;
        }
        self.schema.put_sequence(name.clone(), after.clone());
        for (changed, attribute) in [
            (before.data_type != after.data_type, Attribute::Type),
            (before.bounds != after.bounds, Attribute::Bounds),
            (before.owner != after.owner, Attribute::OwnedBy),
        ] {
            if changed {
                self.set_by(after.id, attribute);
            }
        }
        Ok(())
    }

    #[expect(
        clippy::option_option,
        reason = "no OWNED BY and OWNED BY NONE differ, as in `SequenceChange`"
    )]
    fn owner(&self, settings: &SequenceChange) -> Result<Option<Option<SequenceOwner>>, Problem> {
        let Some(owned_by) = &settings.owned_by else {
            return Ok(None);
        };
        let Some((table, column)) = owned_by else {
            return Ok(Some(None));
        };
        let table = self.must_find_table(table)?;
        self.column(&table, column)?;
        let owner = SequenceOwner {
            table,
            column: column.clone(),
            identity: false,
        };
        Ok(Some(Some(owner)))
    }

    /// The sequences that a column owns.
    pub(super) fn owned_sequences(
        &self,
        table: &QualifiedName,
        column: Option<&Name>,
    ) -> Vec<QualifiedName> {
        let owned = |sequence: &Sequence| {
            sequence.owner.as_ref().is_some_and(|owner| {
                &owner.table == table && column.is_none_or(|column| &owner.column == column)
            })
        };
        let sequences = &self.schema.sequences;
        let candidates = self.schema.on(&On::Owner(table.clone())).into_iter();
        candidates
            .filter(|name| sequences.get(name).is_some_and(owned))
            .collect()
    }

    /// The sequence of an identity column. Others may be `OWNED BY` the column beside it.
    pub(super) fn identity_sequence(
        &self,
        table: &QualifiedName,
        column: &Name,
    ) -> Option<QualifiedName> {
        let sequences = &self.schema.sequences;
        let owner_of = |name: &QualifiedName| sequences.get(name)?.owner.as_ref();
        let mut owned = self.owned_sequences(table, Some(column)).into_iter();
        owned.find(|name| owner_of(name).is_some_and(|owner| owner.identity))
    }

    /// Changing the type of an identity column changes its sequence's (`transformAlterTableStmt`).
    pub(super) fn retype_identity_sequence(
        &mut self,
        table: &QualifiedName,
        column: &Name,
        data_type: &DataType,
    ) -> Outcome {
        let settings = SequenceChange {
            data_type: Some(data_type.clone()),
            ..SequenceChange::default()
        };
        if let Some(name) = self.identity_sequence(table, column) {
            self.change_sequence(&name, &settings)?;
        }
        Ok(())
    }
}

fn initial_bounds(data_type: &DataType, settings: &SequenceChange) -> SequenceBounds {
    let type_name = data_type.base.name.as_str();
    let mut bounds = SequenceBounds::ascending(type_name);
    if settings.increment.is_some_and(|increment| increment < 0) {
        bounds.max = -1;
        bounds.min = -SequenceBounds::type_max(type_name) - 1;
    }
    apply(&mut bounds, settings, data_type);
    if settings.start.is_none() {
        bounds.start = if bounds.increment < 0 {
            bounds.max
        } else {
            bounds.min
        };
    }
    bounds
}

fn apply(bounds: &mut SequenceBounds, settings: &SequenceChange, data_type: &DataType) {
    let type_max = SequenceBounds::type_max(data_type.base.name.as_str());
    bounds.increment = settings.increment.unwrap_or(bounds.increment);
    let down = bounds.increment < 0;
    if let Some(min) = settings.min {
        bounds.min = min.unwrap_or(if down { -type_max - 1 } else { 1 });
    }
    if let Some(max) = settings.max {
        bounds.max = max.unwrap_or(if down { -1 } else { type_max });
    }
    bounds.start = settings.start.unwrap_or(bounds.start);
    bounds.cache = settings.cache.unwrap_or(bounds.cache);
    bounds.cycle = settings.cycle.unwrap_or(bounds.cycle);
}

fn retype(sequence: &mut Sequence, data_type: &DataType) {
    sequence.bounds.follow_type(&sequence.data_type, data_type);
    sequence.data_type = data_type.clone();
}
