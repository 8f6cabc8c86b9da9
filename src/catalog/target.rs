//! Which database it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Which database it is, without a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What kind of database.
    pub engine: Engine,
    /// The version, as the server says it.
    pub server_version: String,
    /// The version as a number (`server_version_num`).
    pub server_version_num: i32,
    /// The database's name.
    pub database: String,
    /// The schema that migrations are expected to land in.
    pub schema: String,
    /// The schemas of the connection's search path that exist, in order.
    pub search_path: Vec<String>,
    /// The role that read it.
    pub role: String,
    /// `host:port`, or `folder:port` for a socket.
    pub address: String,
    /// What stays the same as long as it is the same database.
    pub identity: Identity,
    /// That the server is a standby, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standby: Option<Standby>,
}

/// A server that repeats what another one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standby {
    /// When the last transaction that it has repeated was committed; none where it has repeated none since
    /// it started.
    pub replayed: Option<Timestamp>,
}

/// Kinds of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// PostgreSQL.
    #[serde(rename = "postgresql")]
    PostgreSql,
}

impl Engine {
    /// The name in the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
        }
    }
}

/// What tells one database from another, wherever it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The cluster's system identifier, where the role may read it.
    pub system: Option<String>,
    /// `pg_database.oid`.
    pub database_oid: u32,
}

impl Target {
    /// 16 hexadecimal digits that stay the same as long as it is the same database: of the cluster
    /// (or, where the role may not read its identifier, the address) and the database.
    #[must_use]
    pub fn identity_digest(&self) -> String {
        let Identity {
            system,
            database_oid,
        } = &self.identity;
        let cluster = match system {
            Some(system) => format!("system {system}"),
            None => format!("address {}", self.address),
        };
        let digest = Sha256::digest(format!("{cluster}\n{database_oid}\n{}", self.database));
        let first: [u8; 8] = std::array::from_fn(|at| digest[at]);
        format!("{:016x}", u64::from_be_bytes(first))
    }
}
