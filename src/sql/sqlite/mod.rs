//! SQLite's SQL: its tokens, where its statements end, and a reader over the tokens of one.

mod lexer;
mod reader;
mod split;

pub(crate) use lexer::Kind;
pub(crate) use reader::{Read, Reader, is_reserved};
pub(super) use split::split;

#[cfg(test)]
mod tests;
