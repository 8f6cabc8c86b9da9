//! Casts, operators, languages, text search objects, publications ...: objects that are known by a
//! name and a few words.

use super::code::Oracle;

const OTHERS: [(&str, &str); 2] = [
    (
        "0001_make",
        r"
CREATE SCHEMA side;
CREATE TABLE item (id integer PRIMARY KEY, name text);
CREATE TABLE side.entry (id integer PRIMARY KEY);
CREATE TABLE later (id integer PRIMARY KEY);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)';
CREATE FUNCTION other(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) <> lower($2)';
CREATE FUNCTION mood_of(text) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT ''ok''::mood';
CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = same, COMMUTATOR = ===, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR !== (LEFTARG = text, RIGHTARG = text, PROCEDURE = public.other, NEGATOR = OPERATOR(public.===));
CREATE OPERATOR side.!!! (RIGHTARG = text, FUNCTION = length);
CREATE OPERATOR ~=~ (LEFTARG = text, RIGHTARG = text, FUNCTION = same);
CREATE CAST (mood AS integer) WITH INOUT AS ASSIGNMENT;
CREATE CAST (text AS mood) WITH FUNCTION mood_of(text);
CREATE CAST (mood AS varchar) WITH INOUT;
CREATE CAST (mood[] AS text) WITH INOUT AS IMPLICIT;
CREATE CONVERSION conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE CAST', 'ALTER CAST') EXECUTE FUNCTION watched();
CREATE EVENT TRIGGER fleeting ON sql_drop EXECUTE PROCEDURE watched();
CREATE FOREIGN DATA WRAPPER files VALIDATOR postgresql_fdw_validator;
CREATE SERVER there TYPE 't' VERSION '1' FOREIGN DATA WRAPPER files OPTIONS (host 'h', port '5432');
CREATE SERVER IF NOT EXISTS there FOREIGN DATA WRAPPER files;
CREATE TRUSTED LANGUAGE plx HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS oc FOR TYPE integer USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE OPERATOR CLASS own FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(integer);
CREATE PUBLICATION pub FOR TABLE item, side.entry WITH (publish = 'update, insert');
CREATE PUBLICATION every FOR ALL TABLES WITH (publish_via_partition_root = true);
CREATE PUBLICATION none;
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = snowball, Language = english, StopWords = english);
CREATE TEXT SEARCH CONFIGURATION conf (COPY = pg_catalog.russian);
CREATE TEXT SEARCH CONFIGURATION bare (PARSER = default);
CREATE TEXT SEARCH PARSER par (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE tem (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;
CREATE TYPE doomed AS ENUM ('a');
CREATE FUNCTION doomed_text(doomed) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''x''';
CREATE CAST (doomed AS text) WITH FUNCTION doomed_text(doomed);
CREATE OPERATOR <<<< (RIGHTARG = doomed, FUNCTION = doomed_text);
",
    ),
    (
        "0002_change",
        r"
ALTER OPERATOR ~=~ (text, text) SET SCHEMA side;
ALTER OPERATOR !== (text, text) SET (RESTRICT = neqsel);
ALTER FUNCTION other(text, text) RENAME TO another;
ALTER TYPE mood RENAME TO feeling;
DROP CAST (feeling AS varchar);
DROP CAST IF EXISTS (feeling AS bigint);
ALTER CONVERSION conv RENAME TO conversion;
ALTER EVENT TRIGGER watch DISABLE;
DROP EVENT TRIGGER fleeting;
ALTER SERVER there OPTIONS (SET host 'i', DROP port, ADD dbname 'd');
ALTER SERVER there VERSION '2';
ALTER FOREIGN DATA WRAPPER files RENAME TO papers;
ALTER LANGUAGE plx RENAME TO ply;
ALTER OPERATOR FAMILY fam USING btree RENAME TO kin;
ALTER OPERATOR CLASS oc USING btree SET SCHEMA side;
ALTER PUBLICATION pub ADD TABLE later;
ALTER PUBLICATION pub DROP TABLE item;
ALTER TABLE later RENAME TO late;
ALTER PUBLICATION none SET (publish = 'insert');
ALTER TEXT SEARCH DICTIONARY dict (StopWords);
ALTER TEXT SEARCH DICTIONARY dict RENAME TO words;
ALTER TEXT SEARCH CONFIGURATION conf ALTER MAPPING FOR asciiword, word WITH words, simple;
ALTER TEXT SEARCH CONFIGURATION conf DROP MAPPING IF EXISTS FOR url, host;
ALTER TEXT SEARCH CONFIGURATION conf ALTER MAPPING REPLACE russian_stem WITH english_stem;
ALTER TEXT SEARCH CONFIGURATION bare ADD MAPPING FOR word WITH simple;
ALTER TEXT SEARCH CONFIGURATION bare SET SCHEMA side;
ALTER TEXT SEARCH TEMPLATE tem RENAME TO tom;
DROP TYPE doomed CASCADE;
",
    ),
];

#[test]
fn objects_that_a_server_made_by_the_same_statements_are_no_finding() {
    let left_out = Oracle::of(&OTHERS).left_out();
    let members = |key| {
        format!(
            "operator class {key}: the definition was not compared: the members of an operator class are not compared"
        )
    };
    let expected = [
        members("public.own USING hash"),
        members("side.oc USING btree"),
    ];
    assert_eq!(left_out, expected);
}

const MADE: &str = "0001_make";
const CHANGED: &str = "0002_change";

/// SQL by hand, the alarm without its severity, and the migration.
const FAULTS: &[(&str, &str, &str)] = &[
    (
        "DROP OPERATOR side.!!! (NONE, text)",
        "missing operator !!!(none, text)",
        MADE,
    ),
    (
        "ALTER OPERATOR side.!!! (NONE, text) SET SCHEMA public",
        "misplaced operator !!!(none, text)",
        MADE,
    ),
    (
        "ALTER OPERATOR side.~=~ (text, text) SET SCHEMA public",
        "missing operator ~=~(text, text) < app.0002_change\nerror surviving operator ~=~(text, text)",
        CHANGED,
    ),
    (
        "ALTER OPERATOR !== (text, text) SET (RESTRICT = eqsel)",
        "different operator !==(text, text) (functions)",
        CHANGED,
    ),
    (
        "DROP CAST (feeling AS integer)",
        "missing cast feeling AS integer",
        MADE,
    ),
    (
        "DROP CAST (feeling AS integer); CREATE CAST (feeling AS integer) WITH INOUT",
        "different cast feeling AS integer (context)",
        MADE,
    ),
    (
        "CREATE CAST (feeling AS varchar) WITH INOUT",
        "surviving cast feeling AS character varying",
        CHANGED,
    ),
    (
        "DROP CONVERSION conversion",
        "missing conversion conversion",
        CHANGED,
    ),
    (
        "ALTER EVENT TRIGGER watch ENABLE",
        "different event_trigger watch (enabled)",
        CHANGED,
    ),
    (
        "CREATE EVENT TRIGGER fleeting ON sql_drop EXECUTE PROCEDURE watched()",
        "surviving event_trigger fleeting",
        CHANGED,
    ),
    (
        "ALTER SERVER there OPTIONS (SET host 'j')",
        "different server there (options)",
        CHANGED,
    ),
    (
        "ALTER SERVER there VERSION '3'",
        "different server there (version)",
        CHANGED,
    ),
    (
        "ALTER FOREIGN DATA WRAPPER papers NO VALIDATOR",
        "different foreign_data_wrapper papers (functions)",
        MADE,
    ),
    ("DROP LANGUAGE ply", "missing language ply", CHANGED),
    (
        "DROP OPERATOR CLASS own USING hash",
        "missing operator_class own USING hash",
        MADE,
    ),
    (
        "ALTER PUBLICATION pub ADD TABLE item",
        "different publication pub (tables)",
        CHANGED,
    ),
    (
        "ALTER PUBLICATION pub SET (publish = 'insert')",
        "different publication pub (publish)",
        MADE,
    ),
    (
        "ALTER PUBLICATION every SET (publish_via_partition_root = false)",
        "different publication every (options)",
        MADE,
    ),
    ("DROP PUBLICATION none", "missing publication none", MADE),
    (
        "ALTER TEXT SEARCH DICTIONARY words (StopWords = english)",
        "different text_search_dictionary words (options)",
        CHANGED,
    ),
    (
        "ALTER TEXT SEARCH CONFIGURATION conf DROP MAPPING FOR email",
        "different text_search_configuration conf (mappings)",
        CHANGED,
    ),
    (
        "ALTER TEXT SEARCH CONFIGURATION side.bare SET SCHEMA public",
        "missing text_search_configuration bare < app.0002_change\nerror surviving text_search_configuration bare",
        CHANGED,
    ),
    (
        "DROP TEXT SEARCH PARSER par",
        "missing text_search_parser par",
        MADE,
    ),
    (
        "DROP TEXT SEARCH TEMPLATE tom",
        "missing text_search_template tom",
        CHANGED,
    ),
    (
        "DROP TRANSFORM FOR integer LANGUAGE sql",
        "missing transform integer LANGUAGE sql",
        MADE,
    ),
    (
        "DROP ACCESS METHOD tree",
        "missing access_method tree",
        MADE,
    ),
];

#[test]
fn each_change_of_such_an_object_by_hand_is_one_finding() {
    let faults: Vec<(String, String)> = FAULTS
        .iter()
        .map(|(sql, alarm, at)| ((*sql).to_owned(), format!("error {alarm} < app.{at}")))
        .collect();
    Oracle::of(&OTHERS).assert_each(&faults);
}
