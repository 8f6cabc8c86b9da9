//! SQLite: a Django project on a file, migrated by each release, untouched and damaged.

mod across;
mod built;
mod favour;
mod keys;
mod matrix;
mod mending;
mod opening;
mod oracle;
mod silent;
mod told;
mod untouched;
mod users;
