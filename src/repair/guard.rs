//! Conditions under which a statement is run: where it was run before, they do not hold.

use crate::definition::statement::literal;
use crate::kind::{NamedBy, Within};
use crate::name::QualifiedName;
use crate::schema::{ObjectKey, ObjectKind};

/// That an object is not there; none where no short question tells.
pub(super) fn absent(key: &ObjectKey) -> Option<String> {
    Some(format!("NOT {}", row(key, None)?))
}

/// That one is there, and the other is not.
pub(super) fn instead(key: &ObjectKey, of: &ObjectKey) -> Option<String> {
    Some(format!("{} AND {}", row(key, None)?, absent(of)?))
}

/// That it is there with this definition, as the server prints it: quotes, capitals and the schema of its table aside, and
/// what the server says of an operator that it does not find on the search path of the moment.
pub(super) fn defined_so(key: &ObjectKey, definition: &str) -> Option<String> {
    let print = match key.kind {
        ObjectKind::Constraint => "pg_get_constraintdef(oid)",
        ObjectKind::Index => "pg_get_indexdef(oid)",
        ObjectKind::Trigger => "pg_get_triggerdef(oid)",
        _ => return None,
    };
    let home = format!("{}.", key.schema.as_ref()?);
    let definition = definition
        .replace('"', "")
        .replace(&home, "")
        .to_lowercase();
    let definition = without_operator_words(&definition);
    let bare = format!("pg_catalog.replace(pg_catalog.{print}, '\"', '')");
    let bare = format!("pg_catalog.replace({bare}, {}, '')", literal(&home));
    let bare = format!("pg_catalog.lower({bare})");
    let bare = format!("pg_catalog.regexp_replace({bare}, 'operator\\(([^)]*)\\)', '\\1', 'g')");
    row(key, Some(format!("{bare} = {}", literal(&definition))))
}

/// `operator(=)` is `=`.
fn without_operator_words(text: &str) -> String {
    let mut parts = text.split("operator(");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((operator, rest)) => plain.extend([operator, rest]),
            None => plain.extend(["operator(", part]),
        }
    }
    plain
}

/// That an index is there which was not built to its end.
pub(super) fn is_invalid(index: &QualifiedName) -> String {
    format!(
        "EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass({}) AND NOT indisvalid)",
        literal(&index.quoted())
    )
}

/// That a materialized view is there which cannot be read yet.
pub(super) fn is_unpopulated(view: &QualifiedName) -> String {
    format!(
        "EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({}) AND NOT relispopulated)",
        literal(&view.quoted())
    )
}

/// That a column is an identity column, or is none.
pub(super) fn identity(column: &ObjectKey, is: bool) -> Option<String> {
    let with = row(column, Some("attidentity <> ''".to_owned()))?;
    Some(if is { with } else { format!("NOT {with}") })
}

fn row(key: &ObjectKey, more: Option<String>) -> Option<String> {
    use ObjectKind as K;
    let name = literal(key.name.as_str());
    let called = |name: &QualifiedName| literal(&name.quoted());
    let relation = |name: &QualifiedName| format!("pg_catalog.to_regclass({})", called(name));
    let (catalog, conditions) = match (key.kind.within(), key.kind) {
        (_, K::Column) => {
            let table = relation(&key.table_name()?);
            (
                "pg_attribute",
                format!("attrelid = {table} AND attname = {name} AND NOT attisdropped"),
            )
        }
        (_, K::Constraint) => {
            let table = key.table_name()?;
            (
                "pg_constraint",
                format!(
                    "conname = {name} AND (conrelid = {} OR contypid = pg_catalog.to_regtype({}))",
                    relation(&table),
                    called(&table)
                ),
            )
        }
        (_, K::Trigger) => of_table("tg", "relid", key)?,
        (_, K::Policy) => of_table("pol", "relid", key)?,
        (_, K::Rule) => {
            let table = relation(&key.table_name()?);
            (
                "pg_rewrite",
                format!("ev_class = {table} AND rulename = {name}"),
            )
        }
        (_, K::Type | K::Domain) => (
            "pg_type",
            format!("oid = pg_catalog.to_regtype({})", called(&qualified(key)?)),
        ),
        (_, K::Function) => ("pg_proc", of_routine(key)?),
        (Within::Database, _) => (
            key.kind.catalog(),
            format!("{}name = {name}", key.kind.column_prefix()),
        ),
        _ if key.kind.is_relation() => {
            ("pg_class", format!("oid = {}", relation(&qualified(key)?)))
        }
        (Within::Schema, kind) if kind.named_by() == NamedBy::Name => {
            let (prefix, home) = (kind.column_prefix(), key.schema.as_ref()?.quoted());
            let home = format!("pg_catalog.to_regnamespace({})", literal(&home));
            (
                kind.catalog(),
                format!("{prefix}name = {name} AND {prefix}namespace = {home}"),
            )
        }
        _ => return None,
    };
    let more = more.map_or_else(String::new, |it| format!(" AND {it}"));
    Some(format!(
        "EXISTS (SELECT FROM pg_catalog.{catalog} WHERE {conditions}{more})"
    ))
}

/// A routine by the bare names of the types of its arguments, wherever these are by now: `to_regprocedure` ends the
/// statement where it does not find one of them on the search path.
fn of_routine(key: &ObjectKey) -> Option<String> {
    let home = literal(&key.schema.as_ref()?.quoted());
    let types = key.arguments.as_ref()?.split(", ");
    let types: Vec<&str> = types.filter(|it| !it.is_empty()).collect();
    let arguments = types.iter().enumerate().map(|(at, of)| {
        let (of, column) = match of.strip_suffix("[]") {
            Some(of) => (literal(of), "typarray"),
            None => (literal(of), "oid"),
        };
        format!(
            " AND EXISTS (SELECT FROM pg_catalog.pg_type WHERE {column} = proargtypes[{at}] AND {of} IN (typname, pg_catalog.format_type(pg_type.oid, NULL)))"
        )
    });
    Some(format!(
        "proname = {} AND pronamespace = pg_catalog.to_regnamespace({home}) AND pronargs = {}{}",
        literal(key.name.as_str()),
        types.len(),
        arguments.collect::<String>()
    ))
}

fn of_table(prefix: &str, table: &str, key: &ObjectKey) -> Option<(&'static str, String)> {
    let (on, name) = (key.table_name()?.quoted(), literal(key.name.as_str()));
    Some((
        key.kind.catalog(),
        format!(
            "{prefix}{table} = pg_catalog.to_regclass({}) AND {prefix}name = {name}",
            literal(&on)
        ),
    ))
}

/// What lies in a schema, and an index by its own name.
fn qualified(key: &ObjectKey) -> Option<QualifiedName> {
    Some(QualifiedName::new(key.schema.clone()?, key.name.clone()))
}
