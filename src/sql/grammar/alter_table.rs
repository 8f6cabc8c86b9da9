//! `ALTER TABLE` and its relatives.

use sqlparser::ast::{AlterTableOperation, ForValues, Ident, ObjectName};

use sqlparser::tokenizer::{Span, Token};

use super::{Clause, ClauseOwner, ColumnChange, NotNull, Parameter, alter_column, clause, create};
use crate::sql::guard;
use crate::sql::reader::{Read, Reader};

/// `ALTER TABLE [IF EXISTS] [ONLY] name action, ...` (also for views and foreign tables).
#[derive(Debug, Clone, PartialEq)]
pub struct AlterTable {
    /// The word after `ALTER`. PostgreSQL lets `ALTER TABLE` work on any kind of relation.
    pub kind: RelationKind,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `ONLY`: children are left alone.
    pub only: bool,
    /// The relation.
    pub name: ObjectName,
    /// What is done to it, in order.
    pub actions: Vec<AlterAction>,
}

/// The word after `ALTER`, or what a `CREATE` makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// `TABLE`.
    Table,
    /// `VIEW`.
    View,
    /// `MATERIALIZED VIEW`.
    MaterializedView,
    /// `FOREIGN TABLE`.
    ForeignTable,
}

/// One action of an [`AlterTable`].
#[derive(Debug, Clone, PartialEq)]
pub enum AlterAction {
    /// An action that sqlparser reads, perhaps after clauses that it does not know were taken out:
    /// add, drop and rename columns and constraints, `RENAME TO`, defaults, `NOT NULL`, `VALIDATE`, triggers, rules, row security, `OWNER TO`,
    /// `REPLICA IDENTITY`, `SET [UN]LOGGED`.
    Read {
        /// What sqlparser reads.
        operation: Box<AlterTableOperation>,
        /// What was taken out before; on an added column or constraint only.
        clauses: Vec<Clause>,
    },
    /// `ADD [CONSTRAINT name] NOT NULL column` (18).
    AddNotNull(NotNull),
    /// `ALTER [COLUMN] column ...`, where sqlparser does not read it.
    AlterColumn {
        /// The column.
        column: Ident,
        /// What is done to it.
        change: Box<ColumnChange>,
    },
    /// `ALTER CONSTRAINT name ...`.
    AlterConstraint {
        /// The constraint.
        name: Ident,
        /// `[NOT] DEFERRABLE`.
        deferrable: Option<bool>,
        /// `INITIALLY DEFERRED` is true, `INITIALLY IMMEDIATE` is false.
        initially_deferred: Option<bool>,
        /// `[NOT] ENFORCED` (18).
        enforced: Option<bool>,
        /// `[NO] INHERIT` (18).
        inherit: Option<bool>,
    },
    /// `ATTACH PARTITION name FOR VALUES ... | DEFAULT`.
    AttachPartition {
        /// The partition.
        partition: ObjectName,
        /// Its bound.
        bound: ForValues,
    },
    /// `DETACH PARTITION name [CONCURRENTLY | FINALIZE]`.
    DetachPartition {
        /// The partition.
        partition: ObjectName,
        /// `CONCURRENTLY`, or `FINALIZE`, which completes an interrupted one.
        concurrently: bool,
        /// `FINALIZE`.
        finalize: bool,
    },
    /// `INHERIT parent`.
    Inherit(ObjectName),
    /// `NO INHERIT parent`.
    NoInherit(ObjectName),
    /// `OF type`.
    OfType(ObjectName),
    /// `NOT OF`.
    NotOf,
    /// `CLUSTER ON index`.
    ClusterOn(Ident),
    /// `SET WITHOUT CLUSTER`.
    SetWithoutCluster,
    /// `SET WITHOUT OIDS`: means nothing since 12.
    SetWithoutOids,
    /// `SET SCHEMA schema`.
    SetSchema(Ident),
    /// `SET TABLESPACE tablespace`.
    SetTablespace(Ident),
    /// `SET ACCESS METHOD method`; `DEFAULT` is none.
    SetAccessMethod(Option<Ident>),
    /// `SET (parameter = value, ...)`.
    SetParameters(Vec<Parameter>),
    /// `RESET (parameter, ...)`.
    ResetParameters(Vec<String>),
    /// `OPTIONS (...)` of a foreign table: its text.
    ForeignOptions(String),
    /// `[NO] DEPENDS ON EXTENSION extension`, of a materialized view.
    DependsOnExtension,
}

/// `ALTER TABLE` and its relatives, after the words that name the kind.
pub(super) fn read(r: &mut Reader<'_>, kind: RelationKind) -> Read<AlterTable> {
    let if_exists = r.take("IF EXISTS");
    let only = r.take("ONLY");
    let name = r.name()?;
    r.take_token(&Token::Mul);
    Ok(AlterTable {
        kind,
        if_exists,
        only,
        name,
        actions: r.separated(action)?,
    })
}

fn action(r: &mut Reader<'_>) -> Read<AlterAction> {
    if r.sees("ADD") {
        return add(r);
    }
    if r.sees("ALTER CONSTRAINT") {
        return alter_constraint(r);
    }
    if r.sees("ALTER") {
        return alter_column::read(r);
    }
    match own_action(r)? {
        Some(action) => Ok(action),
        None => sqlparsers(r),
    }
}

/// Lets sqlparser read an action, and checks that it lost nothing.
pub(super) fn sqlparsers(r: &mut Reader<'_>) -> Read<AlterAction> {
    let first = r.index();
    let operation = r.parser.parse_alter_table_operation()?;
    guard::check(&r.tokens(first, r.index()), &operation)?;
    Ok(AlterAction::Read {
        operation: Box::new(operation),
        clauses: Vec::new(),
    })
}

fn add(r: &mut Reader<'_>) -> Read<AlterAction> {
    let first = r.index();
    r.expect("ADD")?;
    if let Some(found) = clause::not_null(r)? {
        return Ok(AlterAction::AddNotNull(found));
    }
    let constraint = starts_constraint(r);
    let mut tokens = r.tokens(first, r.index());
    let column_first = r.index();
    if !constraint {
        r.take("COLUMN");
        r.take("IF NOT EXISTS");
    }
    tokens.extend(r.tokens(column_first, r.index()));
    let column = r.peek().clone();
    let mut cut = clause::cut(r, !constraint)?;
    tokens.append(&mut cut.tokens);
    let mut inner = Reader::over(r.text, tokens.clone());
    let mut operation = inner.parser.parse_alter_table_operation()?;
    inner.expect_end()?;
    guard::check(&tokens, &operation)?;
    if let AlterTableOperation::AddConstraint { not_valid, .. } = &mut operation {
        *not_valid = cut.not_valid;
    }
    let owner = match column {
        Token::Word(word) if !constraint => ClauseOwner::Column(word.to_ident(Span::empty())),
        _ => ClauseOwner::Constraint(0),
    };
    let kinds = cut.kinds.into_iter();
    Ok(AlterAction::Read {
        operation: Box::new(operation),
        clauses: kinds
            .map(|kind| Clause {
                owner: owner.clone(),
                kind,
            })
            .collect(),
    })
}

/// Whether a table constraint comes next, not a column.
pub(super) fn starts_constraint(r: &Reader<'_>) -> bool {
    let exclude = r.sees("EXCLUDE USING") || (r.sees("EXCLUDE") && *r.peek_nth(1) == Token::LParen);
    let first = [
        "CONSTRAINT",
        "UNIQUE",
        "PRIMARY KEY",
        "FOREIGN KEY",
        "CHECK",
    ];
    exclude || first.iter().any(|words| r.sees(words))
}

fn alter_constraint(r: &mut Reader<'_>) -> Read<AlterAction> {
    r.expect("ALTER CONSTRAINT")?;
    let name = r.ident()?;
    let (mut deferrable, mut deferred, mut enforced, mut inherit) = (None, None, None, None);
    while let Some(word) = r.take_one_of(&[
        "NOT DEFERRABLE",
        "DEFERRABLE",
        "INITIALLY DEFERRED",
        "INITIALLY IMMEDIATE",
        "NOT ENFORCED",
        "ENFORCED",
        "NO INHERIT",
        "INHERIT",
    ]) {
        match word {
            "NOT DEFERRABLE" | "DEFERRABLE" => deferrable = Some(word == "DEFERRABLE"),
            "NOT ENFORCED" | "ENFORCED" => enforced = Some(word == "ENFORCED"),
            "NO INHERIT" | "INHERIT" => inherit = Some(word == "INHERIT"),
            _ => deferred = Some(word == "INITIALLY DEFERRED"),
        }
    }
    Ok(AlterAction::AlterConstraint {
        name,
        deferrable,
        initially_deferred: deferred,
        enforced,
        inherit,
    })
}

fn own_action(r: &mut Reader<'_>) -> Read<Option<AlterAction>> {
    Ok(Some(if r.take("ATTACH PARTITION") {
        AlterAction::AttachPartition {
            partition: r.name()?,
            bound: create::bound(r)?,
        }
    } else if r.take("DETACH PARTITION") {
        let partition = r.name()?;
        let concurrently = r.take("CONCURRENTLY");
        let finalize = r.take("FINALIZE");
        AlterAction::DetachPartition {
            partition,
            concurrently: concurrently || finalize,
            finalize,
        }
    } else if r.take("INHERIT") {
        AlterAction::Inherit(r.name()?)
    } else if r.take("NO INHERIT") {
        AlterAction::NoInherit(r.name()?)
    } else if r.take("NOT OF") {
        AlterAction::NotOf
    } else if r.take("OF") {
        AlterAction::OfType(r.name()?)
    } else if r.take("CLUSTER ON") {
        AlterAction::ClusterOn(r.ident()?)
    } else if r.take("NO DEPENDS ON EXTENSION") || r.take("DEPENDS ON EXTENSION") {
        r.ident()?;
        AlterAction::DependsOnExtension
    } else if r.take("OPTIONS") {
        AlterAction::ForeignOptions(alter_column::options(r)?)
    } else if r.sees("RESET") {
        r.expect("RESET")?;
        AlterAction::ResetParameters(Parameter::names(r)?)
    } else {
        return set_action(r);
    }))
}

fn set_action(r: &mut Reader<'_>) -> Read<Option<AlterAction>> {
    Ok(Some(if r.take("SET WITHOUT CLUSTER") {
        AlterAction::SetWithoutCluster
    } else if r.take("SET WITHOUT OIDS") {
        AlterAction::SetWithoutOids
    } else if r.take("SET SCHEMA") {
        AlterAction::SetSchema(r.ident()?)
    } else if r.take("SET TABLESPACE") {
        let tablespace = r.ident()?;
        r.take("NOWAIT");
        AlterAction::SetTablespace(tablespace)
    } else if r.take("SET ACCESS METHOD DEFAULT") {
        AlterAction::SetAccessMethod(None)
    } else if r.take("SET ACCESS METHOD") {
        AlterAction::SetAccessMethod(Some(r.ident()?))
    } else if r.sees("SET") && *r.peek_nth(1) == Token::LParen {
        r.expect("SET")?;
        AlterAction::SetParameters(Parameter::list(r)?)
    } else {
        return Ok(None);
    }))
}
