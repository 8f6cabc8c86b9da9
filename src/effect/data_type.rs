//! The many spellings of a data type to the one of `format_type`.

use sqlparser::ast;

use super::{modifiers, names};
use crate::name::Name;
use crate::schema::{DataType, TypeName};
use crate::sql::reader::{Read, Reader};

/// `(spelling, format_type's words)`: the aliases of `gram.y` and of `pg_type.typname`.
const ALIASES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int4", "integer"),
    ("int2", "smallint"),
    ("int8", "bigint"),
    ("serial4", "serial"),
    ("serial2", "smallserial"),
    ("serial8", "bigserial"),
    ("bool", "boolean"),
    ("varchar", "character varying"),
    ("char varying", "character varying"),
    ("char", "character"),
    ("bpchar", "character"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("float8", "double precision"),
    ("double", "double precision"),
    ("float4", "real"),
    ("timestamptz", "timestamp with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timetz", "time with time zone"),
    ("time", "time without time zone"),
    ("varbit", "bit varying"),
];

/// Built-in types that `format_type` spells as `pg_type.typname` does, with commas between them.
const BUILTIN: &str = "
    abstime, bigint, bigserial, bit, bit varying, boolean, box, bytea, character, character varying, cid,
    cidr, circle, date, datemultirange, daterange, double precision, inet, int4multirange, int4range,
    int8multirange, int8range, int2vector, integer, interval, json, jsonb, jsonpath, line, lseg, macaddr,
    macaddr8, money, name, numeric, nummultirange, numrange, oid, oidvector, path, pg_lsn, pg_snapshot,
    point, polygon, real, record, regclass, regcollation, regconfig, regdictionary, regnamespace, regoper,
    regoperator, regproc, regprocedure, regrole, regtype, serial, smallint, smallserial, text, tid,
    time with time zone, time without time zone, timestamp with time zone, timestamp without time zone,
    trigger, tsmultirange, tsquery, tsrange, tstzmultirange, tstzrange, tsvector, txid_snapshot, unknown,
    uuid, void, xid, xid8, xml
";

/// Takes a type.
pub(super) fn take(r: &mut Reader<'_>) -> Read<DataType> {
    Ok(read(&r.data_type()?))
}

/// The model's type for a parsed one. Never fails: a type that is not built in keeps its name, with
/// the schema that was written, if one was.
#[must_use]
pub fn read(parsed: &ast::DataType) -> DataType {
    match parsed {
        ast::DataType::Array(
            ast::ArrayElemTypeDef::SquareBracket(element, _)
            | ast::ArrayElemTypeDef::AngleBracket(element)
            | ast::ArrayElemTypeDef::Parenthesis(element)
            | ast::ArrayElemTypeDef::Qualified(element, _),
        ) => DataType {
            array: true,
            ..read(element)
        },
        ast::DataType::Custom(name, modifiers) => custom(name, modifiers),
        other => {
            let text = other.to_string().to_lowercase();
            spelled(&text)
        }
    }
}

fn custom(parsed: &ast::ObjectName, modifiers: &[String]) -> DataType {
    let reference = names::reference(parsed);
    let modifiers = modifiers::canonical(&reference.name, modifiers);
    let builtin = reference
        .schema
        .as_ref()
        .is_none_or(|schema| schema.as_str() == "pg_catalog");
    if builtin && let Some(own) = quoted(parsed) {
        return DataType { modifiers, ..own };
    }
    if builtin {
        let data_type = spelled(&format!("{}{modifiers}", reference.name));
        if data_type.base.is_builtin() {
            return data_type;
        }
    }
    DataType {
        base: TypeName {
            schema: reference.schema,
            name: reference.name,
        },
        modifiers,
        array: false,
    }
}

/// In quotes `"char"` is another type than `char`, and `"bit"` has no length (`ruleutils.c` writes so).
fn quoted(parsed: &ast::ObjectName) -> Option<DataType> {
    let ident = parsed.0.last()?.as_ident()?;
    ident.quote_style?;
    match ident.value.as_str() {
        "char" => Some(DataType::builtin("\"char\"")),
        "bit" => Some(DataType::builtin("bit")),
        _ => None,
    }
}

/// Reads words with an optional modifier in the middle or at the end: `timestamp(3) with time zone`.
fn spelled(text: &str) -> DataType {
    let parts = text
        .split_once('(')
        .and_then(|(before, rest)| Some((before, rest.rsplit_once(')')?)));
    let (words, modifiers) = match parts {
        Some((before, (inside, after))) => (
            format!("{}{after}", before.trim_end()),
            format!("({})", inside.replace(' ', "")),
        ),
        None => (text.trim().to_owned(), String::new()),
    };
    let name = ALIASES
        .iter()
        .find(|(alias, _)| *alias == words)
        .map_or(words.as_str(), |(_, name)| name);
    match name {
        "float" => float(&modifiers),
        _ if is_builtin(name) => DataType {
            modifiers: default_modifiers(name, &words, modifiers),
            ..DataType::builtin(name)
        },
        _ => DataType {
            base: TypeName {
                schema: None,
                name: Name::exact(name),
            },
            modifiers,
            array: false,
        },
    }
}

fn is_builtin(name: &str) -> bool {
    BUILTIN.split(',').any(|one| one.trim() == name)
}

/// `character` and `bit` without a length mean a length of one, `bpchar` does not (`gram.y`);
/// `numeric(10)` is `numeric(10,0)`.
fn default_modifiers(name: &str, spelling: &str, modifiers: String) -> String {
    match name {
        "character" | "bit" if modifiers.is_empty() && spelling != "bpchar" => "(1)".to_owned(),
        "numeric" if !modifiers.is_empty() && !modifiers.contains(',') => {
            modifiers.replace(')', ",0)")
        }
        _ => modifiers,
    }
}

/// `float(p)`: `real` up to 24 bits, else `double precision` (`gram.y`, `opt_float`).
fn float(modifiers: &str) -> DataType {
    let bits: Option<u32> = modifiers.trim_matches(['(', ')']).parse().ok();
    DataType::builtin(match bits {
        Some(1..=24) => "real",
        _ => "double precision",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_becomes_the_one_of_format_type() {
        for (spelling, expected) in [
            ("VARCHAR(20)", "character varying(20)"),
            ("int4", "integer"),
            ("decimal(10, 2)", "numeric(10,2)"),
            ("numeric(5)", "numeric(5,0)"),
            ("timestamptz(3)", "timestamp(3) with time zone"),
            ("timestamp", "timestamp without time zone"),
            ("time(6) without time zone", "time(6) without time zone"),
            ("float(24)", "real"),
            ("float", "double precision"),
            ("char", "character(1)"),
            ("\"char\"", "\"char\""),
            ("\"bit\"", "bit"),
            ("text[][]", "text[]"),
            ("varchar(10)[]", "character varying(10)[]"),
            ("\"Mood\"", "Mood"),
            ("public.citext", "public.citext"),
            ("pg_catalog.int4", "integer"),
            ("jsonb", "jsonb"),
            ("interval", "interval"),
            ("inet", "inet"),
            ("bit varying(5)", "bit varying(5)"),
            ("tstzrange", "tstzrange"),
            ("bytea", "bytea"),
            ("double precision", "double precision"),
            ("GEOMETRY(POINTZ, 4326)", "geometry(PointZ,4326)"),
            ("public.geometry(Point)[]", "public.geometry(Point)[]"),
            ("gis.geography('POINT')", "gis.geography(Point,4326)"),
            ("Vector(3)", "vector(3)"),
        ] {
            let dialect = sqlparser::dialect::PostgreSqlDialect {};
            let parsed = sqlparser::parser::Parser::new(&dialect)
                .try_with_sql(spelling)
                .unwrap()
                .parse_data_type()
                .unwrap();
            assert_eq!(read(&parsed).to_string(), expected, "{spelling}");
        }
    }
}
