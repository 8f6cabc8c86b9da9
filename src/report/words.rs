//! Plurals, lists, and patterns over names.

/// So many names are told one by one.
pub const NAMED: usize = 4;

/// `1 error`, `3 errors`.
#[must_use]
pub fn count(number: u64, one: &str) -> String {
    count_as(number, one, &format!("{one}s"))
}

/// `1 index`, `3 indexes`, where the plural is not made with an `s`.
#[must_use]
pub fn count_as(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`; nothing for an empty list.
#[must_use]
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `a, b, c and d`, or `a, b, c and 17 more`.
#[must_use]
pub fn some<S: AsRef<str>>(items: &[S]) -> String {
    if items.len() <= NAMED {
        return list(items);
    }
    let first: Vec<&str> = items.iter().take(NAMED - 1).map(AsRef::as_ref).collect();
    format!("{} and {} more", first.join(", "), items.len() + 1 - NAMED)
}

/// `about 1.2 million rows`, where a number was estimated.
#[must_use]
pub fn about(number: u64, one: &str) -> String {
    const NAMES: [(u64, &str); 2] = [(1_000_000_000, "billion"), (1_000_000, "million")];
    let large = NAMES.iter().find(|(unit, _)| number >= *unit);
    match large {
        Some((unit, name)) => format!("about {} {name} {one}s", in_units(number, *unit)),
        None => format!("about {}", count(number, one)),
    }
}

/// `310 MB`, as `pg_size_pretty` counts.
#[must_use]
pub fn size(bytes: u64) -> String {
    const NAMES: [(u64, &str); 4] = [
        (1 << 40, "TB"),
        (1 << 30, "GB"),
        (1 << 20, "MB"),
        (1 << 10, "kB"),
    ];
    match NAMES.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{} {name}", in_units(bytes, *unit)),
        None => count(bytes, "byte"),
    }
}

/// `1.2`, `310`: one digit behind the point where one stands before it.
fn in_units(number: u64, unit: u64) -> String {
    let tenths = u128::from(number) * 10 / u128::from(unit);
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) if whole < 10 => format!("{whole}.{tenth}"),
        (whole, _) => whole.to_string(),
    }
}

/// `2026-01-14 20:52 UTC`.
#[must_use]
pub fn minute(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The known words that look most like this one, the most alike first, at most three; none where
/// none looks like it.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let known = known.into_iter().map(|other| {
        let distance = strsim::damerau_levenshtein(&word, &other.to_lowercase());
        (distance, other)
    });
    let most = (word.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known.filter(|(far, _)| *far <= most).collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, other)| other).collect()
}

/// Whether a name matches a pattern: `*` stands for any characters, `?` for one.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut of) = (0, 0);
    // Where the last star stands, and up to where it reaches so far.
    let mut star = None;
    while at < name.len() {
        match pattern.get(of) {
            Some('*') => {
                star = Some((of, at));
                of += 1;
            }
            Some(&one) if one == '?' || one == name[at] => {
                of += 1;
                at += 1;
            }
            Some(_) | None => match star {
                Some((place, reach)) => {
                    star = Some((place, reach + 1));
                    of = place + 1;
                    at = reach + 1;
                }
                None => return false,
            },
        }
    }
    pattern[of..].iter().all(|one| *one == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_thing_is_singular() {
        assert_eq!(count(0, "error"), "0 errors");
        assert_eq!(count(1, "error"), "1 error");
        assert_eq!(count_as(2, "index", "indexes"), "2 indexes");
    }

    #[test]
    fn what_is_large_is_told_by_its_first_digits() {
        assert_eq!(about(1, "row"), "about 1 row");
        assert_eq!(about(98_765, "row"), "about 98765 rows");
        assert_eq!(about(1_234_567, "row"), "about 1.2 million rows");
        assert_eq!(about(61_000_000, "row"), "about 61 million rows");
        assert_eq!(about(3_000_000_000, "row"), "about 3 billion rows");
        assert_eq!(size(8_192), "8 kB");
        assert_eq!(size(310 << 20), "310 MB");
        assert_eq!(size(5 << 29), "2.5 GB");
        assert_eq!(size(1), "1 byte");
    }

    #[test]
    fn a_slip_of_the_pen_is_near_and_another_word_is_not() {
        let known = ["missing", "misplaced", "edited"];
        assert_eq!(nearest("misplacd", known), ["misplaced"]);
        assert_eq!(nearest("Missing", known), ["missing"]);
        assert!(nearest("table", known).is_empty());
    }

    #[test]
    fn a_list_reads_as_a_sentence() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn a_star_is_any_characters_and_a_question_mark_is_one() {
        for (pattern, name) in [
            ("*", ""),
            ("tenant_*", "tenant_"),
            ("tenant_*", "tenant_07"),
            ("*_0?", "tenant_07"),
            ("a*b*c", "a_b_b_c"),
            ("?", "ü"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("tenant_*", "public"),
            ("tenant_?", "tenant_07"),
            ("?", ""),
            ("a*b", "abc"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
