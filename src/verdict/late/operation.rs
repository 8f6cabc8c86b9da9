//! Django's comments above the statements of an operation (`Operation.describe()` of 3.2 to 6.x).

/// An operation whose statements depend on what the database holds, or that says by its name what they
/// were to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operation {
    /// `AddIndex`, `AddConstraint`: the name.
    Add(String),
    /// `RemoveIndex`, `RemoveConstraint`, `AlterConstraint`: the name.
    Remove(String),
    /// `RenameIndex`: the names before and after.
    Rename(String, String),
    /// `RenameIndex` of an index of `index_together`: its fields, and the name after.
    RenameUnnamed(Vec<String>, String),
    /// `AlterUniqueTogether`.
    UniqueTogether,
    /// `AlterIndexTogether`.
    IndexTogether,
    /// `AddField`: the field.
    AddField(String),
    /// `RemoveField`: the field.
    RemoveField(String),
    /// `RenameField`: the names before and after.
    RenameField(String, String),
    /// `AlterField`: the field.
    AlterField(String),
    /// `DeleteModel`, `RenameModel`: the model as it was called.
    RemoveModel,
}

/// Reads a comment: the operation, and the model, in lower case; none for others.
pub(super) fn read(comment: &str) -> Option<(Operation, String)> {
    let comment = without_symbol(comment);
    let of = |operation: Operation, model: &str| Some((operation, model.trim().to_lowercase()));
    let pair = |text: &str, between: &str| {
        let (left, right) = text.split_once(between)?;
        Some((left.to_owned(), right.to_owned()))
    };
    for start in ["Create index ", "Concurrently create index "] {
        if let Some(rest) = comment.strip_prefix(start) {
            let (name, rest) = pair(rest, " on ")?;
            return of(Operation::Add(name), rest.rsplit_once(" model ")?.1);
        }
    }
    for start in ["Create constraint ", "Create not valid constraint "] {
        if let Some(rest) = comment.strip_prefix(start) {
            let (name, model) = pair(rest, " on model ")?;
            return of(Operation::Add(name), &model);
        }
    }
    for (start, between) in [
        ("Remove index ", " from "),
        ("Concurrently remove index ", " from "),
        ("Remove constraint ", " from model "),
        ("Alter constraint ", " on "),
    ] {
        if let Some(rest) = comment.strip_prefix(start) {
            let (name, model) = pair(rest, between)?;
            return of(Operation::Remove(name), &model);
        }
    }
    if let Some(rest) = comment.strip_prefix("Rename unnamed index for ") {
        let (fields, rest) = pair(rest, " on ")?;
        let (model, name) = pair(&rest, " to ")?;
        return of(Operation::RenameUnnamed(list(&fields), name), &model);
    }
    if let Some(rest) = comment.strip_prefix("Rename index ") {
        let (before, rest) = pair(rest, " on ")?;
        let (model, after) = pair(&rest, " to ")?;
        return of(Operation::Rename(before, after), &model);
    }
    for (start, operation) in [
        ("Alter unique_together for ", Operation::UniqueTogether),
        ("Alter index_together for ", Operation::IndexTogether),
    ] {
        if let Some(rest) = comment.strip_prefix(start) {
            return of(operation, rest.split_once(" (")?.0);
        }
    }
    if let Some(rest) = comment.strip_prefix("Rename field ") {
        let (before, rest) = pair(rest, " on ")?;
        let (model, after) = pair(&rest, " to ")?;
        return of(Operation::RenameField(before, after), &model);
    }
    let of_field: [fn(String) -> Operation; 3] = [
        Operation::AddField,
        Operation::RemoveField,
        Operation::AlterField,
    ];
    let words = [
        ("Add field ", " to "),
        ("Remove field ", " from "),
        ("Alter field ", " on "),
    ];
    for ((start, between), operation) in words.into_iter().zip(of_field) {
        if let Some(rest) = comment.strip_prefix(start) {
            let (field, model) = pair(rest, between)?;
            return of(operation(field), &model);
        }
    }
    if let Some(model) = comment.strip_prefix("Delete model ") {
        return of(Operation::RemoveModel, model);
    }
    let rest = comment.strip_prefix("Rename model ")?;
    of(Operation::RemoveModel, rest.split_once(" to ")?.0)
}

/// Without the symbol of `formatted_description()` (`- Remove index ...`).
fn without_symbol(comment: &str) -> &str {
    match comment.split_at_checked(2) {
        Some(("+ " | "- " | "~ " | "? " | "p " | "s ", rest)) => rest,
        _ => comment,
    }
}

/// `('a', 'b')`, as Python prints a tuple.
fn list(text: &str) -> Vec<String> {
    let names = text.trim_matches(['(', ')', '[', ']']).split(',');
    let names = names.map(|name| name.trim().trim_matches(['\'', '"']));
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_tells_the_operation_and_the_model() {
        let s = str::to_owned;
        let cases = [
            (
                "Remove index n_idx from item",
                Operation::Remove(s("n_idx")),
            ),
            (
                "- Remove index n_idx from item",
                Operation::Remove(s("n_idx")),
            ),
            (
                "Concurrently remove index n_idx from Item",
                Operation::Remove(s("n_idx")),
            ),
            (
                "Remove constraint c from model item",
                Operation::Remove(s("c")),
            ),
            ("Alter constraint c on item", Operation::Remove(s("c"))),
            (
                "Create index i on field(s) a, -b of model item",
                Operation::Add(s("i")),
            ),
            (
                "Create index i on Lower(F(model name)) on model item",
                Operation::Add(s("i")),
            ),
            (
                "Concurrently create index i on field(s) a of model item",
                Operation::Add(s("i")),
            ),
            ("Create constraint c on model item", Operation::Add(s("c"))),
            (
                "Create not valid constraint c on model item",
                Operation::Add(s("c")),
            ),
            (
                "Rename index a on item to b",
                Operation::Rename(s("a"), s("b")),
            ),
            (
                "Rename unnamed index for ('a', 'b') on item to c",
                Operation::RenameUnnamed(vec![s("a"), s("b")], s("c")),
            ),
            (
                "Alter unique_together for item (0 constraint(s))",
                Operation::UniqueTogether,
            ),
            (
                "Alter index_together for item (1 constraint(s))",
                Operation::IndexTogether,
            ),
            ("Add field f to item", Operation::AddField(s("f"))),
            ("Remove field f from item", Operation::RemoveField(s("f"))),
            ("Alter field f on item", Operation::AlterField(s("f"))),
            (
                "Rename field a on item to b",
                Operation::RenameField(s("a"), s("b")),
            ),
            ("Delete model Item", Operation::RemoveModel),
            ("Rename model Item to Thing", Operation::RemoveModel),
        ];
        for (comment, operation) in cases {
            assert_eq!(read(comment), Some((operation, s("item"))), "{comment}");
        }
    }

    #[test]
    fn what_is_not_told_by_its_comment_is_none() {
        for comment in [
            "Raw Python operation",
            "Raw SQL operation",
            "Custom state/database change combination",
            "Change Meta options on item",
            "Create model Item",
            "Alter unique_together for item",
            "",
        ] {
            assert_eq!(read(comment), None, "{comment}");
        }
    }
}
