//! The server's switches in the option `options` (`pg_split_opts` of `postinit.c` and
//! `process_postgres_switches` of `postgres.c`).

/// The `search_path` that the switches set; the last one counts.
pub(super) fn search_path(options: &str) -> Option<String> {
    let words = words(options);
    let mut rest = words.iter();
    let mut found = None;
    while let Some(word) = rest.next() {
        let setting = match word.strip_prefix("--") {
            Some(setting) => Some(setting),
            None if word == "-c" => rest.next().map(String::as_str),
            None => word.strip_prefix("-c"),
        };
        let Some((name, value)) = setting.and_then(|setting| setting.split_once('=')) else {
            continue;
        };
        if name.replace('-', "_").eq_ignore_ascii_case("search_path") {
            found = Some(value.to_owned());
        }
    }
    found
}

/// Words between white space; `\` takes the next character as it is.
fn words(options: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = options.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => words
                .last_mut()
                .into_iter()
                .for_each(|word| word.extend(chars.next())),
            c if c.is_ascii_whitespace() => words.push(String::new()),
            c => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::search_path;

    #[test]
    fn every_spelling_of_the_switch_is_read() {
        for options in [
            "-c search_path=shop",
            "-csearch_path=shop",
            "--search_path=shop",
            "--search-path=shop",
            "-c work_mem=1MB  -c SEARCH_PATH=shop -e",
            "-c search_path=other -c search_path=shop",
        ] {
            assert_eq!(search_path(options).as_deref(), Some("shop"), "{options}");
        }
        assert_eq!(
            search_path(r"-c search_path=a,\ b\\").as_deref(),
            Some(r"a, b\")
        );
    }

    #[test]
    fn other_switches_set_none() {
        for options in ["", "-c", "-c work_mem=1MB", "-c search_path", "--geqo=off"] {
            assert_eq!(search_path(options), None, "{options}");
        }
    }
}
