//! What is asked about is not done by the way, and nothing that is run stumbles over it.

use super::steps::titles;
use super::{made, plan, repaired};
use crate::support::cli::Tool;

/// What is cut by hand is cut by nothing else.
#[test]
fn a_collation_is_set_and_cuts_no_value() {
    let made_by = "CREATE TABLE shop_item (id bigint NOT NULL PRIMARY KEY, v varchar(20) COLLATE \"C\", w varchar(20));";
    let (database, ledger) = made(&[("shop.0001_m", made_by)]);
    database.execute(
        "ALTER TABLE shop_item ALTER COLUMN v TYPE text COLLATE \"POSIX\", ALTER COLUMN w TYPE text COLLATE \"C\";
         INSERT INTO shop_item VALUES (1, repeat('v', 20) || repeat(' ', 13), repeat('w', 20) || repeat(' ', 13))",
    );
    let tool = Tool::new(&database.url(), ledger.path());
    let text = plan(&tool, &[]);
    let told = titles(&text);
    let said = [
        "set collation of column public.shop_item.v",
        "set collation of column public.shop_item.w",
    ];
    assert_eq!(told, said, "{text}");
    repaired(&database, &text);
    let lengths = "SELECT length(v)::text || ' ' || length(w)::text FROM shop_item";
    assert_eq!(database.texts(lengths), ["33 33"], "{text}");
    let report = tool.report(&["--no-history"], 1);
    let aspects: Vec<_> = report.findings().map(|it| it["aspect"].clone()).collect();
    assert_eq!(aspects, ["type", "type"]);
}
