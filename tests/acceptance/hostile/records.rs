//! Whatever is called `django_migrations`: only an ordinary table of PostgreSQL's own types is read.

use super::Victim;

const COLUMNS: &str = "id integer, app text, name text, applied timestamptz";

/// What mallory makes of `m.django_migrations`, and what is said of it.
const ATTACKS: &[(&str, &str)] = &[
    (
        "CREATE VIEW m.django_migrations AS
         SELECT 1 AS id, m.evil('view') AS app, 'x' AS name, now() AS applied",
        "is a view",
    ),
    (
        "CREATE MATERIALIZED VIEW m.django_migrations AS
         SELECT 1 AS id, 'app' AS app, '0001_make' AS name, now() AS applied",
        "is a materialized view",
    ),
    (
        "CREATE FOREIGN TABLE m.django_migrations ({columns}) SERVER nowhere",
        "is a foreign table",
    ),
    (
        "CREATE TABLE m.django_migrations ({columns}) PARTITION BY LIST ((m.evil(app)))",
        "is a partitioned table",
    ),
    (
        "CREATE TABLE m.whole ({columns}) PARTITION BY LIST ((m.evil(app)));
         CREATE TABLE m.django_migrations PARTITION OF m.whole DEFAULT",
        "is a partition",
    ),
    (
        "CREATE TABLE m.django_migrations ({columns});
         CREATE TABLE m.child () INHERITS (m.django_migrations)",
        "has the table `m.child` below it",
    ),
    (
        "CREATE TYPE m.word AS ENUM ('app');
         CREATE FUNCTION m.text(m.word) RETURNS text LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN m.act('cast'); END $$;
         CREATE CAST (m.word AS text) WITH FUNCTION m.text(m.word) AS IMPLICIT;
         CREATE TABLE m.django_migrations (id integer, app m.word, name text, applied timestamptz);
         INSERT INTO m.django_migrations VALUES (1, 'app', '0001_make', now())",
        "has the column app of type m.word",
    ),
    (
        "CREATE DOMAIN m.word AS text CHECK (m.evil(VALUE) <> '');
         CREATE TABLE m.django_migrations (id integer, app text, name m.word, applied timestamptz)",
        "has the column name of type m.word",
    ),
    (
        "CREATE TABLE m.django_migrations (id integer, app text, applied timestamptz,
         name text GENERATED ALWAYS AS (m.evil(app)) STORED)",
        "has the generated column `name`",
    ),
    (
        "CREATE TABLE m.django_migrations ({columns}); CREATE INDEX aim ON m.django_migrations ((m.evil('index')))",
        "has the index `m.aim`",
    ),
    (
        "CREATE TABLE m.django_migrations ({columns});
         CREATE INDEX aim ON m.django_migrations (id) WHERE m.evil('predicate') = app",
        "has the index `m.aim`",
    ),
    (
        "CREATE TABLE m.django_migrations ({columns});
         DO $$ BEGIN
             IF current_setting('server_version_num')::int >= 140000 THEN
                 CREATE STATISTICS m.aim ON (m.evil('statistics') || app) FROM m.django_migrations;
             ELSE
                 CREATE INDEX aim ON m.django_migrations ((m.evil('statistics')));
             END IF; END $$",
        "aim` over what is not PostgreSQL's own",
    ),
];

#[test]
fn what_is_no_ordinary_table_is_refused_by_name_and_nothing_of_it_runs() {
    for (sql, says) in ATTACKS {
        let victim = Victim::new("CREATE TABLE item (id integer);");
        victim.attack(&sql.replace("{columns}", COLUMNS));
        for outcome in victim.looked_at(&[]) {
            assert_eq!(outcome.status, Some(0), "{sql}\n{outcome:#?}");
            let told = outcome
                .stdout
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            assert!(
                told.contains("not read: m.django_migrations"),
                "{sql}\n{told}"
            );
            assert!(told.contains(says), "{sql}\n{told}");
        }
        for outcome in victim.looked_at(&["--schema", "m"]) {
            assert_eq!(outcome.status, Some(2), "{sql}\n{outcome:#?}");
            let told = outcome
                .stderr
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            assert!(
                told.contains("`m.django_migrations`") && told.contains(says),
                "{sql}\n{told}"
            );
        }
        for outcome in victim.looked_at(&["--all-schemas"]) {
            assert_eq!(outcome.status, Some(2), "{sql}\n{outcome:#?}");
        }
    }
}

#[test]
fn a_table_that_is_to_fill_the_memory_is_not_read_to_its_end() {
    for (rows, says) in [
        (
            "SELECT g, 'app', 'x' || g, now() FROM generate_series(1, 50001) g",
            "it has more than 50000 rows",
        ),
        (
            "SELECT 1, 'app', repeat('x', 256), now()",
            "it has a name of more than 255 characters",
        ),
    ] {
        let victim = Victim::new("CREATE TABLE item (id integer);");
        victim.attack(&format!(
            "CREATE TABLE m.django_migrations ({COLUMNS}); INSERT INTO m.django_migrations {rows}"
        ));
        for outcome in victim.looked_at(&["--format", "json"]) {
            let report = outcome.report(0);
            assert!(!report.value().to_string().contains(&"x".repeat(200)));
        }
        let outcome = victim.looked_at_as("postgres", &["--schema", "m"]);
        assert_eq!(outcome.status, Some(2), "{outcome:#?}");
        assert!(outcome.stderr.contains(says), "{outcome:#?}");
    }
}

#[test]
fn a_policy_of_the_table_never_runs() {
    let victim = Victim::new("CREATE TABLE item (id integer);");
    victim.attack(&format!(
        "CREATE TABLE m.django_migrations ({COLUMNS}); ALTER TABLE m.django_migrations ENABLE ROW LEVEL SECURITY;
         ALTER TABLE m.django_migrations FORCE ROW LEVEL SECURITY;
         CREATE POLICY aim ON m.django_migrations USING (m.evil('policy') = app)"
    ));
    for outcome in victim.looked_at(&[]) {
        assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    }
    let [superuser, auditor] = victim.looked_at(&["--schema", "m"]);
    // It has the rights, and is above every policy.
    assert!(superuser.stderr.is_empty(), "{superuser:#?}");
    assert_eq!(auditor.status, Some(2), "{auditor:#?}");
    let [_, role] = victim.roles();
    let advice = format!("ALTER ROLE \"{role}\" BYPASSRLS;");
    assert!(auditor.stderr.contains(&advice), "{auditor:#?}");
    assert!(!auditor.stderr.contains("GRANT"), "{auditor:#?}");
}
