//! The ledger's expression against the one that the server prints back.
//!
//! PostgreSQL stores the parse tree of what the statement said, after parse analysis: casts that the
//! types ask for, literals of a type, names resolved. Both sides are brought to one normal form by the
//! same rules. Equal normal forms are a proof of sameness; trees that differ even where casts and
//! spellings are overlooked are a proof of difference; all else is undecided.

mod extension;
mod functions;
mod interval;
mod labels;
mod literal;
mod matching;
mod normal;
mod operators;
mod range;
mod reread;
#[cfg(test)]
mod servers;
mod typed;
mod types;

use matching::{Matcher, Overlooked};

use crate::name::Name;
use crate::schema::{DataType, Expr, Expression};

/// The version of these rules. Whoever changes what they say of two texts makes it one more: then nothing
/// that only they see otherwise is taken for a change of the database.
pub const CANONICALISER: u32 = 2;

/// What is known about two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// The same tree.
    Exact,
    /// Another spelling of the same expression; the reason.
    Equivalent(&'static str),
    /// Not the same expression.
    Different,
    /// Neither could be proved; the reason.
    Undecided(&'static str),
}

/// What an expression stands among.
#[derive(Clone)]
pub struct Scope<'a> {
    /// The data type of a column of the table, as the catalog holds it; `None` where there is no such column.
    pub column_type: &'a dyn Fn(&Name) -> Option<DataType>,
    /// Whether a text is a label of an enum type, as the catalog holds it.
    pub label: &'a dyn Fn(&DataType, &str) -> bool,
    /// The type that the value is assigned to: the column's for a default or a generated column,
    /// `boolean` for a check or a predicate, `None` for an index key.
    pub result: Option<DataType>,
}

/// Holds the ledger's expression against the server's. Both are read as `effect::expression` reads
/// them; `live` is what `pg_get_expr` printed with an empty `search_path`.
#[must_use]
pub(super) fn compare(expected: &Expression, live: &Expression, scope: &Scope<'_>) -> Sameness {
    if expected.tree == live.tree {
        return Sameness::Exact;
    }
    if matching::same_text(&expected.text, &live.text) {
        return Sameness::Equivalent("the text is the same");
    }
    let reread = reread::reread(expected, scope);
    let stored = as_stored(reread.as_ref().unwrap_or(&expected.tree), &live.tree);
    let older = stored.is_some();
    let expected = stored
        .as_ref()
        .or(reread.as_ref())
        .unwrap_or(&expected.tree);
    let (first, second) = (
        normal::normal(expected, scope),
        normal::normal(&live.tree, scope),
    );
    if Matcher::default().matches(&first, &second) {
        return Sameness::Equivalent(if older {
            "servers before 14 store EXTRACT as date_part"
        } else {
            "the server's spelling of the same expression"
        });
    }
    if expected.has_opaque() || live.tree.has_opaque() {
        return Sameness::Undecided("a part of the expression could not be read");
    }
    differing(&first, &second, scope)
}

fn differing(expected: &Expr, live: &Expr, scope: &Scope<'_>) -> Sameness {
    let mut matcher = Matcher {
        loose: true,
        labels: labels::in_trees([expected, live], scope),
        ..Matcher::default()
    };
    if !matcher.matches(expected, live) {
        return Sameness::Different;
    }
    Sameness::Undecided(match matcher.overlooked.first() {
        Some(Overlooked::Literal) => "only the server can tell whether two literals are one value",
        Some(Overlooked::Function) => "two functions may be one",
        Some(Overlooked::Collation) => "a collation stands on one side only",
        Some(Overlooked::Cast) | None => "a cast stands on one side only, or casts to another type",
    })
}

/// The ledger's tree as a server before 14 stored it (`gram.y` up to 13: EXTRACT is `date_part`),
/// where the live tree shows that one did: a database may since have been upgraded.
fn as_stored(expected: &Expr, live: &Expr) -> Option<Expr> {
    let calls = |tree: &Expr, name: &str| {
        let mut found = false;
        tree.for_each(&mut |node| found |= matches!(node, Expr::Call(called, _) if called == name));
        found
    };
    let older = calls(live, "date_part") && !calls(live, "extract") && calls(expected, "extract");
    older.then(|| {
        let mut stored = expected.clone();
        stored.for_each_mut(&mut |node| {
            if let Expr::Call(name, _) = node
                && name == "extract"
            {
                "date_part".clone_into(name);
            }
        });
        stored
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::expression::read;

    fn column_type(name: &Name) -> Option<DataType> {
        let text = match name.as_str() {
            "name" => "character varying(10)",
            "a" | "b" => "integer",
            "n" => "numeric(12,2)",
            "f" => "double precision",
            "at" => "timestamp with time zone",
            "data" => "jsonb",
            "mood" => "public.mood",
            _ => return None,
        };
        Some(data_type(text))
    }

    fn data_type(text: &str) -> DataType {
        match read(&format!("NULL::{text}")).tree {
            Expr::Cast(_, data_type) => data_type,
            other => panic!("{text} is no type: {other:?}"),
        }
    }

    fn held(expected: &str, live: &str, result: Option<&str>) -> Sameness {
        let scope = Scope {
            column_type: &column_type,
            label: &|data_type, text| {
                data_type.base.name.as_str() == "mood" && ["sad", "ok", "happy"].contains(&text)
            },
            result: result.map(data_type),
        };
        compare(&read(expected), &read(live), &scope)
    }

    fn check(expected: &str, live: &str) -> Sameness {
        held(expected, live, Some("boolean"))
    }

    #[test]
    fn one_tree_is_exact_whatever_the_parentheses() {
        assert_eq!(check("a > 0", "((\"a\" > 0))"), Sameness::Exact);
    }

    #[test]
    fn a_cast_that_the_column_asks_for_is_no_difference() {
        for (expected, live) in [
            ("name = 'x'", "((name)::text = 'x'::text)"),
            ("n > 1", "(n > (1)::numeric)"),
            ("a / 2.0 > 1", "(((a)::numeric / 2.0) > (1)::numeric)"),
            ("mood = 'ok'", "(mood = 'ok'::public.mood)"),
            ("data = '{\"a\":1}'", "(data = '{\"a\": 1}'::jsonb)"),
            ("name LIKE 'a%%\\%%'", "((name)::text ~~ 'a%\\%%%'::text)"),
        ] {
            let found = check(expected, live);
            assert!(
                matches!(found, Sameness::Equivalent(_)),
                "{expected}: {found:?}"
            );
        }
    }

    #[test]
    fn a_cast_that_changes_the_value_is_no_spelling() {
        for (expected, live) in [
            (
                "lower(name::varchar(3)) = 'x'",
                "(lower((name)::text) = 'x'::text)",
            ),
            (
                "a / 2 > 1",
                "(((a)::numeric / (2)::numeric) > (1)::numeric)",
            ),
            ("a::numeric / b > 1", "((a / b) > 1)"),
            ("f > 0.2::real", "(f > (0.2)::double precision)"),
            ("name::character(10) = 'x'", "((name)::text = 'x'::text)"),
        ] {
            let found = check(expected, live);
            assert!(
                matches!(found, Sameness::Undecided(_) | Sameness::Different),
                "{expected}: {found:?}"
            );
        }
    }

    #[test]
    fn casts_to_two_types_that_nothing_inserts_are_a_difference() {
        for (expected, live) in [
            (
                "name::varchar(5) = 'x'",
                "(((name)::character varying(4))::text = 'x'::text)",
            ),
            (
                "at::date = '2020-01-01'",
                "((at)::text = '2020-01-01'::text)",
            ),
        ] {
            assert_eq!(check(expected, live), Sameness::Different, "{expected}");
        }
    }

    #[test]
    fn the_order_of_tests_means_nothing() {
        let found = check(
            "a IN (1, 2) AND b > 0",
            "((b > 0) AND (a = ANY (ARRAY[2, 1])))",
        );
        assert!(matches!(found, Sameness::Equivalent(_)), "{found:?}");
        let found = check("a IN (1, 2)", "(a = ANY (ARRAY[1, 1]))");
        assert_eq!(found, Sameness::Different);
    }

    #[test]
    fn literals_are_compared_by_value_where_their_type_is_known() {
        let default = |expected, live, of| held(expected, live, Some(of));
        for (expected, live, of) in [
            ("0", "'0'::bigint", "bigint"),
            ("'t'", "true", "boolean"),
            ("'1 days 0 seconds'", "'1 day'::interval", "interval"),
            (
                "'2020-01-01 00:00:00+00:00'",
                "'2020-01-01 00:00:00+00'::timestamp with time zone",
                "timestamptz",
            ),
            (
                "'{\"b\":1,\"a\":2.0}'",
                "'{\"a\": 2.0, \"b\": 1}'::jsonb",
                "jsonb",
            ),
            ("B'101'", "'b101'::\"bit\"", "bit(3)"),
            ("B'101'", "'b101'::\"bit\"", "bit varying(8)"),
            ("'x1'", "'0001'::bit varying", "bit varying"),
            ("X'1f'::bit(8)", "'00011111'::bit(8)", "bit(8)"),
            (
                "'a=>1'::hstore",
                "'\"a\"=>\"1\"'::public.hstore",
                "public.hstore",
            ),
            ("'a=>1'", "'\"a\"=>\"1\"'::public.hstore", "public.hstore"),
            ("nextval('s')", "nextval('public.s'::regclass)", "integer"),
            (
                "nextval('\"a.b\"')",
                "nextval('public.\"a.b\"'::regclass)",
                "integer",
            ),
        ] {
            let found = default(expected, live, of);
            assert!(
                matches!(found, Sameness::Equivalent(_)),
                "{expected}: {found:?}"
            );
        }
        for (expected, live, of) in [
            ("'1'", "2", "integer"),
            ("'1 day'", "'24:00:00'::interval", "interval"),
            ("'x'", "'X'::character varying", "varchar(5)"),
            ("'{}'", "'[]'::jsonb", "jsonb"),
            ("B'101'", "'100'::\"bit\"", "bit(3)"),
            ("'a=>1'", "'\"a\"=>\"2\"'::public.hstore", "public.hstore"),
            ("'2020-01-01'", "'2020-01-02'::date", "date"),
            (
                "name LIKE 'a\\%%'",
                "((name)::text ~~ 'a\\%'::text)",
                "boolean",
            ),
            ("name = 'a%%'", "((name)::text = 'a%'::text)", "boolean"),
            ("name LIKE 'a_'", "((name)::text ~~ 'a__'::text)", "boolean"),
        ] {
            assert_eq!(
                default(expected, live, of),
                Sameness::Different,
                "{expected}"
            );
        }
    }

    #[test]
    fn a_literal_that_only_the_server_can_read_is_undecided() {
        for (expected, live, of) in [
            (
                "'now'",
                "'2020-01-01 00:00:00+00'::timestamp with time zone",
                "timestamptz",
            ),
            ("'1 fortnight'", "'14 days'::interval", "interval"),
            ("'$1'", "'$1.00'::money", "money"),
            ("'0.1234567891'", "'0.12345679'::real", "real"),
            (
                "'0.12345678901234567'",
                "'0.12345678901234568'::double precision",
                "float8",
            ),
            (
                "'10:00:00.1234567'",
                "'10:00:00.123457'::time without time zone",
                "time",
            ),
            ("'[1.00000000000000000001]'", "'[1]'::jsonb", "jsonb"),
        ] {
            let found = held(expected, live, Some(of));
            assert!(
                matches!(found, Sameness::Undecided(_)),
                "{expected}: {found:?}"
            );
        }
    }

    #[test]
    fn a_function_of_another_schema_is_not_the_ledgers() {
        assert_eq!(
            held("app.f(a)", "public.f(a)", None),
            Sameness::Undecided("two functions may be one")
        );
        assert!(matches!(
            held("f(a)", "public.f(a)", None),
            Sameness::Equivalent(_)
        ));
        assert_eq!(held("f(a)", "g(a)", None), Sameness::Different);
    }

    #[test]
    fn two_labels_of_one_enum_are_different() {
        for (expected, live) in [
            ("mood = 'ok'", "(mood = 'sad'::public.mood)"),
            (
                "mood IN ('ok', 'sad')",
                "(mood = ANY (ARRAY['ok'::public.mood, 'happy'::public.mood]))",
            ),
        ] {
            assert_eq!(check(expected, live), Sameness::Different, "{expected}");
        }
        // A label may have been renamed since.
        let found = check("mood = 'fine'", "(mood = 'ok'::public.mood)");
        assert!(matches!(found, Sameness::Undecided(_)), "{found:?}");
    }

    #[test]
    fn what_cannot_be_read_is_compared_as_text_and_never_different() {
        assert!(matches!(check("a b  c", "a b c"), Sameness::Equivalent(_)));
        let text = "EXISTS (SELECT 1 FROM t)";
        assert!(matches!(
            check(text, "EXISTS (SELECT 2 FROM t)"),
            Sameness::Undecided(_)
        ));
        assert!(matches!(check(text, "a > 1"), Sameness::Undecided(_)));
    }

    #[test]
    fn extract_is_the_date_part_of_older_servers_and_not_the_other_way_round() {
        let (extract, part) = (
            "EXTRACT(year FROM at) > 2000",
            "(date_part('year'::text, at) > (2000)::double precision)",
        );
        assert!(matches!(check(extract, part), Sameness::Equivalent(_)));
        assert!(matches!(check(part, extract), Sameness::Undecided(_)));
    }
}
