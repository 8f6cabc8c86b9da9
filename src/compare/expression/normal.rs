//! The normal form of an expression: what parse analysis (`parse_expr.c`, `parse_coerce.c`,
//! `parse_oper.c`) adds without being asked is added everywhere, so that a tree that the server has
//! analysed and one that it has not become the same. Each literal is typed by its context and in one
//! spelling; `character varying` as `text` is no cast. Where a type is not known nothing is done, so
//! equal normal forms mean equal expressions.

use super::operators::{self, Listed};
use super::typed::{Typed, bare, cast_node, explicit, text_if_unknown};
use super::types::{self, named};
use super::{Scope, functions};
use crate::schema::{DataType, Expr};

/// The normal form of an expression that is assigned to `scope.result`.
pub(super) fn normal(tree: &Expr, scope: &Scope<'_>) -> Expr {
    // What is assigned to a column takes the column's collation.
    let tree = match tree {
        Expr::Collate(inner, _) if scope.result.is_some() => inner,
        other => other,
    };
    let found = Normal {
        scope,
        printed: false,
    }
    .visit(tree);
    match &scope.result {
        Some(result) => found.coerced(result),
        None if found.is_unknown() => found.coerced(&named("text")),
        None => found.node,
    }
}

pub(super) struct Normal<'a> {
    pub(super) scope: &'a Scope<'a>,
    /// The form is to be read again.
    pub(super) printed: bool,
}

impl Normal<'_> {
    pub(super) fn visit(&self, tree: &Expr) -> Typed {
        match tree {
            Expr::Column(name) => {
                Typed::new(tree.clone(), (self.scope.column_type)(name)).for_print(self.printed)
            }
            Expr::Literal(value) => bare(value),
            Expr::Relation(_) => Typed::of(tree.clone(), "regclass"),
            Expr::Cast(inner, target) => self.cast(inner, target),
            Expr::Unary(op, operand) => self.unary(op, operand),
            Expr::Binary(op, left, right) if matches!(op.as_str(), "=" | "<>") && is_row(left) => {
                self.rows(op, left, right)
            }
            Expr::Binary(op, left, right) => {
                operators::binary(op, self.visit(left), self.visit(right))
            }
            Expr::Not(operand) => Typed::of(Expr::Not(Box::new(self.truth(operand))), "boolean"),
            Expr::And(list) => Typed::of(self.all(list), "boolean"),
            Expr::Or(list) => Typed::of(self.either(list), "boolean"),
            Expr::Is(operand, word) => self.is(operand, word),
            Expr::Any(operand, op, list, all) => {
                let (operand, list) = operators::any(op, self.visit(operand), self.list(list));
                let node = Expr::Any(Box::new(operand), op.clone(), Box::new(list), *all);
                Typed::of(node, "boolean")
            }
            Expr::Call(name, arguments) => self.call(name, arguments),
            Expr::Keyword(word) => Typed::new(tree.clone(), keyword_type(word)),
            Expr::Case(operand, arms, otherwise) => {
                self.case(operand.as_deref(), arms, otherwise.as_deref())
            }
            Expr::Array(list) => self.array(list),
            Expr::Row(list) => {
                let fields = list.iter().map(|field| self.visit(field).node).collect();
                Typed::new(Expr::Row(fields), None)
            }
            Expr::Collate(inner, name) => {
                let inner = self.visit(inner);
                let node = text_if_unknown(inner.clone());
                Typed::new(Expr::Collate(Box::new(node), name.clone()), inner.data_type)
            }
            Expr::Opaque(_) => Typed::new(tree.clone(), None),
        }
    }

    fn truth(&self, tree: &Expr) -> Expr {
        self.visit(tree).coerced(&named("boolean"))
    }

    /// AND; an operand that became such a list itself joins it.
    fn all(&self, list: &[Expr]) -> Expr {
        let operands = list.iter().flat_map(|tree| match self.truth(tree) {
            Expr::And(inner) => inner,
            other => vec![other],
        });
        Expr::And(operands.collect())
    }

    /// OR, likewise.
    fn either(&self, list: &[Expr]) -> Expr {
        let operands = list.iter().flat_map(|tree| match self.truth(tree) {
            Expr::Or(inner) => inner,
            other => vec![other],
        });
        Expr::Or(operands.collect())
    }

    /// `make_row_comparison_op` compares rows field by field when it tests for equality.
    fn rows(&self, op: &str, left: &Expr, right: &Expr) -> Typed {
        let (Expr::Row(first), Expr::Row(second)) = (left, right) else {
            return operators::binary(op, self.visit(left), self.visit(right));
        };
        let pairs = first.iter().zip(second);
        let tests = pairs.map(|(a, b)| Expr::infix(op, a.clone(), b.clone()));
        let tests: Vec<Expr> = tests.collect();
        let node = match op {
            _ if first.len() != second.len() => return Typed::new(Expr::Row(tests), None),
            "=" => self.all(&tests),
            _ => self.either(&tests),
        };
        Typed::of(node, "boolean")
    }

    fn is(&self, operand: &Expr, word: &str) -> Typed {
        let operand = match word {
            "NULL" | "NOT NULL" => text_if_unknown(self.visit(operand)),
            _ => self.truth(operand),
        };
        Typed::of(Expr::Is(Box::new(operand), word.to_owned()), "boolean")
    }

    fn unary(&self, op: &str, operand: &Expr) -> Typed {
        let operand = self.visit(operand);
        let node = Expr::Unary(op.to_owned(), Box::new(operand.node));
        Typed::new(node, operand.data_type.map(|found| types::plain(&found)))
    }

    fn cast(&self, inner: &Expr, target: &DataType) -> Typed {
        let target = types::relabelled(target);
        if let (Expr::Array(list), true) = (inner, target.array) {
            return self.cast_array(list, &target);
        }
        let inner = self.visit(inner);
        let node = explicit(inner, &target);
        Typed::new(node, Some(target))
    }

    /// `ARRAY[..]::type[]` casts the elements (`transformArrayExpr`); without any, the cast is the type.
    fn cast_array(&self, list: &[Expr], target: &DataType) -> Typed {
        let element = types::element(target);
        let elements = list.iter().map(|item| self.cast(item, &element).node);
        let array = Expr::Array(elements.collect());
        let node = if list.is_empty() {
            cast_node(array, target.clone())
        } else {
            array
        };
        Typed::new(node, Some(target.clone()))
    }

    /// The list of `ANY`, its elements not yet brought to one type.
    fn list(&self, list: &Expr) -> Listed {
        match list {
            Expr::Array(elements) if !elements.is_empty() => {
                Listed::Items(elements.iter().map(|item| self.visit(item)).collect())
            }
            other => match self.visit(other) {
                Typed {
                    node: Expr::Array(elements),
                    data_type: Some(array),
                    printed: _,
                } if !elements.is_empty() => {
                    let element = types::element(&array);
                    let typed = |node| Typed::new(node, Some(element.clone()));
                    Listed::Items(elements.into_iter().map(typed).collect())
                }
                whole => Listed::Whole(whole),
            },
        }
    }

    fn array(&self, list: &[Expr]) -> Typed {
        let items = list.iter().map(|item| self.visit(item)).collect();
        let (elements, common) = united(items);
        let common = common.filter(|_| !elements.is_empty());
        let array = common.map(|element| types::array(&element));
        Typed::new(Expr::Array(elements), array)
    }

    fn case(
        &self,
        operand: Option<&Expr>,
        arms: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
    ) -> Typed {
        let results = arms.iter().map(|(_, then)| then).chain(otherwise);
        let (mut results, common) = united(results.map(|tree| self.visit(tree)).collect());
        let otherwise = otherwise.and_then(|_| results.pop()).map(Box::new);
        let operand = operand.map(|tree| self.visit(tree));
        let whens = arms.iter().map(|(when, _)| match &operand {
            Some(operand) => operators::compared(operand.clone(), self.visit(when)).1,
            None => self.truth(when),
        });
        let arms = whens.zip(results).collect();
        let operand = operand.map(|operand| Box::new(text_if_unknown(operand)));
        Typed::new(Expr::Case(operand, arms, otherwise), common)
    }

    fn call(&self, name: &str, arguments: &[Expr]) -> Typed {
        let arguments: Vec<Typed> = arguments.iter().map(|tree| self.visit(tree)).collect();
        let call = |arguments| Expr::Call(name.to_owned(), arguments);
        match (name, arguments.as_slice()) {
            ("coalesce" | "greatest" | "least", _) => {
                let (arguments, common) = united(arguments);
                Typed::new(call(arguments), common)
            }
            ("nullif", [left, right]) => {
                let data_type = left.data_type.clone();
                let (left, right) = operators::compared(left.clone(), right.clone());
                Typed::new(call(vec![left, right]), data_type)
            }
            ("[]", [root, _]) => {
                let array = root.data_type.as_ref().filter(|found| found.array);
                let element = array.map(types::element);
                let nodes = arguments.into_iter().map(|arg| arg.node);
                Typed::new(call(nodes.collect()), element)
            }
            _ => signed(name, arguments),
        }
    }
}

fn signed(name: &str, arguments: Vec<Typed>) -> Typed {
    let given: Vec<_> = arguments.iter().map(|arg| arg.data_type.clone()).collect();
    let signature = functions::signature(name, &given).unwrap_or_default();
    let mut expected = signature.arguments.into_iter();
    let arguments = arguments.into_iter();
    let arguments = arguments.map(|argument| match expected.next().flatten() {
        Some(target) => argument.coerced(&target),
        None => argument.node,
    });
    let node = Expr::Call(name.to_owned(), arguments.collect());
    Typed::new(node, signature.result)
}

fn is_row(tree: &Expr) -> bool {
    matches!(tree, Expr::Row(_))
}

/// The branches of CASE, COALESCE and ARRAY, brought to their common type.
fn united(items: Vec<Typed>) -> (Vec<Expr>, Option<DataType>) {
    let common = types::common(items.iter().map(|item| item.data_type.as_ref()));
    let items = items.into_iter();
    let nodes = items.map(|item| match &common {
        Some(common) => item.coerced(common),
        None => item.node,
    });
    (nodes.collect(), common)
}

fn keyword_type(word: &str) -> Option<DataType> {
    Some(named(match word {
        "CURRENT_TIMESTAMP" => "timestamp with time zone",
        "LOCALTIMESTAMP" => "timestamp without time zone",
        "CURRENT_DATE" => "date",
        "CURRENT_TIME" => "time with time zone",
        "LOCALTIME" => "time without time zone",
        _ => return None,
    }))
}
