//! What every page has in common. A page asks nothing of a network, prints, and follows light and dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Whether a page has tables to filter and sort. Without the script it says the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Script {
    No,
    Tables,
}

/// The whole document, ending in a line feed.
pub(in crate::report) fn document(title: &str, script: Script, main: &Markup) -> String {
    let policy = match script {
        Script::No => "default-src 'none'; style-src 'unsafe-inline'",
        Script::Tables => {
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        }
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (main) }
                @if script == Script::Tables { script { (PreEscaped(SCRIPT)) } }
            }
        }
    };
    page.into_string() + "\n"
}
