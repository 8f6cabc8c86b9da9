//! Which app's migrations leave their objects in which schema, where a database has a schema a tenant.
//!
//! django-tenants records every migration in every schema, and lets `TenantSyncRouter` choose which of
//! them do anything there: those of `SHARED_APPS` in the shared schema, those of `TENANT_APPS` in every
//! other one. A tenant's connection finds the shared schema behind its own.

use std::collections::BTreeSet;

/// Where apps live: `[apps]` of `reconcile.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The schema of the shared apps.
    pub shared_schema: String,
    /// The labels of the apps that live in the shared schema.
    pub shared: BTreeSet<String>,
    /// The labels of the apps that live in every other schema. An app may be in both lists; one that is
    /// in neither is expected in every schema.
    pub tenant: BTreeSet<String>,
}

/// What a migration of an app does in one schema's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Destination {
    /// It leaves its objects in the schema itself.
    pub(super) here: bool,
    /// It leaves its objects in the shared schema, where this one's refer to them.
    pub(super) shared: bool,
}

impl Layout {
    pub(super) fn destination(&self, app: &str, schema: &str) -> Destination {
        let (shared, tenant) = (self.shared.contains(app), self.tenant.contains(app));
        if schema == self.shared_schema {
            return Destination {
                here: shared || !tenant,
                shared: false,
            };
        }
        Destination {
            here: tenant || !shared,
            shared,
        }
    }

    /// The apps that leave nothing in a schema.
    pub(super) fn elsewhere(&self, schema: &str) -> BTreeSet<String> {
        let listed = self.shared.union(&self.tenant);
        let elsewhere = listed.filter(|app| !self.destination(app, schema).here);
        elsewhere.cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        let set = |apps: &[&str]| apps.iter().map(|app| (*app).to_owned()).collect();
        Layout {
            shared_schema: "public".to_owned(),
            shared: set(&["auth", "both"]),
            tenant: set(&["both", "shop"]),
        }
    }

    fn destination(app: &str, schema: &str) -> (bool, bool) {
        let Destination { here, shared } = layout().destination(app, schema);
        (here, shared)
    }

    #[test]
    fn an_app_lives_where_its_list_says() {
        assert_eq!(destination("auth", "public"), (true, false));
        assert_eq!(destination("auth", "t1"), (false, true));
        assert_eq!(destination("shop", "public"), (false, false));
        assert_eq!(destination("shop", "t1"), (true, false));
        assert_eq!(destination("both", "public"), (true, false));
        assert_eq!(destination("both", "t1"), (true, true));
    }

    #[test]
    fn an_app_of_no_list_is_expected_in_every_schema() {
        assert_eq!(destination("other", "public"), (true, false));
        assert_eq!(destination("other", "t1"), (true, false));
    }

    #[test]
    fn what_is_not_judged_in_a_schema_is_known() {
        assert_eq!(layout().elsewhere("t1"), ["auth".to_owned()].into());
        assert_eq!(layout().elsewhere("public"), ["shop".to_owned()].into());
    }
}
