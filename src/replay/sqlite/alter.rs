//! `ALTER TABLE`: renames, and columns that come and go (`alter.c`).

use std::collections::BTreeSet;

use super::super::directory::Relation;
use super::super::{Outcome, Problem, Replay};
use crate::effect::sqlite::{Renamed, renamed};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Column, Constraint, ConstraintBody, Expr, Expression, ObjectId, ObjectKey,
    ObjectKind, PartMap, Table, Walk, is_unnamed, unnamed,
};

impl Replay {
    /// What points at the table, and the triggers and views that name it, follow it; with `legacy_alter_table` they do
    /// not.
    pub(super) fn rename_sqlite_table(&mut self, from: &QualifiedName, to: &Name) -> Outcome {
        let new = from.sibling(to.clone());
        if self.directory.get(&new).is_some() {
            return Err(Problem::Exists(format!("the name {to}")));
        }
        let (old_key, new_key) = (ObjectKey::table(from), ObjectKey::table(&new));
        let id = self.schema.rename(&old_key, &new_key);
        let id = id.ok_or_else(|| Problem::no_table(from))?;
        self.directory.rename(from, new.clone());
        for index in self
            .table(&new)?
            .indexes
            .keys()
            .cloned()
            .collect::<Vec<_>>()
        {
            let relation = Relation::Index(new.clone());
            self.directory.insert(new.sibling(index), relation);
        }
        if !self.sqlite_session.legacy_alter_table {
            self.schema.follow_relation(from, &new);
            self.rewrite_texts(&from.name, to, None);
        }
        self.follow_tombstones(from, &new);
        self.note_rename(old_key, new_key, id);
        self.end_remake(from, &new);
        Ok(())
    }

    pub(super) fn rename_sqlite_column(
        &mut self,
        table: &QualifiedName,
        from: &Name,
        to: &Name,
    ) -> Outcome {
        let id = self.column(table, from)?.id;
        // Its letters in another case.
        if from == to {
            return Ok(());
        }
        if self.column(table, to).is_ok() {
            return Err(Problem::Exists(format!("the column {table}.{to}")));
        }
        let of = self.table_mut(table)?;
        let unnamed = unnamed_of(of);
        of.walk(&mut |mention| mention.expression(&mut |it| rename_in(it, from, to)));
        of.follow_renamed_column(from, to);
        if let Some(column) = of.column_mut(from) {
            column.name = to.clone();
        }
        let renamed = rename_unnamed(of, &unnamed);
        let key = |name: &Name| Self::part(table, ObjectKind::Column, name);
        self.note_rename(key(from), key(to), id);
        for (old, new, id) in renamed {
            let key = |name: Name| Self::part(table, ObjectKind::Constraint, &name);
            self.note_rename(key(old), key(new), id);
        }
        for (other, _) in self.foreign_keys_to(table, Some(std::slice::from_ref(from))) {
            for constraint in self.table_mut(&other)?.constraints.values_mut() {
                if let ConstraintBody::ForeignKey(foreign) = &mut constraint.body
                    && foreign.table == *table
                {
                    let referenced = foreign.referenced.iter_mut();
                    referenced
                        .filter(|column| *column == from)
                        .for_each(|column| *column = to.clone());
                }
            }
        }
        self.rewrite_texts(from, to, Some(table));
        Ok(())
    }

    /// The texts of triggers and views name what it is called now: a table, or a column of one.
    fn rewrite_texts(&mut self, from: &Name, to: &Name, column_of: Option<&QualifiedName>) {
        let rewritten = |text: &Expression, on: Option<&QualifiedName>| {
            let what = column_of.map_or(Renamed::Table, |table| Renamed::Column {
                table: &table.name,
                rows: on == Some(table),
            });
            renamed(&text.text, from, to, what)
        };
        let opaque = |text: String| Expression::new(text.clone(), Expr::Opaque(text));
        // Texts are found by their words; a name may be several.
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut words = from.as_str().split(|c| !is_part(c));
        let word = words.find(|word| !word.is_empty()).map(Name::exact);
        for key in self.schema.with_text(word.as_ref().unwrap_or(from)) {
            if let Some(view) = self.schema.view_mut(&key) {
                if let Some(text) = rewritten(&view.query, None) {
                    view.query = opaque(text);
                    view.stale_text = true;
                }
                rewrite_triggers(&mut view.parts, &|text| rewritten(text, None).map(opaque));
                continue;
            }
            let name = key.qualified();
            if let Some(table) = self.schema.table_mut(&name) {
                rewrite_triggers(table, &|text| rewritten(text, Some(&name)).map(opaque));
            }
        }
    }

    pub(super) fn add_sqlite_column(
        &mut self,
        table: &QualifiedName,
        new: &Column,
        constraints: &[(Name, Constraint)],
    ) -> Outcome {
        let key = Self::part(table, ObjectKind::Column, &new.name);
        if let Some(id) = self.schema.id_of(&key) {
            return self.already(id, false, &key);
        }
        let column = Column {
            id: self.created(&key),
            ..self.settled(table, new)?
        };
        self.table_mut(table)?.columns.push(column);
        for (name, constraint) in constraints {
            let taken = |name: &Name| {
                let table = self.table(table);
                table.is_ok_and(|it| it.constraints.contains_key(name))
            };
            // Which names in it are columns, the table tells.
            let name = if is_unnamed(name, &constraint.body) {
                unnamed(&self.settled(table, constraint)?.body, taken)
            } else {
                name.clone()
            };
            self.add_sqlite_constraint(table, &name, constraint)?;
        }
        Ok(())
    }

    /// What stands in its definition goes with it; all else that reads it keeps it.
    pub(super) fn drop_sqlite_column(&mut self, table: &QualifiedName, name: &Name) -> Outcome {
        self.column(table, name)?;
        let of = self.table(table)?;
        if let Some((index, _)) = of.indexes.iter().find(|(_, index)| index.uses(name)) {
            return Err(Problem::Needed {
                what: format!("the column {table}.{name}"),
                by: format!("the index {index}"),
            });
        }
        let using = of.constraints.iter().filter(|(_, it)| it.uses(name));
        let using: Vec<Name> = using.map(|(name, _)| name.clone()).collect();
        for constraint in using {
            self.table_mut(table)?.constraints.remove(&constraint);
            let under = Self::part(table, ObjectKind::Column, name);
            let part = Self::part(table, ObjectKind::Constraint, &constraint);
            self.dropped(part, Some(under));
        }
        self.references_of(table);
        let columns = &mut self.table_mut(table)?.columns;
        columns.retain(|column| column.name != *name);
        self.dropped(Self::part(table, ObjectKind::Column, name), None);
        Ok(())
    }

    pub(super) fn set_sqlite_not_null(
        &mut self,
        table: &QualifiedName,
        column: &Name,
        not_null: bool,
    ) -> Outcome {
        let absent = Problem::no_column(table, column);
        let column = self.table_mut(table)?.column_mut(column).ok_or(absent)?;
        column.not_null = not_null;
        let id = column.id;
        self.set_by(id, Attribute::Nullable);
        Ok(())
    }
}

/// Only the name becomes another one: the rest stays as it was written.
fn rename_in(expression: &mut Expression, from: &Name, to: &Name) {
    if !expression.columns().contains(from) {
        return;
    }
    let text = renamed(&expression.text, from, to, Renamed::OwnColumn);
    expression.rename_column(from, to);
    if let Some(text) = text {
        expression.text = text;
    }
}

/// The constraints that nobody named.
fn unnamed_of(table: &Table) -> BTreeSet<Name> {
    let all = table.constraints.iter();
    let unnamed = all.filter(|(name, it)| is_unnamed(name, &it.body));
    unnamed.map(|(name, _)| name.clone()).collect()
}

/// They are called by what they are over now; tells the old and the new name of each.
fn rename_unnamed(
    table: &mut Table,
    unnamed_before: &BTreeSet<Name>,
) -> Vec<(Name, Name, ObjectId)> {
    let mut renamed = Vec::new();
    let (mut named, mut others) = (PartMap::new(), Vec::new());
    for (name, constraint) in std::mem::take(&mut table.constraints) {
        if unnamed_before.contains(&name) {
            others.push((name, constraint));
        } else {
            named.insert(name, constraint);
        }
    }
    for (old, constraint) in others {
        let new = unnamed(&constraint.body, |it| named.contains_key(it));
        if new != old {
            renamed.push((old, new.clone(), constraint.id));
        }
        named.insert(new, constraint);
    }
    table.constraints = named;
    renamed
}

/// Gives the statements of triggers in other words, where there are some.
fn rewrite_triggers(table: &mut Table, rewritten: &dyn Fn(&Expression) -> Option<Expression>) {
    for trigger in table.triggers.values_mut() {
        let definition = &mut trigger.definition;
        if let Some(text) = definition.body.as_ref().and_then(rewritten) {
            definition.body = Some(text);
            definition.stale_body = true;
        }
        let condition = definition.condition.as_ref();
        let opaque = condition.filter(|it| it.tree.has_opaque());
        if let Some(text) = opaque.and_then(rewritten) {
            definition.condition = Some(text);
        }
    }
}
