//! Aggregates with every word of `CREATE AGGREGATE`, and relations of all sorts that `IF NOT EXISTS` finds there.

use super::code::Oracle;

const AGGREGATES: [(&str, &str); 2] = [
    (
        "0001_make",
        r#"
CREATE SCHEMA other;
CREATE TYPE pair AS (a integer, b integer);
CREATE FUNCTION joined(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(a, '') || b $$;
CREATE FUNCTION other.kept(a pair, b integer) RETURNS pair LANGUAGE sql IMMUTABLE AS $$ SELECT a $$;
CREATE FUNCTION "Loud"(a text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(a) $$;
CREATE FUNCTION finished(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a $$;
CREATE AGGREGATE read_only(text) (SFUNC = joined, STYPE = text, FINALFUNC_MODIFY = READ_ONLY, MFINALFUNC_MODIFY = READ_ONLY);
CREATE AGGREGATE shared(text) (SFUNC = joined, STYPE = text, FINALFUNC = "Loud", FINALFUNC_MODIFY = SHAREABLE, SSPACE = 64);
CREATE AGGREGATE extra(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = finished, FINALFUNC_EXTRA, INITCOND = '0');
CREATE AGGREGATE moving(integer) (
    SFUNC = int4pl, STYPE = integer, INITCOND = '0', MSFUNC = pg_catalog.int4pl, MINVFUNC = int4mi, MSTYPE = integer,
    MSSPACE = 8, MFINALFUNC = int4abs, MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '0', FINALFUNC = int4abs);
CREATE AGGREGATE smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <, COMBINEFUNC = int4smaller);
CREATE AGGREGATE largest(integer) (SFUNC = int4larger, STYPE = integer, SORTOP = OPERATOR(pg_catalog.>));
CREATE AGGREGATE half(float8) (SFUNC = float8pl, STYPE = float8, INITCOND = '0.5');
CREATE AGGREGATE kept(integer) (SFUNC = other.kept, STYPE = pair);
CREATE AGGREGATE of_old(BASETYPE = integer, SFUNC = int4pl, STYPE = integer);
CREATE AGGREGATE count_of_old(BASETYPE = 'ANY', SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE placed(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE ranked(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL, FINALFUNC_MODIFY = READ_WRITE);
"#,
    ),
    (
        "0002_change",
        r"
ALTER FUNCTION joined(text, text) RENAME TO glued;
ALTER SCHEMA other RENAME TO moved;
ALTER TYPE pair RENAME TO couple;
",
    ),
];

#[test]
fn aggregates_that_a_server_made_by_the_same_statements_are_no_finding() {
    Oracle::of(&AGGREGATES).assert_clean(&[]);
}

#[test]
fn each_word_of_an_aggregate_that_is_changed_by_hand_is_one_finding() {
    let again = |name: &str, arguments: &str, words: &str| {
        let sql = format!(
            "DROP AGGREGATE {name}({arguments}); CREATE AGGREGATE {name}({arguments}) ({words})"
        );
        let alarm = format!("error different function {name} (body) < app.0001_make");
        (sql, alarm)
    };
    let moving = "SFUNC = int4pl, STYPE = integer, INITCOND = '0', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, FINALFUNC = int4abs";
    let ranked = "SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA";
    Oracle::of(&AGGREGATES).assert_each(&[
        again("read_only", "text", "SFUNC = glued, STYPE = text, FINALFUNC_MODIFY = READ_WRITE"),
        again("shared", "text", "SFUNC = glued, STYPE = text, FINALFUNC = \"Loud\", SSPACE = 64"),
        again("extra", "integer", "SFUNC = int4pl, STYPE = integer, INITCOND = '0'"),
        again("moving", "integer", &format!("{moving}, MSSPACE = 8, MFINALFUNC = int4abs, MINITCOND = '0'")),
        again("moving", "integer", &format!("{moving}, MSSPACE = 8, MFINALFUNC = int4abs, MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '1'")),
        again("moving", "integer", &format!("{moving}, MFINALFUNC = int4abs, MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '0'")),
        again("moving", "integer", "SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = int4abs"),
        again("smallest", "integer", "SFUNC = int4smaller, STYPE = integer, COMBINEFUNC = int4smaller"),
        again("largest", "integer", "SFUNC = int4larger, STYPE = integer, SORTOP = >="),
        again("half", "float8", "SFUNC = float8pl, STYPE = float8, INITCOND = '5'"),
        again("ranked", "VARIADIC \"any\" ORDER BY VARIADIC \"any\"", ranked),
    ]);
}

const THERE: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE TYPE shape AS (id integer, name text);
CREATE TABLE source (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE parted (id integer) PARTITION BY RANGE (id);
CREATE TABLE by_query AS SELECT id FROM source;
CREATE TABLE by_like (id integer);
CREATE TABLE by_type (id integer);
CREATE TABLE by_parent (id integer);
CREATE TABLE by_partition (id integer);
CREATE MATERIALIZED VIEW kept AS SELECT id FROM source;
CREATE VIEW seen AS SELECT id FROM source;
CREATE SEQUENCE numbers;
",
    ),
    (
        "0002_again",
        r"
CREATE TABLE IF NOT EXISTS by_query AS SELECT id, name FROM source WITH NO DATA;
CREATE TABLE IF NOT EXISTS by_query (a, b) AS SELECT id, name FROM source;
CREATE TABLE IF NOT EXISTS by_like (LIKE source INCLUDING ALL);
CREATE TABLE IF NOT EXISTS by_type OF shape (PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS by_parent (more text) INHERITS (source);
CREATE TABLE IF NOT EXISTS by_partition PARTITION OF parted FOR VALUES FROM (1) TO (10);
CREATE MATERIALIZED VIEW IF NOT EXISTS kept AS SELECT id, name FROM source;
CREATE TABLE IF NOT EXISTS kept AS SELECT name FROM source;
CREATE TABLE IF NOT EXISTS seen (LIKE source);
CREATE TABLE IF NOT EXISTS numbers (id integer);
CREATE MATERIALIZED VIEW IF NOT EXISTS by_like AS SELECT 1 AS one;
CREATE SEQUENCE IF NOT EXISTS by_like;
CREATE TABLE IF NOT EXISTS fresh_query AS SELECT id, name FROM source;
CREATE TABLE IF NOT EXISTS fresh_like (LIKE source INCLUDING ALL);
CREATE TABLE IF NOT EXISTS fresh_type OF shape;
CREATE TABLE IF NOT EXISTS fresh_partition PARTITION OF parted FOR VALUES FROM (10) TO (20);
CREATE MATERIALIZED VIEW IF NOT EXISTS fresh_view AS SELECT id, name FROM source WITH NO DATA;
",
    ),
];

#[test]
fn what_if_not_exists_finds_there_stays_as_it_is() {
    Oracle::of(&THERE).assert_clean(&[]);
}
