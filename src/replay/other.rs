//! Casts, operators, languages, text search objects, publications ...

mod change;
mod dependents;

use std::collections::BTreeMap;

use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::other::{OtherEffect, OtherTarget};
use crate::kind::Within;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, Facet, ObjectKey, ObjectKind, Other};

/// Everything that a `CREATE` says.
struct New<'a> {
    target: &'a OtherTarget,
    or_replace: bool,
    if_not_exists: bool,
    facets: &'a BTreeMap<Aspect, Facet>,
    copied: Option<&'a Reference>,
    tables: &'a [Reference],
}

impl Replay {
    pub(super) fn change_other(&mut self, effect: &OtherEffect) -> Outcome {
        match effect {
            OtherEffect::Create {
                target,
                or_replace,
                if_not_exists,
                facets,
                copied,
                tables,
            } => self.create_other(&New {
                target,
                or_replace: *or_replace,
                if_not_exists: *if_not_exists,
                facets,
                copied: copied.as_ref(),
                tables,
            }),
            OtherEffect::Drop {
                target,
                if_exists,
                cascade,
            } => match self.find_other(target) {
                Ok(Some(key)) => {
                    self.drop_other(&key, None, *cascade);
                    Ok(())
                }
                Err(_) if *if_exists => Ok(()),
                found => found.map(|_| ()),
            },
            OtherEffect::Rename(target, to) => self.rename_other(target, |key, other| {
                other.plain = Some(to.clone());
                key.name = other.name(key.kind);
            }),
            OtherEffect::Move(target, to) => self.rename_other(target, |key, _| {
                key.schema = Some(to.clone());
            }),
            OtherEffect::Change(target, change) => match self.find_other(target)? {
                Some(key) => self.alter_other(&key, change),
                None => Ok(()),
            },
        }
    }

    fn create_other(&mut self, new: &New<'_>) -> Outcome {
        let mut other = self.figured(new.target);
        other.facets.clone_from(new.facets);
        if new.target.kind == ObjectKind::TextSearchConfiguration {
            self.complete_configuration(&mut other.facets, new.copied);
        }
        if new.target.kind == ObjectKind::Publication {
            let tables = self.published(new.tables)?;
            let tables = Facet::Relations(tables);
            other.facets.entry(Aspect::Tables).or_insert(tables);
        }
        let key = self.key_of_new(new.target, &other);
        if let Some(id) = self.schema.named.get(&key).copied() {
            if !new.or_replace {
                return self.already(id, new.if_not_exists, || key.to_string());
            }
            for aspect in other.facets.keys() {
                self.set_by(id, *aspect);
            }
            self.schema.put_other(&key, other);
            return Ok(());
        }
        self.make_family(&key, &other);
        let id = self.born(&key);
        self.link_operators(&key, &other);
        self.schema.put_named(&key, id);
        self.schema.put_other(&key, other);
        Ok(())
    }

    /// The object without facets, its types as the search path finds them.
    fn figured(&self, target: &OtherTarget) -> Other {
        let types = target.types.iter().map(|of| {
            of.as_ref().map(|of| crate::schema::DataType {
                base: self.resolve_row_type(of.base.clone()),
                modifiers: String::new(),
                array: of.array,
            })
        });
        Other {
            plain: (target.kind != ObjectKind::Cast).then(|| target.name.name.clone()),
            types: types.collect(),
            method: target.method.clone(),
            facets: BTreeMap::new(),
        }
    }

    fn key_of_new(&self, target: &OtherTarget, other: &Other) -> ObjectKey {
        let schema = self.creation(&target.name).schema;
        key_of(target.kind, schema, other)
    }

    /// The object that a statement means. One that nothing made may be an extension's or the
    /// server's own: then there is none, and no complaint.
    fn find_other(&self, target: &OtherTarget) -> Result<Option<ObjectKey>, Problem> {
        let other = self.figured(target);
        let names: Vec<QualifiedName> = self.candidates(&target.name).collect();
        let keys = names
            .into_iter()
            .map(|name| key_of(target.kind, name.schema, &other));
        let there = &self.schema.named;
        if let Some(found) = keys.into_iter().find(|key| there.contains_key(key)) {
            return Ok(Some(found));
        }
        let schema = target.name.schema.as_ref().map(Name::as_str);
        let system = schema == Some("pg_catalog") || target.kind == ObjectKind::Language;
        if system || !self.schema.extensions.is_empty() {
            return Ok(None);
        }
        let kind = target.kind.words();
        Err(Problem::NoObject {
            what: format!("the {kind} {}", other.name(target.kind)),
        })
    }

    fn rename_other(
        &mut self,
        target: &OtherTarget,
        change: impl FnOnce(&mut ObjectKey, &mut Other),
    ) -> Outcome {
        let Some(from) = self.find_other(target)? else {
            return Ok(());
        };
        let Some(mut other) = self.schema.others.get(&from).cloned() else {
            return Ok(());
        };
        let before = other.plain.clone();
        let mut to = from.clone();
        change(&mut to, &mut other);
        if to == from {
            return Ok(());
        }
        if self.schema.named.contains_key(&to) {
            return Err(Problem::Exists {
                what: to.to_string(),
            });
        }
        let after = other.plain.clone();
        self.schema.put_other(&from, other);
        self.rename_key(from.clone(), to)?;
        if let (Some(before), Some(after)) = (before, after) {
            self.follow_name_in_others(from.kind, &before, &after);
        }
        Ok(())
    }
}

fn key_of(kind: ObjectKind, schema: Name, other: &Other) -> ObjectKey {
    ObjectKey {
        schema: (kind.within() == Within::Schema).then_some(schema),
        table: None,
        kind,
        name: other.name(kind),
        arguments: None,
    }
}
