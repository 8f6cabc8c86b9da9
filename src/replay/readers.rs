//! What reads what: which views and rules a CASCADE takes along, and which follow a rename.

use std::collections::{BTreeMap, BTreeSet};

use super::dependencies::{On, words};
use super::{Problem, Replay};
use crate::effect::query_reads;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Expr, Expression, Mention, ObjectId, ObjectKey, ObjectKind, Rule, Table, View,
};

/// What a view's query, or another definition that is kept as text, reads.
#[derive(Debug, Clone, Default)]
pub struct Reads {
    /// Its identifiers, under the names that they have now.
    pub words: BTreeSet<Name>,
    /// The columns that it hangs on, under the names that they have now.
    pub columns: BTreeSet<Name>,
    /// The tables and views behind its FROM and JOIN.
    pub relations: BTreeSet<ObjectId>,
    /// The columns that these had, where `*` stands for them.
    pub starred: BTreeMap<ObjectId, Vec<Name>>,
}

impl Replay {
    /// The identity of a table or view.
    pub(super) fn relation_id(&self, name: &QualifiedName) -> Option<ObjectId> {
        self.table(name)
            .ok()
            .map(|event_relation| event_relation.id)
    }

    /// The views that read the relation go with it, and those that read them.
    pub(super) fn forget_readers(&mut self, relation: ObjectId, under: &ObjectKey) {
        for key in self.schema.dependents(&On::Read(relation)) {
            self.drop_view(&key, Some(under), true);
        }
    }

    /// The views that read this column of the relation go with it.
    pub(super) fn forget_column_readers(
        &mut self,
        relation: ObjectId,
        column: &Name,
        under: &ObjectKey,
    ) {
        for key in self.schema.dependents(&On::Read(relation)) {
            let reads = self.schema.reads().get(&key);
            if reads.is_some_and(|it| it.columns.contains(column)) {
                self.drop_view(&key, Some(under), true);
            }
        }
    }

    /// A CASCADE of a function or type takes the views and functions in SQL that use it. Which ones do is told by
    /// their words: one that only seems to is no longer expected, and no longer refused either.
    pub(super) fn forget_texts_mentioning(&mut self, name: &Name) {
        for key in self.schema.dependents(&On::Word(name.clone())) {
            self.drop_view(&key, None, true);
            self.expected.tombstones.remove(&key);
        }
        self.forget_bodies_mentioning(name);
    }

    /// The same of functions in SQL alone.
    pub(super) fn forget_bodies_mentioning(&mut self, name: &Name) {
        for key in self.schema.with_text(name) {
            if self.schema.routine(&key).is_some() {
                // What a CASCADE drops is never refused.
                let _ = self.drop_routine(&key, true);
                self.expected.tombstones.remove(&key);
            }
        }
    }

    /// Takes a view away; with CASCADE, the views that read it too.
    pub(super) fn drop_view(&mut self, key: &ObjectKey, under: Option<&ObjectKey>, cascade: bool) {
        let Some(id) = self.schema.id_of(key) else {
            return;
        };
        let needing = self.needing(key);
        self.forget_named(key);
        if let Some(under) = under {
            self.dropped_by_cascade(key, under);
        }
        if cascade {
            self.forget_readers(id, key);
            self.forget_dependents(needing, key);
            self.forget_bodies_mentioning(&key.name);
        }
    }

    /// The rules of a relation that read this column of its rows go with it.
    pub(super) fn forget_rules_of_column(
        &mut self,
        relation: &QualifiedName,
        column: &Name,
        under: &ObjectKey,
    ) {
        for rule in self.rules_of_column(relation, column) {
            self.forget_part(ObjectKind::Rule, relation, &rule, Some(under));
        }
    }

    /// The rules of a relation that read this column of its rows.
    pub(super) fn rules_of_column(&self, relation: &QualifiedName, column: &Name) -> Vec<Name> {
        let Ok(event_relation) = self.table(relation) else {
            return Vec::new();
        };
        let rows = ["old", "new"].map(|row| Name::exact(&format!("{row}.{column}")));
        let reads = |it: &Expression| rows.iter().any(|row| it.columns().contains(row));
        let reading = event_relation.rules.iter().filter(|(_, rule)| {
            let definition = rule.definition.as_ref();
            definition.is_some_and(|it| it.condition.iter().chain(&it.actions).any(reads))
        });
        reading.map(|(name, _)| name.clone()).collect()
    }

    /// A query follows what is renamed below it. Its text does where that is a relation and every word tells
    /// what it means; else it is no longer compared.
    pub(super) fn forget_queries_of(&mut self, from: &ObjectKey, to: &ObjectKey, id: ObjectId) {
        let relation = if from.is_table() || is_view(from.kind) {
            Some(id)
        } else {
            let table = to.table_name();
            table.and_then(|table| self.relation_id(&table))
        };
        match (from.kind, relation) {
            (
                ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView,
                Some(relation),
            ) => self.follow_in_queries(from, to, relation),
            (ObjectKind::Column, Some(relation)) => {
                let of = to.table.clone().unwrap_or_else(|| to.name.clone());
                self.follow_in_texts(&from.name, &to.name, Some(&of));
                self.forget_queries_of_column(relation, &from.name, &to.name);
            }
            (
                ObjectKind::Function
                | ObjectKind::Type
                | ObjectKind::Domain
                | ObjectKind::Collation
                | ObjectKind::Sequence
                | ObjectKind::Schema,
                _,
            ) => {
                let reading = self.schema.dependents(&On::Word(from.name.clone()));
                self.forget_queries(reading, &from.name, &to.name);
            }
            _ => {}
        }
    }

    /// Views that read the relation name it as it is called now.
    fn follow_in_queries(&mut self, from: &ObjectKey, to: &ObjectKey, relation: ObjectId) {
        let (from, to) = (from.qualified(), to.qualified());
        for key in self.schema.dependents(&On::Read(relation)) {
            let Some((view, reads)) = self.schema.reading_mut(&key) else {
                continue;
            };
            reads.words.insert(to.name.clone());
            if let Some(text) = query_reads::renamed(&view.query.text, &from, &to) {
                view.query.rename_relation(&from, &to);
                view.query.text.clone_from(&text);
                if let Expr::Opaque(opaque) = &mut view.query.tree {
                    *opaque = text;
                }
            } else {
                forget_query(view);
            }
        }
        self.forget_rule_actions(&from.name, &to.name);
    }

    /// A query that reads a column that was renamed is no longer compared.
    pub(super) fn forget_queries_of_column(&mut self, relation: ObjectId, from: &Name, to: &Name) {
        let mut reading = self.schema.dependents(&On::Read(relation));
        let reads = self.schema.reads();
        reading.retain(|key| reads.get(key).is_some_and(|it| it.words.contains(from)));
        self.forget_queries(reading, from, to);
    }

    fn forget_queries(&mut self, reading: Vec<ObjectKey>, from: &Name, to: &Name) {
        for key in reading {
            if let Some((view, reads)) = self.schema.reading_mut(&key) {
                reads.words.insert(to.clone());
                if reads.columns.contains(from) {
                    reads.columns.insert(to.clone());
                }
                forget_query(view);
            }
        }
        self.forget_rule_actions(from, to);
    }

    /// A `*` stands for the columns that there were; a text that would now bring others is not compared.
    pub(super) fn forget_wider_queries(&mut self) {
        if self.schema.reads().is_empty() {
            return;
        }
        let schema = &self.schema;
        let of_table = |table: &Table| {
            let columns = table.columns.iter();
            (
                table.id,
                columns.map(|column| column.name.clone()).collect(),
            )
        };
        let views = schema.views();
        let views = views.filter_map(|(_, view)| Some((view.parts.id, view.columns.clone()?)));
        let now: BTreeMap<ObjectId, Vec<Name>> =
            schema.tables.values().map(of_table).chain(views).collect();
        let wider = schema.reads().iter().filter(|(_, reads)| {
            let mut starred = reads.starred.iter();
            starred.any(|(id, then)| now.get(id).is_some_and(|now| now != then))
        });
        let wider: Vec<ObjectKey> = wider.map(|(key, _)| key.clone()).collect();
        for view in wider {
            self.schema
                .view_mut(&view)
                .into_iter()
                .for_each(forget_query);
        }
    }

    fn forget_rule_actions(&mut self, word: &Name, to: &Name) {
        for relation in self.schema.with_text(word) {
            if let Ok(relation) = self.table_mut(&relation.qualified()) {
                for rule in relation.rules.values_mut() {
                    forget_actions(rule, word, to);
                }
            }
        }
    }
}

/// The query's text does not tell any more what it reads.
fn forget_query(view: &mut View) {
    view.query = unread(&view.query);
    view.stale_text = true;
}

fn forget_actions(rule: &mut Rule, word: &Name, to: &Name) {
    let actions = rule.definition.iter_mut().flat_map(|it| &mut it.actions);
    for action in actions.filter(|action| words(&action.text).any(|it| &it == word)) {
        *action = unread(action);
        Mention::Query(action).follow_word(word, to);
    }
}

/// Whether a `*` stands for columns in a query as it is printed: not in `count(*)`, nor between two factors.
pub(super) fn has_star(text: &str) -> bool {
    let parts: Vec<&str> = text.split('*').collect();
    let (_, before) = parts.split_last().unwrap_or((&"", &[]));
    // What comes after the list of DISTINCT ON cannot be told from a factor.
    text.contains("DISTINCT ON") && text.contains('*')
        || before.iter().any(|before| {
            let before = before.trim_end();
            ["SELECT", "DISTINCT", "ALL", ",", "."]
                .iter()
                .any(|word| before.ends_with(word))
        })
}

/// The same text, as one that is not read.
pub(super) fn unread(query: &Expression) -> Expression {
    Expression::new(query.text.clone(), Expr::Opaque(query.text.clone()))
}

/// What a view is, of which a statement tells the name only.
pub(super) fn is_view(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::View | ObjectKind::MaterializedView)
}

/// That there is no such column in a view.
pub(super) fn no_column(key: &ObjectKey, column: &Name) -> Problem {
    Problem::NoColumn {
        table: key.qualified(),
        column: column.clone(),
    }
}
