//! Names, and where objects are.

use crate::name::{Name, QualifiedName};
use crate::sql::sqlite::{Read, Reader};

/// What the file itself is called among attached ones.
const MAIN: &str = "main";

/// A name of the file itself.
pub(super) fn in_main(name: Name) -> QualifiedName {
    QualifiedName::new(Name::whole(MAIN), name)
}

/// Takes a name.
pub(super) fn take(r: &mut Reader<'_>) -> Read<Name> {
    r.name().map(|name| Name::of_sqlite(&name))
}

/// Takes names in parentheses.
pub(super) fn list(r: &mut Reader<'_>) -> Read<Vec<Name>> {
    r.expect_sign("(")?;
    let mut all = vec![take(r)?];
    while r.take_sign(",") {
        all.push(take(r)?);
    }
    r.expect_sign(")")?;
    Ok(all)
}

/// The name of an object, and whether it is in another file than the main one.
pub(super) struct Place {
    /// Its name.
    pub(super) name: Name,
    /// The file, where it is another one: `temp`, or what is attached.
    pub(super) elsewhere: Option<Name>,
}

impl Place {
    /// Takes a name, perhaps with the name of a file before it.
    pub(super) fn take(r: &mut Reader<'_>) -> Read<Self> {
        let first = take(r)?;
        if !r.take_sign(".") {
            return Ok(Self {
                name: first,
                elsewhere: None,
            });
        }
        Ok(Self {
            name: take(r)?,
            elsewhere: (first.as_str() != MAIN).then_some(first),
        })
    }
}
