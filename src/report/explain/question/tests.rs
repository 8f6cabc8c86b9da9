use super::*;

/// `complaint: kind schema.table.name, ...` of what was asked.
fn read(text: &str) -> String {
    let question = Question::read(text);
    let complaint = question
        .complaint
        .map_or_else(String::new, |it| format!("{it:?}: "));
    let objects = question.objects.iter().map(|one| {
        let kinds: Vec<&str> = one.kinds.iter().map(|kind| kind.as_str()).collect();
        let kinds = if one.kinds == RELATION {
            "relation".to_owned()
        } else {
            kinds.join("|")
        };
        let parts = [
            one.schema.as_deref(),
            one.table.as_deref(),
            Some(&*one.name),
        ];
        format!(
            "{kinds} {}",
            parts.map(|part| part.unwrap_or("-")).join(" ")
        )
    });
    let objects = objects.collect::<Vec<_>>().join(", ");
    let migrations = question.migrations.iter();
    let migrations = migrations.map(|it| format!("; migration {} {}", it.app, it.name));
    format!("{complaint}{objects}{}", migrations.collect::<String>())
}

#[test]
fn the_message_of_an_error_names_its_object() {
    for (message, is) in [
        (
            r#"relation "shop_order" does not exist"#,
            "NotThere: relation - - shop_order",
        ),
        (
            r#"ERROR:  relation "shop_order" does not exist"#,
            "NotThere: relation - - shop_order",
        ),
        (
            "django.db.utils.ProgrammingError: relation \"shop_order\" does not exist\nLINE 1: SELECT COUNT(*) AS \"__count\" FROM \"shop_order\"\n                                             ^\n",
            "NotThere: relation - - shop_order",
        ),
        (
            "Traceback (most recent call last):\n  File \"/srv/app/views.py\", line 3, in <module>\npsycopg.errors.UndefinedColumn: column shop_order.note does not exist\nLINE 1: SELECT \"shop_order\".\"note\"",
            "NotThere: column - - shop_order.note, column - shop_order note, column shop_order - note",
        ),
        (
            r#"column "note" does not exist"#,
            "NotThere: column - - note",
        ),
        (
            r#"column "note" of relation "shop_order" does not exist"#,
            "NotThere: column - shop_order note",
        ),
        (
            r#"column "note" of relation "shop_order" already exists"#,
            "AlreadyThere: column - shop_order note",
        ),
        (
            r#"relation "shop_order" already exists"#,
            "AlreadyThere: relation - - shop_order",
        ),
        (
            r#"null value in column "note" of relation "shop_order" violates not-null constraint"#,
            "Refused: column - shop_order note",
        ),
        (
            r#"null value in column "note" violates not-null constraint"#,
            "Refused: column - - note",
        ),
        (
            r#"duplicate key value violates unique constraint "shop_order_pkey""#,
            "Refused: constraint - - shop_order_pkey",
        ),
        (
            r#"new row for relation "shop_order" violates check constraint "positive""#,
            "Refused: constraint - shop_order positive",
        ),
        (
            r#"update or delete on table "shop_order" violates foreign key constraint "fk" on table "shop_line""#,
            "Refused: constraint - shop_line fk",
        ),
        (
            r#"type "mood" does not exist"#,
            "NotThere: type|domain - - mood",
        ),
        (
            r#"schema "away" does not exist"#,
            "NotThere: schema - - away",
        ),
        (
            "function slug(text, integer) does not exist",
            "NotThere: function - - slug",
        ),
        (
            "relation shop_order does not exist",
            "NotThere: relation - - shop_order",
        ),
        (
            r#"constraint "c" for relation "t" already exists"#,
            "AlreadyThere: constraint - t c",
        ),
        (
            r#"trigger "c" for table "t" does not exist"#,
            "NotThere: trigger - t c",
        ),
        (
            "permission denied for table shop_order",
            "Denied: table - - shop_order",
        ),
        (
            r#"relation "away.shop_order" does not exist"#,
            "NotThere: relation - - away.shop_order, relation - away shop_order, relation away - shop_order",
        ),
    ] {
        assert_eq!(read(message), is, "{message}");
    }
}

#[test]
fn a_message_of_sqlite_names_its_object() {
    for (message, is) in [
        (
            "django.db.utils.OperationalError: no such table: shop_order",
            "NotThere: table|view - - shop_order",
        ),
        (
            "sqlite3.OperationalError: error in view v: no such table: main.Shop_Order",
            "NotThere: table|view - - shop_order",
        ),
        (
            "no such column: shop_order.note",
            "NotThere: column - shop_order note",
        ),
        (
            "no such column: \"note\" - should this be a string literal in single-quotes?",
            "NotThere: column - - note",
        ),
        ("no such index: order_idx", "NotThere: index - - order_idx"),
        (
            "table shop_order has no column named note",
            "NotThere: column - shop_order note",
        ),
        (
            "duplicate column name: note",
            "AlreadyThere: column - - note",
        ),
        (
            "table \"shop_order\" already exists",
            "AlreadyThere: table - - shop_order",
        ),
        (
            "table shop_order already exists",
            "AlreadyThere: table - - shop_order",
        ),
        (
            "index order_idx already exists",
            "AlreadyThere: index|constraint - - order_idx",
        ),
        (
            "there is already another table or index with this name: shop_order",
            "AlreadyThere: table|view|index - - shop_order",
        ),
        (
            "Runtime error near line 1: UNIQUE constraint failed: shop_order.shop, shop_order.number (19)",
            "Refused: column - shop_order shop, column - shop_order number, constraint - shop_order UNIQUE (shop, number)",
        ),
        (
            "UNIQUE constraint failed: index 'order_lower'",
            "Refused: index - - order_lower",
        ),
        (
            "django.db.utils.IntegrityError: NOT NULL constraint failed: shop_order.note",
            "Refused: column - shop_order note",
        ),
        (
            "CHECK constraint failed: order_total_pos",
            "Refused: constraint - - order_total_pos",
        ),
        (
            "CHECK constraint failed: (JSON_VALID(\"data\") OR \"data\" IS NULL)",
            "Refused: column - - data",
        ),
        (
            "The row in table 'shop_line' with primary key '1' has an invalid foreign key: shop_line.order_id contains a value '7' that does not have a corresponding value in shop_order.id.",
            "Refused: column - shop_line order_id",
        ),
    ] {
        assert_eq!(read(message), is, "{message}");
    }
}

#[test]
fn a_name_may_be_that_of_several_things() {
    for (words, is) in [
        ("shop_order", " - - shop_order"),
        ("table shop_order", "table - - shop_order"),
        (
            "orders.0008",
            " - - orders.0008,  - orders 0008,  orders - 0008, table - - orders_0008; migration orders 0008",
        ),
        ("orders 0008_name", "; migration orders 0008_name"),
        (
            "public.shop_order.note",
            " - - public.shop_order.note,  public shop_order note, table - - public_shop_order.note; migration public shop_order.note",
        ),
    ] {
        assert_eq!(read(words), is, "{words}");
    }
}

#[test]
fn what_names_nothing_asks_nothing() {
    for text in [
        "",
        "   ",
        "operator does not exist: uuid = integer",
        "current transaction is aborted, commands ignored until end of transaction block",
        "\"",
        "\"\"",
        "relation does not exist",
        "a b c d",
        "FOREIGN KEY constraint failed",
        "no such function: REGEXP",
    ] {
        assert!(Question::read(text).is_empty(), "{text}: {}", read(text));
    }
}

#[test]
fn a_long_or_odd_text_is_read_without_harm() {
    let long = "ä".repeat(LONGEST);
    assert!(!Question::read(&long).is_empty());
    let quotes = "\"".repeat(LONGEST);
    assert!(Question::read(&quotes).is_empty());
    let hostile = "relation \"\u{1b}[31m'; DROP TABLE x; --\" does not exist";
    assert_eq!(
        Question::read(hostile).objects[0].name,
        "\u{1b}[31m'; DROP TABLE x; --"
    );
}

#[test]
fn a_migration_is_named_by_its_number_or_its_beginning() {
    let names = ["0008_order", "0008_order_note", "0080_more", "initial"];
    let among = |name: &str| {
        let wanted = WantedMigration {
            app: "shop".to_owned(),
            name: name.to_owned(),
        };
        wanted.among(&names)
    };
    assert_eq!(among("0008_order"), ["0008_order"]);
    assert_eq!(among("0008"), ["0008_order", "0008_order_note"]);
    assert_eq!(among("0009"), Vec::<&str>::new());
    assert_eq!(among("ini"), ["initial"]);
}
