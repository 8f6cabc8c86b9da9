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

#[test]
fn a_body_of_a_superuser_that_names_without_a_schema_meets_nothing_of_mallory_s() {
    let victim = Victim::new(&made(""));
    let [mallory, _] = victim.roles();
    victim.database.execute(
        "SET check_function_bodies = off;
         CREATE FUNCTION public.wrap(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT helper($1) $$",
    );
    victim.attack("CREATE FUNCTION m.helper(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT m.evil('helper') $$");
    let name = victim.database.name();
    victim.database.execute(&format!(
        "ALTER DATABASE {name} SET search_path = public, m; SET search_path = public, m; SET ROLE {mallory};
         ALTER TABLE item DROP CONSTRAINT item_wait_check,
         ADD CONSTRAINT item_wait_check CHECK ({OPEN} AND wrap('x') <> 'y')"
    ));
    std::fs::write(
        victim.ledger().join("app/0001_make.sql"),
        format!("CREATE TABLE item (id integer, wait interval CHECK ({OPEN} AND wrap('x') <> 'y'), kind text);"),
    )
    .expect("a stored output");
    for outcome in victim.looked_at(&["--format", "json", "--fail-on", "never"]) {
        let said = all(outcome.report(0).value());
        assert!(
            said.contains("the function public.wrap(text), whose body"),
            "{said}"
        );
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
