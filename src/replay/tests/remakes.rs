//! Tables made anew by Django's SQLite schema editor.

use super::{complaints, objects};
use crate::effect::Reading;
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::replay::{Expected, Replay};
use crate::schema::{Attribute, ConstraintBody};

/// What `sqlmigrate` of Django 5.2 prints on SQLite, migration by migration.
const PRINTED: [&str; 7] = [
    include_str!("sqlite/0001_initial.sql"),
    include_str!("sqlite/0002_add_field.sql"),
    include_str!("sqlite/0003_alter_field.sql"),
    include_str!("sqlite/0004_rename_field.sql"),
    include_str!("sqlite/0005_remove_field.sql"),
    include_str!("sqlite/0006_constraint.sql"),
    include_str!("sqlite/0007_rename_model.sql"),
];

/// Replays one migration for each text.
fn replay(migrations: &[&str]) -> Expected {
    let mut replay = Replay::new(vec![Name::from("main")]);
    for (number, sql) in (1..).zip(migrations) {
        let key = MigrationKey::new("app", format!("{number:04}"));
        let reading = Reading::of_sqlite(&key, "app/file.sql", sql);
        replay.begin_migration();
        for statement in &reading.statements {
            replay.apply(&statement.location, statement.steps());
        }
    }
    replay.finish()
}

#[test]
fn tables_made_anew_are_the_tables_that_they_were() {
    let expected = replay(&PRINTED);
    assert_eq!(complaints(&expected), [""; 0]);
    insta::assert_snapshot!(objects(&expected).join("\n"), @r"
    table main.app_novel
    column app_novel.id integer NOT NULL
    column app_novel.data text NOT NULL
    column app_novel.at datetime
    column app_novel.ok bool NOT NULL
    column app_novel.n integer unsigned NOT NULL
    column app_novel.author_id bigint NOT NULL
    column app_novel.pages integer NOT NULL
    column app_novel.heading varchar(60) NOT NULL
    CHECK CHECK (data)
    CHECK CHECK (n)
    FOREIGN KEY FOREIGN KEY (author_id)
    PRIMARY KEY PRIMARY KEY
    CHECK pos
    UNIQUE uq
    index app_book_author_id_980d3e25
    index app_book_heading_03eb1e99
    index app_book_heading_n_d9eba397_uniq
    index atidx
    index uqc
    table main.app_novel_others
    column app_novel_others.id integer NOT NULL
    column app_novel_others.novel_id integer NOT NULL
    column app_novel_others.writer_id bigint NOT NULL
    FOREIGN KEY FOREIGN KEY (novel_id)
    FOREIGN KEY FOREIGN KEY (writer_id)
    PRIMARY KEY PRIMARY KEY
    index app_novel_others_novel_id_6e271c6b
    index app_novel_others_novel_id_writer_id_a7f68e37_uniq
    index app_novel_others_writer_id_d4350497
    table main.app_writer
    column app_writer.id integer NOT NULL
    column app_writer.meta text NOT NULL
    column app_writer.full text
    CHECK CHECK (meta)
    PRIMARY KEY PRIMARY KEY
    ");
    let novel = QualifiedName::new(Name::from("main"), Name::from("app_novel"));
    let others = QualifiedName::new(Name::from("main"), Name::from("app_novel_others"));
    let pointing = expected.schema.tables[&others].constraints.values();
    let targets: Vec<_> = pointing
        .filter_map(|constraint| match &constraint.body {
            ConstraintBody::ForeignKey(foreign) => Some(foreign.table.name.to_string()),
            _ => None,
        })
        .collect();
    assert!(targets.contains(&"app_novel".to_owned()), "{targets:?}");
    assert!(targets.contains(&"app_writer".to_owned()), "{targets:?}");
    assert!(expected.schema.tables.contains_key(&novel));
}

#[test]
fn what_a_remake_leaves_as_it_was_keeps_its_migration() {
    let expected = replay(&PRINTED[..6]);
    let book = QualifiedName::new(Name::from("main"), Name::from("app_book"));
    let table = &expected.schema.tables[&book];
    let made = |id| {
        let origin = expected.origins.of(id).expect("an origin");
        expected.origins.at(origin.named).migration.clone()
    };
    let answers = |column: &str, attribute| {
        let column = table.column(&Name::from(column)).expect("a column");
        let location = expected.origins.answering(column.id, attribute);
        let location = location.expect("a location");
        expected.origins.at(location).migration.clone()
    };
    let number = |number: &str| MigrationKey::new("app", number);
    assert_eq!(made(table.id), number("0001"));
    assert_eq!(answers("n", Attribute::Type), number("0001"));
    assert_eq!(answers("pages", Attribute::Type), number("0002"));
    assert_eq!(answers("heading", Attribute::Type), number("0003"));
    let index = Name::from("app_book_author_id_980d3e25");
    assert_eq!(made(table.indexes[&index].id), number("0001"));
}
