//! `CREATE DOMAIN`, `ALTER DOMAIN`, `ALTER TYPE`.

use sqlparser::ast::{DataType, Expr, Ident, ObjectName};
use sqlparser::tokenizer::Token;

use crate::sql::reader::{Read, Reader};

/// `CREATE DOMAIN name [AS] type ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateDomain {
    /// Its name.
    pub name: ObjectName,
    /// The type below it.
    pub data_type: DataType,
    /// `COLLATE`.
    pub collation: Option<ObjectName>,
    /// `DEFAULT`.
    pub default: Option<Expr>,
    /// `NOT NULL` is true, `NULL` is false.
    pub not_null: Option<bool>,
    /// `CONSTRAINT name NOT NULL`.
    pub not_null_name: Option<Ident>,
    /// `[CONSTRAINT name] CHECK (expression)`, in order.
    pub checks: Vec<(Option<Ident>, Expr)>,
}

/// `ALTER DOMAIN name action`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterDomain {
    /// The domain.
    pub name: ObjectName,
    /// What is done to it.
    pub action: DomainAction,
}

/// What is done to a domain.
#[derive(Debug, Clone, PartialEq)]
pub enum DomainAction {
    /// `SET DEFAULT expression`; `DROP DEFAULT` is none.
    Default(Option<Expr>),
    /// `SET NOT NULL` is true, `DROP NOT NULL` is false.
    NotNull(bool),
    /// `ADD [CONSTRAINT name] CHECK (expression) [NOT VALID]`.
    AddConstraint {
        /// Its name.
        name: Option<Ident>,
        /// What it checks.
        expression: Expr,
        /// `NOT VALID`.
        not_valid: bool,
    },
    /// `ADD [CONSTRAINT name] NOT NULL` (17).
    AddNotNull(Option<Ident>),
    /// `DROP CONSTRAINT [IF EXISTS] name [CASCADE]`.
    DropConstraint {
        /// The constraint.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `RENAME CONSTRAINT name TO name`.
    RenameConstraint(Ident, Ident),
    /// `VALIDATE CONSTRAINT name`.
    ValidateConstraint(Ident),
}

/// `ALTER TYPE name action, ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterType {
    /// The type.
    pub name: ObjectName,
    /// What is done to it; more than one only for attributes.
    pub actions: Vec<TypeAction>,
}

/// What is done to a type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeAction {
    /// `ADD VALUE [IF NOT EXISTS] 'value' [{ BEFORE | AFTER } 'neighbour']`.
    AddValue {
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// The new value.
        value: String,
        /// The neighbour, and whether the new value stands before it.
        neighbour: Option<(bool, String)>,
    },
    /// `RENAME VALUE 'old' TO 'new'`.
    RenameValue(String, String),
    /// `RENAME ATTRIBUTE old TO new`.
    RenameAttribute(Ident, Ident),
    /// `ADD ATTRIBUTE name type [COLLATE collation]`.
    AddAttribute {
        /// The attribute.
        name: Ident,
        /// Its type.
        data_type: DataType,
        /// Its collation.
        collation: Option<ObjectName>,
    },
    /// `DROP ATTRIBUTE [IF EXISTS] name`.
    DropAttribute {
        /// The attribute.
        name: Ident,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER ATTRIBUTE name [SET DATA] TYPE type [COLLATE collation]`.
    AlterAttribute {
        /// The attribute.
        name: Ident,
        /// Its type.
        data_type: DataType,
        /// Its collation.
        collation: Option<ObjectName>,
    },
    /// `SET (property = value, ...)`: the text.
    SetProperties(String),
}

/// `CREATE DOMAIN`, after these words.
pub(super) fn create_domain(r: &mut Reader<'_>) -> Read<CreateDomain> {
    let name = r.name()?;
    r.take("AS");
    let mut domain = CreateDomain {
        name,
        data_type: r.data_type()?,
        collation: None,
        default: None,
        not_null: None,
        not_null_name: None,
        checks: Vec::new(),
    };
    while *r.peek() != Token::EOF {
        domain.part(r)?;
    }
    Ok(domain)
}

impl CreateDomain {
    fn part(&mut self, r: &mut Reader<'_>) -> Read<()> {
        let name = r.take("CONSTRAINT").then(|| r.ident()).transpose()?;
        if r.take("COLLATE") {
            self.collation = Some(r.name()?);
        } else if r.take("DEFAULT") {
            self.default = Some(default(r)?);
        } else if r.take("NOT NULL") {
            self.not_null = Some(true);
            self.not_null_name = name;
        } else if r.take("NULL") {
            self.not_null = Some(false);
        } else {
            r.expect("CHECK")?;
            let check = r.parenthesized(Reader::expr)?;
            self.checks.push((name, check));
        }
        Ok(())
    }
}

/// The expression after `DEFAULT`, which ends before a constraint.
fn default(r: &mut Reader<'_>) -> Read<Expr> {
    let first = r.index();
    while *r.peek() != Token::EOF
        && !["NOT NULL", "NULL", "CONSTRAINT", "CHECK", "COLLATE"]
            .iter()
            .any(|words| r.index() > first && r.sees(words))
    {
        r.skip()?;
    }
    let mut inner = Reader::over(r.text, r.tokens(first, r.index()));
    let value = inner.expr()?;
    inner.expect_end()?;
    Ok(value)
}

/// `ALTER DOMAIN name`, after the name.
pub(super) fn alter_domain(r: &mut Reader<'_>, name: ObjectName) -> Read<AlterDomain> {
    let action = if r.take("SET DEFAULT") {
        DomainAction::Default(Some(r.expr()?))
    } else if r.take("DROP DEFAULT") {
        DomainAction::Default(None)
    } else if r.take("SET NOT NULL") {
        DomainAction::NotNull(true)
    } else if r.take("DROP NOT NULL") {
        DomainAction::NotNull(false)
    } else if r.take("DROP CONSTRAINT") {
        let if_exists = r.take("IF EXISTS");
        let name = r.ident()?;
        let cascade = r.take_one_of(&["CASCADE", "RESTRICT"]) == Some("CASCADE");
        DomainAction::DropConstraint {
            name,
            if_exists,
            cascade,
        }
    } else if r.take("RENAME CONSTRAINT") {
        let from = r.ident()?;
        r.expect("TO")?;
        DomainAction::RenameConstraint(from, r.ident()?)
    } else if r.take("VALIDATE CONSTRAINT") {
        DomainAction::ValidateConstraint(r.ident()?)
    } else {
        r.expect("ADD")?;
        add_to_domain(r)?
    };
    Ok(AlterDomain { name, action })
}

fn add_to_domain(r: &mut Reader<'_>) -> Read<DomainAction> {
    let name = r.take("CONSTRAINT").then(|| r.ident()).transpose()?;
    if r.take("NOT NULL") {
        return Ok(DomainAction::AddNotNull(name));
    }
    r.expect("CHECK")?;
    let expression = r.parenthesized(Reader::expr)?;
    Ok(DomainAction::AddConstraint {
        name,
        expression,
        not_valid: r.take("NOT VALID"),
    })
}

/// `ALTER TYPE name`, after the name.
pub(super) fn alter_type(r: &mut Reader<'_>, name: ObjectName) -> Read<AlterType> {
    let actions = r.separated(TypeAction::read)?;
    Ok(AlterType { name, actions })
}

impl TypeAction {
    fn read(r: &mut Reader<'_>) -> Read<Self> {
        let action = if r.take("ADD VALUE") {
            return Self::add_value(r);
        } else if r.take("RENAME VALUE") {
            let from = r.string()?;
            r.expect("TO")?;
            Self::RenameValue(from, r.string()?)
        } else if r.take("RENAME ATTRIBUTE") {
            let from = r.ident()?;
            r.expect("TO")?;
            Self::RenameAttribute(from, r.ident()?)
        } else if r.take("ADD ATTRIBUTE") {
            let name = r.ident()?;
            let (data_type, collation) = collated(r)?;
            Self::AddAttribute {
                name,
                data_type,
                collation,
            }
        } else if r.take("DROP ATTRIBUTE") {
            let if_exists = r.take("IF EXISTS");
            let name = r.ident()?;
            Self::DropAttribute { name, if_exists }
        } else if r.take("ALTER ATTRIBUTE") {
            let name = r.ident()?;
            r.take("SET DATA");
            r.expect("TYPE")?;
            let (data_type, collation) = collated(r)?;
            Self::AlterAttribute {
                name,
                data_type,
                collation,
            }
        } else {
            r.expect("SET")?;
            let first = r.index();
            r.skip()?;
            Self::SetProperties(r.text_from(first))
        };
        r.take_one_of(&["CASCADE", "RESTRICT"]);
        Ok(action)
    }

    fn add_value(r: &mut Reader<'_>) -> Read<Self> {
        let if_not_exists = r.take("IF NOT EXISTS");
        let value = r.string()?;
        let side = r.take_one_of(&["BEFORE", "AFTER"]);
        let neighbour = side.map(|side| r.string().map(|value| (side == "BEFORE", value)));
        Ok(Self::AddValue {
            if_not_exists,
            value,
            neighbour: neighbour.transpose()?,
        })
    }
}

fn collated(r: &mut Reader<'_>) -> Read<(DataType, Option<ObjectName>)> {
    let data_type = r.data_type()?;
    let collation = r.take("COLLATE").then(|| r.name()).transpose()?;
    Ok((data_type, collation))
}
