//! A ledger is of one vendor: what a project prints for another one belongs in a folder of its own.

use std::path::{Path, PathBuf};

use super::{CaptureError, Captured};
use crate::engine::Engine;
use crate::ledger::Ledger;
use crate::ledger::engine::of_vendor;

impl Captured {
    /// Whether a ledger may take it: an empty one takes anything.
    ///
    /// # Errors
    ///
    /// The ledger is of another vendor.
    pub fn fits(&self, ledger: &Ledger) -> Result<(), CaptureError> {
        let printed = &self.project.vendor;
        let of = match (ledger.engine(), ledger.vendor()) {
            (Some(engine), _) => engine.as_str(),
            (None, Some(word)) => word,
            (None, None) => return Ok(()),
        };
        let engine = of_vendor(printed);
        if engine.map_or(&**printed, |engine| engine.as_str()) == of {
            return Ok(());
        }
        Err(CaptureError::OtherVendor {
            ledger: ledger.root.clone(),
            of: called(of),
            printed: called(printed),
            other: engine.map(|engine| beside(&ledger.root, engine)),
        })
    }
}

fn called(vendor: &str) -> String {
    of_vendor(vendor)
        .map_or(vendor, |engine| engine.name())
        .to_owned()
}

/// The folder for another vendor beside this one.
fn beside(root: &Path, engine: Engine) -> PathBuf {
    let name = root.file_name().unwrap_or("ledgers".as_ref());
    let mut name = name.to_owned();
    name.push("-");
    name.push(engine.as_str());
    root.with_file_name(name)
}
