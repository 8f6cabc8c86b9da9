//! Constraints as `pg_get_constraintdef` prints them.

use super::index::{included, key_text};
use super::text::{list, operator, qualified};
use crate::schema::{
    Constraint, ConstraintBody, Deferral, Exclusion, ForeignKey, Key, MatchType, ReferentialAction,
};

pub(super) fn print(constraint: &Constraint) -> String {
    let mut text = match &constraint.body {
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
    text.push_str(match constraint.deferral {
        Deferral::NotDeferrable => "",
        Deferral::InitiallyImmediate => " DEFERRABLE",
        Deferral::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    });
    text.push_str(match (constraint.enforced, constraint.validated) {
        (false, _) => " NOT ENFORCED",
        (true, false) => " NOT VALID",
        (true, true) => "",
    });
    text
}

fn columns(key: &Key) -> String {
    let period = if key.without_overlaps {
        " WITHOUT OVERLAPS"
    } else {
        ""
    };
    format!("({}{period}){}", list(&key.columns), included(&key.include))
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
