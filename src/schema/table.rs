//! Tables, what hangs on them, and views.

use std::collections::BTreeMap;

use super::described::{HasId, Value, object};
use super::trigger::row_names;
use super::{
    Check, Column, Constraint, ConstraintBody, Expression, Index, Inheritance, KeyItem, ObjectId,
    ObjectKind, Policy, Rule, Trigger,
};
use crate::name::Name;

/// The parts of one kind of a table, by name. A map makes room for eleven at once, and most tables have few: so what
/// stands in it is small.
pub type PartMap<T> = BTreeMap<Name, Box<T>>;

object! {
    /// A table, partitioned or not.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct Table {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// Columns, in `attnum` order. The order is data: it is not compared.
        columns: Vec<Column> => _ "its parts describe themselves";
        /// Constraints by name, NOT NULL apart: that is an attribute of the column here.
        constraints: PartMap<Constraint> => _ "its parts describe themselves";
        /// Indexes that no constraint owns, by name.
        indexes: PartMap<Index> => _ "its parts describe themselves";
        /// Triggers that users made, by name.
        triggers: PartMap<Trigger> => _ "its parts describe themselves";
        /// Row security policies, by name.
        policies: PartMap<Policy> => _ "its parts describe themselves";
        /// Rules, by name.
        rules: PartMap<Rule> => _ "its parts describe themselves";
        /// What it has from other tables and types, and how it is partitioned.
        inheritance: Inheritance => _ "it describes itself";
        /// Whether it is UNLOGGED.
        unlogged: bool => Persistence "\nUNLOGGED" = |it| Value::flag(it.unlogged, ["unlogged", "logged"]);
        /// `ENABLE ROW LEVEL SECURITY`.
        row_security: bool => RowSecurity "\nENABLE ROW LEVEL SECURITY" = |it| Value::flag(it.row_security, ["on", "off"]);
        /// `FORCE ROW LEVEL SECURITY`.
        force_row_security: bool => ForceRowSecurity "\nFORCE ROW LEVEL SECURITY" = |it| Value::flag(it.force_row_security, ["on", "off"]);
        /// `WITHOUT ROWID`, of SQLite.
        without_rowid: bool => WithoutRowid "\n{}" = |it| Value::flag(it.without_rowid, ["WITHOUT ROWID", "with a rowid"]);
        /// `STRICT`, of SQLite.
        strict: bool => StrictTypes "\n{}" = |it| Value::flag(it.strict, ["STRICT", "not STRICT"]);
        /// By which module a virtual table of SQLite is made, with its arguments: `fts5(title, body)`.
        module: Option<String> => Module "\nUSING {}" = |it| Value::Word(it.module.as_deref().map(Into::into), "no virtual table");
    }
}

impl Table {
    /// The column called `name`.
    #[must_use]
    pub fn column(&self, name: &Name) -> Option<&Column> {
        self.columns.iter().find(|column| &column.name == name)
    }

    /// The column called `name`, to be changed.
    pub fn column_mut(&mut self, name: &Name) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| &column.name == name)
    }

    /// All that hangs on it, with the kind, name and identity of each.
    pub fn parts(&self) -> impl Iterator<Item = (ObjectKind, &Name, ObjectId)> {
        fn named<T: HasId>(
            kind: ObjectKind,
            all: &PartMap<T>,
        ) -> impl Iterator<Item = (ObjectKind, &Name, ObjectId)> {
            all.iter().map(move |(name, it)| (kind, name, it.id()))
        }
        let columns = self.columns.iter();
        columns
            .map(|it| (ObjectKind::Column, &it.name, it.id))
            .chain(named(ObjectKind::Policy, &self.policies))
            .chain(named(ObjectKind::Rule, &self.rules))
            .chain(named(ObjectKind::Constraint, &self.constraints))
            .chain(named(ObjectKind::Index, &self.indexes))
            .chain(named(ObjectKind::Trigger, &self.triggers))
    }

    /// The identity of the part of this kind and name.
    #[must_use]
    pub fn part(&self, kind: ObjectKind, name: &Name) -> Option<ObjectId> {
        match kind {
            ObjectKind::Column => self.column(name).map(|it| it.id),
            ObjectKind::Constraint => self.constraints.get(name).map(|it| it.id),
            ObjectKind::Index => self.indexes.get(name).map(|it| it.id),
            ObjectKind::Trigger => self.triggers.get(name).map(|it| it.id),
            ObjectKind::Policy => self.policies.get(name).map(|it| it.id),
            ObjectKind::Rule => self.rules.get(name).map(|it| it.id),
            _ => None,
        }
    }

    /// The primary key's columns; none where there is no primary key.
    #[must_use]
    pub fn primary_key(&self) -> &[Name] {
        self.constraints
            .values()
            .find_map(|it| it.primary_key())
            .unwrap_or_default()
    }
}

/// The parts of one kind, by name.
trait Parts {
    fn take(&mut self, name: &Name) -> Option<ObjectId>;
    fn rename(&mut self, from: &Name, to: &Name) -> Option<ObjectId>;
}

impl<T: HasId> Parts for PartMap<T> {
    fn take(&mut self, name: &Name) -> Option<ObjectId> {
        self.remove(name).map(|part| part.id())
    }

    fn rename(&mut self, from: &Name, to: &Name) -> Option<ObjectId> {
        let part = self.remove(from)?;
        let id = part.id();
        self.insert(to.clone(), part);
        Some(id)
    }
}

/// Its constraints, indexes, triggers, policies and rules alike.
impl Table {
    fn parts_mut(&mut self, kind: ObjectKind) -> Option<&mut dyn Parts> {
        Some(match kind {
            ObjectKind::Constraint => &mut self.constraints,
            ObjectKind::Index => &mut self.indexes,
            ObjectKind::Trigger => &mut self.triggers,
            ObjectKind::Policy => &mut self.policies,
            ObjectKind::Rule => &mut self.rules,
            _ => return None,
        })
    }

    /// Takes a part away; tells its identity.
    pub fn take_part(&mut self, kind: ObjectKind, name: &Name) -> Option<ObjectId> {
        self.parts_mut(kind)?.take(name)
    }

    /// Gives a part another name; tells its identity.
    pub fn rename_part(&mut self, kind: ObjectKind, from: &Name, to: &Name) -> Option<ObjectId> {
        self.parts_mut(kind)?.rename(from, to)
    }

    /// The index of this name, or the constraint that owns it.
    #[must_use]
    pub fn index_or_key(&self, name: &Name) -> Option<ObjectId> {
        let key = || self.constraints.get(name).filter(|it| it.owns_index());
        let index = self.part(ObjectKind::Index, name);
        index.or_else(|| key().map(|key| key.id))
    }
}

impl Table {
    /// Follows a renamed column in everything that hangs on the table; the column itself is left
    /// to the caller.
    pub fn follow_renamed_column(&mut self, from: &Name, to: &Name) {
        self.inheritance.follow_renamed_column(from, to);
        for generated in self.columns.iter_mut().filter_map(|c| c.generated.as_mut()) {
            generated.expression.rename_column(from, to);
        }
        for constraint in self.constraints.values_mut() {
            rename_in_constraint(&mut constraint.body, from, to);
        }
        for index in self.indexes.values_mut() {
            rename_in_index(index, from, to);
        }
        for trigger in self.triggers.values_mut() {
            trigger.follow_renamed_column(from, to);
        }
        for policy in self.policies.values_mut() {
            for expression in policy.expressions_mut() {
                expression.rename_column(from, to);
            }
        }
        for expression in self.rules.values_mut().flat_map(|it| it.expressions_mut()) {
            for (from, to) in row_names(from).iter().zip(&row_names(to)) {
                expression.rename_column(from, to);
            }
        }
    }
}

fn rename_in_constraint(body: &mut ConstraintBody, from: &Name, to: &Name) {
    match body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            rename_in_list(&mut key.columns, from, to);
            rename_in_list(&mut key.include, from, to);
        }
        ConstraintBody::Exclude(exclusion) => rename_in_index(&mut exclusion.index, from, to),
        ConstraintBody::Check(Check { expression, .. }) => expression.rename_column(from, to),
        ConstraintBody::ForeignKey(foreign) => {
            rename_in_list(&mut foreign.columns, from, to);
            rename_in_list(&mut foreign.on_delete_columns, from, to);
        }
    }
}

fn rename_in_index(index: &mut Index, from: &Name, to: &Name) {
    rename_in_list(&mut index.include, from, to);
    for key in &mut index.keys {
        match &mut key.item {
            KeyItem::Column(name) if name == from => *name = to.clone(),
            KeyItem::Column(_) => {}
            KeyItem::Expression(expression) => expression.rename_column(from, to),
        }
    }
    if let Some(predicate) = &mut index.predicate {
        predicate.rename_column(from, to);
    }
}

fn rename_in_list(names: &mut [Name], from: &Name, to: &Name) {
    for name in names.iter_mut().filter(|name| *name == from) {
        *name = to.clone();
    }
}

object! {
    /// A view or materialized view. Which one it is, its key tells.
    #[derive(Debug, Clone, PartialEq)]
    pub struct View {
        /// The names of its columns, in order; none where the ledger's text does not tell.
        columns: Option<Vec<Name>> => Columns "" = |it| Value::Names(it.columns.as_deref().unwrap_or_default().into());
        /// `security_barrier`, `check_option` ..., and the storage parameters of a materialized view.
        options: BTreeMap<String, String> => Options "";
        /// Its query, as `effect::view` reads it; what is not read is opaque.
        query: Expression as Query => Body "";
        /// Whether it can be read (`relispopulated`): a materialized view only after it was filled.
        populated: bool => Populated "" = |it| Value::Complete(it.populated, ["populated", "not populated"]);
        /// Whether the text of the query no longer names what it reads: something was renamed since, or
        /// another search path held then. Only ever on the expected side.
        stale_text: bool => _ "only the expected side knows it";
        /// The defaults of its columns, which are its own and not those of the tables below it.
        defaults: BTreeMap<Name, Expression> as Expression => _ "each is compared by its column";
        /// What hangs on it as on a table: indexes, triggers, rules. On the live side, its columns too.
        parts: Table => _ "they describe themselves";
    }
}
