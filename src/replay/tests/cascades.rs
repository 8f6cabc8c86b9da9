//! Which views a CASCADE takes along.

use super::*;

const TABLES: &str = "CREATE TABLE deal (id bigint PRIMARY KEY, day date);
     CREATE TABLE leg (id bigint, deal_id bigint, amount numeric, credit numeric, debit numeric);";

/// The views that are left of one over `query`, when `leg.amount` is dropped.
fn left_of(query: &str) -> Vec<String> {
    let expected = replay(&[
        TABLES,
        &format!("CREATE VIEW v AS {query}"),
        "ALTER TABLE leg DROP COLUMN amount CASCADE",
    ]);
    assert_eq!(complaints(&expected), [""; 0], "{query}");
    let named = expected.schema.named.keys().map(ToString::to_string);
    named.collect()
}

#[test]
fn a_view_stays_that_only_calls_a_column_of_its_own_so() {
    for query in [
        "SELECT l.id, l.credit AS amount FROM leg l",
        "SELECT l.id, l.debit * -1 AS amount, d.day FROM leg l JOIN deal d ON d.id = l.deal_id",
        "SELECT d.*, (SELECT count(*) FROM leg WHERE leg.deal_id = d.id) AS n FROM deal d",
        "SELECT d.*, l.sum AS amount FROM deal d \
         JOIN LATERAL (SELECT sum(credit) FROM leg x WHERE x.deal_id = d.id) l ON true",
        "SELECT jsonb_build_object('amount', credit) AS j FROM leg",
        "SELECT l.id, to_jsonb(l) AS j FROM leg l",
    ] {
        assert_eq!(left_of(query), ["view public.v"], "{query}");
    }
}

#[test]
fn a_view_goes_that_reads_the_column_by_name_or_by_star() {
    for query in [
        "SELECT l.id, l.amount * -1 AS sum FROM leg l",
        "SELECT id FROM leg WHERE amount > 0",
        "SELECT sum(credit) OVER (ORDER BY amount) AS s FROM leg",
        "SELECT * FROM leg",
        "SELECT l.* FROM deal d JOIN leg l ON l.deal_id = d.id",
        "SELECT d.id FROM deal d WHERE EXISTS (SELECT * FROM leg l WHERE l.deal_id = d.id)",
        "SELECT x.c FROM leg AS x (a, b, c)",
        "SELECT a.id FROM leg a JOIN leg b USING (id, amount)",
        "SELECT id FROM deal UNION SELECT amount::bigint FROM leg",
        "SELECT a.id FROM leg a NATURAL JOIN leg b",
        "SELECT (l).amount FROM leg l",
    ] {
        assert_eq!(left_of(query), [""; 0], "{query}");
    }
}
