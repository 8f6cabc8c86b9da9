//! Which functions a statement calls that it cannot be told of what they do: every one that is not of
//! `pg_catalog`, and those there that run SQL of their own.

mod hidden;
mod text;

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::sync::LazyLock;

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, ObjectName,
    TableFactor, Visit, Visitor,
};

use super::setting::PLACES;
use super::{Reference, names};
use crate::name::Name;

pub use hidden::Hidden;
pub(super) use hidden::{made, used};
pub use text::called;
pub(super) use text::in_text;

/// The names of all functions of `pg_catalog` of PostgreSQL 13 to 18, one a line.
pub const PG_CATALOG: &str = include_str!("pg_catalog.txt");

static BUILTIN: LazyLock<HashSet<&str>> = LazyLock::new(|| PG_CATALOG.lines().collect());

/// Functions of `pg_catalog` that run a query which they are given as text (`xml.c`, `tsvector_op.c`,
/// `tsquery_rewrite.c`), or that make objects (`collationcmds.c`).
const RUN_SQL: [&str; 6] = [
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "query_to_xmlschema",
    "ts_rewrite",
    "ts_stat",
    "pg_import_system_collations",
];

/// Words that no function can be called by without quotes (`RESERVED_KEYWORD` and `COL_NAME_KEYWORD` of
/// `kwlist.h`); some are functions of the grammar's own.
pub const KEYWORDS: &str = "
    all analyse analyze and any array as asc asymmetric between bigint bit boolean both case cast char
    character check coalesce collate column constraint create current_catalog current_date current_role
    current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end
    except exists extract false fetch float for foreign from grant greatest group grouping having in
    initially inout int integer intersect interval into json json_array json_arrayagg json_exists json_object
    json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least limit
    localtime localtimestamp merge_action national nchar none normalize not null nullif numeric offset on only
    or order out overlay placing position precision primary real references returning row select session_user
    setof smallint some substring symmetric system_user table then time timestamp to trailing treat trim true
    union unique user using values varchar variadic when where window with xmlattributes xmlconcat xmlelement
    xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
";

static KEYWORD: LazyLock<HashSet<&str>> = LazyLock::new(|| KEYWORDS.split_whitespace().collect());

/// What is known of functions before a statement is read.
#[derive(Debug, Default)]
pub struct Functions {
    /// The names of those that the ledger makes: they may stand before a namesake of `pg_catalog`.
    pub own: BTreeSet<Name>,
    /// What the ledger makes that calls functions unseen.
    pub hidden: BTreeSet<Hidden>,
}

/// What of a statement's calls may change the schema, in words; empty where nothing may.
pub(super) fn in_tree<T: Visit>(tree: &T, functions: &Functions) -> BTreeSet<String> {
    let mut calls = Calls {
        functions,
        found: Found::default(),
    };
    let _: ControlFlow<()> = tree.visit(&mut calls);
    calls.found.reasons()
}

#[derive(Debug, Default)]
struct Found {
    called: BTreeSet<String>,
    settings: BTreeSet<&'static str>,
}

impl Found {
    fn reasons(self) -> BTreeSet<String> {
        let settings = self.settings.iter();
        let mut reasons: BTreeSet<String> = settings
            .map(|name| format!("set_config() of {name} is not read"))
            .collect();
        if !self.called.is_empty() {
            let called: Vec<String> = self.called.iter().map(|name| format!("{name}()")).collect();
            let called = called.join(", ");
            reasons.insert(format!("it calls {called}, which may change the schema"));
        }
        reasons
    }

    /// Takes note of a call; `setting` is the first argument, where that is a constant.
    fn call(&mut self, name: &Reference, setting: Option<&str>, functions: &Functions) {
        if name.name.as_str() == "set_config" && functions.is_builtin(name) {
            self.setting(setting);
        } else if !functions.is_harmless(name) {
            self.called.insert(name.to_string());
        }
    }

    fn setting(&mut self, setting: Option<&str>) {
        match setting {
            None => drop(self.settings.insert("a computed setting")),
            Some(setting) => {
                let mut places = PLACES.iter();
                let place = places.find(|place| place.eq_ignore_ascii_case(setting));
                self.settings.extend(place);
            }
        }
    }
}

impl Functions {
    fn is_builtin(&self, name: &Reference) -> bool {
        match &name.schema {
            Some(schema) => ["pg_catalog", "information_schema"].contains(&schema.as_str()),
            None => !self.own.contains(&name.name) && is_builtin(&name.name),
        }
    }

    fn is_harmless(&self, name: &Reference) -> bool {
        self.is_builtin(name)
            && !RUN_SQL.contains(&name.name.as_str())
            && !name.name.as_str().starts_with("binary_upgrade_")
    }
}

/// Whether `pg_catalog` has a function of this name.
pub(super) fn is_builtin(name: &Name) -> bool {
    BUILTIN.contains(name.as_str())
}

/// Whether a bare word before parentheses is the grammar's own.
fn is_keyword(word: &str) -> bool {
    KEYWORD.contains(word)
}

struct Calls<'a> {
    functions: &'a Functions,
    found: Found,
}

impl Calls<'_> {
    fn call(&mut self, name: &ObjectName, setting: Option<&str>) {
        let bare = match name.0.as_slice() {
            [only] => only.as_ident().filter(|it| it.quote_style.is_none()),
            _ => None,
        };
        let own = bare.is_some_and(|it| is_keyword(&it.value.to_ascii_lowercase()));
        if !own {
            let name = names::reference(name);
            self.found.call(&name, setting, self.functions);
        }
    }
}

impl Visitor for Calls<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Function(call) => self.call(&call.name, constant(call)),
            // `OPERATOR(schema.name)`.
            Expr::BinaryOp {
                op: BinaryOperator::PGCustomBinaryOperator(parts),
                ..
            } if parts.first().is_none_or(|it| it != "pg_catalog") => {
                let name = parts.join(".");
                self.found.called.insert(format!("operator {name}"));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table {
                name,
                args: Some(_),
                ..
            }
            | TableFactor::Function { name, .. } => self.call(name, None),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// The first argument of a call, where that is a text.
fn constant(call: &Function) -> Option<&str> {
    let FunctionArguments::List(list) = &call.args else {
        return None;
    };
    match list.args.first()? {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value))) => match &value.value {
            sqlparser::ast::Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::vocabulary::{Meaning, Reach};
    use crate::effect::{meaning, read};
    use crate::sql;

    fn reason(meaning: Meaning) -> Option<(Reach, String)> {
        match meaning {
            Meaning::Opaque { reason, reach, .. } => Some((reach, reason)),
            Meaning::Data => None,
            other => panic!("{other:?}"),
        }
    }

    fn of(text: &str) -> Option<(Reach, String)> {
        reason(read(&sql::read(text).statements[0]))
    }

    fn calling(name: &str) -> String {
        format!("it calls {name}(), which may change the schema")
    }

    #[test]
    fn what_is_run_for_what_it_calls_may_change_the_schema() {
        for text in [
            "SELECT mk()",
            "SELECT 1 FROM mk() AS t",
            "SELECT * FROM t, LATERAL mk(t.a)",
            "WITH w AS (SELECT mk()) SELECT 1",
            "SELECT * FROM (SELECT mk()) AS s WHERE a > 1",
            "SELECT CASE WHEN true THEN mk() END UNION SELECT NULL",
            "VALUES (mk())",
            "CALL mk(1)",
            "EXPLAIN ANALYZE SELECT mk()",
            "DECLARE c CURSOR FOR SELECT mk()",
            "PREPARE p (int) AS SELECT mk()",
            "EXECUTE p(mk())",
            "DO $$ BEGIN PERFORM mk(); END $$",
            "DO $$ BEGIN SELECT mk() INTO x; END $$",
            "DO $$ DECLARE x int := mk(); BEGIN NULL; END $$",
            "DO $$ DECLARE x int; BEGIN x := mk(); END $$",
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class WHERE mk()) THEN NULL; END IF; END $$",
            "DO $$ BEGIN CALL mk(); END $$",
            "DO $$ BEGIN EXECUTE 'SELECT mk()'; END $$",
            "DO $$ BEGIN RAISE NOTICE '%', mk(); END $$",
            "DO $$ BEGIN ASSERT mk(); END $$",
        ] {
            assert_eq!(of(text), Some((Reach::Schema, calling("mk"))), "{text}");
        }
    }

    #[test]
    fn what_is_run_for_its_rows_reaches_further_only_by_what_it_calls() {
        for text in [
            "INSERT INTO t (a) SELECT mk()",
            "INSERT INTO t VALUES (mk()) ON CONFLICT (a) DO UPDATE SET a = 1",
            "UPDATE t SET a = mk(b)",
            "UPDATE t SET a = 1 WHERE mk(b)",
            "DELETE FROM t USING mk() AS f WHERE true",
            "DELETE FROM t RETURNING mk(a)",
            "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET a = mk(1)",
            "COPY (SELECT mk()) TO STDOUT",
            "WITH w AS (SELECT 1) UPDATE t SET a = mk(1)",
            "DO $$ BEGIN UPDATE t SET a = mk(b); END $$",
        ] {
            assert_eq!(of(text), Some((Reach::Rows, calling("mk"))), "{text}");
        }
    }

    #[test]
    fn what_pg_catalog_has_changes_no_schema() {
        for text in [
            "SELECT setval(pg_get_serial_sequence('\"t\"','id'), coalesce(max(\"id\"), 1), max(\"id\") IS NOT null) FROM \"t\"",
            "SELECT pg_catalog.setval('s', 1, false)",
            "SELECT set_config('work_mem', '1MB', true), CAST(a AS varchar(3)), now(), CURRENT_DATE FROM t AS x(a)",
            "SELECT greatest(1, 2), nullif(a, b), extract(year FROM d), substring(a FROM 1), array(SELECT 1), a LIKE ALL (b) FROM t",
            "SELECT xmlelement(name a), json_build_object('a', 1), row(1, 2), \"left\"(a, 1), left(a, 1), overlay(a placing b from 1) FROM t",
            "SELECT count(*) FILTER (WHERE a) OVER (PARTITION BY b), rank() OVER w FROM t WINDOW w AS (ORDER BY a) LIMIT 1",
            "UPDATE t SET a = md5(lower(b)), (c, d) = (1, gen_random_uuid()) FROM generate_series(1, 2) AS g(n)",
            "INSERT INTO t (a) SELECT unnest(string_to_array(b, ',')) FROM u ON CONFLICT (a) DO NOTHING",
            "DELETE FROM t WHERE id IN (SELECT id FROM u) AND EXISTS (SELECT 1)",
            "DO $$ BEGIN PERFORM pg_advisory_lock(1); RAISE NOTICE 'mk()'; END $$",
            "COPY t (a, b) FROM STDIN",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_built_in_is_told_by_name() {
        let cases = [
            ("SELECT create_hypertable('t', 'c')", "create_hypertable"),
            ("SELECT audit.enable_tracking('t')", "audit.enable_tracking"),
            ("SELECT public.lower('t')", "public.lower"),
            ("SELECT \"COALESCE\"(1)", "COALESCE"),
            (
                "SELECT query_to_xml('SELECT mk()', true, false, '')",
                "query_to_xml",
            ),
            (
                "SELECT pg_catalog.query_to_xml('x', true, false, '')",
                "pg_catalog.query_to_xml",
            ),
            ("SELECT a OPERATOR(app.=) b", "operator app.="),
        ];
        for (text, name) in cases {
            assert_eq!(of(text), Some((Reach::Schema, calling(name))), "{text}");
        }
    }

    #[test]
    fn a_name_that_the_ledger_makes_too_is_not_known() {
        let functions = Functions {
            own: BTreeSet::from([Name::exact("lower")]),
            hidden: BTreeSet::new(),
        };
        let read = |text: &str| {
            let script = sql::read(text);
            reason(meaning::read_among(&script.statements[0], &functions))
        };
        assert_eq!(
            read("SELECT lower('A')"),
            Some((Reach::Schema, calling("lower")))
        );
        assert_eq!(read("SELECT pg_catalog.lower('A'), upper('a')"), None);
    }

    #[test]
    fn a_table_of_a_query_is_made_whatever_the_query_calls() {
        for text in [
            "CREATE TABLE t AS SELECT mk() AS a",
            "SELECT mk() AS a INTO t",
        ] {
            let Meaning::Opaque {
                reason,
                steps,
                reach,
            } = read(&sql::read(text).statements[0])
            else {
                panic!("{text}");
            };
            assert_eq!(
                (reach, steps.len(), reason),
                (Reach::Rows, 1, calling("mk"))
            );
        }
    }
}
