//! Plans of several schemas that do the same: each is run, and the comments stand with the first alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Plan;
use crate::name::Name;
use crate::report::words::some;

/// Puts plans that do the same behind each other, and tells each but the first of them which it is like.
#[must_use]
pub fn gathered(plans: Vec<Plan>) -> Vec<Plan> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Plan>> = Vec::new();
    for mut plan in plans {
        let place = *places.entry(shape(&plan)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => {
                plan.like = group.first().map(|first| first.schema.clone());
                group.push(plan);
            }
            None => groups.push(vec![plan]),
        }
    }
    groups.into_iter().flatten().collect()
}

/// What a plan runs and asks, without the name of its schema.
fn shape(plan: &Plan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{:?} {:?} {:?}", step.phase, step.part, step.path);
        let pieces = step.pieces.iter();
        text.extend(pieces.flat_map(|it| [it.when.as_deref().unwrap_or_default(), &it.sql]));
    }
    for question in &plan.questions {
        let _ = writeln!(text, "{} {:?}", question.why, question.alternatives);
    }
    for one in &plan.elsewhere {
        let _ = writeln!(text, "{:?}", one.commands);
    }
    let counts = (plan.follow.len(), plan.waived, &plan.rerun);
    let _ = writeln!(text, "{counts:?}");
    text.replace(&Name::exact(&plan.schema).quoted(), "\"\"")
}

/// For several schemas, how many findings are closed in each, a line for those that are alike.
pub(super) fn overview(plans: &[Plan]) -> Vec<String> {
    let groups = plans.chunk_by(|_, next| next.like.is_some());
    let lines = groups.filter(|_| plans.len() > 1).map(|group| {
        let schemas: Vec<&str> = group.iter().map(|plan| plan.schema.as_str()).collect();
        let first = &group[0];
        let done = first.done();
        let (each, of) = match schemas.as_slice() {
            [_] => ("", "schema".to_owned()),
            all => (" in each", format!("{} schemas alike,", all.len())),
        };
        format!("{of} {}: {done}{each}", some(&schemas))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::super::{How, Part, Phase, Piece, Risk, Step};
    use super::*;
    use crate::name::QualifiedName;
    use crate::schema::ObjectKey;

    fn plan(schema: &str, table: &str) -> Plan {
        let name = QualifiedName::new(Name::exact(schema), Name::exact(table));
        let sql = format!("CREATE TABLE {} (id bigint)", name.quoted());
        Plan {
            schema: schema.to_owned(),
            steps: vec![Step {
                findings: vec![format!("id of {schema}")],
                migrations: Vec::new(),
                key: ObjectKey::table(&name),
                how: How::Make,
                part: Part::Whole,
                phase: Phase::Together,
                path: None,
                pieces: vec![Piece::new(Phase::Together, Risk::Instant, sql)],
                caution: None,
                size: None,
            }],
            ..Plan::default()
        }
    }

    #[test]
    fn those_that_do_the_same_stand_together() {
        let all = ["one", "two", "three", "four"].map(|schema| {
            let table = if schema == "two" { "other" } else { "item" };
            plan(schema, table)
        });
        let all = gathered(all.into());
        let told: Vec<_> = all
            .iter()
            .map(|it| (&*it.schema, it.like.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("one", None),
                ("three", Some("one")),
                ("four", Some("one")),
                ("two", None)
            ]
        );
        assert_eq!(
            overview(&all),
            [
                "3 schemas alike, one, three and four: 1 finding closed by 1 step in each",
                "schema two: 1 finding closed by 1 step",
            ]
        );
        assert_eq!(overview(&all[..1]), [""; 0]);
    }
}
