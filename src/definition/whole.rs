//! Every object of a database as text, one line a part, for runs to be held side by side. A line holds
//! no identity of the server's: a restored dump has the same.

use super::definition_match::unmarked;
use super::print::{
    Extent, Names, list, literal, of_inheritance, qualified, whole, write_constraint, write_lines,
};
use super::{index_print, print, sqlite, trigger_print};
use crate::engine::Engine;
use crate::name::{Name, QualifiedName};
use crate::schema::described::Object;
use crate::schema::{
    AttributeValue, CompositeAttribute, Definition, Domain, Expression, Label, ObjectId, ObjectKey,
    ObjectKind, Other, Property, Routine, RoutineBody, Schema, Table, TypeBody, UserType, View,
};

/// Key and text of every object, in the order of the keys of each sort.
#[must_use]
pub fn print(schema: &Schema, engine: Engine) -> Vec<(String, String)> {
    let mut printer = Printer {
        engine,
        schema,
        objects: Vec::new(),
        scratch: String::new(),
    };
    printer.all(schema);
    printer.objects
}

struct Printer<'a> {
    engine: Engine,
    schema: &'a Schema,
    objects: Vec<(String, String)>,
    /// What an object is written in.
    scratch: String,
}

impl Printer<'_> {
    fn all(&mut self, schema: &Schema) {
        for (name, id) in &schema.namespaces {
            self.add(&ObjectKey::namespace(name), *id, &|_, _| ());
        }
        for (name, extension) in &schema.extensions {
            let key = ObjectKey::extension(name);
            self.add(&key, extension.id, &|_, text| write_lines(text, extension));
        }
        for (name, table) in &schema.tables {
            let key = ObjectKey::table(name);
            self.add(&key, table.id, &|it, text| it.table(text, name, table));
        }
        for (name, sequence) in &schema.sequences {
            let key = ObjectKey::standalone(name, ObjectKind::Sequence);
            self.add(&key, sequence.id, &|_, text| write_lines(text, sequence));
        }
        for (name, of) in &schema.types {
            let key = ObjectKey::standalone(name, of.kind());
            self.add(&key, of.id, &|it, text| it.of_type(text, of));
        }
        for (name, collation) in &schema.collations {
            let key = ObjectKey::standalone(name, ObjectKind::Collation);
            self.add(&key, collation.id, &|_, text| {
                if let Some(definition) = &collation.definition {
                    write_lines(text, definition);
                }
            });
        }
        for (key, object) in &schema.named {
            self.add(key, object.id, &|it, text| {
                it.named(text, key, &object.definition);
            });
        }
    }

    fn add(&mut self, key: &ObjectKey, id: ObjectId, write: &dyn Fn(&Self, &mut String)) {
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        write(self, &mut text);
        self.properties(&mut text, id, &String::new);
        // No longer than it has to be: all are kept until the run is stored.
        let exact = unmarked(text.clone());
        self.objects.push((key.to_string(), exact));
        self.scratch = text;
    }

    fn named(&self, text: &mut String, key: &ObjectKey, definition: &Definition) {
        match definition {
            Definition::View(view) => self.view(text, key, view),
            Definition::Routine(routine) => {
                let printed = print::routine(&key.qualified(), routine);
                let lines = printed.map_or_else(|| of_aggregate(routine), |it| vec![it]);
                add_lines(text, lines);
            }
            Definition::Statistics(statistics) => write_lines(text, statistics.as_ref()),
            Definition::Other(other) => add_lines(text, self.other(other)),
            Definition::Unread => {}
        }
    }

    fn table(&self, text: &mut String, name: &QualifiedName, table: &Table) {
        add_lines(text, of_inheritance(&table.inheritance));
        write_lines(text, table);
        for column in &table.columns {
            begin(text, "COLUMN ", &column.name);
            print::write(text, column, Names::default(), Extent::Whole);
            text.push('\n');
            self.properties(text, column.id, &|| of_column(&column.name));
        }
        for (own, one) in &table.constraints {
            begin(text, "CONSTRAINT ", own);
            write_constraint(text, one, Extent::Whole);
            text.push('\n');
            self.properties(text, one.id, &|| format!("CONSTRAINT {}", own.quoted()));
        }
        for (own, index) in &table.indexes {
            let of_sqlite = self.of_sqlite(|| sqlite::index(own, name, index));
            let whole = || index_print(own, name, (table, index), Extent::Whole);
            text.push_str(&of_sqlite.unwrap_or_else(whole));
            text.push('\n');
            self.properties(text, index.id, &|| format!("INDEX {}", own.quoted()));
        }
        for (own, trigger) in &table.triggers {
            let of_sqlite = self.of_sqlite(|| sqlite::trigger(own, name, trigger));
            let whole = || trigger_print(own, name, trigger, Extent::Whole);
            text.push_str(&of_sqlite.unwrap_or_else(whole));
            text.push('\n');
            self.properties(text, trigger.id, &|| format!("TRIGGER {}", own.quoted()));
        }
        for (own, policy) in &table.policies {
            begin(text, "POLICY ", own);
            print::write(text, &**policy, Names::default(), Extent::Whole);
            text.push('\n');
            self.properties(text, policy.id, &|| format!("POLICY {}", own.quoted()));
        }
        for (own, rule) in &table.rules {
            begin(text, "RULE ", own);
            if let Some(definition) = &rule.definition {
                print::write(text, definition, Names::default(), Extent::Whole);
            }
            print::write(text, &**rule, Names::default(), Extent::Whole);
            text.push('\n');
            self.properties(text, rule.id, &|| format!("RULE {}", own.quoted()));
        }
    }

    /// A statement in SQLite's words, of a database of SQLite.
    fn of_sqlite(&self, statement: impl FnOnce() -> Option<String>) -> Option<String> {
        let is_sqlite = self.engine == Engine::Sqlite;
        is_sqlite.then(statement).flatten()
    }

    fn of_type(&self, text: &mut String, of: &UserType) {
        for (line, part) in of_type(of) {
            add_lines(text, [line]);
            if let Some((id, head)) = part {
                self.properties(text, id, &|| head.clone());
            }
        }
    }

    fn view(&self, text: &mut String, key: &ObjectKey, view: &View) {
        let View {
            columns,
            options,
            query,
            populated,
            stale_text: _,
            defaults,
            parts,
        } = view;
        let columns = columns.iter().map(|it| format!("COLUMNS {}", list(it)));
        add_lines(text, columns);
        let options = options.iter();
        add_lines(
            text,
            options.map(|(name, it)| format!("WITH {name} = {it}")),
        );
        let defaults = defaults.iter();
        let default = |(name, value): (&Name, &Expression)| {
            format!("DEFAULT OF {} {}", name.quoted(), value.text)
        };
        add_lines(text, defaults.map(default));
        add_lines(text, query.text.lines().map(str::to_owned));
        add_lines(text, (!populated).then(|| "WITH NO DATA".to_owned()));
        let namespace = key.schema.clone().unwrap_or_else(|| Name::exact(""));
        let name = QualifiedName::new(namespace, key.name.clone());
        // Its columns are in the query, but for what else the server keeps of them.
        for column in &parts.columns {
            self.properties(text, column.id, &|| of_column(&column.name));
        }
        let parts = Table {
            columns: Vec::new(),
            ..parts.clone()
        };
        self.table(text, &name, &parts);
    }

    fn other(&self, other: &Other) -> Vec<String> {
        let line = |text: &AttributeValue| match text {
            AttributeValue::Text(text) => text.clone(),
            AttributeValue::Name(kind, name) => format!("{} {}", kind.as_str(), name.quoted()),
            AttributeValue::Pairs(pairs) => {
                let pairs: Vec<String> = pairs
                    .iter()
                    .map(|(key, value)| format!("{key} = {value}"))
                    .collect();
                pairs.join(", ")
            }
            AttributeValue::Relations(ids) => {
                let tables = self.schema.tables.iter();
                let names = tables.filter(|(_, table)| ids.contains(&table.id));
                let names: Vec<String> = names.map(|(name, _)| qualified(name)).collect();
                names.join(", ")
            }
            AttributeValue::Unmeasured(reason) => format!("not measured: {reason}"),
        };
        let attributes = other.attributes.iter();
        attributes
            .map(|(attribute, value)| format!("{} {}", attribute.as_str(), line(value)))
            .collect()
    }

    /// Writes the properties of an object, each behind what it is of.
    fn properties(&self, text: &mut String, id: ObjectId, of: &dyn Fn() -> String) {
        for ((attribute, part), value) in self.schema.properties.of(id) {
            let attribute = Some(attribute.as_str().to_owned());
            let part = Some(part.clone()).filter(|part| !part.is_empty());
            let of = Some(of()).filter(|of| !of.is_empty());
            let words = [of, attribute, part].into_iter().flatten();
            let value = match value {
                Property::Word(word) => literal(word),
                Property::Index(index) => self.index_name(*index),
            };
            let words: Vec<String> = words.collect();
            add_lines(text, [format!("{}: {value}", words.join(" "))]);
        }
    }

    fn index_name(&self, id: ObjectId) -> String {
        let views = self.schema.views().map(|(_, view)| &view.parts);
        let mut tables = self.schema.tables.values().chain(views);
        let name = tables.find_map(|table| {
            let indexes = table.indexes.iter().map(|(name, index)| (name, index.id));
            let constraints = table.constraints.iter().map(|(name, one)| (name, one.id));
            let mut all = indexes.chain(constraints);
            all.find(|(_, own)| *own == id)
                .map(|(name, _)| name.quoted())
        });
        name.unwrap_or_default()
    }
}

/// All that the model knows of an object, in lines.
fn lines(object: &dyn Object) -> String {
    let mut text = String::new();
    write_lines(&mut text, object);
    text
}

fn add_lines(text: &mut String, lines: impl IntoIterator<Item = String>) {
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
}

/// Begins the line of a part.
fn begin(text: &mut String, word: &str, own: &Name) {
    text.push_str(word);
    own.quote(text);
    text.push(' ');
}

fn of_column(name: &Name) -> String {
    format!("COLUMN {}", name.quoted())
}

/// A line, and what it is of where that has an identity of its own, with the head under which its
/// properties stand.
type Part = (String, Option<(ObjectId, String)>);

fn of_type(of: &UserType) -> Vec<Part> {
    let UserType { id: _, body } = of;
    match body {
        TypeBody::Enum(labels) => labels.iter().map(label).collect(),
        TypeBody::Composite(attributes) => attributes.iter().map(attribute).collect(),
        TypeBody::Range(range) => plain_lines(range).collect(),
        TypeBody::Domain(domain) => domain_lines(domain),
        TypeBody::Base => Vec::new(),
    }
}

fn plain_lines(object: &dyn Object) -> impl Iterator<Item = Part> {
    let lines: Vec<String> = lines(object).lines().map(str::to_owned).collect();
    lines.into_iter().map(plain)
}

fn plain(line: String) -> Part {
    (line, None)
}

fn label(label: &Label) -> Part {
    let Label { id: _, text } = label;
    plain(format!("LABEL {}", literal(text)))
}

fn attribute(attribute: &CompositeAttribute) -> Part {
    let head = format!("ATTRIBUTE {}", attribute.name.quoted());
    let line = format!("{head} {}", whole(attribute));
    (line, Some((attribute.id, head)))
}

fn domain_lines(domain: &Domain) -> Vec<Part> {
    let checks = domain.checks.iter().map(|(name, check)| {
        let head = format!("CONSTRAINT {}", name.quoted());
        let line = format!("{head} {}", whole(check));
        (line, Some((check.id, head)))
    });
    plain_lines(domain).chain(checks).collect()
}

/// What an aggregate is made of, one line a word of `CREATE AGGREGATE`.
fn of_aggregate(routine: &Routine) -> Vec<String> {
    let RoutineBody::Aggregate(words) = &routine.body else {
        return Vec::new();
    };
    let parallel = std::iter::once(routine.parallel.as_str().to_owned());
    let line = |(word, value): (&String, &String)| {
        let word = word.to_uppercase();
        match value.as_str() {
            "" => word,
            value => format!("{word} = {value}"),
        }
    };
    parallel.chain(words.iter().map(line)).collect()
}
