//! What operators stand between: constants, names, calls, and what is in parentheses.

use super::operator::{NOT, SIGN};
use super::{Node, Parser, highest, trees};
use crate::effect::sqlite::data_type;
use crate::name::Name;
use crate::schema::{Expr, Literal};
use crate::sql::sqlite::{Kind, Read};

impl Parser<'_, '_> {
    /// An operand, with the signs before it.
    pub(super) fn operand(&mut self) -> Read<Node> {
        match self.r.kind() {
            Some(Kind::Sign) => self.signed(),
            Some(Kind::Number) => {
                let text = self.r.advance().to_ascii_lowercase();
                Ok(Node::leaf(Expr::Literal(Literal::Number(text))))
            }
            // It is written in one way, and has no quotes within.
            Some(Kind::Blob) => {
                let text = self.r.advance().to_ascii_uppercase();
                Ok(Node::leaf(Expr::Keyword(text)))
            }
            Some(Kind::Quoted(b'\'')) => {
                let text = self.r.unquoted(self.r.index());
                self.r.advance();
                Ok(Node::leaf(Expr::Literal(Literal::Text(text))))
            }
            Some(Kind::Quoted(_)) => self.name(),
            Some(Kind::Word) => self.word(),
            _ => self.r.refuse("an expression"),
        }
    }

    fn signed(&mut self) -> Read<Node> {
        if self.r.sees_sign("(") {
            return self.parenthesized();
        }
        let Some(sign) = ["-", "+", "~"].into_iter().find(|it| self.r.take_sign(it)) else {
            return self.r.refuse("an expression");
        };
        let operand = self.expr(SIGN)?;
        if let Expr::Literal(Literal::Number(text)) = &operand.tree
            && sign != "~"
        {
            let text = match (sign, text.strip_prefix('-')) {
                ("-", Some(positive)) => positive.to_owned(),
                ("-", None) => format!("-{text}"),
                _ => text.clone(),
            };
            return Ok(Node::leaf(Expr::Literal(Literal::Number(text))));
        }
        let tree = Expr::Unary(sign.to_owned(), Box::new(operand.tree));
        Node::over(operand.height, tree)
    }

    /// One is itself, several are a row.
    fn parenthesized(&mut self) -> Read<Node> {
        self.r.expect_sign("(")?;
        let mut list = self.list()?;
        self.r.expect_sign(")")?;
        match (list.pop(), list.is_empty()) {
            (Some(one), true) => Ok(one),
            (more, _) => {
                list.extend(more);
                let height = highest(&list);
                Node::over(height, Expr::Row(trees(list)))
            }
        }
    }

    fn word(&mut self) -> Read<Node> {
        const MOMENTS: [&str; 3] = ["CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"];
        if self.r.take("NOT") {
            let operand = self.expr(NOT)?;
            return Node::over(operand.height, Expr::Not(Box::new(operand.tree)));
        }
        if self.r.take("NULL") {
            return Ok(Node::leaf(Expr::Literal(Literal::Null)));
        }
        if self.r.take("CASE") {
            return self.case();
        }
        if let Some(word) = self.r.take_one_of(&MOMENTS) {
            return Ok(Node::leaf(Expr::Keyword(word.to_owned())));
        }
        let called = self.r.sees_sign_at(self.r.index() + 1, "(");
        if called && self.r.take("CAST") {
            return self.cast();
        }
        self.name()
    }

    fn cast(&mut self) -> Read<Node> {
        self.r.expect_sign("(")?;
        let operand = self.expr(0)?;
        self.r.expect("AS")?;
        let to = data_type::take(self.r)?;
        self.r.expect_sign(")")?;
        let tree = Expr::Cast(Box::new(operand.tree), to);
        Node::over(operand.height, tree)
    }

    fn case(&mut self) -> Read<Node> {
        let mut height = 0;
        let mut part = |node: Node| {
            height = height.max(node.height);
            node.tree
        };
        let operand = if self.r.sees("WHEN") {
            None
        } else {
            Some(Box::new(part(self.expr(0)?)))
        };
        let mut arms = Vec::new();
        while self.r.take("WHEN") {
            let when = part(self.expr(0)?);
            self.r.expect("THEN")?;
            arms.push((when, part(self.expr(0)?)));
        }
        let otherwise = if self.r.take("ELSE") {
            part(self.expr(0)?)
        } else {
            Expr::Literal(Literal::Null)
        };
        self.r.expect("END")?;
        Node::over(height, Expr::Case(operand, arms, Some(Box::new(otherwise))))
    }

    /// A column, a call, or a word that is a value.
    fn name(&mut self) -> Read<Node> {
        let first = self.r.index();
        let name = self.r.name()?;
        if self.r.sees_sign("(") {
            return self.call(&name);
        }
        if self.r.take_sign(".") {
            let column = self.r.name()?;
            return self.qualified(&name, &column).map(Node::leaf);
        }
        let quoted = self.r.written(first).starts_with('"');
        let is = |word: &str| !quoted && self.r.sees_at(first, word);
        Ok(Node::leaf(if is("TRUE") {
            Expr::Literal(Literal::Bool(true))
        } else if is("FALSE") {
            Expr::Literal(Literal::Bool(false))
        } else if quoted && self.scope.constant {
            Expr::Literal(Literal::Text(name))
        } else if quoted {
            Expr::Column(Name::whole(&name))
        } else {
            Expr::Column(Name::of_sqlite(&name))
        }))
    }

    fn qualified(&self, of: &str, column: &str) -> Read<Expr> {
        let (of, column) = (Name::of_sqlite(of), Name::of_sqlite(column));
        if self.scope.rows && ["old", "new"].contains(&of.as_str()) {
            return Ok(Expr::Column(Name::whole(&format!("{of}.{column}"))));
        }
        if self.scope.table == Some(&of) && !self.r.sees_sign(".") {
            return Ok(Expr::Column(column));
        }
        self.r.refuse("a column of the table")
    }

    /// A plain call; aggregates of some rows and windows are not read.
    fn call(&mut self, name: &str) -> Read<Node> {
        self.r.expect_sign("(")?;
        let list = if self.r.sees_sign(")") {
            Vec::new()
        } else if self.r.take_sign("*") {
            vec![Node::leaf(Expr::Keyword("*".to_owned()))]
        } else {
            self.list()?
        };
        self.r.expect_sign(")")?;
        if self.r.sees("FILTER") || self.r.sees("OVER") {
            return self.r.refuse("a plain call");
        }
        let height = highest(&list);
        let name = name.to_ascii_lowercase();
        Node::over(height, Expr::Call(name, trees(list)))
    }
}
