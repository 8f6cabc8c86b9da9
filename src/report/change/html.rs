//! What is different between two runs, as one page that needs nothing else: no script, no font, no net. It is laid out as
//! the page of a run is: the answer, the gravest first, and each finding by its id.

use std::cmp::Reverse;

use maud::html;

use super::Difference;
use super::outline::{Row as Entry, Section, Subject, sections};
use super::unified::{Line as Changed, Tag};
use crate::report::finding::Finding;
use crate::report::html::{Script, blocks, document, plain};
use crate::report::page::{Block, Field, Item, Line, Row, Table, own, text};
use crate::report::summary_line::{finding_cell, finding_class, finding_owner, with_next};

/// The difference as one HTML page, light or dark as the reader has it.
#[must_use]
pub fn render(found: &Difference) -> String {
    let database = &found.new.target.database;
    let title = text(database).own(": ");
    let title = title.marked(class(found), found.headline());
    let mut page = vec![Block::Heading(1, title), runs(found)];
    // What both runs tell alike is nothing new, and stands last.
    let (old, new): (Vec<_>, Vec<_>) = sections(found).into_iter().partition(|one| one.folded);
    page.extend(new.iter().chain(&old).flat_map(section));
    if found.is_empty() {
        let none = own("Nothing else is different, as far as it was compared.");
        page.push(Block::paragraph(none));
    }
    let title = format!(
        "{}: {} and {}",
        plain(database),
        found.old.name(),
        found.new.name()
    );
    document(&title, Script::No, &blocks(&page))
}

const fn class(found: &Difference) -> &'static str {
    match (found.findings.new.is_empty(), found.new.measured) {
        (true, true) => "good-text",
        (true, false) => "doubtful-text",
        (false, _) => "bad-text",
    }
}

fn runs(found: &Difference) -> Block {
    let runs = [("old", &found.old), ("new", &found.new)];
    let runs = runs.map(|(label, run)| Field::new(label, text(run.words())));
    let caveats = found.caveats().into_iter();
    let caveats = caveats.map(|caveat| Field::new("but", text(caveat)));
    Block::Fields(runs.into_iter().chain(caveats).collect())
}

fn section(section: &Section<'_>) -> Vec<Block> {
    let title = format!("{} ({})", section.title, section.rows.len());
    let mut told: Vec<_> = section.rows.iter().filter_map(finding).collect();
    told.sort_by_key(|(finding, _)| (finding.waived.is_some(), Reverse(finding.severity)));
    let told = told.into_iter();
    let told = told.map(|(finding, entry)| row(finding, entry, section.past));
    let told: Vec<Row> = told.collect();
    let mut blocks = vec![Block::Heading(2, own(title))];
    if told.is_empty() {
        blocks.extend(things(&section.rows));
    } else {
        blocks.push(table(section.title, told));
    }
    blocks
}

/// Without its last column where that says nothing of any finding.
fn table(caption: &'static str, mut rows: Vec<Row>) -> Block {
    let mut head = vec!["Severity", "Finding", "Migration", "Between the runs"];
    let says = |row: &Row| row.cells.last().is_some_and(|cell| !cell.0.is_empty());
    if !rows.iter().any(says) {
        head.pop();
        for row in &mut rows {
            row.cells.pop();
        }
    }
    Block::Table(Table {
        caption,
        head,
        rows,
        ..Table::default()
    })
}

/// The finding that an entry is about; none where it is about something else.
fn finding<'a>(entry: &'a Entry<'a>) -> Option<(&'a Finding, &'a Entry<'a>)> {
    match &entry.subject {
        Subject::Told(finding) | Subject::Since(finding, _) => Some((finding, entry)),
        Subject::Verdict(_) | Subject::Thing(..) => None,
    }
}

fn row(finding: &Finding, entry: &Entry<'_>, past: bool) -> Row {
    let since = match &entry.subject {
        Subject::Since(_, since) => Some(since.words()),
        Subject::Told(_) | Subject::Verdict(_) | Subject::Thing(..) => None,
    };
    let told = since.into_iter().chain(entry.details());
    let told = told.fold(Line::default(), |line, one| line.text(one).line_break());
    let cell = finding_cell(finding);
    let cell = if past { cell } else { with_next(cell, finding) };
    Row {
        id: Some(finding.id.clone()),
        class: Some(finding_class(finding)),
        cells: vec![
            own(finding.severity_words()),
            cell,
            finding_owner(finding),
            told,
        ],
    }
}

/// What are no findings: a line each, and what became of a definition under its line.
fn things(entries: &[Entry<'_>]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut items = Vec::new();
    for entry in entries {
        let mark = entry.mark();
        let line = own("").marked(mark, mark).own(" ").code(entry.text());
        items.push(Item::from(line));
        if !entry.diff.is_empty() {
            blocks.push(Block::List(std::mem::take(&mut items)));
            blocks.push(Block::Picture {
                picture: html! { pre { @for one in &entry.diff { (changed(one)) "\n" } } },
                words: String::new(),
            });
        }
    }
    blocks.extend((!items.is_empty()).then_some(Block::List(items)));
    blocks
}

fn changed(line: &Changed) -> maud::Markup {
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
        <dt>Old</dt>
        <dd>run 16, 2026-01-13 20:52:03 UTC, shop, schema public, teams and user_profile</dd>
        <dt>New</dt>
        <dd>run 17, 2026-01-14 20:52:03 UTC, shop, schema public, teams and user_profile</dd>
        <dt>But</dt>
        <dd>in run 17 the server is 15.18, not 15.17</dd>
        </dl>
        <h2>New (2)</h2>
        <div class="scroll" tabindex="0" role="group" aria-label="New">
        <table>
        <caption>New</caption>
        <thead>
        <tr>
        <th scope="col">Severity</th>
        <th scope="col">Finding</th>
        <th scope="col">Migration</th>
        </tr>
        </thead>
        <tbody>
        <tr id="9a8a026279757fac" class="error">
        <td data-label="Severity">error</td>
        <td data-label="Finding">
        <b>misplaced column user_profile_stream_config.bounty_id</b>
        <br>the column went where its table is<br>
        <span class="dim">follows from 68576d0f70ae9a15</span>
        <br>
        <code class="digest">9a8a026279757fac</code>
        </td>
        <td data-label="Migration">user_profile.0040_bounty</td>
        </tr>
        <tr id="f02acfa6e40cb294" class="warning">
        <td data-label="Severity">warning</td>
        <td data-label="Finding">
        <b>undecided constraint user_profile_userprofile.age\u{202e}_valid</b> [expression]<br>the two expressions could be proved neither equal nor different<br>
        <code class="digest">f02acfa6e40cb294</code>
        <br>
        <span class="typed">
        <span class="dim">psql</span> <code data-copy>\d &quot;public&quot;.&quot;user_profile_userprofile&quot;</code>
        </span>
        </td>
        <td data-label="Migration">user_profile.0001_initial</td>
        </tr>
        </tbody>
        </table>
        </div>
        <h2>Resolved (1)</h2>
        <div class="scroll" tabindex="0" role="group" aria-label="Resolved">
        <table>
        <caption>Resolved</caption>
        <thead>
        <tr>
        <th scope="col">Severity</th>
        <th scope="col">Finding</th>
        <th scope="col">Migration</th>
        </tr>
        </thead>
        <tbody>
        <tr id="6e8ad6af6b9a4265" class="info">
        <td data-label="Severity">info</td>
        <td data-label="Finding">
        <b>unmanaged table legacy</b>
        <br>no migration in the ledger accounts for this table<br>
        <code class="digest">6e8ad6af6b9a4265</code>
        </td>
        <td data-label="Migration">none</td>
        </tr>
        </tbody>
        </table>
        </div>
        <h2>No longer told, and not proved to be resolved (1)</h2>
        <div class="scroll" tabindex="0" role="group" aria-label="No longer told, and not proved to be resolved">
        <table>
        <caption>No longer told, and not proved to be resolved</caption>
        <thead>
        <tr>
        <th scope="col">Severity</th>
        <th scope="col">Finding</th>
        <th scope="col">Migration</th>
        <th scope="col">Between the runs</th>
        </tr>
        </thead>
        <tbody>
        <tr id="6e8ad6af6b9a4265" class="info">
        <td data-label="Severity">info</td>
        <td data-label="Finding">
        <b>unmanaged table legacy</b>
        <br>no migration in the ledger accounts for this table<br>
        <code class="digest">6e8ad6af6b9a4265</code>
        </td>
        <td data-label="Migration">none</td>
        <td data-label="Between the runs">because nothing was measured<br>
        </td>
        </tr>
        </tbody>
        </table>
        </div>
        <h2>Changed (1)</h2>
        <div class="scroll" tabindex="0" role="group" aria-label="Changed">
        <table>
        <caption>Changed</caption>
        <thead>
        <tr>
        <th scope="col">Severity</th>
        <th scope="col">Finding</th>
        <th scope="col">Migration</th>
        <th scope="col">Between the runs</th>
        </tr>
        </thead>
        <tbody>
        <tr id="e71d8289e3ce7d7b" class="error">
        <td data-label="Severity">error</td>
        <td data-label="Finding">
        <b>missing column teams_teammembership.left_at</b>
        <br>the column is in no schema<br>
        <span class="dim">seen: no schema holds a column of this name</span>
        <br>
        <code class="digest">e71d8289e3ce7d7b</code>
        <br>
        <span class="typed">
        <span class="dim">shell</span> <code data-copy>python manage.py sqlmigrate teams 0021_add_left_at_field</code>
        </span>
        </td>
        <td data-label="Migration">teams.0021_add_left_at_field</td>
        <td data-label="Between the runs">since run 3, 12 days<br>severity: warning -&gt; error<br>expected: &lt;script&gt;alert(1)&lt;/script&gt; | `@x` \u{1b}[2J -&gt; public<br>
        </td>
        </tr>
        </tbody>
        </table>
        </div>
        <h2>Verdicts (1)</h2>
        <ul>
        <li>
        <span class="changed">changed</span> <code>teams.0021_add_left_at_field: verified -&gt; faked</code>
        </li>
        </ul>
        <h2>Rows of django_migrations (1)</h2>
        <ul>
        <li>
        <span class="added">added</span> <code>teams.0024&lt;b&gt; (2026-01-02T20:52:03Z, no time)</code>
        </li>
        </ul>
        <h2>Stored outputs (1)</h2>
        <ul>
        <li>
        <span class="changed">changed</span> <code>teams/0001_initial.sql</code>
        </li>
        </ul>
        <h2>Objects (2)</h2>
        <ul>
        <li>
        <span class="changed">changed</span> <code>table public.a&amp;\u{202e}b</code>
        </li>
        </ul>
        <pre>
        <i>@@ -1,3 +1,3 @@</i>
         id bigint
        <del>-name text</del>
        <ins>+name &lt;i&gt;```&lt;/i&gt;</ins>
         last text
        </pre>
        <ul>
        <li>
        <span class="removed">removed</span> <code>table public.gone</code>
        </li>
        </ul>
        <pre>
        <i>@@ -1 +0,0 @@</i>
        <del>-id bigint</del>
        </pre>
        <h2>Persisting (1)</h2>
        <div class="scroll" tabindex="0" role="group" aria-label="Persisting">
        <table>
        <caption>Persisting</caption>
        <thead>
        <tr>
        <th scope="col">Severity</th>
        <th scope="col">Finding</th>
        <th scope="col">Migration</th>
        <th scope="col">Between the runs</th>
        </tr>
        </thead>
        <tbody>
        <tr id="68576d0f70ae9a15" class="error">
        <td data-label="Severity">error</td>
        <td data-label="Finding">
        <b>misplaced table user_profile_stream_config</b>
        <br>the table is in test_schema, not in public<br>
        <code class="digest">68576d0f70ae9a15</code>
        <br>
        <span class="typed">
        <span class="dim">sql</span> <code data-copy>ALTER TABLE &quot;test_schema&quot;.&quot;user_profile_stream_config&quot; SET SCHEMA &quot;public&quot;;</code>
        </span>
        </td>
        <td data-label="Migration">user_profile.0034_p0_media_models</td>
        <td data-label="Between the runs">since run 3, 12 days<br>
        </td>
        </tr>
        </tbody>
        </table>
        </div>
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
