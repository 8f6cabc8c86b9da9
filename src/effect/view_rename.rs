//! A query after a relation that it reads was renamed or moved: the server keeps relations by their
//! identity, and prints them under the names that they have now (`set_rtable_names` of `ruleutils.c`).

use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Ident, ObjectName, Query, Select, SelectItem, SelectItemQualifiedWildcardKind,
    TableFactor, VisitMut, VisitorMut,
};

use super::{names, query_reads};
use crate::name::{Name, QualifiedName};
use crate::sql;

/// The text with the relation under its new name. None where the text cannot be read, or where the query
/// itself calls something by one of the two names, so that a word does not tell what it means.
#[must_use]
pub fn renamed(text: &str, from: &QualifiedName, to: &QualifiedName) -> Option<String> {
    let mut query = sql::parser(text)
        .and_then(|mut parser| parser.parse_query())
        .ok()?;
    let relations = query_reads::reads(&query).relations;
    let mut named = relations.iter().filter(|it| it.name == from.name);
    let meant = named.next().is_some_and(|it| {
        it.schema
            .as_ref()
            .is_none_or(|schema| schema == &from.schema)
    });
    if !meant || named.next().is_some() {
        return None;
    }
    match query.visit(&mut Rename { from, to }) {
        ControlFlow::Continue(()) => Some(query.to_string()),
        ControlFlow::Break(()) => None,
    }
}

struct Rename<'a> {
    from: &'a QualifiedName,
    to: &'a QualifiedName,
}

type Step = ControlFlow<()>;

impl Rename<'_> {
    /// Whether the query gives one of the names to something of its own.
    fn clashes(&self, given: &Ident) -> bool {
        let given = names::name(given);
        given == self.from.name || given == self.to.name
    }

    fn is_old(&self, ident: &Ident) -> bool {
        names::name(ident) == self.from.name
    }

    /// The name that stands for a row of the relation: the one before the column's.
    fn follow(&self, qualification: &mut [Ident]) {
        if let Some(last) = qualification.last_mut()
            && self.is_old(last)
        {
            *last = quoted(&self.to.name);
        }
    }
}

fn quoted(name: &Name) -> Ident {
    Ident::with_quote('"', name.as_str())
}

impl VisitorMut for Rename<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> Step {
        let tables = query.with.iter().flat_map(|with| &with.cte_tables);
        let mut given = tables.map(|table| &table.alias.name);
        if given.any(|name| self.clashes(name)) {
            return Step::Break(());
        }
        Step::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> Step {
        for item in &mut select.projection {
            if let SelectItem::QualifiedWildcard(
                SelectItemQualifiedWildcardKind::ObjectName(name),
                _,
            ) = item
                && names::reference(name).name == self.from.name
            {
                *name = ObjectName::from(vec![quoted(&self.to.name)]);
            }
        }
        Step::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> Step {
        let alias = match factor {
            TableFactor::Table { alias, .. }
            | TableFactor::Derived { alias, .. }
            | TableFactor::Function { alias, .. }
            | TableFactor::TableFunction { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::NestedJoin { alias, .. } => alias.as_ref(),
            _ => return Step::Break(()),
        };
        if alias.is_some_and(|alias| self.clashes(&alias.name)) {
            return Step::Break(());
        }
        if let TableFactor::Table {
            name, args: None, ..
        } = factor
            && names::reference(name).name == self.from.name
        {
            let parts = [&self.to.schema, &self.to.name].map(quoted);
            *name = ObjectName::from(parts.to_vec());
        }
        Step::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> Step {
        match expr {
            // A whole row, or a column of that name.
            Expr::Identifier(ident) if self.is_old(ident) => Step::Break(()),
            Expr::CompoundIdentifier(parts) => {
                if let Some((_, qualification)) = parts.split_last_mut() {
                    self.follow(qualification);
                    // The schema before it is the old one.
                    if let [.., _, _] = qualification {
                        return Step::Break(());
                    }
                }
                Step::Continue(())
            }
            Expr::CompoundFieldAccess { root, .. } => match root.as_ref() {
                Expr::Identifier(ident) if self.is_old(ident) => Step::Break(()),
                _ => Step::Continue(()),
            },
            _ => Step::Continue(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> Option<String> {
        let name = |name| QualifiedName::new(Name::exact("public"), Name::exact(name));
        renamed(text, &name("book"), &name("volume"))
    }

    #[test]
    fn a_relation_is_followed_wherever_it_stands_for_its_rows() {
        for (before, expected) in [
            (
                "SELECT id FROM book",
                "SELECT id FROM \"public\".\"volume\"",
            ),
            (
                "SELECT book.id, book.* FROM public.book JOIN other ON other.id = book.id",
                "SELECT \"volume\".id, \"volume\".* FROM \"public\".\"volume\" JOIN other ON other.id = \"volume\".id",
            ),
            (
                "SELECT b.id FROM book AS b WHERE EXISTS (SELECT 1 FROM book AS c WHERE c.id = b.id)",
                "SELECT b.id FROM \"public\".\"volume\" AS b WHERE EXISTS (SELECT 1 FROM \"public\".\"volume\" AS c WHERE c.id = b.id)",
            ),
        ] {
            assert_eq!(after(before).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_word_that_may_mean_something_else_is_not_followed() {
        for text in [
            "SELECT id FROM other",
            "SELECT book.id FROM book AS book",
            "SELECT volume.id FROM book AS volume",
            "WITH book AS (SELECT 1) SELECT * FROM book",
            "SELECT count(book) FROM book",
            "SELECT public.book.id FROM public.book",
            "SELECT a.id FROM a.book AS a JOIN public.book AS b ON a.id = b.id",
            "SELECT id FROM shop.book",
        ] {
            assert_eq!(after(text), None, "{text}");
        }
    }
}
