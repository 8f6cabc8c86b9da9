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
      shop at db.internal:5432, schema public, PostgreSQL 15.18; ledgers holds 214 stored outputs
      run 17, 2026-01-14 20:52 UTC: 5 recorded of teams and user_profile: 1 verified, 2 misrouted, 1
        faked, 1 opaque
      not applied here: teams.0025_next; mend what is wrong first

    user_profile.0001_initial: verified, recorded 2025-01-01 00:00 UTC
      everything that should be there is there
      warning: undecided constraint user_profile_userprofile.age\u{202e}_valid [expression] id f02acfa6
        the two expressions could be proved neither equal nor different
        expected   f(age) > 0
        there is   (g(age) > 0)
        from       user_profile/0001_initial.sql:9 (Create model UserProfile)
        psql       \d "public"."user_profile_userprofile"

    user_profile.0034_p0_media_models: misrouted, recorded 2025-12-31 11:05 UTC
      it ran, but its objects are not where they are expected
      seen       test_schema.django_migrations holds the same record
      error: misplaced table user_profile_stream_config id 68576d0f
        is in      test_schema, and belongs in public
        from       user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)
        sql        ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";
        and        1 that follows: column user_profile_stream_config.bounty_id
                   (user_profile.0040_bounty)

    teams.0021_add_left_at_field: faked, recorded 2026-01-10 09:00 UTC
      recorded, and nothing of it is in the database: faked, or removed since; from here it cannot be
      told
      error: missing column teams_teammembership.left_at id e71d8289
        the column is in no schema
        from       teams/0021_add_left_at_field.sql:5 (Add field left_at to teammembership)
        but        the later teams.0022_backfill_left_at_data holds an operation that is not SQL
        shell      python manage.py sqlmigrate teams 0021_add_left_at_field

    Of no migration
      info: unmanaged table legacy id 6e8ad6af
        no migration in the ledger accounts for this table

    Affected by the above, and to be repaired after it: user_profile.0040_bounty (misrouted)

    Coverage: 60 statements, 69 of 70 effects checked, 1 undecided; 1 RunPython operation cannot be
      checked (-v lists them)

    Look at each command before you run it. Then run reconcile again: what is repaired is gone.
    shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info. `reconcile explain
      68576d0f` says more of table user_profile_stream_config.
    "#);
}

#[test]
fn a_clean_database_is_a_short_statement() {
    insta::assert_snapshot!(rendered(&sample::clean(), Detail::Normal), @"
    shop: AGREES with django_migrations: 3 recorded migrations, 40 effects checked
      shop at db.internal:5432, schema public, PostgreSQL 15.18; ledgers holds 214 stored outputs
      run 17, 2026-01-14 20:52 UTC: 3 recorded: 2 verified, 1 opaque

    Coverage: 14 statements, 40 effects checked
    ");
}

#[test]
fn nothing_measured_never_reads_as_agreement() {
    insta::assert_snapshot!(rendered(&sample::unmeasured(), Detail::Normal), @"
    shop: NOTHING WAS CHECKED because no recorded migration (of 1) has a stored output
      shop at db.internal:5432, schema public, PostgreSQL 15.18; ledgers holds 214 stored outputs
      1 recorded of shop: 1 no_ledger

    shop.0001_initial: no_ledger, recorded 2025-01-01 00:00 UTC
      nothing of it could be checked, as it has no stored output
      warning: no_ledger id 4257ffe5
        recorded, and the ledger holds no stored output of it
        shell      reconcile capture --app shop --ledger ledgers -- python manage.py

    Coverage: 0 statements, 0 effects checked

    Look at each command before you run it. Then run reconcile again: what is repaired is gone.
    shop: NOTHING WAS CHECKED because no recorded migration (of 1) has a stored output. `reconcile
      explain no_ledger` says what no_ledger means.
    ");
}

#[test]
fn quiet_is_the_summary_and_one_line_a_cause() {
    insta::assert_snapshot!(rendered(&sample::incident(), Detail::Quiet), @r"
    shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info
    error: table user_profile_stream_config is in test_schema, and belongs in public
      (user_profile.0034_p0_media_models) id 68576d0f
    error: column teams_teammembership.left_at is missing (teams.0021_add_left_at_field) id e71d8289
    warning: expression of constraint user_profile_userprofile.age\u{202e}_valid could not be decided
      (user_profile.0001_initial) id f02acfa6
    info: table legacy is of no migration in the ledger id 6e8ad6af
    not applied here: teams.0025_next; mend what is wrong first
    ");
}

#[test]
fn verbose_adds_every_verdict_and_every_equivalent() {
    insta::assert_snapshot!(rendered(&sample::incident(), Detail::Verbose), @r#"
    shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info
      database   shop at db.internal:5432, schema public, PostgreSQL 15.18
      apps       teams and user_profile
      ledger     ledgers, 214 stored outputs
      recorded   5 migrations: 1 verified, 2 misrouted, 1 faked, 1 opaque
      run        17, 2026-01-14 20:52:03 UTC, after run 16
      not applied here: teams.0025_next; mend what is wrong first

    user_profile.0001_initial: verified, recorded 2025-01-01 00:00 UTC
      everything that should be there is there
      warning: undecided constraint user_profile_userprofile.age\u{202e}_valid [expression] id f02acfa6
        the two expressions could be proved neither equal nor different
        expected   f(age) > 0
        there is   (g(age) > 0)
        from       user_profile/0001_initial.sql:9 (Create model UserProfile)
        psql       \d "public"."user_profile_userprofile"
        id         f02acfa6e40cb294

    user_profile.0034_p0_media_models: misrouted, recorded 2025-12-31 11:05 UTC
      it ran, but its objects are not where they are expected
      seen       test_schema.django_migrations holds the same record
      error: misplaced table user_profile_stream_config id 68576d0f
        is in      test_schema (13 of 13 parts match), and belongs in public
        from       user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)
        sql        ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";
        id         68576d0f70ae9a15

    user_profile.0040_bounty: misrouted, recorded 2026-01-02 10:00 UTC
      error: misplaced column user_profile_stream_config.bounty_id id 9a8a0262
        is in      test_schema
        from       user_profile/0040_bounty.sql:5 (Add field bounty to streamconfig)
        because    table user_profile_stream_config is misplaced (user_profile.0034_p0_media_models)
        id         9a8a026279757fac

    teams.0021_add_left_at_field: faked, recorded 2026-01-10 09:00 UTC
      recorded, and nothing of it is in the database: faked, or removed since; from here it cannot be
      told
      error: missing column teams_teammembership.left_at id e71d8289
        the column is in no schema
        from       teams/0021_add_left_at_field.sql:5 (Add field left_at to teammembership)
        but        the later teams.0022_backfill_left_at_data holds an operation that is not SQL
        seen       no schema holds a column of this name
        shell      python manage.py sqlmigrate teams 0021_add_left_at_field
        id         e71d8289e3ce7d7b

    Of no migration
      info: unmanaged table legacy id 6e8ad6af
        no migration in the ledger accounts for this table
        id         6e8ad6af6b9a4265

    Migrations
      user_profile.0001_initial: verified
      user_profile.0034_p0_media_models: misrouted (0 of 31 effects present)
        seen       test_schema.django_migrations holds the same record
      user_profile.0040_bounty: misrouted
      teams.0021_add_left_at_field: faked
      teams.0022_backfill_left_at_data: opaque
      teams.0025_next: not applied

    Written differently, and the same
      constraint user_profile_userprofile.kind_valid [expression]: the same normal form
        expected   kind IN ('a', 'b')
        there is   ((kind)::text = ANY (ARRAY['a'::text, 'b'::text]))

    Coverage
      60 statements: 58 modelled, 1 data only and 1 opaque
      70 effects: 69 checked and 1 undecided
      not measured: what the application sees; --as-role names its role
      not measured: teams/0022_backfill_left_at_data.sql:4 (Raw Python operation): Django cannot write
        this operation as SQL

    Look at each command before you run it. Then run reconcile again: what is repaired is gone.
    shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info. `reconcile explain
      68576d0f` says more of table user_profile_stream_config.
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
      shop at db.internal:5432, schema
        public, PostgreSQL 15.18; ledgers
        holds 214 stored outputs
      run 17, 2026-01-14 20:52 UTC: 1
        recorded of teams and user_profile:
        1 misrouted

    user_profile.0034_p0_media_models:
      misrouted, recorded 2025-12-31 11:05
      UTC
      it ran, but its objects are not where
      they are expected
      seen       test_schema.django_migrations
                 holds the same record
      error: misplaced table
        user_profile_stream_config id
        68576d0f
        is in      test_schema, and belongs
                   in public
        from       user_profile/0034_p0_media_models.sql:5
                   (Create model
                   StreamConfig)
        sql        ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";

    Coverage: 60 statements, 69 of 70
      effects checked, 1 undecided; 1
      RunPython operation cannot be checked
      (-v lists them)

    Look at each command before you run it.
    Then run reconcile again: what is
    repaired is gone.
    shop: DOES NOT AGREE with
      django_migrations: 1 error. `reconcile
      explain 68576d0f` says more of table
      user_profile_stream_config.
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
    let text = rendered(&sample::every_kind(), Detail::Normal);
    for kind in crate::report::Kind::ALL {
        assert!(
            text.contains(&format!(": {kind} column t.c id ")),
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
        text.contains("\nuser_profile.0038_bounty: misrouted, "),
        "{text}"
    );
    assert_eq!(text.matches(told).count(), 1, "{text}");
}

#[test]
fn what_is_missing_for_one_reason_is_one_problem() {
    let mut report = sample::contract();
    let migration = report.migrations[0].clone();
    report.migrations.clear();
    report.findings.clear();
    for name in ["0001_a", "0002_b", "0003_c", "0004_d", "0005_e"] {
        let mut migration = migration.clone();
        migration.name = name.into();
        migration.causes = vec![crate::report::Cause {
            code: crate::report::CauseCode::Faked,
            text: "it was recorded: most often so".into(),
            evidence: Vec::new(),
        }];
        let of = Some(migration.key());
        let object = sample::contract().findings[0].object.clone();
        let finding = Finding::new(crate::report::Kind::Missing, object, None, of);
        report.findings.push(finding);
        report.migrations.push(migration);
    }
    // What follows from another finding has no cause of its own.
    report.findings[2].root_cause = Some(report.findings[0].id.clone());
    let text = rendered(&report, Detail::Normal);
    let told = "\nWhat is wrong
  error: 4 tables are missing: 4 migrations (user_profile.0001 ... 0005)
    likely     faked: it was recorded\n";
    assert!(text.contains(told), "{text}");
}

#[test]
fn several_tables_in_one_wrong_place_are_one_problem_and_one_block() {
    let mut report = sample::contract();
    assert!(!rendered(&report, Detail::Normal).contains("at once"));
    let mut second = report.findings[0].clone();
    if let Some(object) = &mut second.object {
        object.name = "other".into();
        object.table = Some("other".into());
    }
    second.next = vec![crate::report::tests::moved("other")];
    report.findings.push(second);
    report.suggest();
    let text = rendered(&report, Detail::Normal);
    assert!(!text.contains("What is wrong"), "{text}");
    let quiet = "error: 2 tables are in test_schema, and belong in public: user_profile.0034_p0_media_models\n";
    assert!(rendered(&report, Detail::Quiet).contains(quiet));
    let block = "\
All moves at once
  BEGIN;
  ALTER TABLE \"test_schema\".\"user_profile_stream_config\" SET SCHEMA \"public\";
  ALTER TABLE \"test_schema\".\"other\" SET SCHEMA \"public\";
  COMMIT;
";
    assert!(text.contains(block), "{text}");
}
