//! `LIKE`, and tables that a query makes.

use super::directory::Relation;
use super::{Outcome, Problem, Replay, implicit_name};
use crate::effect::Reference;
use crate::effect::property::NewProperties;
use crate::effect::query::{Output, QueryColumns};
use crate::effect::vocabulary::{
    CopiedParts, NewConstraint, NewConstraintBody, NewLike, SequenceChange,
};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, Column, Constraint, ConstraintBody, DataType, ObjectId, ObjectKey, ObjectKind,
    Table, TypeBody, TypeName, UnknownColumns,
};

impl Replay {
    /// The columns of `LIKE` (`transformTableLikeClause` of `parse_utilcmd.c`). NOT NULL always comes.
    pub(super) fn columns_of_like(&mut self, table: &QualifiedName, like: &NewLike) -> Outcome {
        let Some(columns) = self.columns_of(&like.source)? else {
            self.table_mut(table)?.inheritance.unknown_columns = Some(UnknownColumns::Unknown);
            return Ok(());
        };
        for source in columns {
            let id = self.created(&Self::part(table, ObjectKind::Column, &source.name));
            if self.expected.inherited.untyped.contains(&source.id) {
                self.expected.inherited.untyped.insert(id);
            }
            let parts = like.parts;
            let mut column = Column {
                id,
                default: source.default.clone().filter(|_| parts.defaults),
                generated: source.generated.clone().filter(|_| parts.generated),
                identity: None,
                ..source.clone()
            };
            if parts.identity && source.identity.is_some() {
                self.copy_identity(table, &source, &mut column, &like.source)?;
            }
            self.put_own_column(table, column)?;
            if source.not_null && source.id != ObjectId::default() {
                let of: Vec<QualifiedName> = self.find_table(&like.source).into_iter().collect();
                self.copy_not_null_name(&of, source.id, id);
                let properties = self.schema.properties_mut();
                properties.copy(source.id, id, |(attribute, _)| {
                    *attribute == Attribute::NoInherit
                });
            }
            let older = self.older_not_null(&source);
            if older != source.not_null {
                self.put_not_null(table, &source.name, source.not_null, older)?;
            }
            self.copy_column_properties(source.id, id, parts);
        }
        Ok(())
    }

    fn copy_identity(
        &mut self,
        table: &QualifiedName,
        source: &Column,
        column: &mut Column,
        of: &Reference,
    ) -> Outcome {
        let source_table = self.must_find_table(of)?;
        let sequence = self.identity_sequence(&source_table, &source.name);
        let sequence = sequence.and_then(|name| self.schema.sequences.get(&name));
        let settings = sequence.map_or_else(SequenceChange::default, |sequence| {
            let bounds = &sequence.bounds;
            SequenceChange {
                // The copy's type is never named, only its bounds (`sequence_options`).
                data_type: Some(DataType::builtin("bigint")),
                increment: Some(bounds.increment),
                min: Some(Some(bounds.min)),
                max: Some(Some(bounds.max)),
                start: Some(bounds.start),
                cache: Some(bounds.cache),
                cycle: Some(bounds.cycle),
                owned_by: None,
                name: None,
                unlogged: None,
            }
        });
        self.own_sequence(table, column, true, &settings)?;
        column.identity = source.identity;
        Ok(())
    }

    /// The columns of a table or composite type; none where they are not known.
    fn columns_of(&mut self, source: &Reference) -> Result<Option<Vec<Column>>, Problem> {
        match self.find(source) {
            Some((name, Relation::Table)) => {
                let table = self.table(&name)?;
                let known = table.inheritance.unknown_columns.is_none();
                return Ok(known.then(|| table.columns.clone()));
            }
            Some(_) => return Ok(None),
            None => {}
        }
        let found = self.resolve_type(TypeName {
            schema: source.schema.clone(),
            name: source.name.clone(),
        });
        let of = self.schema.type_meant(&found).map(|of| &of.body);
        let Some(TypeBody::Composite(attributes)) = of else {
            return Err(Problem::no_relation(source));
        };
        let attributes = attributes.iter().map(|attribute| Column {
            data_type: attribute.data_type.clone(),
            collation: attribute.collation.clone(),
            ..Column::untyped(ObjectId::default(), &attribute.name)
        });
        Ok(Some(attributes.collect()))
    }

    /// What `LIKE` copies once the table is there: checks under their names, indexes and keys under
    /// new ones (`expandTableLikeClause`).
    pub(super) fn parts_of_like(&mut self, table: &QualifiedName, like: &NewLike) -> Outcome {
        let Some(source) = self.find_table(&like.source) else {
            return Ok(());
        };
        if like.parts.statistics {
            self.copy_statistics(&source, table, like.parts.comments);
        }
        let source: Table = self.table(&source)?.clone();
        if like.parts.constraints {
            for (name, constraint) in &source.constraints {
                self.copy_check(table, name, constraint, like.parts)?;
            }
        }
        if like.parts.indexes {
            self.copy_indexes(table, &source, like.parts.comments)?;
        }
        Ok(())
    }

    fn copy_check(
        &mut self,
        table: &QualifiedName,
        name: &Name,
        constraint: &Constraint,
        parts: CopiedParts,
    ) -> Outcome {
        let ConstraintBody::Check(check) = &constraint.body else {
            return Ok(());
        };
        let new = NewConstraint {
            name: Some(name.clone()),
            body: NewConstraintBody::Check(check.clone()),
            deferral: constraint.deferral,
            validated: constraint.enforced,
            enforced: constraint.enforced,
            index: NewProperties::default(),
        };
        let copied = self.add_constraint(table, &new)?;
        let id = self.constraint_mut(table, &copied)?.id;
        self.expected.inherited.copy_release(constraint.id, id);
        if parts.comments {
            self.copy_comment(constraint.id, id);
        }
        Ok(())
    }

    fn copy_indexes(&mut self, table: &QualifiedName, source: &Table, comments: bool) -> Outcome {
        let keys = source.constraints.iter().filter(|(_, it)| it.owns_index());
        let keys = keys.map(|(name, it)| (it.id, name, true));
        let indexes = source.indexes.iter().map(|(name, it)| (it.id, name, false));
        let mut parts: Vec<(ObjectId, &Name, bool)> = keys.chain(indexes).collect();
        parts.sort();
        for (of, name, key) in parts {
            let constraint = source.constraints.get(name).filter(|_| key);
            let copied = match (constraint, source.indexes.get(name)) {
                (Some(constraint), _) => self.clone_constraint(table, name, constraint)?.1,
                (None, Some(index)) => self.clone_index(table, index)?.1,
                (None, None) => continue,
            };
            match (comments, key) {
                (true, true) => self.copy_comment_of_key(of, copied),
                (true, false) => self.copy_comment(of, copied),
                (false, _) => {}
            }
        }
        Ok(())
    }

    /// The columns of the table that a query makes. Nothing hangs on them, and each takes NULL.
    pub(super) fn columns_of_query(
        &mut self,
        table: &QualifiedName,
        query: &QueryColumns,
    ) -> Outcome {
        let columns = self.output_of(query);
        let Some(columns) = columns else {
            self.table_mut(table)?.inheritance.unknown_columns = Some(UnknownColumns::Query);
            for name in &query.given {
                self.infer_column(table, name)?;
            }
            return Ok(());
        };
        for (position, known) in columns.into_iter().enumerate() {
            let name = query.given.get(position).unwrap_or(&known.name);
            let id = self.new_column(table, name)?;
            let mut column = Column::untyped(id, name);
            match known.data_type {
                Some(data_type) => {
                    column.data_type = self.resolved(&data_type);
                    column.collation = known.collation;
                }
                None => {
                    self.expected.inherited.untyped.insert(id);
                }
            }
            self.table_mut(table)?.columns.push(column);
        }
        Ok(())
    }

    /// The columns of a query; none where they cannot be told.
    pub(super) fn output_of(&self, query: &QueryColumns) -> Option<Vec<Known>> {
        let mut columns = Vec::new();
        for output in &query.outputs {
            match output {
                Output::Star(of) => columns.extend(self.starred(query, of.as_ref())?),
                Output::Column { of, column, name } => {
                    columns.push(self.known_column(query, of.as_ref(), column, name));
                }
                Output::Value {
                    name,
                    tree,
                    data_type,
                } => columns.push(Known {
                    name: name.clone().or_else(|| implicit_name::column_name(tree))?,
                    data_type: data_type.clone(),
                    collation: None,
                }),
                Output::Unknown => return None,
            }
        }
        for column in columns.iter_mut().filter(|_| !query.typed) {
            column.data_type = None;
        }
        Some(columns)
    }

    /// The columns that a `*` stands for; none where they cannot be told.
    pub(super) fn starred(&self, query: &QueryColumns, of: Option<&Name>) -> Option<Vec<Known>> {
        let sources = query.sources.iter().filter(|_| query.plain);
        let sources = sources.filter(|source| of.is_none_or(|of| of == &source.alias));
        let columns: Option<Vec<Vec<Known>>> = sources
            .map(|source| self.known_columns(&source.relation))
            .collect();
        let columns: Vec<Known> = columns?.into_iter().flatten().collect();
        (!columns.is_empty()).then_some(columns)
    }

    fn known_columns(&self, source: &Reference) -> Option<Vec<Known>> {
        let (name, relation) = self.find(source)?;
        if relation != Relation::Table {
            let names = self.relation_columns(&name)?.into_iter();
            let untyped = names.map(|name| Known {
                name,
                data_type: None,
                collation: None,
            });
            return Some(untyped.collect());
        }
        let table = self.table(&name).ok()?;
        if table.inheritance.unknown_columns.is_some() {
            return None;
        }
        let columns = table.columns.iter();
        Some(columns.map(|column| self.known(column)).collect())
    }

    fn known(&self, column: &Column) -> Known {
        let typed = !self.expected.inherited.untyped.contains(&column.id);
        Known {
            name: column.name.clone(),
            data_type: typed.then(|| column.data_type.clone()),
            collation: column.collation.clone(),
        }
    }

    fn known_column(
        &self,
        query: &QueryColumns,
        of: Option<&Name>,
        column: &Name,
        name: &Name,
    ) -> Known {
        let sources = query.sources.iter();
        let sources = sources.filter(|source| of.is_none_or(|of| of == &source.alias));
        let mut found = sources.filter_map(|source| {
            let columns = self.known_columns(&source.relation)?;
            columns.into_iter().find(|known| &known.name == column)
        });
        let known = found.next();
        Known {
            name: name.clone(),
            data_type: known.as_ref().and_then(|known| known.data_type.clone()),
            collation: known.and_then(|known| known.collation),
        }
    }

    /// A table of which the name alone is known.
    pub(super) fn create_with_unknown_columns(
        &mut self,
        name: &Reference,
        foreign: bool,
        if_not_exists: bool,
    ) -> Outcome {
        let name = self.creation(name);
        if self.skips(&name, if_not_exists) {
            return Ok(());
        }
        self.must_be_free(&name)?;
        if foreign {
            self.directory.insert(name, Relation::Foreign);
            return Ok(());
        }
        let id = self.created(&ObjectKey::table(&name));
        self.directory.insert(name.clone(), Relation::Table);
        let mut table = Table {
            id,
            ..Table::default()
        };
        table.inheritance.unknown_columns = Some(UnknownColumns::Unknown);
        self.schema.put_table(name, table);
        Ok(())
    }

    pub(super) fn is_foreign(&self, name: &Reference) -> bool {
        matches!(self.find(name), Some((_, Relation::Foreign)))
    }
}

/// A column of a query, as far as it is known.
pub(super) struct Known {
    pub(super) name: Name,
    data_type: Option<DataType>,
    collation: Option<TypeName>,
}
