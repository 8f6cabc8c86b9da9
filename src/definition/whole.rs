//! Every object of a database as text, one line a part, for runs to be held side by side. A line holds
//! no identity of the server's: a restored dump has the same.

use super::definition_match::unmarked;
use super::print::{Extent, constraint, lines, list, literal, of_inheritance, qualified, whole};
use super::{index_print, print, trigger_print};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    AttributeValue, CompositeAttribute, Definition, Domain, Label, ObjectId, ObjectKey, ObjectKind,
    Other, Pieces, Property, PropertyKey, Routine, RoutineBody, Schema, Table, TypeBody, UserType,
    View,
};

/// Key and text of every object, in the order of the keys of each sort in each piece.
#[must_use]
pub fn print(pieces: &Pieces) -> Vec<(String, String)> {
    let mut printer = Printer {
        pieces,
        objects: Vec::new(),
    };
    for schema in pieces.all() {
        printer.schema(schema);
    }
    printer.objects
}

struct Printer<'a> {
    pieces: &'a Pieces,
    objects: Vec<(String, String)>,
}

impl Printer<'_> {
    fn schema(&mut self, schema: &Schema) {
        for (name, id) in &schema.namespaces {
            self.add(&ObjectKey::namespace(name), *id, Vec::new());
        }
        for (name, extension) in &schema.extensions {
            self.add(&ObjectKey::extension(name), extension.id, lines(extension));
        }
        for (name, table) in &schema.tables {
            let lines = self.table(name, table);
            self.add(&ObjectKey::table(name), table.id, lines);
        }
        for (name, sequence) in &schema.sequences {
            let key = ObjectKey::standalone(name, ObjectKind::Sequence);
            self.add(&key, sequence.id, lines(sequence));
        }
        for (name, of) in &schema.types {
            let lines = self.of_type(of);
            self.add(&ObjectKey::standalone(name, of.kind()), of.id, lines);
        }
        for (name, collation) in &schema.collations {
            let key = ObjectKey::standalone(name, ObjectKind::Collation);
            let definition = collation.definition.as_ref();
            let lines = definition.map_or_else(Vec::new, |it| lines(it));
            self.add(&key, collation.id, lines);
        }
        for (key, object) in &schema.named {
            let lines = self.named(key, &object.definition);
            self.add(key, object.id, lines);
        }
    }

    fn add(&mut self, key: &ObjectKey, id: ObjectId, mut lines: Vec<String>) {
        lines.extend(self.properties(id, ""));
        let text: String = lines.into_iter().map(|line| line + "\n").collect();
        self.objects.push((key.to_string(), unmarked(&text)));
    }

    fn named(&self, key: &ObjectKey, definition: &Definition) -> Vec<String> {
        match definition {
            Definition::View(view) => self.view(key, view),
            Definition::Routine(routine) => {
                let printed = print::routine(&key.qualified(), routine);
                printed.map_or_else(|| of_aggregate(routine), |text| vec![text])
            }
            Definition::Statistics(statistics) => lines(statistics.as_ref()),
            Definition::Other(other) => self.other(other),
            Definition::Unread => Vec::new(),
        }
    }

    fn table(&self, name: &QualifiedName, table: &Table) -> Vec<String> {
        let mut lines = of_inheritance(&table.inheritance);
        lines.extend(self::lines(table));
        for column in &table.columns {
            let head = format!("COLUMN {}", column.name.quoted());
            lines.push(format!("{head} {}", whole(column)));
            lines.extend(self.properties(column.id, &head));
        }
        for (own, one) in &table.constraints {
            let head = format!("CONSTRAINT {}", own.quoted());
            lines.push(format!("{head} {}", constraint(one, Extent::Whole)));
            lines.extend(self.properties(one.id, &head));
        }
        for (own, index) in &table.indexes {
            lines.push(index_print(own, name, (table, index), Extent::Whole));
            lines.extend(self.properties(index.id, &format!("INDEX {}", own.quoted())));
        }
        for (own, trigger) in &table.triggers {
            lines.push(trigger_print(own, name, trigger, Extent::Whole));
            lines.extend(self.properties(trigger.id, &format!("TRIGGER {}", own.quoted())));
        }
        for (own, policy) in &table.policies {
            let head = format!("POLICY {}", own.quoted());
            lines.push(format!("{head} {}", whole(&**policy)));
            lines.extend(self.properties(policy.id, &head));
        }
        for (own, rule) in &table.rules {
            let head = format!("RULE {}", own.quoted());
            lines.push(format!(
                "{head} {}{}",
                rule.definition
                    .as_ref()
                    .map_or_else(String::new, |it| whole(it)),
                whole(&**rule)
            ));
            lines.extend(self.properties(rule.id, &head));
        }
        lines
    }

    fn of_type(&self, of: &UserType) -> Vec<String> {
        let mut lines = Vec::new();
        for (line, part) in of_type(of) {
            lines.push(line);
            lines.extend(
                part.into_iter()
                    .flat_map(|(id, head)| self.properties(id, &head)),
            );
        }
        lines
    }

    fn view(&self, key: &ObjectKey, view: &View) -> Vec<String> {
        let View {
            columns,
            options,
            query,
            populated,
            stale_text: _,
            defaults,
            parts,
        } = view;
        let mut lines: Vec<String> = columns
            .iter()
            .map(|names| format!("COLUMNS {}", list(names)))
            .collect();
        lines.extend(
            options
                .iter()
                .map(|(name, value)| format!("WITH {name} = {value}")),
        );
        lines.extend(
            defaults
                .iter()
                .map(|(name, value)| format!("DEFAULT OF {} {}", name.quoted(), value.text)),
        );
        lines.extend(query.text.lines().map(str::to_owned));
        lines.extend((!populated).then(|| "WITH NO DATA".to_owned()));
        let namespace = key.schema.clone().unwrap_or_else(|| Name::exact(""));
        let name = QualifiedName::new(namespace, key.name.clone());
        // Its columns are in the query, but for what else the server keeps of them.
        for column in &parts.columns {
            lines.extend(self.properties(column.id, &format!("COLUMN {}", column.name.quoted())));
        }
        let parts = Table {
            columns: Vec::new(),
            ..parts.clone()
        };
        lines.extend(self.table(&name, &parts));
        lines
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
                let tables = self.pieces.all().flat_map(|piece| &piece.tables);
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

    fn properties(&self, id: ObjectId, of: &str) -> Vec<String> {
        let space = if of.is_empty() { "" } else { " " };
        let all = self.pieces.common.properties.of(id);
        let line = |((attribute, part), value): (&PropertyKey, &Property)| {
            let part = if part.is_empty() {
                String::new()
            } else {
                format!(" {part}")
            };
            let value = match value {
                Property::Word(word) => literal(word),
                Property::Index(index) => self.index_name(*index),
            };
            format!("{of}{space}{}{part}: {value}", attribute.as_str())
        };
        all.map(line).collect()
    }

    fn index_name(&self, id: ObjectId) -> String {
        let mut tables = self.pieces.all().flat_map(|piece| {
            let views = piece.views().map(|(_, view)| &view.parts);
            piece.tables.values().chain(views)
        });
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

/// A line, and what it is of where that has an identity of its own, with the head under which its
/// properties stand.
type Part = (String, Option<(ObjectId, String)>);

fn of_type(of: &UserType) -> Vec<Part> {
    let UserType { id: _, body } = of;
    match body {
        TypeBody::Enum(labels) => labels.iter().map(label).collect(),
        TypeBody::Composite(attributes) => attributes.iter().map(attribute).collect(),
        TypeBody::Range(range) => lines(range).into_iter().map(plain).collect(),
        TypeBody::Domain(domain) => domain_lines(domain),
        TypeBody::Base => Vec::new(),
    }
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
    lines(domain).into_iter().map(plain).chain(checks).collect()
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
