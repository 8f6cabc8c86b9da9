//! What each verdict means. The table of `docs/findings.md` says the same words.

use super::Text;
use crate::report::vocabulary::Verdict;

pub(super) fn text(verdict: Verdict) -> Text {
    let (means, act) = of(verdict);
    Text {
        means,
        usually: None,
        check: &[],
        act,
    }
}

const fn of(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::NoLedger => ("it has no stored output", "capture it"),
        Verdict::StateOnly => ("its stored output holds no statement", "nothing"),
        Verdict::Misrouted => (
            "at least one effect is misplaced",
            "move the objects: `misplaced`",
        ),
        Verdict::Faked => ("every effect is missing", "run its SQL: `missing`"),
        Verdict::Partial => (
            "at least one effect is missing",
            "run what is missing of its SQL: `missing`",
        ),
        Verdict::Drifted => (
            "at least one effect is different, surviving or invalid",
            "see the findings",
        ),
        Verdict::Undecided => (
            "nothing worse, and at least one effect is undecided, in doubt or unreadable, or could not be \
             measured",
            "look at it once",
        ),
        Verdict::Opaque => (
            "it holds only what leaves no trace in a catalog (RunPython, data changes)",
            "nothing; that it ran cannot be seen",
        ),
        Verdict::Superseded => (
            "later recorded migrations replaced all its effects",
            "nothing",
        ),
        Verdict::Verified => ("everything that should be there is there", "nothing"),
        Verdict::Unrecorded => (
            "effects are there that nothing else accounts for",
            "finish it, or write its row: `unrecorded`",
        ),
        Verdict::Pending => (
            "its effects are not there; this is no finding",
            "`python manage.py migrate`, when it is due",
        ),
    }
}
