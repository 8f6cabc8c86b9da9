//! Hand-made rows, written as a snapshot file writes them.

use super::*;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    ConstraintBody, Deferral, KeyItem, ObjectKey, ObjectKind, ReferentialAction, Table, TypeBody,
};

fn rows(json: &str) -> CatalogRows {
    serde_json::from_str(json).unwrap()
}

const SHOP: &str = r#"{
  "types": [
    {"oid": 23, "text": "integer", "name": "integer"},
    {"oid": 1043, "modifier": 24, "text": "character varying(20)", "name": "character varying", "modifiers": "(20)"},
    {"oid": 900, "text": "app.mood[]", "schema": "app", "name": "mood", "array": true}
  ],
  "relations": [
    {"oid": 1, "xmin": 1, "schema": "app", "name": "Parent"},
    {"oid": 2, "xmin": 1, "schema": "public", "name": "child", "unlogged": true},
    {"oid": 3, "xmin": 1, "schema": "app", "name": "Parent_id_seq", "kind": "sequence"},
    {"oid": 4, "xmin": 1, "schema": "gis", "name": "spatial_ref_sys", "extension": true},
    {"oid": 5, "xmin": 1, "schema": "app", "name": "v", "kind": "view"}
  ],
  "columns": [
    {"relation": 1, "num": 1, "xmin": 1, "name": "id", "type": 23, "not_null": true, "default": "nextval('app.\"Parent_id_seq\"'::regclass)"},
    {"relation": 1, "num": 3, "xmin": 1, "name": "Code", "type": 1043, "modifier": 24, "collation": ["pg_catalog", "C"]},
    {"relation": 2, "num": 1, "xmin": 1, "name": "pid", "type": 23, "identity": "always", "not_null": true},
    {"relation": 2, "num": 2, "xmin": 1, "name": "double", "type": 23, "default": "(pid * 2)", "generated": "stored", "inherited": true},
    {"relation": 2, "num": 3, "xmin": 1, "name": "moods", "type": 900},
    {"relation": 4, "num": 1, "xmin": 1, "name": "srid", "type": 23}
  ],
  "constraints": [
    {"oid": 1, "xmin": 1, "relation": 1, "name": "pk", "kind": "primary_key", "columns": [1], "index": 11},
    {"oid": 2, "xmin": 1, "relation": 2, "name": "fk", "kind": "foreign_key", "columns": [1], "target": 1, "target_columns": [1], "on_delete": "cascade", "deferrable": true, "deferred": true, "not_valid": true},
    {"oid": 3, "xmin": 1, "relation": 2, "name": "ck", "kind": "check", "columns": [1], "expression": "(pid > 0)", "inherited": true},
    {"oid": 4, "xmin": 1, "relation": 2, "name": "nn", "kind": "not_null", "columns": [1]},
    {"oid": 5, "xmin": 1, "relation": 2, "name": "ex", "kind": "exclusion", "columns": [1], "index": 13, "operators": ["app.=="]},
    {"oid": 6, "xmin": 1, "relation": 2, "name": "srs", "kind": "foreign_key", "columns": [1], "target": 4, "target_columns": [1]}
  ],
  "indexes": [
    {"oid": 11, "xmin": 1, "relation": 1, "name": "pk", "keys": [{"num": 1, "opclass": "int4_ops"}], "include": [3], "unique": true, "primary": true, "constraint": 1, "invalid": true},
    {"oid": 12, "xmin": 1, "relation": 1, "name": "i", "keys": [
      {"expression": "lower((\"Code\")::text)", "opclass": "text_pattern_ops", "opclass_named": true, "descending": true, "nulls_first": true}],
      "predicate": "(id > 5)", "options": ["fillfactor=70"], "not_ready": true},
    {"oid": 13, "xmin": 1, "relation": 2, "name": "ex", "method": "gist", "keys": [{"num": 1, "opclass": "gist_int4_ops", "opclass_options": ["siglen=8"]}], "constraint": 5}
  ],
  "sequences": [{"relation": 3, "type": 23, "start": 1, "increment": 1, "min": 1, "max": 2147483647, "cache": 1, "owner": [1, 1]}],
  "triggers": [{"oid": 7, "xmin": 1, "relation": 1, "name": "t", "state": "disabled", "definition": null, "bits": 5, "function": ["app", "f"]}],
  "user_types": [{"oid": 8, "xmin": 1, "schema": "app", "name": "mood", "kind": "enum", "labels": ["sad"]}]
}"#;

fn shop() -> Catalog {
    assemble(&rows(SHOP))
}

fn name(schema: &str, name: &str) -> QualifiedName {
    QualifiedName::new(Name::exact(schema), Name::exact(name))
}

fn table<'a>(catalog: &'a Catalog, schema: &str, table: &str) -> &'a Table {
    &catalog.schema.tables[&name(schema, table)]
}

#[test]
fn names_keep_their_case_and_columns_their_order() {
    let catalog = shop();
    let parent = table(&catalog, "app", "Parent");
    let names: Vec<&str> = parent.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["id", "Code"]);
    assert_eq!(
        parent.columns[1].data_type.to_string(),
        "character varying(20)"
    );
    assert_eq!(
        parent.columns[1].collation.as_ref().unwrap().name.as_str(),
        "C"
    );
    assert!(table(&catalog, "public", "child").unlogged);
}

#[test]
fn an_array_of_a_user_type_is_told_by_element_and_flag() {
    let catalog = shop();
    let moods = &table(&catalog, "public", "child").columns[2].data_type;
    assert_eq!(moods.to_string(), "app.mood[]");
    assert!(moods.array && !moods.base.is_builtin());
}

#[test]
fn a_generated_column_has_an_expression_and_no_default() {
    let catalog = shop();
    let column = &table(&catalog, "public", "child").columns[1];
    assert_eq!(column.default, None);
    assert_eq!(
        column.generated.as_ref().unwrap().expression.text,
        "(pid * 2)"
    );
    assert!(catalog.inherited.contains(&column.id));
}

#[test]
fn a_key_takes_its_include_and_validity_from_its_index() {
    let catalog = shop();
    let pk = &table(&catalog, "app", "Parent").constraints[&Name::exact("pk")];
    let ConstraintBody::PrimaryKey(key) = &pk.body else {
        panic!("{pk:?}");
    };
    assert_eq!(key.include, [Name::exact("Code")]);
    assert!(!key.index_valid);
    let indexes = &table(&catalog, "app", "Parent").indexes;
    assert_eq!(indexes.keys().map(Name::as_str).collect::<Vec<_>>(), ["i"]);
}

#[test]
fn a_foreign_key_carries_its_actions_and_state() {
    let catalog = shop();
    let fk = &table(&catalog, "public", "child").constraints[&Name::exact("fk")];
    let ConstraintBody::ForeignKey(body) = &fk.body else {
        panic!("{fk:?}");
    };
    assert_eq!(body.table, name("app", "Parent"));
    assert_eq!(body.referenced, [Name::exact("id")]);
    assert_eq!(body.on_delete, ReferentialAction::Cascade);
    assert_eq!(fk.deferral, Deferral::InitiallyDeferred);
    assert!(!fk.validated && fk.enforced);
}

#[test]
fn a_foreign_key_to_a_table_of_an_extension_is_kept_and_that_table_is_not() {
    let catalog = shop();
    let child = table(&catalog, "public", "child");
    assert!(child.constraints.contains_key(&Name::exact("srs")));
    assert!(
        !catalog
            .schema
            .tables
            .contains_key(&name("gis", "spatial_ref_sys"))
    );
}

#[test]
fn not_null_constraints_are_no_constraints_of_the_model() {
    let catalog = shop();
    let child = table(&catalog, "public", "child");
    let names: Vec<&str> = child.constraints.keys().map(Name::as_str).collect();
    assert_eq!(names, ["ck", "ex", "fk", "srs"]);
    assert!(
        catalog
            .inherited
            .contains(&child.constraints[&Name::exact("ck")].id)
    );
}

#[test]
fn an_index_keeps_expression_order_options_and_state() {
    let catalog = shop();
    let index = &table(&catalog, "app", "Parent").indexes[&Name::exact("i")];
    let key = &index.keys[0];
    assert!(
        matches!(&key.item, KeyItem::Expression(e) if e.columns().contains(&Name::exact("Code")))
    );
    assert!(key.descending && key.nulls_first && !key.opclass.as_ref().unwrap().default);
    assert_eq!(index.options["fillfactor"], "70");
    assert!(!index.valid);
}

#[test]
fn an_exclusions_operators_lose_their_schema() {
    let catalog = shop();
    let exclusion = &table(&catalog, "public", "child").constraints[&Name::exact("ex")];
    let ConstraintBody::Exclude(body) = &exclusion.body else {
        panic!("{exclusion:?}");
    };
    assert_eq!(body.operators, ["=="]);
    assert_eq!(body.index.method.as_str(), "gist");
    let opclass = body.index.keys[0].opclass.as_ref().unwrap();
    assert_eq!(opclass.parameters["siglen"], "8");
}

#[test]
fn sequences_views_types_and_triggers_find_their_places() {
    let catalog = shop();
    let sequence = &catalog.schema.sequences[&name("app", "Parent_id_seq")];
    let owner = sequence.owner.as_ref().unwrap();
    assert_eq!((owner.column.as_str(), owner.identity), ("id", false));
    let named = &catalog.schema.named;
    assert!(named.contains_key(&ObjectKey::standalone(&name("app", "v"), ObjectKind::View)));
    let mood = &catalog.schema.types[&name("app", "mood")];
    assert_eq!(mood.kind(), ObjectKind::Type);
    let trigger = &table(&catalog, "app", "Parent").triggers[&Name::exact("t")];
    assert_eq!(trigger.state, crate::schema::TriggerState::Disabled);
}

#[test]
fn a_reference_that_leads_nowhere_is_left_out() {
    let catalog = assemble(&rows(
        r#"{"relations": [{"oid": 1, "xmin": 1, "schema": "s", "name": "t"}],
            "columns": [{"relation": 1, "num": 1, "xmin": 1, "name": "a", "type": 99}],
            "constraints": [{"oid": 1, "xmin": 1, "relation": 1, "name": "u", "kind": "unique", "columns": [7], "index": 5}],
            "sequences": [{"relation": 9, "type": 20, "start": 1, "increment": 1, "min": 1, "max": 2, "cache": 1}]}"#,
    ));
    let t = table(&catalog, "s", "t");
    assert!(t.columns.is_empty() && t.constraints.is_empty());
    assert!(catalog.schema.sequences.is_empty());
}

#[test]
fn identities_of_different_catalogs_never_meet() {
    let ids = [
        object_id(ObjectKind::Table, 5, 0),
        object_id(ObjectKind::Table, 5, 1),
        object_id(ObjectKind::Constraint, 5, 0),
        object_id(ObjectKind::Table, u32::MAX, i16::MAX),
        object_id(ObjectKind::Constraint, 0, 0),
    ];
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn a_type_is_made_of_its_parts_and_a_collation_of_what_its_server_keeps() {
    let catalog = assemble(&rows(
        r#"{"types": [{"oid": 25, "text": "text", "name": "text"}],
            "user_types": [
              {"oid": 8, "xmin": 1, "schema": "s", "name": "pair", "kind": "composite"},
              {"oid": 9, "xmin": 1, "schema": "s", "name": "code", "kind": "domain", "base": 25, "modifier": -1, "not_null": true, "default": "'x'::text"},
              {"oid": 10, "xmin": 1, "schema": "s", "name": "span", "kind": "range", "subtype": 25}],
            "attributes": [{"of": 8, "name": "A", "type": 25, "modifier": -1, "collation": ["pg_catalog", "C"]}],
            "domain_checks": [{"of": 9, "oid": 3, "name": "ck", "expression": "(VALUE <> ''::text)", "not_valid": true}],
            "collations": [{"oid": 1, "xmin": 1, "schema": "s", "name": "old", "provider": "icu", "collate": "de", "ctype": "de"}]}"#,
    ));
    let types = &catalog.schema.types;
    let TypeBody::Composite(attributes) = &types[&name("s", "pair")].body else {
        panic!("{types:?}");
    };
    assert_eq!(attributes[0].name.as_str(), "A");
    let code = types[&name("s", "code")].domain().unwrap();
    assert!(code.not_null && !code.checks[&Name::exact("ck")].validated);
    let TypeBody::Range(span) = &types[&name("s", "span")].body else {
        panic!("{types:?}");
    };
    assert_eq!(span.opclass, None);
    let collations = &catalog.schema.collations;
    let old = collations[&name("s", "old")].definition.as_ref().unwrap();
    assert_eq!(
        (old.locale.as_deref(), old.collate.as_deref()),
        (Some("de"), None)
    );
}
