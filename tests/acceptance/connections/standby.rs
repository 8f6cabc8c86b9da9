//! A standby that streams from its primary, and lists of hosts.

use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use super::lasting;
use super::server::psql_major;
use crate::bad_input::assert_refused;
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::{Cluster, Database};
use crate::support::incident::{ledger, state_a_in};
use crate::support::stall::Stall;

/// Its own setting says that commit timestamps are kept, and its primary keeps none. A primary never waits for
/// who reads the standby.
const SETTINGS: &str = "track_commit_timestamp = on\nmax_standby_streaming_delay = 0";

static PAIR: LazyLock<Option<Pair>> = LazyLock::new(Pair::start);

/// A database on a primary, and the standby that has it too.
struct Pair {
    primary: &'static Cluster,
    standby: &'static Cluster,
    database: Database,
    /// The same again, for a test that has the standby cancel who reads it.
    shaken: Database,
}

impl Pair {
    /// None where the programs that copy a server are not installed.
    fn get() -> Option<&'static Self> {
        PAIR.as_ref()
    }

    fn start() -> Option<Self> {
        let primary: &'static Cluster = Box::leak(Box::new(Cluster::start_listening("")));
        let database = primary.create("template0");
        state_a_in(&database);
        let shaken = primary.create(database.name());
        let standby: &'static Cluster = Box::leak(Box::new(primary.start_standby(SETTINGS)?));
        Some(Self {
            primary,
            standby,
            database,
            shaken,
        })
    }

    fn url(&self, cluster: &Cluster) -> String {
        cluster.url("postgres", self.database.name())
    }

    /// An address with several hosts.
    fn listed(&self, hosts: &[&Cluster], attributes: &str) -> String {
        let sockets: Vec<String> = hosts
            .iter()
            .map(|host| host.socket().display().to_string())
            .collect();
        let ports: Vec<String> = hosts.iter().map(|host| host.port().to_string()).collect();
        format!(
            "host={} port={} user=postgres dbname={} target_session_attrs={attributes}",
            sockets.join(","),
            ports.join(","),
            self.database.name()
        )
    }
}

#[test]
fn a_standby_gives_the_same_run_and_says_what_it_is() {
    let Some(pair) = Pair::get() else { return };
    let on = |cluster| Tool::new(&pair.url(cluster), &ledger());
    let [mut standby, primary] =
        [pair.standby, pair.primary].map(|it| lasting(&on(it).report(&["-v"], 1)));
    assert!(
        standby["target"]["standby"].is_object(),
        "{:#}",
        standby["target"]
    );
    standby["target"]
        .as_object_mut()
        .expect("an object")
        .remove("standby");
    assert_eq!(standby, primary);

    let said = on(pair.standby).run(&[]);
    assert!(said.stdout.contains("  standby "), "{}", said.stdout);
    assert!(said.stdout.contains("is not measured"), "{}", said.stdout);
    let said = on(pair.primary).run(&[]);
    assert!(!said.stdout.contains("  standby "), "{}", said.stdout);
}

/// Which of the two each list leads to; none where neither will do.
#[test]
fn the_host_is_chosen_by_what_it_is() {
    let Some(pair) = Pair::get() else { return };
    let (standby, primary) = (pair.standby, pair.primary);
    for (hosts, attributes, chosen) in [
        (&[standby, primary][..], "any", Some(standby)),
        (&[standby, primary], "read-write", Some(primary)),
        (&[standby, primary], "primary", Some(primary)),
        (&[primary, standby], "any", Some(primary)),
        (&[primary, standby], "read-only", Some(standby)),
        (&[primary, standby], "standby", Some(standby)),
        (&[primary, standby], "prefer-standby", Some(standby)),
        (&[primary], "prefer-standby", Some(primary)),
        (&[primary], "standby", None),
        (&[primary], "read-only", None),
        (&[standby], "read-write", None),
        (&[standby], "primary", None),
    ] {
        let address = pair.listed(hosts, attributes);
        let outcome =
            Tool::new(&address, &ledger()).run(&["--format", "json", "--app", "accounts"]);
        match chosen {
            Some(cluster) => {
                let at = format!("{}:{}", cluster.socket().display(), cluster.port());
                assert_eq!(
                    outcome.report(0).value()["target"]["address"],
                    at,
                    "{address}"
                );
            }
            None => assert_refused(&outcome, &["target_session_attrs"]),
        }
        // An older libpq knows two of the words.
        if psql_major().is_some_and(|major| major >= 14) {
            assert_eq!(
                port_by_psql(&address),
                chosen.map(Cluster::port),
                "{address}"
            );
        }
    }
}

fn port_by_psql(address: &str) -> Option<u16> {
    let mut command = Command::new(Cluster::program("psql").expect("psql"));
    let out = command
        .args(["-X", "-w", "-A", "-t", "-c", "SHOW port", address])
        .output();
    String::from_utf8(out.expect("psql").stdout)
        .ok()?
        .trim()
        .parse()
        .ok()
}

#[test]
fn a_host_that_does_not_answer_is_passed_over() {
    let Some(pair) = Pair::get() else { return };
    let address = pair.listed(&[pair.primary], "any");
    let address = address
        .replace("host=", "host=/nowhere,")
        .replace("port=", "port=1,");
    let tool = Tool::new(&format!("{address} load_balance_hosts=random"), &ledger());
    let report = tool.report(&["--app", "accounts"], 0);
    assert_eq!(report.value()["target"]["database"], pair.database.name());
}

#[test]
fn a_standby_that_gives_way_to_its_primary_is_a_clear_error() {
    let Some(pair) = Pair::get() else { return };
    let socket = format!(".s.PGSQL.{}", pair.standby.port());
    let stall = Stall::before(pair.standby.socket().join(socket), 20_000);
    let address = format!(
        "host=127.0.0.1 port={} user=postgres dbname={} sslmode=disable application_name=giving_way",
        stall.port(),
        pair.shaken.name()
    );
    let tool = Tool::new(&address, &ledger());
    let mut command = tool.command(&["--no-history"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = child.expect("the binary");
    stall.wait();
    // The standby's transaction still sees the rows that this removes.
    pair.shaken
        .execute("UPDATE django_migrations SET app = app");
    pair.shaken.execute("VACUUM django_migrations");
    wait_until_cancelled(pair);
    stall.go_on();
    let outcome = Outcome::from(child.wait_with_output().expect("the binary"));
    assert_refused(
        &outcome,
        &["conflict with recovery", "max_standby_streaming_delay"],
    );
}

fn wait_until_cancelled(pair: &Pair) {
    let mut client = pair.standby.connect(pair.shaken.name());
    let alive = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'giving_way'
                 AND state <> 'idle in transaction (aborted)'";
    for _ in 0..500 {
        if client.query_one(alive, &[]).expect(alive).get::<_, i64>(0) == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{}", pair.standby.log());
}
