//! Where the catalog keeps each sort of object. The queries find every object of one name, in
//! whatever schema it is.

use crate::report::vocabulary::ObjectType;

macro_rules! query {
    ($name:literal) => {
        include_str!(concat!("queries/", $name, ".sql"))
    };
}

/// The query for one sort; none for a comment, which is an aspect of what it is on.
pub(super) const fn query(of: ObjectType) -> Option<&'static str> {
    Some(match of {
        ObjectType::Table => query!("table"),
        ObjectType::Column => query!("column"),
        ObjectType::Index => query!("index"),
        ObjectType::Constraint => query!("constraint"),
        ObjectType::Sequence => query!("sequence"),
        ObjectType::View | ObjectType::MaterializedView => query!("view"),
        ObjectType::Function => query!("function"),
        ObjectType::Trigger => query!("trigger"),
        ObjectType::Type | ObjectType::Domain => query!("type"),
        ObjectType::Policy => query!("policy"),
        ObjectType::Rule => query!("rule"),
        ObjectType::Statistics => query!("statistics"),
        ObjectType::Extension => query!("extension"),
        ObjectType::Collation => query!("collation"),
        ObjectType::Schema => query!("schema"),
        ObjectType::AccessMethod => query!("access_method"),
        ObjectType::Cast => query!("cast"),
        ObjectType::Conversion => query!("conversion"),
        ObjectType::EventTrigger => query!("event_trigger"),
        ObjectType::ForeignDataWrapper => query!("foreign_data_wrapper"),
        ObjectType::Language => query!("language"),
        ObjectType::Operator => query!("operator"),
        ObjectType::OperatorClass => query!("operator_class"),
        ObjectType::OperatorFamily => query!("operator_family"),
        ObjectType::Publication => query!("publication"),
        ObjectType::Server => query!("server"),
        ObjectType::TextSearchConfiguration => query!("text_search_configuration"),
        ObjectType::TextSearchDictionary => query!("text_search_dictionary"),
        ObjectType::TextSearchParser => query!("text_search_parser"),
        ObjectType::TextSearchTemplate => query!("text_search_template"),
        ObjectType::Transform => query!("transform"),
        ObjectType::Comment => return None,
    })
}

/// Whether it is a row of `pg_class`, which `to_regclass` finds.
pub(super) const fn is_relation(of: ObjectType) -> bool {
    matches!(
        of,
        ObjectType::Table
            | ObjectType::View
            | ObjectType::MaterializedView
            | ObjectType::Sequence
            | ObjectType::Index
    )
}

/// What the query reads beside, where a finding is about an aspect that it leaves out.
pub(super) fn aspect(of: ObjectType, aspect: &str) -> Option<String> {
    if aspect == "comment" {
        return described(of);
    }
    let expression = match of {
        ObjectType::Table | ObjectType::View | ObjectType::MaterializedView => table(aspect)?,
        ObjectType::Column => column(aspect)?,
        ObjectType::Index => match aspect {
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
fn described(of: ObjectType) -> Option<String> {
    let (alias, catalog) = match of {
        ObjectType::Column => {
            return Some(
                ",\n       pg_catalog.col_description(a.attrelid, a.attnum) AS comment".to_owned(),
            );
        }
        ObjectType::Table
        | ObjectType::View
        | ObjectType::MaterializedView
        | ObjectType::Sequence
        | ObjectType::Index => ("c", "pg_class"),
        ObjectType::Constraint => ("k", "pg_constraint"),
        ObjectType::Trigger => ("t", "pg_trigger"),
        ObjectType::Function => ("p", "pg_proc"),
        ObjectType::Type | ObjectType::Domain => ("t", "pg_type"),
        ObjectType::Policy => ("p", "pg_policy"),
        ObjectType::Rule => ("r", "pg_rewrite"),
        ObjectType::Statistics => ("x", "pg_statistic_ext"),
        ObjectType::Extension => ("x", "pg_extension"),
        ObjectType::Collation => ("x", "pg_collation"),
        ObjectType::Schema => ("x", "pg_namespace"),
        ObjectType::AccessMethod => ("x", "pg_am"),
        ObjectType::Cast => ("x", "pg_cast"),
        ObjectType::Conversion => ("x", "pg_conversion"),
        ObjectType::EventTrigger => ("x", "pg_event_trigger"),
        ObjectType::ForeignDataWrapper => ("x", "pg_foreign_data_wrapper"),
        ObjectType::Language => ("x", "pg_language"),
        ObjectType::Operator => ("x", "pg_operator"),
        ObjectType::OperatorClass => ("x", "pg_opclass"),
        ObjectType::OperatorFamily => ("x", "pg_opfamily"),
        ObjectType::Publication => ("x", "pg_publication"),
        ObjectType::Server => ("x", "pg_foreign_server"),
        ObjectType::TextSearchConfiguration => ("x", "pg_ts_config"),
        ObjectType::TextSearchDictionary => ("x", "pg_ts_dict"),
        ObjectType::TextSearchParser => ("x", "pg_ts_parser"),
        ObjectType::TextSearchTemplate => ("x", "pg_ts_template"),
        ObjectType::Transform => ("x", "pg_transform"),
        ObjectType::Comment => return None,
    };
    Some(format!(
        ",\n       pg_catalog.obj_description({alias}.oid, '{catalog}') AS comment"
    ))
}
