//! No ring of imports among files, but through the file that declares a folder's modules.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::{Source, production};

/// The segments after `crate`, for example `["replay", "drop"]`.
type Module = Vec<String>;

fn module(path: &Path) -> Module {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = path.strip_prefix(root).expect("below src");
    let inside = inside.with_extension("");
    let names = inside.iter().map(|name| name.to_str().expect("UTF-8"));
    names
        .filter(|name| !["lib", "main", "mod"].contains(name))
        .map(str::to_owned)
        .collect()
}

/// Adds the paths that start here, `{}` unfolded, and gives what stands behind them.
fn unfold<'a>(mut rest: &'a str, mut path: Module, all: &mut Vec<Module>) -> &'a str {
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
        if !name.is_empty() {
            path.push(name.to_owned());
        }
        let Some(next) = behind.trim_start().strip_prefix("::") else {
            all.push(path);
            return behind;
        };
        if let Some(inside) = next.trim_start().strip_prefix('{') {
            return unfold_list(inside, &path, all);
        }
        rest = next;
    }
}

fn unfold_list<'a>(mut rest: &'a str, path: &Module, all: &mut Vec<Module>) -> &'a str {
    loop {
        rest = unfold(rest, path.clone(), all);
        rest = rest.trim_start_matches(|c| c != ',' && c != '}');
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => return rest.strip_prefix('}').unwrap_or(rest),
        }
    }
}

/// The paths that a file names from `crate`, `super` or `self`.
fn named(source: &Source) -> Vec<Module> {
    let code = source.code().filter(|line| !line.contains("pub(in "));
    let code = code.collect::<Vec<_>>().join("\n");
    let mut all = Vec::new();
    for (at, _) in code.match_indices("::") {
        let before = &code[..at];
        let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_');
        let first = &before[start.map_or(0, |at| at + 1)..];
        let goes_on = before[..before.len() - first.len()].ends_with("::");
        if !goes_on && ["crate", "super", "self"].contains(&first) {
            unfold(&code[at - first.len()..], Vec::new(), &mut all);
        }
    }
    all
}

/// The path from `crate`, as the module `of` means it.
fn absolute(path: &Module, of: &Module) -> Module {
    let mut base = of.clone();
    let mut rest = path.as_slice();
    while let [first, behind @ ..] = rest {
        match first.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" => {}
            _ => break,
        }
        rest = behind;
    }
    base.extend_from_slice(rest);
    base
}

fn reaches(arrows: &BTreeMap<Module, BTreeSet<Module>>, from: &Module, to: &Module) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut next = vec![from];
    while let Some(one) = next.pop() {
        if one == to {
            return true;
        }
        let targets = arrows.get(one).into_iter().flatten();
        next.extend(targets.filter(|target| seen.insert(target)));
    }
    false
}

#[test]
fn no_ring_of_imports_is_made_of_files_that_hold_no_modules() {
    let sources = production();
    let modules: BTreeSet<Module> = sources.iter().map(|one| module(&one.path)).collect();
    let declares = |one: &Module| {
        modules
            .iter()
            .any(|it| it.len() > one.len() && it.starts_with(one))
    };
    let mut arrows: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for source in &sources {
        let of = module(&source.path);
        for path in named(source) {
            let mut target = absolute(&path, &of);
            while !modules.contains(&target) {
                target.pop();
            }
            if target != of && !declares(&target) && !declares(&of) {
                arrows.entry(of.clone()).or_default().insert(target);
            }
        }
    }
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(count > 500, "only {count} imports were found");
    let pairs = arrows
        .iter()
        .flat_map(|(from, all)| all.iter().map(move |to| (from, to)));
    let rings = pairs.filter(|(from, to)| reaches(&arrows, to, from));
    let rings: Vec<String> = rings
        .map(|(from, to)| format!("{} -> {}", from.join("::"), to.join("::")))
        .collect();
    assert!(rings.is_empty(), "a ring of imports:\n{}", rings.join("\n"));
}
