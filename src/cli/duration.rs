//! Times as they are typed.

use std::time::Duration;

use jiff::SignedDuration;

/// `30`, `30s`, `500ms`, `2min`; 0 is no time at all and is refused.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let wrong = || format!("'{text}' is no time; write 30, 30s, 500ms or 2min");
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    let unit = match &text[digits.len()..] {
        "ms" => 1,
        "" | "s" => 1_000,
        "min" => 60_000,
        _ => return Err(wrong()),
    };
    match number.checked_mul(unit) {
        // PostgreSQL keeps the timeout as a 32-bit number of milliseconds.
        Some(all @ 1..=2_147_483_647) => Ok(Duration::from_millis(all)),
        _ => Err(wrong()),
    }
}

/// As it would be typed.
pub(super) fn words(time: Duration) -> String {
    match time.as_millis() {
        all if all % 60_000 == 0 => format!("{}min", all / 60_000),
        all if all % 1_000 == 0 => format!("{}s", all / 1_000),
        all => format!("{all}ms"),
    }
}

/// `7d`, `12h`, `4w`.
pub(super) fn ago(text: &str) -> Option<SignedDuration> {
    let hours = match text.chars().last()? {
        'h' => 1,
        'd' => 24,
        'w' => 7 * 24,
        _ => return None,
    };
    let number: i64 = text[..text.len() - 1].parse().ok()?;
    let all = number
        .checked_mul(hours)
        .filter(|all| (1..=24 * 366 * 100).contains(all))?;
    Some(SignedDuration::from_hours(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_or_is_in_seconds() {
        assert_eq!(duration("30"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2min"), Ok(Duration::from_mins(2)));
        for text in ["500ms", "30s", "2min"] {
            assert_eq!(duration(text).map(words), Ok(text.to_owned()));
        }
        for wrong in ["", "0", "-1", "1h", "s", "99999999999s", "1.5"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
