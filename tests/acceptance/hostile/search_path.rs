//! A search path that the owner of the database sets, with what is to be taken for PostgreSQL's own.

use postgres::{Client, NoTls};

use super::Victim;
use crate::support::cli::Tool;
use crate::support::pooler::Pooler;

/// Operators that fit each comparison of a catalog query, functions that it calls, and catalogs in which the
/// column `extra` is not there.
const FORGED: &str = "
    CREATE FUNCTION m.same(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM m.act('operator'); RETURN true; END $$;
    CREATE FUNCTION m.same(name, name) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM m.act('operator'); RETURN true; END $$;
    CREATE FUNCTION m.same(name, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM m.act('operator'); RETURN true; END $$;
    CREATE FUNCTION m.same(oid, oid) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM m.act('operator'); RETURN true; END $$;
    CREATE OPERATOR m.= (LEFTARG = text, RIGHTARG = text, FUNCTION = m.same);
    CREATE OPERATOR m.= (LEFTARG = name, RIGHTARG = name, FUNCTION = m.same);
    CREATE OPERATOR m.= (LEFTARG = name, RIGHTARG = text, FUNCTION = m.same);
    CREATE OPERATOR m.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = m.same);
    CREATE OPERATOR m.<> (LEFTARG = name, RIGHTARG = text, FUNCTION = m.same);
    CREATE OPERATOR m.!~ (LEFTARG = name, RIGHTARG = text, FUNCTION = m.same);
    CREATE FUNCTION m.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT m.act('setting') $$;
    CREATE FUNCTION m.current_database() RETURNS name LANGUAGE sql AS $$ SELECT m.act('database')::name $$;
    CREATE FUNCTION m.current_schemas(boolean) RETURNS name[] LANGUAGE sql AS $$ SELECT ARRAY[m.act('schemas')::name] $$;
    CREATE FUNCTION m.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT m.act('config') $$;
    CREATE FUNCTION m.format_type(oid, integer) RETURNS text LANGUAGE sql AS $$ SELECT m.act('type') $$;
    CREATE FUNCTION m.pg_get_expr(pg_node_tree, oid) RETURNS text LANGUAGE sql AS $$ SELECT m.act('expression') $$;
    CREATE VIEW m.pg_attribute AS SELECT attrelid, attname, atttypid, attnum, atttypmod, attnotnull, atthasdef, attidentity,
        attgenerated, attisdropped, attislocal, attcollation, attstorage, attoptions, xmin FROM pg_catalog.pg_attribute WHERE attname::text OPERATOR(pg_catalog.<>) 'extra';
    CREATE VIEW m.pg_settings AS SELECT * FROM pg_catalog.pg_settings WHERE m.act('settings') IS NOT NULL;
    CREATE VIEW m.pg_class AS SELECT *, xmin FROM pg_catalog.pg_class WHERE m.act('class') IS NOT NULL;
    CREATE VIEW m.pg_namespace AS SELECT *, xmin FROM pg_catalog.pg_namespace WHERE m.act('namespace') IS NOT NULL;";

const EXTRA: &str = "unexpected column item.extra";

#[test]
fn a_forged_catalog_on_the_search_path_is_not_believed() {
    let victim = Victim::new("CREATE TABLE item (id integer);");
    victim.attack(FORGED);
    victim.attack("ALTER TABLE public.item ADD COLUMN extra integer");
    let set = format!(
        "ALTER DATABASE {} SET search_path = m, public, pg_catalog",
        victim.database.name()
    );
    victim.database.execute(&set);
    let path = "options=-csearch_path%3Dm,public,pg_catalog";
    for args in [&["--format", "json"][..], &["--format", "json", "-v"]] {
        for outcome in victim.looked_at(args) {
            let alarms = outcome.report(0).alarms();
            assert!(alarms.iter().any(|line| line.contains(EXTRA)), "{alarms:?}");
        }
    }
    // The same where the connection asks for it.
    let url = format!("{}&{path}", victim.database.url());
    let tool = Tool::new(&url, victim.ledger());
    let alarms = tool.report(&["--no-history"], 0).alarms();
    assert!(alarms.iter().any(|line| line.contains(EXTRA)), "{alarms:?}");
    assert_eq!(victim.ran(), Vec::<String>::new());
}

#[test]
fn the_eyes_of_a_role_are_looked_through_without_its_operators() {
    let victim = Victim::new("CREATE TABLE item (id integer);");
    victim.attack(FORGED);
    let [mallory, _] = victim.roles();
    let set = format!("ALTER ROLE {mallory} SET search_path = m, public, pg_catalog");
    victim.database.execute(&set);
    for outcome in victim.looked_at(&["--as-role", &mallory, "--search-siblings"]) {
        assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    }
}

#[test]
fn what_another_client_of_a_pool_left_in_pg_temp_is_not_taken_for_the_server_s_own() {
    let victim = Victim::new("CREATE TABLE item (id integer);");
    victim.attack("ALTER TABLE public.item ADD COLUMN extra integer");
    let pooler = Pooler::before(&victim.database, "");
    let left = "SET search_path = pg_temp, m, public, pg_catalog;
        CREATE TEMP TABLE pg_attribute AS SELECT attrelid, attname, atttypid, attnum, atttypmod, attnotnull, attisdropped
            FROM pg_catalog.pg_attribute WHERE attname <> 'extra';
        CREATE TEMP TABLE pg_class AS SELECT oid, relname, relnamespace, relkind FROM pg_catalog.pg_class WHERE relname <> 'item';
        CREATE TEMP VIEW pg_settings AS SELECT m.act('setting') AS name, 'x' AS reset_val, 'default' AS source;
        CREATE TEMP TABLE django_migrations AS SELECT 1 AS id, m.act('left') AS app, 'x' AS name, now() AS applied;
        CREATE FUNCTION pg_temp.current_schemas(boolean) RETURNS name[] LANGUAGE sql AS
            $$ SELECT ARRAY[m.act('schemas')::name] $$;
        CREATE DOMAIN pg_temp.regclass AS text; CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (m.act(VALUE) <> '');
        PREPARE s0 AS SELECT m.act('prepared')";
    let mut client = Client::connect(&pooler.url(&victim.database), NoTls).expect("the pooler");
    client.batch_execute(left).expect(left);
    let before = victim.ran();
    let tool = Tool::new(&pooler.url(&victim.database), victim.ledger());
    let alarms = tool.report(&["--no-history"], 0).alarms();
    assert!(alarms.iter().any(|line| line.contains(EXTRA)), "{alarms:?}");
    assert_eq!(victim.ran(), before);
}
