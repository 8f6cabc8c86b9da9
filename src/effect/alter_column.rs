//! `ALTER TABLE ... ALTER COLUMN`, where sqlparser does not read it.

use sqlparser::tokenizer::Token;

use super::action::Action;
use super::alter::Target;
use super::property::{ColumnProperty, PropertyChange};
use super::vocabulary::{SequenceChange, TableChange};
use super::{data_type, expression, names, property, statistics};
use crate::name::Name;
use crate::schema::Identity;
use crate::sql::reader::{Read, Reader};

/// The change that comes next, if it is one of these.
pub(super) fn take(r: &mut Reader<'_>, target: &Target, column: &Name) -> Read<Option<Action>> {
    if let Some(change) = take_property(r)? {
        let change = PropertyChange::Column(column.clone(), change);
        return Ok(Some(target.property(change)));
    }
    if r.take("OPTIONS") {
        r.skip()?;
        return Ok(Some(Action::opaque("foreign tables are not modelled")));
    }
    let change = take_change(r, column.clone())?;
    Ok(change.map(|change| target.change(change)))
}

/// What is none of the column's definition.
fn take_property(r: &mut Reader<'_>) -> Read<Option<ColumnProperty>> {
    let listed = *r.peek_nth(1) == Token::LParen;
    Ok(Some(if r.take("SET STATISTICS") {
        ColumnProperty::Target(statistics::take_target(r)?)
    } else if r.take("SET STORAGE") {
        ColumnProperty::Storage(property::take_word(r)?)
    } else if r.take("SET COMPRESSION") {
        ColumnProperty::Compression(property::take_word(r)?)
    } else if listed && (r.sees("SET") || r.sees("RESET")) {
        ColumnProperty::Options(property::take_parameter_change(r)?)
    } else {
        return Ok(None);
    }))
}

fn take_change(r: &mut Reader<'_>, column: Name) -> Read<Option<TableChange>> {
    Ok(Some(
        if r.take_one_of(&["SET DATA TYPE", "TYPE"]).is_some() {
            let data_type = data_type::take(r)?;
            let collation = r.after("COLLATE", names::take_type_name)?;
            r.after("USING", Reader::expr)?;
            TableChange::Type {
                column,
                data_type,
                collation,
            }
        } else if r.take("ADD GENERATED") {
            let identity = take_identity(r)?;
            r.expect("AS IDENTITY")?;
            let listed = *r.peek() == Token::LParen;
            let settings = listed.then(|| r.parenthesized(SequenceChange::take));
            TableChange::AddIdentity(column, identity, settings.transpose()?.unwrap_or_default())
        } else if r.take("DROP IDENTITY") {
            let if_exists = r.take("IF EXISTS");
            TableChange::DropIdentity { column, if_exists }
        } else if r.take("DROP EXPRESSION") {
            let if_exists = r.take("IF EXISTS");
            TableChange::DropExpression { column, if_exists }
        } else if r.take("SET EXPRESSION AS") {
            TableChange::SetExpression(column, r.parenthesized(expression::take)?)
        } else {
            return take_identity_change(r, column);
        },
    ))
}

/// `SET GENERATED ...`, `SET sequence option` and `RESTART`, in any number.
fn take_identity_change(r: &mut Reader<'_>, column: Name) -> Read<Option<TableChange>> {
    let mut identity = None;
    let mut settings = SequenceChange::default();
    let mut any = false;
    loop {
        if r.take("SET GENERATED") {
            identity = Some(take_identity(r)?);
        } else if r.sees("RESTART") {
            settings.take_option(r)?;
        } else if r.sees("SET") && !r.sees("SET DEFAULT") && !r.sees("SET NOT") {
            r.expect("SET")?;
            if !settings.take_option(r)? {
                return r.refuse("a sequence option");
            }
        } else {
            break;
        }
        any = true;
    }
    Ok(any.then_some(TableChange::SetIdentity(column, identity, settings)))
}

fn take_identity(r: &mut Reader<'_>) -> Read<Identity> {
    match r.take_one_of(&["ALWAYS", "BY DEFAULT"]) {
        Some("ALWAYS") => Ok(Identity::Always),
        Some(_) => Ok(Identity::ByDefault),
        None => r.refuse("ALWAYS or BY DEFAULT"),
    }
}
