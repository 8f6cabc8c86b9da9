use sqlparser::ast::{AlterTableOperation, ColumnOption, DataType, TableConstraint};

use super::*;
use crate::sql::grammar::{AlterAction, ClauseKind, ClauseOwner, ColumnChange, CreateTable};

const STATEMENTS: &str = include_str!("statements.sql");

fn table(text: &str) -> CreateTable {
    match extra(text) {
        Extra::CreateTable(table) => table,
        other => panic!("{text}: {other:?}"),
    }
}

pub(super) fn actions(text: &str) -> Vec<AlterAction> {
    match extra(text) {
        Extra::AlterTable(alter) => alter.actions,
        other => panic!("{text}: {other:?}"),
    }
}

/// The only action, read by sqlparser, and the clauses that were taken out of it.
fn read_action(text: &str) -> (AlterTableOperation, Vec<ClauseKind>) {
    match actions(text).remove(0) {
        AlterAction::Read { operation, clauses } => (
            *operation,
            clauses.into_iter().map(|clause| clause.kind).collect(),
        ),
        other => panic!("{text}: {other:?}"),
    }
}

fn change(text: &str) -> ColumnChange {
    match actions(&format!("ALTER TABLE t ALTER COLUMN c {text}")).remove(0) {
        AlterAction::AlterColumn { change, .. } => *change,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn every_kind_of_statement_is_read() {
    let script = read(STATEMENTS);
    assert_eq!(script.statements.len(), STATEMENTS.lines().count());
    for statement in &script.statements {
        if let Syntax::Unreadable { reason } = &statement.syntax {
            panic!("{}: {reason}", statement.text);
        }
    }
}

#[test]
fn the_words_of_a_kind_are_those_that_it_is_read_from() {
    for text in [
        "TABLE",
        "MATERIALIZED VIEW",
        "OPERATOR CLASS",
        "USER MAPPING",
        "TABLESPACE",
        "TEXT SEARCH PARSER",
    ] {
        let Extra::Comment(comment) = extra(&format!("COMMENT ON {text} x IS NULL")) else {
            panic!("{text}");
        };
        assert_eq!(comment.kind.words(), text);
    }
}

#[test]
fn clauses_that_sqlparser_does_not_know_are_kept_with_their_owner() {
    let table = table(
        "CREATE TABLE a (storage int UNIQUE USING INDEX TABLESPACE x, b text STORAGE EXTERNAL COMPRESSION lz4, \
         LIKE z INCLUDING ALL EXCLUDING INDEXES, c int UNIQUE NULLS NOT DISTINCT, CONSTRAINT n NOT NULL c NO INHERIT, \
         CHECK (b > 'x'), FOREIGN KEY (b, c) REFERENCES u ON DELETE SET DEFAULT (c) ON UPDATE CASCADE)",
    );
    let told: Vec<String> = table
        .clauses
        .iter()
        .map(|clause| {
            let owner = match &clause.owner {
                ClauseOwner::Column(name) => name.to_string(),
                ClauseOwner::Constraint(number) => number.to_string(),
            };
            let kind = format!("{:?}", clause.kind);
            format!("{owner} {}", kind.split('(').next().unwrap())
        })
        .collect();
    let expected = [
        "storage IndexTablespace",
        "b Storage",
        "b Compression",
        "c NullsDistinct",
        "1 OnDeleteColumns",
    ];
    assert_eq!(told, expected);
    assert_eq!(table.likes[0].position, 2);
    assert_eq!(
        table.likes[0].options,
        [(true, "all".to_owned()), (false, "indexes".to_owned())]
    );
    assert!(table.not_nulls[0].no_inherit);
    assert_eq!(
        (table.ast.columns.len(), table.ast.constraints.len()),
        (3, 2)
    );
}

#[test]
fn partitions_and_typed_tables_have_columns_without_types() {
    let part = table(
        "CREATE TABLE a PARTITION OF b (c NOT NULL, d WITH OPTIONS DEFAULT 4) FOR VALUES IN (1) PARTITION BY HASH (d)",
    );
    assert!(
        part.ast
            .columns
            .iter()
            .all(|column| column.data_type == DataType::Unspecified)
    );
    assert_eq!(
        part.ast.columns[1].options[0].option.to_string(),
        "DEFAULT 4"
    );
    assert_eq!(part.partition_by.unwrap().strategy, "hash");
    assert!(part.ast.for_values.is_some());
    let typed = table("CREATE TABLE a OF s.my (PRIMARY KEY (x), y WITH OPTIONS NOT NULL)");
    assert_eq!(typed.of_type.unwrap().to_string(), "s.my");
    let made = table("CREATE TABLE a (x, y) AS SELECT 1, 2");
    assert_eq!(made.ast.columns.len(), 2);
    assert!(made.ast.query.is_some());
}

#[test]
fn the_tail_of_a_table_is_taken_apart() {
    let table = table(
        "CREATE UNLOGGED TABLE a (b int) PARTITION BY RANGE (lower(b) COLLATE \"C\" text_ops, c) USING heap \
         WITH (fillfactor = 70, toast.autovacuum_enabled = off, Flag) TABLESPACE ts",
    );
    let told: Vec<_> = table
        .parameters
        .iter()
        .map(|p| (p.name.as_str(), p.value.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("fillfactor", Some("70")),
            ("toast.autovacuum_enabled", Some("off")),
            ("flag", None)
        ]
    );
    assert_eq!(table.access_method.unwrap().value, "heap");
    assert_eq!(table.tablespace.unwrap().value, "ts");
    assert_eq!(table.partition_by.unwrap().keys.len(), 2);
    assert!(table.ast.unlogged);
}

#[test]
fn identity_options_come_as_a_clause_in_any_order() {
    let table = table(
        "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY (CACHE 5 START 3 NO CYCLE MINVALUE -4))",
    );
    let ClauseKind::Identity(settings) = &table.clauses[0].kind else {
        panic!();
    };
    assert_eq!(
        (settings.cache, settings.start, settings.min, settings.cycle),
        (Some(5), Some(3), Some(Some(-4)), Some(false))
    );
    let option = &table.ast.columns[0].options[0].option;
    let ColumnOption::Generated {
        sequence_options, ..
    } = option
    else {
        panic!();
    };
    assert!(sequence_options.as_ref().is_none_or(Vec::is_empty));
}

#[test]
fn djangos_added_columns_and_constraints_are_whole() {
    let (operation, _) = read_action(
        "ALTER TABLE \"a\" ADD COLUMN \"b_id\" bigint DEFAULT 3 NOT NULL CONSTRAINT \"fk\" REFERENCES \"b\"(\"id\") DEFERRABLE INITIALLY DEFERRED",
    );
    let AlterTableOperation::AddColumn { column_def, .. } = operation else {
        panic!();
    };
    assert_eq!(column_def.options.len(), 3);
    assert_eq!(column_def.options[2].name.as_ref().unwrap().value, "fk");
    let (operation, clauses) =
        read_action("ALTER TABLE a ADD CONSTRAINT x CHECK (a > 1) NOT VALID NO INHERIT");
    let AlterTableOperation::AddConstraint {
        constraint: TableConstraint::Check(check),
        not_valid: true,
    } = operation
    else {
        panic!();
    };
    assert!(check.no_inherit && clauses.is_empty());
    let (_, clauses) = read_action(
        "ALTER TABLE a ADD UNIQUE (b) WITH (fillfactor=70) USING INDEX TABLESPACE ts DEFERRABLE",
    );
    assert!(matches!(
        &clauses[..],
        [
            ClauseKind::IndexParameters(_),
            ClauseKind::IndexTablespace(_)
        ]
    ));
}

#[test]
fn what_postgresql_18_adds_is_read() {
    let (_, clauses) =
        read_action("ALTER TABLE a ADD CONSTRAINT p PRIMARY KEY (id, at WITHOUT OVERLAPS)");
    assert_eq!(clauses, [ClauseKind::WithoutOverlaps]);
    let (operation, clauses) =
        read_action("ALTER TABLE a ADD FOREIGN KEY (id, PERIOD at) REFERENCES b (id, PERIOD at)");
    assert_eq!(clauses, [ClauseKind::Period]);
    assert!(
        operation
            .to_string()
            .contains("(id, at) REFERENCES b(id, at)")
    );
    for (text, is_virtual) in [("", true), (" VIRTUAL", true), (" STORED", false)] {
        let (_, clauses) = read_action(&format!(
            "ALTER TABLE a ADD b int GENERATED ALWAYS AS (a * 2){text} NOT NULL"
        ));
        assert_eq!(clauses.contains(&ClauseKind::Virtual), is_virtual, "{text}");
    }
    let added = actions("ALTER TABLE a ADD CONSTRAINT n NOT NULL c NOT VALID").remove(0);
    assert!(
        matches!(added, AlterAction::AddNotNull(found) if found.not_valid && !found.no_inherit)
    );
}

#[test]
fn columns_are_altered_in_every_way() {
    let ColumnChange::SetType {
        collation, using, ..
    } = change("TYPE varchar(10) COLLATE \"C\" USING c::varchar(10)")
    else {
        panic!();
    };
    assert_eq!(collation.unwrap().to_string(), "\"C\"");
    assert_eq!(using.unwrap().to_string(), "c::VARCHAR(10)");
    assert_eq!(
        change("SET STATISTICS -1"),
        ColumnChange::SetStatistics(None)
    );
    assert_eq!(
        change("SET STATISTICS 500"),
        ColumnChange::SetStatistics(Some(500))
    );
    assert_eq!(
        change("DROP IDENTITY IF EXISTS"),
        ColumnChange::DropIdentity { if_exists: true }
    );
    assert!(matches!(
        change("ADD GENERATED BY DEFAULT AS IDENTITY"),
        ColumnChange::AddIdentity { always: false, .. }
    ));
    let ColumnChange::SetIdentity { always, settings } =
        change("SET GENERATED ALWAYS SET INCREMENT BY 3 RESTART")
    else {
        panic!();
    };
    assert_eq!(
        (always, settings.increment, settings.restart),
        (Some(true), Some(3), Some(None))
    );
    let mixed = actions(
        "ALTER TABLE t ALTER a SET STORAGE MAIN, ALTER b SET NOT NULL, ALTER c SET DEFAULT 1, ALTER d DROP DEFAULT",
    );
    let ours = |action: &AlterAction| matches!(action, AlterAction::AlterColumn { .. });
    assert_eq!(
        mixed.iter().map(ours).collect::<Vec<_>>(),
        [true, false, false, false]
    );
}
