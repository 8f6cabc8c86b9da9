//! SQL expressions to the model's tree. What several spellings mean alike becomes one node, by the
//! rules of PostgreSQL's parser (`gram.y`, `parse_expr.c`); nothing is simplified beyond that.

mod syntax;

use std::cell::RefCell;

use sqlparser::ast::{self, Array, BinaryOperator, UnaryOperator, Value};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use syntax::{access, call, case, is_test, pattern, set_test, sql_function};

use super::{data_type, names, respell};
use crate::name::QualifiedName;
use crate::recent::Recent;
use crate::schema::{Expr, Expression, Literal};
use crate::sql;
use crate::sql::printed;
use crate::sql::reader::{Read, Reader};

/// Reads an expression from text. What cannot be parsed becomes `Expr::Opaque`.
#[must_use]
pub fn read(text: &str) -> Expression {
    thread_local! {
        static RECENT: RefCell<Recent<Expression>> =
            const { RefCell::new(Recent::by(|expression| &expression.text)) };
    }
    let opaque = || Expr::Opaque(text.to_owned());
    let tree = || parse(text).map_or_else(opaque, |parsed| lower(&parsed));
    let make = || Expression::new(text.to_owned(), tree());
    RECENT.with(|recent| match recent.try_borrow_mut() {
        Ok(mut recent) => recent.get(text, make),
        // What is read may hold another one.
        Err(_) => make(),
    })
}

/// Takes an expression.
pub(super) fn take(r: &mut Reader<'_>) -> Read<Expression> {
    Ok(expression(&r.expr()?))
}

/// Reads an expression over several rows: a column of one of `rows` keeps the row in its name, as
/// `old.name`. What cannot be parsed becomes [`Expr::Opaque`].
#[must_use]
pub fn read_rows(text: &str, rows: &dyn Fn(&str) -> Option<String>) -> Expression {
    let parsed = sql::tokens(text)
        .ok()
        .map(|tokens| respell::rows(&tokens, rows))
        .and_then(parse_tokens);
    Expression::new(
        text.to_owned(),
        parsed.map_or_else(|| Expr::Opaque(text.to_owned()), |parsed| lower(&parsed)),
    )
}

/// The model's expression for a parsed one; its text is sqlparser's print.
#[must_use]
pub fn expression(parsed: &ast::Expr) -> Expression {
    Expression::new(printed(without_outer_parentheses(parsed)), lower(parsed))
}

/// The text with the spellings replaced that sqlparser refuses or misreads, else as it is.
pub(super) fn parse(text: &str) -> Option<ast::Expr> {
    parse_tokens(sql::tokens(text).ok()?)
}

fn parse_tokens(tokens: Vec<Token>) -> Option<ast::Expr> {
    let dialect = PostgreSqlDialect {};
    let whole = |tokens: Vec<Token>| {
        let mut parser = Parser::new(&dialect).with_tokens(tokens);
        let parsed = parser.parse_expr().ok()?;
        (parser.peek_token().token == Token::EOF).then_some(parsed)
    };
    whole(respell::tokens(&tokens)).or_else(|| whole(tokens))
}

fn without_outer_parentheses(mut parsed: &ast::Expr) -> &ast::Expr {
    while let ast::Expr::Nested(inner) = parsed {
        parsed = inner;
    }
    parsed
}

/// The tree of a parsed expression.
#[must_use]
pub fn lower(parsed: &ast::Expr) -> Expr {
    use ast::Expr as E;
    match parsed {
        E::Nested(inner) => lower(inner),
        E::Identifier(ident) => identifier(ident),
        E::CompoundIdentifier(parts) => parts
            .last()
            .map_or_else(|| opaque(parsed), |ident| Expr::Column(names::name(ident))),
        E::Value(value) => literal(&value.value)
            .or_else(|| bits(&value.value))
            .unwrap_or_else(|| opaque(parsed)),
        E::TypedString(typed) => literal(&typed.value.value)
            .map_or_else(|| opaque(parsed), |value| cast(value, &typed.data_type)),
        E::Interval(interval) => interval_literal(interval),
        E::Cast {
            expr, data_type, ..
        } => cast(lower(expr), data_type),
        E::Collate { expr, collation } => Expr::Collate(boxed(expr), names::type_name(collation)),
        E::BinaryOp { left, op, right } => binary(left, op, right),
        E::UnaryOp { op, expr } => unary(*op, expr),
        E::Function(function) => call(function).unwrap_or_else(|| opaque(parsed)),
        E::Case {
            operand,
            conditions,
            else_result,
            ..
        } => case(operand.as_deref(), conditions, else_result.as_deref()),
        E::Array(Array { elem, .. }) => Expr::Array(elem.iter().map(lower).collect()),
        E::Tuple(elements) => Expr::Row(elements.iter().map(lower).collect()),
        E::CompoundFieldAccess { root, access_chain } => {
            access(root, access_chain).unwrap_or_else(|| opaque(parsed))
        }
        _ => is_test(parsed)
            .or_else(|| set_test(parsed))
            .or_else(|| pattern(parsed))
            .or_else(|| sql_function(parsed))
            .unwrap_or_else(|| opaque(parsed)),
    }
}

fn opaque(parsed: &ast::Expr) -> Expr {
    Expr::Opaque(parsed.to_string())
}

fn boxed(parsed: &ast::Expr) -> Box<Expr> {
    Box::new(lower(parsed))
}

/// The call of a function, or of what is read as one.
pub(super) fn called(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Call(name.to_owned(), arguments)
}

fn infix(op: &str, left: Expr, right: Expr) -> Expr {
    Expr::Binary(op.to_owned(), Box::new(left), Box::new(right))
}

fn identifier(ident: &ast::Ident) -> Expr {
    const KEYWORDS: &[&str] = &[
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "user",
    ];
    let folded = ident.value.to_ascii_lowercase();
    if ident.quote_style.is_none() && KEYWORDS.contains(&folded.as_str()) {
        return Expr::Keyword(folded.to_ascii_uppercase());
    }
    Expr::Column(names::name(ident))
}

fn literal(value: &Value) -> Option<Expr> {
    let literal = match value {
        Value::Null => Literal::Null,
        Value::Boolean(value) => Literal::Bool(*value),
        Value::Number(text, _) => Literal::Number(text.clone()),
        Value::SingleQuotedString(text)
        | Value::EscapedStringLiteral(text)
        | Value::UnicodeStringLiteral(text)
        | Value::NationalStringLiteral(text) => Literal::Text(text.clone()),
        Value::DollarQuotedString(quoted) => Literal::Text(quoted.value.clone()),
        _ => return None,
    };
    Some(Expr::Literal(literal))
}

/// `B'101'` and `X'1F'` are constants of type `bit` (`make_const` of `parse_node.c`).
fn bits(value: &Value) -> Option<Expr> {
    let digits = match value {
        Value::SingleQuotedByteStringLiteral(text) => text.clone(),
        Value::HexStringLiteral(text) => {
            let digits = text.chars().map(|digit| digit.to_digit(16));
            let digits = digits.map(|digit| Some(format!("{:04b}", digit?)));
            digits.collect::<Option<String>>()?
        }
        _ => return None,
    };
    Some(Expr::Cast(
        Box::new(Expr::Literal(Literal::Text(digits))),
        crate::schema::DataType::builtin("bit"),
    ))
}

/// `INTERVAL '1' DAY` keeps its field; plain `INTERVAL '1 day'` is a cast.
fn interval_literal(interval: &ast::Interval) -> Expr {
    let plain = interval.leading_field.is_none() && interval.last_field.is_none();
    match lower(&interval.value) {
        value @ Expr::Literal(_) if plain => Expr::Cast(
            Box::new(value),
            crate::schema::DataType::builtin("interval"),
        ),
        _ => Expr::Opaque(interval.to_string()),
    }
}

fn cast(value: Expr, to: &ast::DataType) -> Expr {
    if let ast::DataType::Custom(name, _) = to
        && let Some(collation) = respell::collation(name)
    {
        return Expr::Collate(Box::new(value), collation);
    }
    let to = data_type::read(to);
    if to.is_builtin("regclass")
        && let Expr::Literal(Literal::Text(text)) = &value
        && let Some(name) = relation_name(text)
    {
        return Expr::Relation(name);
    }
    Expr::Cast(Box::new(value), to)
}

/// The name in `'...'::regclass`; an empty schema where none is written.
fn relation_name(text: &str) -> Option<QualifiedName> {
    let parsed = sql::parser(text).ok()?.parse_object_name(false).ok()?;
    Some(names::qualified(&parsed))
}

fn binary(left: &ast::Expr, op: &BinaryOperator, right: &ast::Expr) -> Expr {
    let (left, right) = (lower(left), lower(right));
    match op {
        BinaryOperator::And => Expr::And(flatten(left, right, |node| match node {
            Expr::And(list) => Ok(list),
            other => Err(other),
        })),
        BinaryOperator::Or => Expr::Or(flatten(left, right, |node| match node {
            Expr::Or(list) => Ok(list),
            other => Err(other),
        })),
        BinaryOperator::NotEq => infix("<>", left, right),
        BinaryOperator::Overlaps => overlaps(left, right),
        BinaryOperator::PGCustomBinaryOperator(parts) => {
            infix(parts.last().map_or("", String::as_str), left, right)
        }
        other => infix(&other.to_string(), left, right),
    }
}

/// `(a, b) OVERLAPS (c, d)` is a function of four arguments (`gram.y`, `a_expr`).
fn overlaps(left: Expr, right: Expr) -> Expr {
    match (left, right) {
        (Expr::Row(mut first), Expr::Row(second)) if first.len() == 2 && second.len() == 2 => {
            first.extend(second);
            called("overlaps", first)
        }
        (left, right) => infix("OVERLAPS", left, right),
    }
}

fn flatten(left: Expr, right: Expr, open: fn(Expr) -> Result<Vec<Expr>, Expr>) -> Vec<Expr> {
    let mut list = open(left).unwrap_or_else(|node| vec![node]);
    list.extend(open(right).unwrap_or_else(|node| vec![node]));
    list
}

fn unary(op: UnaryOperator, operand: &ast::Expr) -> Expr {
    let operand = lower(operand);
    match (op, operand) {
        (UnaryOperator::Not, operand) => Expr::Not(Box::new(operand)),
        // doNegate() of gram.y folds the sign into a numeric constant.
        (UnaryOperator::Minus, Expr::Literal(Literal::Number(text))) => {
            let negated = text
                .strip_prefix('-')
                .map_or_else(|| format!("-{text}"), str::to_owned);
            Expr::Literal(Literal::Number(negated))
        }
        (UnaryOperator::Plus, operand) => operand,
        (op, operand) => Expr::Unary(op.to_string(), Box::new(operand)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(left: &str, right: &str) {
        assert_eq!(read(left).tree, read(right).tree, "{left} | {right}");
    }

    #[test]
    fn spellings_of_one_meaning_are_one_tree() {
        same("a != 1", "(\"a\" <> 1)");
        same("a LIKE 'x%'", "a ~~ 'x%'");
        same("a NOT ILIKE 'x%'", "a !~~* 'x%'");
        same("a BETWEEN 1 AND 2", "((a >= 1) AND (a <= 2))");
        same("a IN (1, 2)", "a = ANY (ARRAY[1, 2])");
        same("a IN (1)", "a = 1");
        same("a NOT IN (1, 2)", "a <> ALL (ARRAY[1, 2])");
        same("a AND (b AND c)", "((a AND b) AND c)");
        same("CAST(a AS varchar(3))", "a::character varying(3)");
        same("t.a + 1", "a + 1");
        same("a AT TIME ZONE 'utc'", "timezone('utc', a)");
        same("SUBSTRING(a FROM 1 FOR 2)", "substring(a, 1, 2)");
        same("TRIM(BOTH ' ' FROM a)", "btrim(a, ' ')");
        same("pg_catalog.lower(a)", "LOWER(a)");
        same("a IS NOT DISTINCT FROM 1", "NOT (a IS DISTINCT FROM 1)");
        same("- 1", "-1");
        same(
            "nextval('public.s'::regclass)",
            "nextval('\"public\".\"s\"'::regclass)",
        );
        same("nextval('s')", "nextval('s'::regclass)");
        same("current_timestamp", "CURRENT_TIMESTAMP");
        same("TRIM(BOTH FROM a)", "btrim(a)");
        same("trim(leading from a)", "ltrim(a)");
        same("TRIM(BOTH FROM (a)::text)", "btrim(a::text)");
        same("a = ANY (b)", "a OPERATOR(public.=) ANY (b)");
        same("(a COLLATE \"C\") = b", "a COLLATE \"C\" = b");
        same("EXTRACT('year' FROM a)", "EXTRACT(YEAR FROM a)");
        same("a LIKE ANY (b)", "a ~~ ANY (b)");
        same("a NOT LIKE ALL (b)", "a !~~ ALL (b)");
        same("(a, b) OVERLAPS (c, d)", "\"overlaps\"(a, b, c, d)");
    }

    #[test]
    fn different_meanings_stay_apart() {
        for (left, right) in [
            ("a > 1", "a >= 1"),
            ("a::text", "a"),
            ("now()", "CURRENT_TIMESTAMP"),
            ("'1'", "1"),
            ("a IN (1, 2)", "a IN (1, 3)"),
            ("\"A\"", "a"),
        ] {
            assert_ne!(read(left).tree, read(right).tree, "{left} | {right}");
        }
    }

    #[test]
    fn a_collation_behind_a_cast_is_read() {
        let Expr::Collate(inner, name) = read("(a)::text COLLATE public.\"C\"").tree.clone() else {
            panic!("not a collation");
        };
        assert_eq!(inner.to_string(), "(\"a\")::text");
        assert_eq!(name.to_string(), "public.C");
    }

    #[test]
    fn what_is_no_expression_is_opaque() {
        assert!(read("a +").tree.has_opaque());
        assert!(read("a b c").tree.has_opaque());
        assert!(read("EXISTS (SELECT 1)").tree.has_opaque());
    }
}
