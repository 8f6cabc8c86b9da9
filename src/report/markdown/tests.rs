use super::*;
use crate::report::sample;

#[test]
fn a_report_for_a_comment() {
    insta::assert_snapshot!(render(&sample::incident()), @r#"
    ## `shop`: DOES NOT AGREE with `django_migrations`: 3 errors, 1 warning and 1 info

    | | |
    |---|---|
    | database | `shop` at `db.internal:5432`, schema `public`, PostgreSQL `15.18` |
    | apps | `teams` and `user_profile` |
    | ledger | `ledgers`, 214 stored outputs |
    | recorded | 5 migrations: 1 verified, 2 misrouted, 1 faked, 1 opaque |
    | run | 17, 2026-01-14 20:52:03 UTC, after run 16 |
    | not applied | `teams.0025_next`; mend what is wrong first |

    ### What is wrong

    - **error**: `table user_profile_stream_config` is in `test_schema`, and belongs in public (`user_profile.0034_p0_media_models`)
    - **error**: `column teams_teammembership.left_at` is missing (`teams.0021_add_left_at_field`)
    - **warning**: expression of `constraint user_profile_userprofile.age\u{202e}_valid` could not be decided (`user_profile.0001_initial`)
    - **info**: `table legacy` is of no migration in the ledger

    #### `user_profile.0001_initial` **verified**: everything that should be there is there

    - **warning: undecided** `constraint user_profile_userprofile.age\u{202e}_valid` `expression`: the two expressions could be proved neither equal nor different
      - expected: `f(age) > 0`
      - there is: `(g(age) > 0)`
      - from: `user_profile/0001_initial.sql:9 (Create model UserProfile)`
      - id: `f02acfa6e40cb294`
      - psql: `\d "public"."user_profile_userprofile"`

    #### `user_profile.0034_p0_media_models` **misrouted**: it ran, but its objects are not where they are expected

    - **error: misplaced** `table user_profile_stream_config`: the table is in `test_schema`, not in public
      - is in: `test_schema` (13 of 13 parts match)
      - belongs in: `public`
      - with it: 13 parts of it
      - from: `user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)`
      - id: `68576d0f70ae9a15`
      - sql: `ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";`
      - and 1 that follow from it

    #### `teams.0021_add_left_at_field` **faked**: recorded, and nothing of it is in the database: faked, or removed since; from here it cannot be told

    - **error: missing** `column teams_teammembership.left_at`: the column is in no schema
      - expected: `public`
      - from: `teams/0021_add_left_at_field.sql:5 (Add field left_at to teammembership)`
      - but: the later `teams.0022_backfill_left_at_data` holds an operation that is not SQL
      - id: `e71d8289e3ce7d7b`
      - seen: no schema holds a column of this name
      - shell: `python manage.py sqlmigrate teams 0021_add_left_at_field`

    #### Of no migration

    - **info: unmanaged** `table legacy`: no migration in the ledger accounts for this table
      - id: `6e8ad6af6b9a4265`

    Affected by the above, and to be repaired after it: `user_profile.0040_bounty` (misrouted)

    ### Coverage

    | | |
    |---|---|
    | statements | 60 |
    | modelled | 58 |
    | data only | 1 |
    | opaque | 1 |
    | unreadable | 0 |
    | effects | 70 |
    | checked | 69 |
    | undecided | 1 |

    Not measured:

    - `teams/0022_backfill_left_at_data.sql:4 (Raw Python operation)`: Django cannot write this operation as SQL
    "#);
}

#[test]
fn nothing_measured_is_said_first() {
    let text = render(&sample::unmeasured());
    assert!(
        text.starts_with("## `shop`: NOTHING WAS CHECKED because no recorded migration"),
        "{text}"
    );
}
