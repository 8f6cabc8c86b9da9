//! What is different between two runs, as one page that needs nothing else: no script, no font, no net.

use std::fmt::Write as _;

use super::Difference;
use super::outline::{Row, Section, sections};
use super::unified::{Line, Tag};
use crate::report::markup::html;

const STYLE: &str = include_str!("page.css");

/// The difference as one HTML page, light or dark as the reader has it.
#[must_use]
pub fn render(found: &Difference) -> String {
    let title = html(&format!(
        "{}: {} and {}",
        found.new.target.database,
        found.old.name(),
        found.new.name()
    ));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         img-src data:\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    head(&mut out, found);
    for one in sections(found) {
        section(&mut out, &one);
    }
    if found.is_empty() {
        out.push_str("<p>Nothing else is different, as far as it was compared.</p>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn head(out: &mut String, found: &Difference) {
    let class = match (found.findings.new.is_empty(), found.new.measured) {
        (true, true) => "good",
        (true, false) => "doubtful",
        (false, _) => "bad",
    };
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "<h1>{}: <span class=\"{class}\">{}</span></h1>\n<dl>",
        html(&found.new.target.database),
        html(&found.headline())
    );
    let runs = [("old", found.old.words()), ("new", found.new.words())];
    let caveats = found.caveats().into_iter().map(|caveat| ("but", caveat));
    for (word, text) in runs.into_iter().chain(caveats) {
        let _ = writeln!(out, "<dt>{word}</dt><dd>{}</dd>", html(&text));
    }
    out.push_str("</dl>\n");
}

fn section(out: &mut String, section: &Section) {
    let title = format!("{} ({})", section.title, section.rows.len());
    let open = if section.folded { "" } else { " open" };
    let _ = writeln!(
        out,
        "<details{open}><summary><h2>{title}</h2></summary>\n<ul>"
    );
    for one in &section.rows {
        row(out, one);
    }
    out.push_str("</ul>\n</details>\n");
}

fn row(out: &mut String, row: &Row) {
    let mark = row.mark;
    let text = html(&row.text);
    let _ = write!(
        out,
        "<li><b class=\"{mark}\">{mark}</b> <code>{text}</code>"
    );
    for detail in &row.details {
        let _ = write!(out, "<p>{}</p>", html(detail));
    }
    if !row.diff.is_empty() {
        out.push_str("<pre>");
        row.diff.iter().for_each(|one| line(out, one));
        out.push_str("</pre>");
    }
    out.push_str("</li>\n");
}

fn line(out: &mut String, line: &Line) {
    let (sign, text) = (line.tag.sign(), html(&line.text));
    let _ = match line.tag {
        Tag::Range => writeln!(out, "<i>{text}</i>"),
        Tag::Same => writeln!(out, "{sign}{text}"),
        Tag::Removed => writeln!(out, "<del>{sign}{text}</del>"),
        Tag::Added => writeln!(out, "<ins>{sign}{text}</ins>"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::change::sample;

    /// Without the head, which is the same on every page.
    fn body(found: &Difference) -> String {
        let page = render(found);
        let (_, body) = page.split_once("<main>\n").unwrap();
        body.to_owned()
    }

    #[test]
    fn every_section_is_told_and_no_name_is_markup() {
        insta::assert_snapshot!(body(&sample::everything()), @r#"
        <h1>shop: <span class="bad">2 new (1 error, 1 warning), 1 resolved, 1 no longer told, 1 changed, 1 persisting</span></h1>
        <dl>
        <dt>old</dt><dd>run 16, 2026-01-13 20:52:03 UTC, shop, schema public, teams and user_profile</dd>
        <dt>new</dt><dd>run 17, 2026-01-14 20:52:03 UTC, shop, schema public, teams and user_profile</dd>
        <dt>but</dt><dd>in run 17 the server is 15.18, not 15.17</dd>
        </dl>
        <details open><summary><h2>New (2)</h2></summary>
        <ul>
        <li><b class="warning">warning</b> <code>undecided constraint user_profile_userprofile.age\u{202e}_valid [expression] (user_profile.0001_initial): the two expressions could be proved neither equal nor different</code></li>
        <li><b class="error">error</b> <code>misplaced column user_profile_stream_config.bounty_id (user_profile.0040_bounty): the column went where its table is</code></li>
        </ul>
        </details>
        <details open><summary><h2>Resolved (1)</h2></summary>
        <ul>
        <li><b class="info">info</b> <code>unmanaged table legacy (no migration): no migration in the ledger accounts for this table</code></li>
        </ul>
        </details>
        <details open><summary><h2>No longer told, and not proved to be resolved (1)</h2></summary>
        <ul>
        <li><b class="info">info</b> <code>unmanaged table legacy (no migration): no migration in the ledger accounts for this table</code><p>because nothing was measured</p></li>
        </ul>
        </details>
        <details open><summary><h2>Changed (1)</h2></summary>
        <ul>
        <li><b class="error">error</b> <code>missing column teams_teammembership.left_at (teams.0021_add_left_at_field), since run 3, 12 days</code><p>severity: warning -&gt; error</p><p>expected: &lt;script&gt;alert(1)&lt;/script&gt; | `@x` \u{1b}[2J -&gt; public</p></li>
        </ul>
        </details>
        <details><summary><h2>Persisting (1)</h2></summary>
        <ul>
        <li><b class="error">error</b> <code>misplaced table user_profile_stream_config (user_profile.0034_p0_media_models), since run 3, 12 days</code></li>
        </ul>
        </details>
        <details open><summary><h2>Verdicts (1)</h2></summary>
        <ul>
        <li><b class="changed">changed</b> <code>teams.0021_add_left_at_field: verified -&gt; faked</code></li>
        </ul>
        </details>
        <details open><summary><h2>Rows of django_migrations (1)</h2></summary>
        <ul>
        <li><b class="added">added</b> <code>teams.0024&lt;b&gt; (2026-01-02T20:52:03Z, no time)</code></li>
        </ul>
        </details>
        <details open><summary><h2>Stored outputs (1)</h2></summary>
        <ul>
        <li><b class="changed">changed</b> <code>teams/0001_initial.sql</code></li>
        </ul>
        </details>
        <details open><summary><h2>Objects (2)</h2></summary>
        <ul>
        <li><b class="changed">changed</b> <code>table public.a&amp;\u{202e}b</code><pre><i>@@ -1,3 +1,3 @@</i>
         id bigint
        <del>-name text</del>
        <ins>+name &lt;i&gt;```&lt;/i&gt;</ins>
         last text
        </pre></li>
        <li><b class="removed">removed</b> <code>table public.gone</code><pre><i>@@ -1 +0,0 @@</i>
        <del>-id bigint</del>
        </pre></li>
        </ul>
        </details>
        </main>
        </body>
        </html>
        "#);
    }

    #[test]
    fn the_page_needs_nothing_else() {
        let page = render(&sample::everything());
        for outside in ["<script", "http:", "https:", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("default-src 'none'"));
    }
}
