//! Snapshot files: records and catalog as one JSON document, without row data and secrets.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rows::CatalogRows;
use super::{CatalogError, Reading, Target, Visit};
use crate::io_error;
use crate::record::read::{RecordError, Records};
use crate::regular_file;

/// The format that this version writes, and the only one it reads.
const FORMAT: u32 = 1;

/// The largest file that is read, in bytes: that of 2,000 tables has 6 MB.
const LIMIT: u64 = 1 << 30;

/// Records and catalog of one database at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    format: u32,
    /// The version of the tool that wrote it.
    pub tool_version: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The database.
    pub target: Target,
    /// What `django_migrations` held.
    pub records: Records,
    /// What the catalog held.
    pub catalog: CatalogRows,
}

/// What tells any format of a snapshot from other JSON.
#[derive(Deserialize)]
struct Header {
    format: Option<u32>,
    tool_version: Option<String>,
}

impl Snapshot {
    /// A reading, to be written.
    #[must_use]
    pub fn new(reading: Reading, taken_at: Timestamp) -> Self {
        Self {
            format: FORMAT,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            taken_at,
            target: reading.target,
            records: reading.records,
            catalog: reading.rows,
        }
    }

    /// Writes it as JSON with a final line break.
    ///
    /// # Errors
    /// What the writer reports.
    pub fn write(&self, mut writer: impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut writer, self)?;
        writer.write_all(b"\n")?;
        writer.flush()
    }

    /// Reads a snapshot file.
    ///
    /// # Errors
    /// [`SnapshotError`]: not readable, no snapshot, another format, broken JSON.
    pub fn load(path: &Path) -> Result<Self, SnapshotError> {
        let text = regular_file::read_text(path, LIMIT).map_err(|error| SnapshotError::Io {
            path: path.to_owned(),
            reason: io_error::reason(&error),
        })?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, SnapshotError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let broken = |error: serde_json::Error| SnapshotError::Broken {
            path: path.to_owned(),
            line: error.line(),
            column: error.column(),
            reason: without_place(&error),
        };
        let header: Header = serde_json::from_str(text).map_err(broken)?;
        match (header.format, header.tool_version) {
            (Some(FORMAT), Some(_)) => serde_json::from_str(text).map_err(broken),
            (Some(format), Some(tool_version)) => Err(SnapshotError::OtherFormat {
                path: path.to_owned(),
                format,
                tool_version,
            }),
            _ => Err(SnapshotError::NoSnapshot {
                path: path.to_owned(),
            }),
        }
    }

    /// The reading, seen from `schema` where one is chosen.
    ///
    /// # Errors
    /// When the chosen schema's records are not in the file.
    pub fn reading(self, schema: Option<&str>) -> Result<Reading, CatalogError> {
        let mut target = self.target;
        target.taken_at = Some(self.taken_at);
        let records = match schema {
            None => self.records,
            Some(schema) => {
                let known = known_schemas(&self.records);
                let seen = self.records.seen_from(schema);
                seen.ok_or_else(|| RecordError::NoMigrationsTable {
                    searched: vec![schema.to_owned()],
                    found_in: known,
                })?
            }
        };
        target.schema.clone_from(&records.schema);
        Ok(Reading {
            target,
            records,
            rows: self.catalog,
            definitions: None,
            access: None,
        })
    }

    /// All that is in it, as of a database beside the one that is measured.
    #[must_use]
    pub fn visit(self) -> Visit {
        Visit {
            records: self.records.everywhere(),
            target: self.target,
            rows: self.catalog,
        }
    }
}

fn known_schemas(records: &Records) -> Vec<String> {
    let others = records
        .elsewhere
        .iter()
        .filter(|other| other.rows.is_some());
    std::iter::once(&records.schema)
        .chain(others.map(|other| &other.schema))
        .cloned()
        .collect()
}

/// `serde_json` ends its message with the place, which is told apart here.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}

/// Why a snapshot file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The file cannot be read.
    #[error("cannot read the snapshot {path}: {reason}; check the path after `snapshot:`")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// It is JSON, but no snapshot.
    #[error("{path} is no snapshot: make one with `reconcile snapshot -o FILE`")]
    NoSnapshot {
        /// The file.
        path: PathBuf,
    },
    /// It has a format that is not read here.
    #[error(
        "{path} is a snapshot of format {format}, written by reconcile {tool_version}; this version reads format {FORMAT}: use that version, or take the snapshot again"
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
        /// The version of the tool that wrote it.
        tool_version: String,
    },
    /// Its JSON is broken, or not what the format demands.
    #[error(
        "the snapshot {path} is broken at line {line}, column {column}: {reason}; take it again"
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Engine, Identity};

    fn snapshot() -> Snapshot {
        let target = Target {
            engine: Engine::PostgreSql,
            server_version: "15.18".into(),
            server_version_num: 150_018,
            database: "shop".into(),
            schema: "public".into(),
            search_path: vec!["public".into()],
            role: "me".into(),
            address: "db:5432".into(),
            identity: Identity {
                system: None,
                database_oid: 5,
            },
            standby: None,
            taken_at: None,
        };
        let reading = Reading {
            target,
            records: Records {
                schema: "public".into(),
                ..Records::default()
            },
            rows: CatalogRows::default(),
            definitions: None,
            access: None,
        };
        Snapshot::new(reading, Timestamp::UNIX_EPOCH)
    }

    fn written() -> String {
        let mut bytes = Vec::new();
        snapshot().write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn refusal(text: &str) -> SnapshotError {
        Snapshot::parse(text, Path::new("s.json")).unwrap_err()
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let back = Snapshot::parse(&written(), Path::new("s.json")).unwrap();
        assert_eq!(back, snapshot());
    }

    #[test]
    fn a_newer_format_is_refused_with_the_version_that_wrote_it() {
        let newer = r#"{"format": 2, "tool_version": "9.1.0", "anything": []}"#;
        let text = refusal(newer).to_string();
        assert!(
            text.contains("format 2") && text.contains("9.1.0"),
            "{text}"
        );
    }

    #[test]
    fn other_json_is_no_snapshot() {
        let wanted = SnapshotError::NoSnapshot {
            path: PathBuf::from("s.json"),
        };
        assert_eq!(refusal(r#"{"a": 1}"#), wanted);
    }

    #[test]
    fn broken_json_is_placed() {
        let SnapshotError::Broken {
            line,
            column,
            reason,
            ..
        } = refusal("{\n  \"format\": ,}")
        else {
            panic!("it was read");
        };
        assert_eq!((line, column), (2, 13));
        assert!(!reason.contains("line"), "{reason}");
    }

    #[test]
    fn a_schema_that_was_not_recorded_cannot_be_chosen() {
        let error = snapshot().reading(Some("other")).unwrap_err();
        let wanted = RecordError::NoMigrationsTable {
            searched: vec!["other".into()],
            found_in: vec!["public".into()],
        };
        assert_eq!(error, CatalogError::Records(wanted));
        assert!(snapshot().reading(Some("public")).is_ok());
    }
}
