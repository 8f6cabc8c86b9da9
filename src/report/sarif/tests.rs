use super::*;
use crate::report::sample;

fn value(report: &Report) -> Value {
    serde_json::from_str(&render(report).unwrap()).unwrap()
}

#[test]
fn a_result_stands_at_its_line_of_the_ledger() {
    let run = &value(&sample::contract())["runs"][0];
    insta::assert_snapshot!(serde_json::to_string_pretty(&run["results"][0]).unwrap(), @r#"
    {
      "level": "error",
      "locations": [
        {
          "logicalLocations": [
            {
              "decoratedName": "table user_profile_stream_config",
              "fullyQualifiedName": "public.user_profile_stream_config",
              "kind": "table",
              "name": "user_profile_stream_config"
            }
          ],
          "physicalLocation": {
            "artifactLocation": {
              "uri": "ledgers/user_profile/0034_p0_media_models.sql"
            },
            "region": {
              "startLine": 5
            }
          }
        }
      ],
      "message": {
        "markdown": "- **error: misplaced** `table user_profile_stream_config`: the table is in `test_schema`, not in public\n  - is in: `test_schema` (13 of 13 parts match)\n  - belongs in: `public`\n  - with it: 13 parts of it\n  - from: `user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)`\n  - id: `68576d0f70ae9a15`\n  - sql: `ALTER TABLE \"test_schema\".\"user_profile_stream_config\" SET SCHEMA \"public\";`\n",
        "text": "misplaced table user_profile_stream_config\nthe table is in test_schema, not in public\nmigration: user_profile.0034_p0_media_models\nis in: test_schema (13 of 13 parts match)\nbelongs in: public\nwith it: 13 parts of it\nfrom: user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)\nid: 68576d0f70ae9a15\nsql: ALTER TABLE \"test_schema\".\"user_profile_stream_config\" SET SCHEMA \"public\";"
      },
      "partialFingerprints": {
        "primaryLocationLineHash": "68576d0f70ae9a15",
        "reconcileFinding/v1": "68576d0f70ae9a15"
      },
      "properties": {
        "doubt": null,
        "firstSeen": null,
        "migration": "user_profile.0034_p0_media_models",
        "next": [
          {
            "in": "sql",
            "run": "ALTER TABLE \"test_schema\".\"user_profile_stream_config\" SET SCHEMA \"public\";"
          }
        ],
        "rootCause": null
      },
      "relatedLocations": [],
      "ruleId": "misplaced",
      "ruleIndex": 1,
      "suppressions": []
    }
    "#);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[index]["id"], result["ruleId"]);
    assert_eq!(rules.len(), Kind::ALL.len() + 1);
}

#[test]
fn what_was_not_measured_is_said_and_is_no_success() {
    let run = &value(&sample::unmeasured())["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let run = &value(&sample::incident())["runs"][0];
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let said = &invocation["toolExecutionNotifications"][0];
    let text = said["message"]["text"].as_str().unwrap();
    assert!(
        text.contains("Django cannot write this operation as SQL"),
        "{text}"
    );
}

#[test]
fn no_name_is_a_link_or_a_placeholder() {
    assert_eq!(message("[x](http://y) {0}"), "\\[x\\](http://y) {{0}}");
    assert_eq!(message("a\u{202e}b"), "a\\\\u{{202e}}b");
}

#[test]
fn a_waived_finding_is_a_suppressed_result() {
    let mut report = sample::contract();
    report.findings[0].waived = Some(crate::report::Waiver {
        reason: "known".into(),
        owner: Some("ann".into()),
        expires: None,
    });
    let result = &value(&report)["runs"][0]["results"][0];
    assert_eq!(result["suppressions"][0]["justification"], "known, by ann");
    assert_eq!(result["level"], "error");
}

#[test]
fn the_migration_s_own_file_is_told_where_the_manifest_knows_it() {
    let mut report = sample::contract();
    let key = report.findings[0].migration.clone().unwrap();
    let mut migrations = report.migrations.iter_mut();
    let migration = migrations.find(|one| one.key() == key).unwrap();
    migration.file = Some("shop/migrations/0001_initial.py".into());
    let uri = |of: &Value| of["physicalLocation"]["artifactLocation"]["uri"].clone();
    let placed = result(&report, &report.findings[0]);
    assert_ne!(
        uri(&placed["locations"][0]),
        "shop/migrations/0001_initial.py"
    );
    assert_eq!(
        uri(&placed["relatedLocations"][0]),
        "shop/migrations/0001_initial.py"
    );
    report.findings[0].place = None;
    let bare = result(&report, &report.findings[0]);
    assert_eq!(
        uri(&bare["locations"][0]),
        "shop/migrations/0001_initial.py"
    );
    assert_eq!(bare["relatedLocations"], json!([]));
}
