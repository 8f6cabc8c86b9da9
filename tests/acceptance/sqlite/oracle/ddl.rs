//! Generated DDL over few names, so that statements meet each other.

use proptest::collection::vec;
use proptest::prelude::*;

const TABLES: [&str; 4] = ["t", "\"u\"", "Big", "[a table]"];
/// None in double quotes: what is no column there is a string.
const COLUMNS: [&str; 5] = ["a", "[b]", "`c`", "D", "[e e]"];
const TYPES: [&str; 8] = [
    "integer",
    "TEXT",
    "varchar(30)",
    "decimal(10, 2)",
    "",
    "bool",
    "big  INT",
    "datetime",
];
const DEFAULTS: [&str; 7] = [
    "5",
    "-1.5",
    "'it''s'",
    "(1 + 2)",
    "CURRENT_TIMESTAMP",
    "NULL",
    "x'00'",
];
const CONDITIONS: [&str; 6] = [
    "{a} > 5",
    "{a} IS NOT NULL AND ({b} < 3 OR {a} IN (1, 2))",
    "length({a}) < 9",
    "NOT ({a} = 'x')",
    "{a} LIKE '%y' ESCAPE '\\'",
    "{b} BETWEEN 1 AND {a}",
];

/// Numbers to choose by: each choice uses one up.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // Knuth's MMIX, whose upper bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let sides = u64::try_from(of.len()).expect("a length");
        of[usize::try_from(self.roll(sides)).expect("a place")]
    }

    fn maybe(&mut self, one_in: u64, text: &str) -> String {
        match self.roll(one_in) {
            0 => text.to_owned(),
            _ => String::new(),
        }
    }

    fn condition(&mut self) -> String {
        let (a, b) = (self.one(&COLUMNS), self.one(&COLUMNS));
        let condition = self.one(&CONDITIONS);
        condition.replace("{a}", a).replace("{b}", b)
    }
}

/// A sequence of statements.
pub(super) fn sequence() -> impl Strategy<Value = Vec<String>> {
    let seeds = vec(any::<u64>(), 1..16);
    seeds.prop_map(|seeds| {
        seeds
            .into_iter()
            .flat_map(|seed| statements(&mut Dice(seed)))
            .collect()
    })
}

fn statements(dice: &mut Dice) -> Vec<String> {
    if dice.roll(9) == 0 {
        return remake(dice);
    }
    vec![match dice.roll(16) {
        0..=3 => {
            let (name, exists) = (dice.one(&TABLES), dice.maybe(4, "IF NOT EXISTS "));
            let body = table(dice);
            format!("CREATE TABLE {exists}{name} {body}")
        }
        4 | 5 => index(dice),
        6 => view(dice),
        7 | 8 => trigger(dice),
        9 => {
            let (kind, exists) = (
                dice.one(&[
                    "TABLE t",
                    "TABLE u",
                    "INDEX i",
                    "INDEX \"J\"",
                    "VIEW v",
                    "TRIGGER g",
                    "TABLE Big",
                ]),
                dice.maybe(3, "IF EXISTS "),
            );
            let (kind, name) = kind.split_once(' ').expect("a kind and a name");
            format!("DROP {kind} {exists}{name}")
        }
        _ => alter(dice),
    }]
}

fn alter(dice: &mut Dice) -> String {
    let table = dice.one(&TABLES);
    let (column, other) = (dice.one(&COLUMNS), dice.one(&COLUMNS));
    match dice.roll(7) {
        0 => format!("ALTER TABLE {table} RENAME TO {}", dice.one(&TABLES)),
        1 | 2 => format!("ALTER TABLE {table} RENAME COLUMN {column} TO {other}"),
        3 | 4 => {
            let column = column_of(dice, column, false);
            format!("ALTER TABLE {table} ADD COLUMN {column}")
        }
        _ => format!("ALTER TABLE {table} DROP COLUMN {column}"),
    }
}

/// As Django makes a table anew.
fn remake(dice: &mut Dice) -> Vec<String> {
    let name = dice.one(&["t", "u"]);
    let body = table(dice);
    let mut all = vec![
        format!("CREATE TABLE \"new__{name}\" {body}"),
        format!("DROP TABLE \"{name}\""),
        format!("ALTER TABLE \"new__{name}\" RENAME TO \"{name}\""),
    ];
    if dice.roll(2) == 0 {
        all.push(index(dice));
    }
    all
}

fn table(dice: &mut Dice) -> String {
    let mut parts = Vec::new();
    let key = dice.roll(5);
    let from = usize::from(dice.roll(3) == 0);
    let columns = &COLUMNS[from..from + 2 + usize::try_from(dice.roll(3)).expect("small")];
    for (at, column) in columns.iter().enumerate() {
        parts.push(column_of(dice, column, at == 0 && key < 3));
    }
    if key == 3 {
        parts.push(format!("PRIMARY KEY ({}, {})", columns[0], columns[1]));
    }
    let named = dice.maybe(2, "CONSTRAINT \"Named\" ");
    match dice.roll(6) {
        0 => parts.push(format!("{named}UNIQUE ({}, {})", columns[1], columns[0])),
        1 => parts.push(format!("{named}CHECK ({})", dice.condition())),
        2 => parts.push(format!(
            "{named}FOREIGN KEY ({}) REFERENCES {} ({}){}",
            columns[1],
            dice.one(&TABLES),
            dice.one(&COLUMNS),
            actions(dice)
        )),
        _ => {}
    }
    let without = match key {
        0..=3 => dice.maybe(6, " WITHOUT ROWID"),
        _ => String::new(),
    };
    format!("({}){without}", parts.join(", "))
}

fn actions(dice: &mut Dice) -> String {
    let action = dice.one(&[
        "",
        " ON DELETE CASCADE",
        " ON UPDATE SET NULL",
        " ON DELETE RESTRICT ON UPDATE NO ACTION",
    ]);
    format!(
        "{action}{}",
        dice.maybe(2, " DEFERRABLE INITIALLY DEFERRED")
    )
}

fn column_of(dice: &mut Dice, name: &str, key: bool) -> String {
    let (data_type, null) = (dice.one(&TYPES), dice.one(&["", "", " NOT NULL", " NULL"]));
    if key {
        return match dice.roll(3) {
            0 => format!("{name} integer{null} PRIMARY KEY AUTOINCREMENT"),
            _ => format!("{name} {data_type}{null} PRIMARY KEY"),
        };
    }
    let rest = match dice.roll(9) {
        0 => " UNIQUE".to_owned(),
        1 | 2 => format!(" DEFAULT {}", dice.one(&DEFAULTS)),
        3 => format!(" COLLATE {}", dice.one(&["NOCASE", "rtrim", "BINARY"])),
        4 => format!(
            " REFERENCES {}{}{}",
            dice.one(&TABLES),
            dice.one(&[" (a)", " (b)", ""]),
            actions(dice)
        ),
        5 => format!(" CHECK ({name} > 3)"),
        6 => format!(
            " GENERATED ALWAYS AS (coalesce({}, 1)) {}",
            dice.one(&COLUMNS),
            dice.one(&["VIRTUAL", "STORED"])
        ),
        _ => String::new(),
    };
    format!("{name} {data_type}{null}{rest}")
}

fn index(dice: &mut Dice) -> String {
    let (unique, exists) = (dice.maybe(3, "UNIQUE "), dice.maybe(4, "IF NOT EXISTS "));
    let (name, table) = (dice.one(&["i", "\"J\"", "k"]), dice.one(&TABLES));
    let column = dice.one(&COLUMNS);
    let key = match dice.roll(5) {
        0 => format!("{column} DESC"),
        1 => format!("{column} COLLATE NOCASE"),
        2 => format!("lower({column})"),
        3 => format!("{column}, {} ASC", dice.one(&COLUMNS)),
        _ => column.to_owned(),
    };
    let predicate = match dice.roll(3) {
        0 => format!(" WHERE {column} IS NOT NULL"),
        _ => String::new(),
    };
    format!("CREATE {unique}INDEX {exists}{name} ON {table} ({key}){predicate}")
}

fn view(dice: &mut Dice) -> String {
    let (name, table, column) = (
        dice.one(&["v", "\"W\""]),
        dice.one(&TABLES),
        dice.one(&COLUMNS),
    );
    let query = match dice.roll(4) {
        0 => format!("SELECT {column} FROM {table}"),
        1 => format!("SELECT x.{column}, count(*) AS n FROM {table} AS x GROUP BY x.{column}"),
        2 => format!(
            "SELECT {table}.{column} FROM {table} WHERE {}",
            dice.condition()
        ),
        _ => format!(
            "SELECT one.{column} FROM {table} one JOIN {} two ON one.a = two.{column}",
            dice.one(&TABLES)
        ),
    };
    let columns = dice.maybe(3, " (only)");
    format!("CREATE VIEW {name}{columns} AS {query}")
}

fn trigger(dice: &mut Dice) -> String {
    let (name, on, table) = (
        dice.one(&["g", "\"H\""]),
        dice.one(&TABLES),
        dice.one(&TABLES),
    );
    let column = dice.one(&COLUMNS);
    let timing = dice.one(&["", " BEFORE", " AFTER"]);
    let event = match dice.roll(4) {
        0 => "INSERT".to_owned(),
        1 => "DELETE".to_owned(),
        2 => "UPDATE".to_owned(),
        _ => format!("UPDATE OF {column}"),
    };
    let row = if event == "DELETE" { "OLD" } else { "NEW" };
    let when = match dice.roll(3) {
        0 => format!(" WHEN {row}.{column} > 3"),
        _ => String::new(),
    };
    let other = dice.one(&COLUMNS);
    let body = match dice.roll(4) {
        0 => format!("UPDATE {table} SET {other} = {row}.{column};"),
        1 => format!("DELETE FROM {table} WHERE {other} = {row}.{column}; SELECT 1;"),
        2 => format!("INSERT INTO {table} ({other}) VALUES ({row}.{column});"),
        _ => "SELECT RAISE(ABORT, 'a; no');".to_owned(),
    };
    format!("CREATE TRIGGER {name}{timing} {event} ON {on}{when} BEGIN {body} END")
}
