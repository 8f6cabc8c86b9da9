//! Constraints as `pg_get_constraintdef` prints them.

use super::index::{included, key_text};
use super::text::{list, operator, qualified};
use crate::schema::{
    Constraint, ConstraintBody, Deferral, Exclusion, ForeignKey, Key, MatchType, ReferentialAction,
};

/// With what `pg_get_constraintdef` does not say: whether the index, or the triggers, behind it are in force.
pub(super) fn print_whole(constraint: &Constraint) -> String {
    let mut text = print(constraint);
    let unsaid: &[(bool, &str)] = match &constraint.body {
        ConstraintBody::PrimaryKey(key) | ConstraintBody::Unique(key) => {
            &[(!key.index_valid, " INVALID")]
        }
        ConstraintBody::Exclude(exclusion) => &[(!exclusion.index.valid, " INVALID")],
        ConstraintBody::ForeignKey(foreign) => &[
            (foreign.unchecked, " WITHOUT ITS CHECKS"),
            (foreign.unguarded, " WITHOUT ITS GUARDS"),
        ],
        ConstraintBody::Check { .. } => &[],
    };
    for (is, word) in unsaid {
        text.push_str(if *is { word } else { "" });
    }
    text
}

pub(super) fn print(constraint: &Constraint) -> String {
    let Constraint {
        id: _,
        body,
        deferral,
        validated,
        enforced,
    } = constraint;
    let mut text = match body {
        ConstraintBody::PrimaryKey(key) => format!("PRIMARY KEY {}", columns(key)),
        ConstraintBody::Unique(key) => {
            let nulls = if key.nulls_not_distinct {
                "NULLS NOT DISTINCT "
            } else {
                ""
            };
            format!("UNIQUE {nulls}{}", columns(key))
        }
        ConstraintBody::Exclude(exclusion) => exclude(exclusion),
        ConstraintBody::Check {
            expression,
            no_inherit,
        } => {
            let no_inherit = if *no_inherit { " NO INHERIT" } else { "" };
            format!("CHECK ({}){no_inherit}", expression.text)
        }
        ConstraintBody::ForeignKey(foreign) => foreign_key(foreign),
    };
    text.push_str(match deferral {
        Deferral::NotDeferrable => "",
        Deferral::InitiallyImmediate => " DEFERRABLE",
        Deferral::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    });
    text.push_str(match (enforced, validated) {
        (false, _) => " NOT ENFORCED",
        (true, false) => " NOT VALID",
        (true, true) => "",
    });
    text
}

fn columns(key: &Key) -> String {
    let Key {
        columns,
        include,
        nulls_not_distinct: _,
        without_overlaps,
        index_valid: _,
    } = key;
    let period = if *without_overlaps {
        " WITHOUT OVERLAPS"
    } else {
        ""
    };
    format!("({}{period}){}", list(columns), included(include))
}

fn exclude(exclusion: &Exclusion) -> String {
    let index = &exclusion.index;
    let mut operators = exclusion.operators.iter();
    let elements = index.keys.iter().map(|key| {
        let with = operators.next().map(String::as_str).unwrap_or_default();
        format!(
            "{} WITH {}",
            key_text(key, index.method.as_str()),
            operator(with)
        )
    });
    let elements = elements.collect::<Vec<_>>().join(", ");
    let mut text = format!("EXCLUDE USING {} ({elements})", index.method.quoted());
    text.push_str(&included(&index.include));
    if let Some(predicate) = &index.predicate {
        text.extend([" WHERE (", predicate.text.as_str(), ")"]);
    }
    text
}

fn foreign_key(foreign: &ForeignKey) -> String {
    let mut text = format!(
        "FOREIGN KEY ({}) REFERENCES {}({})",
        list(&foreign.columns),
        qualified(&foreign.table),
        list(&foreign.referenced)
    );
    if foreign.match_type == MatchType::Full {
        text.push_str(" MATCH FULL");
    }
    for (event, action) in [
        (" ON UPDATE ", foreign.on_update),
        (" ON DELETE ", foreign.on_delete),
    ] {
        if action != ReferentialAction::NoAction {
            text.push_str(event);
            text.push_str(action.as_str());
        }
    }
    if !foreign.on_delete_columns.is_empty() {
        text.extend([" (", list(&foreign.on_delete_columns).as_str(), ")"]);
    }
    text
}
