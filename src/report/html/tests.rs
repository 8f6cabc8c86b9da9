//! What a page says of a run, and that no name in it acts.

use super::*;
use crate::report::{Report, sample};

const HOSTILE: &str = "<script>alert(1)</script>\u{202e}";

/// One element a line, without the head, which is the same on every page.
fn body(report: &Report) -> String {
    let page = render(report);
    let (_, body) = page.split_once("<main>").unwrap();
    let (body, _) = body.split_once("</main>").unwrap();
    body.replace("><", ">\n<")
}

#[test]
fn the_answer_comes_first_and_every_finding_has_a_row() {
    insta::assert_snapshot!(body(&sample::contract()), @r#"
    <h1>shop: <span class="bad-text">DOES NOT AGREE</span> with django_migrations: 1 error</h1>
    <dl>
    <dt>Database</dt>
    <dd>shop at db.internal:5432, schema public, PostgreSQL 15.18</dd>
    <dt>Apps</dt>
    <dd>teams and user_profile</dd>
    <dt>Ledger</dt>
    <dd>ledgers, 214 stored outputs</dd>
    <dt>Recorded</dt>
    <dd>1 migration: 1 misrouted</dd>
    <dt>Run</dt>
    <dd>17, 2026-01-14 20:52:03 UTC, after run 16</dd>
    </dl>
    <h2>What is wrong</h2>
    <ul>
    <li>
    <span class="bad-text">error</span>: table user_profile_stream_config is in test_schema, and belongs in public (user_profile.0034_p0_media_models)<ul>
    <li>
    <span class="typed">
    <span class="dim">sql</span> <code data-copy>ALTER TABLE &quot;test_schema&quot;.&quot;user_profile_stream_config&quot; SET SCHEMA &quot;public&quot;;</code>
    </span>
    </li>
    </ul>
    </li>
    </ul>
    <h2>Findings (1)</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Findings">
    <table data-filter="findings">
    <caption>Findings</caption>
    <thead>
    <tr>
    <th scope="col">Severity</th>
    <th scope="col">Finding</th>
    <th scope="col">Migration</th>
    <th scope="col">Expected</th>
    <th scope="col">There is</th>
    <th scope="col">Place</th>
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
    <td data-label="Migration">user_profile.0034_p0_media_models<br>misrouted</td>
    <td data-label="Expected">public</td>
    <td data-label="There is">in test_schema</td>
    <td data-label="Place">user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)</td>
    </tr>
    </tbody>
    </table>
    </div>
    <h2>Migrations (1)</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Migrations">
    <table data-filter="migrations">
    <caption>Migrations</caption>
    <thead>
    <tr>
    <th scope="col">Verdict</th>
    <th scope="col">Migration</th>
    <th scope="col">Recorded</th>
    <th scope="col">Effects</th>
    <th scope="col">What is likely, and what was seen</th>
    </tr>
    </thead>
    <tbody>
    <tr class="error">
    <td data-label="Verdict">misrouted</td>
    <td data-label="Migration">user_profile.0034_p0_media_models</td>
    <td data-label="Recorded">2025-12-31 11:05 UTC</td>
    <td data-label="Effects">0 of 31 there</td>
    <td data-label="What is likely, and what was seen">
    <span class="dim">seen: test_schema.django_migrations holds the same record</span>
    <br>
    </td>
    </tr>
    </tbody>
    </table>
    </div>
    <h2>What was measured</h2>
    <p>69 effects of 70 held against the catalog, 1 of them undecided; 60 statements: 58 modelled, 1 data only, 1 opaque, 0 unreadable.</p>
    <details open>
    <summary>Not measured (1)</summary>
    <ul>
    <li>teams/0022_backfill_left_at_data.sql:4 (Raw Python operation): Django cannot write this operation as SQL</li>
    </ul>
    </details>
    "#);
}

#[test]
fn a_clean_run_is_green_and_an_unmeasured_one_is_not() {
    let clean = body(&sample::clean());
    assert!(
        clean.contains("<span class=\"good-text\">AGREES</span>"),
        "{clean}"
    );
    assert!(!clean.contains("data-filter=\"findings\""), "{clean}");
    let blind = body(&sample::unmeasured());
    assert!(
        blind.contains("<span class=\"bad-text\">NOTHING WAS CHECKED</span>"),
        "{blind}"
    );
}

#[test]
fn no_name_is_markup_and_the_page_asks_for_nothing() {
    let mut report = sample::incident();
    report.target.database = HOSTILE.into();
    for finding in &mut report.findings {
        finding.message = HOSTILE.into();
        finding.expected = Some(HOSTILE.into());
        finding.found_in = vec![HOSTILE.into()];
        if let Some(object) = &mut finding.object {
            object.name = HOSTILE.into();
        }
    }
    let page = render(&report);
    assert!(page.contains("&lt;script&gt;"));
    for outside in [
        "alert(1)</script>",
        "\u{202e}",
        "http:",
        "https:",
        "@import",
        "url(",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}
