//! Patterns over names, as people write them in settings.

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
