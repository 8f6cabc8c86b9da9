//! Modifiers of types that extensions make, as the type's own output function prints them.

use crate::name::Name;

/// The modifiers of a type in one spelling, with their parentheses; empty where there are none. `PostGIS` has
/// words for modifiers; those of other types (`vector(3)` of pgvector) are numbers.
pub(super) fn canonical(name: &Name, written: &[String]) -> String {
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

    fn canonical_of(text: &str) -> String {
        let (name, rest) = text.split_once('(').unwrap();
        let rest = rest.strip_suffix(')').unwrap();
        let words: Vec<String> = rest.split(',').map(str::to_owned).collect();
        let name = Name::from(name);
        format!("{name}{}", canonical(&name, &words))
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
