//! A plan for SQLite as one file.

use crate::repair::Step;
use crate::repair::lines::{comment, line_of, title};

/// Has the program that runs the file stop at the first error; to SQLite itself it is nothing.
pub const STOP: &str = ".bail on";

/// By what it is run.
pub(in crate::repair) fn head(out: &mut String) {
    comment(out, "to be run by: sqlite3 DATABASE < FILE");
    let stops =
        "the next line has it stop at the first error; whatever else runs the rest must stop, too";
    comment(out, stops);
    out.push_str(STOP);
    out.push('\n');
}

/// All at once, or nothing. Without these two settings a table that is made anew would take along what points at it, and a
/// view that reads it would keep it from its name; both are out of the question within a transaction.
pub(in crate::repair) fn transaction(out: &mut String, steps: &[(usize, &Step)]) {
    if steps.is_empty() {
        return;
    }
    out.push_str(
        "\nPRAGMA foreign_keys = OFF;\nPRAGMA legacy_alter_table = ON;\nBEGIN IMMEDIATE;\n",
    );
    for (number, step) in steps {
        title(out, *number, step);
        for piece in &step.pieces {
            line_of(out, &piece.sql);
        }
    }
    out.push_str("\nCOMMIT;\nPRAGMA legacy_alter_table = OFF;\nPRAGMA foreign_keys = ON;\n\n");
    comment(out, "A row here is one that points at nothing.");
    out.push_str("PRAGMA foreign_key_check;\n");
}
