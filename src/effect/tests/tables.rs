//! Tables and their columns.

use super::*;
use crate::effect::property::{ColumnProperty, PropertyChange};
use crate::effect::vocabulary::{
    InheritanceChange, KeyKind, NewColumn, NewConstraint, NewConstraintBody, NewTable,
};
use crate::name::Name;
use crate::schema::{Bound, Check, Deferral, GeneratedKind, Identity, ReferentialAction, Strategy};

const STATEMENTS: &str = include_str!("statements.sql");

fn table(text: &str) -> NewTable {
    match actions(text).remove(0) {
        Action::Effect(Effect::CreateTable(table)) => *table,
        other => panic!("{text}: {other:?}"),
    }
}

fn added(text: &str) -> NewConstraint {
    match change(&format!("ALTER TABLE a ADD {text}")) {
        TableChange::AddConstraint(constraint) => constraint,
        other => panic!("{text}: {other:?}"),
    }
}

fn added_column(text: &str) -> NewColumn {
    match change(&format!("ALTER TABLE a ADD {text}")) {
        TableChange::AddColumn { column, .. } => column,
        other => panic!("{text}: {other:?}"),
    }
}

fn property(text: &str) -> PropertyChange {
    match effect(text) {
        Effect::Property(_, change) => change,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn every_kind_of_statement_is_read() {
    let script = read(STATEMENTS);
    assert_eq!(script.statements.len(), STATEMENTS.lines().count());
    for statement in &script.statements {
        if let Err(reason) = grammar::read(statement) {
            panic!("{}: {reason}", statement.text);
        }
    }
}

#[test]
fn the_words_of_a_kind_are_those_that_it_is_read_from() {
    for text in [
        "CAST",
        "FOREIGN TABLE",
        "OPERATOR CLASS",
        "USER MAPPING",
        "SUBSCRIPTION",
        "TEXT SEARCH PARSER",
    ] {
        let [Action::Opaque(reason)] = &*actions(&format!("COMMENT ON {text} x IS NULL")) else {
            panic!("{text}");
        };
        let told = format!("the kind {} are not compared", text.to_lowercase());
        assert!(reason.contains(&told), "{reason}");
    }
    for text in ["TABLE", "MATERIALIZED VIEW", "TABLESPACE"] {
        let read = actions(&format!("COMMENT ON {text} x IS NULL"));
        assert_eq!(read.len(), usize::from(text != "TABLESPACE"), "{text}");
    }
}

#[test]
fn clauses_that_sqlparser_does_not_know_are_kept_with_their_owner() {
    let table = table(
        "CREATE TABLE a (storage int UNIQUE USING INDEX TABLESPACE x, b text STORAGE EXTERNAL COMPRESSION lz4, \
         LIKE z INCLUDING ALL EXCLUDING INDEXES, c int UNIQUE NULLS NOT DISTINCT, CONSTRAINT n NOT NULL c NO INHERIT, \
         CHECK (b > 'x'), FOREIGN KEY (b, c) REFERENCES u ON DELETE SET DEFAULT (c) ON UPDATE CASCADE)",
    );
    let [storage, b, c] = table.columns.as_slice() else {
        panic!("{:?}", table.columns);
    };
    assert_eq!(storage.name.as_str(), "storage");
    let index = storage.own_constraints().next().unwrap().index;
    assert_eq!(index.tablespace, Some(Name::exact("x")));
    let external = ColumnProperty::Storage(Some("external".to_owned()));
    let lz4 = ColumnProperty::Compression(Some("lz4".to_owned()));
    assert_eq!(b.properties, [external, lz4]);
    assert!(matches!(
        &c.own_constraints().next().unwrap().body,
        NewConstraintBody::Unique(key) if key.nulls_not_distinct
    ));
    assert!(c.not_null && c.not_null_constraint.no_inherit);
    let [check, foreign] = table.constraints.as_slice() else {
        panic!("{:?}", table.constraints);
    };
    assert!(matches!(check.body, NewConstraintBody::Check(_)));
    let NewConstraintBody::ForeignKey(foreign) = &foreign.body else {
        panic!("{foreign:?}");
    };
    assert_eq!(words(&foreign.on_delete_columns), ["c"]);
    assert_eq!(foreign.on_update, ReferentialAction::Cascade);
    let like = &table.inheritance.likes[0];
    assert_eq!(like.position, 2);
    assert!(like.parts.defaults && !like.parts.indexes);
}

#[test]
fn partitions_and_typed_tables_have_columns_without_types() {
    let part = table(
        "CREATE TABLE a PARTITION OF b (c NOT NULL, d WITH OPTIONS DEFAULT 4) FOR VALUES IN (1) PARTITION BY HASH (d)",
    );
    let names = |table: &NewTable| -> Vec<String> {
        let columns = table.columns.iter();
        columns.map(|column| column.name.to_string()).collect()
    };
    assert_eq!(names(&part), ["c", "d"]);
    assert!(
        part.columns
            .iter()
            .all(|it| it.data_type.to_string().is_empty())
    );
    assert_eq!(part.columns[1].default.as_ref().unwrap().text, "4");
    let inheritance = &part.inheritance;
    assert_eq!(inheritance.key.as_ref().unwrap().strategy, Strategy::Hash);
    assert!(matches!(
        inheritance.partition_of,
        Some((_, Bound::List(_)))
    ));
    let typed = table("CREATE TABLE a OF s.my (PRIMARY KEY (x), y WITH OPTIONS NOT NULL)");
    let of_type = typed.inheritance.of_type.unwrap();
    assert_eq!(
        (of_type.schema, of_type.name.as_str()),
        (Some("s".into()), "my")
    );
    let made = table("CREATE TABLE a (x, y) AS SELECT 1, 2");
    assert_eq!(names(&made), ["x", "y"]);
    assert!(made.inheritance.query.is_some());
    assert!(matches!(
        actions("CREATE TABLE a (x, y) AS SELECT 1, 2").as_slice(),
        [Action::Effect(_), Action::Query(_)]
    ));
}

#[test]
fn the_tail_of_a_table_is_taken_apart() {
    let table = table(
        "CREATE UNLOGGED TABLE a (b int) PARTITION BY RANGE (lower(b) COLLATE \"C\" text_ops, c) USING heap \
         WITH (fillfactor = 70, toast.autovacuum_enabled = off, Flag) TABLESPACE ts",
    );
    let told: Vec<_> = table
        .properties
        .options
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("fillfactor", "70"),
            ("flag", "true"),
            ("toast.autovacuum_enabled", "off"),
        ]
    );
    assert_eq!(table.properties.method, Some("heap".into()));
    assert_eq!(table.properties.tablespace, Some("ts".into()));
    assert_eq!(table.inheritance.key.unwrap().keys.len(), 2);
    assert!(table.unlogged);
}

#[test]
fn identity_options_come_in_any_order() {
    let table = table(
        "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY (CACHE 5 START 3 NO CYCLE MINVALUE -4))",
    );
    let Some((Identity::Always, settings)) = &table.columns[0].identity else {
        panic!();
    };
    assert_eq!(
        (settings.cache, settings.start, settings.min, settings.cycle),
        (Some(5), Some(3), Some(Some(-4)), Some(false))
    );
}

#[test]
fn djangos_added_columns_and_constraints_are_whole() {
    let column = added_column(
        "COLUMN \"b_id\" bigint DEFAULT 3 NOT NULL CONSTRAINT \"fk\" REFERENCES \"b\"(\"id\") DEFERRABLE INITIALLY DEFERRED",
    );
    assert!(column.not_null && column.default.is_some());
    let foreign = &column.own_constraints().next().unwrap();
    assert_eq!(foreign.name, Some("fk".into()));
    assert_eq!(foreign.deferral, Deferral::InitiallyDeferred);
    let check = added("CONSTRAINT x CHECK (a > 1) NOT VALID NO INHERIT");
    assert!(!check.validated);
    assert!(matches!(
        check.body,
        NewConstraintBody::Check(Check {
            no_inherit: true,
            ..
        })
    ));
    let unique = added("UNIQUE (b) WITH (fillfactor=70) USING INDEX TABLESPACE ts DEFERRABLE");
    assert_eq!(unique.index.options["fillfactor"], "70");
    assert_eq!(unique.index.tablespace, Some("ts".into()));
    assert_eq!(unique.deferral, Deferral::InitiallyImmediate);
    let primary = added("CONSTRAINT p PRIMARY KEY USING INDEX i");
    assert!(matches!(
        primary.body,
        NewConstraintBody::UsingIndex(KeyKind::Primary, _)
    ));
}

#[test]
fn what_postgresql_18_adds_is_read() {
    let primary = added("CONSTRAINT p PRIMARY KEY (id, at WITHOUT OVERLAPS)");
    assert!(matches!(
        primary.body,
        NewConstraintBody::PrimaryKey(key) if key.without_overlaps
    ));
    let foreign = added("FOREIGN KEY (id, PERIOD at) REFERENCES b (id, PERIOD at)");
    let NewConstraintBody::ForeignKey(foreign) = foreign.body else {
        panic!("{foreign:?}");
    };
    assert!(foreign.period);
    assert_eq!(words(&foreign.columns), ["id", "at"]);
    assert_eq!(words(&foreign.referenced), ["id", "at"]);
    for (text, kind) in [
        ("", GeneratedKind::Virtual),
        (" VIRTUAL", GeneratedKind::Virtual),
        (" STORED", GeneratedKind::Stored),
    ] {
        let column = added_column(&format!("b int GENERATED ALWAYS AS (a * 2){text} NOT NULL"));
        assert_eq!(column.generated.as_ref().unwrap().kind, kind, "{text}");
    }
    let added = change("ALTER TABLE a ADD CONSTRAINT n NOT NULL c NOT VALID");
    assert!(
        matches!(added, TableChange::AddNotNull(_, said) if said.not_valid && !said.no_inherit)
    );
}

#[test]
fn columns_are_altered_in_every_way() {
    let of_column = |text: &str| format!("ALTER TABLE t ALTER COLUMN c {text}");
    let TableChange::Type {
        data_type,
        collation,
        ..
    } = change(&of_column(
        "TYPE varchar(10) COLLATE \"C\" USING c::varchar(10)",
    ))
    else {
        panic!();
    };
    assert_eq!(collation.unwrap().name.as_str(), "C");
    assert_eq!(data_type.to_string(), "character varying(10)");
    for (text, target) in [
        ("SET STATISTICS -1", None),
        ("SET STATISTICS 500", Some(500)),
    ] {
        let wanted = PropertyChange::Column("c".into(), ColumnProperty::Target(target));
        assert_eq!(property(&of_column(text)), wanted);
    }
    assert!(matches!(
        change(&of_column("DROP IDENTITY IF EXISTS")),
        TableChange::DropIdentity {
            if_exists: true,
            ..
        }
    ));
    assert!(matches!(
        change(&of_column("ADD GENERATED BY DEFAULT AS IDENTITY")),
        TableChange::AddIdentity(_, Identity::ByDefault, _)
    ));
    let TableChange::SetIdentity(_, identity, settings) = change(&of_column(
        "SET GENERATED ALWAYS SET INCREMENT BY 3 RESTART",
    )) else {
        panic!();
    };
    assert_eq!(
        (identity, settings.increment),
        (Some(Identity::Always), Some(3))
    );
    let mixed = actions(
        "ALTER TABLE t ALTER a SET STORAGE MAIN, ALTER b SET NOT NULL, ALTER c SET DEFAULT 1, ALTER d DROP DEFAULT",
    );
    assert!(matches!(
        mixed.as_slice(),
        [
            Action::Effect(Effect::Property(..)),
            Action::Effect(Effect::AlterTable(..)),
            Action::Effect(Effect::AlterTable(..)),
            Action::Effect(Effect::AlterTable(..)),
        ]
    ));
}

#[test]
fn partitions_come_and_go() {
    let inheritance = |text: &str| match change(text) {
        TableChange::Inheritance(change) => change,
        other => panic!("{text}: {other:?}"),
    };
    assert!(matches!(
        inheritance("ALTER TABLE t ATTACH PARTITION s.p FOR VALUES FROM (MINVALUE) TO (3)"),
        InheritanceChange::Attach(_, Bound::Range(_, _))
    ));
    assert!(matches!(
        inheritance("ALTER TABLE t DETACH PARTITION p FINALIZE"),
        InheritanceChange::Detach {
            concurrently: true,
            ..
        }
    ));
}
