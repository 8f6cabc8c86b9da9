//! The words of every report and page that are of no closed list. `docs/glossary.md` is made from them. Django's and
//! PostgreSQL's own words are not explained.

use super::Text;

/// The words, in the order in which one leads to the next.
pub(in crate::report) const GLOSSARY: &[(&str, Text)] = &[
    (
        "ledger",
        Text::brief(
            "the folder of stored `sqlmigrate` outputs, `ledgers/APP/MIGRATION.sql`; Django's own list of applied \
             migrations is the table `django_migrations`",
            "`reconcile capture` fills it",
        ),
    ),
    (
        "stored output",
        Text::brief(
            "one file of the ledger: the SQL that Django printed for one migration",
            "keep it in version control, as it was printed",
        ),
    ),
    (
        "manifest",
        Text::brief(
            "`ledgers/manifest.json`: what depends on what, and how each output came about",
            "`reconcile capture` writes it",
        ),
    ),
    (
        "capture",
        Text::brief(
            "fill the ledger from a Django project",
            "`reconcile capture -- python manage.py`",
        ),
    ),
    (
        "record",
        Text::brief(
            "one row of `django_migrations`",
            "`python manage.py showmigrations` lists them",
        ),
    ),
    (
        "not applied",
        Text::brief(
            "in the ledger, not recorded, and not in the database: `migrate` would run it. In JSON `pending`",
            "`python manage.py migrate`, where it is due",
        ),
    ),
    (
        "statement",
        Text::brief(
            "one SQL statement of a stored output",
            "`-v` counts them, and lists those that could not be read",
        ),
    ),
    (
        "effect",
        Text::brief(
            "what one statement does to a schema: create a table, add a column, rename an index ...",
            "a verdict is about the effects that no later recorded migration replaced",
        ),
    ),
    (
        "opaque",
        Text::brief(
            "of a statement: it leaves no trace in a catalog (data), or cannot be written as SQL (`RunPython`)",
            "nothing; that it ran cannot be seen",
        ),
    ),
    (
        "replay",
        Text::brief(
            "carry out all effects of all recorded migrations, in order, without a server",
            "nothing is run in a database",
        ),
    ),
    (
        "expected schema",
        Text::brief(
            "what replaying comes to",
            "`reconcile explain TABLE` says which migrations made it so",
        ),
    ),
    (
        "catalog",
        Text::brief(
            "what the database holds, as PostgreSQL keeps it (`pg_class` and so on)",
            "`\\d` in psql shows it",
        ),
    ),
    (
        "snapshot",
        Text::brief(
            "records and catalog in one file, to be reconciled elsewhere",
            "`reconcile snapshot -o FILE`",
        ),
    ),
    (
        "finding",
        Text::brief(
            "a difference or a gap that a person should know",
            "`reconcile explain ID` says all of one",
        ),
    ),
    (
        "id",
        Text::brief(
            "what a finding is called: the same finding has the same id in every run",
            "its first digits are enough: `reconcile explain 9f2c`",
        ),
    ),
    (
        "kind",
        Text::brief(
            "what sort of finding it is: `missing`, `misplaced`, `different` ...",
            "`reconcile explain` lists them",
        ),
    ),
    (
        "aspect",
        Text::brief(
            "the one attribute that differs: `type`, `default`, `columns` ...",
            "it stands in brackets behind the object",
        ),
    ),
    (
        "severity",
        Text::brief(
            "how much a finding matters. `error`: the database does not hold what its records say; `warning`: it could not \
             be checked, or is there without a reason; `info`: worth knowing",
            "`--fail-on` says from where on a run fails",
        ),
    ),
    (
        "doubt",
        Text::brief(
            "why an absence may be lawful: a later migration, or a known gap of `sqlmigrate`, may explain it",
            "capture what is not stored",
        ),
    ),
    (
        "equivalent",
        Text::brief(
            "written otherwise, and proved to mean the same",
            "`-v` lists them",
        ),
    ),
    (
        "verdict",
        Text::brief(
            "one word for each migration: `verified`, `misrouted`, `faked` ...",
            "`-v` prints that of every migration",
        ),
    ),
    (
        "cause",
        Text::brief(
            "what most likely happened, where something that was seen tells",
            "`likely` stands before it",
        ),
    ),
    (
        "evidence",
        Text::brief(
            "what was seen, apart from what it suggests",
            "`-v` prints all of it",
        ),
    ),
    (
        "coverage",
        Text::brief(
            "how much was held against the catalog, and what was not",
            "read it before you believe that all agrees",
        ),
    ),
    (
        "run",
        Text::brief(
            "one reconciliation, kept in the history",
            "`reconcile runs` lists them, `reconcile show` prints one again",
        ),
    ),
    (
        "scope",
        Text::brief(
            "what a run was limited to: the apps of `--app`, the schemas of `--schema`",
            "runs of one database and one scope are compared with each other",
        ),
    ),
    (
        "history",
        Text::brief(
            "the runs, in one SQLite file (`.reconcile/history.sqlite3`), sealed so that a change shows",
            "`reconcile verify` checks the seal",
        ),
    ),
    (
        "new",
        Text::brief(
            "of a finding: the run before, of the same database and scope, did not have it",
            "`--fail-on new` fails for these alone",
        ),
    ),
    (
        "gate",
        Text::brief(
            "what makes a run end with status 1: a finding that is not waived, from the severity of `--fail-on` on",
            "`--fail-on warning` is stricter, `--exit-zero` only tells",
        ),
    ),
    (
        "waiver",
        Text::brief(
            "a person's decision that a finding does not gate, with a reason, and with an owner and a last day where they are given",
            "`reconcile waive ID --reason WHY` writes one to `reconcile.toml`",
        ),
    ),
];
