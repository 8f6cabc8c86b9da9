//! What an expression became when a column that it reads became of another type: the server prints it
//! with the casts that the old type asked for, and reads that again (`ATPostAlterTypeParse` of
//! `tablecmds.c`).

use super::normal::Normal;
use super::{Scope, literal};
use crate::name::Name;
use crate::schema::{DataType, Expr, Expression, Literal, Retyped};

/// The tree after all changes; `None` where there was none.
pub(super) fn reread(expected: &Expression, scope: &Scope<'_>) -> Option<Expr> {
    let mut tree = None;
    for at in 0..expected.retyped.len() {
        let later = expected.retyped.get(at..).unwrap_or_default();
        let before = tree.as_ref().unwrap_or(&expected.tree);
        tree = Some(printed(before, later, scope));
    }
    tree
}

fn printed(tree: &Expr, later: &[Retyped], scope: &Scope<'_>) -> Expr {
    let column_type = |name: &Name| -> Option<DataType> {
        let mut changes = later.iter();
        let before = changes.find_map(|retyped| retyped.columns.get(name));
        before.cloned().or_else(|| (scope.column_type)(name))
    };
    let then = Scope {
        column_type: &column_type,
        result: None,
    };
    let visitor = Normal {
        scope: &then,
        printed: true,
    };
    let mut tree = visitor.visit(tree).node;
    tree.for_each_mut(&mut plain_numbers);
    tree
}

/// Numbers as a print has them: the normal form spells them in a way of its own.
fn plain_numbers(node: &mut Expr) {
    if let Expr::Literal(Literal::Number(text)) = node
        && let Some(plain) = literal::plain_number(text)
    {
        *text = plain;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::compare::expression::{Sameness, compare};
    use crate::effect::expression::read;

    fn data_type(text: &str) -> DataType {
        match read(&format!("NULL::{text}")).tree {
            Expr::Cast(_, data_type) => data_type,
            other => panic!("{text} is no type: {other:?}"),
        }
    }

    /// What is found of a check after column `c` was of all these types, one after the other.
    fn held(expected: &str, types: &[&str], live: &str) -> Sameness {
        let (last, former) = types.split_last().expect("a type");
        let column_type = |name: &Name| {
            Some(match name.as_str() {
                "c" => data_type(last),
                _ => data_type("integer"),
            })
        };
        let scope = Scope {
            column_type: &column_type,
            result: Some(data_type("boolean")),
        };
        let mut expected = read(expected);
        for (at, former) in former.iter().enumerate() {
            let columns = BTreeMap::from([(Name::exact("c"), data_type(former))]);
            expected.retyped.push(Retyped {
                statement: at,
                columns,
            });
        }
        compare(&expected, &read(live), &scope)
    }

    #[test]
    fn a_check_keeps_the_casts_that_the_old_type_asked_for() {
        for (expected, types, live) in [
            (
                "c <> ''",
                &["varchar(20)", "character(5)"][..],
                "((c)::text <> ''::text)",
            ),
            (
                "c > 0",
                &["numeric(10,2)", "bigint"],
                "((c)::numeric > (0)::numeric)",
            ),
            ("c > 100", &["bigint", "integer"], "(c > 100)"),
            ("c < d", &["bigint", "integer"], "(c < d)"),
            (
                "c IN ('x', 'y')",
                &["text", "character(5)"],
                "((c)::text = ANY (ARRAY['x'::text, 'y'::text]))",
            ),
            (
                "c + d > 3",
                &["numeric", "double precision", "bigint"],
                "(((c)::double precision + ((d)::numeric)::double precision) > ((3)::numeric)::double precision)",
            ),
        ] {
            let found = held(expected, types, live);
            assert!(
                matches!(found, Sameness::Exact | Sameness::Equivalent(_)),
                "{expected}: {found:?}"
            );
        }
    }

    #[test]
    fn another_value_is_found_below_the_casts() {
        let found = held(
            "c > 0",
            &["numeric", "bigint"],
            "((c)::numeric > (1)::numeric)",
        );
        assert_eq!(found, Sameness::Different);
    }
}
