//! `sslmode` and its company, each held against libpq.

use std::sync::LazyLock;

use super::server::{AUTHORITY, NAME, Way, encrypt, psql_major};
use crate::support::certificates::Authority;
use crate::support::cluster::Cluster;

/// Another authority, which signed nothing of the server's.
static STRANGER: LazyLock<Authority> = LazyLock::new(Authority::new);

/// The client's certificate `certified`, in every form that its key may have.
static CLIENT: LazyLock<()> = LazyLock::new(|| {
    AUTHORITY.issue("ec", "certified", "");
    AUTHORITY.run("ec -in ec.key -out sec1.key");
    AUTHORITY.run("ecparam -name prime256v1 -genkey -out params.key");
    AUTHORITY.issue("params", "certified", "");
    AUTHORITY.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key");
    AUTHORITY.issue("rsa", "certified", "");
    AUTHORITY.run("rsa -in rsa.key -traditional -out pkcs1.key");
    AUTHORITY.run("ec -in ec.key -aes128 -passout pass:battery-horse -out locked.key");
});

/// To the server by the loopback address, under a name.
fn to(name: &str, user: &str, rest: &str) -> Way {
    Way::by(&format!(
        "host={name} hostaddr=127.0.0.1 port={{port}} user={user} dbname={{db}} {rest}"
    ))
}

fn stranger() -> String {
    format!("sslrootcert={}", STRANGER.path("ca.crt").display())
}

#[test]
fn each_mode_takes_encryption_or_leaves_it_as_libpq_does() {
    for (rest, user, session) in [
        ("sslmode=disable", "postgres", "postgres plain"),
        ("sslmode=allow", "postgres", "postgres plain"),
        ("sslmode=allow", "only_tls", "only_tls tls"),
        ("", "postgres", "postgres tls"),
        ("sslmode=prefer", "only_plain", "only_plain plain"),
        ("sslmode=require", "postgres", "postgres tls"),
        (
            "sslmode=require ssl_min_protocol_version=TLSv1.3",
            "only_tls",
            "only_tls tls",
        ),
    ] {
        to(NAME, user, rest).assert_leads_to(session);
    }
    to("under_score", "postgres", "sslmode=require").assert_leads_to("postgres tls");
    to(NAME, "only_plain", "sslmode=require").assert_refused(&["pg_hba.conf"]);
    to(NAME, "only_tls", "sslmode=disable").assert_refused(&["pg_hba.conf", "encryption"]);
}

#[test]
fn the_chain_is_looked_at_where_there_is_a_root_and_the_name_by_verify_full_alone() {
    let own = "sslrootcert={ssl}/ca.crt";
    for (name, mode) in [
        (NAME, "prefer"),
        (NAME, "require"),
        ("other.test", "require"),
        ("other.test", "verify-ca"),
        ("127.0.0.1", "verify-ca"),
        (NAME, "verify-full"),
    ] {
        to(name, "postgres", &format!("sslmode={mode} {own}")).assert_leads_to("postgres tls");
    }
    for name in ["other.test", "127.0.0.1"] {
        let way = to(name, "postgres", &format!("sslmode=verify-full {own}"));
        way.assert_refused(&[NAME, "hostaddr", "verify-ca"]);
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        let way = to(NAME, "postgres", &format!("sslmode={mode} {}", stranger()));
        way.assert_refused(&["sslrootcert", "authority"]);
    }
    // What cannot be trusted is not used; without encryption, nothing was promised.
    to(NAME, "postgres", &stranger()).assert_leads_to("postgres plain");
    to(NAME, "only_tls", &stranger()).assert_refused(&["sslrootcert"]);
}

#[test]
fn to_verify_needs_a_root() {
    for mode in ["verify-ca", "verify-full"] {
        to(NAME, "postgres", &format!("sslmode={mode}")).assert_refused(&["sslrootcert"]);
        let way = to(
            NAME,
            "postgres",
            &format!("sslmode={mode} sslrootcert=/nowhere/ca.crt"),
        );
        way.assert_refused(&["/nowhere/ca.crt"]);
    }
    // libpq goes on without looking at the server where a file that is named is not there.
    to(
        NAME,
        "postgres",
        "sslmode=require sslrootcert=/nowhere/ca.crt",
    )
    .assert_stricter(&["/nowhere/ca.crt"]);
}

#[test]
fn the_system_s_own_roots_do_where_they_signed_it() {
    let way =
        |file: String| to(NAME, "postgres", "sslrootcert=system").with(&[("SSL_CERT_FILE", &file)]);
    let (own, strange) = (
        way("{ssl}/ca.crt".into()),
        way(STRANGER.path("ca.crt").display().to_string()),
    );
    to(NAME, "postgres", "sslrootcert=system sslmode=require")
        .assert_refused_here(&["verify-full"]);
    if psql_major().is_some_and(|major| major >= 16) {
        own.assert_leads_to("postgres tls");
        strange.assert_refused(&["authority"]);
        return;
    }
    let (outcome, sessions) = own.by_tool();
    assert_eq!(
        (outcome.status, sessions),
        (Some(0), vec!["postgres tls".to_owned()])
    );
    let (outcome, sessions) = strange.by_tool();
    assert_eq!((outcome.status, sessions), (Some(2), Vec::new()));
}

#[test]
fn a_revoked_certificate_is_refused() {
    let verify = "sslmode=verify-ca sslrootcert={ssl}/ca.crt sslcrl={ssl}";
    AUTHORITY.list("none", None);
    to(NAME, "postgres", &format!("{verify}/none.crl")).assert_leads_to("postgres tls");
    AUTHORITY.list("server", Some("07"));
    to(NAME, "postgres", &format!("{verify}/server.crl")).assert_refused(&["revoked", "sslcrl"]);
}

#[test]
fn a_client_s_certificate_lets_in_whatever_the_form_of_its_key() {
    LazyLock::force(&CLIENT);
    for (certificate, key) in [
        ("ec", "ec"),
        ("ec", "sec1"),
        ("params", "params"),
        ("rsa", "rsa"),
        ("rsa", "pkcs1"),
    ] {
        let files = format!("sslcert={{ssl}}/{certificate}.crt sslkey={{ssl}}/{key}.key");
        to(NAME, "certified", &files).assert_leads_to("certified tls");
    }
    to(NAME, "certified", "").assert_refused(&["certificate"]);
    to(
        NAME,
        "only_tls",
        "sslcert={ssl}/ec.crt sslkey={ssl}/ec.key sslmode=require",
    )
    .assert_leads_to("only_tls tls");
}

#[test]
fn a_key_that_cannot_be_used_is_named() {
    LazyLock::force(&CLIENT);
    let way = |key: &str| {
        to(
            NAME,
            "certified",
            &format!("sslmode=require sslcert={{ssl}}/ec.crt sslkey={{ssl}}/{key}"),
        )
    };
    way("none.key").assert_refused(&["none.key", "is not"]);
    way("rsa.key").assert_refused(&["rsa.key", "not the key"]);
    way("locked.key").assert_refused(&["locked.key", "passphrase"]);
    let to_default = to(NAME, "certified", "sslmode=require sslcert={ssl}/ec.crt");
    to_default.assert_refused(&[".postgresql/postgresql.key"]);
    to(NAME, "postgres", "sslmode=require sslcert={ssl}/none.crt").assert_stricter(&["none.crt"]);
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    LazyLock::force(&CLIENT);
    let key = String::from_utf8(AUTHORITY.read("ec.key")).expect("PEM");
    let way = |mode| {
        to(NAME, "certified", "sslmode=require sslcert={ssl}/ec.crt").with_file(
            ".postgresql/postgresql.key",
            mode,
            &key,
        )
    };
    way(0o600).assert_leads_to("certified tls");
    for mode in [0o644, 0o660] {
        way(mode).assert_refused(&["postgresql.key", "chmod 600"]);
    }
    // The group may read what root owns, and nothing else.
    match way(0o640).by_psql() {
        Some((said, _)) if said != "in\n" => way(0o640).assert_refused(&["chmod 600"]),
        Some(_) => way(0o640).assert_leads_to("certified tls"),
        None => {}
    }
}

#[test]
fn the_files_of_the_home_folder_are_used_unasked() {
    LazyLock::force(&CLIENT);
    let text = |name: &str| String::from_utf8(AUTHORITY.read(name)).expect("PEM");
    let way = |rest: &str| {
        to(NAME, "certified", rest)
            .with_file(".postgresql/root.crt", 0o644, &text("ca.crt"))
            .with_file(".postgresql/postgresql.crt", 0o644, &text("ec.crt"))
            .with_file(".postgresql/postgresql.key", 0o600, &text("ec.key"))
    };
    way("sslmode=verify-full").assert_leads_to("certified tls");
    AUTHORITY.list("home", Some("07"));
    way("sslmode=verify-full")
        .with_file(".postgresql/root.crl", 0o644, &text("home.crl"))
        .assert_refused(&["revoked"]);
}

#[test]
fn a_certificate_that_signed_itself_does_where_it_is_the_root_or_nobody_looks() {
    let own = Authority::new();
    own.run(
        "req -config plain.cnf -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key \
         -out server.crt -days 9 -subj /CN=db.test -addext basicConstraints=critical,CA:TRUE \
         -addext subjectAltName=DNS:db.test",
    );
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start_listening("")));
    cluster.put(
        "pg_hba.conf",
        b"local all all trust\nhostssl all all 127.0.0.1/32 trust\n",
    );
    let database = cluster.create("template0");
    encrypt(&database, cluster, &own, &[]);
    let root = format!("sslrootcert={}", own.path("server.crt").display());
    for (name, rest, is_let_in) in [
        (NAME, "sslmode=require", true),
        (NAME, &format!("sslmode=verify-ca {root}"), true),
        ("other.test", &format!("sslmode=verify-ca {root}"), true),
        (NAME, &format!("sslmode=verify-full {root}"), true),
        ("other.test", &format!("sslmode=verify-full {root}"), false),
        (NAME, &format!("sslmode=verify-full {}", stranger()), false),
    ] {
        let way = Way::by(&format!(
            "host={name} hostaddr=127.0.0.1 port={} user=postgres dbname={} {rest}",
            cluster.port(),
            database.name()
        ));
        let (outcome, _) = way.by_tool();
        // Whoever is let in finds nothing there.
        let said = outcome.stderr.contains("no django_migrations");
        assert_eq!(said, is_let_in, "{name} {rest}: {outcome:#?}");
        if let Some((said, _)) = way.by_psql() {
            assert_eq!(said == "in\n", is_let_in, "psql: {name} {rest}: {said}");
        }
    }
}
