//! Comments: they hang on the identity of what they are about.

use super::directory::Relation;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::vocabulary::Target;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, ObjectId, ObjectKey, ObjectKind, Property, TypeBody};

/// What of an object a comment is about; the object itself is nothing.
pub(super) const INDEX_OF_CONSTRAINT: &str = "index";
pub(super) const NOT_NULL: &str = "not null";

/// An object, and what of it is commented.
type Commented = (ObjectId, String);

impl Replay {
    pub(super) fn comment(&mut self, on: &Target, text: Option<&String>) -> Outcome {
        if let Some((id, part)) = self.commented(on)? {
            let value = text.map(|text| Property::word(text));
            self.set_property(id, Attribute::Comment, &part, value);
        }
        Ok(())
    }

    /// None where the object belongs to an extension, or is of a kind that the model only counts.
    fn commented(&self, on: &Target) -> Result<Option<Commented>, Problem> {
        let whole = |id| Some((id, String::new()));
        Ok(match on {
            Target::Named(kind, name) => self.standalone(*kind, name)?,
            Target::Column(relation, column) => Some(self.column_of(relation, column)?),
            Target::Part(kind, table, name) => self.part_of_table(*kind, table, name)?,
            Target::OfDomain(domain, name) => Some(self.constraint_of_domain(domain, name)?),
            Target::Other(_) => None,
            Target::Routine(target) => {
                let key = self.must_find_routine(target)?;
                key.and_then(|key| self.schema.id_of(&key)).and_then(whole)
            }
        })
    }

    fn standalone(&self, kind: ObjectKind, name: &Reference) -> Result<Option<Commented>, Problem> {
        match kind {
            kind if kind.is_relation() => {
                let found = self.find(name);
                let (name, relation) = found.ok_or_else(|| Problem::no_relation(name))?;
                return Ok(self.relation_target(&name, &relation));
            }
            ObjectKind::Type | ObjectKind::Domain => {
                return Ok(self.type_id(name)?.map(|id| (id, String::new())));
            }
            _ => {}
        }
        // Every database has these.
        let own = kind == ObjectKind::Schema
            || kind == ObjectKind::Extension && name.name.as_str() == "plpgsql";
        match self.must_find(kind, name) {
            Err(_) if own => Ok(None),
            found => Ok(self.schema.id_of(&found?).map(|id| (id, String::new()))),
        }
    }

    /// A relation's identity; the index of a constraint goes by the constraint's.
    pub(super) fn relation_target(
        &self,
        name: &QualifiedName,
        relation: &Relation,
    ) -> Option<Commented> {
        let key = relation.key(name)?;
        let part = match relation {
            Relation::ConstraintIndex(_) => INDEX_OF_CONSTRAINT,
            _ => "",
        };
        Some((self.schema.id_of(&key)?, part.to_owned()))
    }

    /// A type; the row type of a table or view, or the multirange of a range, has none of its own.
    fn type_id(&self, name: &Reference) -> Result<Option<ObjectId>, Problem> {
        let row_type = || self.find(name).is_some();
        match self.must_find(ObjectKind::Type, name) {
            Ok(key) => Ok(self.schema.id_of(&key)),
            Err(_) if row_type() || !self.schema.extensions.is_empty() => Ok(None),
            Err(absent) => Err(absent),
        }
    }

    fn column_of(&self, relation: &Reference, column: &Name) -> Result<Commented, Problem> {
        match self.find(relation) {
            Some((table, Relation::Table)) => Ok((self.column(&table, column)?.id, String::new())),
            Some((view, Relation::View(kind))) => {
                let id = self.schema.id_of(&ObjectKey::standalone(&view, kind));
                let id = id.ok_or_else(|| Problem::no_relation(relation))?;
                Ok((id, column.to_string()))
            }
            _ => {
                let mut candidates = self.candidates(relation);
                let types = &self.schema.types;
                let of = candidates.find_map(|name| types.get(&name));
                let of = of.filter(|of| matches!(of.body, TypeBody::Composite(_)));
                let of = of.ok_or_else(|| Problem::no_relation(relation))?;
                Ok((of.id, column.to_string()))
            }
        }
    }

    fn part_of_table(
        &self,
        kind: ObjectKind,
        table: &Reference,
        name: &Name,
    ) -> Result<Option<Commented>, Problem> {
        let table = self.must_find_relation(table)?;
        let key = Self::part(&table, kind, name);
        let id = self.schema.id_of(&key);
        if let (ObjectKind::Constraint, None, Some((_, column))) =
            (kind, id, self.not_null_named(&table, name))
        {
            return Ok(Some((column, NOT_NULL.to_owned())));
        }
        let id = id.ok_or_else(|| Problem::absent(&key))?;
        Ok(Some((id, String::new())))
    }

    fn constraint_of_domain(&self, domain: &Reference, name: &Name) -> Result<Commented, Problem> {
        let mut candidates = self.candidates(domain);
        let types = &self.schema.types;
        let of = candidates.find_map(|name| types.get(&name));
        let absent = || {
            Problem::NoObject(format!(
                "the constraint {name} of the domain {}",
                domain.name
            ))
        };
        let of = of.ok_or_else(absent)?;
        let body = of.domain().ok_or_else(absent)?;
        if body.not_null_name.as_ref() == Some(name) {
            return Ok((of.id, NOT_NULL.to_owned()));
        }
        let check = body.checks.get(name).ok_or_else(absent)?;
        Ok((check.id, String::new()))
    }
}
