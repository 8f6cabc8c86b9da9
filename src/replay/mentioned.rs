//! Whether something of a name is there, wherever: what a guard asks a catalog for.

use super::Replay;
use super::directory::Relation;
use crate::effect::Reference;
use crate::effect::vocabulary::{Among, Mentioned};
use crate::name::{Name, QualifiedName};
use crate::schema::TypeBody;

impl Replay {
    /// Whether a replayed statement made such a thing.
    pub(super) fn is_there(&self, asked: &Mentioned) -> bool {
        let name = &asked.name;
        match asked.among {
            Among::Constraints => self.has_constraint(name),
            Among::Types => {
                let types = &self.expected.schema.types;
                types.keys().any(|it| &it.name == name)
                    || self
                        .directory
                        .has(name, |it| matches!(it, Relation::Table | Relation::View(_)))
            }
            Among::TypesOnPath => {
                let types = &self.expected.schema.types;
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

    fn has_constraint(&self, name: &Name) -> bool {
        let schema = &self.expected.schema;
        let of_domain = schema.types.values().any(|it| match &it.body {
            TypeBody::Domain(domain) => domain.checks.contains_key(name),
            _ => false,
        });
        let mut tables = schema.tables.values();
        of_domain || tables.any(|table| table.constraints.contains_key(name))
    }
}
