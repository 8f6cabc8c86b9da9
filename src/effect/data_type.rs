//! The many spellings of a data type to the one of `format_type`.

use std::collections::HashSet;
use std::sync::LazyLock;

use sqlparser::ast;

use super::names;
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
    let modifiers = canonical_modifiers(&reference.name, modifiers);
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
    static NAMES: LazyLock<HashSet<&str>> =
        LazyLock::new(|| BUILTIN.split(',').map(str::trim).collect());
    NAMES.contains(name)
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

/// The modifiers of a type in one spelling, with their parentheses; empty where there are none. `PostGIS` has
/// words for modifiers; those of other types (`vector(3)` of pgvector) are numbers.
fn canonical_modifiers(name: &Name, written: &[String]) -> String {
    let default_srid = match name.as_str() {
        "geometry" => Some(0),
        "geography" => Some(4326),
        _ => None,
    };
    default_srid
        .filter(|_| !written.is_empty())
        .and_then(|srid| spatial(written, srid))
        .unwrap_or_else(|| plain(written))
}

fn plain(written: &[String]) -> String {
    if written.is_empty() {
        return String::new();
    }
    let each = written.iter().map(|word| {
        let number: Option<u64> = word.parse().ok();
        number.map_or_else(|| word.clone(), |number| number.to_string())
    });
    format!("({})", each.collect::<Vec<_>>().join(","))
}

/// The subtypes, as `lwtype_name` spells them (`lwgeomTypeName` of `PostGIS`'s `lwutil.c`).
const SUBTYPES: &[&str] = &[
    "Geometry",
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
    "CircularString",
    "CompoundCurve",
    "CurvePolygon",
    "MultiCurve",
    "MultiSurface",
    "PolyhedralSurface",
    "Triangle",
    "Tin",
    "NurbsCurve",
];

/// What `gserialized_typmod_in` reads and `postgis_typmod_out` prints (`PostGIS`'s `gserialized_typmod.c`):
/// a subtype in any case, with `Z`, `M` or `ZM` at its end, and an SRID, of which 0 is none. None for what
/// `PostGIS` refuses.
fn spatial(written: &[String], default_srid: u32) -> Option<String> {
    let subtype = subtype(written.first()?)?;
    let srid = match written.get(1) {
        Some(word) => match word.trim().parse::<i32>().ok()? {
            ..=0 => default_srid,
            srid => clamped(srid.unsigned_abs()),
        },
        None => default_srid,
    };
    Some(match srid {
        0 if subtype == "Geometry" => String::new(),
        0 => format!("({subtype})"),
        srid => format!("({subtype},{srid})"),
    })
}

fn subtype(word: &str) -> Option<String> {
    let word = word.trim_matches(['"', ' ']).to_ascii_lowercase();
    ["", "Z", "M", "ZM"].iter().find_map(|dimensions| {
        let bare = word.strip_suffix(&dimensions.to_ascii_lowercase())?;
        let mut known = SUBTYPES.iter();
        let name = known.find(|name| name.eq_ignore_ascii_case(bare))?;
        Some(format!("{name}{dimensions}"))
    })
}

/// `clamp_srid` of `lwutil.c`, with the limits of `liblwgeom.h`.
fn clamped(srid: u32) -> u32 {
    const MAXIMUM: u32 = 999_999;
    const USER_MAXIMUM: u32 = 998_999;
    if srid > MAXIMUM {
        USER_MAXIMUM + 1 + srid % (MAXIMUM - USER_MAXIMUM - 1)
    } else {
        srid
    }
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

    fn canonical_of(text: &str) -> String {
        let (name, rest) = text.split_once('(').unwrap();
        let rest = rest.strip_suffix(')').unwrap();
        let words: Vec<String> = rest.split(',').map(str::to_owned).collect();
        let name = Name::from(name);
        format!("{name}{}", canonical_modifiers(&name, &words))
    }

    #[test]
    fn spatial_modifiers_are_spelled_as_postgis_prints_them() {
        for (written, printed) in [
            ("geometry(POINT,4326)", "geometry(Point,4326)"),
            ("geometry(point,4326)", "geometry(Point,4326)"),
            ("geometry(\"Point\",4326)", "geometry(Point,4326)"),
            ("geometry( POINTZ ,4326)", "geometry(PointZ,4326)"),
            ("geometry(PointM)", "geometry(PointM)"),
            ("geometry(pointzm,3857)", "geometry(PointZM,3857)"),
            ("geometry(POINT,0)", "geometry(Point)"),
            ("geometry(GEOMETRY)", "geometry"),
            ("geometry(GEOMETRY,0)", "geometry"),
            ("geometry(GEOMETRYZ)", "geometry(GeometryZ)"),
            ("geometry(GEOMETRY,4326)", "geometry(Geometry,4326)"),
            (
                "geometry(MULTILINESTRINGZM,27700)",
                "geometry(MultiLineStringZM,27700)",
            ),
            (
                "geometry(GEOMETRYCOLLECTION,4326)",
                "geometry(GeometryCollection,4326)",
            ),
            ("geometry(TIN)", "geometry(Tin)"),
            ("geometry(POINT,1000000)", "geometry(Point,999001)"),
            ("geography(POINT)", "geography(Point,4326)"),
            ("geography(GEOMETRY)", "geography(Geometry,4326)"),
            ("geography(POLYGONZ,4326)", "geography(PolygonZ,4326)"),
            ("geography(POINT,4269)", "geography(Point,4269)"),
        ] {
            assert_eq!(canonical_of(written), printed, "{written}");
        }
    }

    #[test]
    fn another_subtype_dimension_or_srid_stays_another() {
        let printed = [
            "geometry(POINT,4326)",
            "geometry(POINTZ,4326)",
            "geometry(POINTM,4326)",
            "geometry(POINTZM,4326)",
            "geometry(POINT,3857)",
            "geometry(POINT)",
            "geometry(MULTIPOINT,4326)",
            "geometry(GEOMETRY,4326)",
            "geography(POINT,4326)",
        ]
        .map(canonical_of);
        let different: std::collections::BTreeSet<&String> = printed.iter().collect();
        assert_eq!(different.len(), printed.len(), "{printed:?}");
    }

    #[test]
    fn what_postgis_refuses_and_what_other_types_have_stays_as_written() {
        for (written, printed) in [
            ("geometry(CIRCLE,4326)", "geometry(CIRCLE,4326)"),
            ("geometry(POINT,x)", "geometry(POINT,x)"),
            ("vector(3)", "vector(3)"),
            ("halfvec(0003)", "halfvec(3)"),
            ("mine(POINT,4326)", "mine(POINT,4326)"),
        ] {
            assert_eq!(canonical_of(written), printed, "{written}");
        }
    }
}
