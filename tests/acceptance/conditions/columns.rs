//! The columns that conditions are about.

/// A column: its name, its type, and values worth trying, as literals.
pub(super) struct Column(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) &'static [&'static str],
);

pub(super) const COLUMNS: &[Column] = &[
    Column("s", "smallint", &["-32768", "-1", "0", "1", "2", "32767"]),
    Column(
        "i",
        "integer",
        &["-2147483648", "-1", "0", "1", "2", "2147483647"],
    ),
    Column("j", "integer", &["-1", "0", "1"]),
    Column(
        "l",
        "bigint",
        &[
            "-9223372036854775808",
            "-1",
            "0",
            "1",
            "9223372036854775807",
        ],
    ),
    Column("n", "numeric", &["-1", "-0.5", "0", "1", "1.5", "'NaN'"]),
    Column(
        "f",
        "double precision",
        &["-1", "-0.5", "0", "0.5", "1", "'NaN'", "'Infinity'"],
    ),
    Column("t", "text", &["''", "'a'", "'A '", "'b'"]),
    Column("c", "character(3)", &["'a'", "'A '", "'ab'"]),
    Column("o", "boolean", &["true", "false"]),
    Column("h", "boolean", &["true", "false"]),
    Column("d", "date", &["'2020-01-01'", "'2020-01-02'", "'infinity'"]),
    Column("m", "mood", &["'sad'", "'ok'"]),
    Column("p", "whole", &["-1", "0", "1"]),
];

/// Tests that are no more than text here.
pub(super) const FIXED: &[(&str, &[&str])] = &[
    ("(i, j) < (1, 0)", &["i", "j"]),
    ("(1, 0) > (i, j)", &["i", "j"]),
    ("i < 1 AND j < 0", &["i", "j"]),
    ("i < 1 OR (i = 1 AND j < 0)", &["i", "j"]),
    ("(i, j) = (1, 0)", &["i", "j"]),
    ("(i, j) <> (1, 0)", &["i", "j"]),
    ("(i, j) IS NULL", &["i", "j"]),
    ("(i, j) IS NOT NULL", &["i", "j"]),
    ("i = ANY (ARRAY[1, NULL])", &["i"]),
    ("i = ANY (ARRAY[1])", &["i"]),
    ("i <> ALL (ARRAY[1, NULL])", &["i"]),
    ("i NOT IN (1, NULL)", &["i"]),
    ("i = ANY ('{}'::integer[])", &["i"]),
    ("i <> ALL ('{}'::integer[])", &["i"]),
    ("i < ANY (ARRAY[0, 1])", &["i"]),
    ("i < ALL (ARRAY[0, 1])", &["i"]),
    ("i IS DISTINCT FROM j", &["i", "j"]),
    ("i IS NOT DISTINCT FROM j", &["i", "j"]),
    ("j IS DISTINCT FROM i", &["i", "j"]),
    ("s::integer + j > 0", &["s", "j"]),
    ("j + s::integer > 0", &["s", "j"]),
    ("coalesce(o, false)", &["o"]),
    ("coalesce(o, true)", &["o"]),
    ("n > -1", &["n"]),
    ("n >= 0", &["n"]),
    ("s::integer > -1", &["s"]),
    ("f > -1", &["f"]),
    ("f >= 0", &["f"]),
    ("i > -1::bigint", &["i"]),
    ("i > -0.5", &["i"]),
    ("i::numeric > -1", &["i"]),
    ("NULL::boolean", &[]),
    ("true", &[]),
    ("CASE WHEN i > 0 THEN o ELSE h END", &["i", "o", "h"]),
    ("t ~~ 'a%'", &["t"]),
    ("t ~ 'a'", &["t"]),
    ("t ~* 'a'", &["t"]),
];

pub(super) fn column(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.0 == name)
}
