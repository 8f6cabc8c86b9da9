//! NOT NULL constraints, which PostgreSQL 18 keeps by name: here they are properties of their column.

use super::comment::NOT_NULL;
use super::{Outcome, Problem, Replay};
use crate::effect::property::NewNotNull;
use crate::name::{Name, QualifiedName, choose_object_name};
use crate::schema::{Attribute, Column, ObjectId};

/// Its value in [`Attribute::NoInherit`].
pub(super) const NO_INHERIT: &str = "NO INHERIT";

impl Replay {
    /// Whether a server before 18 lets the column refuse NULL.
    pub(super) fn older_not_null(&self, column: &Column) -> bool {
        let differing = self.expected.inherited.nullable_before_18.get(&column.id);
        differing.copied().unwrap_or(column.not_null)
    }

    /// What a column is on a server since 18, and before.
    pub(super) fn put_not_null(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        now: bool,
        older: bool,
    ) -> Outcome {
        let column = self.column_mut(table, name)?;
        column.not_null = now;
        let id = column.id;
        let differing = &mut self.expected.inherited.nullable_before_18;
        if now == older {
            differing.remove(&id);
        } else {
            differing.insert(id, older);
        }
        Ok(())
    }

    /// A column of a child refuses NULL where that of its parent does; since 18 not for a parent whose
    /// constraint is NO INHERIT.
    pub(super) fn inherit_not_null_of(&mut self, table: &QualifiedName, of: &Column) -> Outcome {
        let kept = self.schema.properties.text(of.id, Attribute::NoInherit);
        let inherits = of.not_null && kept.is_none();
        let own = self.column(table, &of.name)?;
        let (id, had, older) = (own.id, own.not_null, self.older_not_null(own));
        if inherits && !had {
            self.expected.inherited.refusing.insert(id);
            let parents = self.table(table)?.inheritance.parents.clone();
            self.copy_not_null_name(&parents, of.id, id);
        }
        let older = older || self.older_not_null(of);
        self.put_not_null(table, &of.name, had || inherits, older)
    }

    /// The NOT NULL of a copied or inherited column is called as that of its source, a column of one of
    /// these tables.
    pub(super) fn copy_not_null_name(
        &mut self,
        tables: &[QualifiedName],
        from: ObjectId,
        to: ObjectId,
    ) {
        let given = self.schema.properties.text(from, Attribute::NotNullName);
        let given = given.map(ToOwned::to_owned);
        let name = given.or_else(|| self.generated_not_null(tables, from));
        self.set_word(to, Attribute::NotNullName, name.as_deref());
    }

    /// The name that the server chose when the column was made, which table and column have had since.
    fn generated_not_null(&self, tables: &[QualifiedName], column: ObjectId) -> Option<String> {
        let mut found = tables.iter().filter_map(|name| {
            let table = self.schema.tables.get(name)?;
            let column = table.columns.iter().find(|it| it.id == column)?;
            Some((name, table.id, column))
        });
        let (table, table_id, column) = found.next()?;
        let first = |id, now| self.names_so_far(id, now).into_iter().next();
        let table = first(table_id, &table.name)?;
        Some(generated(table, first(column.id, &column.name)?).to_string())
    }

    /// The names that an object has had, oldest first.
    fn names_so_far<'a>(&'a self, id: ObjectId, now: &'a Name) -> Vec<&'a Name> {
        let former = self.expected.origins.of(id).map(|it| &it.former);
        let former = former.into_iter().flatten().map(|key| &key.name);
        former.chain([now]).collect()
    }

    /// `SET NOT NULL` of a parent reaches a child.
    pub(super) fn share_set_not_null(&mut self, child: &QualifiedName, column: &Name) -> Outcome {
        let Some(own) = self.table(child)?.column(column) else {
            return Ok(());
        };
        let (id, had) = (own.id, own.not_null);
        self.set_not_null(child, column, true)?;
        if !had {
            self.expected.inherited.refusing.insert(id);
        }
        Ok(())
    }

    /// So does `DROP NOT NULL`; since 18 the child's own NOT NULL stays.
    pub(super) fn share_drop_not_null(&mut self, child: &QualifiedName, column: &Name) -> Outcome {
        let table = self.table(child)?;
        let Some(own) = table.column(column) else {
            return Ok(());
        };
        if table.primary_key().contains(column) {
            return Ok(());
        }
        let shared = self.expected.inherited.refusing.contains(&own.id);
        if own.not_null && (!shared || self.parents_refuse(child, column)) {
            return self.put_not_null(child, column, true, false);
        }
        self.set_not_null(child, column, false)
    }

    /// `ADD NOT NULL` of a parent; tells whether it reaches its children.
    pub(super) fn share_new_not_null(
        &mut self,
        child: &QualifiedName,
        column: &Name,
        new: &NewNotNull,
    ) -> Result<bool, Problem> {
        if new.no_inherit {
            return Ok(false);
        }
        if let Some(own) = self.table(child)?.column(column) {
            let (id, had) = (own.id, own.not_null);
            self.add_not_null(child, column, new)?;
            if !had {
                self.inherit_not_null_from_parent(id);
            }
        }
        Ok(true)
    }

    fn parents_refuse(&self, table: &QualifiedName, column: &Name) -> bool {
        let mut parents = self.parents(table);
        parents.any(|parent| parent.column(column).is_some_and(|it| it.not_null))
    }

    /// What no parent asks for any more is the table's own.
    pub(super) fn make_not_null_local(&mut self, table: &QualifiedName) {
        let Some(of) = self.schema.tables.get(table) else {
            return;
        };
        let columns = of.columns.iter();
        let free = columns.filter(|column| !self.parents_refuse(table, &column.name));
        let free: Vec<ObjectId> = free.map(|column| column.id).collect();
        for id in free {
            self.expected.inherited.refusing.remove(&id);
        }
    }

    /// A partition refuses NULL for its table's sake, whatever it did before.
    pub(super) fn inherit_not_null_from_parent(&mut self, id: ObjectId) {
        self.expected.inherited.refusing.insert(id);
    }

    /// `DROP CONSTRAINT` of a NOT NULL: before 18 there is none to drop, which `IF EXISTS` allows.
    pub(super) fn drop_not_null(
        &mut self,
        table: &QualifiedName,
        column: &Name,
        if_exists: bool,
    ) -> Outcome {
        let own = self.column(table, column)?;
        let older = self.older_not_null(own);
        let bound = own.identity.is_some() || self.table(table)?.primary_key().contains(column);
        if bound && (if_exists || self.guarded) {
            // A later server would have refused it.
            return Ok(());
        }
        self.set_not_null(table, column, false)?;
        if if_exists || self.guarded {
            self.put_not_null(table, column, false, older)?;
        }
        for child in self.children(table) {
            if self.only || self.table(&child)?.column(column).is_none() {
                continue;
            }
            let own = self.column(&child, column)?;
            let (id, older) = (own.id, self.older_not_null(own));
            if self.expected.inherited.refusing.remove(&id) {
                self.drop_not_null(&child, column, if_exists)?;
                self.put_not_null(&child, column, false, older)?;
            }
        }
        Ok(())
    }

    /// What a new column's NOT NULL says of its constraint.
    pub(super) fn new_not_null(&mut self, id: ObjectId, new: &NewNotNull) {
        let name = new.name.as_ref().map(Name::as_str);
        self.set_word(id, Attribute::NotNullName, name);
        self.set_word(
            id,
            Attribute::Validated,
            new.not_valid.then_some("NOT VALID"),
        );
        self.set_word(
            id,
            Attribute::NoInherit,
            new.no_inherit.then_some(NO_INHERIT),
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
        self.set_word(id, Attribute::Validated, None);
        self.expected.inherited.refusing.remove(&id);
        self.expected.inherited.nullable_before_18.remove(&id);
        if !not_null {
            self.set_word(id, Attribute::NotNullName, None);
            self.set_word(id, Attribute::NoInherit, None);
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
        let properties = &self.schema.properties;
        let mut refusing = of.columns.iter().filter(|column| column.not_null);
        let found =
            refusing.find(
                |column| match properties.text(column.id, Attribute::NotNullName) {
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
        let tables = self.names_so_far(table_id, &table.name);
        let columns = self.names_so_far(column_id, column);
        let of_table = |table: &Name| {
            let mut columns = columns.iter();
            columns.any(|column| &generated(table, column) == name)
        };
        tables.into_iter().any(of_table)
    }

    pub(super) fn validate_not_null(&mut self, table: &QualifiedName, name: &Name) -> Outcome {
        let id = self.must_find_not_null(table, name)?;
        self.set_word(id, Attribute::Validated, None);
        Ok(())
    }

    pub(super) fn rename_not_null(
        &mut self,
        table: &QualifiedName,
        from: &Name,
        to: &Name,
    ) -> Outcome {
        let id = self.must_find_not_null(table, from)?;
        self.set_word(id, Attribute::NotNullName, Some(to.as_str()));
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
        self.set_word(id, Attribute::NoInherit, (!inherit).then_some(NO_INHERIT));
        Ok(())
    }

    fn must_find_not_null(&self, table: &QualifiedName, name: &Name) -> Result<ObjectId, Problem> {
        let found = self.not_null_named(table, name);
        let absent = || Problem::no_constraint(table, name);
        found.map(|(_, id)| id).ok_or_else(absent)
    }
}

fn generated(table: &Name, column: &Name) -> Name {
    let middle = Some(column.as_str());
    choose_object_name(table.as_str(), middle, "not_null", |_| false)
}
