//! Whether something of a name is there, wherever: what a guard asks a catalog for.

use super::Replay;
use super::directory::Relation;
use crate::effect::Reference;
use crate::effect::vocabulary::{Among, Mentioned};
use crate::name::QualifiedName;
use crate::schema::{ObjectKey, ObjectKind};

impl Replay {
    /// Whether a replayed statement made such a thing.
    pub(super) fn is_there(&self, asked: &Mentioned) -> bool {
        let name = &asked.name;
        match asked.among {
            Among::Constraints => self.directory.has_constraint_called(name),
            Among::Types => {
                let is_type =
                    |key: &ObjectKey| matches!(key.kind, ObjectKind::Type | ObjectKind::Domain);
                self.schema.called(name).any(is_type)
                    || self
                        .directory
                        .has(name, |it| matches!(it, Relation::Table | Relation::View(_)))
            }
            Among::TypesOnPath => {
                let types = &self.schema.types;
                let mut schemas = self.search_path.iter();
                schemas.any(|schema| {
                    types.contains_key(&QualifiedName::new(schema.clone(), name.clone()))
                })
            }
            Among::RelationsOnPath => {
                let reference = Reference {
                    schema: None,
                    name: name.clone(),
                };
                self.find(&reference).is_some()
            }
            Among::Relations => self.directory.has(name, |_| true),
            Among::Indexes => self.directory.has(name, |it| {
                matches!(it, Relation::Index(_) | Relation::ConstraintIndex(_))
            }),
        }
    }
}
