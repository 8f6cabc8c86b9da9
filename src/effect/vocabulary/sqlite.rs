//! What a statement does to the schema of an SQLite database. What is made stands here in the model's own words, without
//! identities: SQLite keeps the text of the statement, so both sides read the same.

use crate::name::Name;
use crate::schema::{Column, Constraint, Expression, Index, ObjectKind, Table, Trigger, View};

/// What is done to the schema of an SQLite database.
#[derive(Debug, Clone, PartialEq)]
pub enum SqliteChange {
    /// `CREATE TABLE`, `CREATE VIRTUAL TABLE`.
    CreateTable(SqliteTable),
    /// `CREATE TABLE ... AS`: a table of which the statement does not tell the columns.
    CreateUntoldTable(Name),
    /// `CREATE INDEX`: of which table, and what it is.
    CreateIndex(New<(Name, Index)>),
    /// `CREATE VIEW`.
    CreateView(New<View>),
    /// `CREATE TRIGGER`: on which table or view, and what it is.
    CreateTrigger(New<(Name, Trigger)>),
    /// `DROP TABLE`, `DROP INDEX`, `DROP VIEW`, `DROP TRIGGER`.
    Drop {
        /// Which of them.
        kind: ObjectKind,
        /// Its name.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// An action of `ALTER TABLE`.
    AlterTable(Name, SqliteTableChange),
    /// `PRAGMA legacy_alter_table`.
    LegacyAlterTable(bool),
}

/// What a statement makes.
#[derive(Debug, Clone, PartialEq)]
pub struct New<T> {
    /// Its name.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// What it is, without an identity.
    pub object: T,
}

/// `CREATE TABLE`: its columns, and its constraints by name. One that was given no name is called by what it is over
/// (`crate::schema::unnamed`).
pub type SqliteTable = New<Table>;

/// One action of `ALTER TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub enum SqliteTableChange {
    /// `RENAME TO`.
    Rename(Name),
    /// `RENAME COLUMN`.
    RenameColumn {
        /// Its name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// `ADD COLUMN`: the column, and the constraints in its definition.
    AddColumn(Box<(Column, Vec<(Name, Constraint)>)>),
    /// `DROP COLUMN`.
    DropColumn(Name),
    /// `ALTER COLUMN ... SET NOT NULL` (true), `DROP NOT NULL` (false), since 3.53.
    NotNull(Name, bool),
    /// `ADD CONSTRAINT name CHECK`, since 3.53.
    AddCheck(Name, Expression),
    /// `DROP CONSTRAINT`, since 3.53.
    DropConstraint(Name),
}
