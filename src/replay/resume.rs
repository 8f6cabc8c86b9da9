//! Replaying on top of what a database holds: what statements would make of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::directory::Relation;
use super::untried::Ran;
use super::{Expected, Origins, Reads, Replay};
use crate::effect::view::NewView;
use crate::effect::vocabulary::{Effect, Step};
use crate::effect::{ReadStatement, Reading};
use crate::migration::{MigrationKey, SourceLocation};
use crate::name::Name;
use crate::schema::{Definition, ObjectId, ObjectKey, ObjectKind, Schema, View};

impl Replay {
    /// Starts from the live side, as a new session on `search_path`. Its objects keep their identities; nothing says
    /// which statement made them.
    ///
    /// What a database does not tell is not known: which names the texts of its functions and rules mean. What is replayed
    /// on it has not run yet, so that what the server would refuse is a complaint too.
    #[must_use]
    pub fn on(live: Schema, search_path: Vec<Name>) -> Self {
        let mut replay = Self::new(search_path);
        replay.expected.origins = Origins::beside_a_catalog();
        let Schema {
            namespaces,
            extensions,
            tables,
            sequences,
            types,
            collations,
            named,
            properties,
        } = live;
        *replay.schema.namespaces_mut() = namespaces;
        *replay.schema.extensions_mut() = extensions;
        *replay.schema.properties_mut() = properties;
        for (name, table) in tables {
            replay.directory.insert(name.clone(), Relation::Table);
            replay.directory.add_parts(&name, &table);
            replay.schema.put_table(name, table);
        }
        for (name, sequence) in sequences {
            replay.directory.insert(name.clone(), Relation::Sequence);
            replay.schema.put_sequence(name, sequence);
        }
        for (name, of) in types {
            for check in of.domain().into_iter().flat_map(|it| it.checks.keys()) {
                replay.directory.add_constraint(name.sibling(check.clone()));
            }
            replay.schema.put_type(name, of);
        }
        for (name, collation) in collations {
            replay.schema.put_collation(name, collation);
        }
        let mut views = Vec::new();
        for (key, standalone) in named {
            match standalone.definition {
                Definition::View(view) => views.push((key, standalone.id, *view)),
                Definition::Statistics(statistics) => {
                    replay.directory.add_statistics(key.qualified());
                    replay.schema.put(&key, standalone.id, *statistics);
                }
                definition => replay.schema.put(&key, standalone.id, definition),
            }
        }
        replay.put_views(views);
        replay.ran = Ran::NotYet;
        replay
    }

    /// What a view reads is told when all are there.
    fn put_views(&mut self, views: Vec<(ObjectKey, ObjectId, View)>) {
        let names = views.iter().map(|(key, ..)| key.clone());
        let names: Vec<ObjectKey> = names.collect();
        for (key, id, view) in views {
            let name = key.qualified();
            self.directory
                .insert(name.clone(), Relation::View(key.kind));
            self.directory.add_parts(&name, &view.parts);
            self.schema.put_view(&key, id, view, Reads::default());
        }
        for key in names {
            let query = self.schema.view(&key).map(|it| it.query.text.clone());
            let Some(new) = query.and_then(|text| read(&key, &text)) else {
                continue;
            };
            let reads = self.view_reads(&new, &new.view.query, BTreeSet::new());
            if let Some((_, known)) = self.schema.reading_mut(&key) {
                *known = reads;
            }
        }
    }

    /// What one text of statements makes of it, on the way that a stored output takes.
    #[must_use]
    pub fn then(mut self, reading: &Reading) -> Expected {
        self.begin_migration();
        for statement in &reading.statements {
            if are_drops(statement.steps()) {
                self.drop_together(&statement.location, statement.steps());
            } else {
                self.apply(&statement.location, statement.steps());
            }
        }
        self.finish()
    }

    /// What one statement drops may hang on each other.
    fn drop_together(&mut self, location: &Arc<SourceLocation>, steps: &[Step]) {
        let mut left: Vec<&Step> = steps.iter().collect();
        let next = |replay: &mut Self, left: &[&Step]| {
            let mut steps = left.iter();
            steps.position(|it| replay.must_be_allowed(&it.effect).is_ok())
        };
        while let Some(at) = next(self, &left) {
            self.apply(location, std::slice::from_ref(left.remove(at)));
        }
        for step in left {
            self.apply(location, std::slice::from_ref(step));
        }
    }
}

/// Whether all of a statement is dropped without what hangs on it.
fn are_drops(steps: &[Step]) -> bool {
    let mut all = steps.iter();
    steps.len() > 1 && all.all(|it| matches!(it.effect, Effect::Drop { cascade: false, .. }))
}

/// A view by its query, as a statement would make it.
fn read(key: &ObjectKey, query: &str) -> Option<NewView> {
    let word = if key.kind == ObjectKind::View {
        "VIEW"
    } else {
        "MATERIALIZED VIEW"
    };
    let text = format!("CREATE {word} {} AS {query}", key.qualified().quoted());
    let reading = Reading::of(&MigrationKey::new("", ""), "", &text);
    let mut steps = reading.statements.iter().flat_map(ReadStatement::steps);
    match &steps.next()?.effect {
        Effect::CreateView(new) => Some(NewView::clone(new)),
        _ => None,
    }
}
