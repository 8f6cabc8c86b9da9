//! What one role sees and may read.

/// The role that an application connects as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its name.
    pub role: String,
    /// The `search_path` that its connection sets itself; none where it takes what the server gives.
    pub search_path: Option<String>,
}

/// What a role sees and may read of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The role.
    pub role: String,
    /// Its search path; none where only a setting decides it that this connection cannot see.
    pub path: Option<RolePath>,
    /// Every table and view.
    pub relations: Vec<AccessRow>,
}

/// The search path of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePath {
    /// As it is written.
    pub written: String,
    /// Who sets it: `connection`, `role in database`, `role`, `database`, `all roles`, `server`.
    pub origin: String,
    /// The schemas that are there and that the role may use, in order.
    pub schemas: Vec<String>,
}

/// One table or view, as the role has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// The schema in which the role finds something of this name first; none where it finds nothing.
    pub resolves_to: Option<String>,
    /// Whether the role may use the schema.
    pub usable: bool,
    /// What of it the role may read.
    pub readable: Readable,
}

/// How much of a table a role may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// Every column.
    All,
    /// Some columns, and so no row as Django asks for it.
    Some,
    /// Nothing.
    Nothing,
}
