//! Collations that an index names, and its expression may have by itself.

use super::code::Oracle;

const INDEXES: [(&str, &str); 1] = [(
    "0001_make",
    r#"
CREATE TABLE t (a text COLLATE "C", d text);
CREATE INDEX own ON t ((a || d) COLLATE "C");
CREATE INDEX named ON t ((d || d) COLLATE "C");
"#,
)];

#[test]
fn what_the_server_may_leave_out_is_undecided_and_what_it_would_print_is_different() {
    let undecided = "warning undecided index t.own (collation) < app.0001_make";
    let different = "error different index t.named (collation) < app.0001_make";
    let faults = [
        ("SELECT 1", undecided.to_owned()),
        (
            "DROP INDEX named; CREATE INDEX named ON t ((d || d))",
            format!("{different}\n{undecided}"),
        ),
    ];
    let faults = faults.map(|(sql, alarms)| (sql.to_owned(), alarms));
    Oracle::of(&INDEXES).assert_each(&faults);
}
