//! Expressions to the model's tree, by the precedences of `parse.y`. What several spellings mean alike becomes one node;
//! nothing is simplified beyond that.

mod operand;
mod operator;

use std::collections::BTreeSet;

use crate::name::Name;
use crate::schema::{Expr, Expression, Literal, Walk};
use crate::sql::sqlite::{Read, Reader};

/// How many parentheses, calls and signs may stand within one another.
const MOST_OPEN: usize = 128;

/// How high a tree may be (`SQLITE_MAX_EXPR_DEPTH`).
const HIGHEST: usize = 1_000;

/// What names mean where an expression stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Scope<'a> {
    /// The table whose columns they are.
    pub(super) table: Option<&'a Name>,
    /// Whether there is an old and a new row.
    pub(super) rows: bool,
    /// Whether there is no column at all.
    pub(super) constant: bool,
}

/// Takes the expression that ends before this token. What is not read of it is opaque.
pub(super) fn take(r: &mut Reader<'_>, end: usize, scope: Scope<'_>) -> Read<Expression> {
    let first = r.index();
    if first >= end {
        return r.refuse("an expression");
    }
    let text = r.text_between(first, end);
    let outer = r.narrow(end);
    let mut parser = Parser { r, scope, open: 0 };
    let tree = parser.whole();
    r.narrow(outer);
    r.go(end);
    let tree = tree.unwrap_or_else(|_| Expr::Opaque(text.clone()));
    Ok(Expression::new(text, tree))
}

/// Takes the expression in parentheses.
pub(super) fn in_parentheses(r: &mut Reader<'_>, scope: Scope<'_>) -> Read<Expression> {
    let open = r.index();
    r.expect_sign("(")?;
    let close = r.closing(open);
    let read = take(r, close, scope)?;
    r.expect_sign(")")?;
    Ok(read)
}

/// Says what the names in the expressions of a part of a table mean, now that the table's columns are known. A name in double
/// quotes that is none of them is a string (`lookupName` of `resolve.c`), and kept its upper case until now.
pub fn settle(part: &mut impl Walk, columns: &BTreeSet<Name>) {
    part.walk(&mut |mention| mention.expression(&mut |expression| resolve(expression, columns)));
}

fn resolve(expression: &mut Expression, columns: &BTreeSet<Name>) {
    let meaning = |name: &Name| {
        let folded = Name::of_sqlite(name.as_str());
        if columns.contains(&folded) || is_rowid(&folded) {
            return Expr::Column(folded);
        }
        Expr::Literal(Literal::Text(name.to_string()))
    };
    let differs = |node: &Expr| match node {
        Expr::Column(name) => meaning(name) != *node,
        _ => false,
    };
    // Copies go on sharing what does not change.
    if !expression.tree.has(&differs) {
        return;
    }
    expression.tree.for_each_mut(&mut |node| {
        if let Expr::Column(name) = node {
            *node = meaning(name);
        }
    });
}

/// What the number of a row is called, where no column is called so (`sqlite3IsRowid`).
fn is_rowid(name: &Name) -> bool {
    ["rowid", "oid", "_rowid_"].contains(&name.as_str())
}

/// Reads one expression.
struct Parser<'r, 'a> {
    r: &'r mut Reader<'a>,
    scope: Scope<'r>,
    open: usize,
}

/// A tree, and how high it is.
struct Node {
    tree: Expr,
    height: usize,
}

impl Node {
    /// A leaf.
    fn leaf(tree: Expr) -> Self {
        Self { tree, height: 1 }
    }

    /// What stands on others, of which the highest is so high.
    fn over(height: usize, tree: Expr) -> Read<Self> {
        if height >= HIGHEST {
            return Err("it nests too deeply".to_owned());
        }
        Ok(Self {
            tree,
            height: height + 1,
        })
    }
}

/// How high the highest is.
fn highest(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| node.height).max().unwrap_or(0)
}

fn trees(nodes: Vec<Node>) -> Vec<Expr> {
    nodes.into_iter().map(|node| node.tree).collect()
}

impl Parser<'_, '_> {
    fn whole(&mut self) -> Read<Expr> {
        let node = self.expr(0)?;
        self.r.expect_end()?;
        Ok(node.tree)
    }

    /// An expression of operators that bind at least so strongly.
    fn expr(&mut self, least: u8) -> Read<Node> {
        self.open += 1;
        if self.open > MOST_OPEN {
            return Err("it nests too deeply".to_owned());
        }
        let mut left = self.operand()?;
        loop {
            left = match self.operator(left, least)? {
                operator::Next::Goes(on) => on,
                operator::Next::Ends(node) => {
                    self.open -= 1;
                    return Ok(node);
                }
            };
        }
    }

    /// One or more, parted by commas.
    fn list(&mut self) -> Read<Vec<Node>> {
        let mut all = vec![self.expr(0)?];
        while self.r.take_sign(",") {
            all.push(self.expr(0)?);
        }
        Ok(all)
    }
}
