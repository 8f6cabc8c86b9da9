//! pgbouncer in transaction mode, the version that Debian has.

use postgres::{Client, NoTls};

use super::lasting;
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;
use crate::support::incident::{ledger, state_a, state_c};
use crate::support::pooler::Pooler;

/// Another client of the pooler, which has left its one session in a state.
fn leave_behind(pooler: &Pooler, database: &Database, sql: &str) {
    let address = pooler.url(database);
    let mut client = Client::connect(&address, NoTls).expect("a connection to the pooler");
    client.batch_execute(sql).expect(sql);
}

#[test]
fn behind_a_pooler_the_run_is_the_same() {
    let database = project().database();
    let pooler = Pooler::before(&database, "");
    let direct = Tool::new(&database.url(), project().ledger());
    let behind = Tool::new(&pooler.url(&database), project().ledger());
    let report = behind.report(&["-v"], 0);
    // Two questions are for the arbiter, whose transaction is another one.
    assert_eq!(report.value()["summary"]["coverage"]["settled"]["asked"], 2);
    assert_eq!(lasting(&report), lasting(&direct.report(&["-v"], 0)));
    // Nothing of the first run is in the way of the second.
    let again = Tool::new(&pooler.url(&database), project().ledger());
    assert_eq!(lasting(&again.report(&["-v"], 0)), lasting(&report));
}

#[test]
fn what_another_client_of_the_pool_set_does_not_count() {
    let database = state_a();
    database.execute(
        "CREATE TABLE test_schema.django_migrations (LIKE public.django_migrations INCLUDING ALL);
         CREATE ROLE passer_by;",
    );
    let pooler = Pooler::before(&database, "");
    let expected = lasting(&Tool::new(&database.url(), &ledger()).report(&[], 1));
    leave_behind(
        &pooler,
        &database,
        "SET search_path = test_schema; SET statement_timeout = '1ms'; SET ROLE passer_by",
    );
    let report = Tool::new(&pooler.url(&database), &ledger()).report(&[], 1);
    assert_eq!(lasting(&report), expected);
}

#[test]
fn a_pooler_that_takes_no_options_is_told_so_and_one_that_drops_them_is_no_trap() {
    let database = state_c();
    database.execute("ALTER SCHEMA public RENAME TO shop; CREATE SCHEMA public");
    let address = |pooler: &Pooler| pooler.url(&database) + "&options=-c%20search_path%3Dshop";

    let strict = Pooler::before(&database, "");
    let refused = Tool::new(&address(&strict), &ledger()).run(&[]);
    assert_eq!(refused.status, Some(2), "{refused:#?}");
    for word in ["startup parameter: options", "ignore_startup_parameters"] {
        assert!(refused.stderr.contains(word), "{}", refused.stderr);
    }

    let lenient = Pooler::before(&database, "ignore_startup_parameters = options");
    let report = Tool::new(&address(&lenient), &ledger()).report(&["--app", "accounts"], 0);
    assert_eq!(report.value()["target"]["schema"], "shop");
}
