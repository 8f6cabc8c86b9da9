//! What an expression became when a column that it reads became of another type: the server prints it
//! with the casts that the old type asked for, and reads that again (`ATPostAlterTypeParse` of
//! `tablecmds.c`).

use super::normal::Normal;
use super::{Scope, literal, types};
use crate::name::Name;
use crate::schema::{Expr, Expression, Former, Literal, Retyped};

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
    let former = |name: &Name| {
        let mut changes = later.iter();
        changes.find_map(|retyped| retyped.columns.get(name))
    };
    let column_type = |name: &Name| match former(name) {
        Some(former) if former.domain => None,
        Some(former) => Some(former.data_type.clone()),
        None => (scope.column_type)(name),
    };
    let then = Scope {
        column_type: &column_type,
        label: scope.label,
        result: None,
    };
    let visitor = Normal {
        scope: &then,
        printed: true,
    };
    let mut tree = tree.clone();
    cast_domains(&mut tree, &|name| former(name).filter(|it| it.domain));
    let mut tree = visitor.visit(&tree).node;
    tree.for_each_mut(&mut plain_numbers);
    tree
}

/// The value of a domain is cast to the type below it, but where any value will do.
fn cast_domains<'a>(node: &mut Expr, domain: &dyn Fn(&Name) -> Option<&'a Former>) {
    let any_value = match node {
        Expr::Is(inner, word) => word.ends_with("NULL") && matches!(**inner, Expr::Column(_)),
        Expr::Cast(inner, _) => matches!(**inner, Expr::Column(_)),
        _ => false,
    };
    if any_value {
        return;
    }
    if let Expr::Column(name) = node
        && let Some(former) = domain(name)
    {
        let below = types::plain(&former.data_type);
        *node = Expr::Cast(Box::new(Expr::Column(name.clone())), below);
        return;
    }
    for child in node.children_mut() {
        cast_domains(child, domain);
    }
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
    use crate::schema::DataType;

    fn data_type(text: &str) -> DataType {
        match read(&format!("NULL::{text}")).tree.clone() {
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
            label: &|_, _| false,
            result: Some(data_type("boolean")),
        };
        let mut expected = read(expected);
        for (at, former) in former.iter().enumerate() {
            let former = Former {
                data_type: data_type(former.trim_start_matches("domain ")),
                domain: former.starts_with("domain "),
            };
            let columns = BTreeMap::from([(Name::exact("c"), former)]);
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
                "c > 2 AND c IS NOT NULL",
                &["domain integer", "bigint"],
                "(((c)::integer > 2) AND (c IS NOT NULL))",
            ),
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
