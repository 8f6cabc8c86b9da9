//! What is different between two runs, as text.

use anstyle::Style;

use super::captured::of_tag;
use super::writer::{BAD, BOLD, DIM, DOUBTFUL, GOOD, Page, Span};
use super::{Options, finding};
use crate::report::change::outline::{Detail, OTHER_RULES, Row, Subject, sections};
use crate::report::change::{Difference, Way};
use crate::report::finding::Finding;

/// The difference as text: what is new first, the objects last, with the lines that changed.
#[must_use]
pub fn render(found: &Difference, options: Options) -> String {
    let mut page = Page::of(options);
    head(&mut page, found);
    for section in sections(found) {
        page.heading(format!("{} ({})", section.title, section.rows.len()));
        for one in &section.rows {
            row(&mut page, one);
        }
    }
    if found.is_empty() {
        page.gap();
        page.text(0, "Nothing else is different, as far as it was compared.");
    }
    page.finish()
}

fn head(page: &mut Page, found: &Difference) {
    let style = match (found.findings.new.is_empty(), found.new.measured) {
        (true, true) => GOOD,
        (true, false) => DOUBTFUL,
        (false, _) => BAD,
    };
    page.item(
        0,
        &[
            Span::new(BOLD, format!("{}:", found.new.target.database)),
            Span::new(style, found.headline()),
        ],
    );
    page.field(2, "old", found.old.words());
    page.field(2, "new", found.new.words());
    for caveat in found.caveats() {
        page.field(2, "but", caveat);
    }
}

fn row(page: &mut Page, row: &Row<'_>) {
    match &row.subject {
        Subject::Told(finding) => line(page, finding, &finding.message),
        Subject::Since(finding, since) => line(page, finding, &since.words()),
        Subject::Verdict(_) => page.text(2, row.text()),
        Subject::Thing(way, text) => {
            let spans = [
                Span::new(of_way(*way), way.sign()),
                Span::plain(text),
                Span::new(DIM, format!("({})", way.word())),
            ];
            page.item(2, &spans);
        }
    }
    for detail in &row.details {
        match detail {
            Detail::Because(why) => page.field(4, "because", *why),
            Detail::OtherRules => page.field(4, "because", OTHER_RULES),
            Detail::Field(text) => page.text(4, text),
        }
    }
    for line in &row.diff {
        let text = format!("{}{}", line.tag.sign(), line.text);
        page.line(4, of_tag(line.tag), &text);
    }
}

fn line(page: &mut Page, finding: &Finding, said: &str) {
    let mut spans = finding::title(finding);
    let within = finding.schema.as_ref();
    let within = within.map_or_else(String::new, |schema| format!(" in {schema}"));
    let colon = if said.is_empty() { "" } else { ": " };
    spans.push(Span::plain(format!(
        "({}){within}{colon}{said}",
        finding.owner()
    )));
    spans.push(Span::new(DIM, &finding.id));
    page.item(2, &spans);
}

const fn of_way(way: Way) -> Style {
    match way {
        Way::Added => GOOD,
        Way::Removed => BAD,
        Way::Changed => DOUBTFUL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests as sample;
    use crate::report::text::Colour;
    use crate::report::text::Detail;

    fn rendered(found: &Difference, colour: Colour) -> String {
        let options = Options {
            width: 100,
            colour,
            detail: Detail::Normal,
        };
        render(found, options)
    }

    #[test]
    fn every_section_is_told_and_no_name_acts() {
        insta::assert_snapshot!(rendered(&sample::everything(), Colour::Never), @r"
        shop: 2 new (1 error, 1 warning), 1 resolved, 1 no longer told, 1 changed, 1 persisting
          old        run 16, 2026-01-13 20:52:03 UTC, shop, schema public, teams and user_profile
          new        run 17, 2026-01-14 20:52:03 UTC, shop, schema public, teams and user_profile
          but        in run 17 the server is 15.18, not 15.17

        New (2)
          warning: undecided constraint user_profile_userprofile.age\u{202e}_valid [expression]
            (user_profile.0001_initial): the two expressions could be proved neither equal nor different
            f02acfa6e40cb294
          error: misplaced column user_profile_stream_config.bounty_id (user_profile.0040_bounty): the
            column went where its table is 9a8a026279757fac

        Resolved (1)
          info: unmanaged table legacy (no migration): no migration in the ledger accounts for this table
            6e8ad6af6b9a4265

        No longer told, and not proved to be resolved (1)
          info: unmanaged table legacy (no migration): no migration in the ledger accounts for this table
            6e8ad6af6b9a4265
            because    nothing was measured

        Changed (1)
          error: missing column teams_teammembership.left_at (teams.0021_add_left_at_field): since run 3, 12
            days e71d8289e3ce7d7b
            severity: warning -> error
            expected: <script>alert(1)</script> | `@x` \u{1b}[2J -> public

        Persisting (1)
          error: misplaced table user_profile_stream_config (user_profile.0034_p0_media_models): since run
            3, 12 days 68576d0f70ae9a15

        Verdicts (1)
          teams.0021_add_left_at_field: verified -> faked

        Rows of django_migrations (1)
          + teams.0024<b> (2026-01-02T20:52:03Z, no time) (added)

        Stored outputs (1)
          ~ teams/0001_initial.sql (changed)

        Objects (2)
          ~ table public.a&\u{202e}b (changed)
            @@ -1,3 +1,3 @@
             id bigint
            -name text
            +name <i>```</i>
             last text
          - table public.gone (removed)
            @@ -1 +0,0 @@
            -id bigint
        ");
    }

    #[test]
    fn two_runs_without_a_difference_say_so() {
        let report = crate::report::sample::clean();
        let found = Difference::between(&report, &report);
        insta::assert_snapshot!(rendered(&found, Colour::Never), @"
        shop: no new finding
          old        run 17, 2026-01-14 20:52:03 UTC, shop, schema public, all apps
          new        run 17, 2026-01-14 20:52:03 UTC, shop, schema public, all apps

        Nothing else is different, as far as it was compared.
        ");
    }

    #[test]
    fn lines_that_came_and_went_are_coloured_where_colours_are_on() {
        let text = rendered(&sample::everything(), Colour::Always);
        assert!(text.contains("\u{1b}[31m-name text"), "{text}");
    }
}
