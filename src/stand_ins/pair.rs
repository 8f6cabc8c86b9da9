//! Which key, index or foreign key of one side is which of the other. Their names say little: SQLite's foreign keys and
//! inline constraints have none, and Django makes names of table names that change. So they are told by what they are
//! about.

use std::collections::BTreeMap;

use super::LeftOut;
use super::part::{About, Part, Read, parts as parts_of, simplify_constraint, simplify_index};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Constraint, ConstraintBody, Deferral, Expression, Index, IndexKey, Key, KeyItem,
    ObjectKind, PartMap, Table,
};

/// Gives the parts of a live table the names and the shape of the expected ones that are about the same, and leaves out
/// what one side cannot have and has not.
pub(super) fn parts(
    (wanted, there): (&mut Table, &mut Table),
    left_out: &mut LeftOut,
    name: &QualifiedName,
) {
    let mut sides = [parts_of(wanted), parts_of(there)].map(|all| {
        let all = all.into_iter().map(Some);
        all.collect::<Vec<_>>()
    });
    let mut pairs = Vec::new();
    for rule in RULES {
        take_pairs(&mut sides, *rule, &mut pairs);
    }
    let [mut lost, mut surplus] = sides.map(|left| left.into_iter().flatten().collect::<Vec<_>>());
    for (table, left) in [(&mut *wanted, &mut lost), (&mut *there, &mut surplus)] {
        left.retain(|part| {
            let Some(attribute) = part.optional else {
                return true;
            };
            left_out.attribute(attribute, name, &part.name);
            table.take_part(part.kind, &part.name);
            false
        });
    }
    let mut taken = Taken::of(there);
    for (wanted_part, found) in &pairs {
        if wanted_part.kind == found.kind || is_convertible(found) {
            taken.give(wanted, (wanted_part, found), left_out, name);
        } else {
            taken.keep(found);
        }
    }
    for part in &surplus {
        taken.keep(part);
    }
    (there.constraints, there.indexes) = (taken.constraints, taken.indexes);
    for table in [wanted, there] {
        for (part, it) in &mut table.constraints {
            simplify_constraint(it, left_out, (name, part));
        }
        for (part, it) in &mut table.indexes {
            simplify_index(it, left_out, (name, part));
        }
    }
}

/// Whether two parts are one; the first rules go first.
type Rule = fn(&Part, &Part) -> bool;

const RULES: &[Rule] = &[
    |one, other| same_name(one, other) && one.about == other.about,
    |one, other| is_required(one) && is_required(other) && one.about == other.about,
    // What can be deferred, or counts NULLs as equal, is a constraint of another sort where there is no such thing.
    |one, other| is_unique(one) && one.about == other.about,
    // From here on something differs, which is told of the one part.
    same_name,
    |one, other| match (&one.about, &other.about) {
        (About::PrimaryKey, About::PrimaryKey) => true,
        (About::ForeignKey { columns: one, .. }, About::ForeignKey { columns: other, .. }) => {
            one == other
        }
        _ => false,
    },
];

fn same_name(one: &Part, other: &Part) -> bool {
    let names = [one, other].map(|it| it.name.as_str());
    names[0].eq_ignore_ascii_case(names[1])
        && std::mem::discriminant(&one.about) == std::mem::discriminant(&other.about)
}

fn is_required(part: &Part) -> bool {
    part.optional.is_none()
}

fn is_unique(part: &Part) -> bool {
    matches!(part.about, About::Index { unique: true, .. })
}

fn take_pairs(sides: &mut [Vec<Option<Part>>; 2], rule: Rule, pairs: &mut Vec<(Part, Part)>) {
    let [wanted, there] = sides;
    for slot in wanted {
        let Some(part) = slot else { continue };
        let fits = |it: &&mut Option<Part>| it.as_ref().is_some_and(|it| rule(part, it));
        let found = there.iter_mut().find(fits).and_then(Option::take);
        if let Some(found) = found {
            pairs.extend(slot.take().map(|part| (part, found)));
        }
    }
}

/// Whether a part can be written as a constraint and as an index: what is unique over columns.
fn is_convertible(part: &Part) -> bool {
    match &part.about {
        About::Index {
            unique,
            keys,
            partial,
        } => *unique && !partial && !keys.contains(&Read::Expression),
        _ => false,
    }
}

/// The constraints and indexes of a live table, given out one by one, under the names that they get.
struct Taken {
    before: (PartMap<Constraint>, PartMap<Index>),
    constraints: PartMap<Constraint>,
    indexes: PartMap<Index>,
}

impl Taken {
    fn of(table: &mut Table) -> Self {
        Self {
            before: (
                std::mem::take(&mut table.constraints),
                std::mem::take(&mut table.indexes),
            ),
            constraints: BTreeMap::new(),
            indexes: BTreeMap::new(),
        }
    }

    /// A live part under the name of the expected one, and as a part of the same kind.
    fn give(
        &mut self,
        wanted: &Table,
        (part, found): (&Part, &Part),
        left_out: &mut LeftOut,
        table: &QualifiedName,
    ) {
        let constraint = self.before.0.remove(&found.name);
        let constraint = constraint.filter(|_| found.kind == ObjectKind::Constraint);
        let index = self.before.1.remove(&found.name);
        let index = index.filter(|_| found.kind == ObjectKind::Index);
        if part.kind == ObjectKind::Constraint {
            let made = constraint.or_else(|| Some(Box::new(constraint_of(&*index?))));
            let named = made.map(|made| (part.name.clone(), made));
            self.constraints.extend(named);
        } else {
            let made = index.or_else(|| Some(Box::new(index_of(&*constraint?)?)));
            let Some(mut made) = made else { return };
            if let Some(expected) = wanted.indexes.get(&part.name) {
                settle_index(expected, &mut made, left_out, (table, &part.name));
            }
            self.indexes.insert(part.name.clone(), made);
        }
    }

    /// A live part as it is.
    fn keep(&mut self, part: &Part) {
        match part.kind {
            ObjectKind::Constraint => keep(&mut self.before.0, &mut self.constraints, &part.name),
            _ => keep(&mut self.before.1, &mut self.indexes, &part.name),
        }
    }
}

/// Under a name that no other part has taken.
fn keep<T>(before: &mut PartMap<T>, after: &mut PartMap<T>, name: &Name) {
    let Some(part) = before.remove(name) else {
        return;
    };
    let mut free = name.clone();
    while after.contains_key(&free) {
        free = Name::exact(&format!("{free} 2"));
    }
    after.insert(free, part);
}

/// Conditions and expressions are written in the functions of each vendor: where both have one, it is taken to be the same.
fn settle_index(
    expected: &Index,
    live: &mut Index,
    left_out: &mut LeftOut,
    (table, name): (&QualifiedName, &Name),
) {
    let mut settle = |attribute, expected: &Expression, live: &mut Expression| {
        if expected.tree != live.tree {
            left_out.attribute(attribute, table, name);
        }
        live.clone_from(expected);
    };
    if let (Some(expected), Some(live)) = (&expected.predicate, &mut live.predicate) {
        settle(Attribute::Predicate, expected, live);
    }
    for (expected, live) in expected.keys.iter().zip(&mut live.keys) {
        if let (KeyItem::Expression(expected), KeyItem::Expression(live)) =
            (&expected.item, &mut live.item)
        {
            settle(Attribute::Expression, expected, live);
        }
    }
}

fn constraint_of(index: &Index) -> Constraint {
    let columns = index.keys.iter().filter_map(|key| match &key.item {
        KeyItem::Column(name) => Some(name.clone()),
        KeyItem::Expression(_) => None,
    });
    Constraint {
        id: index.id,
        body: ConstraintBody::Unique(Key {
            nulls_not_distinct: index.nulls_not_distinct,
            columns: columns.collect(),
            without_overlaps: false,
            include: index.include.clone(),
            index_valid: index.valid,
        }),
        deferral: Deferral::NotDeferrable,
        enforced: true,
        validated: true,
    }
}

fn index_of(constraint: &Constraint) -> Option<Index> {
    let ConstraintBody::Unique(key) = &constraint.body else {
        return None;
    };
    let keys = key.columns.iter().cloned().map(IndexKey::plain);
    Some(Index {
        id: constraint.id,
        unique: true,
        method: Name::exact("btree"),
        keys: keys.collect(),
        include: key.include.clone(),
        nulls_not_distinct: key.nulls_not_distinct,
        options: BTreeMap::new(),
        predicate: None,
        valid: key.index_valid,
    })
}
