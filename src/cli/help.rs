//! What `-h` and `--help` say below the options.

pub(super) const SHORT_HELP: &str = "\
Exit status: 0 the ledger and the database agree; 1 findings; 2 it could not be measured.
`--help` says more, with examples.";

pub(super) const LONG_HELP: &str = "\
Examples:
  reconcile init                        write a reconcile.toml, and say what to do next
  reconcile                             everything, as reconcile.toml says
  reconcile --app user_profile          one app
  reconcile --format json -o run.json   for a program
  reconcile --format text --format junit -o run.xml
                                        for a person, and for a CI
  reconcile --fail-on new               in CI: only what the previous run did not have
  reconcile capture -- python manage.py fill the ledger from a Django project
  reconcile runs                        what was run
  reconcile show 17                     run 17 again
  reconcile diff                        what changed since the run before
  reconcile explain misplaced           what a word of the report means

Exit status:
  0  the ledger and the database agree
  1  there are findings at or above --fail-on
  2  it could not be measured: bad usage, no connection, no django_migrations, an empty ledger,
     a catalog that the role may not read, a run that could not be kept

Environment:
  DATABASE_URL    the database, unless --database-url or --database says otherwise
  PG*             what libpq reads (PGHOST, PGUSER, PGPASSFILE, PGSERVICE ...)
  NO_COLOR        no colours, unless --color says otherwise

Files:
  reconcile.toml  settings, looked for here and upwards to the repository's root:
                  `reconcile init` writes one in which every setting is explained";
