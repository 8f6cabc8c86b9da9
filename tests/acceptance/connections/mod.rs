//! Connections as people have them: what reaches the server, by which way, and as whom.

mod least_role;
mod pooler;
mod refusals;
mod server;
mod standby;
mod tls;
mod ways;

use serde_json::Value;

use crate::support::report::Report;

/// A report without what is different in each run, and without where the server was found.
fn lasting(report: &Report) -> Value {
    let mut value = report.value().clone();
    value["run"] = Value::Null;
    value["target"]["address"] = Value::Null;
    for finding in value["findings"].as_array_mut().into_iter().flatten() {
        finding["first_seen"] = Value::Null;
    }
    value
}
