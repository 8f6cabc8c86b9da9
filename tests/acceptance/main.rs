//! The tool from outside: real servers, real Django, the binary's exit status, output and errors.

#[cfg(test)]
mod support;

#[cfg(test)]
mod apart;
#[cfg(test)]
mod asked;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod capture;
#[cfg(test)]
mod causes;
#[cfg(test)]
mod completion;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod django;
#[cfg(test)]
mod django_everything;
#[cfg(test)]
mod django_faults;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod faked;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod habits;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod incident;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod ledger_faults;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod measured;
#[cfg(test)]
mod mending;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod moment;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod places;
#[cfg(test)]
mod printed_late;
#[cfg(test)]
mod releases;
#[cfg(test)]
mod removed;
#[cfg(test)]
mod renaming;
#[cfg(test)]
mod repair;
#[cfg(test)]
mod replaced;
#[cfg(test)]
mod respelled;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod seal;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod self_check;
#[cfg(test)]
mod served;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod sight;
#[cfg(test)]
mod sqlite;
#[cfg(test)]
mod squashes;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod story;
#[cfg(test)]
mod suggested;
#[cfg(test)]
mod target;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod unnamed_squashes;
#[cfg(test)]
mod upgraded;
#[cfg(test)]
mod waiting;
#[cfg(test)]
mod waive;
