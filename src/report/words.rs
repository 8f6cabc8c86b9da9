//! Plurals, lists, and patterns over names.

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
