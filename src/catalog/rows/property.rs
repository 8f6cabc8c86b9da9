//! Rows of what the server keeps of objects beside their definitions.

use serde::{Deserialize, Serialize};

use super::describe::row;
use super::{CommentClass, Compression, ReplicaIdentity, StatisticsKind, Storage, is_default};

row! {
    /// One comment.
    CommentRow {
        class => class: CommentClass = default;
        /// Whatever it is of.
        object => relation: u32;
        /// The column's number; 0 for the object itself.
        num => num: i32;
        /// A view's column, an attribute of a type, `index` of a constraint, `not null`; else nothing.
        part => part: String = default;
        description => text: String;
    }
}

/// What the server keeps of objects beside their definitions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PropertyRows {
    /// What the server takes where nothing is said.
    pub server: ServerRow,
    /// Of columns, by table or index and number.
    #[serde(skip_serializing_if = "is_default")]
    pub columns: Vec<ColumnPropertyRow>,
    /// Of tables and materialized views.
    #[serde(skip_serializing_if = "is_default")]
    pub relations: Vec<RelationPropertyRow>,
    /// Extended statistics.
    #[serde(skip_serializing_if = "is_default")]
    pub statistics: Vec<StatisticsRow>,
    /// The NOT NULL constraints of domains: the domain's oid and the name.
    #[serde(skip_serializing_if = "is_default")]
    pub domain_not_nulls: Vec<(u32, String)>,
}

row! {
    /// What the server takes where nothing is said.
    #[derive(Default)]
    #[serde(default)]
    ServerRow {
        server_version_num => version: i32;
        /// That of the database.
        spcname => tablespace: String;
        /// None is the database's.
        default_tablespace => default_tablespace: Option<String> = default;
        default_table_access_method => default_access_method: String;
    }
}

row! {
    /// What of a row of `pg_attribute` is not the default of its type.
    ColumnPropertyRow {
        /// The table or index.
        attrelid => relation: u32;
        attnum => num: i16;
        attstorage => storage: Option<Storage> = default;
        attcompression => compression: Option<Compression> = default;
        attstattarget => target: Option<i32> = default;
        attoptions => options: Vec<String> = default;
    }
}

impl ColumnPropertyRow {
    pub(in crate::catalog) fn says_something(&self) -> bool {
        let Self {
            relation: _,
            num: _,
            storage,
            compression,
            target,
            options,
        } = self;
        storage.is_some() || compression.is_some() || target.is_some() || !options.is_empty()
    }
}

row! {
    /// What of a row of `pg_class` is not the default.
    RelationPropertyRow {
        oid => relation: u32;
        /// Where that is not `heap`.
        method => method: Option<String> = default;
        relreplident => replica_identity: Option<ReplicaIdentity> = default;
        /// The index of the replica identity; 0 for none.
        replica_index => replica_index: u32 = default;
        /// The index that the table is clustered on; 0 for none.
        clustered_on => clustered_on: u32 = default;
        toast_options => toast_options: Vec<String> = default;
        /// Whether there is no TOAST table.
        untoasted => untoasted: bool = default;
    }
}

impl RelationPropertyRow {
    pub(in crate::catalog) fn says_something(&self) -> bool {
        let Self {
            relation: _,
            method,
            replica_identity,
            replica_index: _,
            clustered_on,
            toast_options,
            untoasted,
        } = self;
        let named = method.is_some() || replica_identity.is_some() || *clustered_on != 0;
        named || *untoasted || !toast_options.is_empty()
    }
}

row! {
    /// One row of `pg_statistic_ext`.
    StatisticsRow {
        oid => oid: u32;
        stxrelid => relation: u32;
        stxkeys => columns: Vec<i16> = default;
        stxkind => kinds: Vec<StatisticsKind> = default;
        /// In order.
        expressions => expressions: Vec<String> = default;
        stxstattarget => target: Option<i32> = default;
    }
}
