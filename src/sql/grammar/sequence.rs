//! `CREATE SEQUENCE`, `ALTER SEQUENCE`, and the options that identity columns share with them.

use sqlparser::ast::{DataType, Ident, ObjectName, ObjectNamePart, Owner};
use sqlparser::tokenizer::Token;

use crate::sql::reader::{Read, Reader};

/// `CREATE [TEMPORARY | UNLOGGED] SEQUENCE [IF NOT EXISTS] name options`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateSequence {
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `UNLOGGED`.
    pub unlogged: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// The sequence.
    pub name: ObjectName,
    /// Its options.
    pub settings: SequenceSettings,
}

/// `ALTER SEQUENCE [IF EXISTS] name ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterSequence {
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The sequence.
    pub name: ObjectName,
    /// What is done to it.
    pub action: SequenceAction,
}

/// What is done to a sequence.
#[derive(Debug, Clone, PartialEq)]
pub enum SequenceAction {
    /// The options of `CREATE SEQUENCE`, and `RESTART`.
    Set(Box<SequenceSettings>),
    /// `RENAME TO name`.
    RenameTo(Ident),
    /// `SET SCHEMA schema`.
    SetSchema(Ident),
    /// `OWNER TO role`.
    OwnerTo(Owner),
    /// `SET LOGGED` is true, `SET UNLOGGED` is false.
    SetLogged(bool),
}

/// The options of a sequence, in any order; what is not said is none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SequenceSettings {
    /// `AS type`.
    pub data_type: Option<DataType>,
    /// `INCREMENT [BY] n`.
    pub increment: Option<i64>,
    /// `MINVALUE n`; `NO MINVALUE` is `Some(None)`.
    pub min: Option<Option<i64>>,
    /// `MAXVALUE n`; `NO MAXVALUE` is `Some(None)`.
    pub max: Option<Option<i64>>,
    /// `START [WITH] n`.
    pub start: Option<i64>,
    /// `RESTART [[WITH] n]`: data, not schema; without a number it is `Some(None)`.
    pub restart: Option<Option<i64>>,
    /// `CACHE n`.
    pub cache: Option<i64>,
    /// `CYCLE` is true, `NO CYCLE` is false.
    pub cycle: Option<bool>,
    /// `OWNED BY table.column`.
    pub owned_by: Option<OwnedBy>,
    /// `SEQUENCE NAME name`, in an identity column only.
    pub name: Option<ObjectName>,
    /// `LOGGED` is true, `UNLOGGED` is false, in an identity column only.
    pub logged: Option<bool>,
}

/// `OWNED BY`.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnedBy {
    /// `OWNED BY NONE`.
    None,
    /// `OWNED BY table.column`.
    Column {
        /// The table.
        table: ObjectName,
        /// The column.
        column: Ident,
    },
}

/// `CREATE ... SEQUENCE`, after `CREATE`.
pub(super) fn create(r: &mut Reader<'_>) -> Read<CreateSequence> {
    let kind = r.take_one_of(&["TEMPORARY", "TEMP", "UNLOGGED"]);
    r.expect("SEQUENCE")?;
    let if_not_exists = r.take("IF NOT EXISTS");
    Ok(CreateSequence {
        temporary: matches!(kind, Some("TEMPORARY" | "TEMP")),
        unlogged: kind == Some("UNLOGGED"),
        if_not_exists,
        name: r.name()?,
        settings: SequenceSettings::read(r)?,
    })
}

/// `ALTER SEQUENCE`, after these words.
pub(super) fn alter(r: &mut Reader<'_>) -> Read<AlterSequence> {
    let if_exists = r.take("IF EXISTS");
    let name = r.name()?;
    let action = if r.take("RENAME TO") {
        SequenceAction::RenameTo(r.ident()?)
    } else if r.take("SET SCHEMA") {
        SequenceAction::SetSchema(r.ident()?)
    } else if r.take("OWNER TO") {
        SequenceAction::OwnerTo(r.parser.parse_owner()?)
    } else if r.take("SET LOGGED") {
        SequenceAction::SetLogged(true)
    } else if r.take("SET UNLOGGED") {
        SequenceAction::SetLogged(false)
    } else {
        SequenceAction::Set(Box::new(SequenceSettings::read(r)?))
    };
    Ok(AlterSequence {
        if_exists,
        name,
        action,
    })
}

impl SequenceSettings {
    /// The options, in any order, as long as they come (`SeqOptList` of gram.y).
    pub(super) fn read(r: &mut Reader<'_>) -> Read<Self> {
        let mut settings = Self::default();
        while settings.option(r)? {}
        Ok(settings)
    }

    /// One option, if one comes next.
    pub(super) fn option(&mut self, r: &mut Reader<'_>) -> Read<bool> {
        if r.take("INCREMENT") {
            r.take("BY");
            self.increment = Some(r.integer()?);
        } else if r.take("NO MINVALUE") {
            self.min = Some(None);
        } else if r.take("MINVALUE") {
            self.min = Some(Some(r.integer()?));
        } else if r.take("NO MAXVALUE") {
            self.max = Some(None);
        } else if r.take("MAXVALUE") {
            self.max = Some(Some(r.integer()?));
        } else if r.take("START") {
            r.take("WITH");
            self.start = Some(r.integer()?);
        } else if r.take("CACHE") {
            self.cache = Some(r.integer()?);
        } else if r.take("NO CYCLE") {
            self.cycle = Some(false);
        } else if r.take("CYCLE") {
            self.cycle = Some(true);
        } else {
            return self.rare_option(r);
        }
        Ok(true)
    }

    fn rare_option(&mut self, r: &mut Reader<'_>) -> Read<bool> {
        if r.take("AS") {
            self.data_type = Some(r.data_type()?);
        } else if r.take("RESTART") {
            r.take("WITH");
            let number = matches!(r.peek(), Token::Number(..) | Token::Minus | Token::Plus);
            self.restart = Some(number.then(|| r.integer()).transpose()?);
        } else if r.take("OWNED BY") {
            self.owned_by = Some(OwnedBy::read(r)?);
        } else if r.take("SEQUENCE NAME") {
            self.name = Some(r.name()?);
        } else if r.take("LOGGED") {
            self.logged = Some(true);
        } else if r.take("UNLOGGED") {
            self.logged = Some(false);
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

impl OwnedBy {
    fn read(r: &mut Reader<'_>) -> Read<Self> {
        if r.take("NONE") {
            return Ok(Self::None);
        }
        let ObjectName(mut parts) = r.name()?;
        match (parts.pop(), parts.is_empty()) {
            (Some(ObjectNamePart::Identifier(column)), false) => Ok(Self::Column {
                table: ObjectName(parts),
                column,
            }),
            _ => r.refuse("OWNED BY table.column"),
        }
    }
}
