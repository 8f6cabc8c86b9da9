//! Types that users make: new, changed, renamed, moved; and the tables that are `OF` one.

use super::outcome::IfThere;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::vocabulary::TableChange;
use crate::effect::vocabulary::{CollationSource, NewCollation, NewType, NewTypeBody, TypeChange};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Collation, Column, CompositeAttribute, DataType, Label, ObjectKey, ObjectKind,
    RangeType, TypeBody, TypeName, UserType, multirange_name,
};

impl Replay {
    pub(super) fn create_type(&mut self, new: &NewType) -> Outcome {
        let name = self.creation(&new.name);
        if let Some(there) = self.schema.types.get(&name) {
            // The shell of a base type comes before it.
            let shell = there.body == TypeBody::Base && new.body == NewTypeBody::Base;
            return self.type_exists(&name, shell);
        }
        if self.directory.get(&name).is_some() {
            return Err(Problem::Exists(format!("the relation {name}")));
        }
        let kind = match new.body {
            NewTypeBody::Domain(_) => ObjectKind::Domain,
            _ => ObjectKind::Type,
        };
        let id = self.created(&ObjectKey::standalone(&name, kind));
        let body = match &new.body {
            NewTypeBody::Enum(labels) => TypeBody::Enum(self.labels(labels)),
            NewTypeBody::Composite(attributes) => {
                let made = attributes.iter().map(|new| self.attribute(new));
                TypeBody::Composite(made.collect())
            }
            NewTypeBody::Range(range) => TypeBody::Range(self.range(&name, range)),
            NewTypeBody::Domain(domain) => TypeBody::Domain(self.domain_body(domain)),
            NewTypeBody::Base => TypeBody::Base,
        };
        let made = UserType { id, body };
        self.schema.put_type(name.clone(), made);
        match &new.body {
            NewTypeBody::Domain(domain) => self.domain_constraints(&name, domain),
            _ => Ok(()),
        }
    }

    /// A guard met the type: the statement claims it, and each part that is there.
    fn type_exists(&mut self, name: &QualifiedName, shell: bool) -> Outcome {
        let there = self.schema.types.get(name);
        let Some(there) = there.filter(|_| shell || self.tolerates(false)) else {
            return Err(Problem::Exists(format!("the type {name}")));
        };
        let parts: Vec<_> = match &there.body {
            TypeBody::Enum(labels) => labels.iter().map(|label| label.id).collect(),
            TypeBody::Composite(attributes) => attributes.iter().map(|a| a.id).collect(),
            TypeBody::Domain(domain) => domain.checks.values().map(|c| c.id).collect(),
            TypeBody::Range(_) | TypeBody::Base => Vec::new(),
        };
        let id = there.id;
        self.ensured(id);
        for id in parts {
            self.ensured(id);
        }
        Ok(())
    }

    fn labels(&mut self, labels: &[String]) -> Vec<Label> {
        let made = labels.iter().map(|text| Label {
            id: self.expected.origins.created(self.location, false),
            text: text.clone(),
        });
        made.collect()
    }

    fn attribute(&mut self, new: &CompositeAttribute) -> CompositeAttribute {
        CompositeAttribute {
            id: self.expected.origins.created(self.location, false),
            name: new.name.clone(),
            data_type: self.resolved(&new.data_type),
            collation: self.resolved_collation(new.collation.as_ref()),
        }
    }

    fn range(&self, name: &QualifiedName, new: &RangeType) -> RangeType {
        let multirange = match new.multirange.clone() {
            Some(written) => self.creation(&written.into()),
            None => name.sibling(multirange_name(&name.name)),
        };
        RangeType {
            // The server keeps no modifier of the subtype.
            subtype: DataType {
                modifiers: String::new(),
                ..self.resolved(&new.subtype)
            },
            collation: self.resolved_collation(new.collation.as_ref()),
            multirange: Some(TypeName::from(multirange)),
            ..new.clone()
        }
    }

    pub(super) fn alter_type(
        &mut self,
        name: &Reference,
        domain: bool,
        change: &TypeChange,
    ) -> Outcome {
        let kind = if domain {
            ObjectKind::Domain
        } else {
            ObjectKind::Type
        };
        let name = self.must_find(kind, name)?.qualified();
        self.change_type(&name, change)?;
        self.follow_type_of_tables(&name, change)
    }

    fn change_type(&mut self, name: &QualifiedName, change: &TypeChange) -> Outcome {
        match change {
            TypeChange::AddValue {
                label,
                if_not_exists,
                neighbour,
            } => self.add_label(name, label, *if_not_exists, neighbour.as_ref()),
            TypeChange::RenameValue { from, to } => self.rename_label(name, from, to),
            TypeChange::AddAttribute(new) => self.add_attribute(name, new),
            TypeChange::DropAttribute {
                name: attribute,
                if_exists,
            } => self.drop_attribute(name, attribute, *if_exists),
            TypeChange::AlterAttribute(new) => self.alter_attribute(name, new),
            TypeChange::RenameAttribute { from, to } => self.rename_attribute(name, from, to),
            of_domain => self.alter_domain(name, of_domain),
        }
    }

    pub(super) fn type_mut(&mut self, name: &QualifiedName) -> Result<&mut UserType, Problem> {
        let absent = || Problem::NoObject(format!("the type {name}"));
        self.schema.type_mut(name).ok_or_else(absent)
    }

    fn attributes(
        &mut self,
        name: &QualifiedName,
    ) -> Result<&mut Vec<CompositeAttribute>, Problem> {
        match &mut self.type_mut(name)?.body {
            TypeBody::Composite(attributes) => Ok(attributes),
            _ => Err(Problem::Refused("the type is no composite type")),
        }
    }

    fn add_attribute(&mut self, name: &QualifiedName, new: &CompositeAttribute) -> Outcome {
        self.attributes(name)?;
        if let Ok(id) = self.attribute_mut(name, &new.name).map(|it| it.id) {
            let what = format!("attribute {} of the type {name}", new.name);
            return self.already(id, false, what);
        }
        let attribute = self.attribute(new);
        self.attributes(name)?.push(attribute);
        self.type_answers(name, Attribute::Attributes)
    }

    pub(super) fn drop_attribute(
        &mut self,
        name: &QualifiedName,
        attribute: &Name,
        if_exists: bool,
    ) -> Outcome {
        let of = self.type_mut(name)?.id;
        let attributes = self.attributes(name)?;
        let before = attributes.len();
        attributes.retain(|other| &other.name != attribute);
        if attributes.len() == before {
            let absent = absent_attribute(name, attribute);
            return if if_exists { Ok(()) } else { Err(absent) };
        }
        self.forget_comment(of, attribute.as_str());
        self.type_answers(name, Attribute::Attributes)
    }

    fn attribute_mut(
        &mut self,
        of: &QualifiedName,
        name: &Name,
    ) -> Result<&mut CompositeAttribute, Problem> {
        let mut attributes = self.attributes(of)?.iter_mut();
        let found = attributes.find(|attribute| &attribute.name == name);
        found.ok_or_else(|| absent_attribute(of, name))
    }

    fn alter_attribute(&mut self, name: &QualifiedName, new: &CompositeAttribute) -> Outcome {
        let data_type = self.resolved(&new.data_type);
        let collation = self.resolved_collation(new.collation.as_ref());
        let attribute = self.attribute_mut(name, &new.name)?;
        attribute.data_type = data_type;
        attribute.collation = collation;
        let id = attribute.id;
        self.set_by(id, Attribute::Attributes);
        Ok(())
    }

    fn rename_attribute(&mut self, name: &QualifiedName, from: &Name, to: &Name) -> Outcome {
        if self.attribute_mut(name, to).is_ok() {
            let what = format!("the attribute {to} of the type {name}");
            return Err(Problem::Exists(what));
        }
        let attribute = self.attribute_mut(name, from)?;
        attribute.name = to.clone();
        let id = attribute.id;
        let of = self.type_mut(name)?.id;
        let properties = self.schema.properties_mut();
        properties.rename_part(of, Attribute::Comment, from, to);
        self.set_by(id, Attribute::Attributes);
        Ok(())
    }

    /// The current place answers for an attribute of the type itself.
    pub(super) fn type_answers(&mut self, name: &QualifiedName, attribute: Attribute) -> Outcome {
        let id = self.type_mut(name)?.id;
        self.set_by(id, attribute);
        Ok(())
    }
}

impl Replay {
    pub(super) fn rename_multirange(
        &mut self,
        range: &QualifiedName,
        from: &ObjectKey,
        to: &ObjectKey,
    ) {
        let Some(mut of) = self.schema.take_type(range) else {
            return;
        };
        if let TypeBody::Range(body) = &mut of.body {
            body.multirange = Some(TypeName::from(to.qualified()));
        }
        let id = of.id;
        self.schema.put_type(range.clone(), of);
        self.set_by(id, Attribute::Multirange);
        self.follow(from, to);
        self.forget_queries_of(from, to, id);
    }
}

fn absent_attribute(name: &QualifiedName, attribute: &Name) -> Problem {
    Problem::NoObject(format!("the attribute {attribute} of the type {name}"))
}

impl Replay {
    /// `ALTER TYPE ... CASCADE` changes the tables that are of the type; without CASCADE the server
    /// refuses it where there are some.
    pub(super) fn follow_type_of_tables(
        &mut self,
        name: &QualifiedName,
        change: &TypeChange,
    ) -> Outcome {
        for table in self.tables_of(name) {
            match change {
                TypeChange::AddAttribute(new) => {
                    let id = self.created(&Self::part(&table, ObjectKind::Column, &new.name));
                    let column = Column {
                        data_type: self.resolved(&new.data_type),
                        collation: self.resolved_collation(new.collation.as_ref()),
                        ..Column::untyped(id, &new.name)
                    };
                    self.table_mut(&table)?.columns.push(column);
                }
                TypeChange::DropAttribute { name, .. } => {
                    self.drop_column(&table, name, true, true)?;
                }
                TypeChange::AlterAttribute(new) => {
                    let change = TableChange::Type {
                        column: new.name.clone(),
                        data_type: new.data_type.clone(),
                        collation: new.collation.clone(),
                        using: true,
                    };
                    self.alter_one(&table, &change)?;
                }
                TypeChange::RenameAttribute { from, to } => {
                    let (from, to) = (from.clone(), to.clone());
                    self.alter_one(&table, &TableChange::RenameColumn { from, to })?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Replay {
    pub(super) fn create_collation(&mut self, new: &NewCollation) -> Outcome {
        let name = self.creation(&new.name);
        let definition = match &new.source {
            CollationSource::Given(definition) => Some(definition.clone()),
            CollationSource::Copied(from) => match self.must_find(ObjectKind::Collation, from) {
                Ok(from) => self.schema.collations[&from.qualified()].definition.clone(),
                Err(_) => None,
            },
        };
        let key = ObjectKey::standalone(&name, ObjectKind::Collation);
        if let Some(id) = self.create_object(&key, IfThere::keep(new.if_not_exists))? {
            let made = Collation { id, definition };
            self.schema.put_collation(name, made);
        }
        Ok(())
    }
}
