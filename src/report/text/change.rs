//! What is different between two runs, as text.

use anstyle::Style;

use super::captured::of_tag;
use super::writer::{BAD, BOLD, DIM, DOUBTFUL, GOOD, Page, Span};
use super::{Options, finding};
use crate::report::change::unified;
use crate::report::change::{self, ChangedFinding, Difference, Way};
use crate::report::finding::Finding;

/// The difference as text: what is new first, the objects last, with the lines that changed.
#[must_use]
pub fn render(found: &Difference, options: Options) -> String {
    let mut page = Page::of(options);
    head(&mut page, found);
    findings(&mut page, found);
    lists(&mut page, found);
    objects(&mut page, found);
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

fn findings(page: &mut Page, found: &Difference) {
    let all = &found.findings;
    section(page, "New", &all.new, |page, one| {
        line(page, one, None);
    });
    section(page, "Resolved", &all.resolved, |page, one| {
        line(page, one, None);
    });
    let lapsed = "No longer told, and not proved to be resolved";
    section(page, lapsed, &all.lapsed, |page, one| {
        line(page, &one.finding, None);
        page.field(4, "because", &one.why);
    });
    section(page, "Changed", &all.changed, changed);
    section(page, "Persisting", &all.persisting, |page, one| {
        line(page, &one.finding, Some(&one.since.words()));
    });
}

/// A heading with what stands below it; nothing where that is nothing.
fn section<T>(page: &mut Page, title: &str, all: &[T], mut each: impl FnMut(&mut Page, &T)) {
    if all.is_empty() {
        return;
    }
    page.heading(format!("{title} ({})", all.len()));
    for one in all {
        each(page, one);
    }
}

fn line(page: &mut Page, finding: &Finding, since: Option<&str>) {
    let mut spans = finding::title(finding);
    let migration = finding.owner();
    let within = finding.schema.as_ref();
    let within = within.map_or_else(String::new, |schema| format!(" in {schema}"));
    let said = match since {
        Some(since) => format!(": {since}"),
        None if finding.message.is_empty() => String::new(),
        None => format!(": {}", finding.message),
    };
    spans.push(Span::plain(format!("({migration}){within}{said}")));
    spans.push(Span::new(DIM, &finding.id));
    page.item(2, &spans);
}

fn changed(page: &mut Page, one: &ChangedFinding) {
    line(page, &one.new, Some(&one.since.words()));
    let Some(old) = &one.old else {
        let text = "the old run's rules held the two texts for the same";
        return page.field(4, "because", text);
    };
    for field in &one.fields {
        let [was, is] = [old, &one.new].map(|finding| change::field(finding, field));
        page.text(4, format!("{}: {was} -> {is}", field.replace('_', " ")));
    }
}

fn lists(page: &mut Page, found: &Difference) {
    section(page, "Verdicts", &found.verdicts, |page, one| {
        let name = change::migration(one.schema.as_deref(), &one.app, &one.name);
        page.text(2, format!("{name}: {}", one.words()));
    });
    section(
        page,
        "Rows of django_migrations",
        &found.records,
        |page, one| {
            let name = change::migration(one.schema.as_deref(), &one.app, &one.name);
            signed(page, one.way(), &format!("{name} ({})", one.words()));
        },
    );
    section(page, "Stored outputs", &found.ledger, |page, one| {
        signed(page, one.way(), &format!("{}/{}.sql", one.app, one.name));
    });
}

fn objects(page: &mut Page, found: &Difference) {
    section(page, "Objects", &found.objects.changed, |page, one| {
        signed(page, one.way(), &one.key);
        for line in unified::lines(one) {
            let text = format!("{}{}", line.tag.sign(), line.text);
            page.line(4, of_tag(line.tag), &text);
        }
    });
}

fn signed(page: &mut Page, way: Way, text: &str) {
    let spans = [
        Span::new(of_way(way), way.sign()),
        Span::plain(text),
        Span::new(DIM, format!("({})", way.word())),
    ];
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
    use crate::report::tests::difference as sample;
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
