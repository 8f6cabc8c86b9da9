//! NOT NULL constraints, which PostgreSQL 18 keeps by name: here they are properties of their column.

use super::comment::NOT_NULL;
use super::{Outcome, Problem, Replay};
use crate::effect::property::NewNotNull;
use crate::name::{Name, QualifiedName, choose_object_name};
use crate::schema::{Aspect, ObjectId, Property};

impl Replay {
    /// What a new column's NOT NULL says of its constraint.
    pub(super) fn new_not_null(&mut self, id: ObjectId, new: &NewNotNull) {
        let name = new.name.as_ref().map(|name| Property::word(name.as_str()));
        self.set_property(id, Aspect::NotNullName, "", name);
        let flag = |on: bool, word: &str| on.then(|| Property::word(word));
        self.set_property(id, Aspect::Validated, "", flag(new.not_valid, "NOT VALID"));
        self.set_property(
            id,
            Aspect::NoInherit,
            "",
            flag(new.no_inherit, "NO INHERIT"),
        );
    }

    /// `ADD NOT NULL` on a column that refuses NULL already changes nothing
    /// (`AdjustNotNullInheritance` of `pg_constraint.c`).
    pub(super) fn add_not_null(
        &mut self,
        table: &QualifiedName,
        column: &Name,
        new: &NewNotNull,
    ) -> Outcome {
        if self.column(table, column)?.not_null {
            return Ok(());
        }
        self.set_not_null(table, column, true)?;
        let id = self.column(table, column)?.id;
        self.new_not_null(id, new);
        Ok(())
    }

    /// `SET NOT NULL` validates; what is dropped has no name any more.
    pub(super) fn settle_not_null(&mut self, id: ObjectId, not_null: bool) {
        self.set_property(id, Aspect::Validated, "", None);
        if !not_null {
            self.set_property(id, Aspect::NotNullName, "", None);
            self.set_property(id, Aspect::NoInherit, "", None);
            self.forget_comment(id, NOT_NULL);
        }
    }

    /// The column whose NOT NULL constraint has this name, and its identity.
    pub(super) fn not_null_named(
        &self,
        table: &QualifiedName,
        name: &Name,
    ) -> Option<(Name, ObjectId)> {
        let of = self.table(table).ok()?;
        let properties = &self.expected.schema.properties;
        let mut refusing = of.columns.iter().filter(|column| column.not_null);
        let found =
            refusing.find(
                |column| match properties.text(column.id, Aspect::NotNullName) {
                    Some(given) => given == name.as_str(),
                    None => self.is_generated(table, of.id, (&column.name, column.id), name),
                },
            )?;
        Some((found.name.clone(), found.id))
    }

    /// The server chose the name when table and column had the names of that time.
    fn is_generated(
        &self,
        table: &QualifiedName,
        table_id: ObjectId,
        (column, column_id): (&Name, ObjectId),
        name: &Name,
    ) -> bool {
        if !name.as_str().contains("_not_null") {
            return false;
        }
        let former = |id: ObjectId| {
            let origin = self.expected.origins.of(id);
            origin
                .into_iter()
                .flat_map(|it| it.former.iter().map(|key| &key.name))
        };
        std::iter::once(&table.name)
            .chain(former(table_id))
            .any(|table| {
                std::iter::once(column)
                    .chain(former(column_id))
                    .any(|column| {
                        let middle = Some(column.as_str());
                        &choose_object_name(table.as_str(), middle, "not_null", |_| false) == name
                    })
            })
    }

    pub(super) fn validate_not_null(&mut self, table: &QualifiedName, name: &Name) -> Outcome {
        let id = self.must_find_not_null(table, name)?;
        self.set_property(id, Aspect::Validated, "", None);
        Ok(())
    }

    pub(super) fn rename_not_null(
        &mut self,
        table: &QualifiedName,
        from: &Name,
        to: &Name,
    ) -> Outcome {
        let id = self.must_find_not_null(table, from)?;
        let name = Some(Property::word(to.as_str()));
        self.set_property(id, Aspect::NotNullName, "", name);
        Ok(())
    }

    /// `ALTER CONSTRAINT ... [NO] INHERIT`.
    pub(super) fn inherit_not_null(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        inherit: bool,
    ) -> Outcome {
        let id = self.must_find_not_null(table, name)?;
        let value = (!inherit).then(|| Property::word("NO INHERIT"));
        self.set_property(id, Aspect::NoInherit, "", value);
        Ok(())
    }

    fn must_find_not_null(&self, table: &QualifiedName, name: &Name) -> Result<ObjectId, Problem> {
        let found = self.not_null_named(table, name);
        found
            .map(|(_, id)| id)
            .ok_or_else(|| Problem::NoConstraint {
                table: table.clone(),
                constraint: name.clone(),
            })
    }
}
