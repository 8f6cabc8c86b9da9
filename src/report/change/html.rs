//! What is different between two runs, as one page that needs nothing else: no script, no font, no net.
//! Every word goes through `maud`, which escapes it.

use maud::{Markup, html};

use super::Difference;
use super::outline::{Row, Section, sections};
use super::unified::{Line, Tag};
use crate::report::html::{Script, document, plain};

/// The difference as one HTML page, light or dark as the reader has it.
#[must_use]
pub fn render(found: &Difference) -> String {
    let database = plain(&found.new.target.database);
    let main = html! {
        h1 { (database) ": " span class=(class(found)) { (found.headline()) } }
        (runs(found))
        @for one in sections(found) { (section(&one)) }
        @if found.is_empty() {
            p { "Nothing else is different, as far as it was compared." }
        }
    };
    let title = format!("{database}: {} and {}", found.old.name(), found.new.name());
    document(&title, Script::No, &main)
}

const fn class(found: &Difference) -> &'static str {
    match (found.findings.new.is_empty(), found.new.measured) {
        (true, true) => "good-text",
        (true, false) => "doubtful-text",
        (false, _) => "bad-text",
    }
}

fn runs(found: &Difference) -> Markup {
    html! {
        dl {
            dt { "old" } dd { (plain(&found.old.words())) }
            dt { "new" } dd { (plain(&found.new.words())) }
            @for caveat in found.caveats() {
                dt { "but" } dd { (plain(&caveat)) }
            }
        }
    }
}

fn section(section: &Section<'_>) -> Markup {
    html! {
        details open[!section.folded] {
            summary { h2 { (section.title) " (" (section.rows.len()) ")" } }
            ul.rows {
                @for one in &section.rows { (row(one)) }
            }
        }
    }
}

fn row(row: &Row<'_>) -> Markup {
    html! {
        li {
            b class=(row.mark()) { (row.mark()) } " " code { (plain(&row.text())) }
            @for detail in row.details() { p { (plain(&detail)) } }
            @if !row.diff.is_empty() {
                pre { @for one in &row.diff { (line(one)) "\n" } }
            }
        }
    }
}

fn line(line: &Line) -> Markup {
    let text = line.tag.sign().to_owned() + &plain(&line.text);
    match line.tag {
        Tag::Range => html! { i { (text) } },
        Tag::Same => html! { (text) },
        Tag::Removed => html! { del { (text) } },
        Tag::Added => html! { ins { (text) } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests as sample;

    /// Without the head, which is the same on every page.
    fn body(found: &Difference) -> String {
        let page = render(found);
        let (_, body) = page.split_once("<main>").unwrap();
        // One element a line, so that a person can read it.
        body.replace("><", ">\n<")
    }

    #[test]
    #[expect(
        clippy::too_many_lines,
        reason = "the whole page is shown in one place"
    )]
    fn every_section_is_told_and_no_name_is_markup() {
        insta::assert_snapshot!(body(&sample::everything()), @r#"
        <h1>shop: <span class="bad-text">2 new (1 error, 1 warning), 1 resolved, 1 no longer told, 1 changed, 1 persisting</span>
        </h1>
        <dl>
        <dt>old</dt>
        <dd>run 16, 2026-01-13 20:52:03 UTC, shop, schema public, teams and user_profile</dd>
        <dt>new</dt>
        <dd>run 17, 2026-01-14 20:52:03 UTC, shop, schema public, teams and user_profile</dd>
        <dt>but</dt>
        <dd>in run 17 the server is 15.18, not 15.17</dd>
        </dl>
        <details open>
        <summary>
        <h2>New (2)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="warning">warning</b> <code>undecided constraint user_profile_userprofile.age\u{202e}_valid [expression] (user_profile.0001_initial): the two expressions could be proved neither equal nor different</code>
        </li>
        <li>
        <b class="error">error</b> <code>misplaced column user_profile_stream_config.bounty_id (user_profile.0040_bounty): the column went where its table is</code>
        </li>
        </ul>
        </details>
        <details open>
        <summary>
        <h2>Resolved (1)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="info">info</b> <code>unmanaged table legacy (no migration): no migration in the ledger accounts for this table</code>
        </li>
        </ul>
        </details>
        <details open>
        <summary>
        <h2>No longer told, and not proved to be resolved (1)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="info">info</b> <code>unmanaged table legacy (no migration): no migration in the ledger accounts for this table</code>
        <p>because nothing was measured</p>
        </li>
        </ul>
        </details>
        <details open>
        <summary>
        <h2>Changed (1)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="error">error</b> <code>missing column teams_teammembership.left_at (teams.0021_add_left_at_field), since run 3, 12 days</code>
        <p>severity: warning -&gt; error</p>
        <p>expected: &lt;script&gt;alert(1)&lt;/script&gt; | `@x` \u{1b}[2J -&gt; public</p>
        </li>
        </ul>
        </details>
        <details>
        <summary>
        <h2>Persisting (1)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="error">error</b> <code>misplaced table user_profile_stream_config (user_profile.0034_p0_media_models), since run 3, 12 days</code>
        </li>
        </ul>
        </details>
        <details open>
        <summary>
        <h2>Verdicts (1)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="changed">changed</b> <code>teams.0021_add_left_at_field: verified -&gt; faked</code>
        </li>
        </ul>
        </details>
        <details open>
        <summary>
        <h2>Rows of django_migrations (1)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="added">added</b> <code>teams.0024&lt;b&gt; (2026-01-02T20:52:03Z, no time)</code>
        </li>
        </ul>
        </details>
        <details open>
        <summary>
        <h2>Stored outputs (1)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="changed">changed</b> <code>teams/0001_initial.sql</code>
        </li>
        </ul>
        </details>
        <details open>
        <summary>
        <h2>Objects (2)</h2>
        </summary>
        <ul class="rows">
        <li>
        <b class="changed">changed</b> <code>table public.a&amp;\u{202e}b</code>
        <pre>
        <i>@@ -1,3 +1,3 @@</i>
         id bigint
        <del>-name text</del>
        <ins>+name &lt;i&gt;```&lt;/i&gt;</ins>
         last text
        </pre>
        </li>
        <li>
        <b class="removed">removed</b> <code>table public.gone</code>
        <pre>
        <i>@@ -1 +0,0 @@</i>
        <del>-id bigint</del>
        </pre>
        </li>
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
