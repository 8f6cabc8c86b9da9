//! What the tests stand on: a PostgreSQL cluster of their own, a Django project, the binary.

pub(crate) mod before;
pub(crate) mod browser;
pub(crate) mod certificates;
pub(crate) mod cli;
pub(crate) mod cluster;
pub(crate) mod django;
pub(crate) mod dump;
pub(crate) mod figures;
pub(crate) mod folder;
pub(crate) mod forge;
pub(crate) mod frozen;
pub(crate) mod incident;
pub(crate) mod log;
pub(crate) mod pooler;
pub(crate) mod report;
pub(crate) mod stall;
pub(crate) mod validate;
