//! What faults that were thrown together once brought to light.

use super::{GROUNDS, Set, assert_all_repaired};

/// What is special of it, and the damages.
const KEPT: [(&str, &[&str]); 8] = [
    (
        "a default of a parent is not that of its children",
        &["ALTER TABLE kinds_parent ALTER COLUMN size SET DEFAULT nullif(NULL::integer, NULL::integer)"],
    ),
    (
        "a check of a domain has a comment",
        &["ALTER DOMAIN kinds_positive DROP CONSTRAINT kinds_is_small"],
    ),
    (
        "an operator class is looked up on the path",
        &[
            "DROP INDEX paper_x_gist",
            "CREATE INDEX paper_x_gist ON pgindexes_paper USING gist (title gist_trgm_ops) WHERE (1 < 2)",
        ],
    ),
    (
        "the ledger calls a foreign key otherwise",
        &[
            "ALTER TABLE \"Renamed Musicians_rivals\" DROP CONSTRAINT renames_musician_riv_to_musician_id_f2b60974_fk_renames_m",
            "ALTER TABLE \"Renamed Musicians_rivals\" ADD CONSTRAINT renames_musician_riv_to_musician_id_f2b60974_fk_renames_m
             FOREIGN KEY (to_musician_id) REFERENCES \"Renamed Musicians\"(id) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
        ],
    ),
    (
        "the path of a step changes how the server prints a definition",
        &[
            // Before 15 there is none: then nothing is done.
            "DROP INDEX booking_partial_uniq;
             CREATE UNIQUE INDEX booking_partial_uniq ON pgconstraints_booking (visitor COLLATE \"POSIX\", places) WHERE NOT is_cancelled",
            "DROP INDEX retired_nick",
            "CREATE UNIQUE INDEX retired_nick ON pgfields_retired (nick) INCLUDE (id) WHERE nick <> 'nobody'::citext",
        ],
    ),
    (
        "the type of an extension is stored as it says",
        &["ALTER TABLE various_value ALTER COLUMN pairs SET STORAGE MAIN"],
    ),
    (
        "an extension goes into the schema in which its statement was run",
        &["DROP EXTENSION btree_gin CASCADE"],
    ),
    (
        "an index compresses as its column does",
        &["ALTER TABLE library_book ALTER COLUMN isbn SET COMPRESSION pglz"],
    ),
];

#[test]
fn what_was_wrong_once_is_repaired() {
    let sets = KEPT.iter().map(|(_, damages)| Set {
        ground: &GROUNDS[0],
        with_rows: false,
        damages: damages.to_vec(),
    });
    assert_all_repaired(sets.collect(), false);
}
