//! What most likely happened to a migration, by what was seen of it. Where nothing was seen that
//! tells one cause from another, there is none.

use super::evidence::Observation;
use crate::report::{Cause, CauseCode, Verdict};

/// The causes that the observations suggest, the likeliest first.
pub(super) fn of(verdict: Verdict, observations: &[Observation]) -> Vec<Cause> {
    let ranked = match verdict {
        Verdict::Misrouted => misrouted(observations),
        Verdict::Faked => faked(observations),
        Verdict::Partial => partial(observations),
        Verdict::Drifted => drifted(observations),
        Verdict::Verified => verified(observations),
        Verdict::Unrecorded => unrecorded(observations),
        Verdict::NoLedger
        | Verdict::StateOnly
        | Verdict::Undecided
        | Verdict::Opaque
        | Verdict::Superseded
        | Verdict::Pending => Vec::new(),
    };
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

type Ranked<'a> = Vec<(CauseCode, &'a Observation)>;

/// The first observation that a pattern takes.
macro_rules! observation {
    ($observations:expr, $pattern:pat) => {
        $observations
            .iter()
            .find(|observation| matches!(observation, $pattern))
    };
}

/// Pairs causes with the observations that suggest them, where they were seen.
fn rank<const N: usize>(pairs: [(CauseCode, Option<&Observation>); N]) -> Ranked<'_> {
    let seen = pairs.into_iter();
    seen.filter_map(|(code, observation)| Some((code, observation?)))
        .collect()
}

fn is_recorded_abroad(observation: &Observation) -> bool {
    matches!(observation, Observation::RecordedBeside { place } if place.database.is_some())
}

/// Its objects are in another place. Where that is a copy of this database, their being there tells
/// nothing.
fn misrouted(observations: &[Observation]) -> Ranked<'_> {
    if observation!(observations, Observation::Copy { .. }).is_some() {
        return faked(observations);
    }
    let recorded = |abroad: bool| {
        let mut beside = observations
            .iter()
            .filter(|observation| matches!(observation, Observation::RecordedBeside { .. }));
        beside.find(|observation| is_recorded_abroad(observation) == abroad)
    };
    let own = observation!(observations, Observation::MadeByItsRun { .. });
    let late = observation!(observations, Observation::WrittenAfter { .. });
    let lost = observation!(observations, Observation::LostColumns { .. });
    let left = observation!(observations, Observation::LeftTrace { .. });
    let room = observation!(observations, Observation::Room { .. });
    let denied = observation!(observations, Observation::AppAbroad { .. });
    let no_room = observation!(observations, Observation::NoRoom { .. });
    rank([
        (CauseCode::RanElsewhere, recorded(false)),
        (CauseCode::MadeByHandLater, late),
        // A run made them; where the catalog's row of a table is late, they were moved since.
        (CauseCode::RanElsewhere, own),
        (
            CauseCode::RestoredFromDump,
            observation!(observations, Observation::Restored { lacks: true, .. }),
        ),
        // In another database, and it ran here: then no router denied it.
        (CauseCode::RemovedLater, lost),
        (CauseCode::RemovedLater, left),
        (CauseCode::RemovedLater, room),
        (
            CauseCode::RouterDenied,
            denied.filter(|_| recorded(true).is_some()),
        ),
        (CauseCode::RanElsewhere, recorded(true)),
        (CauseCode::Faked, no_room),
    ])
}

/// Nothing of it is there.
fn faked(observations: &[Observation]) -> Ranked<'_> {
    let restored = observation!(observations, Observation::Restored { lacks: true, .. });
    let lost = observation!(observations, Observation::LostColumns { .. });
    let left = observation!(observations, Observation::LeftTrace { .. });
    let room = observation!(observations, Observation::Room { .. });
    let aborted = observation!(observations, Observation::Aborted);
    let no_room = observation!(observations, Observation::NoRoom { .. });
    let together = observation!(observations, Observation::RecordedTogether { .. });
    let order = observation!(observations, Observation::OutOfOrder { .. });
    let committed = observation!(observations, Observation::CommittedAt { .. });
    if no_room.is_some() {
        let cause = if aborted.is_some() {
            CauseCode::RolledBack
        } else {
            CauseCode::Faked
        };
        return rank([
            (cause, aborted),
            (CauseCode::Faked, no_room),
            (CauseCode::Faked, together),
            (CauseCode::Faked, order),
            (CauseCode::Faked, committed),
        ]);
    }
    rank([
        (CauseCode::RestoredFromDump, restored),
        (CauseCode::RemovedLater, lost),
        (CauseCode::RemovedLater, left),
        (CauseCode::RolledBack, aborted),
        (CauseCode::RemovedLater, room),
        (CauseCode::Faked, together),
        (CauseCode::Faked, order),
        (CauseCode::Faked, committed),
        (CauseCode::Faked, as_before(observations)),
        // No trace tells nothing: what was dropped has taken its traces with it.
    ])
}

/// A part of it is there.
fn partial(observations: &[Observation]) -> Ranked<'_> {
    let lost = observation!(observations, Observation::LostColumns { .. });
    let own = observation!(observations, Observation::MadeByItsRun { .. });
    let before = observation!(observations, Observation::MadeBefore { .. });
    let late = observation!(observations, Observation::WrittenAfter { .. });
    let restored = observation!(observations, Observation::Restored { lacks: true, .. });
    // Only what ran to its end is recorded: where its run made a part, it made the rest.
    rank([
        (CauseCode::RemovedLater, own),
        (CauseCode::RemovedLater, lost),
        (CauseCode::Faked, before),
        (CauseCode::MadeByHandLater, late),
        (CauseCode::Faked, as_before(observations)),
        (CauseCode::RestoredFromDump, restored),
    ])
}

/// What it was to change is as before, and nothing else of it is there.
fn as_before(observations: &[Observation]) -> Option<&Observation> {
    observation!(observations, Observation::AsBefore { whole: true, .. })
}

/// Its objects are there, and some of it is different.
fn drifted(observations: &[Observation]) -> Ranked<'_> {
    let before = observation!(observations, Observation::MadeBefore { .. });
    let late = observation!(observations, Observation::WrittenAfter { .. });
    rank([
        (CauseCode::MadeByHandLater, late),
        (CauseCode::Faked, as_before(observations)),
        (CauseCode::Faked, before),
    ])
}

fn verified(observations: &[Observation]) -> Ranked<'_> {
    // GRANT and TRUNCATE write the row of a table too.
    rank([(
        CauseCode::MadeByHandLater,
        observation!(observations, Observation::WrittenAfter { moved: false, .. }),
    )])
}

/// It has no row, and its objects are there.
fn unrecorded(observations: &[Observation]) -> Ranked<'_> {
    // Several transactions tell nothing: work by hand looks so, and a migration that is not atomic.
    let one = observation!(observations, Observation::OneTransaction);
    rank([(CauseCode::CrashedBeforeRecording, one)])
}

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
    fn room_for_its_tables_says_that_they_were_there() {
        let room = Observation::Room { needed: 6, free: 8 };
        assert_eq!(
            told(Verdict::Faked, &[Observation::NoTrace, room]),
            ["removed-later by room_for_tables"]
        );
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
