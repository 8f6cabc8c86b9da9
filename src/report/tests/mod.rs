//! Reports and differences made by hand, for the tests of the renderings and of the history.

pub(crate) mod sample;

use crate::report::change::{
    ChangedFinding, Difference, FileChange, NotRechecked, ObjectChange, ObjectChanges, Persisting,
    RecordChange, Since, VerdictChange,
};
use crate::report::{Severity, Verdict};

fn since() -> Since {
    Since {
        run: 3,
        started_at: "2026-01-02T20:52:03Z".parse().unwrap(),
        days: 12,
    }
}

/// Something in each section, with names that would act on a terminal, a page or a comment.
pub(crate) fn everything() -> Difference {
    let (mut old, mut new) = (sample::incident(), sample::incident());
    old.run.id = Some(16);
    old.run.started_at = "2026-01-13T20:52:03Z".parse().unwrap();
    new.run.id = Some(17);
    let mut found = Difference::between(&old, &new);
    let [bounty, misplaced, faked, undecided, unmanaged] =
        sample::incident().findings.try_into().unwrap();
    let mut was = faked.clone();
    was.severity = Severity::Warning;
    was.expected = Some("<script>alert(1)</script> | `@x` \u{1b}[2J".into());
    found.findings.new = vec![undecided, bounty];
    found.findings.resolved = vec![unmanaged.clone()];
    found.findings.lapsed = vec![NotRechecked {
        finding: unmanaged,
        why: "nothing was measured".into(),
    }];
    found.findings.changed = vec![ChangedFinding {
        old: Some(was),
        new: faked,
        fields: vec!["severity", "expected"],
        since: since(),
    }];
    found.findings.persisting = vec![Persisting {
        finding: misplaced,
        since: since(),
    }];
    found.unlike = vec!["the server is 15.18, not 15.17".into()];
    found.verdicts = vec![VerdictChange {
        schema: None,
        app: "teams".into(),
        name: "0021_add_left_at_field".into(),
        old: Some(Verdict::Verified),
        new: Some(Verdict::Faked),
    }];
    found.records = vec![RecordChange {
        schema: None,
        app: "teams".into(),
        name: "0024<b>".into(),
        old: Vec::new(),
        new: vec![Some(since().started_at), None],
    }];
    found.ledger = vec![FileChange {
        app: "teams".into(),
        name: "0001_initial".into(),
        old: Some("sha256:aa".into()),
        new: Some("sha256:bb".into()),
    }];
    found.objects = ObjectChanges {
        not_kept: Vec::new(),
        changed: vec![
            ObjectChange {
                key: "table public.a&\u{202e}b".into(),
                old: Some("id bigint\nname text\nlast text\n".into()),
                new: Some("id bigint\nname <i>```</i>\nlast text\n".into()),
            },
            ObjectChange {
                key: "table public.gone".into(),
                old: Some("id bigint\n".into()),
                new: None,
            },
        ],
    };
    found
}
