//! `CREATE TABLE`, and a new column with all that comes with it.

use std::borrow::Cow;

use super::directory::Relation;
use super::{Outcome, Problem, Replay};
use crate::effect::vocabulary::{KeyKind, NewColumn, NewConstraint, NewConstraintBody, NewTable};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Column, DataType, Expr, Expression, Generated, Key, KeyItem, ObjectId, ObjectKey, ObjectKind,
    Table,
};

impl Replay {
    pub(super) fn create_table(&mut self, new: &NewTable) -> Outcome {
        let name = self.creation(&new.name);
        if self.directory.get(&name).is_some() {
            return self.table_exists(new, &name);
        }
        let settled = self.with_sources(new);
        let new = settled.as_ref().unwrap_or(new);
        let inheritance = self.new_inheritance(&new.inheritance)?;
        let id = self.created(&ObjectKey::table(&name));
        self.directory.insert(name.clone(), Relation::Table);
        let table = Table {
            id,
            unlogged: new.unlogged,
            inheritance,
            ..Table::default()
        };
        self.schema.put_table(name.clone(), table);
        let parent = new.inheritance.partition_of.as_ref();
        let parent = parent.and_then(|(parent, _)| self.find_table(parent));
        let parent = parent.and_then(|parent| self.table(&parent).ok().map(|table| table.id));
        self.new_relation_properties(id, &new.properties, parent);
        self.create_columns(&name, new)?;
        self.new_table_options(&name, &new.properties)?;
        self.create_constraints(&name, new)?;
        self.settle_partitioning(&name, new)
    }

    /// What is copied is looked for before the table is there, which may hide it: it can have the same
    /// name, earlier on the path.
    fn with_sources(&self, new: &NewTable) -> Option<NewTable> {
        if new.inheritance.likes.is_empty() && new.inheritance.query.is_none() {
            return None;
        }
        let mut settled = new.clone();
        let inheritance = &mut settled.inheritance;
        let likes = inheritance.likes.iter_mut().map(|like| &mut like.source);
        let queries = inheritance.query.iter_mut();
        let queries = queries.flat_map(|query| &mut query.sources);
        for source in likes.chain(queries.map(|source| &mut source.relation)) {
            if let Some((found, _)) = self.find(source) {
                source.schema = Some(found.schema);
            }
        }
        Some(settled)
    }

    /// Columns of parents come first; those of `LIKE` stand where the statement has it.
    fn create_columns(&mut self, name: &QualifiedName, new: &NewTable) -> Outcome {
        let inheritance = &new.inheritance;
        self.columns_of_relatives(name)?;
        if let Some(query) = &inheritance.query {
            return self.columns_of_query(name, query);
        }
        if inheritance.partition_of.is_some() || inheritance.of_type.is_some() {
            let mut changes = new.columns.iter();
            return changes.try_for_each(|column| self.change_column_of_relatives(name, column));
        }
        if inheritance.likes.is_empty() && inheritance.inherits.is_empty() {
            return self.own_columns(name, &new.columns);
        }
        for (position, column) in new.columns.iter().enumerate() {
            self.likes_at(name, new, position)?;
            self.redefine_column(name, column)?;
        }
        self.likes_at(name, new, new.columns.len())
    }

    /// All columns of a table that has no others: it is looked up for all of them once.
    fn own_columns(&mut self, table: &QualifiedName, new: &[NewColumn]) -> Outcome {
        let mut columns: Vec<Column> = Vec::with_capacity(new.len());
        let mut outcome = Ok(());
        for column in new {
            let made = if columns.iter().any(|it| it.name == column.name) {
                Err(column_exists(table, &column.name))
            } else {
                self.bare_column(table, column)
            };
            match made {
                Ok(column) => columns.push(column),
                Err(problem) => {
                    outcome = Err(problem);
                    break;
                }
            }
        }
        self.table_mut(table)?.columns = columns;
        outcome
    }

    fn likes_at(&mut self, name: &QualifiedName, new: &NewTable, position: usize) -> Outcome {
        let mut likes = new
            .inheritance
            .likes
            .iter()
            .filter(|it| it.position == position);
        likes.try_for_each(|like| self.columns_of_like(name, like))
    }

    /// The key comes last: it reads columns from wherever they are.
    fn settle_partitioning(&mut self, name: &QualifiedName, new: &NewTable) -> Outcome {
        let bound = self.table(name)?.inheritance.bound.clone();
        let bound = bound.map(|bound| self.settled_bound(&bound));
        let mut key = new.inheritance.key.clone();
        for key in key.iter_mut().flat_map(|key| &mut key.keys) {
            if let KeyItem::Expression(expression) = &mut key.item {
                *expression = self.resolve_types_in(expression.clone());
            }
            self.settle_collation(name, key)?;
        }
        let inheritance = &mut self.table_mut(name)?.inheritance;
        inheritance.bound = bound;
        inheritance.key = key;
        Ok(())
    }

    /// `IF NOT EXISTS` or a guard met the table: the statement claims it, and each part that is there.
    fn table_exists(&mut self, new: &NewTable, name: &QualifiedName) -> Outcome {
        let table = self.schema.tables.get(name);
        let Some(table) = table.filter(|_| self.tolerates(new.if_not_exists)) else {
            if self.skips(name, new.if_not_exists) {
                return Ok(());
            }
            return Err(Problem::Exists(format!("the relation {name}")));
        };
        let columns = new.columns.iter();
        let columns = columns.filter_map(|column| table.part(ObjectKind::Column, &column.name));
        for id in [table.id].into_iter().chain(columns).collect::<Vec<_>>() {
            self.ensured(id);
        }
        Ok(())
    }

    fn create_constraints(&mut self, name: &QualifiedName, new: &NewTable) -> Outcome {
        let in_columns = new.columns.iter().flat_map(NewColumn::own_constraints);
        let in_table = new.constraints.iter().cloned();
        let all: Vec<NewConstraint> = in_columns.chain(in_table).collect();
        if new.inheritance.partition_of.is_none()
            && new.inheritance.inherits.is_empty()
            && new.inheritance.likes.is_empty()
        {
            return self.add_constraints(name, all);
        }
        self.checks_of_relatives(name)?;
        let (checks, others) = all.into_iter().partition(|it| creation_rank(it) == 0);
        self.add_constraints(name, checks)?;
        if let Some(parent) = self.table(name)?.inheritance.partitioned().cloned() {
            self.clone_all_to_partition(&parent, name)?;
        }
        for like in &new.inheritance.likes {
            self.parts_of_like(name, like)?;
        }
        self.add_constraints(name, others)
    }

    /// In the order of `DefineRelation` and `transformCreateStmt`: checks with the table, then the
    /// primary key, the other keys, and the foreign keys at last. Names are chosen in that order.
    fn add_constraints(&mut self, table: &QualifiedName, mut new: Vec<NewConstraint>) -> Outcome {
        new.sort_by_key(creation_rank);
        for constraint in without_repeated_keys(new) {
            self.believing(|replay| replay.add_constraint(table, &constraint).map(|_| ()))?;
        }
        Ok(())
    }

    /// The identity of a new column, whose name must be free.
    pub(super) fn new_column(
        &mut self,
        table: &QualifiedName,
        name: &Name,
    ) -> Result<ObjectId, Problem> {
        let key = Self::part(table, ObjectKind::Column, name);
        match self.table(table)?.column(name) {
            Some(_) => Err(Problem::exists(&key)),
            None => Ok(self.created(&key)),
        }
    }

    /// A column without the constraints in its definition; with its sequence.
    pub(super) fn add_bare_column(&mut self, table: &QualifiedName, new: &NewColumn) -> Outcome {
        if self.table(table)?.column(&new.name).is_some() {
            return Err(column_exists(table, &new.name));
        }
        let column = self.bare_column(table, new)?;
        self.table_mut(table)?.columns.push(column);
        Ok(())
    }

    /// A column that the table does not have yet.
    fn bare_column(&mut self, table: &QualifiedName, new: &NewColumn) -> Result<Column, Problem> {
        let id = self.created(&Self::part(table, ObjectKind::Column, &new.name));
        let (data_type, serial) = serial_type(&new.data_type);
        let mut column = Column {
            id,
            name: new.name.clone(),
            data_type: self.resolved(&data_type),
            not_null: new.not_null || new.identity.is_some() || serial,
            default: new
                .default
                .clone()
                .filter(|value| !value.is_null())
                .map(|value| self.resolve_names_in(&value)),
            identity: new.identity.as_ref().map(|(identity, _)| *identity),
            generated: new.generated.clone().map(|generated| Generated {
                expression: self.resolve_types_in(generated.expression),
                ..generated
            }),
            collation: self.resolved_collation(new.collation.as_ref()),
        };
        let settings = new.identity.as_ref().map(|(_, settings)| settings.clone());
        if let Some(settings) = settings.or_else(|| serial.then(Box::default)) {
            let identity = new.identity.is_some();
            let sequence = self.own_sequence(table, &column, identity, &settings)?;
            if serial {
                column.default = Some(nextval(&sequence));
            }
        }
        self.new_not_null(id, &new.not_null_constraint);
        self.new_column_properties(id, &new.properties);
        Ok(column)
    }

    pub(super) fn add_column(
        &mut self,
        table: &QualifiedName,
        new: &NewColumn,
        if_not_exists: bool,
    ) -> Outcome {
        let there = self.table(table)?.column(&new.name).map(|column| column.id);
        if let Some(id) = there.filter(|_| self.tolerates(if_not_exists)) {
            self.ensured(id);
            return Ok(());
        }
        self.add_bare_column(table, new)?;
        self.add_constraints(table, new.own_constraints().collect())
    }
}

pub(super) fn column_exists(table: &QualifiedName, column: &Name) -> Problem {
    Problem::Exists(format!("the column {table}.{column}"))
}

/// `transformIndexConstraints`: of two keys over the very same columns in one statement the first is
/// made, under the first name that one of them has.
fn without_repeated_keys(new: Vec<NewConstraint>) -> Vec<NewConstraint> {
    let mut kept: Vec<NewConstraint> = Vec::new();
    for constraint in new {
        let unique = matches!(constraint.body, NewConstraintBody::Unique(_));
        let prior = kept.iter_mut().filter(|_| unique).find(|prior| {
            let keys = (key(&prior.body), key(&constraint.body));
            matches!(keys, (Some(one), Some(other)) if one == other)
                && prior.deferral == constraint.deferral
        });
        match prior {
            Some(prior) => prior.name = prior.name.take().or(constraint.name),
            None => kept.push(constraint),
        }
    }
    kept
}

fn key(body: &NewConstraintBody) -> Option<&Key> {
    match body {
        NewConstraintBody::PrimaryKey(key) | NewConstraintBody::Unique(key) => Some(key),
        NewConstraintBody::UsingIndex(..)
        | NewConstraintBody::Check(_)
        | NewConstraintBody::ForeignKey(_)
        | NewConstraintBody::Exclude(_) => None,
    }
}

fn creation_rank(constraint: &NewConstraint) -> u8 {
    match constraint.body {
        NewConstraintBody::Check(_) => 0,
        NewConstraintBody::PrimaryKey(_) | NewConstraintBody::UsingIndex(KeyKind::Primary, _) => 1,
        NewConstraintBody::Unique(_)
        | NewConstraintBody::UsingIndex(KeyKind::Unique, _)
        | NewConstraintBody::Exclude(_) => 2,
        NewConstraintBody::ForeignKey(_) => 3,
    }
}

/// `serial` and its like are an integer type with a sequence (`transformColumnDefinition`).
fn serial_type(data_type: &DataType) -> (Cow<'_, DataType>, bool) {
    let plain = match data_type.base.name.as_str() {
        "serial" => "integer",
        "bigserial" => "bigint",
        "smallserial" => "smallint",
        _ => return (Cow::Borrowed(data_type), false),
    };
    (Cow::Owned(DataType::builtin(plain)), true)
}

fn nextval(sequence: &QualifiedName) -> Expression {
    let tree = Expr::Call("nextval".to_owned(), vec![Expr::Relation(sequence.clone())]);
    Expression::new(tree.to_string(), tree)
}

/// The columns of a key, joined as generated names join them: at most 63 bytes of them count.
pub(super) fn joined(columns: &[Name]) -> String {
    let mut text = String::new();
    for column in columns {
        if text.len() >= 64 {
            break;
        }
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str(column.as_str());
    }
    text
}
