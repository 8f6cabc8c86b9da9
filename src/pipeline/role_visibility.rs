//! What the application's role sees: from the catalog to the comparison, and what of it is reported.

use super::Request;
use crate::catalog::{Access, Application, Readable, Reading, RolePath};
use crate::compare::Comparison;
use crate::compare::role_visibility::{Barrier, Outlook, Path, View, look};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::report::RoleVisibility;

/// The role as which the tables are looked at.
pub(super) struct RoleView<'a> {
    /// The role of the application.
    pub(super) role: &'a str,
    /// What it sees; none where that cannot be read.
    access: Option<&'a Access>,
    /// Whether its connection sets another path for each tenant.
    by_tenant: bool,
}

impl<'a> RoleView<'a> {
    /// Those of the role that was asked for, if one was.
    pub(super) fn of(request: &'a Request, reading: &'a Reading) -> Option<Self> {
        let Application { role, search_path } = request.application.as_ref()?;
        let several = request.connection.schemas.pattern().is_some();
        Some(Self {
            role,
            access: reading.access.as_ref(),
            by_tenant: (request.layout.is_some() || several) && search_path.is_none(),
        })
    }

    /// The path that counts for every table, if there is one that is known.
    fn path(&self) -> Option<&'a RolePath> {
        self.access?.path.as_ref().filter(|_| !self.by_tenant)
    }

    /// Looks at the expected tables. The connection's own search path tells nothing then.
    pub(super) fn look(&self, home: &str, expected: &Expected, comparison: &mut Comparison) {
        if let Some(access) = self.access {
            comparison.shadowed.clear();
            look(expected, comparison, &outlook(access, self.path(), home));
        }
    }

    /// What is told of it in the coverage.
    pub(super) fn coverage(&self, comparison: &Comparison) -> RoleVisibility {
        let path = self.path();
        let not_measured = match (self.access, path) {
            (None, _) => Some("a snapshot holds no privileges"),
            (Some(_), Some(_)) => None,
            (Some(_), None) if self.by_tenant => Some(
                "where bare names lead: its connection sets another search_path for each tenant",
            ),
            (Some(_), None) => Some(
                "where bare names lead: the server's own search_path is hidden by one that this connection sets",
            ),
        };
        RoleVisibility {
            role: self.role.to_owned(),
            tables: comparison.looked.len() as u64,
            search_path: path.map(|path| path.schemas.clone()),
            origin: path.map(|path| path.origin.clone()),
            not_measured: not_measured.map(str::to_owned),
        }
    }
}

fn outlook(access: &Access, path: Option<&RolePath>, home: &str) -> Outlook {
    let path = match path {
        None => Path::Unknown,
        Some(path) if path.schemas.iter().any(|schema| schema == home) => Path::WithHome,
        Some(_) => Path::WithoutHome,
    };
    let views = access.relations.iter().map(|row| {
        let name = QualifiedName::new(Name::exact(&row.schema), Name::exact(&row.name));
        let barrier = match row.readable {
            _ if !row.usable => Some(Barrier::Schema),
            Readable::All => None,
            Readable::Some => Some(Barrier::Columns),
            Readable::Nothing => Some(Barrier::Table),
        };
        let leads_to = row.resolves_to.as_deref().map(Name::exact);
        (name, View { leads_to, barrier })
    });
    Outlook {
        home: Some(Name::exact(home)),
        path,
        views: views.collect(),
    }
}
