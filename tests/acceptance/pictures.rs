//! The pages as a reader sees them, for the documents: three databases over ten weeks, of which one agrees all the time,
//! one was damaged twice, and one is the incident of the example.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::{Cluster, Database};
use crate::support::incident::{ledger, state_a_in, state_c_in};

/// What stands in for the clock of the program (`apt install faketime`).
const CLOCK: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/// When each run begins, in hours after midnight.
const HOUR: i64 = 4;

/// The nights from the first to the last.
const NIGHTS: i64 = 70;

const SETTINGS: &str = r#"
ledger = "ledgers"
[report]
title = "Database schema review"
owner = "Platform team"
control = "CC8.1"
every = "1d"
"#;

/// The pages, by the names of their pictures: what each is, and what writes it.
const PAGES: [(&str, &str, &str); 4] = [
    ("run", "A run", "reconcile --format html -o run.html"),
    (
        "diff",
        "Two runs, one against the other",
        "reconcile diff @{3d} --format html -o diff.html",
    ),
    (
        "report",
        "The audit report",
        "reconcile report --since 6w --format html -o report.html",
    ),
    (
        "dashboard",
        "All databases on one page",
        "reconcile dashboard -o pages",
    ),
];

/// How a page is looked at: window and colours.
const LOOKS: [(&str, &str, &str); 2] = [("wide", "1200,900", "1"), ("narrow", "390,844", "0")];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures")
}

/// What the gallery shows of the pages.
pub(crate) fn section() -> String {
    let made = "## The pages\n\nThree databases over ten weeks, with the clock set back; made by `tests/pictures/make`.\n";
    let pages = PAGES.map(|(page, what, command)| {
        let pictures =
            LOOKS.map(|(look, _, _)| format!("![{what}, {look}](pictures/{page}-{look}.png)"));
        let pictures = pictures.join("\n");
        format!("\n### {what}\n\n`{command}`\n\n{pictures}\n")
    });
    format!("{made}{}", pages.concat())
}

#[test]
fn each_page_has_its_pictures() {
    for (page, _, _) in PAGES {
        for (look, _, _) in LOOKS {
            let picture = folder().join(format!("{page}-{look}.png"));
            assert!(picture.exists(), "{}", picture.display());
        }
    }
}

#[test]
#[ignore = "writes into the repository: run tests/pictures/make"]
fn the_pictures_are_made() {
    let company = Company::new();
    for night in (0..=NIGHTS).rev() {
        company.damage(night);
        company.run(night);
    }
    let pages = company.pages();
    for (page, _, _) in PAGES {
        for (look, size, colours) in LOOKS {
            let picture = folder().join(format!("{page}-{look}.png"));
            picture_of(&pages.join(format!("{page}.html")), &picture, size, colours);
        }
    }
}

/// The databases, and the folder that their histories are kept in.
struct Company {
    today: Timestamp,
    tool: Tool,
    shop: Database,
    _others: [Database; 2],
}

impl Company {
    fn new() -> Self {
        let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start_listening("")));
        let everybody = "local all all trust\nhost all all 127.0.0.1/32 trust\n";
        cluster.put("pg_hba.conf", everybody.as_bytes());
        let reload = "SELECT pg_reload_conf()";
        let mut session = cluster.connect("postgres");
        session.batch_execute(reload).expect(reload);
        let [shop, billing, community] =
            ["shop", "billing", "community"].map(|name| cluster.create_named(name, "template0"));
        state_c_in(&shop);
        state_c_in(&billing);
        state_a_in(&community);
        let tool = Tool::bare();
        symlink(ledger(), tool.dir().join("ledgers")).expect("the ledger");
        // Each by itself: what one lacks would be found in another one.
        for name in ["shop", "billing", "community"] {
            let port = cluster.port();
            let url = format!("postgres://postgres@db.internal:{port}/{name}?hostaddr=127.0.0.1");
            let settings = format!("{SETTINGS}[databases.default]\nurl = \"{url}\"\n");
            let file = format!("{name}.toml");
            fs::write(tool.dir().join(file), settings).expect("the settings");
        }
        let now = Timestamp::now().to_zoned(TimeZone::UTC);
        let today = now.start_of_day().expect("a day").timestamp();
        Self {
            today,
            tool,
            shop,
            _others: [billing, community],
        }
    }

    /// What somebody did by hand, so many nights before the last one.
    fn damage(&self, night: i64) {
        const INDEX: &str = "user_profil_status_c29cf7_idx";
        match night {
            41 => self.shop.execute(&format!("DROP INDEX {INDEX}")),
            36 => self.shop.execute(&format!(
                "CREATE INDEX {INDEX} ON user_profile_bounty (status, expires_at)"
            )),
            4 => self
                .shop
                .execute("ALTER TABLE teams_teammembership DROP COLUMN left_at"),
            2 => self
                .shop
                .execute("DROP TABLE user_profile_skill_endorsement CASCADE"),
            _ => {}
        }
    }

    /// The runs of one night: nobody looked for a week in March, and of late nobody looks at one of the databases.
    fn run(&self, night: i64) {
        let is_away = (15..21).contains(&night);
        let looks = [
            ("billing", night > 3),
            ("community", night < 25),
            ("shop", true),
        ];
        for (name, looks) in looks {
            if looks && !is_away {
                self.at(night, name, &["-q", "--exit-zero"]);
            }
        }
    }

    /// Runs a job in a night, with the settings of a database.
    fn at(&self, night: i64, name: &str, args: &[&str]) {
        let hours = SignedDuration::from_hours(24 * night - HOUR);
        let then = self.today - hours;
        let mut command = self.tool.plain(args);
        command
            .args(["--config", &format!("{name}.toml")])
            .env("LD_PRELOAD", CLOCK)
            .env("DONT_FAKE_MONOTONIC", "1")
            .env("TZ", "UTC")
            .env("FAKETIME", then.strftime("@%Y-%m-%d %H:%M:%S").to_string());
        let outcome = Outcome::of(&mut command);
        assert!(matches!(outcome.status, Some(0 | 1)), "{outcome:#?}");
    }

    /// The folder of the pages, as they are on the last night.
    fn pages(&self) -> PathBuf {
        let page = |name: &str, args: &[&str]| {
            let file = format!("{name}.html");
            self.at(
                0,
                "shop",
                &[args, &["--format", "html", "--output", &file]].concat(),
            );
        };
        page("run", &["show"]);
        page("diff", &["diff", "@{3d}", "--fail-on", "never"]);
        page("report", &["report", "--since", "6w"]);
        self.at(0, "shop", &["dashboard", "--output", "all"]);
        let dashboard = self.tool.dir().join("all/index.html");
        fs::rename(dashboard, self.tool.dir().join("dashboard.html")).expect("the dashboard");
        self.tool.dir().to_owned()
    }
}

fn picture_of(page: &Path, picture: &Path, size: &str, colours: &str) {
    let profile = tempfile::TempDir::new().expect("a temporary folder");
    let made = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--window-size={size}"))
        .arg(format!("--blink-settings=preferredColorScheme={colours}"))
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("chromium");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success() && picture.exists(), "{said}");
}
