use super::*;
use crate::report::{Kind, Verdict, Waiver, sample};

#[test]
fn each_migration_is_a_case_and_only_what_was_measured_passes() {
    let mut report = sample::incident();
    report.migrations.pop();
    report.target.address = None;
    report.findings.pop();
    insta::assert_snapshot!(render(&report), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites tests="5" failures="3" errors="0" name="reconcile" time="0.084">
      <testsuite tests="2" failures="1" errors="0" skipped="1" name="teams" timestamp="2026-01-14T20:52:03" time="0">
        <properties>
          <property name="reconcile.version" value="0.1.0"/>
          <property name="run" value="17"/>
          <property name="database" value="shop"/>
          <property name="schema" value="public"/>
          <property name="ledger" value="ledgers"/>
          <property name="effects" value="70"/>
          <property name="effects.checked" value="69"/>
          <property name="effects.undecided" value="1"/>
          <property name="statements.opaque" value="1"/>
          <property name="statements.unreadable" value="0"/>
        </properties>
        <testcase classname="teams" name="0021_add_left_at_field" time="0">
          <failure message="missing column teams_teammembership.left_at" type="missing">error: missing column teams_teammembership.left_at
      the column is in no schema
      migration: teams.0021_add_left_at_field
      expected: public
      from: teams/0021_add_left_at_field.sql:5 (Add field left_at to teammembership)
      but: the later teams.0022_backfill_left_at_data holds an operation that is not SQL
      id: e71d8289e3ce7d7b
      seen: no schema holds a column of this name
      shell: python manage.py sqlmigrate teams 0021_add_left_at_field</failure>
        </testcase>
        <testcase classname="teams" name="0022_backfill_left_at_data" time="0">
          <skipped message="opaque: it holds only what leaves no trace in a catalog"/>
          <system-out>not measured: teams/0022_backfill_left_at_data.sql:4 (Raw Python operation): Django cannot write this operation as SQL</system-out>
        </testcase>
      </testsuite>
      <testsuite tests="3" failures="2" errors="0" skipped="0" name="user_profile" timestamp="2026-01-14T20:52:03" time="0">
        <properties>
          <property name="reconcile.version" value="0.1.0"/>
          <property name="run" value="17"/>
          <property name="database" value="shop"/>
          <property name="schema" value="public"/>
          <property name="ledger" value="ledgers"/>
          <property name="effects" value="70"/>
          <property name="effects.checked" value="69"/>
          <property name="effects.undecided" value="1"/>
          <property name="statements.opaque" value="1"/>
          <property name="statements.unreadable" value="0"/>
        </properties>
        <testcase classname="user_profile" name="0001_initial" time="0">
          <system-out>warning: undecided constraint user_profile_userprofile.age\u{202e}_valid (expression)
      the two expressions could be proved neither equal nor different
      migration: user_profile.0001_initial
      expected: f(age) &gt; 0
      there is: (g(age) &gt; 0)
      from: user_profile/0001_initial.sql:9 (Create model UserProfile)
      id: f02acfa6e40cb294
      psql: \d &quot;public&quot;.&quot;user_profile_userprofile&quot;</system-out>
        </testcase>
        <testcase classname="user_profile" name="0034_p0_media_models" time="0">
          <failure message="misplaced table user_profile_stream_config" type="misplaced">error: misplaced table user_profile_stream_config
      the table is in test_schema, not in public
      migration: user_profile.0034_p0_media_models
      is in: test_schema (13 of 13 parts match)
      belongs in: public
      with it: 13 parts of it
      from: user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)
      id: 68576d0f70ae9a15
      sql: ALTER TABLE &quot;test_schema&quot;.&quot;user_profile_stream_config&quot; SET SCHEMA &quot;public&quot;;
    seen: test_schema.django_migrations holds the same record</failure>
        </testcase>
        <testcase classname="user_profile" name="0040_bounty" time="0">
          <failure message="misplaced column user_profile_stream_config.bounty_id" type="misplaced">error: misplaced column user_profile_stream_config.bounty_id
      the column went where its table is
      migration: user_profile.0040_bounty
      is in: test_schema
      from: user_profile/0040_bounty.sql:5 (Add field bounty to streamconfig)
      because of: finding 68576d0f70ae9a15
      id: 9a8a026279757fac</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn nothing_measured_is_an_error() {
    let text = render(&sample::unmeasured());
    assert!(text.contains("errors=\"1\""), "{text}");
    assert!(text.contains("<skipped message=\"no_ledger: "), "{text}");
    assert!(!render(&sample::clean()).contains("<error"));
}

#[test]
fn a_waived_error_neither_fails_nor_passes() {
    let mut report = sample::contract();
    report.findings[0].waived = Some(Waiver {
        reason: "known & kept".into(),
        owner: Some("ann".into()),
        expires: "2027-01-01".parse().ok(),
    });
    let text = render(&report);
    let reason = "<skipped message=\"waived: known &amp; kept, by ann, until 2027-01-01\"/>";
    assert!(text.contains(reason), "{text}");
    assert!(text.contains("failures=\"0\""), "{text}");
}

#[test]
fn no_verdict_of_an_error_passes_without_its_finding() {
    let mut report = sample::clean();
    report.migrations[0].verdict = Verdict::Drifted;
    assert!(render(&report).contains("<failure message=\"drifted: "));
}

#[test]
fn no_name_ends_an_element_or_an_attribute() {
    let mut report = sample::contract();
    let finding = &mut report.findings[0];
    finding.message = "]]></failure>\u{0}\u{ffff}".into();
    finding.object.as_mut().unwrap().name = "a\"><x y='".into();
    let text = render(&report);
    assert!(
        text.contains("]]&gt;&lt;/failure&gt;\\u{0}\\u{ffff}"),
        "{text}"
    );
    assert!(text.contains("a&quot;&gt;&lt;x y='"), "{text}");
}

#[test]
fn a_warning_about_no_migration_is_told() {
    let mut report = sample::clean();
    let mut finding = super::super::Finding::new(Kind::Unexpected, None, None, None);
    finding.message = "no recorded migration accounts for it".into();
    report.add(vec![finding]);
    let text = render(&report);
    assert!(text.contains("classname=\"(no migration)\""), "{text}");
    assert!(text.contains("<system-out>warning: unexpected\n"), "{text}");
}
