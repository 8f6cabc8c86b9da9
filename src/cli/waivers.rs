//! `[[waivers]]` of `reconcile.toml`.

use jiff::civil::Date;
use serde::Deserialize;
use toml::value::Datetime;

use crate::report::{Decision, Kind, Waiver, Waives};

/// One waiver, as it stands in the file.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct Entry {
    pub(super) waives: Waives,
    pub(super) waiver: Waiver,
    /// The alias of the only database that it is meant for; none where it is meant for all of them.
    pub(super) database: Option<String>,
}

impl Entry {
    /// What it says of the database of this alias, one of so many; nothing where it is meant for another.
    pub(super) fn of(&self, alias: &str, databases: usize) -> Option<Decision> {
        let named = self.database.as_deref();
        let meant = named.is_none_or(|named| named == alias);
        meant.then(|| Decision {
            waives: self.waives.clone(),
            waiver: self.waiver.clone(),
            or_elsewhere: named.is_none() && databases > 1,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    finding: Option<String>,
    object: Option<String>,
    kind: Option<Kind>,
    database: Option<String>,
    reason: String,
    owner: Option<String>,
    expires: Option<Datetime>,
}

/// A shorter beginning of an id would soon be that of another finding too.
const SHORTEST: usize = 8;

impl TryFrom<Written> for Entry {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        if written.reason.trim().is_empty() {
            return Err("a waiver needs its reason".to_owned());
        }
        let waives = match (written.finding, written.object, written.kind) {
            (Some(finding), None, None) => Waives::Finding {
                finding: id(&finding)?,
            },
            (None, Some(object), Some(kind)) => Waives::Objects { object, kind },
            (None, Some(_), None) => {
                return Err("a waiver of an object names the kind of finding too".to_owned());
            }
            (_, _, _) => {
                return Err(
                    "a waiver names a finding, or an object and a kind of finding".to_owned(),
                );
            }
        };
        Ok(Self {
            waives,
            waiver: Waiver {
                reason: written.reason,
                owner: written.owner,
                expires: written.expires.map(day).transpose()?,
            },
            database: written.database,
        })
    }
}

fn id(written: &str) -> Result<String, String> {
    let digits = written.to_ascii_lowercase();
    let is_id = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id && (SHORTEST..=16).contains(&digits.len()) {
        return Ok(digits);
    }
    Err(format!(
        "a finding is named by {SHORTEST} to 16 hexadecimal digits of its id"
    ))
}

fn day(written: Datetime) -> Result<Date, String> {
    let wrong = || "a waiver expires on a day, such as 2027-01-01".to_owned();
    if written.time.is_some() {
        return Err(wrong());
    }
    written.to_string().parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Entry, String> {
        toml::from_str::<Entry>(text).map_err(|error| error.message().to_owned())
    }

    fn refused(text: &str) -> String {
        read(text).err().unwrap_or_default()
    }

    #[test]
    fn a_waiver_names_what_it_waives_and_why() {
        let read = read(
            "object = \"public.legacy_*\"\nkind = \"unexpected\"\nreason = \"old\"\nowner = \"ann\"\nexpires = 2027-01-01",
        );
        let read = read.unwrap();
        assert_eq!(read.waives.to_string(), "unexpected public.legacy_*");
        assert_eq!(read.waiver.expires.unwrap().to_string(), "2027-01-01");
    }

    #[test]
    fn a_waiver_for_one_database_says_nothing_of_another() {
        let text = "finding = \"68576d0f\"\nreason = \"known\"\n";
        let anywhere = read(text).unwrap();
        assert!(anywhere.of("default", 2).unwrap().or_elsewhere);
        assert!(!anywhere.of("default", 1).unwrap().or_elsewhere);
        let there = read(&format!("{text}database = \"archive\"")).unwrap();
        assert_eq!(there.of("default", 2), None);
        assert!(!there.of("archive", 2).unwrap().or_elsewhere);
    }

    #[test]
    fn a_waiver_that_could_be_misread_is_refused() {
        let id = "finding = \"68576D0F\"\n";
        assert_eq!(refused(&format!("{id}reason = \"known\"")), "");
        assert!(refused(&format!("{id}reason = \" \"")).contains("needs its reason"));
        assert!(refused(id).contains("missing field `reason`"));
        assert!(refused("finding = \"6857\"\nreason = \"x\"").contains("8 to 16"));
        assert!(refused("object = \"*\"\nreason = \"x\"").contains("names the kind"));
        assert!(refused("reason = \"x\"").contains("names a finding, or"));
        let both = format!("{id}kind = \"missing\"\nreason = \"x\"");
        assert!(refused(&both).contains("names a finding, or"));
        let time = format!("{id}reason = \"x\"\nexpires = 2027-01-01T10:00:00Z");
        assert!(refused(&time).contains("on a day"));
        let odd = "object = \"*\"\nkind = \"mising\"\nreason = \"x\"";
        assert!(refused(odd).contains("unknown variant `mising`"));
    }
}
