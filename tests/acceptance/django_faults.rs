//! A fault in each thing that only some projects use: named, at its migration, and nothing else is.

use crate::support::cli::Tool;
use crate::support::django::project;

/// The change by hand, and the one alarm that it must raise.
type Fault = (&'static str, &'static str);

const INDEXES: &[Fault] = &[
    (
        "DROP INDEX paper_bloom",
        "error missing index pgindexes_paper.paper_bloom < pgindexes.0002_every_index",
    ),
    (
        "ALTER INDEX paper_gist_span SET (fillfactor = 71)",
        "error different index pgindexes_paper.paper_gist_span (options) < pgindexes.0002_every_index",
    ),
    (
        "ALTER INDEX paper_brin SET (pages_per_range = 17)",
        "error different index pgindexes_paper.paper_brin (options) < pgindexes.0002_every_index",
    ),
    (
        "DROP INDEX paper_gin_path; CREATE INDEX paper_gin_path ON pgindexes_paper USING gin (data) WITH (fastupdate = off)",
        "error different index pgindexes_paper.paper_gin_path (opclass) < pgindexes.0002_every_index",
    ),
    (
        "DROP INDEX paper_hash; CREATE INDEX paper_hash ON pgindexes_paper USING btree (code) WITH (fillfactor = 60)",
        "error different index pgindexes_paper.paper_hash (method) < pgindexes.0002_every_index",
    ),
    (
        "DROP INDEX paper_c_x; CREATE INDEX paper_c_x ON pgindexes_paper (lower(code) text_pattern_ops) WHERE grade IS NULL",
        "error different index pgindexes_paper.paper_c_x (predicate) < pgindexes.0004_concurrently",
    ),
    (
        "CREATE INDEX paper_c_spare ON pgindexes_paper (code)",
        "error surviving index pgindexes_paper.paper_c_spare < pgindexes.0005_not_concurrently",
    ),
    (
        "DROP INDEX kinds_done_note",
        "error missing index kinds_done.kinds_done_note < kinds.0020_do_blocks",
    ),
];

const CONSTRAINTS: &[Fault] = &[
    (
        "ALTER TABLE pgconstraints_booking DROP CONSTRAINT booking_overlap",
        "error missing constraint pgconstraints_booking.booking_overlap < pgconstraints.0004_altered",
    ),
    (
        "ALTER TABLE pgconstraints_booking DROP CONSTRAINT booking_opclass;
         ALTER TABLE pgconstraints_booking ADD CONSTRAINT booking_opclass EXCLUDE USING gist
         (address inet_ops WITH &&, room_id gist_int8_ops WITH =) WHERE (state = 'open' AND address IS NOT NULL)",
        "error different constraint pgconstraints_booking.booking_opclass (predicate) < pgconstraints.0002_exclusion",
    ),
    (
        "ALTER TABLE pgconstraints_booking ALTER CONSTRAINT booking_second_fk NOT DEFERRABLE",
        "error different constraint pgconstraints_booking.booking_second_fk (deferrable) < pgconstraints.0006_validate",
    ),
    (
        "ALTER TABLE meta_seating DROP CONSTRAINT meta_seating_pkey",
        "error missing constraint meta_seating.meta_seating_pkey < meta.0007_composite_key",
    ),
    (
        "ALTER TABLE pgconstraints_room DROP CONSTRAINT room_known_check;
         ALTER TABLE pgconstraints_room ADD CONSTRAINT room_known_check CHECK (NOT (name = '?')) NOT VALID;
         COMMENT ON CONSTRAINT room_known_check ON pgconstraints_room IS 'known; at last'",
        "error invalid constraint pgconstraints_room.room_known_check (validated) < pgconstraints.0006_validate",
    ),
];

const COLUMNS: &[Fault] = &[
    (
        "ALTER TABLE fields_preset ALTER COLUMN large SET DEFAULT 8",
        "error different column fields_preset.large (default) < fields.0007_expressions",
    ),
    (
        "ALTER TABLE fields_derived ALTER COLUMN known_as DROP EXPRESSION",
        "error different column fields_derived.known_as (generated) < fields.0007_expressions",
    ),
    (
        "ALTER TABLE pgfields_span ALTER COLUMN nums TYPE int4range USING NULL",
        "error different column pgfields_span.nums (type) < pgfields.0002_ranges",
    ),
    (
        "ALTER TABLE pgfields_board ALTER COLUMN labels TYPE varchar(20)[]",
        "error different column pgfields_board.labels (type) < pgfields.0007_alter_types",
    ),
    (
        "ALTER TABLE pgfields_sack ALTER COLUMN attributes DROP NOT NULL",
        "error different column pgfields_sack.attributes (nullable) < pgfields.0004_hstore",
    ),
    (
        "ALTER TABLE pgfields_retired ALTER COLUMN ci_char TYPE text",
        "error different column pgfields_retired.ci_char (type) < pgfields.0006_retired_fields",
    ),
    (
        "ALTER TABLE kinds_word ALTER COLUMN german TYPE varchar(90) COLLATE \"C\"",
        "error different column kinds_word.german (collation) < kinds.0005_collations",
    ),
    (
        "ALTER TABLE meta_song DROP COLUMN _order",
        "error missing column meta_song._order < meta.0003_order_with_respect_to",
    ),
    (
        "ALTER TABLE archive.document ALTER COLUMN size TYPE integer",
        "error different column document.size (type) < meta.0005_other_schema",
    ),
];

const OTHERS: &[Fault] = &[
    (
        "DROP EXTENSION pgcrypto",
        "error missing extension pgcrypto < pgfields.0001_extensions",
    ),
    (
        "ALTER TABLE archive.document SET SCHEMA kinds_aside",
        "error misplaced table document < meta.0005_other_schema",
    ),
    (
        "ALTER SEQUENCE kinds_figures INCREMENT BY 3",
        "error different sequence kinds_figures (bounds) < kinds.0017_sequences",
    ),
    (
        "DROP VIEW kinds_named",
        "error missing view kinds_named < kinds.0006_views",
    ),
    (
        "DROP MATERIALIZED VIEW kinds_totals",
        "error missing materialized_view kinds_totals < kinds.0007_materialized_views",
    ),
    (
        "DROP TYPE kinds_none",
        "error missing type kinds_none < kinds.0001_enums",
    ),
    (
        "DROP TRIGGER kinds_item_touch ON kinds_item",
        "error missing trigger kinds_item.kinds_item_touch < kinds.0010_triggers",
    ),
    (
        "DROP TABLE kinds_aside.thing",
        "error missing table thing < kinds.0021_schemas",
    ),
];

fn assert_found(faults: &[Fault]) {
    let wrong: Vec<String> = faults.iter().filter_map(misjudged).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What was reported, where it was not exactly the one alarm.
fn misjudged((damage, alarm): &Fault) -> Option<String> {
    let database = project().database();
    database.execute(damage);
    let tool = Tool::new(&database.url(), project().ledger());
    let alarms = tool.report(&["--fail-on", "never"], 0).alarms();
    (alarms != [*alarm]).then(|| format!("{damage}\n  wanted {alarm}\n  got    {alarms:#?}"))
}

#[test]
fn each_fault_of_an_index_is_named() {
    assert_found(INDEXES);
}

#[test]
fn each_fault_of_a_constraint_is_named() {
    assert_found(CONSTRAINTS);
}

#[test]
fn each_fault_of_a_column_is_named() {
    assert_found(COLUMNS);
}

#[test]
fn each_fault_of_another_object_is_named() {
    assert_found(OTHERS);
}
