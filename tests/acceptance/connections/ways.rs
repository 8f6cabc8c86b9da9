//! Every way of saying where the server is, each held against libpq.

use super::server::{Server, Way};

#[test]
fn the_variables_of_libpq_lead_to_the_server() {
    let socket = [
        ("PGHOST", "{socket}"),
        ("PGPORT", "{port}"),
        ("PGDATABASE", "{db}"),
    ];
    let way = Way::by_variables(&socket).with(&[("PGUSER", "only_tls")]);
    way.assert_leads_to("only_tls plain");
    let loopback = [
        ("PGHOSTADDR", "127.0.0.1"),
        ("PGPORT", "{port}"),
        ("PGDATABASE", "{db}"),
        ("PGUSER", "postgres"),
    ];
    Way::by_variables(&loopback).assert_leads_to("postgres tls");
    let names = [
        ("PGHOST", "db.test"),
        ("PGSSLMODE", "verify-full"),
        ("PGSSLROOTCERT", "{ssl}/ca.crt"),
    ];
    Way::by_variables(&loopback)
        .with(&names)
        .assert_leads_to("postgres tls");
    let plain = [("PGSSLMODE", "disable")];
    Way::by_variables(&loopback)
        .with(&plain)
        .assert_leads_to("postgres plain");
    let late = [
        ("PGCONNECT_TIMEOUT", "5"),
        ("PGTARGETSESSIONATTRS", "read-write"),
    ];
    Way::by_variables(&loopback)
        .with(&late)
        .assert_leads_to("postgres tls");
    for (variable, value) in [
        ("PGTARGETSESSIONATTRS", "read-only"),
        ("PGTARGETSESSIONATTRS", "sideways"),
        ("PGCONNECT_TIMEOUT", "soon"),
        ("PGSSLMODE", "sometimes"),
        ("PGPORT", "99999"),
        ("PGHOSTADDR", "localhost"),
    ] {
        Way::by_variables(&loopback)
            .with(&[(variable, value)])
            .assert_refused(&[]);
    }
}

#[test]
fn a_client_s_certificate_may_be_named_by_variables() {
    super::server::AUTHORITY.issue("named", "certified", "");
    Way::by_variables(&[
        ("PGHOSTADDR", "127.0.0.1"),
        ("PGPORT", "{port}"),
        ("PGDATABASE", "{db}"),
        ("PGUSER", "certified"),
        ("PGSSLCERT", "{ssl}/named.crt"),
        ("PGSSLKEY", "{ssl}/named.key"),
    ])
    .assert_leads_to("certified tls");
}

#[test]
fn an_address_may_be_a_url_or_pairs() {
    for address in [
        "postgres://postgres@127.0.0.1:{port}/{db}?sslmode=disable",
        "postgresql://postgres@127.0.0.1:{port}/{db}?sslmode=disable",
        "postgresql://%70ostgres@{%socket}:{port}/{db}",
        "postgresql:///{db}?host={socket}&port={port}&user=postgres",
        "postgres://postgres@/{db}?host={%socket}&port={port}&connect_timeout=5&keepalives=1",
        "host={socket} port={port} user=postgres dbname={db}",
        "host = '{socket}'  port={port} user='postgres' dbname = {db} load_balance_hosts=disable",
        "host=127.0.0.1 port={port} user=postgres dbname={db} sslmode=disable tcp_user_timeout=1000",
    ] {
        // libpq learned `load_balance_hosts` with 16.
        let address = match super::server::psql_major() {
            Some(..16) => address.replace(" load_balance_hosts=disable", ""),
            _ => address.to_owned(),
        };
        Way::by(&address).assert_leads_to("postgres plain");
    }
    for address in [
        "postgres://postgres@/{db}?host={%socket}&port={port}&nonsense=1",
        "postgres://postgres@/{db}?host={%socket}&port={port}&sslmode",
        "postgres://pos%tgres@/{db}?host={%socket}&port={port}",
        "host={socket} port={port} user=postgres dbname={db} nonsense=1",
        "host='{socket} port={port} user=postgres dbname={db}",
    ] {
        Way::by(address).assert_refused(&[]);
    }
}

#[test]
fn the_scheme_may_be_one_that_django_s_settings_use() {
    for scheme in ["postgis", "pgsql", "psql"] {
        let address = format!(
            "{scheme}://postgres@127.0.0.1:{{port}}/{{db}}?sslmode=disable&conn_max_age=60"
        );
        let (outcome, sessions) = Way::by(&address).by_tool();
        assert_eq!(outcome.status, Some(0), "{outcome:#?}");
        assert_eq!(sessions, ["postgres plain"]);
    }
    let path = "postgres://postgres@127.0.0.1:{port}/{db}?sslmode=disable&currentSchema=elsewhere";
    let (outcome, _) = Way::by(path).by_tool();
    // The schema is not there, so that the records are those of public, as Django would find them too.
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
}

#[test]
fn a_user_s_name_and_password_may_hold_anything() {
    let url = "postgres://a%40b%2Fc%20d%25:p%40ss%2Fw%3Frd%23-horse@{%socket}:{port}/{db}";
    Way::by(url).assert_leads_to("a@b/c d% plain");
    let pairs = r"host={socket} port={port} dbname={db} user='a@b/c d%' password=p@ss/w?rd#-horse";
    Way::by(pairs).assert_leads_to("a@b/c d% plain");
}

#[test]
fn a_password_comes_from_the_first_place_that_has_one() {
    let keyed = "host=127.0.0.1 port={port} user=keyed dbname={db} sslmode=disable";
    let line = "127.0.0.1:{port}:{db}:keyed:right-horse\n";
    Way::by(keyed).assert_refused(&["PGPASSWORD", ".pgpass"]);
    Way::by(keyed)
        .with(&[("PGPASSWORD", "right-horse")])
        .assert_leads_to("keyed plain");
    Way::by(keyed)
        .with(&[("PGPASSWORD", "wrong-horse")])
        .assert_refused(&["password"]);
    Way::by(&format!("{keyed} password=right-horse")).assert_leads_to("keyed plain");
    Way::by(keyed)
        .with_file(".pgpass", 0o600, line)
        .assert_leads_to("keyed plain");
    let named = [("PGPASSFILE", "{home}/words")];
    Way::by(keyed)
        .with(&named)
        .with_file("words", 0o600, line)
        .assert_leads_to("keyed plain");
    Way::by(&format!("{keyed} passfile=/nowhere")).assert_refused(&["password"]);
    for mode in [0o640, 0o604] {
        let open = Way::by(keyed).with_file(".pgpass", mode, line);
        open.assert_refused(&[".pgpass", "chmod 600"]);
    }
    for other in [
        "127.0.0.1:1:{db}:keyed:right-horse\n",
        "*:*:*:other:right-horse\n",
        "# *:*:*:*:right-horse\n",
    ] {
        Way::by(keyed)
            .with_file(".pgpass", 0o600, other)
            .assert_refused(&["password"]);
    }
    for other in [
        "*:*:*:*:right-horse\n",
        "x:*:*:keyed:wrong\n\n127.0.0.1:*:*:keyed:right\\-horse",
    ] {
        Way::by(keyed)
            .with_file(".pgpass", 0o600, other)
            .assert_leads_to("keyed plain");
    }
}

#[test]
fn a_service_is_found_in_its_file() {
    let text = "# all of them\n[other]\nhost=nowhere\n\n[shop]\nhost={socket}\nport={port}\nuser=postgres\ndbname={db}\n";
    let file = [("PGSERVICEFILE", "{home}/services")];
    let way = |way: Way| way.with(&file).with_file("services", 0o644, text);
    let named = [("PGSERVICE", "shop")];
    way(Way::by_variables(&named)).assert_leads_to("postgres plain");
    way(Way::by("service=shop")).assert_leads_to("postgres plain");
    way(Way::by("postgres://only_tls@/?service=shop")).assert_leads_to("only_tls plain");
    // The text outranks the service, and the service the variables.
    way(Way::by("service=shop user=only_tls")).assert_leads_to("only_tls plain");
    way(Way::by_variables(&named).with(&[("PGUSER", "only_tls")]))
        .assert_leads_to("postgres plain");
    way(Way::by("service=none")).assert_refused(&["none"]);
    Way::by_variables(&named)
        .with_file(".pg_service.conf", 0o644, text)
        .assert_leads_to("postgres plain");
    Way::by_variables(&named)
        .with(&[("PGSYSCONFDIR", "{home}")])
        .with_file("pg_service.conf", 0o644, text)
        .assert_leads_to("postgres plain");
    let broken = "[shop]\nhost\n";
    Way::by_variables(&named)
        .with_file(".pg_service.conf", 0o644, broken)
        .assert_refused(&["service"]);
}

#[test]
fn who_is_not_named_comes_as_the_system_s_user() {
    let server = Server::get();
    let id = std::process::Command::new("id")
        .arg("-un")
        .output()
        .expect("id");
    let name = String::from_utf8(id.stdout).expect("a plain name");
    let name = name.trim();
    server
        .database
        .execute(&format!("CREATE ROLE \"{name}\" LOGIN"));
    let open = "host={socket} port={port} dbname={db}";
    Way::by(open).assert_leads_to(&format!("{name} plain"));
    // The system knows it, whatever the variable says.
    Way::by(open)
        .with(&[("USER", "only_tls")])
        .assert_leads_to(&format!("{name} plain"));
}

#[test]
fn options_reach_the_session() {
    let server = Server::get();
    server.database.execute(
        "CREATE SCHEMA tenant; CREATE TABLE tenant.django_migrations (LIKE public.django_migrations INCLUDING ALL);
         GRANT USAGE ON SCHEMA tenant TO PUBLIC; GRANT SELECT ON tenant.django_migrations TO PUBLIC",
    );
    let at = "postgres://postgres@{%socket}:{port}/{db}";
    let by_url = [
        "?options=-c%20search_path%3Dtenant",
        "?options=-csearch_path%3Dtenant%2Cpublic",
        "?options=--search-path%3Dtenant",
        "?currentSchema=tenant",
    ];
    let mut ways: Vec<Way> = by_url
        .iter()
        .map(|it| Way::by(&format!("{at}{it}")))
        .collect();
    ways.push(Way::by(at).with(&[("PGOPTIONS", "-c search_path=tenant")]));
    for way in ways {
        let (outcome, _) = way.by_tool();
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(said.contains("schema tenant"), "{outcome:#?}");
    }
}
