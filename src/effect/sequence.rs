//! `CREATE SEQUENCE`, `ALTER SEQUENCE`, and the options that identity columns share with them.

use sqlparser::ast::{ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Token;

use super::action::{Action, Common};
use super::vocabulary::{Altered, Effect, SequenceChange, Target};
use super::{Reference, data_type, names};
use crate::kind::ObjectKind;
use crate::name::Name;
use crate::sql::reader::{Read, Reader};

/// `CREATE ... SEQUENCE`, after `CREATE`. What is temporary ends with its session.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let persistence = r.take_one_of(&["TEMPORARY", "TEMP", "UNLOGGED"]);
    r.expect("SEQUENCE")?;
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = names::take_reference(r)?;
    let settings = SequenceChange::take(r)?;
    let effect = Effect::CreateSequence {
        name,
        if_not_exists,
        settings: Box::new(SequenceChange {
            unlogged: (persistence == Some("UNLOGGED")).then_some(true),
            ..settings
        }),
    };
    let lasts = matches!(persistence, None | Some("UNLOGGED"));
    Ok(lasts
        .then_some(Action::Effect(effect))
        .into_iter()
        .collect())
}

/// `ALTER SEQUENCE`, after these words.
pub(super) fn alter(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_exists = r.take("IF EXISTS");
    let name = names::take_reference(r)?;
    if let Some(common) = Common::take(r)? {
        let action = common.of(Target::Named(ObjectKind::Sequence, name), if_exists);
        return Ok(action.into_iter().collect());
    }
    let unlogged = |unlogged| SequenceChange {
        unlogged: Some(unlogged),
        ..SequenceChange::default()
    };
    let settings = match r.take_one_of(&["SET LOGGED", "SET UNLOGGED"]) {
        Some(words) => unlogged(words == "SET UNLOGGED"),
        None => SequenceChange::take(r)?,
    };
    let altered = Altered::named(name, if_exists);
    Ok(vec![Action::Effect(Effect::AlterSequence(
        altered,
        Box::new(settings),
    ))])
}

impl SequenceChange {
    /// The options, in any order, as long as they come (`SeqOptList` of gram.y).
    pub(super) fn take(r: &mut Reader<'_>) -> Read<Self> {
        let mut settings = Self::default();
        while settings.take_option(r)? {}
        Ok(settings)
    }

    /// One option, if one comes next. `RESTART` is data.
    pub(super) fn take_option(&mut self, r: &mut Reader<'_>) -> Read<bool> {
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
        } else if r.take("RESTART") {
            r.take("WITH");
            if matches!(r.peek(), Token::Number(..) | Token::Minus | Token::Plus) {
                r.integer()?;
            }
        } else if r.take("CACHE") {
            self.cache = Some(r.integer()?);
        } else if let Some(words) = r.take_one_of(&["NO CYCLE", "CYCLE"]) {
            self.cycle = Some(words == "CYCLE");
        } else {
            return self.take_rare_option(r);
        }
        Ok(true)
    }

    fn take_rare_option(&mut self, r: &mut Reader<'_>) -> Read<bool> {
        if r.take("AS") {
            self.data_type = Some(data_type::take(r)?);
        } else if r.take("OWNED BY") {
            self.owned_by = Some(owner(r)?);
        } else if r.take("SEQUENCE NAME") {
            self.name = Some(names::take_reference(r)?);
        } else if let Some(word) = r.take_one_of(&["LOGGED", "UNLOGGED"]) {
            self.unlogged = Some(word == "UNLOGGED");
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

/// `NONE`, or `table.column`.
fn owner(r: &mut Reader<'_>) -> Read<Option<(Reference, Name)>> {
    if r.take("NONE") {
        return Ok(None);
    }
    let ObjectName(mut parts) = r.name()?;
    match (parts.pop(), parts.is_empty()) {
        (Some(ObjectNamePart::Identifier(column)), false) => {
            let table = names::reference(&ObjectName(parts));
            Ok(Some((table, names::name(&column))))
        }
        _ => r.refuse("OWNED BY table.column"),
    }
}
