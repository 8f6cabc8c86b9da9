//! The model prints live objects back, and the server's own print is the judge.

use serde_json::Value;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;

fn self_check(database: &Database) -> (Value, Vec<String>) {
    let tool = Tool::new(&database.url(), project().ledger());
    let report = tool.report(&["-v", "--fail-on", "never"], 0);
    let coverage = &report.value()["summary"]["coverage"];
    let reasons = coverage["opaque_statements"].as_array().expect("a list");
    let reasons = reasons.iter().filter_map(|one| one["reason"].as_str());
    let unlike = reasons.filter(|reason| reason.contains("the definition was not compared"));
    (
        coverage["self_check"].clone(),
        unlike.map(String::from).collect(),
    )
}

#[test]
fn the_model_prints_everything_in_the_project_as_the_server_does() {
    let (check, unlike) = self_check(&project().database());
    assert_eq!(unlike, [""; 0]);
    assert_eq!(check["unlike"], 0);
    let printed = check["printed"].as_u64().expect("a number");
    assert!(printed > 300, "{printed}");
}

#[test]
fn what_the_model_does_not_hold_counts_as_not_measured() {
    let database = project().database();
    database.execute(
        "DO $$ DECLARE f regprocedure; BEGIN
         SELECT p.oid INTO STRICT f FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
         WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND l.lanname = 'sql'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
         ORDER BY p.oid LIMIT 1;
         UPDATE pg_proc SET protrftypes = ARRAY['integer'::regtype::oid] WHERE oid = f; END $$",
    );
    let (check, unlike) = self_check(&database);
    assert_eq!((&check["unlike"], unlike.len()), (&Value::from(1), 1));
    assert!(unlike[0].starts_with("function public."), "{unlike:?}");
}

#[test]
fn no_self_check_is_made_unless_it_is_asked_for() {
    let database = project().database();
    let report = Tool::new(&database.url(), project().ledger()).report(&[], 0);
    assert_eq!(
        report.value()["summary"]["coverage"]["self_check"],
        Value::Null
    );
}
