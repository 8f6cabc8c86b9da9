//! What a query reads: the relations and columns that take a view along where they go by CASCADE; and a query after a
//! relation that it reads was renamed or moved. The server keeps relations by their identity, and prints them under the
//! names that they have now (`set_rtable_names` of `ruleutils.c`).

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Ident, Join, JoinConstraint, ObjectName, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, TableAlias, TableFactor, TableWithJoins, Visit, VisitMut,
    Visitor, VisitorMut,
};

use super::query::{constraint, relation};
use super::{Reference, expression, names};
use crate::name::{Name, QualifiedName};
use crate::sql;
use crate::sql::printed;

/// What a query reads, by the names that stand where columns and relations are read. What a query calls a column of its
/// own is none of those, and a `*` stands for the columns of what it is the star of (`find_expr_references_walker` of
/// `dependency.c`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryReads {
    /// The relations, as written, in subqueries of whatever place too. A name that WITH gives is among them: whether a
    /// relation is called so too, is for the reader to tell.
    pub relations: Vec<Reference>,
    /// The names that WITH gives, wherever in the query.
    pub given: BTreeSet<Name>,
    /// The columns that it names, of whatever relation.
    pub columns: BTreeSet<Name>,
    /// The relations that are read with all the columns that they have at that moment.
    pub whole: Vec<Reference>,
    /// All of the query's relations are.
    pub everything: bool,
}

/// What a query reads.
pub(super) fn reads(query: &Query) -> QueryReads {
    read(query)
}

/// What the subqueries of an expression read; none where it cannot be read.
#[must_use]
pub fn in_expression(text: &str) -> Option<QueryReads> {
    Some(read(&expression::parse(text)?))
}

fn read(tree: &impl Visit) -> QueryReads {
    let mut search = Search::default();
    let _ = tree.visit(&mut search);
    let stars = std::mem::take(&mut search.stars);
    for (alias, relation) in search.aliases {
        if stars.contains(&alias) {
            search.found.whole.push(relation);
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    found: QueryReads,
    /// The relations and functions, each by the name that the query has for it.
    aliases: Vec<(Name, Reference)>,
    /// The names before a `.*`.
    stars: BTreeSet<Name>,
}

impl Visitor for Search {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let tables = query.with.iter().flat_map(|with| &with.cte_tables);
        let given = tables.map(|it| names::name(&it.alias.name));
        self.found.given.extend(given);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        for item in &select.projection {
            self.item(item, select);
        }
        for join in select.from.iter().flat_map(|from| &from.joins) {
            self.join(join);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table {
                name, alias, args, ..
            } => {
                let relation = relation(name, alias.as_ref());
                if args.is_none() && !self.found.relations.contains(&relation) {
                    self.found.relations.push(relation.clone());
                }
                self.alias(relation, alias.as_ref());
            }
            TableFactor::NestedJoin {
                table_with_joins, ..
            } => {
                for join in &table_with_joins.joins {
                    self.join(join);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Identifier(name) => {
                self.found.columns.insert(names::name(name));
            }
            // Before the first dot stands what the column is of.
            Expr::CompoundIdentifier(parts) => {
                let parts = parts.iter().skip(1);
                self.found.columns.extend(parts.map(names::name));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Search {
    fn alias(&mut self, relation: Reference, alias: Option<&TableAlias>) {
        // Its columns go by other names here.
        if alias.is_some_and(|alias| !alias.columns.is_empty()) {
            self.found.whole.push(relation.clone());
        }
        let known = alias.map_or_else(|| relation.name.clone(), |alias| names::name(&alias.name));
        self.aliases.push((known, relation));
    }

    fn item(&mut self, item: &SelectItem, select: &Select) {
        match item {
            SelectItem::Wildcard(_) => {
                for from in &select.from {
                    self.star(from);
                }
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                self.stars.insert(names::reference(name).name);
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::Expr(_), _) => {
                self.found.everything = true;
            }
            _ => {}
        }
    }

    fn star(&mut self, from: &TableWithJoins) {
        let joined = from.joins.iter().map(|join| &join.relation);
        for factor in std::iter::once(&from.relation).chain(joined) {
            match factor {
                TableFactor::Table { name, alias, .. } => {
                    self.found.whole.push(relation(name, alias.as_ref()));
                }
                TableFactor::NestedJoin {
                    table_with_joins, ..
                } => self.star(table_with_joins),
                _ => {}
            }
        }
    }

    fn join(&mut self, join: &Join) {
        match constraint(join) {
            Some(JoinConstraint::Using(columns)) => {
                let columns = columns.iter().map(|column| names::reference(column).name);
                self.found.columns.extend(columns);
            }
            Some(JoinConstraint::Natural) => self.found.everything = true,
            Some(JoinConstraint::On(_) | JoinConstraint::None) | None => {}
        }
    }
}

/// The text with the relation under its new name. None where the text cannot be read, or where the query
/// itself calls something by one of the two names, so that a word does not tell what it means.
#[must_use]
pub fn renamed(text: &str, from: &QualifiedName, to: &QualifiedName) -> Option<String> {
    let mut query = sql::parser(text)
        .and_then(|mut parser| parser.parse_query())
        .ok()?;
    let relations = reads(&query).relations;
    let mut named = relations.iter().filter(|it| it.name == from.name);
    let meant = named.next().is_some_and(|it| {
        it.schema
            .as_ref()
            .is_none_or(|schema| schema == &from.schema)
    });
    if !meant || named.next().is_some() {
        return None;
    }
    match VisitMut::visit(&mut query, &mut Rename { from, to }) {
        ControlFlow::Continue(()) => Some(printed(&query)),
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

    fn read(text: &str) -> Vec<String> {
        let name = |it: Reference| match it.schema {
            Some(schema) => format!("{schema}.{}", it.name),
            None => it.name.to_string(),
        };
        let query = crate::sql::parser(text).unwrap().parse_query().unwrap();
        reads(&query).relations.into_iter().map(name).collect()
    }

    #[test]
    fn every_relation_of_a_query_is_found() {
        for (text, found) in [
            ("SELECT 1", ""),
            ("SELECT a FROM b", "b"),
            (
                "SELECT a FROM s.b x, \"C\" AS y JOIN d ON x.i = d.i, ONLY e",
                "s.b C d e",
            ),
            (
                "SELECT a FROM (SELECT b FROM c) d JOIN (e JOIN f ON true) ON true",
                "c e f",
            ),
            (
                "SELECT EXTRACT(year FROM a), (SELECT max(x) FROM b) FROM c WHERE EXISTS (SELECT 1 FROM d)",
                "b c d",
            ),
            ("SELECT a IS DISTINCT FROM b, c FROM d", "d"),
            (
                "SELECT a FROM generate_series(1, 2) g, b UNION SELECT a FROM c ORDER BY a, z",
                "b c",
            ),
            ("WITH w AS (SELECT a FROM b) SELECT a FROM w", "b w"),
        ] {
            assert_eq!(read(text).join(" "), found, "{text}");
        }
    }

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
