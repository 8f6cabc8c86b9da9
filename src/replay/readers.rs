//! What reads what: which views and rules a CASCADE takes along, and which follow a rename.

use std::collections::{BTreeMap, BTreeSet};

use super::{Problem, Replay};
use crate::effect::view_rename;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Expr, Expression, ObjectId, ObjectKey, ObjectKind, Rule, RuleDefinition, Table,
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
        self.forget_views(under, |reads| reads.relations.contains(&relation));
    }

    /// The views that read this column of the relation go with it.
    pub(super) fn forget_column_readers(
        &mut self,
        relation: ObjectId,
        column: &Name,
        under: &ObjectKey,
    ) {
        self.forget_views(under, |reads| {
            reads.relations.contains(&relation) && reads.columns.contains(column)
        });
    }

    fn forget_views(&mut self, under: &ObjectKey, reads: impl Fn(&Reads) -> bool) {
        let found = self.expected.reads.iter().filter(|(_, it)| reads(it));
        let keys: Vec<ObjectKey> = found.map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.drop_view(&key, Some(under), true);
        }
    }

    /// A CASCADE of a function or type takes the views that use it. Which ones do is told by their
    /// words: a view that only seems to is no longer expected, and no longer refused either.
    pub(super) fn forget_views_mentioning(&mut self, name: &Name) {
        let found = self
            .expected
            .reads
            .iter()
            .filter(|(_, it)| it.words.contains(name));
        let keys: Vec<ObjectKey> = found.map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.drop_view(&key, None, true);
            self.expected.tombstones.remove(&key);
        }
    }

    /// Takes a view away; with CASCADE, the views that read it too.
    pub(super) fn drop_view(&mut self, key: &ObjectKey, under: Option<&ObjectKey>, cascade: bool) {
        let Some(id) = self.expected.schema.named.get(key).copied() else {
            return;
        };
        self.forget_named(key);
        if let Some(under) = under {
            self.dropped_by_cascade(key, under);
        }
        if cascade {
            self.forget_readers(id, key);
            self.forget_rules_on(&qualified(key), key);
        }
    }

    /// The rules of other relations that read this one go with it.
    pub(super) fn forget_rules_on(&mut self, relation: &QualifiedName, under: &ObjectKey) {
        self.forget_rules(under, |definition| {
            let actions = definition.actions.iter();
            actions
                .flat_map(Expression::relations)
                .any(|it| &it == relation)
        });
    }

    /// The rules of a relation that read this column of its rows go with it.
    pub(super) fn forget_rules_of_column(
        &mut self,
        relation: &QualifiedName,
        column: &Name,
        under: &ObjectKey,
    ) {
        let Ok(event_relation) = self.table(relation) else {
            return;
        };
        let rows = ["old", "new"].map(|row| Name::exact(&format!("{row}.{column}")));
        let reads = |it: &Expression| rows.iter().any(|row| it.columns().contains(row));
        let reading = event_relation.rules.iter().filter(|(_, rule)| {
            let definition = rule.definition.as_ref();
            definition.is_some_and(|it| it.condition.iter().chain(&it.actions).any(reads))
        });
        let reading: Vec<Name> = reading.map(|(name, _)| name.clone()).collect();
        for rule in reading {
            self.forget_rule(relation, &rule, Some(under));
        }
    }

    fn forget_rules(&mut self, under: &ObjectKey, reads: impl Fn(&RuleDefinition) -> bool) {
        let schema = &self.expected.schema;
        let tables = schema.tables.iter().map(|(name, it)| (name.clone(), it));
        let views = schema.views.iter();
        let views = views.map(|(key, view)| (qualified(key), &view.parts));
        let mut found = Vec::new();
        for (event_relation, parts) in tables.chain(views) {
            let rules = parts.rules.iter();
            let reading = rules.filter(|(_, rule)| rule.definition.as_ref().is_some_and(&reads));
            found.extend(reading.map(|(rule, _)| (event_relation.clone(), rule.clone())));
        }
        for (event_relation, rule) in found {
            if ObjectKey::table(&event_relation) != *under {
                self.forget_rule(&event_relation, &rule, Some(under));
            }
        }
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
        let column = (from.kind == ObjectKind::Column).then_some(&from.name);
        match (from.kind, relation) {
            (
                ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView,
                Some(relation),
            ) => {
                self.follow_in_queries(from, to, relation);
            }
            (ObjectKind::Column, Some(relation)) => {
                self.forget_queries(&from.name, &to.name, |reads| {
                    reads.relations.contains(&relation)
                        && column.is_none_or(|column| reads.words.contains(column))
                });
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
                self.forget_queries(&from.name, &to.name, |reads| {
                    reads.words.contains(&from.name)
                });
            }
            _ => {}
        }
    }

    /// Views that read the relation name it as it is called now.
    fn follow_in_queries(&mut self, from: &ObjectKey, to: &ObjectKey, relation: ObjectId) {
        let (from, to) = (qualified(from), qualified(to));
        let schema = &mut self.expected.schema;
        let reading = self.expected.reads.iter_mut();
        for (key, reads) in reading.filter(|(_, reads)| reads.relations.contains(&relation)) {
            reads.words.insert(to.name.clone());
            let Some(view) = schema.views.get_mut(key) else {
                continue;
            };
            if let Some(text) = view_rename::renamed(&view.query.text, &from, &to) {
                view.query.rename_relation(&from, &to);
                view.query.text.clone_from(&text);
                if let Expr::Opaque(opaque) = &mut view.query.tree {
                    *opaque = text;
                }
            } else {
                view.query = unread(&view.query);
                view.stale_text = true;
            }
        }
        self.forget_rule_actions(&from.name);
    }

    /// A query that reads what was renamed is no longer compared.
    pub(super) fn forget_queries(
        &mut self,
        from: &Name,
        to: &Name,
        reading: impl Fn(&Reads) -> bool,
    ) {
        let schema = &mut self.expected.schema;
        for (key, reads) in &mut self.expected.reads {
            if reading(reads) {
                reads.words.insert(to.clone());
                if reads.columns.contains(from) {
                    reads.columns.insert(to.clone());
                }
                if let Some(view) = schema.views.get_mut(key) {
                    view.query = unread(&view.query);
                    view.stale_text = true;
                }
            }
        }
        self.forget_rule_actions(from);
    }

    /// A `*` stands for the columns that there were; a text that would now bring others is not compared.
    pub(super) fn forget_wider_queries(&mut self) {
        let schema = &mut self.expected.schema;
        let of_table = |table: &Table| {
            let columns = table.columns.iter();
            (
                table.id,
                columns.map(|column| column.name.clone()).collect(),
            )
        };
        let views = schema.views.values();
        let views = views.filter_map(|view| Some((view.parts.id, view.columns.clone()?)));
        let now: BTreeMap<ObjectId, Vec<Name>> =
            schema.tables.values().map(of_table).chain(views).collect();
        for (key, reads) in &self.expected.reads {
            let mut starred = reads.starred.iter();
            let wider = starred.any(|(id, then)| now.get(id).is_some_and(|now| now != then));
            if let Some(view) = schema.views.get_mut(key).filter(|_| wider) {
                view.query = unread(&view.query);
                view.stale_text = true;
            }
        }
    }

    fn forget_rule_actions(&mut self, word: &Name) {
        let schema = &mut self.expected.schema;
        let views = schema.views.values_mut().map(|view| &mut view.parts);
        let event_relations = schema.tables.values_mut().chain(views);
        for rule in event_relations.flat_map(|event_relation| event_relation.rules.values_mut()) {
            forget_actions(rule, word);
        }
    }
}

fn forget_actions(rule: &mut Rule, word: &Name) {
    let actions = rule.definition.iter_mut().flat_map(|it| &mut it.actions);
    for action in actions.filter(|action| mentions(&action.text, word)) {
        *action = unread(action);
    }
}

/// Whether the word stands in the text, by its look.
fn mentions(text: &str, word: &Name) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .any(|found| word == &Name::exact(found) || word == &Name::folded(found))
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

/// The name of a view.
pub(super) fn qualified(key: &ObjectKey) -> QualifiedName {
    let schema = key.schema.clone().unwrap_or_else(|| Name::exact(""));
    QualifiedName::new(schema, key.name.clone())
}

/// What a view is, of which a statement tells the name only.
pub(super) fn is_view(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::View | ObjectKind::MaterializedView)
}

/// That there is no such column in a view.
pub(super) fn no_column(key: &ObjectKey, column: &Name) -> Problem {
    Problem::NoColumn {
        table: qualified(key),
        column: column.clone(),
    }
}
