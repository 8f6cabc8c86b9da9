mod properties;
mod scripts;

use super::*;

fn texts(script: &Script) -> Vec<&str> {
    let all = script.statements.iter();
    all.map(|statement| statement.text.as_str()).collect()
}
