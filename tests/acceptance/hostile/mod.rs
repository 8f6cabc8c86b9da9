//! A database whose owners are hostile: none of what they wrote runs with the rights of the role that looks
//! (a superuser, or the README's role), and nothing that they forged is believed. docs/security.md says the
//! same in words.

mod planner;
mod records;
mod search_path;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::{Cluster, Database};

/// What every attack calls: it leaves a line in the server's log, and turns the search path of the session.
/// A function that is folded while a query is planned must not be volatile, but may call one that is.
const WEAPON: &str = "
    CREATE FUNCTION m.act(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
        RAISE LOG 'evil % ran for % in %', $1, current_user, current_database();
        PERFORM set_config('search_path', 'm, pg_catalog', false);
        RETURN $1; END $$;
    CREATE FUNCTION m.evil(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN m.act($1); END $$;";

const MIGRATIONS: &str =
    "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
     name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
     INSERT INTO django_migrations (app, name) VALUES ('app', '0001_make');";

/// A database with a ledger of one migration, which `mallory` ran, and a schema of hers.
struct Victim {
    database: Database,
    ledger: TempDir,
}

impl Victim {
    fn new(migration: &str) -> Self {
        Self::within("", migration)
    }

    /// In a database that is made with these options.
    fn within(options: &str, migration: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::create_dir(folder.path().join("app")).expect("a folder");
        let file = folder.path().join("app/0001_make.sql");
        fs::write(file, format!("BEGIN;\n{migration}\nCOMMIT;\n")).expect("a stored output");
        let database = Database::create_with(options);
        let victim = Self {
            database,
            ledger: folder,
        };
        let [mallory, auditor] = victim.roles();
        // The auditor's lines are the README's.
        victim.database.execute(&format!(
            "{MIGRATIONS} CREATE ROLE {mallory} LOGIN; CREATE ROLE {auditor} LOGIN;
             GRANT USAGE ON SCHEMA public TO {auditor}; GRANT SELECT ON public.django_migrations TO {auditor};
             CREATE SCHEMA m AUTHORIZATION {mallory}; GRANT CREATE ON SCHEMA public TO {mallory};
             CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
             GRANT USAGE ON FOREIGN SERVER nowhere TO {mallory};"
        ));
        victim.attack(WEAPON);
        victim.attack(migration);
        victim
    }

    fn roles(&self) -> [String; 2] {
        ["mallory", "auditor"].map(|role| format!("{role}_{}", self.database.name()))
    }

    /// What mallory does, and that everybody may use it.
    fn attack(&self, sql: &str) {
        let [mallory, _] = self.roles();
        self.database.execute(&format!(
            "SET ROLE {mallory}; {sql}; GRANT USAGE ON SCHEMA m TO PUBLIC;
             GRANT SELECT ON ALL TABLES IN SCHEMA m TO PUBLIC"
        ));
    }

    /// A run as the superuser and one as the README's role; neither ran anything of mallory's.
    fn looked_at(&self, args: &[&str]) -> [Outcome; 2] {
        let [_, auditor] = self.roles();
        let outcomes = ["postgres", &auditor].map(|role| self.looked_at_as(role, args));
        assert_eq!(self.ran(), Vec::<String>::new());
        outcomes
    }

    fn looked_at_as(&self, role: &str, args: &[&str]) -> Outcome {
        let tool = Tool::new(&self.database.url_as(role), self.ledger());
        tool.run(&[args, &["--no-history"]].concat())
    }

    fn ledger(&self) -> &Path {
        self.ledger.path()
    }

    /// What ran for another role than mallory, by the server's log.
    fn ran(&self) -> Vec<String> {
        let [mallory, _] = self.roles();
        let place = format!(" in {}", self.database.name());
        let log = Cluster::get().log();
        let evil = log.lines().filter(|line| {
            line.contains("evil ")
                && line.ends_with(&place)
                && !line.contains(&format!(" ran for {mallory} in "))
        });
        evil.map(str::to_owned).collect()
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let [mallory, auditor] = self.roles();
        // Roles belong to the server, and outlive the database.
        self.database.execute(&format!(
            "DROP OWNED BY {mallory}, {auditor} CASCADE; DROP ROLE {mallory}, {auditor}"
        ));
    }
}

#[test]
fn what_does_run_is_seen() {
    let victim = Victim::new("CREATE TABLE item (id integer);");
    victim.database.execute("SELECT m.evil('control')");
    let ran = victim.ran();
    assert_eq!(ran.len(), 1, "{ran:?}");
    assert!(ran[0].contains("evil control ran for postgres"), "{ran:?}");
}

/// What docs/security.md says of a trigger that a superuser made: it runs, unless a superuser who audits asks for none.
#[test]
fn a_login_trigger_is_a_superuser_s_and_can_be_kept_from_running_by_one() {
    let victim = Victim::new("CREATE TABLE item (id integer);");
    let mut client = victim.database.connect();
    let version = "SELECT current_setting('server_version_num')::int >= 170000";
    if !client
        .query_one(version, &[])
        .expect(version)
        .get::<_, bool>(0)
    {
        return;
    }
    let [mallory, _] = victim.roles();
    client
        .batch_execute(
            "CREATE FUNCTION public.enter() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM m.act('login'); END $$",
        )
        .expect("a function");
    let trigger = "CREATE EVENT TRIGGER aim ON login EXECUTE FUNCTION public.enter()";
    let hers = format!("SET ROLE {mallory}; {trigger}");
    client
        .batch_execute(&hers)
        .expect_err("who is no superuser makes none");
    client
        .batch_execute(&format!(
            "RESET ROLE; {trigger}; ALTER EVENT TRIGGER aim ENABLE ALWAYS"
        ))
        .expect(trigger);
    drop(client);
    let url = victim.database.url() + "&options=-cevent_triggers%3Doff";
    let outcome = Tool::new(&url, victim.ledger()).run(&["--no-history"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert_eq!(victim.ran(), Vec::<String>::new());
    // The path that it turned is set again before anything is asked.
    let [_, auditor] = victim.roles();
    assert_eq!(victim.looked_at_as(&auditor, &[]).status, Some(0));
    assert!(!victim.ran().is_empty());
}
