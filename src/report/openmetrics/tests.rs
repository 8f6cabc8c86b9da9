use super::*;
use crate::report::sample;

fn told(runs: Vec<Standing<'_>>) -> String {
    let intact = Some(true);
    render(&Metrics { runs, intact })
}

fn standing(report: &Report) -> Standing<'_> {
    Standing {
        report,
        last_success: None,
        schedule: None,
    }
}

/// A day without its run.
fn missed() -> Schedule {
    let hours = jiff::SignedDuration::from_hours;
    let since: Timestamp = "2026-01-13T00:00:00Z".parse().unwrap();
    let period = crate::report::audit::Period {
        since,
        until: since + hours(48),
    };
    Schedule::of(hours(24), period, None, &[])
}

#[test]
fn a_run_is_told_with_its_findings_and_what_was_measured() {
    let mut report = sample::incident();
    let at = report.run.started_at;
    for finding in &mut report.findings {
        finding.date(at, at);
    }
    let last_success = Some(at - jiff::SignedDuration::from_hours(24));
    let text = told(vec![Standing {
        report: &report,
        last_success,
        schedule: Some(missed()),
    }]);
    let mut samples = text.lines().filter(|line| !line.starts_with('#'));
    let version = env!("CARGO_PKG_VERSION");
    let program = format!("reconcile_build_info{{version=\"{version}\"}} 1");
    assert_eq!(samples.next(), Some(program.as_str()));
    let samples: Vec<&str> = samples.collect();
    insta::assert_snapshot!(samples.join("\n"), @r#"
    reconcile_history_intact 1
    reconcile_run_timestamp_seconds{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile"} 1768423923
    reconcile_run_duration_seconds{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile"} 0.084
    reconcile_last_success_timestamp_seconds{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile"} 1768337523
    reconcile_missed_runs{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile"} 1
    reconcile_measured{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile"} 1
    reconcile_open_findings{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="error"} 3
    reconcile_open_findings{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="warning"} 1
    reconcile_open_findings{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="info"} 1
    reconcile_waived_findings{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="error"} 0
    reconcile_waived_findings{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="warning"} 0
    reconcile_waived_findings{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="info"} 0
    reconcile_open_findings_by_kind{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",kind="missing",severity="error"} 1
    reconcile_open_findings_by_kind{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",kind="misplaced",severity="error"} 2
    reconcile_open_findings_by_kind{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",kind="undecided",severity="warning"} 1
    reconcile_open_findings_by_kind{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",kind="unmanaged",severity="info"} 1
    reconcile_oldest_open_finding_timestamp_seconds{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="error"} 1768423923
    reconcile_oldest_open_finding_timestamp_seconds{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="warning"} 1768423923
    reconcile_oldest_open_finding_timestamp_seconds{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",severity="info"} 1768423923
    reconcile_migrations{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",verdict="misrouted"} 2
    reconcile_migrations{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",verdict="faked"} 1
    reconcile_migrations{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",verdict="opaque"} 1
    reconcile_migrations{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",verdict="verified"} 1
    reconcile_migrations{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",verdict="pending"} 1
    reconcile_statements{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",reading="modelled"} 58
    reconcile_statements{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",reading="data"} 1
    reconcile_statements{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",reading="opaque"} 1
    reconcile_statements{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile",reading="unreadable"} 0
    reconcile_effects_expected{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile"} 70
    reconcile_effects_checked{server="db.internal:5432",database="shop",identity="7312:16384",schema="public",apps="teams,user_profile"} 69
    "#);
    assert!(text.ends_with("\n# EOF\n"));
}

#[test]
fn no_name_ends_its_label_or_its_line() {
    let mut report = sample::clean();
    report.target.database = "a\"} 1\nb\\\u{1b}[2J".into();
    let text = told(vec![standing(&report)]);
    let line = text
        .lines()
        .find(|line| line.starts_with("reconcile_measured"));
    insta::assert_snapshot!(line.unwrap(), @r#"reconcile_measured{server="db.internal:5432",database="a\"} 1\\u{a}b\\\\u{1b}[2J",identity="7312:16384",schema="public"} 1"#);
}

#[test]
fn of_two_runs_of_one_place_the_first_is_told() {
    let (mut newer, older) = (sample::clean(), sample::clean());
    newer.run.duration_ms = 77;
    let text = told(vec![standing(&newer), standing(&older)]);
    let durations = text
        .lines()
        .filter(|line| line.starts_with("reconcile_run_duration_seconds"));
    let durations: Vec<&str> = durations.collect();
    assert_eq!(durations.len(), 1, "{durations:?}");
    assert!(durations[0].ends_with(" 0.077"), "{durations:?}");
}

#[test]
fn of_an_altered_history_nothing_else_is_told() {
    let text = render(&Metrics {
        runs: Vec::new(),
        intact: Some(false),
    });
    let samples: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(samples[0].starts_with("reconcile_build_info{version="));
    assert_eq!(samples[1..], ["reconcile_history_intact 0"]);
}

#[test]
fn each_metric_has_its_line_in_the_page() {
    let page = include_str!("../../../docs/metrics.md");
    for name in names() {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
    for family in FAMILIES {
        assert!(
            page.contains(family.help.trim_end_matches('.')),
            "{}",
            family.name
        );
    }
}
