use super::definition_match::alike;
use super::print::{any_schema, operator};
use crate::name::Name;

#[test]
fn quotes_that_a_plain_name_does_not_need_tell_nothing() {
    assert!(alike("\"order\".\"a b\"", "\"order\".\"a b\""));
    assert!(alike("\"orders\".\"a\"", "orders.a"));
    assert!(!alike("\"Orders\"", "orders"));
    assert!(!alike("'\"a\"'", "'a'"));
}

#[test]
fn a_schema_that_the_model_does_not_hold_may_stand_before_a_name() {
    let name = any_schema(&Name::exact("gin_trgm_ops"));
    assert!(alike(&name, "gin_trgm_ops"));
    assert!(alike(&name, "public.gin_trgm_ops"));
    assert!(alike(&name, "\"My.Schema\".gin_trgm_ops"));
    assert!(!alike(&name, "public.gist_trgm_ops"));
    assert!(!alike(&name, "a.b.gin_trgm_ops"));
}

#[test]
fn an_operator_may_be_written_with_its_schema() {
    let text = format!("a WITH {})", operator("&&"));
    assert!(alike(&text, "a WITH &&)"));
    assert!(alike(&text, "a WITH OPERATOR(public.&&))"));
    assert!(!alike(&text, "a WITH OPERATOR(public.=))"));
    assert!(!alike(&text, "a WITH =)"));
}

#[test]
fn what_one_side_has_more_is_unlike() {
    assert!(!alike("UNIQUE (a)", "UNIQUE (a) DEFERRABLE"));
    assert!(!alike("UNIQUE (a) DEFERRABLE", "UNIQUE (a)"));
}
