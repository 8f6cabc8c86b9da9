//! Where the catalog keeps each sort of object. The queries find every object of one name, in
//! whatever schema it is.

use std::borrow::Cow;

use crate::kind::{ObjectKind, Within};

macro_rules! query {
    ($name:literal) => {
        include_str!(concat!("queries/", $name, ".sql"))
    };
}

/// The query for one kind.
pub(super) fn query(of: ObjectKind) -> Cow<'static, str> {
    Cow::Borrowed(match of {
        ObjectKind::Table => query!("table"),
        ObjectKind::Column => query!("column"),
        ObjectKind::Index => query!("index"),
        ObjectKind::Constraint => query!("constraint"),
        ObjectKind::Sequence => query!("sequence"),
        ObjectKind::View | ObjectKind::MaterializedView => query!("view"),
        ObjectKind::Function => query!("function"),
        ObjectKind::Trigger => query!("trigger"),
        ObjectKind::Type | ObjectKind::Domain => query!("type"),
        ObjectKind::Policy => query!("policy"),
        ObjectKind::Rule => query!("rule"),
        ObjectKind::Statistics => query!("statistics"),
        ObjectKind::Extension => query!("extension"),
        ObjectKind::Schema => query!("schema"),
        ObjectKind::Cast => query!("cast"),
        ObjectKind::Operator => query!("operator"),
        ObjectKind::OperatorClass => query!("operator_class"),
        ObjectKind::OperatorFamily => query!("operator_family"),
        ObjectKind::Publication => query!("publication"),
        ObjectKind::Transform => query!("transform"),
        _ => return Cow::Owned(whole_row(of)),
    })
}

/// The whole row of a kind's catalog: what a person reads of it without the help of a function.
fn whole_row(of: ObjectKind) -> String {
    let (catalog, prefix) = (of.catalog(), of.column_prefix());
    let (schema, join) = match of.within() {
        Within::Database => ("", String::new()),
        Within::Schema | Within::Table => (
            "n.nspname AS schema, ",
            format!("JOIN pg_catalog.pg_namespace n ON n.oid = x.{prefix}namespace\n"),
        ),
    };
    format!(
        "SELECT {schema}x.*{{extra}}\nFROM pg_catalog.{catalog} x\n{join}WHERE x.{prefix}name = {{name}};\n"
    )
}

/// What the query reads beside, where a finding is about an aspect that it leaves out.
pub(super) fn aspect(of: ObjectKind, aspect: &str) -> Option<String> {
    if aspect == "comment" {
        return Some(described(of));
    }
    let expression = match of {
        ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => table(aspect)?,
        ObjectKind::Column => column(aspect)?,
        ObjectKind::Index => match aspect {
            "statistics_target" => {
                "(SELECT array_agg(a.attstattarget ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid)"
            }
            other => table(other)?,
        },
        _ => return None,
    };
    Some(format!(",\n       {expression} AS {aspect}"))
}

fn table(aspect: &str) -> Option<&'static str> {
    Some(match aspect {
        "persistence" => "c.relpersistence",
        "options" => "c.reloptions",
        "row_security" => "c.relrowsecurity",
        "force_row_security" => "c.relforcerowsecurity",
        "partition_key" => "pg_catalog.pg_get_partkeydef(c.oid)",
        "partition" | "bound" => "pg_catalog.pg_get_expr(c.relpartbound, c.oid)",
        "inherits" => {
            "ARRAY(SELECT h.inhparent::pg_catalog.regclass FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid)"
        }
        "of_type" => "c.reloftype::pg_catalog.regtype",
        "tablespace" => {
            "(SELECT p.spcname FROM pg_catalog.pg_tablespace p WHERE p.oid = c.reltablespace)"
        }
        "method" => "(SELECT m.amname FROM pg_catalog.pg_am m WHERE m.oid = c.relam)",
        "replica_identity" => "c.relreplident",
        "clustered_on" => {
            "(SELECT i.indexrelid::pg_catalog.regclass FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisclustered)"
        }
        _ => return None,
    })
}

fn column(aspect: &str) -> Option<&'static str> {
    Some(match aspect {
        "storage" => "a.attstorage",
        "compression" => "a.attcompression",
        "statistics_target" => "a.attstattarget",
        "options" => "a.attoptions",
        "not_null_name" => {
            "(SELECT k.conname FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'n' AND a.attnum = ANY (k.conkey))"
        }
        _ => return None,
    })
}

/// What a comment is read by: the alias and the catalog of the query.
fn described(of: ObjectKind) -> String {
    let alias = match of.catalog() {
        "pg_attribute" => {
            return ",\n       pg_catalog.col_description(a.attrelid, a.attnum) AS comment"
                .to_owned();
        }
        "pg_class" => "c",
        "pg_constraint" => "k",
        "pg_trigger" | "pg_type" => "t",
        "pg_proc" | "pg_policy" => "p",
        "pg_rewrite" => "r",
        _ => "x",
    };
    let catalog = of.catalog();
    format!(",\n       pg_catalog.obj_description({alias}.oid, '{catalog}') AS comment")
}
