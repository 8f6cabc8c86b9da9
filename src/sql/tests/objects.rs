use super::grammar::actions;
use super::*;
use crate::kind::ObjectKind;
use crate::sql::grammar::{
    AlterAction, Deferral, DomainAction, IndexAction, NamedKind, ObjectAction, OwnedBy, Returns,
    RoutineOption, SequenceAction, TriggerEvent, TypeAction,
};

#[test]
fn indexes_keep_what_sqlparser_refuses() {
    let Extra::CreateIndex(index) = extra(
        "CREATE UNIQUE INDEX i ON ONLY t USING gist (lower(a), b COLLATE \"C\" public.my_ops(siglen=32) DESC, c) INCLUDE (d) \
         NULLS NOT DISTINCT WITH (fillfactor = 70) TABLESPACE ts WHERE with_(tablespace)",
    ) else {
        panic!();
    };
    assert!(index.only);
    assert_eq!(index.tablespace.unwrap().value, "ts");
    assert_eq!(index.parameters[0].value.as_deref(), Some("70"));
    assert_eq!(index.opclass_parameters[0].0, 1);
    assert_eq!(
        index.ast.columns[1]
            .operator_class
            .as_ref()
            .unwrap()
            .to_string(),
        "public.my_ops"
    );
    assert_eq!(index.ast.nulls_distinct, Some(false));
    assert_eq!(
        index.ast.predicate.unwrap().to_string(),
        "with_(tablespace)"
    );
    let Extra::AlterIndex(alter) = extra("ALTER INDEX IF EXISTS a RENAME TO b") else {
        panic!();
    };
    assert!(alter.if_exists && matches!(alter.action, IndexAction::RenameTo(_)));
}

#[test]
fn sequences_take_their_options_in_any_order() {
    let Extra::CreateSequence(sequence) =
        extra("CREATE TEMP SEQUENCE s OWNED BY a.b.c INCREMENT -1 MINVALUE -100")
    else {
        panic!();
    };
    assert!(sequence.temporary);
    let Some(OwnedBy::Column { table, column }) = &sequence.settings.owned_by else {
        panic!();
    };
    assert_eq!(
        (table.to_string(), column.value.as_str()),
        ("a.b".to_owned(), "c")
    );
    assert_eq!(
        (sequence.settings.increment, sequence.settings.min),
        (Some(-1), Some(Some(-100)))
    );
    let Extra::AlterSequence(alter) =
        extra("ALTER SEQUENCE IF EXISTS \"s\" AS bigint NO MAXVALUE CYCLE")
    else {
        panic!();
    };
    let SequenceAction::Set(settings) = alter.action else {
        panic!();
    };
    assert_eq!((settings.max, settings.cycle), (Some(None), Some(true)));
    assert!(reason("ALTER SEQUENCE s MAXVALUE 99999999999999999999").contains("64 bits"));
    assert!(reason("ALTER SEQUENCE s OWNED BY t").contains("OWNED BY"));
}

#[test]
fn views_keep_their_options() {
    let view = |text: &str| match extra(text) {
        Extra::CreateView(view) => view,
        other => panic!("{other:?}"),
    };
    let checked =
        view("CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT 1 WITH CHECK OPTION");
    assert_eq!(checked.check_option.as_deref(), Some("cascaded"));
    assert_eq!(checked.parameters[0].name, "security_barrier");
    let stored = view(
        "CREATE MATERIALIZED VIEW v (a) USING heap TABLESPACE ts AS SELECT 1 AS data WITH NO DATA",
    );
    assert!(stored.no_data && stored.ast.materialized);
    assert_eq!(stored.tablespace.unwrap().value, "ts");
    assert_eq!(stored.ast.query.to_string(), "SELECT 1 AS data");
    assert!(view("CREATE RECURSIVE VIEW v (n) AS SELECT 1").recursive);
}

#[test]
fn functions_are_taken_apart() {
    let Extra::CreateRoutine(function) = extra(
        "CREATE OR REPLACE FUNCTION s.f(a integer DEFAULT 1, OUT text, b IN double precision, VARIADIC c text[], timestamp with time zone) \
         RETURNS SETOF record IMMUTABLE LANGUAGE 'SQL' SET search_path TO 'public', pg_temp COST 10 AS $x$select 1$x$",
    ) else {
        panic!();
    };
    let told: Vec<_> = function
        .arguments
        .iter()
        .map(|a| {
            (
                a.name.as_ref().map(|name| name.value.as_str()),
                a.data_type.to_string(),
                a.default.is_some(),
            )
        })
        .collect();
    let expected = [
        (Some("a"), "INTEGER", true),
        (None, "TEXT", false),
        (Some("b"), "DOUBLE PRECISION", false),
        (Some("c"), "TEXT[]", false),
        (None, "TIMESTAMP WITH TIME ZONE", false),
    ];
    assert_eq!(
        told,
        expected.map(|(name, kind, default)| (name, kind.to_owned(), default))
    );
    assert!(matches!(
        function.returns,
        Some(Returns::Type { set_of: true, .. })
    ));
    assert!(
        function
            .options
            .contains(&RoutineOption::Language("sql".to_owned()))
    );
    assert!(function.options.contains(&RoutineOption::Parameter(
        "SET search_path TO 'public', pg_temp".to_owned()
    )));
    let body = RoutineOption::As {
        body: "select 1".to_owned(),
        symbol: None,
    };
    assert!(function.options.contains(&body));
    let Extra::CreateRoutine(atomic) = extra(
        "CREATE FUNCTION f() RETURNS TABLE (a int, b text) STRICT BEGIN ATOMIC SELECT 1; END",
    ) else {
        panic!();
    };
    assert!(matches!(atomic.returns, Some(Returns::Table(columns)) if columns.len() == 2));
    assert_eq!(
        atomic.options[1],
        RoutineOption::SqlBody("BEGIN ATOMIC SELECT 1; END".to_owned())
    );
}

#[test]
fn triggers_are_taken_apart() {
    let Extra::CreateTrigger(trigger) = extra(
        "CREATE CONSTRAINT TRIGGER x AFTER INSERT OR UPDATE OF a, \"B\" ON s.t FROM u DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW WHEN (NEW.a IS DISTINCT FROM OLD.a) EXECUTE PROCEDURE f(Word, 'pg_catalog.english', -1)",
    ) else {
        panic!();
    };
    assert!(trigger.constraint && trigger.for_each_row);
    assert_eq!(trigger.initially_deferred, Some(true));
    assert_eq!(trigger.events[0], TriggerEvent::Insert);
    assert!(matches!(&trigger.events[1], TriggerEvent::Update(columns) if columns.len() == 2));
    assert_eq!(trigger.arguments, ["word", "pg_catalog.english", "-1"]);
    assert_eq!(
        trigger.condition.unwrap().to_string(),
        "NEW.a IS DISTINCT FROM OLD.a"
    );
}

#[test]
fn drops_and_comments_name_their_objects() {
    let Extra::Drop(drop) = extra("DROP INDEX CONCURRENTLY IF EXISTS a.i, \"J\" CASCADE") else {
        panic!();
    };
    assert!(drop.concurrently && drop.if_exists && drop.cascade);
    let names: Vec<_> = drop
        .objects
        .iter()
        .map(|object| object.name.to_string())
        .collect();
    assert_eq!(names, ["a.i", "\"J\""]);
    let Extra::Drop(drop) = extra("DROP FUNCTION f(integer, text), g") else {
        panic!();
    };
    assert_eq!(drop.objects[0].arguments.as_ref().unwrap().len(), 2);
    assert_eq!(drop.objects[1].arguments, None);
    let Extra::Comment(comment) = extra("COMMENT ON CONSTRAINT x ON DOMAIN d IS 'it''s'") else {
        panic!();
    };
    assert!(comment.object.on_domain);
    assert_eq!(comment.text.as_deref(), Some("it's"));
    let Extra::Comment(comment) = extra("COMMENT ON OPERATOR CLASS int4ops USING btree IS NULL")
    else {
        panic!();
    };
    assert_eq!(comment.object.rest.as_deref(), Some("int4ops USING btree"));
    assert!(reason("DROP TABLE 'a'").contains("identifier"));
}

#[test]
fn objects_are_renamed_moved_and_owned() {
    let object = |text: &str| match extra(text) {
        Extra::AlterObject(alter) => (alter.kind, alter.action),
        other => panic!("{text}: {other:?}"),
    };
    assert!(matches!(
        object("ALTER TYPE t SET SCHEMA s"),
        (
            NamedKind::Object(ObjectKind::Type),
            ObjectAction::SetSchema(_)
        )
    ));
    assert!(matches!(
        object("ALTER TRIGGER a ON t RENAME TO b"),
        (
            NamedKind::Object(ObjectKind::Trigger),
            ObjectAction::RenameTo(_)
        )
    ));
    assert!(matches!(
        object("ALTER SCHEMA a OWNER TO CURRENT_USER"),
        (
            NamedKind::Object(ObjectKind::Schema),
            ObjectAction::OwnerTo(_)
        )
    ));
    let version = ObjectAction::UpdateExtension(Some("1.8".to_owned()));
    assert_eq!(object("ALTER EXTENSION e UPDATE TO '1.8'").1, version);
    assert!(
        matches!(object("ALTER FUNCTION f(int) STRICT STABLE").1, ObjectAction::Routine(options) if options.len() == 2)
    );
    assert!(matches!(
        actions("ALTER VIEW v SET SCHEMA s")[..],
        [AlterAction::SetSchema(_)]
    ));
}

#[test]
fn types_and_domains_are_altered() {
    let Extra::AlterType(alter) = extra("ALTER TYPE t ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'")
    else {
        panic!();
    };
    let value = TypeAction::AddValue {
        if_not_exists: true,
        value: "x".to_owned(),
        neighbour: Some((true, "y".to_owned())),
    };
    assert_eq!(alter.actions, [value]);
    let Extra::AlterDomain(alter) =
        extra("ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 1) NOT VALID")
    else {
        panic!();
    };
    assert!(matches!(
        alter.action,
        DomainAction::AddConstraint {
            not_valid: true,
            ..
        }
    ));
    let Extra::CreateDomain(domain) = extra(
        "CREATE DOMAIN d varchar(9) DEFAULT 'a'::text || 'b' NOT NULL CONSTRAINT c CHECK (VALUE ~ 'x') COLLATE \"C\"",
    ) else {
        panic!();
    };
    assert_eq!(domain.default.unwrap().to_string(), "'a'::TEXT || 'b'");
    assert_eq!((domain.not_null, domain.checks.len()), (Some(true), 1));
}

#[test]
fn constraints_are_set_and_statistics_and_rules_made() {
    let Extra::SetConstraints(set) = extra("SET CONSTRAINTS \"a\", s.\"b\" IMMEDIATE") else {
        panic!();
    };
    assert_eq!((set.names.len(), set.deferral), (2, Deferral::Immediate));
    let Extra::CreateStatistics(made) =
        extra("CREATE STATISTICS s (NDistinct) ON a, (lower(b)) FROM t")
    else {
        panic!();
    };
    assert_eq!(
        (made.kinds, made.keys.len()),
        (vec!["ndistinct".to_owned()], 2)
    );
    let Extra::CreateRule(rule) = extra(
        "CREATE RULE r AS ON INSERT TO t WHERE (new.a > 1) DO INSTEAD (DELETE FROM u; NOTIFY x)",
    ) else {
        panic!();
    };
    assert!(rule.instead && rule.condition.is_some());
    assert_eq!(rule.action, "(DELETE FROM u; NOTIFY x)");
}

#[test]
fn a_query_that_makes_a_table_is_never_waved_through() {
    assert!(matches!(one("SELECT 1 INTO made"), Syntax::Parsed(_)));
    assert!(matches!(
        one("SELECT a FROM t WHERE ~~~ 1"),
        Syntax::Extra(_)
    ));
    assert!(matches!(
        one("SELECT a INTO made FROM t WHERE ~~~ 1"),
        Syntax::Unreadable { .. }
    ));
    assert!(matches!(
        one("WITH x AS (SELECT 1) INSERT INTO t SELECT ~~~ 1"),
        Syntax::Extra(_)
    ));
}
