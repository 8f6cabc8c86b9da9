//! Collations: new, renamed, moved.

use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::new_type::{CollationSource, NewCollation};
use crate::name::QualifiedName;
use crate::schema::{Collation, ObjectKey, ObjectKind, TypeName};

impl Replay {
    pub(super) fn create_collation(&mut self, new: &NewCollation) -> Outcome {
        let name = self.creation(&new.name);
        if let Some(there) = self.schema.collations.get(&name) {
            let id = there.id;
            return self.already(id, new.if_not_exists, || format!("the collation {name}"));
        }
        let definition = match &new.source {
            CollationSource::Given(definition) => Some(definition.clone()),
            CollationSource::Copied(from) => match self.must_find_collation(from) {
                Ok(from) => self.schema.collations[&from].definition.clone(),
                Err(_) => None,
            },
        };
        let id = self.born(&ObjectKey::standing(&name, ObjectKind::Collation));
        let made = Collation { id, definition };
        self.schema.put_collation(name, made);
        Ok(())
    }

    pub(super) fn must_find_collation(&self, name: &Reference) -> Result<QualifiedName, Problem> {
        let collations = &self.schema.collations;
        self.candidates(name)
            .find(|candidate| collations.contains_key(candidate))
            .ok_or_else(|| Problem::NoObject {
                what: format!("the collation {}", super::problem::written(name)),
            })
    }

    /// A collation whose schema is not written: the first of the path that made it.
    pub(super) fn resolve_collation(&self, name: TypeName) -> TypeName {
        if name.schema.is_some() {
            return name;
        }
        let reference = Reference {
            schema: None,
            name: name.name.clone(),
        };
        let found = self.must_find_collation(&reference);
        found.map_or(name, TypeName::from)
    }

    pub(super) fn rename_collation(
        &mut self,
        name: &Reference,
        to: impl FnOnce(&QualifiedName) -> QualifiedName,
    ) -> Outcome {
        let from = self.must_find_collation(name)?;
        let to = to(&from);
        if from == to {
            return Ok(());
        }
        if self.schema.collations.contains_key(&to) {
            return Err(Problem::Exists {
                what: format!("the collation {to}"),
            });
        }
        let Some(moved) = self.schema.take_collation(&from) else {
            return Ok(());
        };
        let id = moved.id;
        self.schema.put_collation(to.clone(), moved);
        let key = |name| ObjectKey::standing(name, ObjectKind::Collation);
        self.renamed(key(&from), key(&to), id);
        Ok(())
    }
}
