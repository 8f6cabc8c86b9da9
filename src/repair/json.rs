//! A plan for a program.

use serde::Serialize;

use super::plan::{Elsewhere, Plan, Rerun};
use super::question::Question;
use super::{Piece, Risk, Step, title};
use crate::report::{Caution, MigrationKey, Object};
use crate::schema::ObjectKey;

/// What mends the findings of one schema, as docs/json.md says.
#[derive(Debug, Serialize)]
pub struct PlanPage<'a> {
    schema: &'a str,
    steps: Vec<StepPage<'a>>,
    questions: &'a [Question],
    elsewhere: &'a [Elsewhere],
    follow: Vec<Follow<'a>>,
    rerun: Option<&'a Rerun>,
    waived: usize,
    like: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct StepPage<'a> {
    what: String,
    object: Object,
    findings: &'a [String],
    migrations: &'a [MigrationKey],
    risk: Risk,
    rows: Option<u64>,
    bytes: Option<u64>,
    caution: Option<Caution>,
    search_path: Option<&'a str>,
    run: &'a [Piece],
}

/// A finding that goes with another one.
#[derive(Debug, Serialize)]
struct Follow<'a> {
    finding: &'a str,
    with: &'a str,
}

impl<'a> From<&'a Plan> for PlanPage<'a> {
    fn from(plan: &'a Plan) -> Self {
        let follow = plan.follow.iter();
        Self {
            schema: &plan.schema,
            steps: plan.steps.iter().map(StepPage::from).collect(),
            questions: &plan.questions,
            elsewhere: &plan.elsewhere,
            follow: follow
                .map(|(finding, with)| Follow { finding, with })
                .collect(),
            rerun: plan.rerun.as_ref(),
            waived: plan.waived,
            like: plan.like.as_deref(),
        }
    }
}

impl<'a> From<&'a Step> for StepPage<'a> {
    fn from(step: &'a Step) -> Self {
        Self {
            what: title::told(step),
            object: object(&step.key),
            findings: &step.findings,
            migrations: &step.migrations,
            risk: step.risk(),
            rows: step.size.and_then(|it| it.rows),
            bytes: step.size.and_then(|it| it.bytes),
            caution: step.caution,
            search_path: step.path.as_deref(),
            run: &step.pieces,
        }
    }
}

fn object(key: &ObjectKey) -> Object {
    Object {
        object_type: key.kind,
        schema: key.schema.as_ref().map(ToString::to_string),
        table: key.table.as_ref().map(ToString::to_string),
        name: key.name.to_string(),
        arguments: key.arguments.as_deref().map(str::to_owned),
    }
}
