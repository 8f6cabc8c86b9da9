//! Collations.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer};
use super::site::{Rule, SETTLED, Site};
use crate::schema::{Attribute, Collation, CollationDefinition, CollationProvider};

pub(super) fn compare(
    expected: &Collation,
    live: &Collation,
    alignment: &Alignment<'_>,
) -> Vec<AttributeAnswer> {
    let (Some(expected), Some(live)) = (&expected.definition, &live.definition) else {
        return Vec::new();
    };
    let site = Site::alone(alignment, None);
    let same_provider = expected.provider == live.provider;
    let mut attributes = site.attributes_but(expected, live, |attribute| match attribute {
        Attribute::Locale => SETTLED,
        Attribute::Rules | Attribute::Deterministic if !same_provider => SETTLED,
        _ => Rule::ByValue,
    });
    if !same_locale(expected, live) {
        let (answer, [expected, actual]) = (Answer::Different, [expected, live].map(words));
        attributes.push(AttributeAnswer::new(
            Attribute::Locale,
            answer,
            expected,
            actual,
        ));
    }
    attributes
}

/// Each provider has its own words for a locale; of another provider nothing more is told.
fn same_locale(expected: &CollationDefinition, live: &CollationDefinition) -> bool {
    let (one, other) = (expected.locale.as_deref(), live.locale.as_deref());
    match expected.provider {
        provider if provider != live.provider => true,
        CollationProvider::Libc => {
            (&expected.collate, &expected.ctype) == (&live.collate, &live.ctype)
        }
        CollationProvider::Icu => same_tag(one, other),
        CollationProvider::Builtin => plain(one) == plain(other),
        CollationProvider::Database => true,
    }
}

fn words(definition: &CollationDefinition) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    match definition.provider {
        CollationProvider::Libc if definition.collate != definition.ctype => format!(
            "LC_COLLATE {}, LC_CTYPE {}",
            text(&definition.collate),
            text(&definition.ctype)
        ),
        CollationProvider::Libc => text(&definition.collate),
        _ => text(&definition.locale),
    }
}

/// `builtin_validate_locale` of `pg_locale.c` takes `C.UTF8` for `C.UTF-8`.
fn plain(locale: Option<&str>) -> Option<String> {
    locale.map(|locale| locale.replace('-', "").to_ascii_lowercase())
}

/// Servers since 16 store the language tag that ICU makes of a locale (`icu_language_tag` of
/// `pg_locale.c`).
fn same_tag(expected: Option<&str>, live: Option<&str>) -> bool {
    match (expected, live) {
        (Some(expected), Some(live)) => expected == live || tag(expected) == tag(live),
        (None, None) => true,
        _ => false,
    }
}

/// A locale as language, and keywords in order: `de@collation=phonebook` and `de-u-co-phonebk` alike.
fn tag(locale: &str) -> (String, Vec<String>) {
    let text = locale.to_ascii_lowercase().replace('_', "-");
    let (language, keywords) = match (text.split_once('@'), text.split_once("-u-")) {
        (Some((language, keywords)), _) => (language, legacy(keywords)),
        (None, Some((language, keywords))) => (language, extension(keywords)),
        (None, None) => (text.as_str(), Vec::new()),
    };
    let language = match language {
        "" | "root" => "und",
        other => other,
    };
    (language.to_owned(), keywords)
}

/// `collation=phonebook;colstrength=secondary`.
fn legacy(keywords: &str) -> Vec<String> {
    let mut read: Vec<String> = keywords.split(';').filter_map(legacy_keyword).collect();
    read.sort();
    read
}

/// The keys and values of ICU's `uloc_tag.cpp` and CLDR's `bcp47/collation.xml`.
fn legacy_keyword(keyword: &str) -> Option<String> {
    let (key, value) = keyword.split_once('=')?;
    let key = match key.trim() {
        "collation" => "co",
        "colstrength" => "ks",
        "colalternate" => "ka",
        "colcasefirst" => "kf",
        "colcaselevel" => "kc",
        "colnumeric" => "kn",
        "colnormalization" => "kk",
        "colbackwards" => "kb",
        "colreorder" => "kr",
        other => other,
    };
    let value = match (key, value.trim()) {
        ("co", "phonebook") => "phonebk",
        ("co", "dictionary") => "dict",
        ("co", "traditional") => "trad",
        ("co", "gb2312han") => "gb2312",
        ("ks", "primary" | "1") => "level1",
        ("ks", "secondary" | "2") => "level2",
        ("ks", "tertiary" | "3") => "level3",
        ("ks", "quaternary" | "quarternary" | "4") => "level4",
        ("ks", "identical" | "5") => "identic",
        ("ka", "non-ignorable") => "noignore",
        (_, "yes" | "true") => "",
        (_, "no") => "false",
        (_, other) => other,
    };
    Some(format!("{key} {value}").trim().to_owned())
}

/// `co-phonebk-ks-level2`: keys are two characters long, values longer.
fn extension(keywords: &str) -> Vec<String> {
    let mut read: Vec<String> = Vec::new();
    for part in keywords.split('-') {
        match read.last_mut() {
            Some(last) if part.len() > 2 => {
                if !["true", "yes"].contains(&part) {
                    last.push(if last.len() == 2 { ' ' } else { '-' });
                    last.push_str(part);
                }
            }
            _ => read.push(part.to_owned()),
        }
    }
    read.sort();
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_and_its_language_tag_are_one() {
        for (written, stored) in [
            ("de_DE", "de-DE"),
            ("", "und"),
            ("und-u-ks-level2", "und-u-ks-level2"),
            ("de@collation=phonebook", "de-u-co-phonebk"),
            ("@colStrength=secondary", "und-u-ks-level2"),
            ("en@colNumeric=yes", "en-u-kn"),
            ("en-u-kn-true", "en-u-kn"),
            (
                "sv@colStrength=primary;colCaseLevel=yes",
                "sv-u-kc-ks-level1",
            ),
        ] {
            assert!(same_tag(Some(written), Some(stored)), "{written}");
        }
        for (written, stored) in [
            ("de_DE", "de-AT"),
            ("und-u-ks-level2", "und-u-ks-level1"),
            ("und-u-ks-level2", "und"),
            ("en-u-kn-false", "en-u-kn"),
        ] {
            assert!(!same_tag(Some(written), Some(stored)), "{written}");
        }
    }
}
