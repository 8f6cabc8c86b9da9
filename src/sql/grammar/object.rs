//! What every kind of object has in common: `DROP`, `COMMENT ON`, `RENAME TO`, `SET SCHEMA`,
//! `OWNER TO`.

use sqlparser::ast::{Ident, ObjectName, Owner};

use sqlparser::tokenizer::Token;

use super::{Argument, RoutineOption, alter_column};
use crate::kind::{NamedBy, ObjectKind, Within};
use crate::sql::reader::{Read, Reader};

/// The kinds of object that `DROP`, `ALTER` and `COMMENT ON` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedKind {
    /// A kind that findings can name; `PROCEDURE` and `ROUTINE` are functions.
    Object(ObjectKind),
    /// `AGGREGATE`: a function, but for its options.
    Aggregate,
    /// `FOREIGN TABLE`.
    ForeignTable,
    /// What is of no schema, or of the whole cluster, by its words: `ROLE`, `USER MAPPING` ...
    Outside(&'static str),
}

/// An object as a statement names it.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectRef {
    /// Its name. A column's is qualified by its table. Empty for what has no name (casts, user
    /// mappings, transforms).
    pub name: ObjectName,
    /// The arguments of a function, procedure, aggregate or operator, where they are given.
    pub arguments: Option<Vec<Argument>>,
    /// `ON table` of a trigger, rule, policy or constraint; `ON DOMAIN domain` of a constraint.
    pub on: Option<ObjectName>,
    /// Whether [`ObjectRef::on`] is a domain.
    pub on_domain: bool,
    /// The text after the name that says the rest (`USING btree`, `(a AS b)`, `FOR user`).
    pub rest: Option<String>,
}

/// `DROP kind [CONCURRENTLY] [IF EXISTS] object, ... [CASCADE | RESTRICT]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Drop {
    /// The kind of all objects.
    pub kind: NamedKind,
    /// `CONCURRENTLY`, of an index.
    pub concurrently: bool,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The objects.
    pub objects: Vec<ObjectRef>,
    /// `CASCADE`.
    pub cascade: bool,
}

/// `COMMENT ON kind object IS text`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The kind of the object.
    pub kind: NamedKind,
    /// The object.
    pub object: ObjectRef,
    /// The comment; none takes it away.
    pub text: Option<String>,
}

/// `ALTER kind [IF EXISTS] object action`, for what has no statement type of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterObject {
    /// The kind of the object.
    pub kind: NamedKind,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The object.
    pub object: ObjectRef,
    /// What is done to it.
    pub action: ObjectAction,
}

/// What is done to an object.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectAction {
    /// `RENAME TO name`.
    RenameTo(Ident),
    /// `SET SCHEMA schema`.
    SetSchema(Ident),
    /// `OWNER TO role`.
    OwnerTo(Owner),
    /// `[NO] DEPENDS ON EXTENSION extension`.
    DependsOnExtension {
        /// `NO`.
        no: bool,
        /// The extension.
        extension: Ident,
    },
    /// `UPDATE [TO version]` of an extension.
    UpdateExtension(Option<String>),
    /// `ADD member`, `DROP member` of an extension: the text.
    ExtensionMember(String),
    /// `REFRESH VERSION` of a collation.
    RefreshVersion,
    /// `SET STATISTICS n` of extended statistics; `DEFAULT` and -1 are none.
    SetStatistics(Option<i64>),
    /// The options of a function or procedure.
    Routine(Vec<RoutineOption>),
    /// `ENABLE [REPLICA | ALWAYS]`, `DISABLE` of an event trigger, and whatever else: the text.
    Other(String),
}

impl NamedKind {
    /// `PROCEDURAL LANGUAGE`, and what else has other words than its kind's.
    const SYNONYMS: [(&'static str, ObjectKind); 3] = [
        ("PROCEDURAL LANGUAGE", ObjectKind::Language),
        ("PROCEDURE", ObjectKind::Function),
        ("ROUTINE", ObjectKind::Function),
    ];

    const OUTSIDE: [&'static str; 8] = [
        "DATABASE",
        "GROUP",
        "LARGE OBJECT",
        "ROLE",
        "SUBSCRIPTION",
        "TABLESPACE",
        "USER MAPPING",
        "USER",
    ];

    /// The words of a kind, if they come next.
    pub(super) fn read(r: &mut Reader<'_>) -> Option<Self> {
        if let Some((_, kind)) = Self::SYNONYMS.iter().find(|(words, _)| r.take(words)) {
            return Some(Self::Object(*kind));
        }
        if r.take("AGGREGATE") {
            return Some(Self::Aggregate);
        }
        if r.take("FOREIGN TABLE") {
            return Some(Self::ForeignTable);
        }
        if let Some(words) = r.take_one_of(&Self::OUTSIDE) {
            return Some(Self::Outside(words));
        }
        // `OPERATOR` begins like `OPERATOR CLASS`.
        let kinds = ObjectKind::ALL.iter().filter(|kind| r.sees(kind.sql()));
        let kind = *kinds.max_by_key(|kind| kind.sql().len())?;
        r.take(kind.sql()).then_some(Self::Object(kind))
    }

    /// How the kind is written in SQL.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Object(kind) => kind.sql(),
            Self::Aggregate => "AGGREGATE",
            Self::ForeignTable => "FOREIGN TABLE",
            Self::Outside(words) => words,
        }
    }

    /// The kind, where findings can name it.
    #[must_use]
    pub const fn object(self) -> Option<ObjectKind> {
        match self {
            Self::Object(kind) => Some(kind),
            Self::Aggregate => Some(ObjectKind::Function),
            Self::ForeignTable | Self::Outside(_) => None,
        }
    }

    fn named_by(self) -> NamedBy {
        match self {
            Self::Object(kind) => kind.named_by(),
            Self::Aggregate => NamedBy::Arguments,
            Self::Outside("LARGE OBJECT" | "USER MAPPING") => NamedBy::More,
            Self::ForeignTable | Self::Outside(_) => NamedBy::Name,
        }
    }
}

/// Words that end the text of an object whose name is not an identifier.
const AFTER_OBJECT: [&str; 8] = [
    "CASCADE",
    "RESTRICT",
    "IS",
    "OWNER TO",
    "SET",
    "RENAME TO",
    "ADD",
    "DROP",
];

impl ObjectRef {
    fn read(r: &mut Reader<'_>, kind: NamedKind) -> Read<Self> {
        let mut object = Self {
            name: ObjectName(Vec::new()),
            arguments: None,
            on: None,
            on_domain: false,
            rest: None,
        };
        let named_by = kind.named_by();
        if named_by == NamedBy::More {
            object.rest = Some(text_of(r)?);
            return Ok(object);
        }
        object.name = r.name()?;
        if named_by == NamedBy::Arguments && *r.peek() == Token::LParen {
            object.arguments = Some(Argument::list(r)?);
        }
        let on = |kind: ObjectKind| {
            kind.within() == Within::Table
                && !matches!(kind, ObjectKind::Column | ObjectKind::Index)
        };
        if kind.object().is_some_and(on) && r.take("ON") {
            object.on_domain = kind.object() == Some(ObjectKind::Constraint) && r.take("DOMAIN");
            object.on = Some(r.name()?);
        }
        Ok(object)
    }
}

fn text_of(r: &mut Reader<'_>) -> Read<String> {
    let first = r.index();
    while !matches!(r.peek(), Token::EOF | Token::Comma)
        && !AFTER_OBJECT.iter().any(|words| r.sees(words))
    {
        r.skip()?;
    }
    Ok(r.text_from(first))
}

/// `DROP`, after this word; none for what is no kind of object.
pub(super) fn drop(r: &mut Reader<'_>) -> Read<Option<Drop>> {
    let Some(kind) = NamedKind::read(r) else {
        return Ok(None);
    };
    let concurrently = kind.object() == Some(ObjectKind::Index) && r.take("CONCURRENTLY");
    let if_exists = r.take("IF EXISTS");
    let objects = r.separated(|r| ObjectRef::read(r, kind))?;
    let cascade = r.take_one_of(&["CASCADE", "RESTRICT"]) == Some("CASCADE");
    if kind == NamedKind::Outside("DATABASE") {
        r.rest();
    }
    Ok(Some(Drop {
        kind,
        concurrently,
        if_exists,
        objects,
        cascade,
    }))
}

/// `COMMENT ON`, after these words.
pub(super) fn comment(r: &mut Reader<'_>) -> Read<Comment> {
    let Some(kind) = NamedKind::read(r) else {
        return r.refuse("a kind of object");
    };
    let object = ObjectRef::read(r, kind)?;
    r.expect("IS")?;
    let text = if r.take("NULL") {
        None
    } else {
        Some(r.string()?)
    };
    Ok(Comment { kind, object, text })
}

/// `ALTER kind`, after the kind, for what has no statement type of its own.
pub(super) fn alter(r: &mut Reader<'_>, kind: NamedKind) -> Read<AlterObject> {
    let if_exists = r.take("IF EXISTS");
    let object = ObjectRef::read(r, kind)?;
    Ok(AlterObject {
        kind,
        if_exists,
        object,
        action: ObjectAction::read(r, kind)?,
    })
}

impl ObjectAction {
    fn read(r: &mut Reader<'_>, kind: NamedKind) -> Read<Self> {
        if let Some(action) = Self::common(r)? {
            return Ok(action);
        }
        let no_depends = r.take("NO DEPENDS ON EXTENSION");
        if no_depends || r.take("DEPENDS ON EXTENSION") {
            return Ok(Self::DependsOnExtension {
                no: no_depends,
                extension: r.ident()?,
            });
        }
        let NamedKind::Object(kind) = kind else {
            return Ok(Self::Other(r.rest()));
        };
        Ok(match kind {
            ObjectKind::Extension => Self::extension(r)?,
            ObjectKind::Collation if r.take("REFRESH VERSION") => Self::RefreshVersion,
            ObjectKind::Statistics if r.take("SET STATISTICS") => {
                Self::SetStatistics(alter_column::statistics(r)?)
            }
            ObjectKind::Function => {
                let options = RoutineOption::all(r)?;
                r.take("RESTRICT");
                Self::Routine(options)
            }
            _ => Self::Other(r.rest()),
        })
    }

    fn common(r: &mut Reader<'_>) -> Read<Option<Self>> {
        Ok(Some(if r.take("RENAME TO") {
            Self::RenameTo(r.ident()?)
        } else if r.take("SET SCHEMA") {
            Self::SetSchema(r.ident()?)
        } else if r.take("OWNER TO") {
            Self::OwnerTo(r.parser.parse_owner()?)
        } else {
            return Ok(None);
        }))
    }

    fn extension(r: &mut Reader<'_>) -> Read<Self> {
        if !r.take("UPDATE") {
            return Ok(Self::ExtensionMember(r.rest()));
        }
        if !r.take("TO") {
            return Ok(Self::UpdateExtension(None));
        }
        let version = match r.string() {
            Ok(version) => version,
            Err(_) => r.ident()?.value,
        };
        Ok(Self::UpdateExtension(Some(version)))
    }
}
