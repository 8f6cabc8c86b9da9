//! What an audit report says of the record itself: whether it is there, and as it was written.

use super::model::{Audit, Seal};
use crate::report::page::{Block, Item, Line, Tone, own};
use crate::report::words::count;

/// Whether the history is as it was written, and what it was held against.
pub(super) fn seal(audit: &Audit) -> Block {
    let seal = &audit.seal;
    let bad = |line: Line| Block::Paragraph(Tone::Bad, line);
    let state = match (&seal.gone, &seal.fault) {
        (Some(gone), _) => bad(own("It is not known: ").text(gone).own(".")),
        (None, Some(fault)) => bad(own("The history is NOT as it was written: ")
            .text(fault)
            .own(".")),
        (None, None) if seal.runs + seal.pruned == 0 => {
            bad(own("Nothing is sealed, so nothing was verified."))
        }
        (None, None) => {
            let runs = count(seal.runs, "run");
            Block::paragraph(own(format!(
                "Every seal of the history holds: {runs} sealed."
            )))
        }
    };
    let pruned =
        (seal.pruned > 0).then(|| own(format!("{} pruned since", count(seal.pruned, "run"))));
    let links = [("first", &seal.first), ("last", &seal.last)].into_iter();
    let links = links.filter_map(|(which, link)| {
        let (run, digest) = link.as_ref()?;
        Some(own(format!("{which} of the period: run {run}, ")).digest(digest))
    });
    let mut blocks = vec![Block::Heading(2, own("Was the record touched?")), state];
    let is_held = seal.fault.is_none() && seal.gone.is_none();
    blocks.extend(is_held.then(|| anchored(seal)));
    blocks.push(Block::List(
        pruned.into_iter().chain(links).map(Item::from).collect(),
    ));
    Block::Section(blocks)
}

/// What the seals alone do not show.
fn anchored(seal: &Seal) -> Block {
    match (&seal.not_anchored, seal.anchors) {
        (Some(reason), _) => Block::Paragraph(
            Tone::Bad,
            own("It was held against no seal that was kept elsewhere (")
                .text(reason)
                .own(")."),
        ),
        (None, Some(anchors)) => Block::paragraph(own(format!(
            "It holds each seal that was kept elsewhere ({}): up to the last of them nothing was written anew.",
            count(anchors, "anchor")
        ))),
        (None, None) => {
            let caveat = "Seals show that nobody changed, removed or inserted a run without computing them anew. \
                          That this was not done either, only an anchor shows that was kept elsewhere: reconcile \
                          report --anchor FILE.";
            Block::Paragraph(Tone::Dim, own(caveat))
        }
    }
}
