//! What the server is asked to plan: nothing by which planning would run what another role made.

use serde_json::Value;

use super::Victim;

/// Undecided by its text, and decided by the server.
const OPEN: &str = "wait < 'PT90M'";

/// What the migration makes beside a table with a plain check, and what is said of it.
const ATTACKS: &[(&str, &str)] = &[
    (
        "ALTER TABLE item ADD CONSTRAINT aim CHECK ({open} AND m.evil('check') = 'check');",
        "the function m.evil(text), which belongs to mallory",
    ),
    (
        "CREATE FUNCTION m.inlined(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT m.evil('inlined') $$;
         ALTER TABLE item ADD CONSTRAINT aim CHECK ({open} AND m.inlined(kind) = 'check');",
        "the function m.inlined(text), which belongs to mallory",
    ),
    (
        "CREATE FUNCTION m.later(interval, interval) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN m.act('operator') IS NOT NULL; END $$;
         CREATE OPERATOR m.>>> (LEFTARG = interval, RIGHTARG = interval, FUNCTION = m.later);
         ALTER TABLE item ADD CONSTRAINT aim CHECK ({open} AND
         '1 day'::interval OPERATOR(m.>>>) '1 day'::interval);",
        "m.>>>",
    ),
    (
        "CREATE DOMAIN m.word AS text CHECK (m.evil(VALUE) <> '');
         ALTER TABLE item ADD CONSTRAINT aim CHECK ({open} AND kind <> ALL ('{a}'::m.word[]));",
        "m.word",
    ),
    (
        "CREATE TYPE m.mood AS ENUM ('sad');
         CREATE FUNCTION m.text(m.mood) RETURNS text LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN m.act('cast'); END $$;
         CREATE CAST (m.mood AS text) WITH FUNCTION m.text(m.mood) AS IMPLICIT;
         ALTER TABLE item ADD COLUMN mood m.mood;
         ALTER TABLE item ADD CONSTRAINT aim CHECK ({open} AND 'sad'::m.mood::text = kind);",
        "m.mood",
    ),
    (
        "CREATE FUNCTION m.said(item) RETURNS text LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN m.act('row'); END $$;
         CREATE CAST (item AS text) WITH FUNCTION m.said(item);
         ALTER TABLE item ADD CONSTRAINT aim CHECK ({open} AND NULL::item::text IS NULL);",
        "the type public.item, behind which",
    ),
    (
        "CREATE VIEW aim AS SELECT id FROM item WHERE {open};
         CREATE INDEX own ON item ((m.evil('index')));",
        "item",
    ),
    (
        "CREATE VIEW aim AS SELECT id FROM item WHERE {open};
         ALTER TABLE item ENABLE ROW LEVEL SECURITY; ALTER TABLE item FORCE ROW LEVEL SECURITY;
         CREATE POLICY own ON item USING (m.evil('policy') = kind);",
        "item",
    ),
    (
        "CREATE VIEW m.within AS SELECT id, wait FROM item WHERE m.evil('view') = kind;
         CREATE VIEW aim AS SELECT id FROM m.within WHERE {open};",
        "m.within",
    ),
    (
        "CREATE FOREIGN TABLE m.far (id integer, wait interval) SERVER nowhere;
         CREATE VIEW aim AS SELECT id FROM m.far WHERE {open};",
        "the foreign table m.far",
    ),
];

fn made(attack: &str) -> String {
    let table = "CREATE TABLE item (id integer, wait interval CHECK ({open}), kind text);";
    format!("{table} {attack}").replace("{open}", OPEN)
}

/// Everything that a report says.
fn all(report: &Value) -> String {
    let mut text = String::new();
    for list in [
        &report["findings"],
        &report["summary"]["coverage"]["opaque_statements"],
    ] {
        for one in list.as_array().expect("a list") {
            text += one["message"]
                .as_str()
                .or(one["reason"].as_str())
                .expect("words");
            text += "\n";
        }
    }
    text
}

#[test]
fn what_planning_would_run_is_not_asked_and_stays_undecided_alone() {
    for (attack, says) in ATTACKS {
        let victim = Victim::new(&made(attack));
        victim
            .database
            .execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC");
        for outcome in victim.looked_at(&["--format", "json", "--fail-on", "never"]) {
            let report = outcome.report(0);
            let said = all(report.value());
            let aim = said.lines().find(|line| line.contains("not asked"));
            assert!(
                aim.is_some_and(|line| line.contains(says)),
                "{attack}\n{said}"
            );
            let settled = &report.value()["summary"]["coverage"]["settled"];
            assert_eq!(settled["server"], 1, "{attack}\n{settled}");
        }
    }
}

#[test]
fn an_operator_that_stands_before_the_server_s_own_is_not_asked_about() {
    let victim = Victim::new(&made(""));
    victim.attack(
        "CREATE FUNCTION m.later(interval, interval) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN m.act('operator') IS NOT NULL; END $$;
         CREATE OPERATOR m.< (LEFTARG = interval, RIGHTARG = interval, FUNCTION = m.later)",
    );
    let name = victim.database.name();
    victim.database.execute(&format!(
        "ALTER DATABASE {name} SET search_path = m, public, pg_catalog"
    ));
    for outcome in victim.looked_at(&["--format", "json", "--fail-on", "never"]) {
        let said = all(outcome.report(0).value());
        assert!(said.contains("the operator m.<"), "{said}");
    }
}

/// A database whose check calls a function `wrap` of a superuser's, under a search path with the schema of mallory.
fn wrapped(wrap: &str, attack: &str, path: &str) -> Victim {
    let victim = Victim::new(&made(""));
    let [mallory, _] = victim.roles();
    let function = format!("CREATE FUNCTION public.wrap(text) RETURNS text IMMUTABLE {wrap}");
    let unchecked = "SET check_function_bodies = off";
    victim.database.execute(&format!("{unchecked}; {function}"));
    victim.attack(attack);
    let (name, check) = (
        victim.database.name(),
        format!("CHECK ({OPEN} AND wrap('x') <> 'y')"),
    );
    victim.database.execute(&format!(
        "ALTER DATABASE {name} SET search_path = {path}; SET search_path = {path}; SET ROLE {mallory};
         ALTER TABLE item DROP CONSTRAINT item_wait_check, ADD CONSTRAINT item_wait_check {check}"
    ));
    std::fs::write(
        victim.ledger().join("app/0001_make.sql"),
        format!("CREATE TABLE item (id integer, wait interval {check}, kind text);"),
    )
    .expect("a stored output");
    victim
}

const HELPER: &str =
    "FUNCTION helper(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT m.evil('helper') $$";

#[test]
fn a_body_of_a_superuser_that_names_without_a_schema_meets_nothing_of_mallory_s() {
    let helper = |schema: &str| {
        let function = HELPER.replace("helper(", &format!("{schema}.helper("));
        format!("CREATE {function}")
    };
    let sql = "LANGUAGE sql AS $$ SELECT helper($1) $$";
    let open = format!("{sql} SET search_path = public, pg_temp");
    let bait =
        "CREATE TABLE public.bait (id integer); CREATE INDEX ON public.bait ((m.evil('index')));";
    let reads = "LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM bait); END $$";
    let enumeration = "CREATE TYPE public.mood AS ENUM ('sad');
         CREATE FUNCTION m.said(public.mood) RETURNS text LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN m.act('cast'); END $$;
         CREATE CAST (public.mood AS text) WITH FUNCTION m.said(public.mood)";
    let casts = "LANGUAGE plpgsql AS $$ BEGIN RETURN 'sad'::public.mood::text; END $$";
    for (wrap, attack, path) in [
        (sql, helper("m"), "public, m"),
        (&open, helper("public"), "public"),
        (reads, bait.to_owned(), "public"),
        (casts, enumeration.to_owned(), "public"),
    ] {
        let victim = wrapped(wrap, &attack, path);
        for outcome in victim.looked_at(&["--format", "json", "--fail-on", "never"]) {
            let said = all(outcome.report(0).value());
            assert!(
                said.contains("the function public.wrap(text), whose body"),
                "{wrap}\n{said}"
            );
        }
    }
}

#[test]
fn a_function_of_a_superuser_that_fixes_a_path_without_others_is_asked_about() {
    let wrap = "LANGUAGE sql AS $$ SELECT $1 $$ SET search_path = pg_catalog, pg_temp";
    let victim = wrapped(
        wrap,
        &format!("CREATE {}", HELPER.replace("helper(", "m.helper(")),
        "public, m",
    );
    for outcome in victim.looked_at(&["--format", "json", "--fail-on", "never"]) {
        let report = outcome.report(0);
        let settled = &report.value()["summary"]["coverage"]["settled"];
        assert_eq!(settled["server"], 1, "{settled}");
    }
}

#[test]
fn what_names_a_type_when_it_runs_is_found_behind_a_view() {
    let made = made(
        "CREATE DOMAIN m.word AS text CHECK (m.evil(VALUE) <> '');
         CREATE VIEW m.within AS SELECT id, wait FROM item;
         CREATE VIEW aim AS SELECT id FROM m.within WHERE {open};",
    );
    for input in [
        "domain_in('x'::cstring, %s, -1) IS NOT NULL",
        "array_in('{x}'::cstring, %s, -1) IS NOT NULL",
    ] {
        let victim = Victim::new(&made);
        victim.attack(&format!(
            "DO $do$ BEGIN EXECUTE format($$ CREATE OR REPLACE VIEW m.within AS SELECT id, wait FROM item
             WHERE {input} $$, 'm.word'::regtype::oid); END $do$"
        ));
        victim
            .database
            .execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC");
        for outcome in victim.looked_at(&["--format", "json", "--fail-on", "never"]) {
            let said = all(outcome.report(0).value());
            assert!(
                said.contains("the relation m.within, behind which is a function that runs"),
                "{input}\n{said}"
            );
        }
    }
}

#[test]
fn what_a_superuser_made_and_what_is_one_s_own_is_asked_about() {
    let check = "ALTER TABLE item ADD CONSTRAINT aim CHECK ({open} AND m.evil('check') = 'check');";
    let victim = Victim::new(&made(check));
    let [mallory, auditor] = victim.roles();
    let answered = |role: &str| {
        let args = ["--format", "json", "--fail-on", "never"];
        let report = victim.looked_at_as(role, &args).report(0);
        report.value()["summary"]["coverage"]["settled"]["server"].clone()
    };
    victim
        .database
        .execute(&format!("GRANT SELECT ON django_migrations TO {mallory}"));
    assert_eq!(answered(&mallory), 2);
    assert_eq!(victim.ran(), Vec::<String>::new());
    victim.database.execute(
        "CREATE OR REPLACE FUNCTION m.evil(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
         ALTER FUNCTION m.evil(text) OWNER TO postgres; DROP FUNCTION m.act(text)",
    );
    assert_eq!(answered(&auditor), 2);
    assert_eq!(answered("postgres"), 2);
}

#[test]
fn a_name_that_is_longer_here_than_on_the_server_is_known_again() {
    // 40 bytes there, 80 here.
    let name = "\u{e9}".repeat(40);
    let made = made(&format!(
        "CREATE FUNCTION m.\"{name}\"(text) RETURNS text LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN m.act($1); END $$;
         ALTER TABLE item ADD CONSTRAINT aim CHECK ({{open}} AND m.\"{name}\"('check') = 'check');"
    ));
    let victim = Victim::within("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", &made);
    victim
        .database
        .execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC");
    for outcome in victim.looked_at(&["--format", "json", "--fail-on", "never"]) {
        let said = all(outcome.report(0).value());
        assert!(said.contains(&name) && said.contains("not asked"), "{said}");
    }
}
