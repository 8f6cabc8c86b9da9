# Every command of this repository, each one line. CONTRIBUTING.md has the same as a table, for whoever has no just.

set positional-arguments

# build the program
build:
    cargo build --locked

# the tests that need no server: seconds, once they are built
unit:
    cargo test --locked --lib

# every test; brings a PostgreSQL, Django and all else where it is missing
test:
    tests/run

# the acceptance tests whose name holds a word, such as `incident` or `faults::column`
only WORD:
    tests/run --test acceptance -- "$@"

# the acceptance tests on PostgreSQL 13 to 18, or on those that are named
servers *MAJORS:
    tests/servers "$@"

# real projects, migrated and measured with PostgreSQL as the judge
corpus *PROJECTS:
    tests/corpus/run "$@"

# the wheel, with real Django
wheel:
    tests/wheel/run

# what a release is made of, made and installed here
release *TESTS:
    tests/release/run "$@"

# hostile input, each target for so many seconds
fuzz SECONDS:
    fuzz/run "$@"

# spelling, scripts, workflows; or the checks that are named, see the head of the script
checks *CHECKS:
    tests/checks/run "$@"

# lints, as strict as they are before a merge
lint:
    cargo clippy --locked --all-targets -- -D warnings

# the format of all Rust
format:
    cargo fmt --all --manifest-path fuzz/Cargo.toml

# write the pages that tests make, instead of holding them against the program
pages:
    RECONCILE_WRITE_DOCS=1 tests/run --test acceptance -- documents causes gallery statements incident

# the pages as a site in target/site, with every link checked
site:
    tests/site/run

# the pictures of the gallery
pictures:
    tests/pictures/make

# docs/accuracy.md, measured anew: hours
accuracy:
    tests/accuracy/run

# how long a run takes, beside pg_dump and other programs
bench:
    benches/run

# what two revisions print, to the byte
frozen BEFORE AFTER:
    tests/frozen/run "$@"

# everything that has to pass before a merge
all:
    .ci/run
