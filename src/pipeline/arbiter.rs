//! What comparing leaves open, put to the server that the catalog came from, unless an earlier run did.

use std::sync::{Mutex, PoisonError};

use super::trial::Tried;
use crate::catalog::postgres::arbiter::{Arbiter, NoReply, Reply};
use crate::compare::{Question, Ruling, questions};
use crate::effect::explain;
use crate::history::{AnswerKey, Answers};
use crate::name::Name;

/// What became of the questions.
#[derive(Default)]
pub(super) struct Asked {
    /// How many were put to the server.
    pub(super) count: u64,
    /// The answers that were used and may be remembered.
    pub(super) answers: Answers,
    /// Whether the schema was changed in the meantime, so that none of them counts.
    pub(super) moved: bool,
}

impl Asked {
    /// Takes in what was asked for another schema.
    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.answers.extend(other.answers);
        self.moved |= other.moved;
    }
}

/// Asks once for all that is open and not `known`, of names that are looked for on `path`, and writes the answers back.
pub(super) fn settle(
    tried: &mut Tried<'_>,
    arbiter: &Mutex<Arbiter>,
    path: Vec<Name>,
    known: &Answers,
) -> Asked {
    let comparison = &mut tried.comparison;
    let questions = questions(&tried.expected, &tried.live, comparison);
    if questions.is_empty() {
        return Asked::default();
    }
    // Other schemas are judged at the same time, and there is one session.
    let mut arbiter = arbiter.lock().unwrap_or_else(PoisonError::into_inner);
    arbiter.search(path);
    let mut session = Session::new(&mut arbiter, &questions);
    let (mut open, mut rulings) = (Vec::new(), Vec::new());
    for question in &questions {
        match &question.asked {
            Err(refusal) => comparison.refuse(question, *refusal),
            Ok(asked) => match session.recall(question, known) {
                Some(alike) => rulings.push((question, remembered(alike))),
                None => open.push((question, asked)),
            },
        }
    }
    let replies = session.ask(&open).into_iter();
    rulings.extend(replies.map(|(question, reply)| (question, ruling(reply))));
    let moved = !rulings.is_empty() && !session.arbiter.holds();
    for (question, said) in rulings {
        let said = if moved {
            ruling(Reply::Nothing(NoReply::Moved))
        } else {
            said
        };
        comparison.settle(question, said);
    }
    Asked {
        answers: if moved {
            Answers::default()
        } else {
            session.asked.answers
        },
        count: session.asked.count,
        moved,
    }
}

/// A server and what is remembered of it.
struct Session<'a> {
    arbiter: &'a mut Arbiter,
    /// What the answers depend on beside their questions; none where nothing may be remembered.
    environment: Option<String>,
    asked: Asked,
}

type Open<'a> = (&'a Question, &'a explain::Question);

impl<'a> Session<'a> {
    fn new(arbiter: &'a mut Arbiter, questions: &[Question]) -> Self {
        let memorable = questions.iter().any(|question| question.columns.is_some());
        let environment = memorable.then(|| arbiter.environment()).flatten();
        Self {
            arbiter,
            environment,
            asked: Asked::default(),
        }
    }

    /// What an earlier run was told.
    fn recall(&mut self, question: &Question, known: &Answers) -> Option<bool> {
        let key = key(self.environment.as_deref()?, question)?;
        let alike = known.get(&key)?;
        self.asked.answers.insert(key, alike);
        Some(alike)
    }

    fn ask<'q>(&mut self, open: &[Open<'q>]) -> Vec<(&'q Question, Reply)> {
        if open.is_empty() {
            return Vec::new();
        }
        let questions: Vec<_> = open.iter().map(|(_, asked)| *asked).collect();
        let replies = self.arbiter.ask(&questions);
        let put = replies
            .iter()
            .filter(|reply| !matches!(reply, Reply::Withheld(_)));
        self.asked.count = put.count() as u64;
        let replies: Vec<_> = open.iter().map(|(one, _)| *one).zip(replies).collect();
        self.remember(&replies);
        replies
    }

    /// Keeps the answers that are ones, unless what they depend on changed in the meantime.
    fn remember(&mut self, replies: &[(&Question, Reply)]) {
        let Some(environment) = &self.environment else {
            return;
        };
        if self.arbiter.environment().as_ref() != Some(environment) {
            return;
        }
        for (question, reply) in replies {
            let alike = match reply {
                Reply::Same => true,
                Reply::Apart => false,
                Reply::Nothing(_) | Reply::Withheld(_) => continue,
            };
            if let Some(key) = key(environment, question) {
                self.asked.answers.insert(key, alike);
            }
        }
    }
}

/// The name of a question by all that its answer depends on: none where that is not known.
fn key(environment: &str, question: &Question) -> Option<AnswerKey> {
    let (asked, columns) = (question.asked.as_ref().ok()?, question.columns.as_ref()?);
    let form = explain::FORM.to_string();
    let fixed = [
        form.as_str(),
        environment,
        asked.expected.text(),
        asked.live.text(),
    ];
    let columns = columns.iter().map(String::as_str);
    let parts: Vec<&str> = fixed.into_iter().chain(columns).collect();
    Some(AnswerKey::of(&parts))
}

fn remembered(alike: bool) -> Ruling {
    if alike {
        Ruling::Remembered
    } else {
        Ruling::Apart
    }
}

fn ruling(reply: Reply) -> Ruling {
    match reply {
        Reply::Same => Ruling::Same,
        Reply::Apart => Ruling::Apart,
        Reply::Nothing(no_reply) => Ruling::Unanswered(no_reply.reason()),
        Reply::Withheld(because) => Ruling::Withheld(because),
    }
}
