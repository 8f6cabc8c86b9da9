//! What was parsed, as text again. sqlparser takes two quotes in a row, and one behind a backslash, for one that is doubled
//! already, and prints them as they are: where each is doubled before, that is so.

use std::fmt::Display;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Ident, ObjectName, ObjectNamePart, Select, SelectItem, TableFactor, Value, ValueWithSpan,
    VisitMut, VisitorMut,
};

/// The text of an expression or query.
pub(crate) fn printed<T: Display + Clone + VisitMut>(parsed: &T) -> String {
    let text = parsed.to_string();
    let is_plain = ["\"\"", "''", "\\\"", "\\'"]
        .iter()
        .all(|it| !text.contains(it));
    if is_plain {
        return text;
    }
    let mut parsed = parsed.clone();
    let _: ControlFlow<()> = parsed.visit(&mut Doubled);
    parsed.to_string()
}

struct Doubled;

fn double(name: &mut Ident) {
    if let Some(quote) = name.quote_style {
        name.value = twice(&name.value, quote);
    }
}

fn twice(text: &str, quote: char) -> String {
    text.replace(quote, &format!("{quote}{quote}"))
}

impl VisitorMut for Doubled {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        match expr {
            Expr::Identifier(name) => double(name),
            Expr::CompoundIdentifier(names) => names.iter_mut().for_each(double),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_value(&mut self, value: &mut ValueWithSpan) -> ControlFlow<()> {
        if let Value::SingleQuotedString(text) = &mut value.value {
            *text = twice(text, '\'');
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &mut ObjectName) -> ControlFlow<()> {
        for part in &mut relation.0 {
            if let ObjectNamePart::Identifier(name) = part {
                double(name);
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        for item in &mut select.projection {
            if let SelectItem::ExprWithAlias { alias, .. } = item {
                double(alias);
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { alias, .. } | TableFactor::Derived { alias, .. } = factor
            && let Some(alias) = alias
        {
            double(&mut alias.name);
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use sqlparser::dialect::PostgreSqlDialect;
    use sqlparser::parser::Parser;

    use super::*;

    #[test]
    fn what_is_printed_is_what_was_read() {
        for text in [
            r#"SELECT 'a''''b' AS """""", """a" FROM """""" AS "x""" WHERE """""" > '''' AND "a""b" <> ''"#,
            r"SELECT 'a\''b', 'a\', '\''''x'",
            r#"SELECT t."""""" FROM (SELECT 1 AS """""") AS t"#,
            "SELECT 'it''s', a FROM t",
        ] {
            let query = Parser::new(&PostgreSqlDialect {})
                .try_with_sql(text)
                .and_then(|mut it| it.parse_query());
            assert_eq!(printed(&query.unwrap()), text);
        }
    }
}
