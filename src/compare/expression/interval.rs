//! Intervals: months, days and microseconds, out of the spellings that `DecodeInterval`
//! (`datetime.c`) reads and that Django and the server write.

/// The one spelling of an interval; `None` where only the server can read it.
pub(super) fn canonical(text: &str) -> Option<String> {
    let mut sum = Interval::default();
    let lowered = text.to_ascii_lowercase();
    let mut words = lowered.split_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            sum.micros = sum.micros.checked_add(clock(word)?)?;
            continue;
        }
        let (amount, attached) = split_unit(word);
        let clock_follows = words.peek().is_some_and(|next| next.contains(':'));
        let unit = match attached {
            "" if clock_follows => "day",
            "" => words.next().unwrap_or("second"),
            unit => unit,
        };
        sum.add(amount, unit)?;
    }
    Some(format!(
        "{} mons {} days {} us",
        sum.months, sum.days, sum.micros
    ))
}

#[derive(Default)]
struct Interval {
    months: i64,
    days: i64,
    micros: i64,
}

impl Interval {
    fn add(&mut self, amount: &str, unit: &str) -> Option<()> {
        let (field, factor) = match unit {
            "year" | "years" | "y" => (&mut self.months, 12),
            "mon" | "mons" | "month" | "months" => (&mut self.months, 1),
            "week" | "weeks" => (&mut self.days, 7),
            "day" | "days" | "d" => (&mut self.days, 1),
            "hour" | "hours" | "h" => (&mut self.micros, 3_600_000_000),
            "min" | "mins" | "minute" | "minutes" | "m" => (&mut self.micros, 60_000_000),
            "us" => (&mut self.micros, 1),
            "sec" | "secs" | "second" | "seconds" | "s" => {
                self.micros = self.micros.checked_add(seconds(amount)?)?;
                return Some(());
            }
            _ => return None,
        };
        let amount: i64 = amount.strip_prefix('+').unwrap_or(amount).parse().ok()?;
        *field = field.checked_add(amount.checked_mul(factor)?)?;
        Some(())
    }
}

/// `3days` is an amount and a unit.
fn split_unit(word: &str) -> (&str, &str) {
    let end = word
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(word.len());
    word.split_at(end)
}

/// `[+-]h:mm[:ss[.ffffff]]`, in microseconds.
fn clock(word: &str) -> Option<i64> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    let mut parts = digits.split(':');
    let hours: u32 = parts.next()?.parse().ok()?;
    let minutes: u32 = parts.next()?.parse().ok()?;
    let rest = parts.next().map_or(Some(0), seconds)?;
    if parts.next().is_some() {
        return None;
    }
    let whole = (i64::from(hours) * 60 + i64::from(minutes)).checked_mul(60_000_000)?;
    Some(sign * whole.checked_add(rest)?)
}

/// Seconds with up to six decimals, in microseconds.
fn seconds(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.len() > 6 {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let micros: u32 = format!("{fraction:0<6}").parse().ok()?;
    Some(sign * (i64::from(whole) * 1_000_000 + i64::from(micros)))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_interval_are_one() {
        for (left, right) in [
            ("1 day", "1 0:00:00"),
            ("1 days 0 seconds", "1 day"),
            ("2 days 0:00:03", "2 days 00:00:03"),
            ("1 year 2 mons", "14 months"),
            ("90 minutes", "01:30:00"),
            ("-1 days +02:03:00", "-1 day 2:03"),
            ("1.5 seconds", "00:00:01.5"),
            ("1 week", "7 days"),
            ("0", "0 days 0.000000 seconds"),
        ] {
            assert!(canonical(left).is_some(), "{left}");
            assert_eq!(canonical(left), canonical(right), "{left} | {right}");
        }
    }

    #[test]
    fn a_day_is_not_24_hours() {
        assert_ne!(canonical("1 day"), canonical("24:00:00"));
    }

    #[test]
    fn what_only_the_server_reads_stays_unread() {
        for text in [
            "",
            "P1D",
            "1 fortnight",
            "1.5 days",
            "4294967295:00",
            "1 day ago",
            "@ 1 day",
        ] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
