//! The jobs around the main one: settings, completions, the manual, and the version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::cli::{Outcome, Tool};

fn quiet(outcome: &Outcome) -> &str {
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (Some(0), ""),
        "{outcome:#?}"
    );
    &outcome.stdout
}

/// A project without a database, as `init` finds it.
fn project() -> Tool {
    let tool = Tool::bare();
    for (path, text) in [
        (
            "web/manage.py",
            "os.environ['DJANGO_SETTINGS_MODULE'] = 'conf'\n",
        ),
        ("web/conf.py", "INSTALLED_APPS = ['django_tenants']\n"),
        ("ledgers/shop/0001_initial.sql", "-- (no-op)\n"),
    ] {
        let path = tool.dir().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    tool
}

#[test]
fn init_writes_settings_that_load_and_says_what_it_found() {
    let tool = project();
    let mut command = tool.plain(&["init"]);
    command.env("DATABASE_URL", "postgres://me:s3cret@db.internal/shop");
    let outcome = Outcome::of(&mut command);
    let said = quiet(&outcome);
    for part in [
        "web/manage.py",
        "postgres://me:***@db.internal/shop",
        "ledgers, 1 stored output\n",
        "web/conf.py",
        "reconcile capture -- python web/manage.py",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let written = fs::read_to_string(tool.dir().join("reconcile.toml")).expect("the settings");
    assert!(!written.contains("s3cret") && !said.contains("s3cret"));
    // The settings are read before anything is looked for.
    let runs = tool.run_plain(&["runs"]);
    assert!(!runs.stderr.contains("reconcile.toml"), "{}", runs.stderr);
}

#[test]
fn init_leaves_a_file_that_is_there_as_it_is() {
    let tool = project();
    let path = tool.dir().join("reconcile.toml");
    fs::write(&path, "not = [even settings").expect("a file");
    let outcome = tool.run_plain(&["init"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    assert!(
        outcome
            .stderr
            .contains("reconcile.toml is there already, and stays as it is"),
        "{}",
        outcome.stderr
    );
    let left = fs::read_to_string(&path).expect("the file");
    assert_eq!(left, "not = [even settings");
    quiet(&tool.run_plain(&["init", "-o", "other.toml"]));
    assert!(tool.dir().join("other.toml").is_file());
}

#[test]
fn a_setting_that_is_none_is_refused_with_the_nearest_one() {
    let tool = project();
    let settings = "ledger = \"ledgers\"\nfail_onn = \"never\"\n";
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("a file");
    let outcome = tool.run_plain(&[]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    let said =
        "/reconcile.toml:2: there is no setting 'fail_onn' here\nhint: did you mean fail_on?\n";
    assert!(outcome.stderr.ends_with(said), "{}", outcome.stderr);
}

#[test]
fn every_shell_has_completions_and_no_other_word_has() {
    let tool = Tool::bare();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = tool.run_plain(&["completions", shell]);
        assert!(quiet(&script).contains("COMPLETE"), "{shell}");
    }
    assert_eq!(tool.run_plain(&["completions", "csh"]).status, Some(2));
}

#[test]
fn the_manual_has_a_page_for_each_job_that_groff_prints_without_a_word() {
    let tool = Tool::bare();
    quiet(&tool.run_plain(&["man", "--folder", "."]));
    let help = tool.run_plain(&["--help"]);
    let jobs = quiet(&help)
        .split_once("Other jobs:\n")
        .expect("the jobs")
        .1;
    let jobs = jobs.lines().take_while(|line| !line.is_empty());
    let jobs: Vec<&str> = jobs
        .filter_map(|line| line.split_whitespace().next())
        // It prints what the pages say.
        .filter(|job| *job != "help")
        .collect();
    assert!(
        jobs.contains(&"prune") && jobs.contains(&"init"),
        "{jobs:?}"
    );
    for job in &jobs {
        let page = tool.run_plain(&["man", job]);
        let file = tool.dir().join(format!("reconcile-{job}.1"));
        assert_eq!(quiet(&page), fs::read_to_string(&file).expect(job));
    }
    for entry in fs::read_dir(tool.dir()).expect("pages").flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "1") {
            let text = printed(&entry.path());
            assert!(text.contains("NAME"), "{text}");
        }
    }
    let text = printed(&tool.dir().join("reconcile.1"));
    for part in [
        "EXIT STATUS",
        "reconcile-prune(1)",
        "--fail-on",
        "\n       PG*  ",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// A page as a terminal shows it.
fn printed(page: &Path) -> String {
    let out = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=100n"])
        .arg(page)
        .stdin(Stdio::null())
        .output()
        .expect("groff, which tests/run installs");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(
        out.status.success() && said.is_empty(),
        "{}: {said}",
        page.display()
    );
    String::from_utf8_lossy(&out.stdout).replace('\u{2010}', "-")
}

#[test]
fn a_page_that_is_not_there_is_said_with_the_nearest() {
    let outcome = Tool::bare().run_plain(&["man", "prun"]);
    assert_eq!(outcome.status, Some(2));
    let said = "hint: did you mean prune?\n";
    assert!(outcome.stderr.ends_with(said), "{}", outcome.stderr);
}

#[test]
fn the_short_version_is_a_number_and_the_long_one_names_the_commit() {
    let tool = Tool::bare();
    let short = format!("reconcile {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(quiet(&tool.run_plain(&["-V"])), format!("{short}\n"));
    let long = tool.run_plain(&["--version"]);
    assert!(quiet(&long).starts_with(&short), "{}", long.stdout);
}

/// The newest build script of the program: cargo keeps it beside the folder that it wrote for these tests.
fn build_program() -> PathBuf {
    let builds = Path::new(env!("OUT_DIR")).ancestors().nth(2);
    let builds = fs::read_dir(builds.expect("target/PROFILE/build")).expect("builds");
    let own = builds.flatten().filter(|build| {
        let name = build.file_name();
        name.to_string_lossy().starts_with("reconcile-")
    });
    let programs = own.map(|build| build.path().join("build-script-build"));
    let aged = programs.filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)));
    aged.max().expect("a build script").1
}

/// What the build script says in a folder and an environment.
fn build_script(folder: &Path, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(build_program());
    command
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .env("CARGO_PKG_VERSION", "0.1.0")
        .env("GIT_CEILING_DIRECTORIES", "/")
        .envs(variables.iter().copied());
    let out = command.output().expect("the build script");
    assert!(out.status.success(), "{out:?}");
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn version(said: &str) -> &str {
    let mut lines = said.lines();
    lines
        .find_map(|line| line.strip_prefix("cargo::rustc-env=RECONCILE_VERSION="))
        .expect("a version")
}

fn git(folder: &Path, arguments: &[&str]) {
    let day = "2026-11-20T23:30:00-0100";
    let out = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", day)
        .current_dir(folder)
        .output()
        .expect("git");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn the_version_is_of_the_own_repository_or_of_none() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("package");
    fs::create_dir(&folder).expect("a folder");
    assert_eq!(version(&build_script(&folder, &[])), "0.1.0");
    let epoch = [("SOURCE_DATE_EPOCH", "951782400")];
    assert_eq!(
        version(&build_script(&folder, &epoch)),
        "0.1.0 (2000-02-29)"
    );
    let noted =
        r#"{"git": {"sha1": "0123456789abcdef0123456789abcdef01234567"}, "path_in_vcs": ""}"#;
    fs::write(folder.join(".cargo_vcs_info.json"), noted).expect("a file");
    assert_eq!(
        version(&build_script(&folder, &epoch)),
        "0.1.0 (0123456 2000-02-29)"
    );
    fs::remove_file(folder.join(".cargo_vcs_info.json")).expect("a file");

    git(home.path(), &["init", "--quiet"]);
    git(
        home.path(),
        &["commit", "--quiet", "--allow-empty", "-m", "of another"],
    );
    assert_eq!(version(&build_script(&folder, &[])), "0.1.0");

    git(&folder, &["init", "--quiet"]);
    git(
        &folder,
        &["commit", "--quiet", "--allow-empty", "-m", "own"],
    );
    let said = build_script(&folder, &[]);
    let shown = version(&said);
    // The day in UTC, which has begun already.
    assert!(
        shown.starts_with("0.1.0 (") && shown.ends_with(" 2026-11-21)") && shown.len() == 26,
        "{shown}"
    );
    for watched in ["HEAD", "logs/HEAD"] {
        let line = format!("cargo::rerun-if-changed=.git/{watched}\n");
        assert!(
            said.contains(&line) && folder.join(".git").join(watched).exists(),
            "{said}"
        );
    }
}
