//! The model as statements that SQLite takes (<https://sqlite.org/lang.html>).
//!
//! A name is always quoted. What nobody named is written without a name, so that it is called the same when it is read again.

use std::fmt::Write as _;

use crate::name::{Name, QualifiedName};
use crate::schema::{
    Column, Constraint, ConstraintBody, Deferral, Expression, ForeignKey, GeneratedKind, Identity,
    Index, IndexKey, KeyItem, ReferentialAction, Table, Trigger, TriggerTiming, View, is_unnamed,
};

/// `CREATE TABLE` under a name; none where an expression of it is kept in PostgreSQL's words alone.
#[must_use]
pub fn table(name: &Name, table: &Table) -> Option<String> {
    if let Some(module) = &table.module {
        return Some(format!(
            "CREATE VIRTUAL TABLE {} USING {module}",
            quoted(name)
        ));
    }
    let key = inline_key(table);
    let columns = table.columns.iter();
    let columns = columns.map(|it| column(it, key == Some(&it.name)));
    let constraints = table.constraints.iter();
    let constraints = constraints
        .filter(|(_, it)| key.is_none() || it.primary_key().is_none())
        .map(|(name, it)| constraint(name, it));
    let parts: Option<Vec<String>> = columns.chain(constraints).collect();
    let options: Vec<&str> = [
        (table.without_rowid, "WITHOUT ROWID"),
        (table.strict, "STRICT"),
    ]
    .into_iter()
    .filter_map(|(on, words)| on.then_some(words))
    .collect();
    let options = match options.as_slice() {
        [] => String::new(),
        options => format!(" {}", options.join(", ")),
    };
    let parts = parts?.join(", ");
    Some(format!("CREATE TABLE {} ({parts}){options}", quoted(name)))
}

/// The column that is the primary key by itself, where nobody named that: AUTOINCREMENT stands nowhere else.
fn inline_key(table: &Table) -> Option<&Name> {
    let mut constraints = table.constraints.iter();
    let (name, key) = constraints.find(|(_, it)| it.primary_key().is_some())?;
    match key.primary_key()? {
        [only] if is_unnamed(name, &key.body) => Some(only),
        _ => None,
    }
}

/// A column as it stands in `CREATE TABLE`, and in `ADD COLUMN`.
#[must_use]
pub fn column(column: &Column, is_key: bool) -> Option<String> {
    let mut text = quoted(&column.name);
    let mut add = |part: String| {
        if !part.is_empty() {
            text.push(' ');
            text.push_str(&part);
        }
    };
    add(column.data_type.to_string());
    if column.not_null {
        add("NOT NULL".to_owned());
    }
    if is_key {
        add("PRIMARY KEY".to_owned());
    }
    if column.identity == Some(Identity::Autoincrement) {
        add("AUTOINCREMENT".to_owned());
    }
    if let Some(default) = &column.default {
        add(format!("DEFAULT ({})", expression(default)?));
    }
    if let Some(collation) = &column.collation {
        add(format!("COLLATE {}", quoted(&collation.name)));
    }
    if let Some(generated) = &column.generated {
        let kind = match generated.kind {
            GeneratedKind::Stored => "STORED",
            GeneratedKind::Virtual => "VIRTUAL",
        };
        let value = expression(&generated.expression)?;
        add(format!("GENERATED ALWAYS AS ({value}) {kind}"));
    }
    Some(text)
}

/// A constraint as it stands at the end of `CREATE TABLE`.
#[must_use]
pub fn constraint(name: &Name, constraint: &Constraint) -> Option<String> {
    let body = match &constraint.body {
        ConstraintBody::PrimaryKey(key) => format!("PRIMARY KEY {}", listed(&key.columns)),
        ConstraintBody::Unique(key) => format!("UNIQUE {}", listed(&key.columns)),
        ConstraintBody::Check(check) => format!("CHECK ({})", expression(&check.expression)?),
        ConstraintBody::ForeignKey(key) => foreign_key(key, constraint.deferral),
        ConstraintBody::Exclude(_) => return None,
    };
    Some(if is_unnamed(name, &constraint.body) {
        body
    } else {
        format!("CONSTRAINT {} {body}", quoted(name))
    })
}

fn foreign_key(key: &ForeignKey, deferral: Deferral) -> String {
    let mut text = format!(
        "FOREIGN KEY {} REFERENCES {}",
        listed(&key.columns),
        quoted(&key.table.name)
    );
    if !key.referenced.is_empty() {
        let _ = write!(text, " {}", listed(&key.referenced));
    }
    for (word, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != ReferentialAction::NoAction {
            let _ = write!(text, " ON {word} {}", action.as_str());
        }
    }
    if deferral != Deferral::NotDeferrable {
        let _ = write!(text, " {}", deferral.as_str());
    }
    text
}

/// `CREATE INDEX`.
#[must_use]
pub fn index(name: &Name, on: &QualifiedName, index: &Index) -> Option<String> {
    let keys: Option<Vec<String>> = index.keys.iter().map(key).collect();
    let unique = if index.unique { "UNIQUE " } else { "" };
    let mut text = format!(
        "CREATE {unique}INDEX {} ON {} ({})",
        quoted(name),
        quoted(&on.name),
        keys?.join(", ")
    );
    if let Some(predicate) = &index.predicate {
        let _ = write!(text, " WHERE {}", expression(predicate)?);
    }
    Some(text)
}

fn key(key: &IndexKey) -> Option<String> {
    let mut text = match &key.item {
        KeyItem::Column(name) => quoted(name),
        KeyItem::Expression(it) => format!("({})", expression(it)?),
    };
    if let Some(collation) = &key.collation {
        let _ = write!(text, " COLLATE {}", quoted(&collation.name));
    }
    if key.descending {
        text.push_str(" DESC");
    }
    Some(text)
}

/// `CREATE VIEW`; none of one whose text a rename has changed.
#[must_use]
pub fn view(name: &Name, view: &View) -> Option<String> {
    let columns = view.columns.as_deref();
    let columns = columns.map_or_else(String::new, |it| format!(" {}", listed(it)));
    let text = format!(
        "CREATE VIEW {}{columns} AS {}",
        quoted(name),
        view.query.text
    );
    (!view.stale_text).then_some(text)
}

/// `CREATE TRIGGER`.
#[must_use]
pub fn trigger(name: &Name, on: &QualifiedName, trigger: &Trigger) -> Option<String> {
    let of = &trigger.definition;
    let timing = match of.timing {
        TriggerTiming::Before => "BEFORE",
        TriggerTiming::After => "AFTER",
        TriggerTiming::InsteadOf => "INSTEAD OF",
    };
    let event = match (&of.events.update, of.events.insert) {
        (Some(columns), _) if columns.is_empty() => "UPDATE".to_owned(),
        (Some(columns), _) => {
            let columns: Vec<String> = columns.iter().map(quoted).collect();
            format!("UPDATE OF {}", columns.join(", "))
        }
        (None, true) => "INSERT".to_owned(),
        (None, false) => "DELETE".to_owned(),
    };
    let when = match &of.condition {
        Some(condition) => format!(" WHEN {}", condition.text),
        None => String::new(),
    };
    let body = of.body.as_ref()?.text.trim().trim_end_matches(';');
    Some(format!(
        "CREATE TRIGGER {} {timing} {event} ON {} FOR EACH ROW{when} BEGIN {body}; END",
        quoted(name),
        quoted(&on.name)
    ))
}

/// Its text, which is the ledger's; after a rename it is printed anew, in which a cast is PostgreSQL's alone.
fn expression(expression: &Expression) -> Option<&str> {
    let text = expression.text.as_str();
    (!text.contains("::")).then_some(text)
}

fn listed(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(quoted).collect();
    format!("({})", names.join(", "))
}

/// A name in quotes: whatever stands in it, it is one.
#[must_use]
pub fn quoted(name: &Name) -> String {
    format!("\"{}\"", name.as_str().replace('"', "\"\""))
}
