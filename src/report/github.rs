//! The report as commands of a GitHub workflow: each becomes an annotation of the change.
//!
//! Every line is one command, escaped as `actions/toolkit` does it (`command.ts`), so that no name
//! begins a command of its own.

use super::escape::escape;
use super::facts::{Answer, answer as answer_of};
use super::finding::Finding;
use super::groups::Following;
use super::mistake::mistake;
use super::model::Report;
use super::pending::pending;
use super::summary_line;
use super::text::Detail;
use super::vocabulary::Severity;
use super::words::count;

/// GitHub shows so many annotations of each level in one step.
const SHOWN: usize = 10;

/// One command a line: the answer, the causes, and what was not measured.
///
/// What follows from a cause is counted in its annotation. Where there are more of a level than
/// GitHub shows, the last one says how many.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut lines = vec![answer(report)];
    for level in [Level::Error, Level::Warning, Level::Notice] {
        let findings = causes(report, level);
        let own = own(report, level);
        lines.extend(own.iter().map(|text| command(level, TITLE, text)));
        // The answer is one of its own level.
        let room = SHOWN - usize::from(level == answer_level(report)) - own.len();
        let shown = if findings.len() > room {
            room - 1
        } else {
            findings.len()
        };
        let following = Following::of(report);
        let told = findings[..shown].iter();
        lines.extend(told.map(|finding| annotation(report, finding, &following, level)));
        if findings.len() > shown {
            let more = findings.len() - shown;
            let more = count(more as u64, "more finding");
            let more = format!("{more} of this level: GitHub shows no more than {SHOWN} of a step");
            lines.push(command(level, TITLE, &more));
        }
    }
    lines.join("\n") + "\n"
}

const TITLE: &[(&str, &str)] = &[("title", "reconcile")];

/// What is to be said of waivers, in as few annotations as can be.
fn own(report: &Report, level: Level) -> Vec<String> {
    let problems: Vec<String> = report.waiver_problems().collect();
    if problems.is_empty() || level != Level::Warning {
        return Vec::new();
    }
    vec![problems.join("\n")]
}

/// GitHub's own names of the levels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    /// What is waived shall be seen, and stop nobody.
    const fn of(finding: &Finding) -> Self {
        match (finding.severity, &finding.waived) {
            (_, Some(_)) | (Severity::Info, None) => Self::Notice,
            (Severity::Error, None) => Self::Error,
            (Severity::Warning, None) => Self::Warning,
        }
    }
}

fn answer_level(report: &Report) -> Level {
    if report.is_measured() {
        Level::Notice
    } else {
        Level::Error
    }
}

fn answer(report: &Report) -> String {
    let coverage = &report.summary.coverage;
    let Answer { verdict, rest, .. } = answer_of(report);
    let told = format!(
        "{}: {verdict} {rest}\n{} checked, {} undecided; {} opaque, {} unreadable",
        report.target.database,
        count(coverage.checked, "effect"),
        coverage.undecided,
        count(coverage.opaque, "statement"),
        coverage.unreadable,
    );
    let waiting = pending(report, Detail::Normal).map(|it| {
        let command = it.command.map(|it| format!(": {}", it.text));
        format!(
            "\nnot applied here: {}{}",
            it.line.words(),
            command.unwrap_or_default()
        )
    });
    let mistake = mistake(report).map(|it| format!("\n{}", it.says));
    let told = told + &mistake.unwrap_or_default() + &waiting.unwrap_or_default();
    command(answer_level(report), TITLE, &told)
}

fn causes(report: &Report, level: Level) -> Vec<&Finding> {
    let following = Following::of(report);
    let findings = report.findings.iter();
    let causes = findings.filter(|finding| !following.holds(finding));
    let of_level = causes.filter(|finding| Level::of(finding) == level);
    let (new, old): (Vec<_>, Vec<_>) = of_level.partition(|finding| finding.is_new(report));
    [new, old].concat()
}

fn annotation(
    report: &Report,
    finding: &Finding,
    following: &Following<'_>,
    level: Level,
) -> String {
    let mut told = summary_line::lines(report, finding);
    let those = following.those(finding).len();
    told.extend((those > 0).then(|| format!("and {those} that follow from it")));
    let title = summary_line::news(report, finding);
    let place = finding.place.as_ref().map(|place| {
        let file = format!("{}/{}", report.ledger.path, place.file);
        (file, place.line.to_string())
    });
    let mut properties = vec![("title", &*title)];
    if let Some((file, line)) = &place {
        properties.extend([("file", file.as_str()), ("line", line.as_str())]);
    }
    command(level, &properties, &told.join("\n"))
}

fn command(level: Level, properties: &[(&str, &str)], message: &str) -> String {
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    let lines: Vec<String> = message.lines().map(|line| data(&escape(line))).collect();
    format!(
        "::{} {}::{}",
        level.as_str(),
        properties.join(","),
        lines.join("%0A")
    )
}

/// `escapeData` of the toolkit, for one line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
}

/// `escapeProperty` of the toolkit.
fn property(text: &str) -> String {
    data(&escape(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn each_cause_is_an_annotation_at_its_line() {
        insta::assert_snapshot!(render(&sample::incident()), @r#"
        ::notice title=reconcile::shop: DOES NOT AGREE with django_migrations: 3 errors, 1 warning and 1 info%0A69 effects checked, 1 undecided; 1 statement opaque, 0 unreadable%0Anot applied here: teams.0025_next; mend what is wrong first
        ::error title=misplaced table user_profile_stream_config,file=ledgers/user_profile/0034_p0_media_models.sql,line=5::the table is in test_schema, not in public%0Amigration: user_profile.0034_p0_media_models%0Ais in: test_schema (13 of 13 parts match)%0Abelongs in: public%0Awith it: 13 parts of it%0Afrom: user_profile/0034_p0_media_models.sql:5 (Create model StreamConfig)%0Aid: 68576d0f70ae9a15%0Asql: ALTER TABLE "test_schema"."user_profile_stream_config" SET SCHEMA "public";%0Aand 1 that follow from it
        ::error title=missing column teams_teammembership.left_at,file=ledgers/teams/0021_add_left_at_field.sql,line=5::the column is in no schema%0Amigration: teams.0021_add_left_at_field%0Aexpected: public%0Afrom: teams/0021_add_left_at_field.sql:5 (Add field left_at to teammembership)%0Abut: the later teams.0022_backfill_left_at_data holds an operation that is not SQL%0Aid: e71d8289e3ce7d7b%0Aseen: no schema holds a column of this name%0Ashell: python manage.py sqlmigrate teams 0021_add_left_at_field
        ::warning title=undecided constraint user_profile_userprofile.age\u{202e}_valid (expression),file=ledgers/user_profile/0001_initial.sql,line=9::the two expressions could be proved neither equal nor different%0Amigration: user_profile.0001_initial%0Aexpected: f(age) > 0%0Athere is: (g(age) > 0)%0Afrom: user_profile/0001_initial.sql:9 (Create model UserProfile)%0Aid: f02acfa6e40cb294%0Apsql: \d "public"."user_profile_userprofile"
        ::notice title=unmanaged table legacy::no migration in the ledger accounts for this table%0Aid: 6e8ad6af6b9a4265
        "#);
    }

    #[test]
    fn a_name_begins_no_command_and_no_property() {
        let mut report = sample::contract();
        let finding = &mut report.findings[0];
        finding.message = "100%\n::set-env name=x::y\r".into();
        finding.object.as_mut().unwrap().name = "a,line=9::b".into();
        let text = render(&report);
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains("a%2Cline=9%3A%3Ab"), "{text}");
        assert!(text.contains("100%25%0A::set-env"), "{text}");
    }

    #[test]
    fn what_github_would_drop_is_counted() {
        let mut report = sample::contract();
        let first = report.findings[0].clone();
        let copy = |at: usize| Finding {
            id: at.to_string(),
            ..first.clone()
        };
        report.findings = (0..14).map(copy).collect();
        let text = render(&report);
        let errors: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("::error"))
            .collect();
        assert_eq!(errors.len(), SHOWN);
        assert!(
            errors[9].contains("5 more findings of this level"),
            "{}",
            errors[9]
        );
    }

    #[test]
    fn nothing_measured_is_an_error() {
        let text = render(&sample::unmeasured());
        assert!(
            text.starts_with("::error title=reconcile::shop: NOTHING WAS CHECKED"),
            "{text}"
        );
    }
}
