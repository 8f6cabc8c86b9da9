//! Verdicts over time as a picture: one bar a run, its parts by what they mean. Its colours are those of
//! the page, so that they follow light and dark; each bar says its figures, as does the table below.

use maud::{Markup, html};

use super::model::AuditRun;
use crate::report::vocabulary::Meaning;
use crate::report::words::minute;

const HEIGHT: f64 = 120.0;
const WIDTH: f64 = 600.0;
const GAP: f64 = 2.0;
/// A bar of few is no wall.
const WIDEST: f64 = 24.0;
/// More bars than that cannot be told apart: the newest are drawn.
const BARS: usize = 120;

const MEANINGS: [(Meaning, &str, &str); 3] = [
    (Meaning::Good, "good", "as it should be"),
    (Meaning::Unproved, "unproved", "not proved"),
    (Meaning::Bad, "bad", "not as it should be"),
];

fn number(run: &AuditRun, wanted: Meaning) -> u64 {
    let verdicts = run.verdicts.iter();
    verdicts
        .filter(|(verdict, _)| verdict.row().meaning == wanted)
        .map(|(_, number)| number)
        .sum()
}

/// The picture, with its legend.
pub(super) fn verdicts(runs: &[AuditRun]) -> Markup {
    let shown = &runs[runs.len().saturating_sub(BARS)..];
    let all = |run: &AuditRun| {
        MEANINGS
            .iter()
            .map(|(of, ..)| number(run, *of))
            .sum::<u64>()
    };
    let most = shown.iter().map(all).max().unwrap_or(0).max(1);
    let step = (WIDTH / size(shown.len().max(1) as u64)).min(WIDEST);
    html! {
        figure {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img"
                aria-label="Verdicts of each run, oldest first" preserveAspectRatio="none" {
                @for (at, run) in (0_u64..).zip(shown) {
                    g {
                        title { (words(run)) }
                        @for (class, y, height) in bars(run, most) {
                            rect class=(class) x=(figure(size(at) * step)) y=(figure(y))
                                width=(figure((step - GAP).max(1.0))) height=(figure(height)) {}
                        }
                    }
                }
            }
            figcaption {
                @for (_, class, text) in MEANINGS {
                    span class="key" { span class=(format!("swatch {class}")) {} " " (text) " " }
                }
                "One bar a run, oldest first"
                @if shown.len() < runs.len() { ", the newest " (BARS) " of " (runs.len()) }
                "."
            }
        }
    }
}

/// Class, top and height of each part, from the bottom.
fn bars(run: &AuditRun, most: u64) -> Vec<(&'static str, f64, f64)> {
    let mut top = HEIGHT;
    let mut bars = Vec::new();
    for (of, class, _) in MEANINGS {
        let height = HEIGHT * size(number(run, of)) / size(most);
        if height > 0.0 {
            top -= height;
            bars.push((class, top, height));
        }
    }
    bars
}

fn words(run: &AuditRun) -> String {
    let at = minute(run.started_at);
    format!("run {}, {at}: {}", run.id, run.verdicts())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no count of migrations or runs comes near 2^52"
)]
fn size(number: u64) -> f64 {
    number as f64
}

fn figure(value: f64) -> String {
    format!("{value:.2}")
}
