//! `CREATE RULE`, and commands of rules that can be held side by side.

use sqlparser::ast::{
    self, AssignmentTarget, Delete, FromTable, Insert, ObjectName, Query, SetExpr,
    Statement as Sql, TableObject, Update,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::action::Action;
use super::expression::{called, lower};
use super::vocabulary::Effect;
use super::{Reference, action, names, respell, trigger, view};
use crate::name::Name;
use crate::schema::{Expr, Expression, RuleDefinition, RuleEvent};
use crate::sql;
use crate::sql::reader::{Read, Reader};

/// A rule as a statement asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRule {
    /// Its name.
    pub name: Name,
    /// Its table or view.
    pub table: Reference,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// What it does; relations without a schema have an empty one.
    pub definition: RuleDefinition,
}

/// `CREATE [OR REPLACE] RULE`, after these words.
pub(super) fn create(r: &mut Reader<'_>, or_replace: bool) -> Read<Vec<Action>> {
    let rule = NewRule::take(r, or_replace)?;
    Ok(vec![match rule.definition.event {
        RuleEvent::Select => Action::opaque("a rule ON SELECT makes a view of its table"),
        _ => Action::Effect(Effect::CreateRule(Box::new(rule))),
    }])
}

/// What `pg_get_ruledef` prints; none where it is not read.
#[must_use]
pub fn read(text: &str) -> Option<RuleDefinition> {
    let rule = action::of_print(text, |r| {
        r.expect("CREATE")?;
        let or_replace = r.take("OR REPLACE");
        r.expect("RULE")?;
        NewRule::take(r, or_replace)
    });
    rule.map(|rule| rule.definition)
}

impl NewRule {
    fn take(r: &mut Reader<'_>, or_replace: bool) -> Read<Self> {
        let name = names::take(r)?;
        r.expect("AS ON")?;
        let Some(event) = names::take_word(r) else {
            return r.refuse("SELECT, INSERT, UPDATE or DELETE");
        };
        r.expect("TO")?;
        let table = names::take_reference(r)?;
        let condition = r.after("WHERE", Reader::expr)?;
        r.expect("DO")?;
        let instead = r.take_one_of(&["INSTEAD", "ALSO"]) == Some("INSTEAD");
        Ok(Self {
            name,
            table,
            or_replace,
            definition: RuleDefinition {
                event,
                instead,
                condition: condition.map(|condition| trigger::rows(&condition.to_string())),
                actions: actions(&r.rest()),
            },
        })
    }
}

/// `NOTHING`, a command, or several in parentheses.
fn actions(text: &str) -> Vec<Expression> {
    let text = text.trim().trim_end_matches(';').trim();
    if text.eq_ignore_ascii_case("nothing") {
        return Vec::new();
    }
    let parsed = parse(text);
    let parsed = parsed.filter(|commands| !commands.is_empty());
    parsed.map_or_else(
        || vec![unread(text.to_owned())],
        |commands| commands.iter().map(action).collect(),
    )
}

fn unread(text: String) -> Expression {
    Expression::new(text.clone(), Expr::Opaque(text))
}

fn parse(text: &str) -> Option<Vec<Sql>> {
    let dialect = PostgreSqlDialect {};
    let tokens = sql::tokens(text).ok()?;
    let tokens = respell::rows(&tokens, &|row| {
        ["old", "new"].contains(&row).then(|| row.to_owned())
    });
    let mut tokens = respell::tokens(&tokens);
    if tokens.first() == Some(&Token::LParen) && tokens.last() == Some(&Token::RParen) {
        tokens.pop();
        tokens.drain(..1);
    }
    sql::check_plain(tokens.iter()).ok()?;
    let mut parser = Parser::new(&dialect).with_tokens(tokens);
    parser.parse_statements().ok()
}

fn action(command: &Sql) -> Expression {
    let text = command.to_string();
    let tree = match command {
        Sql::Insert(insert) => inserted(insert),
        Sql::Update(update) => updated(update),
        Sql::Delete(delete) => deleted(delete),
        Sql::Query(query) => view::tree(query),
        Sql::NOTIFY { channel, payload } => Some(notified(channel, payload.as_deref())),
        _ => None,
    };
    let tree = tree.unwrap_or_else(|| Expr::Opaque(text.clone()));
    Expression::new(text, tree)
}

fn notified(channel: &ast::Ident, payload: Option<&str>) -> Expr {
    let channel = Expr::Column(names::name(channel));
    let payload = Expr::Column(Name::exact(payload.unwrap_or_default()));
    called("notify", vec![channel, payload])
}

fn column(name: &ObjectName) -> Expr {
    Expr::Column(names::reference(name).name)
}

/// `INSERT INTO relation (columns) { VALUES ... | SELECT ... | DEFAULT VALUES }`.
fn inserted(insert: &Insert) -> Option<Expr> {
    let TableObject::TableName(table) = &insert.table else {
        return None;
    };
    let plain = insert.on.is_none() && insert.returning.is_none() && insert.or.is_none();
    if !plain {
        return None;
    }
    let columns = insert.columns.iter().map(column).collect();
    let source = match &insert.source {
        None => called("default values", Vec::new()),
        Some(query) => source(query)?,
    };
    Some(called(
        "insert",
        vec![
            Expr::Relation(names::qualified(table)),
            Expr::Row(columns),
            source,
        ],
    ))
}

fn source(query: &Query) -> Option<Expr> {
    let SetExpr::Values(values) = query.body.as_ref() else {
        return view::tree(query);
    };
    let rows = values
        .rows
        .iter()
        .map(|row| Expr::Row(row.iter().map(lower).collect()));
    Some(called("values", rows.collect()))
}

/// `UPDATE relation SET column = value ... [WHERE ...]`.
fn updated(update: &Update) -> Option<Expr> {
    let plain = update.from.is_none() && update.returning.is_none();
    let mut parts = vec![view::only(&update.table).filter(|_| plain)?];
    for assignment in &update.assignments {
        let AssignmentTarget::ColumnName(target) = &assignment.target else {
            return None;
        };
        parts.push(called(
            "set",
            vec![column(target), lower(&assignment.value)],
        ));
    }
    parts.push(condition(update.selection.as_ref()));
    Some(called("update", parts))
}

/// `DELETE FROM relation [WHERE ...]`.
fn deleted(delete: &Delete) -> Option<Expr> {
    let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
    let plain = delete.using.is_none() && delete.returning.is_none();
    let [table] = from.as_slice() else {
        return None;
    };
    let table = view::only(table).filter(|_| plain)?;
    Some(called(
        "delete",
        vec![table, condition(delete.selection.as_ref())],
    ))
}

fn condition(selection: Option<&ast::Expr>) -> Expr {
    called("where", selection.iter().map(|it| lower(it)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trees(text: &str) -> Vec<String> {
        let read = read(&format!("CREATE RULE r AS ON DELETE TO t DO {text}"));
        let actions = read.expect("a rule").actions.into_iter();
        actions.map(|action| action.tree.to_string()).collect()
    }

    #[test]
    fn a_command_reads_as_the_server_prints_it() {
        for (written, printed) in [
            (
                "ALSO DELETE FROM a WHERE a.id = OLD.id",
                "DELETE FROM a\n  WHERE (a.id = old.id)",
            ),
            (
                "ALSO UPDATE a SET n = NEW.n WHERE id = OLD.id",
                "UPDATE a SET n = new.n\n  WHERE (a.id = old.id)",
            ),
            (
                "ALSO (INSERT INTO a (n) VALUES (OLD.n); NOTIFY a)",
                "( INSERT INTO a (n)\n  VALUES (old.n);\n NOTIFY a;\n)",
            ),
        ] {
            assert_eq!(trees(written), trees(printed), "{written}");
            assert!(!trees(written).is_empty());
        }
        assert_eq!(trees("INSTEAD NOTHING"), [""; 0]);
        assert_ne!(trees("NOTIFY a"), trees("NOTIFY b"));
    }

    #[test]
    fn a_command_that_is_not_read_is_there_all_the_same() {
        let read = read("CREATE RULE r AS ON DELETE TO t DO INSERT INTO a VALUES (1) RETURNING *");
        let actions = read.expect("a rule").actions;
        assert!(actions.first().expect("a command").tree.has_opaque());
    }
}
