//! What most likely happened to a migration, by what was seen of it. Where nothing was seen that
//! tells one cause from another, there is none.

use super::evidence::Observation;
use super::evidence::Observation as O;
use crate::report::CauseCode as C;
use crate::report::{Cause, CauseCode, Verdict};

/// Whether an observation is of this form.
macro_rules! seen {
    ($pattern:pat) => {
        |observation: &Observation| matches!(observation, $pattern)
    };
}

/// The causes that the observations suggest, the likeliest first.
pub(super) fn of(verdict: Verdict, observations: &[Observation]) -> Vec<Cause> {
    let mut ranked: Vec<(CauseCode, &Observation)> = Vec::new();
    for (code, is_reason) in table(verdict, observations) {
        ranked.extend(first(observations, *is_reason).map(|seen| (*code, seen)));
    }
    // In another database, and it ran here: then no router denied it.
    if first(observations, is_recorded_abroad).is_none() {
        ranked.retain(|(code, _)| *code != CauseCode::RouterDenied);
    }
    let mut causes: Vec<Cause> = Vec::new();
    for (code, observation) in ranked {
        let evidence = observation.code();
        match causes.iter_mut().find(|cause| cause.code == code) {
            Some(cause) => cause.evidence.push(evidence),
            None => causes.push(Cause {
                code,
                text: told(code, observation).to_owned(),
                evidence: vec![evidence],
            }),
        }
    }
    causes
}

/// Causes, and the observation that suggests each, the likeliest first.
type Table = &'static [(CauseCode, fn(&Observation) -> bool)];

fn first(observations: &[Observation], is: fn(&Observation) -> bool) -> Option<&Observation> {
    observations.iter().find(|observation| is(observation))
}

fn table(verdict: Verdict, observations: &[Observation]) -> Table {
    let saw = |is| first(observations, is).is_some();
    match verdict {
        // Where it is in a copy of this database, its being there tells nothing.
        Verdict::Misrouted if !saw(seen!(O::Copy { .. })) => MISROUTED,
        Verdict::Misrouted | Verdict::Faked if saw(seen!(O::NoRoom { .. })) => NEVER_MADE,
        Verdict::Misrouted => ABROAD,
        Verdict::Faked => GONE,
        Verdict::Removed => REMOVED,
        Verdict::Partial => PARTIAL,
        Verdict::Drifted => DRIFTED,
        Verdict::Verified => VERIFIED,
        Verdict::Unrecorded => UNRECORDED,
        Verdict::NoLedger
        | Verdict::StateOnly
        | Verdict::Undecided
        | Verdict::Opaque
        | Verdict::Superseded
        | Verdict::Pending => &[],
    }
}

fn is_recorded_abroad(observation: &Observation) -> bool {
    matches!(observation, O::RecordedBeside { place } if place.database.is_some())
}

fn is_recorded_here(observation: &Observation) -> bool {
    matches!(observation, O::RecordedBeside { place } if place.database.is_none())
}

/// The columns of its table that are missing are those that it lost.
const LOST: fn(&Observation) -> bool =
    |seen| matches!(seen, O::LostColumns { lost, missing, .. } if lost >= missing);

/// What is missing left something behind by what its stored output says.
const LEFT: fn(&Observation) -> bool = seen!(O::LeftTrace { touched: true, .. });

/// Its objects are in another place.
const MISROUTED: Table = &[
    (C::RecordsAlone, seen!(O::ApartFrom { .. })),
    (C::RanElsewhere, is_recorded_here),
    (C::MadeByHandLater, seen!(O::WrittenAfter { .. })),
    // A run made them; where the catalog's row of a table is late, they were moved since.
    (C::RanElsewhere, seen!(O::MadeByItsRun { .. })),
    (C::RestoredFromDump, seen!(O::Restored { lacks: true, .. })),
    (C::RemovedLater, LOST),
    (C::RemovedLater, LEFT),
    (C::RemovedLater, seen!(O::NeededBy { .. })),
    (C::RouterDenied, seen!(O::AppAbroad { .. })),
    (C::RanElsewhere, is_recorded_abroad),
    (C::Faked, seen!(O::NoRoom { .. })),
];

/// Nothing of it is there, and there was no room for it.
const NEVER_MADE: Table = &[
    (C::RolledBack, seen!(O::Aborted)),
    (C::Faked, seen!(O::NoRoom { .. })),
    (C::Faked, seen!(O::OutOfOrder { .. })),
    (C::Faked, seen!(O::CommittedAt { .. })),
];

/// Nothing of it is there, and something shows that it was.
const REMOVED: Table = &[
    (C::RemovedLater, LOST),
    (C::RemovedLater, LEFT),
    (C::RemovedLater, seen!(O::NeededBy { .. })),
];

/// It is in a copy of this database, and not here: whether it was is not known.
const ABROAD: Table = &[
    (C::RemovedLater, LOST),
    (C::RemovedLater, LEFT),
    (C::RemovedLater, seen!(O::NeededBy { .. })),
    (C::RolledBack, seen!(O::Aborted)),
    (C::Faked, seen!(O::OutOfOrder { .. })),
    (C::Faked, seen!(O::CommittedAt { .. })),
];

/// Nothing of it is there, and nothing shows that it was. That there is no trace tells nothing: what was dropped has
/// taken its traces with it. Nor do rows of the same milliseconds: on a fast server small tables are made in three.
const GONE: Table = &[
    (C::RecordsAlone, seen!(O::YoungerThan { .. })),
    (C::RestoredFromDump, seen!(O::Restored { lacks: true, .. })),
    (C::RolledBack, seen!(O::Aborted)),
    (C::Faked, seen!(O::OutOfOrder { .. })),
    (C::Faked, seen!(O::CommittedAt { .. })),
    (C::Faked, AS_BEFORE),
];

/// A part of it is there. Only what ran to its end is recorded: where its run made a part, it made the rest.
const PARTIAL: Table = &[
    (C::RecordsAlone, seen!(O::YoungerThan { .. })),
    (C::RemovedLater, seen!(O::MadeByItsRun { .. })),
    (C::RemovedLater, LOST),
    (C::RemovedLater, seen!(O::NeededBy { .. })),
    (C::Faked, seen!(O::MadeBefore { .. })),
    (C::MadeByHandLater, seen!(O::WrittenAfter { .. })),
    (C::Faked, AS_BEFORE),
    (C::RestoredFromDump, seen!(O::Restored { lacks: true, .. })),
];

/// Its objects are there, and some of it is different.
const DRIFTED: Table = &[
    (C::MadeByHandLater, seen!(O::WrittenAfter { .. })),
    (C::Faked, AS_BEFORE),
    (C::Faked, seen!(O::MadeBefore { .. })),
];

/// All of it is there. GRANT and TRUNCATE write the row of a table too.
const VERIFIED: Table = &[(
    C::MadeByHandLater,
    seen!(O::WrittenAfter { moved: false, .. }),
)];

/// It has no row, and its objects are there. Several transactions tell nothing: work by hand looks so, and a
/// migration that is not atomic.
const UNRECORDED: Table = &[(C::CrashedBeforeRecording, seen!(O::OneTransaction))];

/// What it was to change is as before, and nothing else of it is there.
const AS_BEFORE: fn(&Observation) -> bool = seen!(O::AsBefore { whole: true, .. });

fn told(code: CauseCode, seen: &Observation) -> &'static str {
    if code == CauseCode::RanElsewhere && is_recorded_abroad(seen) {
        return "it ran on a connection to the other database: look at NAME in DATABASES, DATABASE_URL, PGDATABASE, and \
                migrate --database";
    }
    code.told()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::evidence::show_that_it_was;

    fn told(verdict: Verdict, observations: &[Observation]) -> Vec<String> {
        let causes = of(verdict, observations);
        let line = |cause: &Cause| {
            format!(
                "{} by {}",
                cause.code,
                cause
                    .evidence
                    .iter()
                    .map(|it| it.as_str())
                    .collect::<Vec<_>>()
                    .join("+")
            )
        };
        causes.iter().map(line).collect()
    }

    #[test]
    fn without_a_sight_there_is_no_cause() {
        for verdict in Verdict::ALL {
            assert_eq!(told(*verdict, &[]), [""; 0], "{verdict}");
        }
    }

    #[test]
    fn room_for_its_tables_shows_nothing_by_itself() {
        let seen = [
            Observation::NoTrace,
            Observation::Room { needed: 6, free: 8 },
        ];
        for verdict in [Verdict::Removed, Verdict::Faked, Verdict::Misrouted] {
            assert_eq!(told(verdict, &seen), [""; 0], "{verdict}");
        }
        assert!(!show_that_it_was(&seen));
    }

    #[test]
    fn no_trace_does_not_tell_what_was_faked_from_what_was_dropped() {
        assert_eq!(told(Verdict::Faked, &[Observation::NoTrace]), [""; 0]);
        assert_eq!(told(Verdict::Misrouted, &[Observation::NoTrace]), [""; 0]);
    }

    #[test]
    fn what_is_as_before_was_faked_unless_it_was_written_since() {
        let as_before = |whole| Observation::AsBefore {
            objects: ["column a.n".to_owned()].into(),
            left_by: crate::migration::MigrationKey::new("shop", "0001"),
            whole,
        };
        let late = Observation::WrittenAfter {
            migration: crate::migration::MigrationKey::new("shop", "0002"),
            objects: ["column a.n".to_owned()].into(),
            moved: false,
        };
        assert_eq!(
            told(Verdict::Drifted, &[as_before(true)]),
            ["faked by as_before"]
        );
        assert_eq!(told(Verdict::Drifted, &[as_before(false)]), [""; 0]);
        assert_eq!(
            told(Verdict::Drifted, &[as_before(true), late])[0],
            "made-by-hand-later by written_after_record"
        );
    }

    #[test]
    fn no_room_for_its_tables_says_that_they_never_were() {
        let no_room = Observation::NoRoom { needed: 6, free: 0 };
        assert_eq!(
            told(Verdict::Faked, &[Observation::NoTrace, no_room]),
            ["faked by no_room_for_tables"]
        );
    }

    #[test]
    fn a_try_that_was_rolled_back_comes_before_a_plain_fake() {
        assert_eq!(
            told(
                Verdict::Faked,
                &[Observation::Aborted, Observation::NoTrace]
            )[0],
            "rolled-back by aborted_before_record"
        );
    }

    #[test]
    fn several_transactions_tell_no_cause_of_what_is_not_recorded() {
        let several = Observation::SeveralTransactions { several: 2 };
        assert_eq!(told(Verdict::Unrecorded, &[several]), [""; 0]);
        assert_eq!(
            told(Verdict::Unrecorded, &[Observation::OneTransaction]),
            ["crashed-before-recording by one_transaction"]
        );
    }

    #[test]
    fn a_table_whose_row_alone_is_late_tells_nothing_of_a_healthy_migration() {
        let late = |moved| Observation::WrittenAfter {
            migration: crate::migration::MigrationKey::new("shop", "0001"),
            objects: ["table a".to_owned()].into(),
            moved,
        };
        assert_eq!(told(Verdict::Verified, &[late(true)]), [""; 0]);
        assert_eq!(
            told(Verdict::Verified, &[late(false)]),
            ["made-by-hand-later by written_after_record"]
        );
    }

    #[test]
    fn a_healthy_migration_has_a_cause_only_where_something_came_after() {
        let own = Observation::MadeByItsRun {
            objects: ["table a".to_owned()].into(),
        };
        assert_eq!(told(Verdict::Verified, &[own]), [""; 0]);
    }
}
