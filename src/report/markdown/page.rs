//! Pages as Markdown, and texts from outside made safe for it.
//!
//! A backslash would stop an element or a link, but not what a site makes of plain text: `@name`,
//! `#12`, `www.`. In a code span nothing acts.

use crate::report::escape;
use crate::report::page::{Block, Field, Item, Line, Span, Table, Tone};

/// What stands on a page, ending in a line feed. No name in it is a link, a mention, an element or a table.
pub(in crate::report) fn blocks(blocks: &[Block]) -> String {
    let printed = blocks.iter().map(block).filter(|text| !text.is_empty());
    printed.collect::<Vec<_>>().join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, words) => format!("{} {}\n", "#".repeat(*level), line(words)),
        Block::Paragraph(Tone::Bad | Tone::Conclusion, words) => format!("**{}**\n", line(words)),
        Block::Paragraph(Tone::Plain | Tone::Dim | Tone::Good | Tone::Doubtful, words) => {
            line(words) + "\n"
        }
        Block::Fields(fields) => {
            let row =
                |field: &Field| format!("| {} | {} |\n", field.label, cell(&line(&field.line)));
            let rows: String = fields.iter().map(row).collect();
            format!("| | |\n|---|---|\n{rows}")
        }
        Block::Figures(figures) => items(figures.iter().map(|one| {
            let notes = one.notes.iter().map(|note| format!("; {}", line(note)));
            let notes: String = notes.collect();
            format!("{}: **{}**{notes}", one.label, line(&one.value))
        })),
        Block::List(all) => all.iter().map(item).collect(),
        Block::Table(of) => table(of),
        Block::Section(inside) => blocks(inside),
        Block::Details(title, all) => {
            format!("{}:\n\n{}", line(title), items(all.iter().map(line)))
        }
        Block::Script(lines) => items(lines.iter().map(|line| code(line))),
        Block::Picture { picture: _, words } => format!("{words}\n"),
    }
}

fn item(item: &Item) -> String {
    let below = item.below.iter().map(line);
    below.fold(format!("- {}\n", line(&item.line)), |all, one| {
        all + "  - " + &one + "\n"
    })
}

fn items(items: impl Iterator<Item = String>) -> String {
    items.fold(String::new(), |all, item| all + "- " + &item + "\n")
}

fn table(table: &Table) -> String {
    let rule = "---|".repeat(table.head.len());
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|words| cell(&line(words)));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    });
    format!(
        "| {} |\n|{rule}\n{}",
        table.head.join(" | "),
        rows.collect::<String>()
    )
}

/// A cell has one line: what would be on the next one follows after a semicolon.
fn line(line: &Line) -> String {
    let lines = line.0.split(|span| matches!(span, Span::Break));
    let lines = lines.map(|spans| spans.iter().map(span).collect::<String>());
    let told: Vec<String> = lines.filter(|told| !told.is_empty()).collect();
    told.join("; ")
}

fn span(span: &Span) -> String {
    match span {
        Span::Own(words) => words.clone(),
        Span::Text(words) | Span::Dim(words) => prose(words),
        Span::Strong(words) | Span::Marked(_, words) => format!("**{}**", prose(words)),
        Span::Name(words) | Span::Code(words) | Span::Digest(words) => code(words),
        Span::Link(page, words) => format!("[{}]({page})", prose(words)),
        Span::Typed(command) => {
            let lines: Vec<String> = command.text.lines().map(code).collect();
            format!("{}: {}", command.prompt, lines.join(" "))
        }
        Span::Picture(_) | Span::Break => String::new(),
    }
}

/// A code span of any text, between more backquotes than stand in it.
pub(in crate::report) fn code(text: &str) -> String {
    let text = escape(text);
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let edge = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if edge { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence, in which every word that is no plain one is a code span.
fn prose(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut odd: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        if is_plain(word) {
            out.extend(code_span(&odd));
            odd.clear();
            out.push(word.to_owned());
        } else {
            odd.push(word);
        }
    }
    out.extend(code_span(&odd));
    out.join(" ")
}

/// Words as one code span; the punctuation of the sentence stays behind it.
fn code_span(words: &[&str]) -> Option<String> {
    let text = words.join(" ");
    let core = text.trim_end_matches([',', ';', ':', '.']);
    match core {
        "" => (!text.is_empty()).then(|| code(&text)),
        core => Some(code(core) + &text[core.len()..]),
    }
}

/// A cell of a table: there a bar ends it even in a code span.
fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// Letters and digits of ASCII with marks that mean nothing in the middle of a line.
fn is_plain(word: &str) -> bool {
    let inner = word.trim_start_matches('(');
    let inner = inner.trim_end_matches([')', ',', ';', ':', '.', '?']);
    !inner.is_empty()
        && inner
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '-')
}

/// The most backquotes that stand side by side.
pub(in crate::report) fn longest_run(text: &str) -> usize {
    let runs = text.split(|character| character != '`');
    runs.map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::own;

    #[test]
    fn a_line_of_a_cell_that_says_nothing_leaves_no_semicolon() {
        let told = own("one").line_break().text("").line_break().own("two");
        assert_eq!(line(&told), "one; two");
    }

    #[test]
    fn a_code_span_holds_any_text() {
        assert_eq!(code("a_b"), "`a_b`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(cell(&code("a|b")), "`a\\|b`");
        assert_eq!(code("a\nb\u{202e}"), "`a\\u{a}b\\u{202e}`");
        assert_eq!(code(" "), "`\" \"`");
    }

    #[test]
    fn only_plain_words_of_a_sentence_are_left_alone() {
        assert_eq!(
            prose("the table is in test_schema, not in public (yet)."),
            "the table is in `test_schema`, not in public (yet)."
        );
        assert_eq!(
            prose("ask @ann of #12 at https://x.y <b> now"),
            "ask `@ann` of `#12` at `https://x.y <b>` now"
        );
        assert_eq!(prose("www.evil.com a@b"), "`www.evil.com a@b`");
    }
}
