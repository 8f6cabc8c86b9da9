//! What a capture found, and that as text: what is new, edited or gone, what could not be printed, and what was done.
//! The command line fills it.

use std::collections::BTreeMap;

use anstyle::Style;

use super::writer::{self as style, BAD, BOLD, DOUBTFUL, GOOD, Page, Span};
use super::{Detail, Options};
use crate::report::change::unified::{self, Tag};
use crate::report::finding::MigrationKey;
use crate::report::words::{count, list};

/// What a capture found, and what it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The folder of the ledger, as it was named.
    pub ledger: String,
    /// Which release of Django printed it for which server, and by which `--source`.
    pub by: String,
    /// How many migrations were printed or tried.
    pub migrations: usize,
    /// Those that are stored as they are printed.
    pub same: usize,
    /// Those of which nothing was known.
    pub new: Vec<MigrationKey>,
    /// Those of which the manifest says what is not so any more.
    pub facts: Vec<MigrationKey>,
    /// Those that are printed otherwise and stand, by the reason.
    pub kept: BTreeMap<&'static str, Vec<MigrationKey>>,
    /// Those that were edited.
    pub edited: Vec<EditedOutput>,
    /// Those that the project has no longer.
    pub gone: Vec<MigrationKey>,
    /// Those that could not be printed, and why.
    pub failed: Vec<(MigrationKey, String)>,
    /// What must be known of the ledger as a whole.
    pub caveats: Vec<String>,
    /// What became known of the database.
    pub database: Option<String>,
    /// What became of it.
    pub outcome: CaptureOutcome,
}

/// A stored output that is printed otherwise now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedOutput {
    /// The migration.
    pub migration: MigrationKey,
    /// How it is known that it was edited.
    pub reason: &'static str,
    /// What is stored.
    pub old: String,
    /// What is printed now; none where it cannot be printed.
    pub new: Option<String>,
}

/// What a capture did with what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureOutcome {
    /// It only looked.
    Checked,
    /// It wrote what is new.
    Stored {
        /// How many stored outputs it wrote.
        files: usize,
        /// Whether the manifest is another one.
        manifest: bool,
        /// Whether what was edited or is gone was accepted.
        accepted: bool,
    },
}

impl Captured {
    /// Whether something waits for a person: what was edited or is gone, and in a check what is not
    /// stored.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        let left = !self.edited.is_empty() || !self.gone.is_empty();
        match self.outcome {
            CaptureOutcome::Checked => left || !self.new.is_empty() || !self.facts.is_empty(),
            CaptureOutcome::Stored { accepted, .. } => left && !accepted,
        }
    }
}

/// How many names are listed where they are no news to anyone.
const FEW: usize = 12;

/// The capture as text, ending in a line feed.
#[must_use]
pub fn render(found: &Captured, options: Options) -> String {
    let mut page = Page::of(options);
    let all = options.detail == Detail::Verbose || found.outcome == CaptureOutcome::Checked;
    head(&mut page, found);
    if options.detail != Detail::Quiet {
        names(&mut page, "New", &found.new, all);
        names(
            &mut page,
            "Known otherwise in the manifest",
            &found.facts,
            all,
        );
        edited(&mut page, found);
        gone(&mut page, found);
        failed(&mut page, found);
        kept(&mut page, found, options.detail == Detail::Verbose);
    }
    end(&mut page, found);
    page.finish()
}

fn head(page: &mut Page, found: &Captured) {
    let number = |all: usize, word: &str| (all > 0).then(|| format!("{all} {word}"));
    let kept = found.kept.values().map(Vec::len).sum();
    let counts = [
        number(found.new.len(), "new"),
        number(found.edited.len(), "edited"),
        number(found.gone.len(), "gone"),
        number(found.facts.len(), "known otherwise in the manifest"),
        number(kept, "kept as stored"),
        number(found.same, "unchanged"),
        number(found.failed.len(), "not printable"),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let style = if found.needs_a_person() {
        BAD
    } else if found.failed.is_empty() {
        GOOD
    } else {
        DOUBTFUL
    };
    let spans = [
        Span::new(
            BOLD,
            format!("{}:", count(found.migrations as u64, "migration")),
        ),
        Span::new(style, list(&counts)),
    ];
    page.item(0, &spans);
    page.field(2, "by", found.by.as_str());
    if let Some(database) = &found.database {
        page.field(2, "database", database.as_str());
    }
    for caveat in &found.caveats {
        page.field(2, "but", caveat.as_str());
    }
}

fn heading(page: &mut Page, title: &str, number: usize) {
    page.heading(format!("{title} ({number})"));
}

fn names(page: &mut Page, title: &str, all: &[MigrationKey], wanted: bool) {
    if all.is_empty() || (!wanted && all.len() > FEW) {
        return;
    }
    heading(page, title, all.len());
    for migration in all {
        page.text(2, migration.to_string());
    }
}

fn edited(page: &mut Page, found: &Captured) {
    if found.edited.is_empty() {
        return;
    }
    heading(page, "Edited", found.edited.len());
    for one in &found.edited {
        page.text(2, format!("{}: {}", one.migration, one.reason));
        diff(page, &found.ledger, one);
    }
}

fn diff(page: &mut Page, ledger: &str, one: &EditedOutput) {
    let Some(new) = &one.new else {
        return page.text(4, "it cannot be printed now, see below");
    };
    let MigrationKey { app, name } = &one.migration;
    page.line(4, style::REMOVED, &format!("--- {ledger}/{app}/{name}.sql"));
    page.line(4, style::ADDED, "+++ printed now");
    for line in unified::of(&one.old, new) {
        let text = format!("{}{}", line.tag.sign(), line.text);
        page.line(4, of_tag(line.tag), &text);
    }
}

pub(super) const fn of_tag(tag: Tag) -> Style {
    match tag {
        Tag::Range => style::COMMAND,
        Tag::Same => Style::new(),
        Tag::Removed => style::REMOVED,
        Tag::Added => style::ADDED,
    }
}

fn gone(page: &mut Page, found: &Captured) {
    names(page, "Gone from the project", &found.gone, true);
}

fn failed(page: &mut Page, found: &Captured) {
    if found.failed.is_empty() {
        return;
    }
    heading(page, "Could not be printed", found.failed.len());
    for (migration, error) in &found.failed {
        page.text(2, format!("{migration}: {error}"));
    }
}

fn kept(page: &mut Page, found: &Captured, wanted: bool) {
    for (reason, all) in &found.kept {
        let title = format!("Kept as stored, though printed otherwise now: {reason}");
        if wanted {
            names(page, &title, all, true);
        } else {
            heading(page, &title, all.len());
        }
    }
}

fn end(page: &mut Page, found: &Captured) {
    page.gap();
    let (files, manifest, accepted) = match found.outcome {
        CaptureOutcome::Checked if found.needs_a_person() => {
            return page.text(
                0,
                "The ledger is not what the project prints now. Nothing was written.",
            );
        }
        CaptureOutcome::Checked if !found.kept.is_empty() => {
            return page.text(0, "Nothing is new, edited or gone. Nothing was written.");
        }
        CaptureOutcome::Checked => {
            return page.text(0, "The ledger is what the project prints now.");
        }
        CaptureOutcome::Stored {
            files,
            manifest,
            accepted,
        } => (files, manifest, accepted),
    };
    let mut wrote = Vec::new();
    if files > 0 {
        wrote.push(count(files as u64, "stored output"));
    }
    if manifest {
        wrote.push("the manifest".to_owned());
    }
    let text = if wrote.is_empty() {
        format!("Nothing was to be written to {}.", found.ledger)
    } else {
        format!("Wrote {} to {}.", list(&wrote), found.ledger)
    };
    page.text(0, text);
    if found.needs_a_person() {
        page.text(
            0,
            "What was edited, and what is gone, is as it was. Look at it, and store it with --accept.",
        );
    } else if accepted && !found.gone.is_empty() {
        page.text(
            0,
            "The stored outputs of what is gone stay: a database may have it on record.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Colour;

    fn key(name: &str) -> MigrationKey {
        MigrationKey {
            app: "shop".into(),
            name: name.into(),
        }
    }

    fn sample(outcome: CaptureOutcome) -> Captured {
        Captured {
            ledger: "ledgers".into(),
            by: "Django 5.2.19 for postgresql 15.18, --source plan".into(),
            migrations: 6,
            same: 2,
            new: vec![key("0006_price")],
            facts: Vec::new(),
            kept: [(
                "another release of Django printed it",
                vec![key("0001_initial")],
            )]
            .into(),
            edited: vec![EditedOutput {
                migration: key("0002_sku"),
                reason: "its file was changed since it was captured",
                old: "BEGIN;\nADD a;\nCOMMIT;\n".into(),
                new: Some("BEGIN;\nADD \u{1b}[2Jb;\nCOMMIT;\n".into()),
            }],
            gone: vec![key("0003_old")],
            failed: vec![(key("0004_alter"), "ValueError: no".into())],
            caveats: Vec::new(),
            database: None,
            outcome,
        }
    }

    fn rendered(outcome: CaptureOutcome) -> String {
        let options = Options {
            width: 100,
            colour: Colour::Never,
            detail: Detail::Normal,
        };
        render(&sample(outcome), options)
    }

    #[test]
    fn a_capture_says_what_waits_for_a_person_and_shows_the_lines() {
        let outcome = CaptureOutcome::Stored {
            files: 1,
            manifest: true,
            accepted: false,
        };
        insta::assert_snapshot!(rendered(outcome), @r"
        6 migrations: 1 new, 1 edited, 1 gone, 1 kept as stored, 2 unchanged and 1 not printable
          by         Django 5.2.19 for postgresql 15.18, --source plan

        New (1)
          shop.0006_price

        Edited (1)
          shop.0002_sku: its file was changed since it was captured
            --- ledgers/shop/0002_sku.sql
            +++ printed now
            @@ -1,3 +1,3 @@
             BEGIN;
            -ADD a;
            +ADD \u{1b}[2Jb;
             COMMIT;

        Gone from the project (1)
          shop.0003_old

        Could not be printed (1)
          shop.0004_alter: ValueError: no

        Kept as stored, though printed otherwise now: another release of Django printed it (1)

        Wrote 1 stored output and the manifest to ledgers.
        What was edited, and what is gone, is as it was. Look at it, and store it with --accept.
        ");
    }

    #[test]
    fn a_check_says_that_nothing_was_written() {
        let text = rendered(CaptureOutcome::Checked);
        assert!(text.ends_with("Nothing was written.\n"), "{text}");
        assert!(sample(CaptureOutcome::Checked).needs_a_person());
    }

    #[test]
    fn what_is_accepted_waits_for_nobody() {
        let outcome = CaptureOutcome::Stored {
            files: 2,
            manifest: true,
            accepted: true,
        };
        assert!(!sample(outcome).needs_a_person());
    }
}
