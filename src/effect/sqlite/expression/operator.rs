//! What stands between operands, and behind one.

use super::{Node, Parser, highest, trees};
use crate::name::Name;
use crate::schema::{Expr, Literal, TypeName};
use crate::sql::sqlite::{Kind, Read};

pub(super) const OR: u8 = 1;
pub(super) const AND: u8 = 2;
pub(super) const NOT: u8 = 3;
pub(super) const EQUALITY: u8 = 4;
pub(super) const ORDER: u8 = 5;
pub(super) const BITS: u8 = 6;
pub(super) const SUM: u8 = 7;
pub(super) const PRODUCT: u8 = 8;
pub(super) const CONCATENATION: u8 = 9;
pub(super) const COLLATION: u8 = 10;
pub(super) const SIGN: u8 = 11;

/// The operators that are signs, what each is called, and how strongly it binds.
const SIGNS: [(&str, &str, u8); 20] = [
    ("=", "=", EQUALITY),
    ("==", "=", EQUALITY),
    ("<>", "<>", EQUALITY),
    ("!=", "<>", EQUALITY),
    ("<", "<", ORDER),
    (">", ">", ORDER),
    ("<=", "<=", ORDER),
    (">=", ">=", ORDER),
    ("&", "&", BITS),
    ("|", "|", BITS),
    ("<<", "<<", BITS),
    (">>", ">>", BITS),
    ("+", "+", SUM),
    ("-", "-", SUM),
    ("*", "*", PRODUCT),
    ("/", "/", PRODUCT),
    ("%", "%", PRODUCT),
    ("||", "||", CONCATENATION),
    ("->", "->", CONCATENATION),
    ("->>", "->>", CONCATENATION),
];

const PATTERNS: [&str; 4] = ["LIKE", "GLOB", "REGEXP", "MATCH"];

/// What comes behind an operand.
pub(super) enum Next {
    /// An operator: this is what it makes.
    Goes(Node),
    /// Nothing that binds strongly enough.
    Ends(Node),
}

impl Parser<'_, '_> {
    /// Takes the operator behind an operand, and what it stands before.
    pub(super) fn operator(&mut self, left: Node, least: u8) -> Read<Next> {
        if self.r.kind() == Some(Kind::Sign) {
            return self.sign(left, least);
        }
        if COLLATION >= least && self.r.take("COLLATE") {
            let name = TypeName {
                schema: None,
                name: Name::of_sqlite(&self.r.name()?),
            };
            let tree = Expr::Collate(Box::new(left.tree), name);
            return Node::over(left.height, tree).map(Next::Goes);
        }
        if AND >= least && self.r.take("AND") {
            let right = self.expr(NOT)?;
            return chain(left, right, Expr::And, |node| match node {
                Expr::And(list) => Ok(list),
                other => Err(other),
            });
        }
        if OR >= least && self.r.take("OR") {
            let right = self.expr(AND)?;
            return chain(left, right, Expr::Or, |node| match node {
                Expr::Or(list) => Ok(list),
                other => Err(other),
            });
        }
        if EQUALITY < least {
            return Ok(Next::Ends(left));
        }
        self.test(left)
    }

    fn sign(&mut self, left: Node, least: u8) -> Read<Next> {
        let written = self.r.written(self.r.index());
        let found = SIGNS.iter().find(|(sign, ..)| *sign == written);
        let Some((_, name, strength)) = found.filter(|(.., strength)| *strength >= least) else {
            return Ok(Next::Ends(left));
        };
        self.r.advance();
        let right = self.expr(strength + 1)?;
        infix(name, left, right).map(Next::Goes)
    }

    /// `IS`, `IN`, `BETWEEN`, patterns.
    fn test(&mut self, left: Node) -> Read<Next> {
        if self.r.take("ISNULL") {
            return is(left, "NULL").map(Next::Goes);
        }
        if self.r.take("NOTNULL") || self.r.take("NOT NULL") {
            return is(left, "NOT NULL").map(Next::Goes);
        }
        if self.r.take("IS") {
            return self.identity(left).map(Next::Goes);
        }
        let first = self.r.index();
        let negated = self.r.take("NOT");
        let found = if self.r.take("BETWEEN") {
            self.between(left)?
        } else if self.r.take("IN") {
            return self.list_test(left, negated).map(Next::Goes);
        } else if let Some(word) = self.r.take_one_of(&PATTERNS) {
            self.pattern(word, left)?
        } else {
            self.r.go(first);
            return Ok(Next::Ends(left));
        };
        if negated {
            let tree = Expr::Not(Box::new(found.tree));
            return Node::over(found.height, tree).map(Next::Goes);
        }
        Ok(Next::Goes(found))
    }

    /// What stands behind `IS`.
    fn identity(&mut self, left: Node) -> Read<Node> {
        let mut negated = self.r.take("NOT");
        if self.r.take("DISTINCT FROM") {
            negated = !negated;
        }
        let right = self.expr(ORDER)?;
        let word = match (&right.tree, negated) {
            (Expr::Literal(Literal::Null), false) => "NULL",
            (Expr::Literal(Literal::Null), true) => "NOT NULL",
            (Expr::Literal(Literal::Bool(true)), false) => "TRUE",
            (Expr::Literal(Literal::Bool(true)), true) => "NOT TRUE",
            (Expr::Literal(Literal::Bool(false)), false) => "FALSE",
            (Expr::Literal(Literal::Bool(false)), true) => "NOT FALSE",
            _ => {
                let distinct = infix("IS DISTINCT FROM", left, right)?;
                if negated {
                    return Ok(distinct);
                }
                return Node::over(distinct.height, Expr::Not(Box::new(distinct.tree)));
            }
        };
        is(left, word)
    }

    /// What stands behind `BETWEEN`.
    fn between(&mut self, left: Node) -> Read<Node> {
        let low = self.expr(NOT)?;
        self.r.expect("AND")?;
        let high = self.expr(ORDER)?;
        let parts = vec![left, low, high];
        let height = highest(&parts);
        Node::over(height, Expr::Call("BETWEEN".to_owned(), trees(parts)))
    }

    /// What stands behind `IN`, where it is a list.
    fn list_test(&mut self, left: Node, negated: bool) -> Read<Node> {
        self.r.expect_sign("(")?;
        let list = if self.r.sees_sign(")") {
            Vec::new()
        } else {
            self.list()?
        };
        self.r.expect_sign(")")?;
        let height = highest(&list).max(left.height) + 1;
        let list = Box::new(Expr::Array(trees(list)));
        let op = if negated { "<>" } else { "=" };
        let tree = Expr::Any(Box::new(left.tree), op.to_owned(), list, negated);
        Node::over(height, tree)
    }

    /// What stands behind `LIKE` and its relatives.
    fn pattern(&mut self, word: &str, left: Node) -> Read<Node> {
        let mut right = self.expr(ORDER)?;
        if self.r.take("ESCAPE") {
            // SQLite's parse.y reduces `LIKE ... ESCAPE` by the precedence of LIKE, below that of `<`.
            let escape = self.expr(ORDER)?;
            right = infix("ESCAPE", right, escape)?;
        }
        infix(word, left, right)
    }
}

fn infix(name: &str, left: Node, right: Node) -> Read<Node> {
    let height = left.height.max(right.height);
    Node::over(height, Expr::infix(name, left.tree, right.tree))
}

fn is(operand: Node, word: &str) -> Read<Node> {
    let tree = Expr::Is(Box::new(operand.tree), word.to_owned());
    Node::over(operand.height, tree)
}

/// `AND` and `OR` over all that they join in a row.
fn chain(
    left: Node,
    right: Node,
    make: fn(Vec<Expr>) -> Expr,
    open: fn(Expr) -> Result<Vec<Expr>, Expr>,
) -> Read<Next> {
    let height = left.height.max(right.height);
    let mut list = open(left.tree).unwrap_or_else(|node| vec![node]);
    let opened = list.len() > 1;
    list.extend(open(right.tree).unwrap_or_else(|node| vec![node]));
    let node = Node::over(height, make(list))?;
    Ok(Next::Goes(Node {
        height: node.height - usize::from(opened),
        ..node
    }))
}
