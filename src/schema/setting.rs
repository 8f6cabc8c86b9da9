//! The settings of functions: how their names and values are compared.

/// The name of a setting as it is compared: PostgreSQL folds it (`guc_name_compare`).
#[must_use]
pub fn setting_name(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The settings whose value is a list of names in quotes (`GUC_LIST_QUOTE` of `guc_tables.c`).
const NAME_LISTS: [&str; 6] = [
    "search_path",
    "temp_tablespaces",
    "session_preload_libraries",
    "shared_preload_libraries",
    "local_preload_libraries",
    "unix_socket_directories",
];

/// A setting's stored value as its elements: a list of names is taken apart
/// (`SplitIdentifierString`), every other value is one.
#[must_use]
pub fn list_elements(name: &str, value: &str) -> Vec<String> {
    if !NAME_LISTS.contains(&name) {
        return vec![value.to_owned()];
    }
    let mut elements = vec![String::new()];
    let mut quoted = false;
    for c in value.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => elements.push(String::new()),
            c if c.is_whitespace() && !quoted => {}
            c => {
                if let Some(last) = elements.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_path_is_a_list_of_names_and_other_settings_are_not() {
        assert_eq!(
            list_elements("search_path", "public, \"My Schema\",pg_temp"),
            ["public", "My Schema", "pg_temp"]
        );
        assert_eq!(list_elements("search_path", "\"\""), [""]);
        assert_eq!(list_elements("datestyle", "iso, mdy"), ["iso, mdy"]);
    }
}
