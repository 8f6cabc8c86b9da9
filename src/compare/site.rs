//! Where objects and expressions stand: what names mean there, and what an expression is assigned to. Each
//! attribute is compared here by what kind of value it is, and whatever holds an expression compares it here,
//! so that one pair of expressions has one answer everywhere.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer};
use super::expression::{self, Sameness, Scope};
use super::follow::{below, is_label};
use super::verbatim;
use crate::engine::Engine;
use crate::name::Name;
use crate::schema::described::{Object, Quoted, Value};
use crate::schema::{
    Attribute, DataType, Expression, Generated, Parameter, Table, TriggerState, TypeName,
};

/// A place that holds an object or an expression, on the live side.
#[derive(Clone)]
pub(super) struct Site<'a> {
    alignment: &'a Alignment<'a>,
    names: Names<'a>,
    /// What the value is assigned to, if it is to anything.
    result: Option<DataType>,
    /// Whether a query or a whole row may stand there, which is often not read.
    is_code: bool,
}

/// What the names of an expression mean.
#[derive(Clone, Copy)]
enum Names<'a> {
    /// Nothing: there are none.
    Nothing,
    /// The columns of a row.
    Row(&'a Table),
    /// The columns of the old and the new row, each after `old.` or `new.`.
    Rows(&'a Table),
    /// `VALUE` of a domain over this type.
    Value(&'a DataType),
    /// The arguments of a function.
    Arguments(&'a [Parameter]),
}

/// Who answers for an attribute.
pub(super) enum Rule {
    /// What kind of value it is.
    ByValue,
    /// A rule of the object's kind; none where both sides are exactly the same.
    Own(Option<Answer>),
}

/// An attribute that is exactly the same, or that the kind of the object answers for elsewhere.
pub(super) const SETTLED: Rule = Rule::Own(None);

impl Rule {
    /// What a kind's own rule says: the same, or different.
    pub(super) fn same(same: bool) -> Self {
        Self::Own((!same).then_some(Answer::Different))
    }
}

impl<'a> Site<'a> {
    fn new(alignment: &'a Alignment<'a>, names: Names<'a>, result: Option<DataType>) -> Self {
        Self {
            alignment,
            names,
            result,
            is_code: false,
        }
    }

    /// The default of something of this type; a command, of none.
    pub(super) fn alone(alignment: &'a Alignment<'a>, result: Option<DataType>) -> Self {
        Self::new(alignment, Names::Nothing, result)
    }

    /// A value over the columns of a table.
    pub(super) fn row(
        alignment: &'a Alignment<'a>,
        table: &'a Table,
        result: Option<DataType>,
    ) -> Self {
        Self::new(alignment, Names::Row(table), result)
    }

    /// A condition on the rows of a table.
    pub(super) fn condition(alignment: &'a Alignment<'a>, table: &'a Table) -> Self {
        Self::row(alignment, table, Some(DataType::builtin("boolean")))
    }

    /// USING or WITH CHECK of a policy.
    pub(super) fn policy(alignment: &'a Alignment<'a>, table: &'a Table) -> Self {
        Self {
            is_code: true,
            ..Self::condition(alignment, table)
        }
    }

    /// WHEN of a trigger, or WHERE of a rule.
    pub(super) fn change(alignment: &'a Alignment<'a>, table: &'a Table) -> Self {
        Self {
            names: Names::Rows(table),
            ..Self::policy(alignment, table)
        }
    }

    /// A value of a domain over a type, or a condition on it.
    pub(super) fn domain(
        alignment: &'a Alignment<'a>,
        base: &'a DataType,
        result: DataType,
    ) -> Self {
        Self::new(alignment, Names::Value(base), Some(result))
    }

    /// What a function over arguments returns.
    pub(super) fn body(
        alignment: &'a Alignment<'a>,
        arguments: &'a [Parameter],
        result: Option<DataType>,
    ) -> Self {
        Self {
            is_code: true,
            ..Self::new(alignment, Names::Arguments(arguments), result)
        }
    }

    /// Compares two expressions that stand here.
    pub(super) fn compare(&self, expected: &Expression, live: &Expression) -> Sameness {
        if self.alignment.engine == Engine::Sqlite {
            return verbatim::compare(expected, live);
        }
        let schema = self.alignment.live;
        let reduced = |data_type: &DataType| below(schema, data_type);
        let type_of = |name: &Name| self.type_of(name).map(reduced);
        let result = self.result.as_ref().map(reduced);
        let memo = &self.alignment.memo;
        memo.sameness([expected, live], result.as_ref(), &type_of, |type_of| {
            let scope = Scope {
                column_type: type_of,
                label: &|data_type, text| is_label(schema, data_type, text),
                result: result.clone(),
            };
            expression::compare(expected, live, &scope)
        })
    }

    /// Whether it is not known what the value is assigned to.
    pub(super) fn is_untyped(&self) -> bool {
        self.result.is_none()
    }

    fn type_of(&self, name: &Name) -> Option<&'a DataType> {
        let column = |table: &'a Table, name| Some(&table.column(name)?.data_type);
        match self.names {
            Names::Nothing => None,
            Names::Row(table) => column(table, name),
            Names::Rows(table) => {
                let (_, name) = name.as_str().split_once('.')?;
                column(table, &Name::exact(name))
            }
            Names::Value(base) => (name.as_str() == "value").then_some(base),
            Names::Arguments(arguments) => {
                let mut arguments = arguments.iter();
                let found = arguments.find(|argument| argument.name.as_ref() == Some(name))?;
                Some(&found.data_type)
            }
        }
    }

    /// Compares two expressions that may stand here; `absent` is said of a side that has none.
    pub(super) fn expressions(
        &self,
        attribute: Attribute,
        [expected, live]: [Option<&Expression>; 2],
        absent: &str,
    ) -> Option<AttributeAnswer> {
        let answer = match (expected, live) {
            (None, None) => None,
            (Some(expected), Some(live)) => self.answer(expected, live),
            _ => Some(Answer::Different),
        };
        let words = |it: Option<&Expression>| it.map_or(absent, |it| &it.text).to_owned();
        Some(AttributeAnswer::new(
            attribute,
            answer?,
            words(expected),
            words(live),
        ))
    }

    /// What is noted of two expressions; nothing where they are exactly the same.
    pub(super) fn answer(&self, expected: &Expression, live: &Expression) -> Option<Answer> {
        let sameness = self.compare(expected, live);
        let is_unread = || expected.tree.has_opaque() || live.tree.has_opaque();
        if self.is_code && matches!(sameness, Sameness::Undecided(_)) && is_unread() {
            return Some(Answer::Unmeasured("a part of the expression is not read"));
        }
        sameness.noted()
    }

    /// Every attribute of an object that is not exactly the same.
    pub(super) fn attributes<T: Object>(&self, expected: &T, live: &T) -> Vec<AttributeAnswer> {
        self.attributes_but(expected, live, |_| Rule::ByValue)
    }

    /// The same, where a kind has rules of its own.
    pub(super) fn attributes_but<T: Object>(
        &self,
        expected: &T,
        live: &T,
        mut rule: impl FnMut(Attribute) -> Rule,
    ) -> Vec<AttributeAnswer> {
        let mut answers = Vec::new();
        expected.each_pair(live, &mut |attribute, [ours, theirs]| {
            let answer = match rule(attribute) {
                Rule::ByValue => self.by_value(&ours, &theirs),
                Rule::Own(answer) => answer,
            };
            if let Some(answer) = answer {
                let [expected, actual] = words(&ours, &theirs);
                answers.push(AttributeAnswer::new(attribute, answer, expected, actual));
            }
        });
        answers
    }

    fn by_value(&self, expected: &Value<'_>, live: &Value<'_>) -> Option<Answer> {
        use Value as V;
        let same = match (expected, live) {
            (V::Word(one, _), V::Word(other, _)) => one == other,
            (V::InForce(one, _), V::InForce(other, _)) => return in_force(*one, *other),
            (V::Complete(one, _), V::Complete(other, _)) => {
                return (*one && !other).then_some(Answer::NotInForce);
            }
            (V::Fires(one), V::Fires(other)) => return fires(*one, *other),
            (V::Names(one), V::Names(other)) => one == other,
            (V::Type(one), V::Type(other)) => same_type(one, &self.alignment.expected_type(other)),
            (V::Object(one, _), V::Object(other, _)) => same_object(*one, *other),
            (V::Collation(one), V::Collation(other)) => {
                same_object(one.filter(|it| !is_default(it)), *other)
            }
            (V::Expression(one, _), V::Expression(other, _)) => match (one, other) {
                (None, None) => true,
                (Some(one), Some(other)) => return self.answer(one, other),
                _ => false,
            },
            (V::Options(one), V::Options(other)) => one == other,
            (V::Generated(one), V::Generated(other)) => match alike(*one, *other) {
                Some([one, other]) => return self.answer(one, other),
                None => one == other,
            },
            (V::Literal(one, _), V::Literal(other, _)) => one == other,
            (V::Written(one, _), V::Written(other, _)) => one(&Quoted) == other(&Quoted),
            (V::Expressions(one), V::Expressions(other)) => one == other,
            (V::Keys(one, _), V::Keys(other, _)) => one == other,
            (V::RangeOpclass(one), V::RangeOpclass(other)) => one == other,
            (V::Roles(one, _), V::Roles(other, owner)) => return roles(*one, *other, *owner),
            // Two kinds of value are never the same.
            _ => false,
        };
        (!same).then_some(Answer::Different)
    }
}

/// Both values for people. Of two columns that are generated alike only the expressions can differ.
fn words(expected: &Value<'_>, live: &Value<'_>) -> [String; 2] {
    if let (Value::Generated(one), Value::Generated(other)) = (expected, live)
        && let Some(expressions) = alike(*one, *other)
    {
        return expressions.map(|it| it.text.clone());
    }
    [expected.words(), live.words()]
}

fn alike<'a>(
    one: Option<&'a Generated>,
    other: Option<&'a Generated>,
) -> Option<[&'a Expression; 2]> {
    let both = one.zip(other);
    let alike = both.filter(|(one, other)| one.kind == other.kind)?;
    Some([&alike.0.expression, &alike.1.expression])
}

/// What is weaker than expected is not in force. What is in force though the ledger left it open is stronger:
/// somebody validated it, and nothing contradicts the ledger.
fn in_force(expected: bool, live: bool) -> Option<Answer> {
    match (expected, live) {
        (true, false) => Some(Answer::NotInForce),
        (false, true) => Some(Answer::Equivalent("it was validated after its migration")),
        (true, true) | (false, false) => None,
    }
}

/// A disabled one is not in force.
fn fires(expected: TriggerState, live: TriggerState) -> Option<Answer> {
    (expected != live).then_some(match live {
        TriggerState::Disabled => Answer::NotInForce,
        TriggerState::Origin | TriggerState::Replica | TriggerState::Always => Answer::Different,
    })
}

/// The same type, or a type whose schema the ledger does not tell.
pub(super) fn same_type(expected: &DataType, actual: &DataType) -> bool {
    let modified = (&expected.modifiers, expected.array);
    modified == (&actual.modifiers, actual.array) && expected.base.may_be(&actual.base)
}

/// The same name, or one whose schema the ledger does not tell.
pub(super) fn same_object(expected: Option<&TypeName>, live: Option<&TypeName>) -> bool {
    match (expected, live) {
        (None, None) => true,
        (Some(expected), Some(live)) => expected.may_be(live),
        _ => false,
    }
}

/// `COLLATE "default"` is what most types have by themselves.
fn is_default(name: &TypeName) -> bool {
    let system = name.schema.is_none() || name.is_builtin();
    system && name.name.as_str() == "default"
}

/// `CURRENT_USER` was whoever ran the statement: only an owner of the table may, so a policy for the
/// owner alone is what the statement made.
fn roles(expected: Option<&[Name]>, live: Option<&[Name]>, owner: Option<&Name>) -> Option<Answer> {
    match (expected, live, owner) {
        (Some(_), ..) => (expected != live).then_some(Answer::Different),
        (None, Some(roles), Some(owner)) if roles == std::slice::from_ref(owner) => Some(
            Answer::Equivalent("CURRENT_USER was the owner of the table"),
        ),
        (None, ..) => Some(Answer::Unmeasured(
            "who CURRENT_USER was only the session knew",
        )),
    }
}
