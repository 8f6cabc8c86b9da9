//! What is different between two runs, as Markdown for a comment on a pull request.

use std::fmt::Write as _;

use maud::html;

use super::Difference;
use super::outline::{Row, Section, sections};
use crate::report::escape;
use crate::report::markdown::page::{code, longest_run};

/// Comments on GitHub hold 65,536 characters; GitLab and others hold more.
const ROOM: usize = 60_000;

/// The difference as GitHub's Markdown, in what a comment holds: what is left out is counted. Every text
/// from outside stands as code, so that it is no markup, names no person and links nowhere.
#[must_use]
pub fn render(found: &Difference) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "### {}\n", found.headline());
    let _ = writeln!(out, "- old: {}", code(&found.old.words()));
    let _ = writeln!(out, "- new: {}", code(&found.new.words()));
    for caveat in found.caveats() {
        let _ = writeln!(out, "- **but** {}", code(&caveat));
    }
    let mut left_out = 0;
    for one in sections(found) {
        left_out += section(&mut out, &one);
    }
    if found.is_empty() {
        out.push_str("\nNothing else is different, as far as it was compared.\n");
    }
    if left_out > 0 {
        let [old, new] = [&found.old, &found.new].map(|head| head.run.id.unwrap_or_default());
        let _ = writeln!(
            out,
            "\n{left_out} more did not fit: `reconcile diff {old} {new}` prints them."
        );
    }
    out
}

/// Writes a section as far as there is room; tells how many entries there was none for.
fn section(out: &mut String, section: &Section<'_>) -> usize {
    let title = format!("{} ({})", section.title, section.rows.len());
    let _ = if section.folded {
        writeln!(out, "\n<details><summary>{title}</summary>\n")
    } else {
        writeln!(out, "\n#### {title}\n")
    };
    let mut left_out = 0;
    for text in section.rows.iter().map(row) {
        if out.len() + text.len() > ROOM {
            left_out += 1;
        } else {
            out.push_str(&text);
        }
    }
    if section.folded {
        out.push_str("\n</details>\n");
    }
    left_out
}

fn row(row: &Row<'_>) -> String {
    if !row.diff.is_empty() {
        return object(row);
    }
    let mut text = format!("- **{}** {}\n", row.mark(), code(&row.text()));
    for detail in row.details() {
        let _ = writeln!(text, "  - {}", code(&detail));
    }
    text
}

fn object(row: &Row<'_>) -> String {
    let lines = row.diff.iter();
    let lines = lines.map(|line| line.tag.sign().to_owned() + &escape(&line.text) + "\n");
    let body: String = lines.collect();
    let fence = "`".repeat(longest_run(&body).max(2) + 1);
    let summary = html! { summary { (row.mark()) " " code { (escape(&row.text())) } } };
    let summary = summary.into_string();
    format!("<details>{summary}\n\n{fence}diff\n{body}{fence}\n\n</details>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::change::Way;
    use crate::report::tests as sample;

    #[test]
    fn every_section_is_told_and_every_name_is_code() {
        insta::assert_snapshot!(render(&sample::everything()), @r"
        ### 2 new (1 error, 1 warning), 1 resolved, 1 no longer told, 1 changed, 1 persisting

        - old: `run 16, 2026-01-13 20:52:03 UTC, shop, schema public, teams and user_profile`
        - new: `run 17, 2026-01-14 20:52:03 UTC, shop, schema public, teams and user_profile`
        - **but** `in run 17 the server is 15.18, not 15.17`

        #### New (2)

        - **warning** `undecided constraint user_profile_userprofile.age\u{202e}_valid [expression] (user_profile.0001_initial): the two expressions could be proved neither equal nor different`
        - **error** `misplaced column user_profile_stream_config.bounty_id (user_profile.0040_bounty): the column went where its table is`

        #### Resolved (1)

        - **info** `unmanaged table legacy (no migration): no migration in the ledger accounts for this table`

        #### No longer told, and not proved to be resolved (1)

        - **info** `unmanaged table legacy (no migration): no migration in the ledger accounts for this table`
          - `because nothing was measured`

        #### Changed (1)

        - **error** `missing column teams_teammembership.left_at (teams.0021_add_left_at_field), since run 3, 12 days`
          - `severity: warning -> error`
          - ``expected: <script>alert(1)</script> | `@x` \u{1b}[2J -> public``

        <details><summary>Persisting (1)</summary>

        - **error** `misplaced table user_profile_stream_config (user_profile.0034_p0_media_models), since run 3, 12 days`

        </details>

        #### Verdicts (1)

        - **changed** `teams.0021_add_left_at_field: verified -> faked`

        #### Rows of django_migrations (1)

        - **added** `teams.0024<b> (2026-01-02T20:52:03Z, no time)`

        #### Stored outputs (1)

        - **changed** `teams/0001_initial.sql`

        #### Objects (2)

        <details><summary>changed <code>table public.a&amp;\u{202e}b</code></summary>

        ````diff
        @@ -1,3 +1,3 @@
         id bigint
        -name text
        +name <i>```</i>
         last text
        ````

        </details>
        <details><summary>removed <code>table public.gone</code></summary>

        ```diff
        @@ -1 +0,0 @@
        -id bigint
        ```

        </details>
        ");
    }

    #[test]
    fn a_comment_has_room_for_it_and_what_is_left_out_is_counted() {
        let mut found = sample::everything();
        let object = found.objects.changed[1].clone();
        assert_eq!(object.way(), Way::Removed);
        found.objects.changed = vec![object; 2_000];
        let text = render(&found);
        assert!(text.len() < 65_536, "{}", text.len());
        let told = text.matches("<code>table public.gone").count();
        let end = format!(
            "{} more did not fit: `reconcile diff 16 17` prints them.\n",
            2_000 - told
        );
        assert!(text.ends_with(&end), "{}", &text[text.len() - 200..]);
    }
}
