//! The report as JSON, format 1.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::escape::is_hostile;

/// Pretty JSON with a line feed at the end.
///
/// Characters that could act on a terminal are written as `\uXXXX`, which means the same to every
/// JSON reader.
///
/// # Errors
///
/// Where `value` cannot be written as JSON; no type of this crate is such a value.
pub fn render<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(harmless(text))
}

/// JSON, with `\uXXXX` for each character that could act on a terminal.
#[must_use]
pub fn harmless(json: String) -> String {
    // Nearly all is plain, which bytes tell faster than characters.
    let is_plain = |byte: u8| byte == b'\n' || (b' '..=b'~').contains(&byte);
    if !json.bytes().all(is_plain) && json.chars().any(must_be_escaped) {
        escape_unicode(&json)
    } else {
        json
    }
}

/// A line feed in the output is layout: inside a string serde has written it as `\n` already.
fn must_be_escaped(character: char) -> bool {
    character != '\n' && is_hostile(character)
}

fn escape_unicode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if must_be_escaped(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// RFC 3339 in UTC, whole seconds: what every reader of the report can parse.
pub(super) fn seconds<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.strftime("%Y-%m-%dT%H:%M:%SZ"))
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
pub(super) fn seconds_or_null<S: Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => seconds(time, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    #[expect(
        clippy::too_many_lines,
        reason = "the whole promise is shown in one place"
    )]
    fn the_report_has_the_fields_of_the_contract_in_their_order() {
        insta::assert_snapshot!(render(&sample::contract()).unwrap(), @r#"
        {
          "format": 1,
          "tool": {
            "name": "reconcile",
            "version": "0.1.0",
            "canonicaliser": 1
          },
          "run": {
            "id": 17,
            "started_at": "2026-01-14T20:52:03Z",
            "duration_ms": 84,
            "previous": 16,
            "new": null,
            "by": null
          },
          "target": {
            "engine": "postgresql",
            "server_version": "15.18",
            "database": "shop",
            "schema": "public",
            "address": "db.internal:5432",
            "identity": "7312:16384"
          },
          "scope": {
            "apps": [
              "teams",
              "user_profile"
            ]
          },
          "ledger": {
            "path": "ledgers",
            "migrations": 214,
            "digest": "sha256:00"
          },
          "summary": {
            "recorded": 1,
            "verdicts": {
              "misrouted": 1
            },
            "findings": {
              "error": 1,
              "warning": 0,
              "info": 0
            },
            "coverage": {
              "statements": 60,
              "modelled": 58,
              "data": 1,
              "opaque": 1,
              "unreadable": 0,
              "effects": 70,
              "checked": 69,
              "undecided": 1,
              "unmeasured": 0,
              "settled": {
                "normal_form": 0,
                "server": 0,
                "cached": 0,
                "undecided": 0,
                "asked": 0
              },
              "opaque_statements": [
                {
                  "place": {
                    "file": "teams/0022_backfill_left_at_data.sql",
                    "line": 4,
                    "operation": "Raw Python operation"
                  },
                  "reason": "Django cannot write this operation as SQL"
                }
              ],
              "searched": [],
              "unread": []
            }
          },
          "migrations": [
            {
              "app": "user_profile",
              "name": "0034_p0_media_models",
              "recorded_at": "2025-12-31T11:05:12Z",
              "verdict": "misrouted",
              "effects": {
                "total": 31,
                "present": 0,
                "misplaced": 31,
                "missing": 0,
                "different": 0,
                "surviving": 0,
                "invalid": 0,
                "undecided": 0,
                "unmeasured": 0
              },
              "evidence": [
                {
                  "code": "recorded_elsewhere",
                  "text": "test_schema.django_migrations holds the same record"
                }
              ],
              "findings": [
                "68576d0f70ae9a15"
              ],
              "causes": []
            }
          ],
          "findings": [
            {
              "id": "68576d0f70ae9a15",
              "kind": "misplaced",
              "severity": "error",
              "waived": null,
              "object": {
                "type": "table",
                "schema": "public",
                "table": "user_profile_stream_config",
                "name": "user_profile_stream_config"
              },
              "aspect": null,
              "expected": "public",
              "actual": "test_schema",
              "found_in": [
                "test_schema"
              ],
              "matches": [
                {
                  "place": "test_schema",
                  "matching": 13,
                  "of": 13,
                  "schema": "test_schema",
                  "database": null
                }
              ],
              "covers": 13,
              "migration": {
                "app": "user_profile",
                "name": "0034_p0_media_models"
              },
              "place": {
                "file": "user_profile/0034_p0_media_models.sql",
                "line": 5,
                "operation": "Create model StreamConfig"
              },
              "root_cause": null,
              "doubt": null,
              "evidence": [],
              "first_seen": null,
              "age_days": null,
              "message": "the table is in test_schema, not in public",
              "next": [
                {
                  "in": "sql",
                  "run": "ALTER TABLE \"test_schema\".\"user_profile_stream_config\" SET SCHEMA \"public\";"
                }
              ]
            }
          ],
          "equivalents": []
        }
        "#);
    }

    #[test]
    fn a_hostile_name_is_harmless_and_reads_back() {
        let name = "a\u{9b}31m\u{202e}\u{e0041}\n\u{1b}";
        let text = render(&name).unwrap();
        assert_eq!(text, "\"a\\u009b31m\\u202e\\udb40\\udc41\\n\\u001b\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), name);
    }
}
