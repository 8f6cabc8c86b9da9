//! What a statement that nobody ran yet names and is not there, or is of another sort than the server takes. A ledger has run:
//! nothing of this is asked of it.

use super::directory::Relation;
use super::extension::members;
use super::{Outcome, Problem, Replay};
use crate::effect::vocabulary::{
    ColumnTerms, NewConstraint, NewConstraintBody, NewForeignKey, NewIndex, NewTable, NewTypeBody,
    TableChange,
};
use crate::effect::{Effect, Reference};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Column, ConstraintBody, DataType, Deferral, KeyItem, ObjectKind, Table, TypeName, casts,
};

/// A column's type is written so, and is another one.
const SERIALS: [&str; 6] = [
    "serial",
    "bigserial",
    "smallserial",
    "serial4",
    "serial8",
    "serial2",
];

/// The trigger functions of `pg_catalog`.
const TRIGGER_FUNCTIONS: [&str; 4] = [
    "suppress_redundant_updates_trigger",
    "tsvector_update_trigger",
    "tsvector_update_trigger_column",
    "unique_key_recheck",
];

impl Replay {
    /// Why it would be refused for what it names.
    pub(super) fn must_have_what_it_names(&self, effect: &Effect) -> Outcome {
        if let Some(schema) = schema_of(effect) {
            self.must_have_schema(schema)?;
        }
        match effect {
            Effect::CreateTable(new) => self.must_be_makeable(new),
            Effect::AlterTable(of, change) => match self.find_table(&of.name) {
                Some(table) => self.must_fit(&table, change),
                None => Ok(()),
            },
            Effect::CreateType(new) => match &new.body {
                NewTypeBody::Domain(domain) => self.must_have_type(&domain.base),
                NewTypeBody::Composite(attributes) => attributes
                    .iter()
                    .try_for_each(|it| self.must_have_type(&it.data_type)),
                NewTypeBody::Enum(_) | NewTypeBody::Range(_) | NewTypeBody::Base => Ok(()),
            },
            Effect::CreateIndex(new) => self.must_be_buildable(new),
            Effect::CreateTrigger(new) => {
                let mut called = new.definition.function.iter();
                called.try_for_each(|it| self.must_have_function(it))
            }
            Effect::SearchPath(Some(path)) => {
                let mut named = path
                    .iter()
                    .filter(|it| !matches!(it.as_str(), "$user" | ""));
                named.try_for_each(|it| self.must_have_schema(it))
            }
            _ => Ok(()),
        }
    }

    fn must_have_schema(&self, name: &Name) -> Outcome {
        if self.schema.namespaces.contains_key(name) || name.as_str().starts_with("pg_") {
            return Ok(());
        }
        Err(Problem::Doubtful(format!("there is no schema {name}")))
    }

    fn must_be_makeable(&self, new: &NewTable) -> Outcome {
        let name = self.creation(&new.name);
        if new.if_not_exists && self.directory.get(&name).is_some() {
            return Ok(());
        }
        for column in &new.columns {
            self.must_have_column_type(&column.terms)?;
        }
        let of = |column: &Name| {
            let mut columns = new.columns.iter();
            let found = columns.find(|it| it.name == *column);
            found.map(|it| it.terms.data_type.clone())
        };
        let own = new.columns.iter().flat_map(|it| {
            let all = it.terms.constraints.iter();
            all.map(move |constraint| (constraint, Some(&it.name)))
        });
        let all = new.constraints.iter().map(|it| (it, None)).chain(own);
        for (constraint, column) in all {
            match &constraint.body {
                NewConstraintBody::ForeignKey(key) if self.creation(&key.table) == name => {
                    must_have_own_key(new, key)?;
                }
                _ => self.must_point_at_a_key(constraint, column, &of)?,
            }
        }
        Ok(())
    }

    fn must_fit(&self, table: &QualifiedName, change: &TableChange) -> Outcome {
        let of = self.table(table)?;
        let type_of = |column: &Name| of.column(column).map(|it| it.data_type.clone());
        match change {
            TableChange::AddColumn {
                column,
                if_not_exists,
            } => {
                if *if_not_exists && of.column(&column.name).is_some() {
                    return Ok(());
                }
                self.must_have_column_type(&column.terms)?;
                let own =
                    |name: &Name| (*name == column.name).then(|| column.terms.data_type.clone());
                let mut constraints = column.terms.constraints.iter();
                constraints
                    .try_for_each(|it| self.must_point_at_a_key(it, Some(&column.name), &own))
            }
            TableChange::Type {
                column,
                data_type,
                using,
                ..
            } => {
                self.must_have_type(data_type)?;
                match of.column(column) {
                    Some(now) => self.must_be_taken_over(table, now, data_type, *using),
                    None => Ok(()),
                }
            }
            TableChange::AddConstraint(new) => self.must_point_at_a_key(new, None, &type_of),
            _ => Ok(()),
        }
    }

    fn must_have_column_type(&self, terms: &ColumnTerms) -> Outcome {
        let base = &terms.data_type.base;
        if SERIALS.contains(&base.name.as_str()) {
            return Ok(());
        }
        self.must_have_type(&terms.data_type)
    }

    /// A type of an extension is none of those that were measured.
    fn must_have_type(&self, of: &DataType) -> Outcome {
        let base = &of.base;
        if base.is_builtin() {
            return Ok(());
        }
        let written = written(base);
        let is_there = |it: QualifiedName| {
            let row = matches!(
                self.directory.get(&it),
                Some(Relation::Table | Relation::View(_))
            );
            row || self.schema.types.contains_key(&it)
        };
        let server = self.schema.properties.server.as_ref();
        let mut used = server.into_iter().flat_map(|it| it.storage_of_types.keys());
        let is_same = |it: &TypeName| {
            it.name == base.name && (base.schema.is_none() || it.schema == base.schema)
        };
        let mut ranges = self.schema.types.values();
        if self.candidates(&written).any(is_there)
            || used.any(|it| is_same(&it.base))
            || ranges.any(|it| it.multirange().is_some_and(is_same))
            || self.is_of_an_extension("types", &base.name)
        {
            return Ok(());
        }
        Err(self.unknown(&written, "type"))
    }

    fn must_have_function(&self, function: &TypeName) -> Outcome {
        let written = written(function);
        let is_there = |it: QualifiedName| {
            let mut called = self.schema.called(&it.name);
            called.any(|key| {
                key.kind == ObjectKind::Function && key.schema.as_ref() == Some(&it.schema)
            })
        };
        let name = &function.name;
        if function.is_builtin()
            || function.schema.is_none() && TRIGGER_FUNCTIONS.contains(&name.as_str())
            || self.candidates(&written).any(is_there)
            || self.is_of_an_extension("functions", name)
        {
            return Ok(());
        }
        Err(self.unknown(&written, "function"))
    }

    /// What is written without its schema is looked for in the first of the path that is not the system's.
    fn unknown(&self, written: &Reference, sort: &str) -> Problem {
        let mut path = self.search_path.iter();
        let first = || path.find(|it| !it.as_str().starts_with("pg_")).cloned();
        Problem::Unknown {
            schema: written.schema.clone().or_else(first),
            reason: format!("it is not known whether there is a {sort} {written}"),
        }
    }

    fn is_of_an_extension(&self, sort: &str, name: &Name) -> bool {
        let mut extensions = self.schema.extensions.keys();
        extensions.any(|it| members(it, sort).contains(&name.as_str()))
    }

    fn must_be_buildable(&self, new: &NewIndex) -> Outcome {
        let table = self.find_table(&new.table);
        let table = table.and_then(|it| self.table(&it).ok());
        if new.concurrently && table.is_some_and(|it| it.inheritance.key.is_some()) {
            return Err(Problem::Refused(
                "no index of a partitioned table is built CONCURRENTLY",
            ));
        }
        Ok(())
    }

    /// `ATColumnChangeRequiresRewrite` and what comes before it: an assignment cast, for the default too.
    fn must_be_taken_over(
        &self,
        table: &QualifiedName,
        now: &Column,
        to: &DataType,
        using: bool,
    ) -> Outcome {
        let column = format!("{table}.{}", now.name);
        let assigned = casts::is_assigned(&now.data_type, to) == Some(true);
        let doubt = |why: &str| Err(Problem::Doubtful(format!("{column} becomes {to}: {why}")));
        if !assigned && !using {
            return doubt(
                "no cast is known that takes its values over by itself, and USING says none",
            );
        }
        if !assigned && now.default.is_some() {
            return doubt("no cast is known that takes its default over");
        }
        if casts::are_relatives(&now.data_type, to) {
            return Ok(());
        }
        let of = self.table(table)?;
        let pointed_at = self
            .schema
            .tables
            .values()
            .any(|it| points_at(it, table, &now.name));
        if pointed_at || is_used(of, &now.name) {
            return doubt("what is made of the column may not take it");
        }
        Ok(())
    }

    /// `transformFkeyCheckAttrs`: a key or unique index over these columns, and types that are compared.
    fn must_point_at_a_key(
        &self,
        new: &NewConstraint,
        of_column: Option<&Name>,
        type_of: &dyn Fn(&Name) -> Option<DataType>,
    ) -> Outcome {
        let NewConstraintBody::ForeignKey(key) = &new.body else {
            return Ok(());
        };
        let target = self.find_table(&key.table).filter(|_| !key.period);
        let Some(target) = target else {
            return Ok(());
        };
        let other = self.table(&target)?;
        let referenced = referenced(other, key);
        if !is_key(other, &referenced) {
            let columns: Vec<String> = referenced.iter().map(ToString::to_string).collect();
            let columns = columns.join(", ");
            return Err(Problem::Doubtful(format!(
                "no key of {target} is over ({columns})"
            )));
        }
        let columns = match of_column {
            Some(column) => std::slice::from_ref(column),
            None => key.columns.as_slice(),
        };
        for (own, theirs) in columns.iter().zip(&referenced) {
            let types = (type_of(own), other.column(theirs));
            if let (Some(own_type), Some(theirs)) = types
                && casts::refers(&own_type, &theirs.data_type) != Some(true)
            {
                let theirs = &theirs.data_type;
                return Err(Problem::Doubtful(format!(
                    "{own} is {own_type}, and points at {theirs}"
                )));
            }
        }
        Ok(())
    }
}

/// The schema that a statement writes, of what it makes or moves.
fn schema_of(effect: &Effect) -> Option<&Name> {
    match effect {
        Effect::CreateTable(new) => new.name.schema.as_ref(),
        Effect::CreateType(new) => new.name.schema.as_ref(),
        Effect::CreateView(new) => new.name.schema.as_ref(),
        Effect::CreateRoutine(new) => new.name.schema.as_ref(),
        Effect::CreateSequence { name, .. } => name.schema.as_ref(),
        Effect::CreateExtension { schema, .. } => schema.as_ref(),
        Effect::Move { to, .. } => Some(to),
        _ => None,
    }
}

fn written(of: &TypeName) -> Reference {
    Reference {
        schema: of.schema.clone(),
        name: of.name.clone(),
    }
}

fn referenced(other: &Table, key: &NewForeignKey) -> Vec<Name> {
    match key.referenced.as_slice() {
        [] => other.primary_key().to_vec(),
        named => named.to_vec(),
    }
}

/// Whether a key that is checked at once, or a unique index without a condition, is over just these columns.
fn is_key(table: &Table, columns: &[Name]) -> bool {
    let is_same = |of: &[Name]| {
        !columns.is_empty() && of.len() == columns.len() && columns.iter().all(|it| of.contains(it))
    };
    let keys = table
        .constraints
        .values()
        .filter(|it| it.deferral == Deferral::NotDeferrable);
    let mut keys = keys.filter_map(|it| match &it.body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => Some(key),
        _ => None,
    });
    let mut indexes = table.indexes.values();
    keys.any(|it| it.index_valid && is_same(&it.columns))
        || indexes.any(|it| {
            let names = it.keys.iter().map(|it| match &it.item {
                KeyItem::Column(name) => Some(name.clone()),
                KeyItem::Expression(_) => None,
            });
            let names: Option<Vec<Name>> = names.collect();
            it.unique && it.valid && it.predicate.is_none() && names.is_some_and(|it| is_same(&it))
        })
}

/// A new table may point at itself.
fn must_have_own_key(new: &NewTable, key: &NewForeignKey) -> Outcome {
    use NewConstraintBody as B;
    let of_columns = new.columns.iter().flat_map(|it| {
        let all = it.terms.constraints.iter();
        all.map(move |one| (one, Some(&it.name)))
    });
    let mut all = new
        .constraints
        .iter()
        .map(|it| (it, None))
        .chain(of_columns);
    let is_meant = all.any(|(one, column)| match &one.body {
        B::PrimaryKey(_) if key.referenced.is_empty() => true,
        B::PrimaryKey(own) | B::Unique(own) => {
            let columns: Vec<&Name> = column.into_iter().chain(&own.columns).collect();
            columns.len() == key.referenced.len()
                && key.referenced.iter().all(|it| columns.contains(&it))
        }
        _ => false,
    });
    if is_meant {
        return Ok(());
    }
    let of = &new.name;
    Err(Problem::Doubtful(format!("it points at no key of {of}")))
}

fn points_at(table: &Table, at: &QualifiedName, column: &Name) -> bool {
    table.constraints.values().any(|it| match &it.body {
        ConstraintBody::ForeignKey(key) => key.table == *at && key.referenced.contains(column),
        _ => false,
    })
}

/// Whether an index or constraint of the table is over a column.
fn is_used(table: &Table, column: &Name) -> bool {
    let mut constraints = table.constraints.values();
    let mut indexes = table.indexes.values();
    constraints.any(|it| it.uses(column)) || indexes.any(|it| it.uses(column))
}
