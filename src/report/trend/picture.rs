//! A trend as a picture: one bar a day, its height by what was open. It is as high as the most that was open, however
//! much was looked at, and what there is one of can be seen beside what there are many of. Its colours are those of the
//! page, so that they follow light and dark; each bar says its figures.

use maud::{Markup, html};

use super::{DAYS, Day, Trend};

/// How large a picture is, in its own units.
struct Size {
    /// Of a day.
    slot: f64,
    /// Between two days.
    gap: f64,
    height: f64,
    /// What is there at all is at least so high.
    least: f64,
}

const SMALL: Size = Size {
    slot: 2.0,
    gap: 0.5,
    height: 24.0,
    least: 3.0,
};

const LARGE: Size = Size {
    slot: 8.0,
    gap: 1.5,
    height: 96.0,
    least: 8.0,
};

/// What each class of a bar means.
const LEGEND: [(&str, &str); 4] = [
    ("bad", "errors"),
    ("unproved", "warnings"),
    ("good", "nothing open"),
    ("blind", "not everything measured"),
];

/// A picture for a line of text or a cell of a table.
#[must_use]
pub fn sparkline(trend: &Trend) -> Markup {
    html! { span.spark { (bars(trend, &SMALL, &trend.words())) } }
}

/// A picture with its scale, its days and its legend.
#[must_use]
pub fn chart(trend: &Trend) -> Markup {
    let middle = trend
        .first_day
        .checked_add(jiff::Span::new().days(DAYS / 2));
    let days = [Some(trend.first_day), middle.ok(), Some(trend.last_day)];
    html! {
        figure.trend {
            div.plot {
                div.scale aria-hidden="true" { span { (most(trend)) } span { "0" } }
                (bars(trend, &LARGE, "Open findings, day by day"))
                div.days aria-hidden="true" { @for day in days.into_iter().flatten() { span { (day) } } }
            }
            figcaption {
                @for (class, text) in LEGEND {
                    span.key { span class=(format!("swatch {class}")) {} " " (text) " " }
                }
                div { "One bar a day; no bar where nobody looked. " (trend.words()) }
            }
        }
    }
}

/// The most that was open, which is as high as the picture.
fn most(trend: &Trend) -> u64 {
    trend.days.iter().map(Day::open).max().unwrap_or(0).max(1)
}

fn bars(trend: &Trend, size: &Size, words: &str) -> Markup {
    let (height, width) = (size.height, size.slot * f64::from(DAYS));
    let most = most(trend);
    html! {
        svg viewBox=(format!("0 0 {width} {height}")) role="img" preserveAspectRatio="none" {
            title { (words) }
            @for day in &trend.days {
                g {
                    title { (tip(day)) }
                    @for (class, top, height) in parts(day, most, size) {
                        rect class=(class) x=(figure(left(trend, day) * size.slot)) y=(figure(top))
                            width=(figure(size.slot - size.gap)) height=(figure(height)) {}
                    }
                }
            }
        }
    }
}

/// The days before it.
fn left(trend: &Trend, day: &Day) -> f64 {
    let passed = trend.first_day.until(day.day);
    f64::from(passed.map_or(0, |days| days.get_days()))
}

/// Class, top and height of each part, from the bottom.
fn parts(day: &Day, most: u64, size: &Size) -> Vec<(&'static str, f64, f64)> {
    let mut parts = Vec::new();
    if !day.measured {
        parts.push(("blind", 0.0, size.height));
    } else if day.open() == 0 {
        let height = size.least / 2.0;
        parts.push(("good", size.height - height, height));
    }
    let mut top = size.height;
    for (class, number) in [
        ("bad", day.findings.error),
        ("unproved", day.findings.warning),
    ] {
        if number > 0 {
            let room = size.height - 2.0 * size.least;
            let height = size.least + room * share(number, most);
            top = (top - height).max(0.0);
            parts.push((class, top, height));
        }
    }
    parts
}

fn tip(day: &Day) -> String {
    let blind = if day.measured {
        ""
    } else {
        ", and not everything was measured"
    };
    format!("{}, run {}: {} open{blind}", day.day, day.run, day.found())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no count of findings comes near 2^52"
)]
fn share(number: u64, most: u64) -> f64 {
    number as f64 / most as f64
}

fn figure(value: f64) -> String {
    format!("{value:.2}")
}
