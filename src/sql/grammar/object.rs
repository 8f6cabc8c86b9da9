//! What every kind of object has in common: `DROP`, `COMMENT ON`, `RENAME TO`, `SET SCHEMA`,
//! `OWNER TO`.

use sqlparser::ast::{Ident, ObjectName, Owner};

use sqlparser::tokenizer::Token;

use super::{Argument, RoutineOption, alter_column};
use crate::sql::reader::{Read, Reader};

/// The kinds of object that `DROP`, `ALTER` and `COMMENT ON` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the SQL word it is named after")]
pub enum ObjectKind {
    AccessMethod,
    Aggregate,
    Cast,
    Collation,
    Column,
    Constraint,
    Conversion,
    Database,
    Domain,
    EventTrigger,
    Extension,
    ForeignDataWrapper,
    ForeignTable,
    Function,
    Group,
    Index,
    Language,
    LargeObject,
    MaterializedView,
    Operator,
    OperatorClass,
    OperatorFamily,
    Policy,
    Procedure,
    Publication,
    Role,
    Routine,
    Rule,
    Schema,
    Sequence,
    Server,
    Statistics,
    Subscription,
    Table,
    Tablespace,
    TextSearchConfiguration,
    TextSearchDictionary,
    TextSearchParser,
    TextSearchTemplate,
    Transform,
    Trigger,
    Type,
    User,
    UserMapping,
    View,
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
    pub kind: ObjectKind,
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
    pub kind: ObjectKind,
    /// The object.
    pub object: ObjectRef,
    /// The comment; none takes it away.
    pub text: Option<String>,
}

/// `ALTER kind [IF EXISTS] object action`, for what has no statement type of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterObject {
    /// The kind of the object.
    pub kind: ObjectKind,
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

impl ObjectKind {
    /// The words of each kind; where one begins like another, the longer one first.
    const WORDS: [(&'static str, Self); 45] = [
        ("ACCESS METHOD", Self::AccessMethod),
        ("AGGREGATE", Self::Aggregate),
        ("CAST", Self::Cast),
        ("COLLATION", Self::Collation),
        ("COLUMN", Self::Column),
        ("CONSTRAINT", Self::Constraint),
        ("CONVERSION", Self::Conversion),
        ("DATABASE", Self::Database),
        ("DOMAIN", Self::Domain),
        ("EVENT TRIGGER", Self::EventTrigger),
        ("EXTENSION", Self::Extension),
        ("FOREIGN DATA WRAPPER", Self::ForeignDataWrapper),
        ("FOREIGN TABLE", Self::ForeignTable),
        ("FUNCTION", Self::Function),
        ("GROUP", Self::Group),
        ("INDEX", Self::Index),
        ("LANGUAGE", Self::Language),
        ("LARGE OBJECT", Self::LargeObject),
        ("MATERIALIZED VIEW", Self::MaterializedView),
        ("OPERATOR CLASS", Self::OperatorClass),
        ("OPERATOR FAMILY", Self::OperatorFamily),
        ("OPERATOR", Self::Operator),
        ("POLICY", Self::Policy),
        ("PROCEDURE", Self::Procedure),
        ("PUBLICATION", Self::Publication),
        ("ROLE", Self::Role),
        ("ROUTINE", Self::Routine),
        ("RULE", Self::Rule),
        ("SCHEMA", Self::Schema),
        ("SEQUENCE", Self::Sequence),
        ("SERVER", Self::Server),
        ("STATISTICS", Self::Statistics),
        ("SUBSCRIPTION", Self::Subscription),
        ("TABLESPACE", Self::Tablespace),
        ("TABLE", Self::Table),
        ("TEXT SEARCH CONFIGURATION", Self::TextSearchConfiguration),
        ("TEXT SEARCH DICTIONARY", Self::TextSearchDictionary),
        ("TEXT SEARCH PARSER", Self::TextSearchParser),
        ("TEXT SEARCH TEMPLATE", Self::TextSearchTemplate),
        ("TRANSFORM", Self::Transform),
        ("TRIGGER", Self::Trigger),
        ("TYPE", Self::Type),
        ("USER MAPPING", Self::UserMapping),
        ("USER", Self::User),
        ("VIEW", Self::View),
    ];

    /// The words of a kind, if they come next.
    pub(super) fn read(r: &mut Reader<'_>) -> Option<Self> {
        if r.take("PROCEDURAL LANGUAGE") {
            return Some(Self::Language);
        }
        let found = Self::WORDS.iter().find(|(words, _)| r.take(words));
        found.map(|(_, kind)| *kind)
    }

    /// How the kind is written in SQL.
    #[must_use]
    pub fn words(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(words, _)| words)
    }

    fn has_arguments(self) -> bool {
        matches!(
            self,
            Self::Aggregate | Self::Function | Self::Procedure | Self::Routine
        )
    }

    fn hangs_on(self) -> bool {
        matches!(
            self,
            Self::Trigger | Self::Rule | Self::Policy | Self::Constraint
        )
    }

    /// Its name is not an identifier, or more follows it.
    fn is_odd(self) -> bool {
        matches!(
            self,
            Self::Cast
                | Self::Operator
                | Self::OperatorClass
                | Self::OperatorFamily
                | Self::Transform
                | Self::UserMapping
                | Self::LargeObject
        )
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
    fn read(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Self> {
        let mut object = Self {
            name: ObjectName(Vec::new()),
            arguments: None,
            on: None,
            on_domain: false,
            rest: None,
        };
        if kind.is_odd() {
            object.rest = Some(odd_text(r)?);
            return Ok(object);
        }
        object.name = r.name()?;
        if kind.has_arguments() && *r.peek() == Token::LParen {
            object.arguments = Some(Argument::list(r)?);
        }
        if kind.hangs_on() && r.take("ON") {
            object.on_domain = kind == ObjectKind::Constraint && r.take("DOMAIN");
            object.on = Some(r.name()?);
        }
        Ok(object)
    }
}

fn odd_text(r: &mut Reader<'_>) -> Read<String> {
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
    let Some(kind) = ObjectKind::read(r) else {
        return Ok(None);
    };
    let concurrently = kind == ObjectKind::Index && r.take("CONCURRENTLY");
    let if_exists = r.take("IF EXISTS");
    let objects = r.separated(|r| ObjectRef::read(r, kind))?;
    let cascade = r.take_one_of(&["CASCADE", "RESTRICT"]) == Some("CASCADE");
    if kind == ObjectKind::Database {
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
    let Some(kind) = ObjectKind::read(r) else {
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
pub(super) fn alter(r: &mut Reader<'_>, kind: ObjectKind) -> Read<AlterObject> {
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
    fn read(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Self> {
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
        Ok(match kind {
            ObjectKind::Extension => Self::extension(r)?,
            ObjectKind::Collation if r.take("REFRESH VERSION") => Self::RefreshVersion,
            ObjectKind::Statistics if r.take("SET STATISTICS") => {
                Self::SetStatistics(alter_column::statistics(r)?)
            }
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => {
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
