//! Whether an answer outlives the day on which it was given.
//!
//! Constants become values while a statement is analysed. What a date or a time of day means then may
//! depend on the clock (`datetktbl` of `datetime.c`) and on the time zones of the machine, and neither
//! shows in a catalog.

use sqlparser::tokenizer::Token;

use super::single::Single;

const CLOCK: [&str; 4] = ["now", "today", "tomorrow", "yesterday"];

/// Words beside digits that name no time zone (`deltatktbl` of `datetime.c`).
const UNITS: &str = "
    ago century centuries day days decade decades hour hours hrs millennium min mins minute minutes mon mons
    month months sec secs second seconds utc week weeks year years yrs
";

/// Whether neither the clock nor a time zone may have had a say.
pub(super) fn is_lasting(single: &Single) -> bool {
    let is = |token: &Token, wanted: &str| match token {
        Token::Word(word) => word.value.eq_ignore_ascii_case(wanted),
        _ => false,
    };
    let shifts = |pair: &[Token]| matches!(pair, [at, time] if is(at, "at") && is(time, "time"));
    let shifted = single.tokens.windows(2).any(shifts)
        || single.tokens.iter().any(|token| is(token, "timezone"));
    !shifted && single.tokens.iter().all(is_fixed)
}

/// Whether a constant is the same whenever and wherever it is read. A zone stands beside a date or a time,
/// and so beside digits.
fn is_fixed(token: &Token) -> bool {
    let text = match token {
        Token::Word(_) | Token::Number(..) => return true,
        Token::SingleQuotedString(text) => text.to_lowercase(),
        other => other.to_string().to_lowercase(),
    };
    let mut words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 2);
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let unit = |word: &str| UNITS.split_whitespace().any(|unit| unit == word);
    words.all(|word| !CLOCK.contains(&word) && (!digits || unit(word)))
}

#[cfg(test)]
mod tests {
    use super::is_lasting;
    use crate::effect::explain::single::expression;

    fn lasting(text: &str) -> bool {
        is_lasting(&expression(text).ok().unwrap())
    }

    #[test]
    fn a_constant_that_is_one_value_for_ever_lasts() {
        for text in [
            "at > '2020-01-01 00:00+02'",
            "at > '2020-01-01 00:00:00+00'::timestamp with time zone",
            "wait < '90 minutes' AND wait <> 'PT90M'",
            "kind = 'draft' AND pairs @> 'a=>1'",
        ] {
            assert!(lasting(text), "{text}");
        }
    }

    #[test]
    fn what_the_clock_or_a_zone_decides_does_not_last() {
        for text in [
            "d > 'Today'",
            "d > 'tomorrow 10:00'",
            "d > '10:00tomorrow'",
            "at > '2020-06-01 Europe/Kyiv'",
            "at > '2020-06-01 10:00 EET'",
            "at > '2020-06-01'::timestamp AT TIME ZONE 'Europe/Kyiv'",
            "at > timezone('Europe/Kyiv', '2020-06-01'::timestamp)",
        ] {
            assert!(!lasting(text), "{text}");
        }
    }
}
