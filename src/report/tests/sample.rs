//! Reports made by hand for the tests of the renderings and of the history.

use std::collections::BTreeMap;

use crate::report::{
    Coverage, Doubt, DoubtReason, EffectCounts, Engine, EquivalenceCounts, Equivalent, Evidence,
    EvidenceCode, FORMAT, Finding, FoundMatch, Kind, Ledger, Migration, MigrationKey, Object,
    ObjectKind, OpaqueStatement, Report, Run, Scope, Severity, SourceLocation, Summary, Target,
    Tool, Verdict,
};

fn key(app: &str, name: &str) -> MigrationKey {
    MigrationKey::new(app, name)
}

fn object(object_type: ObjectKind, table: &str, name: &str) -> Object {
    Object {
        object_type,
        schema: Some("public".into()),
        table: Some(table.into()),
        name: name.into(),
        arguments: None,
    }
}

fn place(file: &str, line: u64, operation: &str) -> SourceLocation {
    SourceLocation {
        file: file.into(),
        line,
        operation: Some(operation.into()),
    }
}

fn evidence(code: EvidenceCode, text: &str) -> Vec<Evidence> {
    vec![Evidence {
        code,
        text: text.into(),
    }]
}

fn migration(app: &str, name: &str, at: &str, verdict: Verdict) -> Migration {
    Migration {
        schema: None,
        app: app.into(),
        name: name.into(),
        file: None,
        recorded_at: at.parse().ok(),
        verdict,
        effects: EffectCounts::default(),
        evidence: Vec::new(),
        causes: Vec::new(),
        unrecorded: Vec::new(),
        findings: Vec::new(),
    }
}

fn report(
    apps: &[&str],
    migrations: Vec<Migration>,
    findings: Vec<Finding>,
    coverage: Coverage,
) -> Report {
    let mut report = Report {
        format: FORMAT,
        tool: Tool {
            name: "reconcile".into(),
            version: "0.1.0".into(),
            canonicaliser: 1,
        },
        run: Run {
            id: Some(17),
            started_at: "2026-01-14T20:52:03Z".parse().unwrap(),
            duration_ms: 84,
            previous: Some(16),
            new: None,
            by: None,
        },
        target: Target {
            engine: Engine::Postgresql,
            server_version: "15.18".into(),
            database: "shop".into(),
            schema: "public".into(),
            address: Some("db.internal:5432".into()),
            identity: "7312:16384".into(),
            standby: None,
            taken_at: None,
            reach: crate::report::Reach::Default,
        },
        scope: Scope::of(apps.iter().map(|&app| app.to_owned()).collect()),
        ledger: Ledger {
            path: "ledgers".into(),
            migrations: 214,
            digest: "sha256:00".into(),
        },
        summary: Summary::count(&migrations, &findings, coverage),
        migrations,
        findings,
        equivalents: Vec::new(),
        parts: Vec::new(),
        groups: Vec::new(),
        waivers: Vec::new(),
    };
    report.suggest();
    report
}

/// A misplaced table, what hangs on it, a faked column, and one of several gentler kinds.
pub(crate) fn incident() -> Report {
    let findings = vec![bounty(), misplaced(), faked(), undecided(), unmanaged()];
    let mut media = migration(
        "user_profile",
        "0034_p0_media_models",
        "2025-12-31T11:05:12Z",
        Verdict::Misrouted,
    );
    media.effects = EffectCounts {
        total: 31,
        misplaced: 31,
        ..EffectCounts::default()
    };
    media.evidence = evidence(
        EvidenceCode::RecordedElsewhere,
        "test_schema.django_migrations holds the same record",
    );
    let migrations = vec![
        migration(
            "user_profile",
            "0001_initial",
            "2025-01-01T00:00:00Z",
            Verdict::Verified,
        ),
        media,
        migration(
            "user_profile",
            "0040_bounty",
            "2026-01-02T10:00:00Z",
            Verdict::Misrouted,
        ),
        migration(
            "teams",
            "0021_add_left_at_field",
            "2026-01-10T09:00:00Z",
            Verdict::Faked,
        ),
        migration(
            "teams",
            "0022_backfill_left_at_data",
            "2026-01-10T09:00:01Z",
            Verdict::Opaque,
        ),
        Migration {
            recorded_at: None,
            ..migration("teams", "0025_next", "", Verdict::Pending)
        },
    ];
    let coverage = Coverage {
        statements: 60,
        modelled: 58,
        data: 1,
        opaque: 1,
        effects: 70,
        checked: 69,
        undecided: 1,
        settled: EquivalenceCounts::default(),
        opaque_statements: vec![OpaqueStatement {
            place: place(
                "teams/0022_backfill_left_at_data.sql",
                4,
                "Raw Python operation",
            ),
            reason: OpaqueStatement::NOT_SQL.into(),
        }],
        ..Coverage::default()
    };
    let mut report = report(&["teams", "user_profile"], migrations, findings, coverage);
    report.equivalents = vec![Equivalent {
        object: object(
            ObjectKind::Constraint,
            "user_profile_userprofile",
            "kind_valid",
        ),
        aspect: Some("expression".into()),
        expected: "kind IN ('a', 'b')".into(),
        actual: "((kind)::text = ANY (ARRAY['a'::text, 'b'::text]))".into(),
        reason: "the same normal form".into(),
        migration: Some(key("user_profile", "0001_initial")),
    }];
    report
}

fn misplaced() -> Finding {
    let name = "user_profile_stream_config";
    let media = key("user_profile", "0034_p0_media_models");
    Finding {
        expected: Some("public".into()),
        actual: Some("test_schema".into()),
        found_in: vec!["test_schema".into()],
        matches: vec![FoundMatch {
            place: "test_schema".into(),
            schema: "test_schema".into(),
            database: None,
            matching: 13,
            of: 13,
        }],
        covers: 13,
        place: Some(place(
            "user_profile/0034_p0_media_models.sql",
            5,
            "Create model StreamConfig",
        )),
        message: "the table is in test_schema, not in public".into(),
        next: vec![super::moved(name)],
        ..Finding::new(
            Kind::Misplaced,
            Some(object(ObjectKind::Table, name, name)),
            None,
            Some(media),
        )
    }
}

fn bounty() -> Finding {
    let column = object(
        ObjectKind::Column,
        "user_profile_stream_config",
        "bounty_id",
    );
    Finding {
        found_in: vec!["test_schema".into()],
        root_cause: Some(misplaced().id),
        place: Some(place(
            "user_profile/0040_bounty.sql",
            5,
            "Add field bounty to streamconfig",
        )),
        message: "the column went where its table is".into(),
        ..Finding::new(
            Kind::Misplaced,
            Some(column),
            None,
            Some(key("user_profile", "0040_bounty")),
        )
    }
}

fn faked() -> Finding {
    let column = object(ObjectKind::Column, "teams_teammembership", "left_at");
    Finding {
        expected: Some("public".into()),
        place: Some(place(
            "teams/0021_add_left_at_field.sql",
            5,
            "Add field left_at to teammembership",
        )),
        doubt: Some(Doubt {
            operation: None,
            reason: DoubtReason::LaterOpaque,
            migration: key("teams", "0022_backfill_left_at_data"),
        }),
        evidence: evidence(
            EvidenceCode::NoTrace,
            "no schema holds a column of this name",
        ),
        message: "the column is in no schema".into(),
        ..Finding::new(
            Kind::Missing,
            Some(column),
            None,
            Some(key("teams", "0021_add_left_at_field")),
        )
    }
}

fn undecided() -> Finding {
    let check = object(
        ObjectKind::Constraint,
        "user_profile_userprofile",
        "age\u{202e}_valid",
    );
    Finding {
        expected: Some("f(age) > 0".into()),
        actual: Some("(g(age) > 0)".into()),
        place: Some(place(
            "user_profile/0001_initial.sql",
            9,
            "Create model UserProfile",
        )),
        message: "the two expressions could be proved neither equal nor different".into(),
        ..Finding::new(
            Kind::Undecided,
            Some(check),
            Some("expression"),
            Some(key("user_profile", "0001_initial")),
        )
    }
}

fn unmanaged() -> Finding {
    let table = object(ObjectKind::Table, "legacy", "legacy");
    Finding {
        message: "no migration in the ledger accounts for this table".into(),
        ..Finding::new(Kind::Unmanaged, Some(table), None, None)
    }
}

/// The example of the contract, with one migration and one finding.
pub(crate) fn contract() -> Report {
    let mut incident = incident();
    incident
        .migrations
        .retain(|migration| migration.name == "0034_p0_media_models");
    incident.findings.retain(|finding| finding.covers > 0);
    incident.migrations[0].findings = vec![incident.findings[0].id.clone()];
    incident.equivalents.clear();
    let coverage = incident.summary.coverage;
    incident.summary = Summary::count(&incident.migrations, &incident.findings, coverage);
    incident
}

/// Everything there that should be there.
pub(crate) fn clean() -> Report {
    let migrations = vec![
        migration(
            "shop",
            "0001_initial",
            "2025-01-01T00:00:00Z",
            Verdict::Verified,
        ),
        migration(
            "shop",
            "0002_price",
            "2025-01-02T00:00:00Z",
            Verdict::Verified,
        ),
        migration(
            "shop",
            "0003_backfill",
            "2025-01-03T00:00:00Z",
            Verdict::Opaque,
        ),
    ];
    let coverage = Coverage {
        statements: 14,
        modelled: 13,
        data: 1,
        effects: 40,
        checked: 40,
        ..Coverage::default()
    };
    report(&[], migrations, Vec::new(), coverage)
}

/// Records without a single stored output.
pub(crate) fn unmeasured() -> Report {
    let name = key("shop", "0001_initial");
    let finding = Finding {
        message: "recorded, and the ledger holds no stored output of it".into(),
        ..Finding::new(Kind::NoLedger, None, None, Some(name))
    };
    let mut first = migration(
        "shop",
        "0001_initial",
        "2025-01-01T00:00:00Z",
        Verdict::NoLedger,
    );
    first.findings = vec![finding.id.clone()];
    let mut report = report(&["shop"], vec![first], vec![finding], Coverage::default());
    report.run.id = None;
    report.run.previous = None;
    report
}

/// A report with one finding of each severity and kind.
pub(crate) fn every_kind() -> Report {
    let mut report = incident();
    report.findings = Kind::ALL
        .iter()
        .map(|&kind| {
            let column = object(ObjectKind::Column, "t", "c");
            Finding::new(
                kind,
                Some(column),
                None,
                Some(key("teams", "0021_add_left_at_field")),
            )
        })
        .collect();
    let verdicts: BTreeMap<_, _> = report.summary.verdicts.clone();
    report.summary = Summary::count(&report.migrations, &report.findings, Coverage::default());
    assert_eq!(report.summary.verdicts, verdicts);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Info)
    );
    report
}
