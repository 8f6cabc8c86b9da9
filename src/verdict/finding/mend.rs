//! What mends a finding.

use super::Findings;
use crate::compare::{Found, ObjectComparison, Presence};
use crate::engine::Engine;
use crate::name::{Name, QualifiedName};
use crate::repair::{self, How, Mend, Mending};
use crate::report::{Caution, Finding, Kind, Severity};
use crate::schema::{Attribute, Column, ObjectKey, ObjectKind};
use crate::verdict::needs::needs;

impl Findings<'_> {
    /// Says what makes it, or gives it back its name or its schema.
    pub(super) fn mend_absence(
        &mut self,
        finding: &mut Finding,
        object: &ObjectComparison,
        found: &[Found],
    ) {
        let key = &object.key;
        let best = found.first();
        let former = match &object.presence {
            Presence::Unrenamed(former) => Some(former.as_ref()),
            _ => object.alike.as_deref(),
        };
        let (how, mend) = if let Some(former) = former {
            let how = How::Return(Box::new(former.clone()));
            (how, repair::rename(former, key))
        } else if best.is_some_and(|best| best.place.database.is_none()) {
            let Some(there) = self.only_place(key, found) else {
                return;
            };
            let owned = self.case.live.sequences.get(&there.qualified());
            let is_owned = owned.is_some_and(|it| it.owner.is_some());
            if there.kind == ObjectKind::Sequence && is_owned {
                return;
            }
            let mend = repair::carry([&self.case.expected.schema, self.case.live], &there, key);
            (How::Return(Box::new(there)), mend)
        } else {
            let filler = self.case.expected.fillers.get(&object.id);
            let made = repair::make([&self.case.expected.schema, self.case.live], key, filler);
            let taken = self.is_of_another(key).then_some(Caution::NameTaken);
            let made = made.map(|mend| Mend {
                caution: taken.or(mend.caution),
                ..mend
            });
            (How::Make, self.by_path(made, key))
        };
        let is_made = how == How::Make;
        self.mend(finding, key, how, mend);
        if is_made && best.is_some() && finding.caution.is_none() {
            finding.caution = Some(Caution::RowsElsewhere).filter(|_| !finding.next.is_empty());
        }
    }

    /// Whether an index of another table has the name: indexes share theirs over the tables of a schema.
    fn is_of_another(&self, key: &ObjectKey) -> bool {
        let (expected, live) = (&self.case.expected.schema, self.case.live);
        let wanted = |on: &QualifiedName| expected.relation(on)?.index_or_key(&key.name);
        let Some(on) = key.table_name().filter(|on| wanted(on).is_some()) else {
            return false;
        };
        let indexed = self.indexed.get_or_init(|| {
            let tables = live.tables.iter();
            let names = tables.flat_map(|(on, table)| {
                let keys = table.constraints.iter();
                let keys = keys.filter(|(_, constraint)| constraint.body.owns_index());
                let names = table.indexes.keys().chain(keys.map(|(name, _)| name));
                names.map(move |name| (on.sibling(name.clone()), on))
            });
            names.collect()
        });
        let of = indexed.get(&on.sibling(key.name.clone()));
        of.is_some_and(|of| **of != on)
    }

    /// Where it is from, if it is as it should be in one place alone. What is no table may be of another schema that keeps
    /// records of its own.
    fn only_place(&self, key: &ObjectKey, found: &[Found]) -> Option<ObjectKey> {
        let mut here = found.iter().filter(|it| it.place.database.is_none());
        let (only, None) = (here.next()?, here.next()) else {
            return None;
        };
        let is_whole = found.iter().all(|it| it.matching == it.total);
        let is_anothers = self.case.several && !key.is_table();
        (is_whole && !is_anothers).then(|| ObjectKey {
            schema: Some(only.place.schema.clone()),
            ..key.clone()
        })
    }

    /// What is in doubt is not mended, nor what `migrate` is still to make; nor what SQLite, which makes a table anew for
    /// most of it, has no statement for.
    pub(super) fn mend(
        &mut self,
        finding: &mut Finding,
        key: &ObjectKey,
        how: How,
        mend: Option<Mend>,
    ) {
        let migration = finding.migration.as_ref();
        let recorded = migration.is_none_or(|key| self.case.is_recorded(key));
        let recorded = recorded && self.case.engine == Some(Engine::PostgreSql);
        if let Some(mend) = mend.filter(|_| recorded && finding.severity == Severity::Error) {
            self.keep_mend(finding, key, how, mend);
        }
    }

    fn keep_mend(&mut self, finding: &mut Finding, key: &ObjectKey, how: How, mend: Mend) {
        (finding.next, finding.caution) = (mend.commands(), mend.caution);
        let key = key.clone();
        let mending = Mending { key, how, mend };
        self.mends.insert(finding.id.clone(), mending);
    }

    /// Types first by which path its names are found.
    fn by_path(&self, mend: Option<Mend>, key: &ObjectKey) -> Option<Mend> {
        let path = self.path(key);
        mend.map(|mend| Mend { path, ..mend })
    }

    /// The path by which the names of an object are found, where it needs one.
    fn path(&self, key: &ObjectKey) -> Option<String> {
        let names = self.case.search_path.iter().map(|name| Name::exact(name));
        let path: Vec<Name> = names.filter(|it| it.as_str() != "pg_catalog").collect();
        repair::search_path(&self.case.expected.schema, key, &path)
    }

    /// Says what gives it the attribute that is expected.
    pub(super) fn mend_attribute(
        &mut self,
        finding: &mut Finding,
        object: &ObjectComparison,
        attribute: Attribute,
    ) {
        // What the ledger calls otherwise would be looked for by a name that it does not have.
        if matches!(object.presence, Presence::Variant(_)) {
            return;
        }
        let key = &object.key;
        // An index is rebuilt, a materialized view filled, and a constraint of a table validated or enabled: nothing is made
        // anew.
        let anew = match key.kind {
            ObjectKind::Index | ObjectKind::MaterializedView => true,
            ObjectKind::Constraint => key.table_name().is_some_and(|it| {
                let table = self.case.expected.schema.relation(&it);
                table.is_some()
            }),
            _ => false,
        };
        if finding.kind == Kind::Invalid && anew {
            let expected = &self.case.expected.schema;
            let mend = repair::enforce(expected, key, attribute, finding.not_in_force());
            if let Some(mend) = mend {
                self.keep_mend(finding, key, How::Enforce, mend);
                // What is typed names all with its schema; a plan may build it anew.
                let path = self.path(key);
                if let Some(kept) = self.mends.get_mut(&finding.id) {
                    kept.mend.path = path;
                }
            }
            return;
        }
        let sides = [&self.case.expected.schema, self.case.live];
        let views = match attribute {
            Attribute::Type | Attribute::Collation => self.readers(key),
            _ => Vec::new(),
        };
        let (mend, first) = match views.first() {
            Some(view) => (repair::alter_below(sides, key, attribute, &views), view),
            None => (repair::alter(sides, key, attribute), key),
        };
        let mend = self.by_path(mend, first);
        self.mend(finding, key, How::Alter(attribute), mend);
    }

    /// The views that are there and read a column, each behind those that it reads.
    fn readers(&self, column: &ObjectKey) -> Vec<ObjectKey> {
        let views = self.case.expected.schema.views().map(|(key, _)| key);
        let there = views.filter(|key| self.case.live.view(key).is_some());
        let mut others: Vec<_> = there
            .map(|it| (it, needs(self.case.expected, it)))
            .collect();
        let mut found = vec![column.clone()];
        let reads =
            |needed: &[ObjectKey], of: &[ObjectKey]| needed.iter().any(|it| of.contains(it));
        while let Some(at) = others.iter().position(|(_, needed)| reads(needed, &found)) {
            found.push(others.remove(at).0.clone());
        }
        let mut unordered = found.split_off(1);
        let mut ordered = Vec::new();
        while let Some(at) = unordered
            .iter()
            .position(|view| !reads(&needs(self.case.expected, view), &unordered))
        {
            ordered.push(unordered.remove(at));
        }
        ordered
    }

    /// A column that nobody fills keeps every row out.
    pub(super) fn mend_unexpected(&self, finding: &mut Finding, key: &ObjectKey) {
        let table = key.table_name().filter(|_| key.kind == ObjectKind::Column);
        let table = table.and_then(|name| self.case.live.relation(&name));
        let column = table.and_then(|table| table.column(&key.name));
        let keeps_out = |it: &Column| {
            it.not_null && it.default.is_none() && it.identity.is_none() && it.generated.is_none()
        };
        if !column.is_some_and(keeps_out) {
            return;
        }
        finding.message +=
            "; it takes no NULL and has no default, so that every INSERT of Django fails";
        let mend = repair::nullable(key);
        if let Some(mend) = mend.filter(|_| self.case.engine == Some(Engine::PostgreSql)) {
            finding.next = mend.commands();
        }
    }
}
