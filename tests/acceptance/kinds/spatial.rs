//! Modifiers of types that extensions make, each as the extension itself prints them. Where `PostGIS` is not
//! installed, `effect::modifiers` holds the rule alone.

use super::arbiter::Pair;
use crate::support::cluster::Database;

/// What `PostGIS` reads as the subtype of a column.
const SUBTYPES: &[&str] = &[
    "GEOMETRY",
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
    "CIRCULARSTRING",
    "COMPOUNDCURVE",
    "CURVEPOLYGON",
    "MULTICURVE",
    "MULTISURFACE",
    "POLYHEDRALSURFACE",
    "TRIANGLE",
    "TIN",
];

fn is_installed() -> bool {
    let database = Database::create();
    let found =
        database.texts("SELECT name::text FROM pg_available_extensions WHERE name = 'postgis'");
    if found.is_empty() {
        eprintln!("PostGIS is not installed: what it prints is not compared");
    }
    !found.is_empty()
}

/// A table with a column of every subtype, with every dimension, with and without an SRID.
fn every_column() -> String {
    let mut columns = vec!["id bigint PRIMARY KEY".to_owned()];
    let dimensions = ["", "Z", "M", "ZM"];
    for subtype in SUBTYPES {
        for dimension in dimensions {
            let written = format!("{subtype}{dimension}");
            for modifiers in [
                format!("geometry({written},4326)"),
                format!("geometry({})", written.to_lowercase()),
                format!("geometry({written},0)"),
                format!("geometry('{written}', 4326)"),
                format!("geography({written})"),
                format!("geography(\"{written}\", 4326)"),
                format!("geometry({written},3857)[]"),
            ] {
                columns.push(format!("c{} {modifiers}", columns.len()));
            }
        }
    }
    columns.extend(["g geometry", "h geography", "b box2d"].map(str::to_owned));
    columns.push("far geometry(POINT,1000000)".to_owned());
    format!(
        "CREATE EXTENSION postgis; CREATE TABLE place ({});",
        columns.join(", ")
    )
}

#[test]
fn every_spatial_column_is_what_was_asked_for() {
    if !is_installed() {
        return;
    }
    let pair = Pair::same(&every_column());
    let report = pair.report(&pair.database, &[]);
    assert_eq!(report.findings().count(), 0, "{:#}", report.value());
    assert_eq!(report.verdict("app.0001_make"), "verified");
}

#[test]
fn another_subtype_dimension_or_srid_is_found() {
    if !is_installed() {
        return;
    }
    let pair = Pair::same(
        "CREATE EXTENSION postgis; CREATE TABLE place (id bigint PRIMARY KEY, spot geometry(POINT,4326), \
         on_earth geography(POLYGON)); CREATE INDEX place_spot_id ON place USING gist (spot);",
    );
    for column in [
        "geometry(Point,3857)",
        "geometry(Point)",
        "geometry(PointZ,4326)",
        "geometry(PointM,4326)",
        "geometry(MultiPoint,4326)",
        "geometry(Geometry,4326)",
        "geometry",
        "geography(Point,4326)",
    ] {
        let change = format!("ALTER TABLE place ALTER spot TYPE {column} USING NULL");
        let alarms = pair.after(&change);
        let wanted = "error different column place.spot (type) < app.0001_make";
        assert_eq!(alarms, [wanted], "{column}");
    }
    for column in [
        "geography(Polygon,4269)",
        "geography(PolygonZ)",
        "geometry(Polygon,4326)",
    ] {
        let change = format!("ALTER TABLE place ALTER on_earth TYPE {column} USING NULL");
        let alarms = pair.after(&change);
        let wanted = "error different column place.on_earth (type) < app.0001_make";
        assert_eq!(alarms, [wanted], "{column}");
    }
}
