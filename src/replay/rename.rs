//! Renames and moves to another schema. A rename changes no other name.

use super::dependencies::words;
use super::directory::Relation;
use super::readers::{is_view, unread};
use super::referenced::full_name;
use super::{Outcome, Problem, Replay, Tombstone};
use crate::effect::Reference;
use crate::effect::vocabulary::Target;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Expr, Expression, Mention, ObjectId, ObjectKey, ObjectKind, TypeName,
};

impl Replay {
    pub(super) fn renamed(&mut self, from: ObjectKey, to: ObjectKey, id: ObjectId) {
        // A trigger may be renamed to the name that it has.
        if from == to {
            return;
        }
        self.follow(&from, &to);
        self.forget_queries_of(&from, &to, id);
        self.note_rename(from, to, id);
    }

    /// It is called otherwise from now on, and nothing is called as it was.
    pub(super) fn note_rename(&mut self, from: ObjectKey, to: ObjectKey, id: ObjectId) {
        self.expected.tombstones.remove(&to);
        self.expected
            .origins
            .renamed(id, self.location, from.clone());
        let tombstone = Tombstone {
            location: self.location,
            under: None,
            renamed_to: Some(to),
            short_lived: false,
            moment: self.renames.now(),
        };
        self.expected.tombstones.insert(from, tombstone);
    }

    pub(super) fn rename_object(&mut self, target: &Target, to: &Name) -> Outcome {
        match target {
            Target::Named(ObjectKind::Schema, name) => self.rename_namespace(&name.name, to),
            Target::Part(kind, table, name) => self.rename_written_part(*kind, table, name, to),
            Target::Other(target) => self.rename_other(target, |key, other| {
                other.plain = Some(to.clone());
                key.name = other.name(key.kind);
            }),
            _ => self.rename_target(target, |key| Some(key.renamed(to))),
        }
    }

    pub(super) fn move_object(&mut self, target: &Target, to: &Name) -> Outcome {
        match target {
            Target::Named(ObjectKind::Extension, name) => {
                self.alter_extension(&name.name, Attribute::Schema, |it| {
                    it.schema = Some(to.clone());
                })
            }
            Target::Other(target) => self.rename_other(target, |key, _| {
                key.schema = Some(to.clone());
            }),
            _ => self.rename_target(target, |key| {
                Some(key.moved(to)).filter(|moved| moved != key)
            }),
        }
    }

    fn rename_target(
        &mut self,
        target: &Target,
        to: impl Fn(&ObjectKey) -> Option<ObjectKey>,
    ) -> Outcome {
        match target {
            Target::Named(kind, name) => self.rename_standalone(*kind, name, to),
            Target::Routine(target) => {
                let from = self.must_find_routine(target)?;
                let to = from.as_ref().and_then(to);
                from.zip(to)
                    .map_or(Ok(()), |(from, to)| self.rename_key(from, to))
            }
            // What is of something else follows that.
            Target::Column(..) | Target::OfDomain(..) | Target::Part(..) | Target::Other(_) => {
                Ok(())
            }
        }
    }

    fn rename_standalone(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        to: impl Fn(&ObjectKey) -> Option<ObjectKey>,
    ) -> Outcome {
        if let Some((from, Relation::Foreign)) = self.find(name)
            && kind.is_relation()
        {
            if let Some(to) = to(&ObjectKey::standalone(&from, kind)) {
                self.must_be_free(&to.qualified())?;
                self.directory.rename(&from, to.qualified());
            }
            return Ok(());
        }
        let found = self.must_find(kind, name);
        let range = self
            .candidates(name)
            .find_map(|it| Some((self.range_of(&it)?, it)));
        if let (Some((range, multirange)), ObjectKind::Type, Err(_)) = (range, kind, &found) {
            let from = ObjectKey::standalone(&multirange, kind);
            if let Some(to) = to(&from) {
                self.rename_multirange(&range, &from, &to);
            }
            return Ok(());
        }
        let from = found?;
        let Some(to) = to(&from) else {
            return Ok(());
        };
        match from.table_name().filter(|_| !from.is_table()) {
            None => self.rename_key(from, to),
            Some(table) if from.schema == to.schema => {
                self.rename_part(from.kind, &table, &from.name, &to.name)
            }
            Some(_) => Err(Problem::Refused("an index stays in its table's schema")),
        }
    }

    /// Puts what stands by itself under another name, or into another schema.
    pub(super) fn rename_key(&mut self, from: ObjectKey, to: ObjectKey) -> Outcome {
        let (old, new) = (from.qualified(), to.qualified());
        if from == to && !from.kind.is_relation() {
            return Ok(());
        }
        self.must_not_be_taken(&to)?;
        let id = self.schema.rename(&from, &to);
        let id = id.ok_or_else(|| Problem::absent(&from))?;
        let sequences = self.owned_sequences(&old, None);
        match from.kind {
            ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => {
                self.directory.rename(&old, new.clone());
                if let Some(parts) = self.schema.relation(&new) {
                    self.directory.rename_parts(&old, &new, parts);
                }
                self.follow_relation(&old, &new);
            }
            ObjectKind::Sequence => self.directory.rename(&old, new.clone()),
            ObjectKind::Type | ObjectKind::Domain => self.follow_domain(&old, &new),
            ObjectKind::Statistics => {
                self.directory.remove_statistics(&old);
                self.directory.add_statistics(new.clone());
            }
            _ => {}
        }
        let is_table = from.is_table();
        self.renamed(from, to, id);
        if !is_table {
            return Ok(());
        }
        // Those of its columns move with a table.
        for sequence in sequences {
            let from = ObjectKey::standalone(&sequence, ObjectKind::Sequence);
            let to = from.moved(&new.schema);
            if from != to {
                self.rename_key(from, to)?;
            }
        }
        Ok(())
    }

    pub(super) fn must_not_be_taken(&self, key: &ObjectKey) -> Outcome {
        let name = key.qualified();
        let is_type = matches!(key.kind, ObjectKind::Type | ObjectKind::Domain);
        if key.kind.is_relation() {
            return self.must_be_free(&name);
        }
        if self.schema.id_of(key).is_some() || is_type && self.directory.get(&name).is_some() {
            return Err(Problem::exists(key));
        }
        Ok(())
    }

    /// What hangs on a table or view follows it; so does what was dropped from it.
    pub(super) fn follow_relation(&mut self, from: &QualifiedName, to: &QualifiedName) {
        self.schema.follow_relation(from, to);
        self.follow_tombstones(from, to);
    }

    /// What was dropped from a table, view or domain follows its new name.
    pub(super) fn follow_tombstones(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for key in self.absent_parts(from) {
            if let Some(tombstone) = self.expected.tombstones.remove(&key) {
                let key = ObjectKey::part(to, key.kind, key.name);
                self.expected.tombstones.insert(key, tombstone);
            }
        }
        self.renames.of_relation(from, to);
    }

    /// Whatever names an object names it as it is called now.
    pub(super) fn follow(&mut self, from: &ObjectKey, to: &ObjectKey) {
        let mut naming = self.schema.naming(&from.qualified());
        let renamed = match from.kind {
            ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => Renamed::Row,
            ObjectKind::Type | ObjectKind::Domain => Renamed::Type,
            ObjectKind::Collation => Renamed::Collation,
            ObjectKind::Sequence => Renamed::Sequence,
            ObjectKind::Function => {
                naming.extend(self.schema.mentioning(&full_name(from)));
                let overloaded = self.schema.called(&from.name);
                let mut others = overloaded.filter(|key| key.kind == from.kind && *key != to);
                Renamed::Function {
                    overloaded: others.next().is_some(),
                }
            }
            _ => return,
        };
        self.follow_in_texts(&from.name, &to.name, None);
        for key in naming {
            let mut in_key = false;
            self.schema.walk(&key, &mut |mention| {
                in_key |= renamed.follow(mention, from, to);
            });
            if in_key {
                self.schema.rekey(&key);
            }
        }
        if matches!(from.kind, ObjectKind::Function | ObjectKind::Type) {
            self.follow_name_in_others(from.kind, &from.name, &to.name);
        }
    }

    /// Texts that are not taken apart, of a column those that name its relation too. The query of a view follows
    /// by rules of its own.
    pub(super) fn follow_in_texts(&mut self, from: &Name, to: &Name, relation: Option<&Name>) {
        let mut naming = self.schema.with_text(from);
        naming.retain(|key| from != to && !is_view(key.kind));
        for key in naming {
            self.schema.walk(&key, &mut |mention| {
                let text = match &mention {
                    Mention::Expression(it) | Mention::Query(it) => it.text.as_str(),
                    Mention::Text(text) => text,
                    _ => return,
                };
                if relation.is_none_or(|relation| words(text).any(|it| it == *relation)) {
                    mention.follow_word(from, to);
                }
            });
        }
    }
}

/// What was renamed or moved.
enum Renamed {
    /// A table or view, which is a type too.
    Row,
    Type,
    Collation,
    Sequence,
    Function {
        overloaded: bool,
    },
}

impl Renamed {
    /// Tells whether the key of what holds the mention changes.
    fn follow(&self, mention: Mention<'_>, from: &ObjectKey, to: &ObjectKey) -> bool {
        let (before, after) = (from.qualified(), to.qualified());
        let support = |name: &mut TypeName| {
            if name.means(&before) {
                *name = TypeName::from(after.clone());
            }
        };
        let named = |name: &mut TypeName| {
            if name.schema.is_some() || !matches!(self, Self::Row) {
                support(name);
            }
        };
        match (self, mention) {
            (Self::Row | Self::Type, Mention::KeyType(name)) if *name == before.clone().into() => {
                *name = after.into();
                return true;
            }
            (Self::Row | Self::Type, Mention::Support(name)) => support(name),
            (Self::Row, Mention::TriggerTable(name))
            | (Self::Function { overloaded: false }, Mention::Support(name)) => named(name),
            (Self::Row | Self::Type, mention) => mention.type_name(&mut |name| named(name)),
            (Self::Collation, mention) => mention.collation(&mut |name| named(name)),
            (Self::Sequence, Mention::Expression(it)) => it.rename_relation(&before, &after),
            (Self::Function { .. }, Mention::TriggerFunction(name)) => {
                if from.arguments.as_deref() == Some("") {
                    named(name);
                }
            }
            (Self::Function { overloaded }, mention) => {
                mention.expression(&mut |it| follow_calls(it, from, to, *overloaded));
            }
            (Self::Sequence, _) => {}
        }
        false
    }
}

/// Calls follow a function to its new name. Where several functions share the old one, which of them is
/// called is not told by the text.
fn follow_calls(expression: &mut Expression, from: &ObjectKey, to: &ObjectKey, overloaded: bool) {
    let (plain, full) = (from.name.as_str(), full_name(from));
    let is_meant = |name: &String| name == plain || *name == full;
    if !overloaded {
        expression.change(&mut |node| match node {
            Expr::Call(name, _) if is_meant(name) => *name = full_name(to),
            _ => {}
        });
    } else if expression.calls().iter().any(is_meant) {
        *expression = unread(expression);
    }
}
