//! What a person sees.

use super::*;
use crate::report::sample;

fn rendered(report: &Report, detail: Detail) -> String {
    render(
        report,
        Options {
            width: DEFAULT_WIDTH,
            colour: Colour::Never,
            detail,
        },
    )
}

#[test]
fn the_incident_says_what_is_wrong_where_and_what_to_run() {
    insta::assert_snapshot!(rendered(&sample::incident(), Detail::Normal), @r#"
    shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info
      database   shop at db.internal:5432, schema public, postgresql 15.18
      apps       teams and user_profile
      ledger     ledgers, 214 stored outputs
      recorded   5 migrations: 2 misrouted, 1 faked, 1 opaque and 1 verified; 1 pending
      pending    not recorded: teams.0025_next
      run        17, 2026-01-14 20:52:03 UTC, after run 16

    user_profile.0001_initial verified: everything that should be there is there (recorded 2025-01-01
      00:00 UTC)
      warning: undecided constraint user_profile_userprofile.age\u{202e}_valid [expression]
        the two expressions could be proved neither equal nor different
        expected   f(age) > 0
        there is   (g(age) > 0)
        from       user_profile/0001_initial.sql:9 (Create model UserProfile)
        next       \d "public"."user_profile_userprofile"

    user_profile.0034_p0_media_models misrouted: it ran, but its objects are not where they are expected
      (recorded 2025-12-31 11:05 UTC)
      seen       test_schema.django_migrations holds the same record
      error: misplaced table user_profile_stream_config
        is in      test_schema (13 of 13 parts match), and belongs in public
        from       user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)
        next       ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";
        and        1 that follows: column user_profile_stream_config.bounty_id
                   (user_profile.0040_bounty)

    teams.0021_add_left_at_field faked: recorded, but nothing of it is in the database: faked, or
      removed since; it cannot be told from here (recorded 2026-01-10 09:00 UTC)
      error: missing column teams_teammembership.left_at
        the column is in no schema
        from       teams/0021_add_left_at_field.sql:5 (Add field left_at to teammembership)
        but        the later teams.0022_backfill_left_at_data holds an operation that is not SQL
        seen       no schema holds a column of this name
        next       python manage.py sqlmigrate teams 0021_add_left_at_field

    Of no migration
      info: unmanaged table legacy
        no migration in the ledger accounts for this table

    Affected by the above, and to be repaired after it: user_profile.0040_bounty (misrouted)

    Coverage
      60 statements: 58 modelled, 1 data only and 1 opaque
      70 effects: 69 checked and 1 undecided
      not measured: teams/0022_backfill_left_at_data.sql:4 (Raw Python operation): RunPython is not
        printed by sqlmigrate

    Look at each command before you run it. Afterwards run reconcile again: what is repaired is gone
    from the list.
    `reconcile explain 68576d0f` says more of the misplaced table user_profile_stream_config, with the
    queries to check it by hand; -v prints every id.
    "#);
}

#[test]
fn a_clean_database_is_a_short_statement() {
    insta::assert_snapshot!(rendered(&sample::clean(), Detail::Normal), @r"
    shop: AGREES with django_migrations: 3 recorded migrations, 40 effects checked
      database   shop at db.internal:5432, schema public, postgresql 15.18
      ledger     ledgers, 214 stored outputs
      recorded   3 migrations: 1 opaque and 2 verified
      run        17, 2026-01-14 20:52:03 UTC, after run 16

    Coverage
      14 statements: 13 modelled and 1 data only
      40 effects: 40 checked
    ");
}

#[test]
fn nothing_measured_never_reads_as_agreement() {
    insta::assert_snapshot!(rendered(&sample::unmeasured(), Detail::Normal), @"
    shop: NOTHING WAS CHECKED because no recorded migration (of 1) has a stored output
      database   shop at db.internal:5432, schema public, postgresql 15.18
      apps       shop
      ledger     ledgers, 214 stored outputs
      recorded   1 migration: 1 no_ledger
      run        not kept, 2026-01-14 20:52:03 UTC

    shop.0001_initial no_ledger: nothing of it could be checked, as it has no stored output (recorded
      2025-01-01 00:00 UTC)
      warning: no_ledger
        recorded, and the ledger holds no stored output of it
        next       reconcile capture --app shop --ledger ledgers -- python manage.py

    Coverage
      0 statements
      0 effects

    Look at each command before you run it. Afterwards run reconcile again: what is repaired is gone
    from the list.
    `reconcile explain no_ledger` says what that means and how it is checked by hand.
    ");
}

#[test]
fn quiet_is_the_summary_and_one_line_a_cause() {
    insta::assert_snapshot!(rendered(&sample::incident(), Detail::Quiet), @r"
    shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info
    warning: undecided constraint user_profile_userprofile.age\u{202e}_valid [expression]
      (user_profile.0001_initial): the two expressions could be proved neither equal nor different
    error: misplaced table user_profile_stream_config (user_profile.0034_p0_media_models): in
      test_schema (13 of 13 parts match), and belongs in public, and 1 that follows: column
      user_profile_stream_config.bounty_id (user_profile.0040_bounty)
    error: missing column teams_teammembership.left_at (teams.0021_add_left_at_field): the column is in
      no schema
    info: unmanaged table legacy (no migration): no migration in the ledger accounts for this table
    ");
}

#[test]
fn verbose_adds_every_verdict_and_every_equivalent() {
    insta::assert_snapshot!(rendered(&sample::incident(), Detail::Verbose), @r#"
    shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info
      database   shop at db.internal:5432, schema public, postgresql 15.18
      apps       teams and user_profile
      ledger     ledgers, 214 stored outputs
      recorded   5 migrations: 2 misrouted, 1 faked, 1 opaque and 1 verified; 1 pending
      pending    not recorded: teams.0025_next
      run        17, 2026-01-14 20:52:03 UTC, after run 16

    user_profile.0001_initial verified: everything that should be there is there (recorded 2025-01-01
      00:00 UTC)
      warning: undecided constraint user_profile_userprofile.age\u{202e}_valid [expression]
        the two expressions could be proved neither equal nor different
        expected   f(age) > 0
        there is   (g(age) > 0)
        from       user_profile/0001_initial.sql:9 (Create model UserProfile)
        next       \d "public"."user_profile_userprofile"
        id         f02acfa6e40cb294

    user_profile.0034_p0_media_models misrouted: it ran, but its objects are not where they are expected
      (recorded 2025-12-31 11:05 UTC)
      seen       test_schema.django_migrations holds the same record
      error: misplaced table user_profile_stream_config
        is in      test_schema (13 of 13 parts match), and belongs in public
        from       user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)
        next       ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";
        id         68576d0f70ae9a15

    user_profile.0040_bounty misrouted: it ran, but its objects are not where they are expected
      (recorded 2026-01-02 10:00 UTC)
      error: misplaced column user_profile_stream_config.bounty_id
        is in      test_schema
        from       user_profile/0040_bounty.sql:5 (Add field bounty to streamconfig)
        because    table user_profile_stream_config is misplaced (user_profile.0034_p0_media_models)
        id         9a8a026279757fac

    teams.0021_add_left_at_field faked: recorded, but nothing of it is in the database: faked, or
      removed since; it cannot be told from here (recorded 2026-01-10 09:00 UTC)
      error: missing column teams_teammembership.left_at
        the column is in no schema
        from       teams/0021_add_left_at_field.sql:5 (Add field left_at to teammembership)
        but        the later teams.0022_backfill_left_at_data holds an operation that is not SQL
        seen       no schema holds a column of this name
        next       python manage.py sqlmigrate teams 0021_add_left_at_field
        id         e71d8289e3ce7d7b

    Of no migration
      info: unmanaged table legacy
        no migration in the ledger accounts for this table
        id         6e8ad6af6b9a4265

    Migrations
      user_profile.0001_initial: verified
      user_profile.0034_p0_media_models: misrouted (0 of 31 effects present)
        seen       test_schema.django_migrations holds the same record
      user_profile.0040_bounty: misrouted
      teams.0021_add_left_at_field: faked
      teams.0022_backfill_left_at_data: opaque
      teams.0025_next: pending

    Written differently, and the same
      constraint user_profile_userprofile.kind_valid [expression]: the same normal form
        expected   kind IN ('a', 'b')
        there is   ((kind)::text = ANY (ARRAY['a'::text, 'b'::text]))

    Coverage
      60 statements: 58 modelled, 1 data only and 1 opaque
      70 effects: 69 checked and 1 undecided
      not measured: what the application sees; --as-role names its role
      not measured: teams/0022_backfill_left_at_data.sql:4 (Raw Python operation): RunPython is not
        printed by sqlmigrate

    Look at each command before you run it. Afterwards run reconcile again: what is repaired is gone
    from the list.
    `reconcile explain 68576d0f` says more of the misplaced table user_profile_stream_config, with the
    queries to check it by hand; -v prints every id.
    "#);
}

#[test]
fn a_narrow_terminal_gets_narrow_lines() {
    let options = Options {
        width: 40,
        colour: Colour::Never,
        detail: Detail::Normal,
    };
    insta::assert_snapshot!(render(&sample::contract(), options), @r#"
    shop: DOES NOT AGREE with
      django_migrations: 1 error
      database   shop at db.internal:5432,
                 schema public, postgresql
                 15.18
      apps       teams and user_profile
      ledger     ledgers, 214 stored outputs
      recorded   1 migration: 1 misrouted
      run        17, 2026-01-14 20:52:03
                 UTC, after run 16

    user_profile.0034_p0_media_models
      misrouted: it ran, but its objects are
      not where they are expected (recorded
      2025-12-31 11:05 UTC)
      seen       test_schema.django_migrations
                 holds the same record
      error: misplaced table
        user_profile_stream_config
        is in      test_schema (13 of 13
                   parts match), and belongs
                   in public
        from       user_profile/0034_p0_media_models.sql:5
                   (Create model
                   StreamConfig)
        next       ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";

    Coverage
      60 statements: 58 modelled, 1 data
      only and 1 opaque
      70 effects: 69 checked and 1 undecided
      not measured:
        teams/0022_backfill_left_at_data.sql:4
        (Raw Python operation): RunPython is
        not printed by sqlmigrate

    Look at each command before you run it.
    Afterwards run reconcile again: what is
    repaired is gone from the list.
    `reconcile explain 68576d0f` says more
    of the misplaced table
    user_profile_stream_config, with the
    queries to check it by hand; -v prints
    every id.
    "#);
}

#[test]
fn how_spellings_were_settled_is_told_where_one_was_not() {
    let mut report = sample::incident();
    let settled = &mut report.summary.coverage.settled;
    (settled.normal_form, settled.server) = (2, 3);
    let line = "5 expressions in other words: 2 the same by their texts";
    assert!(!rendered(&report, Detail::Normal).contains(line));
    assert!(rendered(&report, Detail::Verbose).contains(line));
    report.summary.coverage.settled.undecided = 1;
    assert!(rendered(&report, Detail::Normal).contains("6 expressions in other words"));
}

#[test]
fn colour_changes_no_word() {
    let options = Options {
        width: DEFAULT_WIDTH,
        colour: Colour::Always,
        detail: Detail::Verbose,
    };
    let coloured = render(&sample::incident(), options);
    let plain: String = anstyle_free(&coloured);
    assert_ne!(coloured, plain);
    assert_eq!(plain, rendered(&sample::incident(), Detail::Verbose));
}

/// Takes `ESC [ ... m` out.
fn anstyle_free(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').unwrap().1)
}

#[test]
fn every_kind_of_finding_is_rendered() {
    let text = rendered(&sample::every_kind(), Detail::Quiet);
    for kind in crate::report::Kind::ALL {
        assert!(
            text.contains(&format!(": {kind} column t.c")),
            "{kind} is not in {text}"
        );
    }
}

#[test]
fn a_verdict_that_follows_from_another_migration_s_finding_is_told() {
    let mut report = sample::contract();
    let mut later = report.migrations[0].clone();
    later.name = "0038_bounty".into();
    report.migrations.push(later.clone());
    later.name = "0039_fine".into();
    later.verdict = crate::report::Verdict::Verified;
    report.migrations.push(later);
    let text = rendered(&report, Detail::Normal);
    let told = "\nAffected by the above, and to be repaired after it: user_profile.0038_bounty (misrouted)\n";
    assert!(text.contains(told), "{text}");
    assert!(!text.contains("0039_fine"), "{text}");
    let text = rendered(&report, Detail::Verbose);
    let told = "  follows from: misplaced table user_profile_stream_config \
                (user_profile.0034_p0_media_models)\n";
    assert!(
        text.contains("\nuser_profile.0038_bounty misrouted: "),
        "{text}"
    );
    assert_eq!(text.matches(told).count(), 1, "{text}");
}

#[test]
fn what_is_missing_for_one_reason_is_one_pattern() {
    let mut report = sample::contract();
    let migration = report.migrations[0].clone();
    report.migrations.clear();
    report.findings.clear();
    for name in ["0001_a", "0002_b", "0003_c"] {
        let mut migration = migration.clone();
        migration.name = name.into();
        migration.causes = vec![crate::report::Cause {
            code: crate::report::CauseCode::Faked,
            text: String::new(),
            evidence: Vec::new(),
        }];
        let of = Some(migration.key());
        let finding = Finding::new(crate::report::Kind::Missing, None, None, of);
        report.findings.push(finding);
        report.migrations.push(migration);
    }
    // What follows from another finding has no cause of its own.
    report.findings[2].root_cause = Some(report.findings[0].id.clone());
    let text = rendered(&report, Detail::Normal);
    let told = "  pattern    likely faked: 2 migrations, recorded on 2025-12-31\n";
    assert!(text.contains(told), "{text}");
}

#[test]
fn several_tables_in_one_wrong_place_are_one_pattern_and_one_block() {
    let mut report = sample::contract();
    assert!(!rendered(&report, Detail::Normal).contains("at once"));
    let mut second = report.findings[0].clone();
    if let Some(object) = &mut second.object {
        object.name = "other".into();
        object.table = Some("other".into());
    }
    report.findings.push(second);
    let text = rendered(&report, Detail::Normal);
    assert!(
        text.contains("  pattern    2 tables expected in public are in test_schema: of 1 migration, recorded on 2025-12-31\n"),
        "{text}"
    );
    let block = "\
All moves at once
  BEGIN;
  ALTER TABLE \"test_schema\".\"user_profile_stream_config\" SET SCHEMA \"public\";
  ALTER TABLE \"test_schema\".\"other\" SET SCHEMA \"public\";
  COMMIT;
";
    assert!(text.contains(block), "{text}");
}
