//! Rows of `django_migrations` as a server or a snapshot file holds them.

mod error;
mod obstacle;
mod rows;
mod server_message;
mod tables;

pub use error::RecordError;
pub use obstacle::Obstacle;
pub use rows::{Elsewhere, RecordRow, Records};
pub use server_message::ServerMessage;
pub use tables::{Wanted, read, read_all};
