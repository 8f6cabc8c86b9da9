//! Which names from a project may choose a path.

/// The longest name of a file that every system takes, without `.sql`.
const LONGEST: usize = 200;

/// Whether an app label is one that Django takes: an identifier of Python.
pub(super) fn is_label(label: &str) -> bool {
    let mut characters = label.chars();
    let first = characters.next();
    first.is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_')
        && label.len() <= LONGEST
}

/// Whether the name of a migration is a plain file's: Django takes every file of the folder that
/// Python can import, those with a dash or a space too.
pub(super) fn is_migration(name: &str) -> bool {
    let plain = |character: char| {
        character.is_alphanumeric() || matches!(character, '_' | '-' | ' ' | '+' | ',' | '=' | '@')
    };
    !name.is_empty()
        && name.len() <= LONGEST
        && name.chars().all(plain)
        && !name.starts_with(' ')
        && !name.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_identifier_is_a_label() {
        for label in ["shop", "user_profile", "_x1", "größe"] {
            assert!(is_label(label), "{label}");
        }
        for label in [
            "",
            "..",
            "a/b",
            "1a",
            "a b",
            "a.b",
            "a\\b",
            "a\0",
            "-x",
            &"a".repeat(201),
        ] {
            assert!(!is_label(label), "{label}");
        }
    }

    #[test]
    fn a_migration_is_a_plain_file_name() {
        for name in [
            "0001_initial",
            "0001-initial",
            "2024 squashed",
            "0001_größe",
        ] {
            assert!(is_migration(name), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            ".x",
            "a/b",
            "a\\b",
            "..\\x",
            "a:b",
            "a\nb",
            "a\0",
            " a",
            "a\u{202e}",
        ] {
            assert!(!is_migration(name), "{name}");
        }
    }
}
