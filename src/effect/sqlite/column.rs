//! Definitions of columns.

use super::constraint::{Constraints, deferral, key};
use super::expression::{self, Scope};
use super::{data_type, names};
use crate::name::Name;
use crate::schema::{
    Column, ConstraintBody, Expr, Expression, Generated, GeneratedKind, Identity, Literal,
    ObjectId, TypeName,
};
use crate::sql::sqlite::{Kind, Read, Reader};

/// A column, as it is read.
pub(super) struct Defined {
    /// The column.
    pub(super) column: Column,
    /// `PRIMARY KEY DESC`: not even a column of type INTEGER is the number of the row then.
    pub(super) descending_key: bool,
}

/// Takes a column of this table; its constraints go to the others.
pub(super) fn take(
    r: &mut Reader<'_>,
    table: &Name,
    constraints: &mut Constraints,
) -> Read<Defined> {
    let name = names::take(r)?;
    let mut defined = Defined {
        column: Column {
            data_type: data_type::take(r)?,
            ..Column::untyped(ObjectId::default(), &name)
        },
        descending_key: false,
    };
    let mut given = None;
    loop {
        if r.take("CONSTRAINT") {
            given = Some(names::take(r)?);
        } else if !defined.take_one(r, given.take(), table, constraints)? {
            return Ok(defined);
        }
    }
}

impl Defined {
    /// Takes what comes next of a definition; whether there is any.
    fn take_one(
        &mut self,
        r: &mut Reader<'_>,
        given: Option<Name>,
        table: &Name,
        constraints: &mut Constraints,
    ) -> Read<bool> {
        let column = &mut self.column;
        let this = || vec![column.name.clone()];
        if r.take("NOT NULL") {
            column.not_null = true;
            constraints.take_conflict(r, "NOT NULL")?;
        } else if r.take("NULL") {
            constraints.take_conflict(r, "NULL")?;
        } else if r.take("PRIMARY KEY") {
            constraints.add(given, ConstraintBody::PrimaryKey(key(this())));
            self.primary_key(r, constraints)?;
        } else if r.take("UNIQUE") {
            constraints.add(given, ConstraintBody::Unique(key(this())));
            constraints.take_conflict(r, "UNIQUE")?;
        } else if r.take("CHECK") {
            constraints.check(r, given, table)?;
        } else if r.take("REFERENCES") {
            let foreign = constraints.references(r, this())?;
            constraints.add(given, ConstraintBody::ForeignKey(foreign));
        } else if r.take("DEFAULT") {
            column.default = Some(default(r)?);
        } else if r.take("COLLATE") {
            column.collation = collation(names::take(r)?);
        } else if r.take("GENERATED ALWAYS AS") || r.take("AS") {
            column.generated = Some(generated(r, table)?);
        } else if let Some(deferral) = deferral(r) {
            constraints.defer(deferral);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// What may stand behind `PRIMARY KEY`.
    fn primary_key(&mut self, r: &mut Reader<'_>, constraints: &mut Constraints) -> Read<()> {
        if !r.take("ASC") && r.take("DESC") {
            self.descending_key = true;
            let told = format!("DESC of {} in a key", self.column.name);
            constraints.unmodelled.push(told);
        }
        constraints.take_conflict(r, "PRIMARY KEY")?;
        if r.take("AUTOINCREMENT") {
            self.column.identity = Some(Identity::Autoincrement);
        }
        Ok(())
    }
}

/// `BINARY` is what a column has anyway.
fn collation(name: Name) -> Option<TypeName> {
    let named = TypeName { schema: None, name };
    (named.name.as_str() != "binary").then_some(named)
}

/// What stands behind `DEFAULT`. A bare word is a string.
fn default(r: &mut Reader<'_>) -> Read<Expression> {
    let constant = Scope {
        constant: true,
        ..Scope::default()
    };
    if r.sees_sign("(") {
        return expression::in_parentheses(r, constant);
    }
    let first = r.index();
    let signed = r.take_sign("-") || r.take_sign("+");
    let last = r.index();
    let is_word = r.is_name_at(last) && r.kind() != Some(Kind::Quoted(b'\''));
    let moment = [
        "CURRENT_DATE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "TRUE",
        "FALSE",
    ]
    .iter()
    .any(|word| r.sees(word));
    if is_word && !signed && !moment {
        let tree = Expr::Literal(Literal::Text(r.unquoted(last)));
        let text = r.advance().to_owned();
        return Ok(Expression::new(text, tree));
    }
    r.go(first);
    expression::take(r, last + 1, constant)
}

/// What stands behind `AS`.
fn generated(r: &mut Reader<'_>, table: &Name) -> Read<Generated> {
    let scope = Scope {
        table: Some(table),
        ..Scope::default()
    };
    let expression = expression::in_parentheses(r, scope)?;
    let kind = if r.take("STORED") {
        GeneratedKind::Stored
    } else {
        r.take("VIRTUAL");
        GeneratedKind::Virtual
    };
    Ok(Generated { kind, expression })
}
