//! How much of the ledger was held against the catalog.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::finding::SourceLocation;
use super::vocabulary::{Engine, SearchedKind};
use super::words::count;

/// What was measured and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Statements in the stored outputs of the recorded migrations.
    pub statements: u64,
    /// Statements whose whole effect on a schema is understood.
    pub modelled: u64,
    /// Statements that change data only.
    pub data: u64,
    /// Statements that leave no trace in a catalog, or that are outside the model.
    pub opaque: u64,
    /// Statements that could not be read.
    pub unreadable: u64,
    /// Effects of the modelled statements that should be in force.
    pub effects: u64,
    /// Effects that were held against the catalog, with an answer.
    pub checked: u64,
    /// Effects that were held against the catalog, without an answer.
    pub undecided: u64,
    /// Effects of which an aspect was held against nothing, and opaque statements that may change the
    /// schema by themselves.
    #[serde(default)]
    pub unmeasured: u64,
    /// How expressions and queries that both sides write differently were settled.
    #[serde(default)]
    pub settled: EquivalenceCounts,
    /// Which statements were not measured, and why.
    pub opaque_statements: Vec<OpaqueStatement>,
    /// The other databases that were searched for what is missing; empty where nothing is.
    #[serde(default)]
    pub searched: Vec<Searched>,
    /// The other schemas, and `database/schema`s, whose `django_migrations` the role may not read: what it
    /// could tell is not among the evidence.
    #[serde(default)]
    pub unread: Vec<String>,
    /// Where several schemas keep a `django_migrations`, and one of them was judged: what each of them has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ledgers: Vec<LedgerSchema>,
    /// The relations called `django_migrations` in other schemas that are no ordinary tables, and so never
    /// read, each with what it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_records: Vec<String>,
    /// How a ledger of one vendor was held against a database of another; none where both are of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across_vendors: Option<AcrossVendors>,
    /// What the application's role sees; none where no role was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sight: Option<RoleVisibility>,
    /// How the model's prints of live objects compare with the server's own; none where that was
    /// not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_check: Option<SelfCheck>,
}

/// A statement that leaves no trace in a catalog, or that could not be modelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpaqueStatement {
    /// Where it stands.
    pub place: SourceLocation,
    /// Why it was not measured.
    pub reason: String,
}

impl OpaqueStatement {
    /// Why an operation is not measured that `sqlmigrate` prints as a comment alone.
    pub const NOT_SQL: &'static str = "Django cannot write this operation as SQL";

    /// Whether it is a `RunPython`, of which nothing can be measured.
    pub(super) fn is_run_python(&self) -> bool {
        let operation = self.place.operation.as_deref();
        operation == Some("Raw Python operation") && self.reason == Self::NOT_SQL
    }
}

/// A ledger of one vendor, held against a database of another by stand-ins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcrossVendors {
    /// For which sort of database the ledger was printed.
    pub ledger: Engine,
    /// Columns of a type that stands for the ledger's.
    pub columns: u64,
    /// What one of the two cannot have, or has in words of its own, and so was held against nothing: how many, by the
    /// word for the kind of object or the attribute.
    pub not_applicable: BTreeMap<String, u64>,
}

impl AcrossVendors {
    fn add(&mut self, other: Self) {
        self.columns += other.columns;
        for (word, number) in other.not_applicable {
            *self.not_applicable.entry(word).or_default() += number;
        }
    }

    /// How it is told in a line, of a database of `engine`.
    pub(super) fn words(&self, engine: Engine) -> String {
        let left_out: u64 = self.not_applicable.values().sum();
        let left_out = match left_out {
            0 => String::new(),
            number => format!(
                "; {} that one of the two cannot have, not applicable",
                count(number, "thing")
            ),
        };
        format!(
            "{}'s ledger against {}: {} of a type that stands for another{left_out}",
            self.ledger.called(),
            engine.called(),
            count(self.columns, "column"),
        )
    }
}

/// A schema that has a `django_migrations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSchema {
    /// Its name.
    pub schema: String,
    /// How many migrations it records; none where that could not be read.
    pub recorded: Option<u64>,
    /// How many of the tables that the ledger expects it holds, by their names.
    pub tables: u64,
    /// How many tables the ledger expects.
    pub of: u64,
}

/// Another database that was to be searched for what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// By which name it goes.
    pub kind: SearchedKind,
    /// The alias, or the database's name; `*` where the server did not tell its databases.
    pub name: String,
    /// Why it was not searched; none where it was.
    pub not_searched: Option<String>,
}

/// As which role the tables  looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleVisibility {
    /// The role that the application connects as.
    pub role: String,
    /// How many tables and views that are there were looked at.
    pub tables: u64,
    /// The schemas of its search path that are there and that it may use, in order.
    pub search_path: Option<Vec<String>>,
    /// Who sets this path: `connection`, `role in database`, `role`, `database`, `all roles`, `server`.
    pub origin: Option<String>,
    /// Why not all of it was measured; none where it was.
    pub not_measured: Option<String>,
}

/// How the model's prints of live objects compare with the server's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfCheck {
    /// Objects that the model printed.
    pub printed: u64,
    /// Those that the server prints otherwise: they count as not measured.
    pub unlike: u64,
}

/// Expressions and queries that both sides write differently, by what settled whether they are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquivalenceCounts {
    /// The texts, brought to one normal form, are the same.
    pub normal_form: u64,
    /// The server plans them alike.
    pub server: u64,
    /// The server planned them alike in an earlier run.
    #[serde(default)]
    pub cached: u64,
    /// Nothing did.
    pub undecided: u64,
    /// How many questions were put to the server, whatever the scope.
    #[serde(default)]
    pub asked: u64,
}

impl Coverage {
    /// Adds what was measured in another schema; what is the same there is listed once. The self-check is
    /// of the whole database, and left as it is; which schemas keep records is told by the parts.
    pub fn add(&mut self, other: Self) {
        let Self {
            statements,
            modelled,
            data,
            opaque,
            unreadable,
            effects,
            checked,
            undecided,
            unmeasured,
            settled,
            opaque_statements,
            self_check: _,
            searched,
            unread,
            refused_records,
            across_vendors,
            sight,
            ledgers: _,
        } = other;
        self.statements += statements;
        self.modelled += modelled;
        self.data += data;
        self.opaque += opaque;
        self.unreadable += unreadable;
        self.effects += effects;
        self.checked += checked;
        self.undecided += undecided;
        self.unmeasured += unmeasured;
        self.settled.add(settled);
        add_new(&mut self.opaque_statements, opaque_statements);
        add_new(&mut self.searched, searched);
        add_new(&mut self.unread, unread);
        add_new(&mut self.refused_records, refused_records);
        match (&mut self.across_vendors, across_vendors) {
            (Some(own), Some(other)) => own.add(other),
            (own, other) => *own = own.take().or(other),
        }
        match (&mut self.sight, sight) {
            (Some(own), Some(other)) => own.tables += other.tables,
            (own, other) => *own = own.take().or(other),
        }
    }
}

impl Coverage {
    /// What was not measured and why, the widest gaps first.
    pub(super) fn gaps(&self) -> Vec<(String, &str)> {
        let sight = self.sight.iter().filter_map(|sight| {
            let reason = sight.not_measured.as_deref()?;
            Some((format!("what {} sees", sight.role), reason))
        });
        let searched = self.searched.iter().filter_map(|one| {
            let reason = one.not_searched.as_deref()?;
            Some((format!("{} {}, not searched", one.kind, one.name), reason))
        });
        let statements = self.opaque_statements.iter();
        let statements = statements.map(|one| (one.place.to_string(), &*one.reason));
        sight.chain(searched).chain(statements).collect()
    }
}

fn add_new<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

impl EquivalenceCounts {
    fn add(&mut self, other: Self) {
        let Self {
            normal_form,
            server,
            cached,
            undecided,
            asked,
        } = other;
        self.normal_form += normal_form;
        self.server += server;
        self.cached += cached;
        self.undecided += undecided;
        self.asked += asked;
    }
}
