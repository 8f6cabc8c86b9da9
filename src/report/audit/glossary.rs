//! The words of an audit report, for a reader who uses neither a terminal nor a database. Of kinds of findings and of
//! verdicts those are explained that the report has.

use std::collections::BTreeSet;

use super::model::{Audit, Section};
use crate::report::page::{Block, Line, Row, Table, own};
use crate::report::vocabulary::{Kind, Verdict};

/// In the order in which one leads to the next.
const WORDS: &[(&str, &str)] = &[
    (
        "migration",
        "a change to the structure of a database (its tables, columns, rules), written by the developers and carried out \
         by the framework Django; it is named by its app, a part of the program, and a number with a name",
    ),
    (
        "django_migrations, record",
        "Django's own list, in the database, of the migrations that were carried out; a record is one entry of it",
    ),
    (
        "schema",
        "a part of a database, with tables of its own; also the structure of those tables",
    ),
    (
        "ledger, stored output",
        "a folder that is kept with the program: for each migration a file with the instructions that it gives to the \
         database, as Django printed them",
    ),
    (
        "statement",
        "one instruction of a migration to the database",
    ),
    (
        "effect",
        "one thing that should be so after a migration: a table or a column that is there, a rule that is in force",
    ),
    (
        "run",
        "one look at a database: it is asked what it holds, and that is compared with what all recorded migrations \
         should have made. Nothing in the database is changed",
    ),
    (
        "scope",
        "what a run was limited to: some apps, or some schemas",
    ),
    (
        "measured",
        "really compared; what was not measured may be right or wrong, and is never called right",
    ),
    (
        "coverage",
        "how many effects were compared, of how many there are. Opaque are statements that leave nothing in the structure \
         which could be looked at, such as changes of data",
    ),
    (
        "finding",
        "something that is not as the records say, or could not be compared; the digits below it are its name in every run",
    ),
    (
        "error",
        "the database does not hold what its records say: somebody has to act",
    ),
    (
        "warning",
        "something could not be compared, or is there without a reason: somebody has to look",
    ),
    ("info", "worth knowing; nothing has to be done"),
    (
        "open, new",
        "told by the newest run; new is what was first told in the period",
    ),
    (
        "follows from",
        "the finding goes away when the one that is named is mended",
    ),
    (
        "seen, likely",
        "what was observed, and what most likely happened. What an engineer types to look at it or to mend it stands \
         below, behind the name of a program (psql, sql, django)",
    ),
    (
        "owner, due, overdue",
        "who answers for it, the last day on which it is to be mended, and that this day is over",
    ),
    (
        "accepted, waiver, waived",
        "somebody decided, for a reason that is told, that a finding may stay, for good or until a day",
    ),
    (
        "resolved, proved",
        "no longer told, and the run that did not tell it had looked for it. Where it had not, it may still be so",
    ),
    (
        "time to repair",
        "from the run that first told a finding to the first one that did not",
    ),
    ("verdict", "one word for what became of a migration"),
    (
        "history, seal, digest",
        "the file in which every run is kept. Each run there carries a seal: a number (digest) that is computed from all \
         that is kept of it and of the run before, so that a later change shows",
    ),
    (
        "anchor",
        "a seal that was also kept elsewhere, where nobody who can change the history can change it",
    ),
    (
        "pruned",
        "taken out of the history on purpose, as it was old; that it was done is kept",
    ),
];

/// What the words of the report mean.
pub(super) fn glossary(audit: &Audit) -> Block {
    let words = WORDS.iter().map(|(word, means)| row(word, own(means)));
    let kinds = kinds(&audit.sections).into_iter();
    let kinds = kinds.map(|kind| {
        row(
            kind.as_str(),
            own("of a finding: ").own(kind.row().text.means),
        )
    });
    let verdicts = verdicts(&audit.sections).into_iter();
    let verdicts = verdicts.map(|verdict| {
        row(
            verdict.called(),
            own("of a migration: ").own(verdict.row().text.means),
        )
    });
    Block::Section(vec![
        Block::Heading(2, own("What the words mean")),
        Block::Table(Table {
            caption: "Words and what they mean",
            head: vec!["Word", "Meaning"],
            rows: words.chain(kinds).chain(verdicts).collect(),
            ..Table::default()
        }),
    ])
}

fn row(word: &str, means: Line) -> Row {
    Row::from(vec![own(word), means])
}

fn kinds(sections: &[Section]) -> BTreeSet<Kind> {
    let open = sections.iter().flat_map(|one| &one.open);
    let open = open.map(|entry| entry.finding.kind);
    let resolved = sections.iter().flat_map(|one| &one.resolved);
    open.chain(resolved.map(|one| one.finding.kind)).collect()
}

fn verdicts(sections: &[Section]) -> BTreeSet<Verdict> {
    let runs = sections
        .iter()
        .flat_map(|one| one.baseline.iter().chain(&one.runs));
    runs.flat_map(|run| run.verdicts.keys().copied()).collect()
}
