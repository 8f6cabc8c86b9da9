//! Rows of `django_migrations` as a server or a snapshot file holds them.

mod error;
mod rows;
mod tables;

pub use error::{Obstacle, RecordError, ServerMessage};
pub use rows::{Elsewhere, RecordRow, Records};
pub use tables::{Wanted, read, read_all};
