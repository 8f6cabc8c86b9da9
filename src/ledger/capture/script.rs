//! The script that runs in the project, as one argument of `manage.py shell -c`.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _};

use serde_json::json;

use super::{Request, Way};

const CAPTURE: &str = include_str!("python/capture.py");
const CATALOG: &str = include_str!("python/catalog.py");
const PLAN: &str = include_str!("python/plan.py");
const EXECUTED: &str = include_str!("python/executed.py");
const MAIN: &str = "\nmain(json.loads(SETTINGS))\n";

/// What each line of ours begins with. Nobody can know it who was not told, so that nothing which a
/// project prints reads like it.
pub(super) fn marker() -> String {
    // Keys that the system chose at random.
    let state = RandomState::new();
    let half = |salt: u8| {
        let mut hasher = state.build_hasher();
        hasher.write_u8(salt);
        hasher.finish()
    };
    format!("reconcile-{:016x}{:016x} ", half(0), half(1))
}

/// One line of Python that runs the script. Neither a file nor standard input is needed, which not
/// every way into a container passes on; and the names that `shell` imports are not seen. The address
/// of a scratch database is no part of it: every user of a machine sees the arguments of all processes.
pub(super) fn argument(request: &Request, marker: &str) -> String {
    let settings = json!({
        "marker": marker,
        "source": request.way.word(),
        "alias": request.alias,
        "apps": request.apps,
    });
    let namespace = format!(
        "{{\"__name__\": \"__reconcile__\", \"SETTINGS\": {}}}",
        literal(&settings.to_string())
    );
    let script = literal(&script(request.way));
    format!("exec(compile({script}, \"<reconcile capture>\", \"exec\"), {namespace})")
}

fn script(way: Way) -> String {
    match way {
        Way::Sqlmigrate | Way::Plan => [CAPTURE, CATALOG, PLAN, MAIN].concat(),
        Way::Migrate | Way::TestRun => [CAPTURE, CATALOG, PLAN, EXECUTED, MAIN].concat(),
    }
}

/// A string literal that Python and JSON read alike: ASCII, and no character beyond the first plane.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            ' '..='~' => out.push(character),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\U{:08x}", u32::from(character));
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_is_one_short_line_of_ascii() {
        for way in [Way::Sqlmigrate, Way::Plan, Way::Migrate, Way::TestRun] {
            let request = Request {
                command: Vec::new(),
                way,
                apps: vec!["größe\n\"".into()],
                alias: "default".into(),
                timeout: None,
                scratch: Some("postgres://me:s3cret@db/scratch".into()),
            };
            let argument = argument(&request, "m");
            assert!(argument.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            assert!(!argument.contains("s3cret"));
            // Linux takes 128 KiB.
            assert!(argument.len() < 100_000, "{}", argument.len());
        }
    }

    #[test]
    fn a_literal_is_escaped() {
        assert_eq!(literal("a\"\\\né"), r#""a\"\\\n\U000000e9""#);
    }

    #[test]
    fn no_two_markers_are_alike() {
        assert_ne!(marker(), marker());
        assert_eq!(marker().len(), "reconcile-".len() + 33);
    }
}
