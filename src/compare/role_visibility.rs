//! Whether an application finds the expected tables, and may read them.

use std::collections::BTreeMap;

use super::{Comparison, Presence};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{ObjectId, ObjectKey, ObjectKind};

/// What the application's role has of the live tables and views.
#[derive(Debug, Clone, Default)]
pub struct Outlook {
    /// The schema whose tables are called without it.
    pub home: Option<Name>,
    /// Whether the role's search path is known, and whether it holds the schema that is `home`.
    pub path: Path,
    /// Every live table and view.
    pub views: BTreeMap<QualifiedName, View>,
}

/// What is known of the search path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Path {
    /// Nothing.
    #[default]
    Unknown,
    /// It leaves out the schema where unqualified names belong.
    WithoutHome,
    /// It holds it.
    WithHome,
}

/// One table or view, as the role has it.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Where its bare name leads; none to nothing.
    pub leads_to: Option<Name>,
    /// What keeps the role from reading it.
    pub barrier: Option<Barrier>,
}

/// What keeps a role from reading a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Barrier {
    /// No USAGE on its schema.
    Schema,
    /// No SELECT on it.
    Table,
    /// SELECT on some of its columns.
    Columns,
}

/// Why a table that is there is not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotVisible {
    /// It may not be read.
    Barred(Barrier),
    /// The search path leaves out its schema.
    OffPath,
    /// Another one stands earlier on the search path.
    Behind(Name),
}

/// An expected table or view that is there, and why it is not seen; with no reason it is.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Its key.
    pub key: ObjectKey,
    /// Its identity in the expected schema.
    pub id: ObjectId,
    /// Why it is not seen.
    pub not_visible: Vec<NotVisible>,
}

/// Looks at every expected table and view that is where it is expected. Partitions, and whatever has
/// a parent, are left out: who reads the parent needs no right on them, and no name.
pub fn look(expected: &Expected, comparison: &mut Comparison, outlook: &Outlook) {
    let here = comparison.objects.iter().filter(|object| {
        let kind = object.key.kind;
        object.presence == Presence::Here
            && (kind == ObjectKind::Table
                || kind == ObjectKind::View
                || kind == ObjectKind::MaterializedView)
    });
    let looked = here.filter_map(|object| {
        let name = object.key.qualified();
        let table = expected.schema.tables.get(&name);
        if table.is_some_and(|table| !table.inheritance.parents.is_empty()) {
            return None;
        }
        Some(Looked {
            key: object.key.clone(),
            id: object.id,
            not_visible: not_visible(outlook, &name, outlook.views.get(&name)?),
        })
    });
    comparison.looked = looked.collect();
}

fn not_visible(outlook: &Outlook, name: &QualifiedName, view: &View) -> Vec<NotVisible> {
    // Where the schema may not be used, it is not on the path either: one reason is enough.
    if view.barrier == Some(Barrier::Schema) {
        return vec![NotVisible::Barred(Barrier::Schema)];
    }
    let barred = view.barrier.map(NotVisible::Barred);
    let hidden = match outlook.path {
        // What lies elsewhere is called by its schema.
        _ if outlook.home.as_ref() != Some(&name.schema) => None,
        Path::Unknown => None,
        Path::WithoutHome => Some(NotVisible::OffPath),
        Path::WithHome => {
            let other = view
                .leads_to
                .clone()
                .filter(|schema| schema != &name.schema);
            other.map(NotVisible::Behind)
        }
    };
    hidden.into_iter().chain(barred).collect()
}
