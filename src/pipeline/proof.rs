//! What statements would make of the database, before anybody runs them: they are replayed on top of what the catalog
//! holds, and the ledger is held against that.

use std::collections::BTreeSet;

use crate::effect::vocabulary::Meaning;
use crate::effect::{Reading, beyond};
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::replay::{Complaint, Expected, Problem, Replay};
use crate::report::{Finding, Outcome, Report, Severity, fingerprint};
use crate::schema::Schema;

/// What would be told after the statements.
pub struct Proof {
    /// The schema's outcome then.
    pub outcome: Outcome,
    /// The statements of which it cannot be told what they do, in order. Where there are any, `outcome` is not sure.
    pub doubts: Vec<Doubt>,
}

impl Proof {
    /// What of the findings on `schema` in a report would be left, and what would be new.
    #[must_use]
    pub fn against<'a>(&'a self, report: &'a Report, schema: &str) -> Difference<'a> {
        let own = report.findings.iter();
        let own = own.filter(|it| it.schema.as_ref().is_none_or(|own| own == schema));
        let own = own.filter(|it| is_told(it));
        let before: Vec<&Finding> = own.collect();
        let after = self.outcome.findings.iter().filter(|it| is_told(it));
        let after: Vec<&Finding> = after.collect();
        let known: [BTreeSet<String>; 2] =
            [&before, &after].map(|all| all.iter().map(|it| identity(it)).collect());
        let (left, closed) = before
            .into_iter()
            .partition(|it| known[1].contains(&identity(it)));
        let new = after.into_iter();
        let new = new.filter(|it| !known[0].contains(&identity(it)));
        Difference {
            closed,
            left,
            new: new.collect(),
        }
    }
}

/// What statements would make of the findings on one schema.
pub struct Difference<'a> {
    /// Those that would be gone.
    pub closed: Vec<&'a Finding>,
    /// Those that would still be told.
    pub left: Vec<&'a Finding>,
    /// Those that would be told then and are not now.
    pub new: Vec<&'a Finding>,
}

/// Whether there is something to do about it.
fn is_told(finding: &Finding) -> bool {
    finding.severity > Severity::Info && finding.waived.is_none()
}

/// By what a finding is known in whatever schema's run.
fn identity(finding: &Finding) -> String {
    let (object, aspect) = (finding.object.as_ref(), finding.aspect.as_deref());
    fingerprint(finding.kind, object, aspect, finding.migration.as_ref())
}

/// A statement that would not do what it is there for, or of which that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The line of its first word, from 1.
    pub line: u32,
    /// Why the server would refuse it, or why it is not understood.
    pub reason: String,
}

/// What the statements of `text` make of the live side, and which of them that cannot be told of. What they do in schemas
/// that are `unseen` here is told where these are judged.
pub(super) fn replayed(
    text: &str,
    live: Schema,
    path: Vec<Name>,
    unseen: &BTreeSet<&Name>,
) -> (Expected, Vec<Doubt>) {
    let reading = Reading::of(&MigrationKey::new("", ""), "", text);
    let before = super::emptied::holders(&live);
    let made = Replay::on(live, path).then(&reading);
    let mut doubts = doubts(&reading, &made, unseen);
    let anew = super::emptied::doubts(&before, &made);
    let beyond = beyond::doubts(text).into_iter().chain(anew);
    doubts.extend(beyond.map(|(line, reason)| Doubt { line, reason }));
    doubts.sort_by(|a, b| (a.line, &a.reason).cmp(&(b.line, &b.reason)));
    doubts.dedup();
    (made, doubts)
}

fn doubts(reading: &Reading, repaired: &Expected, unseen: &BTreeSet<&Name>) -> Vec<Doubt> {
    let is_unseen = |complaint: &&Complaint| match &complaint.problem {
        // `the type tenant.mood`
        Problem::NoRelation(what) | Problem::NoObject(what) => {
            let schemas = what.split(' ').filter_map(|it| Some(it.split_once('.')?.0));
            let mut schemas = schemas.map(Name::exact);
            schemas.any(|schema| unseen.contains(&schema))
        }
        Problem::Unknown { schema, .. } => schema.iter().any(|it| unseen.contains(it)),
        _ => false,
    };
    let complaints = repaired.complaints.iter().filter(|it| !is_unseen(it));
    let refused = complaints.map(|complaint| Doubt {
        line: repaired.origins.at(complaint.location).line,
        reason: match &complaint.problem {
            Problem::NoRelation(what) | Problem::NoObject(what) => {
                format!("there is no {}", what.strip_prefix("the ").unwrap_or(what))
            }
            other => other.to_string(),
        },
    });
    let unknown = reading.statements.iter().filter_map(|statement| {
        let reason = match &statement.meaning {
            Meaning::Opaque { reason, .. } | Meaning::Unreadable { reason } => reason.clone(),
            Meaning::Schema(_) | Meaning::Data | Meaning::Transaction => return None,
        };
        let line = statement.location.line;
        Some(Doubt { line, reason })
    });
    refused.chain(unknown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Presence, Surroundings, compare};
    use crate::name::QualifiedName;
    use crate::schema::Server;

    /// Something of each kind, made and then changed, renamed, moved or dropped.
    const STATEMENTS: [&str; 54] = [
        "CREATE SCHEMA app",
        "CREATE EXTENSION hstore",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE DOMAIN level AS integer CONSTRAINT level_min CHECK (VALUE > 0)",
        "CREATE SEQUENCE counter START 10",
        "CREATE TABLE shop_author (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name varchar(20) NOT NULL)",
        "CREATE TABLE shop_book (id serial PRIMARY KEY, author_id bigint NOT NULL, price numeric(6, 2) DEFAULT 0, mood mood, level level)",
        "ALTER TABLE shop_book ADD CONSTRAINT book_author FOREIGN KEY (author_id) REFERENCES shop_author (id) DEFERRABLE INITIALLY DEFERRED",
        "CREATE INDEX book_price ON shop_book (price) WHERE price > 0",
        "CREATE UNIQUE INDEX book_lower ON shop_author (lower(name))",
        "ALTER TABLE shop_book ADD CONSTRAINT price_min CHECK (price >= 0)",
        "ALTER TABLE shop_book ADD UNIQUE (author_id, price)",
        "ALTER TABLE shop_book ALTER COLUMN price TYPE numeric(8, 2)",
        "CREATE VIEW cheap AS SELECT id, price FROM shop_book WHERE price < 5",
        "CREATE MATERIALIZED VIEW all_books AS SELECT id FROM shop_book",
        "CREATE INDEX all_books_id ON all_books (id)",
        "CREATE VIEW cheaper AS SELECT id FROM cheap",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER touched BEFORE UPDATE ON shop_book FOR EACH ROW EXECUTE FUNCTION touch()",
        "ALTER TABLE shop_book ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON shop_book FOR SELECT TO PUBLIC USING (price > 0)",
        "CREATE RULE quiet AS ON DELETE TO shop_author DO INSTEAD NOTHING",
        "CREATE STATISTICS book_stats ON author_id, price FROM shop_book",
        "COMMENT ON COLUMN shop_book.price IS 'net'",
        "CREATE TABLE log (day date NOT NULL, text text) PARTITION BY RANGE (day)",
        "CREATE TABLE log_2025 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        "CREATE INDEX log_text ON log (text)",
        "CREATE TABLE parent (a int)",
        "CREATE TABLE child (b int) INHERITS (parent)",
        "ALTER TABLE parent ADD COLUMN c int",
        "ALTER TABLE log ADD COLUMN level int",
        "ALTER TYPE mood ADD VALUE 'happy' AFTER 'ok'",
        "ALTER DOMAIN level RENAME CONSTRAINT level_min TO level_positive",
        "ALTER TABLE shop_book ALTER COLUMN price SET NOT NULL",
        "ALTER TABLE shop_book RENAME COLUMN price TO net_price",
        "ALTER TABLE shop_author RENAME TO shop_writer",
        "ALTER TABLE shop_book RENAME CONSTRAINT price_min TO net_price_min",
        "ALTER INDEX book_lower RENAME TO writer_lower",
        "ALTER TABLE shop_book VALIDATE CONSTRAINT book_author",
        "ALTER SEQUENCE counter INCREMENT 5",
        "ALTER SEQUENCE counter OWNED BY shop_writer.id",
        "ALTER FUNCTION touch() RENAME TO touched",
        "ALTER TABLE shop_book ADD COLUMN isbn varchar(13) UNIQUE",
        "ALTER TABLE shop_book SET (fillfactor = 70)",
        "ALTER TABLE shop_book DISABLE TRIGGER touched",
        "ALTER TABLE shop_writer SET SCHEMA app",
        "DROP INDEX book_price",
        "DROP POLICY own ON shop_book",
        "DROP STATISTICS book_stats",
        "ALTER TABLE shop_book DROP COLUMN mood",
        "DROP TYPE mood",
        "DROP VIEW cheap CASCADE",
        "DROP MATERIALIZED VIEW all_books",
        "DROP TABLE app.shop_writer CASCADE",
    ];

    fn reading(statements: &[&str]) -> Reading {
        Reading::of(&MigrationKey::new("a", "0001"), "", &statements.join(";\n"))
    }

    fn from_nothing(statements: &[&str]) -> Expected {
        Replay::new(path()).then(&reading(statements))
    }

    fn path() -> Vec<Name> {
        vec![Name::exact("public")]
    }

    #[test]
    fn what_was_made_before_does_not_matter_to_what_comes_after() {
        let whole = from_nothing(&STATEMENTS);
        assert_eq!(whole.complaints, []);
        for at in 0..STATEMENTS.len() {
            let (before, after) = STATEMENTS.split_at(at);
            let mut live = from_nothing(before);
            live.schema.properties.server = Some(Server::default());
            let inherited = live.inherited.inherited_only;
            let resumed = Replay::on(live.schema, path()).then(&reading(after));
            assert_eq!(resumed.complaints, [], "from {after:?} on");
            let surroundings = Surroundings {
                home: path().into_iter().collect(),
                inherited: inherited
                    .into_iter()
                    .chain(resumed.inherited.inherited_only)
                    .collect(),
                ..Surroundings::default()
            };
            let found = compare(&whole, &resumed.schema, &surroundings);
            let unlike = found.objects.iter().filter(|it| {
                it.presence != Presence::Here || !it.attributes.is_empty() || it.alike.is_some()
            });
            let unlike: Vec<_> = unlike.collect();
            assert!(unlike.is_empty(), "{unlike:#?} from {after:?} on");
            let others = (&found.unexpected, &found.unmanaged, &found.surviving);
            assert!(
                others.0.is_empty() && others.1.is_empty() && others.2.is_empty(),
                "{others:?} from {after:?} on"
            );
        }
    }

    #[test]
    fn an_index_that_is_rebuilt_is_valid() {
        let mut live = from_nothing(&["CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)"]).schema;
        let table = QualifiedName::new(Name::exact("public"), Name::exact("t"));
        let indexes = live
            .tables
            .values_mut()
            .flat_map(|it| it.indexes.values_mut());
        indexes.for_each(|index| index.valid = false);
        let (made, doubts) = replayed(
            "REINDEX INDEX CONCURRENTLY i",
            live,
            path(),
            &BTreeSet::new(),
        );
        assert_eq!(doubts, []);
        let mut indexes = made.schema.tables[&table].indexes.values();
        assert!(indexes.next().is_some_and(|index| index.valid));
    }

    #[test]
    fn what_the_server_would_refuse_is_told() {
        let live = from_nothing(&STATEMENTS[..17]).schema;
        let text = "DROP INDEX nowhere;\nALTER TABLE nowhere ADD a int;\nCREATE TABLE shop_book ();\n\
                    DROP TABLE shop_author;";
        let (_, doubts) = replayed(text, live, path(), &BTreeSet::new());
        let lines: Vec<u32> = doubts.iter().map(|it| it.line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
    }

    /// The lines of which it is not sure what they do.
    fn doubted(text: &str) -> Vec<u32> {
        let live = from_nothing(&STATEMENTS[..32]).schema;
        let (_, doubts) = replayed(text, live, path(), &BTreeSet::new());
        let lines: BTreeSet<u32> = doubts.iter().map(|it| it.line).collect();
        lines.into_iter().collect()
    }

    #[test]
    fn what_something_hangs_on_neither_goes_nor_changes() {
        let refused = [
            "DROP VIEW cheap",
            "DROP VIEW IF EXISTS cheap",
            "DROP TABLE shop_book",
            "ALTER TABLE shop_book DROP COLUMN id",
            "ALTER TABLE shop_book ALTER COLUMN id TYPE bigint",
            "ALTER TABLE shop_book ALTER price TYPE numeric(9, 2)",
            "ALTER TABLE log ALTER day TYPE timestamp",
            "DROP FUNCTION touch()",
            "DROP TYPE mood",
            "CREATE VIEW v AS SELECT a FROM nowhere",
            "CREATE VIEW v AS SELECT id FROM shop_book WHERE id IN (SELECT a FROM other.t)",
            "CREATE MATERIALIZED VIEW v AS SELECT a FROM nowhere",
            "CREATE VIEW v AS SELECT id, nothing FROM shop_book",
            "CREATE VIEW v AS SELECT b.name FROM shop_book b, shop_author a",
            "CREATE OR REPLACE VIEW cheap AS SELECT price FROM shop_book",
            "ALTER SEQUENCE shop_book_id_seq SET SCHEMA app",
            "ALTER TABLE shop_book_id_seq SET SCHEMA app",
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'cheap') THEN DROP VIEW cheap; END IF; END $$",
        ];
        for text in refused {
            assert_eq!(doubted(&format!("SELECT 1;\n{text};")), [2], "{text}");
        }
        let allowed = [
            "DROP VIEW cheaper; DROP VIEW cheap",
            "DROP VIEW cheap CASCADE",
            "DROP TABLE IF EXISTS nowhere",
            "ALTER TABLE shop_author ALTER COLUMN name TYPE varchar(40)",
            "ALTER TABLE shop_book ALTER author_id TYPE integer",
            "ALTER TABLE log ALTER text TYPE varchar(40)",
            "CREATE VIEW v AS SELECT relname FROM pg_class JOIN information_schema.tables ON true",
            "CREATE VIEW v AS WITH few AS (SELECT id FROM cheap) SELECT id FROM few",
            "CREATE VIEW v AS SELECT b.ctid, a.name, price, b FROM shop_book b JOIN shop_author a ON true",
            "CREATE OR REPLACE VIEW cheap AS SELECT id, price, author_id FROM shop_book",
            "ALTER SEQUENCE counter SET SCHEMA app",
        ];
        for text in allowed {
            assert_eq!(doubted(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn what_a_replay_does_not_look_at_is_not_sure() {
        let doubtful: [(&str, &[u32]); 36] = [
            ("DELETE FROM shop_author", &[1]),
            ("TRUNCATE shop_author", &[1]),
            ("DO $$ BEGIN DELETE FROM shop_author; END $$", &[1]),
            (
                "WITH x AS (DELETE FROM shop_author RETURNING 1) SELECT 1",
                &[1],
            ),
            ("EXPLAIN ANALYZE DELETE FROM shop_author", &[1]),
            ("SET ROLE other", &[1]),
            ("SET LOCAL role TO other", &[1]),
            ("SET SESSION AUTHORIZATION other", &[1]),
            ("RESET ROLE", &[1]),
            ("BEGIN READ ONLY;\nCOMMIT", &[1]),
            ("SET default_transaction_read_only = on", &[1]),
            ("SET TRANSACTION READ ONLY", &[1]),
            ("SET search_path = nowhere", &[1]),
            ("SET SCHEMA 'app'", &[1]),
            ("SET LOCAL search_path = app", &[1]),
            (
                "BEGIN;\nSET LOCAL search_path = app;\nCOMMIT;\nCREATE TABLE t (a int)",
                &[4],
            ),
            (
                "BEGIN;\nSET LOCAL search_path = app;\nCOMMIT;\nRESET lock_timeout;\nCREATE TABLE t (a int)",
                &[5],
            ),
            ("\nDELETE FROM django_migrations WHERE app = 'shop'", &[2]),
            ("INSERT INTO public.\"django_migrations\" VALUES (1)", &[1]),
            ("UPDATE Django_Migrations SET name = 'x'", &[1]),
            ("TRUNCATE cheap, django_migrations", &[1]),
            ("DROP TABLE IF EXISTS django_migrations", &[1]),
            (
                "WITH x AS (DELETE FROM django_migrations RETURNING 1) SELECT 1",
                &[1],
            ),
            ("DO $$ BEGIN DELETE FROM django_migrations; END $$", &[1]),
            ("DROP DATABASE shop", &[1]),
            (
                "BEGIN;\nCREATE INDEX CONCURRENTLY i ON log_2025 (day);\nCOMMIT",
                &[2],
            ),
            (
                "START TRANSACTION;\nREINDEX TABLE CONCURRENTLY log_2025;\nEND",
                &[2],
            ),
            (
                "BEGIN;\nCOMMIT AND CHAIN;\nDROP INDEX CONCURRENTLY book_price;\nCOMMIT",
                &[3],
            ),
            ("SELECT 1;\nBEGIN;\nDROP INDEX book_price", &[2]),
            ("BEGIN;\nDROP INDEX book_price;\nABORT", &[3]),
            ("SELECT 'DROP TABLE t'\n\\gexec", &[2]),
            ("SELECT 1; \\gset", &[1]),
            ("INSERT INTO shop_author VALUES (1) \\g", &[1]),
            ("\n\\i it's.sql\n\\copy t from x", &[2, 3]),
            ("ALTER DATABASE shop RENAME TO other", &[1]),
            (
                "DO $$ BEGIN EXECUTE 'DROP INDEX CONCURRENTLY book_price'; END $$",
                &[1],
            ),
        ];
        for (text, lines) in doubtful {
            assert_eq!(doubted(text), lines, "{text}");
        }
        let sure = [
            "SET search_path = app, \"$user\"; RESET search_path; SET role_of.mine = 'role'",
            "BEGIN;\nSET LOCAL search_path = app;\nCOMMIT;\nRESET search_path;\nCREATE TABLE t (a int)",
            "CREATE RULE gone AS ON INSERT TO shop_author DO DELETE FROM shop_author",
            "SELECT count(*) FROM django_migrations",
            "BEGIN;\nDROP INDEX book_price;\nCOMMIT;\nDROP INDEX CONCURRENTLY book_lower",
            "INSERT INTO shop_author (name) VALUES ('a\\b, DROP DATABASE, django_migrations')",
            "-- \\gexec of django_migrations\nDROP INDEX book_price",
        ];
        for text in sure {
            assert_eq!(doubted(text), [0; 0], "{text}");
        }
    }
}
