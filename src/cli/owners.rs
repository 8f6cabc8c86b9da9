//! `[[owners]]` of `reconcile.toml`.

use serde::Deserialize;

use crate::report::audit::{Owned, Owner};

/// One owner, as it stands in the file.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct Entry(pub(super) Owner);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    app: Option<String>,
    object: Option<String>,
    owner: String,
    due_days: Option<DueDays>,
}

/// Within how many days findings are to be mended, by severity.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DueDays {
    error: Option<u16>,
    warning: Option<u16>,
}

impl TryFrom<Written> for Entry {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        if written.owner.trim().is_empty() {
            return Err("an owner needs a name".to_owned());
        }
        let of = match (written.app, written.object) {
            (Some(apps), None) => Owned::Apps(apps),
            (None, Some(objects)) => Owned::Objects(objects),
            (_, _) => return Err("an owner answers for an app or for an object".to_owned()),
        };
        let due = written.due_days.unwrap_or_default();
        Ok(Self(Owner {
            of,
            owner: written.owner,
            error_days: due.error,
            warning_days: due.warning,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let read = toml::from_str::<Entry>(text);
        read.err()
            .map_or_else(String::new, |error| error.message().to_owned())
    }

    #[test]
    fn an_owner_answers_for_an_app_or_an_object() {
        let due = "due_days = { error = 7 }\n";
        let text = format!("app = \"shop\"\nowner = \"Ann\"\n{due}");
        let Entry(read) = toml::from_str(&text).unwrap();
        assert_eq!(read.of, Owned::Apps("shop".into()));
        assert_eq!((read.error_days, read.warning_days), (Some(7), None));
        assert_eq!(refused("object = \"public.shop_*\"\nowner = \"Ann\"\n"), "");
    }

    #[test]
    fn an_owner_that_could_be_misread_is_refused() {
        assert!(refused("owner = \"Ann\"").contains("an app or for an object"));
        let both = "app = \"a\"\nobject = \"b\"\nowner = \"Ann\"";
        assert!(refused(both).contains("an app or for an object"));
        assert!(refused("app = \"a\"").contains("missing field `owner`"));
        assert!(refused("app = \"a\"\nowner = \" \"").contains("needs a name"));
        let text = "app = \"a\"\nowner = \"Ann\"\ndue_days = ";
        assert!(refused(&format!("{text}{{ fatal = 1 }}")).contains("unknown field `fatal`"));
        assert!(refused(&format!("{text}{{ error = -1 }}")).contains("invalid value"));
    }
}
