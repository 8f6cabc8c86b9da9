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

type Make = fn([String; 2]) -> Operation;

const ADD: Make = |[name, _]| Operation::Add(name);
const REMOVE: Make = |[name, _]| Operation::Remove(name);

/// What each operation says of itself: `*` is a name, `@` the model, `?` anything.
const COMMENTS: [(&str, Make); 18] = [
    ("Create index * on ? model @", ADD),
    ("Concurrently create index * on ? model @", ADD),
    ("Create constraint * on model @", ADD),
    ("Create not valid constraint * on model @", ADD),
    ("Remove index * from @", REMOVE),
    ("Concurrently remove index * from @", REMOVE),
    ("Remove constraint * from model @", REMOVE),
    ("Alter constraint * on @", REMOVE),
    ("Rename unnamed index for * on @ to *", |[fields, after]| {
        Operation::RenameUnnamed(list(&fields), after)
    }),
    ("Rename index * on @ to *", |[before, after]| {
        Operation::Rename(before, after)
    }),
    ("Alter unique_together for @ (?", |_| {
        Operation::UniqueTogether
    }),
    ("Alter index_together for @ (?", |_| {
        Operation::IndexTogether
    }),
    ("Rename field * on @ to *", |[before, after]| {
        Operation::RenameField(before, after)
    }),
    ("Add field * to @", |[field, _]| Operation::AddField(field)),
    ("Remove field * from @", |[field, _]| {
        Operation::RemoveField(field)
    }),
    ("Alter field * on @", |[field, _]| {
        Operation::AlterField(field)
    }),
    ("Delete model @", |_| Operation::RemoveModel),
    ("Rename model @ to ?", |_| Operation::RemoveModel),
];

/// Reads a comment: the operation, and the model, in lower case; none for others.
pub(super) fn read(comment: &str) -> Option<(Operation, String)> {
    let comment = without_symbol(comment);
    COMMENTS.iter().find_map(|(form, make)| {
        let (mut names, mut model) = (Vec::new(), "");
        for (hole, text) in holes(comment, form)? {
            match hole {
                '*' => names.push(text.to_owned()),
                '@' => model = text,
                _ => {}
            }
        }
        names.resize(2, String::new());
        let names = <[String; 2]>::try_from(names).ok()?;
        Some((make(names), model.trim().to_lowercase()))
    })
}

/// What stands in a comment where its form has a hole. The last words between two are looked for from the end.
fn holes<'a>(comment: &'a str, form: &str) -> Option<Vec<(char, &'a str)>> {
    const HOLES: [char; 3] = ['*', '@', '?'];
    let mut words = form.split(HOLES);
    let mut rest = comment.strip_prefix(words.next()?)?;
    let between: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
    let mut texts = Vec::new();
    for (at, words) in between.iter().enumerate() {
        let parted = if at + 1 == between.len() {
            rest.rsplit_once(words)
        } else {
            rest.split_once(words)
        };
        let (text, after) = parted?;
        texts.push(text);
        rest = after;
    }
    texts.push(rest);
    let holes = form.chars().filter(|it| HOLES.contains(it));
    Some(holes.zip(texts).collect())
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
