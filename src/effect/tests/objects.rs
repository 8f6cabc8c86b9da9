//! What is no table.

use super::*;
use crate::effect::setting::SettingChange;
use crate::effect::view::NewView;
use crate::effect::vocabulary::{
    Neighbour, NewParameter, NewReturned, NewRoutine, NewTypeBody, RoutineType, Target, TypeChange,
};
use crate::kind::ObjectKind;
use crate::name::Name;
use crate::schema::{Attribute, DataType, Deferral, ParameterMode, RoutineBody, Volatility};

#[test]
fn indexes_keep_what_sqlparser_refuses() {
    let Effect::CreateIndex(index) = effect(
        "CREATE UNIQUE INDEX i ON ONLY t USING gist (lower(a), b COLLATE \"C\" public.my_ops(siglen=32) DESC, c) INCLUDE (d) \
         NULLS NOT DISTINCT WITH (fillfactor = 70) TABLESPACE ts WHERE with_(tablespace)",
    ) else {
        panic!();
    };
    assert_eq!(index.tablespace, Some("ts".into()));
    let index = index.index;
    assert!(!index.valid && index.unique && index.nulls_not_distinct);
    assert_eq!(index.options["fillfactor"], "70");
    let opclass = index.keys[1].opclass.as_ref().unwrap();
    assert_eq!(opclass.name.as_str(), "my_ops");
    assert_eq!(opclass.parameters["siglen"], "32");
    assert!(index.keys[1].descending && index.keys[0].opclass.is_none());
    assert_eq!(index.predicate.unwrap().text, "with_(tablespace)");
    assert!(matches!(
        effect("ALTER INDEX IF EXISTS a RENAME TO b"),
        Effect::Rename {
            target: Target::Named(ObjectKind::Index, _),
            if_exists: true,
            ..
        }
    ));
}

#[test]
fn sequences_take_their_options_in_any_order() {
    assert_eq!(actions("CREATE TEMP SEQUENCE s OWNED BY a.b.c"), []);
    let Effect::CreateSequence { settings, .. } =
        effect("CREATE SEQUENCE s OWNED BY a.b.c INCREMENT -1 MINVALUE -100")
    else {
        panic!();
    };
    let (table, column) = settings.owned_by.unwrap().unwrap();
    assert_eq!(
        (table.schema, table.name, column),
        (Some("a".into()), "b".into(), "c".into())
    );
    assert_eq!(
        (settings.increment, settings.min),
        (Some(-1), Some(Some(-100)))
    );
    let Effect::AlterSequence(_, settings) =
        effect("ALTER SEQUENCE IF EXISTS \"s\" AS bigint NO MAXVALUE CYCLE RESTART WITH 4")
    else {
        panic!();
    };
    assert_eq!((settings.max, settings.cycle), (Some(None), Some(true)));
    assert!(reason("ALTER SEQUENCE s MAXVALUE 99999999999999999999").contains("64 bits"));
    assert!(reason("ALTER SEQUENCE s OWNED BY t").contains("OWNED BY"));
}

#[test]
fn views_keep_their_options() {
    let view = |text: &str| -> NewView {
        match effect(text) {
            Effect::CreateView(view) => *view,
            other => panic!("{other:?}"),
        }
    };
    let checked =
        view("CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT 1 WITH CHECK OPTION");
    assert_eq!(checked.view.options["check_option"], "cascaded");
    assert_eq!(checked.view.options["security_barrier"], "true");
    let stored = view(
        "CREATE MATERIALIZED VIEW v (a) USING heap TABLESPACE ts AS SELECT 1 AS data WITH NO DATA",
    );
    assert_eq!(stored.kind, ObjectKind::MaterializedView);
    assert_eq!(stored.properties.tablespace, Some("ts".into()));
    assert_eq!(stored.view.query.text, "SELECT 1 AS data");
    let recursive = view("CREATE RECURSIVE VIEW v (n) AS SELECT 1");
    assert!(recursive.view.query.text.starts_with("WITH RECURSIVE"));
    assert_eq!(actions("CREATE TEMP VIEW v AS SELECT 1"), []);
}

fn routine(text: &str) -> NewRoutine {
    match effect(text) {
        Effect::CreateRoutine(new) => *new,
        other => panic!("{other:?}"),
    }
}

#[test]
fn functions_are_taken_apart() {
    let function = routine(
        "CREATE OR REPLACE FUNCTION s.f(a integer DEFAULT 1, OUT text, b IN double precision, VARIADIC c text[], timestamp with time zone) \
         RETURNS SETOF record IMMUTABLE LANGUAGE 'SQL' SET search_path TO 'public', pg_temp COST 10 AS $x$select 1$x$",
    );
    let named = |it: &RoutineType| match it {
        RoutineType::Named(data_type) => data_type.to_string(),
        RoutineType::OfColumn(..) => panic!("{it:?}"),
    };
    let told = |it: &NewParameter| {
        let name = it.name.as_ref().map(ToString::to_string);
        (it.mode, name, named(&it.data_type), it.default.is_some())
    };
    let told: Vec<_> = function.parameters.iter().map(told).collect();
    let expected = [
        (ParameterMode::In, Some("a"), "integer", true),
        (ParameterMode::Out, None, "text", false),
        (ParameterMode::In, Some("b"), "double precision", false),
        (ParameterMode::Variadic, Some("c"), "text[]", false),
        (ParameterMode::In, None, "timestamp with time zone", false),
    ];
    assert_eq!(
        told,
        expected.map(|(mode, name, kind, default)| {
            (mode, name.map(str::to_owned), kind.to_owned(), default)
        })
    );
    assert!(function.returns.unwrap().set);
    let values = function.options.values;
    assert_eq!(values.language.as_str(), "sql");
    assert_eq!(values.volatility, Volatility::Immutable);
    let said = [Attribute::Volatility, Attribute::Cost];
    assert_eq!(function.options.said, said);
    let path = ["public", "pg_temp"].map(str::to_owned).to_vec();
    let setting = SettingChange::Set("search_path".to_owned(), path);
    assert_eq!(function.options.settings, [setting]);
    assert_eq!(values.body, RoutineBody::Source("select 1".to_owned()));
    let atomic = routine(
        "CREATE FUNCTION f() RETURNS TABLE (a int, b text) STRICT BEGIN ATOMIC SELECT 1; END",
    );
    let record = NewReturned {
        set: true,
        data_type: RoutineType::Named(DataType::builtin("record")),
    };
    assert_eq!((atomic.returns, atomic.parameters.len()), (Some(record), 2));
    let body = RoutineBody::Atomic("BEGIN ATOMIC SELECT 1; END".to_owned());
    let values = atomic.options.values;
    assert_eq!((values.body, values.strict), (body, true));
    assert_eq!(atomic.options.said, [Attribute::Strict]);
}

#[test]
fn triggers_are_taken_apart() {
    let Effect::CreateTrigger(trigger) = effect(
        "CREATE CONSTRAINT TRIGGER x AFTER INSERT OR UPDATE OF a, \"B\" ON s.t FROM u DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW WHEN (NEW.a IS DISTINCT FROM OLD.a) EXECUTE PROCEDURE f(Word, 'pg_catalog.english', -1)",
    ) else {
        panic!();
    };
    let definition = trigger.definition;
    assert!(definition.constraint && definition.row && definition.from.is_some());
    assert_eq!(definition.deferral, Deferral::InitiallyDeferred);
    assert!(definition.events.insert && !definition.events.delete);
    assert_eq!(words(&definition.events.update.unwrap()), ["a", "B"]);
    assert_eq!(definition.arguments, ["word", "pg_catalog.english", "-1"]);
    assert_eq!(
        definition.condition.unwrap().text,
        "NEW.a IS DISTINCT FROM OLD.a"
    );
}

#[test]
fn drops_and_comments_name_their_objects() {
    let dropped = actions("DROP INDEX CONCURRENTLY IF EXISTS a.i, \"J\", a.i CASCADE");
    let names: Vec<Name> = dropped
        .iter()
        .map(|action| match action {
            Action::Effect(Effect::Drop {
                target: Target::Named(ObjectKind::Index, name),
                if_exists: true,
                cascade: true,
            }) => name.name.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(words(&names), ["i", "J"]);
    let arguments: Vec<Option<usize>> = actions("DROP FUNCTION f(integer, text), g, g")
        .iter()
        .map(|action| match action {
            Action::Effect(Effect::Drop {
                target: Target::Routine(target),
                ..
            }) => target.arguments.as_ref().map(Vec::len),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(arguments, [Some(2), None]);
    let Effect::Comment(on, text) = effect("COMMENT ON CONSTRAINT x ON DOMAIN d IS 'it''s'") else {
        panic!();
    };
    assert!(matches!(on, Target::OfDomain(..)));
    assert_eq!(text.as_deref(), Some("it's"));
    let dropped = effect("DROP OPERATOR CLASS s.int4ops USING btree");
    assert!(
        matches!(dropped, Effect::Drop { target: Target::Other(target), .. }
        if target.name.name.as_str() == "int4ops" && target.method == Some("btree".into()))
    );
    assert!(reason("DROP TABLE 'a'").contains("identifier"));
}

#[test]
fn objects_are_renamed_moved_and_owned() {
    assert!(matches!(
        effect("ALTER TYPE t SET SCHEMA s"),
        Effect::Move {
            target: Target::Named(ObjectKind::Type, _),
            ..
        }
    ));
    assert!(matches!(
        effect("ALTER TRIGGER a ON t RENAME TO b"),
        Effect::Rename {
            target: Target::Part(ObjectKind::Trigger, ..),
            ..
        }
    ));
    assert_eq!(actions("ALTER SCHEMA a OWNER TO CURRENT_USER"), []);
    assert!(matches!(
        effect("ALTER EXTENSION e UPDATE TO '1.8'"),
        Effect::UpdateExtension { version: Some(version), .. } if version == "1.8"
    ));
    let Effect::AlterRoutine(_, options) = effect("ALTER FUNCTION f(int) STRICT STABLE") else {
        panic!();
    };
    assert_eq!(options.said, [Attribute::Strict, Attribute::Volatility]);
    assert!(options.values.strict && options.values.volatility == Volatility::Stable);
    assert!(matches!(
        effect("ALTER VIEW v SET SCHEMA s"),
        Effect::Move {
            target: Target::Named(ObjectKind::View, _),
            ..
        }
    ));
}

#[test]
fn types_and_domains_are_altered() {
    let altered = |text: &str| match effect(text) {
        Effect::AlterType { change, .. } => *change,
        other => panic!("{other:?}"),
    };
    let value = TypeChange::AddValue {
        label: "x".to_owned(),
        if_not_exists: true,
        neighbour: Some(Neighbour::Before("y".to_owned())),
    };
    let added = altered("ALTER TYPE t ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'");
    assert_eq!(added, value);
    assert!(matches!(
        altered("ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 1) NOT VALID"),
        TypeChange::AddCheck {
            validated: false,
            ..
        }
    ));
    let Effect::CreateType(made) = effect(
        "CREATE DOMAIN d varchar(9) DEFAULT 'a'::text || 'b' NOT NULL CONSTRAINT c CHECK (VALUE ~ 'x') COLLATE \"C\"",
    ) else {
        panic!();
    };
    let NewTypeBody::Domain(domain) = made.body else {
        panic!();
    };
    assert_eq!(domain.default.unwrap().text, "'a'::TEXT || 'b'");
    assert_eq!((domain.not_null, domain.checks.len()), (true, 1));
    assert!(domain.collation.is_some());
}

#[test]
fn constraints_are_set_and_statistics_and_rules_made() {
    assert_eq!(actions("SET CONSTRAINTS \"a\", s.\"b\" IMMEDIATE"), []);
    let Effect::CreateStatistics(made) =
        effect("CREATE STATISTICS s (NDistinct) ON a, (lower(b)) FROM t")
    else {
        panic!();
    };
    let kinds: Vec<&String> = made.kinds.iter().collect();
    assert_eq!(kinds, ["ndistinct"]);
    assert_eq!((made.columns.len(), made.expressions.len()), (1, 1));
    let Effect::CreateRule(rule) = effect(
        "CREATE RULE r AS ON INSERT TO t WHERE (new.a > 1) DO INSTEAD (DELETE FROM u; NOTIFY x)",
    ) else {
        panic!();
    };
    assert!(rule.definition.instead && rule.definition.condition.is_some());
    assert_eq!(rule.definition.actions.len(), 2);
}

#[test]
fn a_query_that_makes_a_table_is_never_waved_through() {
    assert!(matches!(one("SELECT 1 INTO made"), Ok(Syntax::Parsed(_))));
    assert!(matches!(
        one("SELECT a FROM t WHERE ~~~ 1"),
        Ok(Syntax::Whole(_))
    ));
    assert!(one("SELECT a INTO made FROM t WHERE ~~~ 1").is_err());
    assert!(matches!(
        one("WITH x AS (SELECT 1) INSERT INTO t SELECT ~~~ 1"),
        Ok(Syntax::Whole(_))
    ));
}
