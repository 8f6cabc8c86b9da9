//! Plurals and lists.

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
    fn a_list_reads_as_a_sentence() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
