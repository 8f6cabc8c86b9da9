//! What hangs on a table, in words that both vendors have.

use std::collections::{BTreeMap, BTreeSet};

use super::LeftOut;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Constraint, ConstraintBody, Deferral, Index, IndexKey, KeyItem, MatchType,
    ObjectKind, Schema, Table,
};

/// What a key, index or foreign key is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    PrimaryKey,
    ForeignKey {
        columns: Vec<Name>,
        table: QualifiedName,
        referenced: Vec<Name>,
    },
    /// A unique constraint or unique index, and a plain index: Django makes the same thing the one here and the other
    /// there.
    Index {
        unique: bool,
        keys: Vec<Read>,
        partial: bool,
    },
}

/// What one key of an index reads. Expressions are of each vendor's own functions: they are not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    Column(Name, bool),
    Expression,
}

/// A key, index or foreign key of a table.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) kind: ObjectKind,
    pub(super) name: Name,
    pub(super) about: About,
    /// What of it the other vendor cannot have: without it, nothing is missing.
    pub(super) optional: Option<Attribute>,
}

/// What a foreign key points at where it names no columns: the primary key. Checks and exclusions stay out of it.
pub(super) fn fill_targets(schema: &mut Schema) {
    let keys = schema.tables.iter();
    let keys: BTreeMap<QualifiedName, Vec<Name>> = keys
        .map(|(name, table)| (name.clone(), table.primary_key().to_vec()))
        .collect();
    for table in schema.tables.values_mut() {
        for constraint in table.constraints.values_mut() {
            if let ConstraintBody::ForeignKey(foreign) = &mut constraint.body
                && foreign.referenced.is_empty()
                && let Some(key) = keys.get(&foreign.table)
            {
                foreign.referenced.clone_from(key);
            }
        }
    }
}

/// The column of SQLite's that stands for the rowid: a primary key of one `integer`.
pub(super) fn counting_key(table: &Table) -> Option<&Name> {
    let [only] = table.primary_key() else {
        return None;
    };
    let column = table.column(only)?;
    let integer = column.data_type.base.name.as_str() == "integer";
    (integer && !table.without_rowid).then_some(only)
}

/// Columns of tables.
pub(super) type Counting = BTreeSet<(QualifiedName, Name)>;

/// The columns of SQLite that stand for rowids, and those that point at one: Django leaves these as they were where the key
/// becomes a larger one.
pub(super) fn counting([sqlite, other]: [&Schema; 2]) -> Counting {
    let keys = sqlite.tables.iter();
    let keys = keys.filter_map(|(name, table)| Some((name.clone(), counting_key(table)?.clone())));
    let keys: Counting = keys.collect();
    let mut all = keys.clone();
    for (name, table) in sqlite.tables.iter().chain(&other.tables) {
        for constraint in table.constraints.values() {
            if let ConstraintBody::ForeignKey(foreign) = &constraint.body
                && let ([column], [target]) = (&*foreign.columns, &*foreign.referenced)
                && keys.contains(&(foreign.table.clone(), target.clone()))
            {
                all.insert((name.clone(), column.clone()));
            }
        }
    }
    all
}

/// The keys, indexes and foreign keys of a table.
pub(super) fn parts(table: &Table) -> Vec<Part> {
    let constraints = table.constraints.iter();
    let constraints = constraints.filter_map(|(name, it)| of_constraint(name, it));
    let indexes = table.indexes.iter();
    let indexes = indexes.map(|(name, it)| of_index(name, it));
    constraints.chain(indexes).collect()
}

fn of_constraint(name: &Name, constraint: &Constraint) -> Option<Part> {
    let (about, optional) = match &constraint.body {
        ConstraintBody::PrimaryKey(_) => (About::PrimaryKey, None),
        ConstraintBody::Unique(key) => {
            let keys = key.columns.iter();
            let about = About::Index {
                unique: true,
                keys: keys.map(|it| Read::Column(it.clone(), false)).collect(),
                partial: false,
            };
            let optional = if constraint.deferral != Deferral::NotDeferrable {
                Some(Attribute::Deferrable)
            } else if key.nulls_not_distinct {
                Some(Attribute::NullsNotDistinct)
            } else if !key.include.is_empty() {
                Some(Attribute::Include)
            } else {
                key.without_overlaps.then_some(Attribute::Method)
            };
            (about, optional)
        }
        ConstraintBody::ForeignKey(foreign) => {
            let about = About::ForeignKey {
                columns: foreign.columns.clone(),
                table: foreign.table.clone(),
                referenced: foreign.referenced.clone(),
            };
            (about, foreign.period.then_some(Attribute::Method))
        }
        ConstraintBody::Check(_) | ConstraintBody::Exclude(_) => return None,
    };
    Some(Part {
        kind: ObjectKind::Constraint,
        name: name.clone(),
        about,
        optional,
    })
}

fn of_index(name: &Name, index: &Index) -> Part {
    let keys = index.keys.iter().map(|key| match &key.item {
        KeyItem::Column(name) => Read::Column(name.clone(), key.descending),
        KeyItem::Expression(_) => Read::Expression,
    });
    let optional = if index.method.as_str() != "btree" {
        Some(Attribute::Method)
    } else if is_for_like(name, index) {
        Some(Attribute::Opclass)
    } else if index.nulls_not_distinct {
        Some(Attribute::NullsNotDistinct)
    } else {
        let includes = index.unique && !index.include.is_empty();
        includes.then_some(Attribute::Include)
    };
    Part {
        kind: ObjectKind::Index,
        name: name.clone(),
        about: About::Index {
            unique: index.unique,
            keys: keys.collect(),
            partial: index.predicate.is_some(),
        },
        optional,
    }
}

/// The second index that Django gives a text column on PostgreSQL alone.
fn is_for_like(name: &Name, index: &Index) -> bool {
    let pattern = |key: &IndexKey| {
        let class = key.opclass.as_ref().map_or("", |it| it.name.as_str());
        class.ends_with("_pattern_ops")
    };
    name.as_str().ends_with("_like") && index.keys.iter().all(pattern)
}

/// Takes away what of a constraint one vendor has no word for.
pub(super) fn simplify_constraint(
    constraint: &mut Constraint,
    left_out: &mut LeftOut,
    (table, name): (&QualifiedName, &Name),
) {
    let mut note = |attribute, is: bool| {
        if is {
            left_out.attribute(attribute, table, name);
        }
    };
    // Foreign keys can be deferred on both.
    if constraint.owns_index() {
        let deferrable = constraint.deferral != Deferral::NotDeferrable;
        note(Attribute::Deferrable, deferrable);
        constraint.deferral = Deferral::NotDeferrable;
    }
    note(Attribute::Validated, !constraint.validated);
    constraint.validated = true;
    constraint.enforced = true;
    match &mut constraint.body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            note(Attribute::Include, !key.include.is_empty());
            key.include.clear();
            note(Attribute::NullsNotDistinct, key.nulls_not_distinct);
            key.nulls_not_distinct = false;
            key.without_overlaps = false;
        }
        ConstraintBody::ForeignKey(foreign) => {
            note(Attribute::Match, foreign.match_type != MatchType::Simple);
            foreign.match_type = MatchType::Simple;
            foreign.on_delete_columns.clear();
            foreign.period = false;
        }
        ConstraintBody::Check(_) | ConstraintBody::Exclude(_) => {}
    }
}

/// Takes away what of an index one vendor has no word for.
pub(super) fn simplify_index(
    index: &mut Index,
    left_out: &mut LeftOut,
    (table, name): (&QualifiedName, &Name),
) {
    let mut note = |attribute, is: bool| {
        if is {
            left_out.attribute(attribute, table, name);
        }
    };
    let btree = Name::exact("btree");
    note(Attribute::Method, index.method != btree);
    index.method = btree;
    note(Attribute::Include, !index.include.is_empty());
    index.include.clear();
    note(Attribute::NullsNotDistinct, index.nulls_not_distinct);
    index.nulls_not_distinct = false;
    note(Attribute::Options, !index.options.is_empty());
    index.options.clear();
    for key in &mut index.keys {
        let named = key.opclass.as_ref().is_some_and(|it| !it.default);
        note(Attribute::Opclass, named);
        key.opclass = None;
        note(Attribute::Collation, key.collation.is_some());
        key.collation = None;
        key.nulls_first = false;
    }
}
