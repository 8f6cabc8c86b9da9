//! Pages as HTML: a page asks nothing of a network, prints, and follows light and dark. Every word goes through `maud`,
//! which escapes it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::escape::escape;
use crate::report::page::{Block, Line, Row, Span, Table};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Whether a page has tables to filter and sort. Without the script it says the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Script {
    No,
    Tables,
}

/// What the head of a page says beside its title.
pub(in crate::report) struct Head {
    /// What made it.
    pub(in crate::report) generator: &'static str,
    /// After how many seconds it is asked for again.
    pub(in crate::report) refresh: Option<u32>,
}

/// The whole document, ending in a line feed.
pub(in crate::report) fn document(title: &str, script: Script, main: &Markup) -> String {
    let head = Head {
        generator: "reconcile",
        refresh: None,
    };
    document_with(&head, title, script, main)
}

/// The same, with a head of its own.
pub(in crate::report) fn document_with(
    head: &Head,
    title: &str,
    script: Script,
    main: &Markup,
) -> String {
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
                meta name="generator" content=(head.generator);
                @if let Some(seconds) = head.refresh { meta http-equiv="refresh" content=(seconds); }
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

/// What stands on a page.
pub(in crate::report) fn blocks(blocks: &[Block]) -> Markup {
    html! { @for one in blocks { (block(one)) } }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Heading(1, words) => html! { h1 { (line(words)) } },
        Block::Heading(2, words) => html! { h2 { (line(words)) } },
        Block::Heading(_, words) => html! { h3 { (line(words)) } },
        Block::Paragraph(tone, words) => html! { p class=[tone.class()] { (line(words)) } },
        Block::Fields(fields) => html! {
            dl {
                @for field in fields { dt { (capital(field.label)) } dd class=[field.tone.class()] { (line(&field.line)) } }
            }
        },
        Block::Figures(figures) => html! {
            dl.figures {
                @for one in figures {
                    div {
                        dt { (one.label) }
                        dd.value { (line(&one.value)) }
                        @for note in &one.notes { dd { (line(note)) } }
                    }
                }
            }
        },
        Block::List(items) => html! {
            ul {
                @for item in items {
                    li {
                        (line(&item.line))
                        @if !item.below.is_empty() { ul { @for one in &item.below { li { (line(one)) } } } }
                    }
                }
            }
        },
        Block::Table(of) => {
            html! { div.scroll tabindex="0" role="group" aria-label=(of.caption) { (table(of)) } }
        }
        Block::Script(lines) => html! {
            pre data-copy { @for line in lines { (plain(line)) "\n" } }
        },
        Block::Section(inside) => html! { section { (blocks(inside)) } },
        Block::Details(title, items) => html! {
            details open { summary { (line(title)) } ul { @for item in items { li { (line(item)) } } } }
        },
        Block::Picture { picture, words: _ } => picture.clone(),
    }
}

fn table(table: &Table) -> Markup {
    html! {
        table data-filter=[table.filter] {
            caption { (table.caption) }
            thead { tr { @for label in &table.head { th scope="col" { (label) } } } }
            tbody { @for one in &table.rows { (row(one, &table.head)) } }
        }
    }
}

fn row(row: &Row, head: &[&str]) -> Markup {
    html! {
        tr id=[row.id.as_ref()] class=[row.class] {
            @for (at, cell) in row.cells.iter().enumerate() {
                td data-label=[head.get(at)] { (line(cell)) }
            }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! { @for one in &line.0 { (span(one)) } }
}

fn span(span: &Span) -> Markup {
    match span {
        Span::Own(words) | Span::Text(words) | Span::Name(words) => html! { (plain(words)) },
        Span::Strong(words) => html! { b { (plain(words)) } },
        Span::Dim(words) => html! { span.dim { (plain(words)) } },
        Span::Code(words) => html! { code { (plain(words)) } },
        Span::Digest(words) => html! { code.digest { (plain(words)) } },
        Span::Marked(class, words) => html! { span class=(class) { (plain(words)) } },
        Span::Link(page, words) => html! { a href=(page) { (plain(words)) } },
        Span::Typed(command) => html! {
            span.typed { span.dim { (command.prompt.as_str()) } " " code data-copy { (lines(&command.text)) } }
        },
        Span::Picture(picture) => picture.clone(),
        Span::Break => html! { br; },
    }
}

/// What may be typed on several lines.
fn lines(text: &str) -> String {
    let lines = text.lines().map(plain);
    lines.collect::<Vec<_>>().join("\n")
}

fn capital(label: &str) -> String {
    let (first, rest) = label.split_at(label.len().min(1));
    first.to_ascii_uppercase() + rest
}

/// Without characters that turn the direction of text or take no room.
pub(in crate::report) fn plain(text: &str) -> String {
    escape(text).into_owned()
}
