# shellcheck shell=bash
# Finds or makes what the tests stand on: a PostgreSQL server, and environments of Python.
# To be sourced by a script that runs in the root of the repository and has named itself in `me`.
# shellcheck disable=SC2154

say() { printf '%s: %s\n' "$me" "$*" >&2; }

# Where clusters are made. Each database is some 300 files, and ext4 is slow to make a file where others were just
# removed: it looks for one that was not. So they stand in memory, where there is enough of it.
clusters=/tmp
free=$(df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -n 1)
if [ "${free:-0}" -ge 4 ] && [ -w /dev/shm ]; then clusters=/dev/shm; fi
export RECONCILE_TEST_CLUSTERS=${RECONCILE_TEST_CLUSTERS:-$clusters}

# Debian's packages that are missing here. A script says first what it needs, and then has it all installed at once.
needed=()

# need_program PROGRAM PACKAGE...
#
# What Debian's packages hold: a browser that looks at pages, a pooler of connections, a printer of manuals, a judge of
# metrics.
need_program() {
    PATH=$PATH:/usr/sbin command -v "$1" >/dev/null || needed+=("${@:2}")
}

# Debian splits off what installs and what makes environments.
need_python() {
    python3 -c 'import pip, venv' 2>/dev/null || needed+=(python3 python3-pip python3-venv)
}

need_server() {
    if [ -n "${RECONCILE_TEST_PG_BIN:-}" ] || find_server >/dev/null; then return; fi
    needed+=(postgresql postgresql-contrib)
}

# Only Debian's own server has a package of it; without it one test says that it compares nothing.
need_postgis() {
    local major server
    if server=$(find_server); then
        case $server in
            /usr/lib/postgresql/*/bin) major=${server#/usr/lib/postgresql/} && major=${major%/bin} ;;
            *) return 0 ;;
        esac
        if [ ! -e "/usr/share/postgresql/$major/extension/postgis.control" ]; then needed+=("postgresql-$major-postgis-3"); fi
    elif [ -z "${RECONCILE_TEST_PG_BIN:-}" ]; then
        needed+=(postgresql-postgis)
    fi
}

# Installs what was needed and is not here, all of it at once: in a CI as it is, elsewhere when it was allowed to. What is
# installed with the rights of root stays, so nobody finds it on their machine without having been asked.
#
#   RECONCILE_TEST_INSTALL   `yes`: install; `no`: go on without, and what needs it fails; not set: ask
install_needed() {
    if [ ${#needed[@]} -eq 0 ]; then return; fi
    local install=${RECONCILE_TEST_INSTALL:-}
    case $install${CI:-} in true | 1) install=yes ;; esac
    case $install in
        yes) ;;
        no) say "not installed, as RECONCILE_TEST_INSTALL=no says: ${needed[*]}" && needed=() && return ;;
        '') allowed || return 2 ;;
        *) say "RECONCILE_TEST_INSTALL=$install is neither \`yes\` nor \`no\`" && return 2 ;;
    esac
    command -v apt-get >/dev/null || { say "there is no apt-get here: install what these hold by hand: ${needed[*]}" && return 2; }
    say "installing ${needed[*]}"
    as_root tests/install_as_root "${needed[@]}" </dev/null >&2 || return
    needed=()
}

# Whether who sits at the terminal wants it. Without a terminal: no, and what to type.
allowed() {
    local answer=
    say "these packages of Debian are missing: ${needed[*]}"
    if [ -t 0 ] && [ -t 2 ]; then
        read -r -t 300 -p "$me: install them now, as root, by apt-get? [y/N] " answer || printf '\n' >&2
        case $answer in [yY] | [yY][eE][sS]) return ;; esac
    fi
    say "nothing was installed. Install them yourself:"
    say "    sudo apt-get install --no-install-recommends ${needed[*]}"
    say "or have it done:         RECONCILE_TEST_INSTALL=yes $me"
    say "or go on without them:   RECONCILE_TEST_INSTALL=no $me"
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "this needs root, and there is no sudo"
        say "as root: apt-get install --no-install-recommends ${needed[*]}"
        return 1
    fi
}

holds_server() { [ -x "$1/initdb" ] && [ -x "$1/postgres" ] && [ -x "$1/pg_ctl" ]; }

find_server() {
    local bin
    if [ -n "${RECONCILE_TEST_PG_BIN:-}" ]; then
        holds_server "$RECONCILE_TEST_PG_BIN" && echo "$RECONCILE_TEST_PG_BIN"
        return
    fi
    while read -r bin; do
        if holds_server "$bin"; then echo "$bin" && return; fi
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse)
    bin=$(pg_config --bindir 2>/dev/null) && holds_server "$bin" && echo "$bin"
}

# Prints the folder of the server's programs.
prepare_server() {
    if find_server; then return; fi
    if [ -n "${RECONCILE_TEST_PG_BIN:-}" ]; then
        say "RECONCILE_TEST_PG_BIN=$RECONCILE_TEST_PG_BIN holds no initdb, postgres and pg_ctl"
    else
        say "no PostgreSQL server was found: install one, or set RECONCILE_TEST_PG_BIN to the folder of its initdb"
    fi
    return 2
}

# prepare_python REQUIREMENTS VENV
#
# Debian splits `ensurepip` off, and refuses to install beside its own packages: so the environment
# is made without pip, and filled from outside.
prepare_python() {
    local wanted=$1 venv=$2
    if cmp --silent "$wanted" "$venv/installed.txt" && "$venv/bin/python" -c 'import django, psycopg' 2>/dev/null; then
        return
    fi
    say "making a Python environment in $venv"
    rm -rf "$venv"
    python3 -m venv --without-pip "$venv"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade \
        --target "$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
        --requirement "$wanted" </dev/null >&2
    cp "$wanted" "$venv/installed.txt"
}

# Prints a Python that new releases of Django run on, if there is one.
find_new_python() {
    local python
    for python in python3 python3.14 python3.13 python3.12 ~/.pyenv/versions/3.1[2-9].*/bin/python; do
        if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
            echo "$python" && return
        fi
    done
    return 1
}

# prepare_new_django RELEASE...
#
# Each in an environment of its own. Without a new Python there is none, and the tests say what they skip.
prepare_new_django() {
    local release wanted venv python
    python=$(find_new_python) || { say "no Python 3.12 or newer: Django $* skipped" && return; }
    for release in "$@"; do
        wanted=tests/releases/django-$release.txt venv=target/test-env/python-django-$release
        if cmp --silent "$wanted" "$venv/installed.txt" && "$venv/bin/python" -c 'import django, psycopg' 2>/dev/null; then
            continue
        fi
        say "making a Python environment in $venv"
        rm -rf "$venv"
        "$python" -m venv --without-pip "$venv"
        # Whichever pip there is looks for wheels of the environment's Python.
        python3 -m pip --python "$venv/bin/python" install --quiet --disable-pip-version-check \
            --root-user-action=ignore --requirement "$wanted" </dev/null >&2
        cp "$wanted" "$venv/installed.txt"
    done
}

# prepare_packages REQUIREMENTS FOLDER [PYTHON]
#
# What goes before an environment on PYTHONPATH, and takes the rest from it; of the Python by this path, else of python3.
prepare_packages() {
    local wanted=$1 folder=$2 of=()
    if [ $# -gt 2 ]; then of=(--python "$3"); fi
    if cmp --silent "$wanted" "$folder/installed.txt"; then
        return
    fi
    say "installing $wanted in $folder"
    rm -rf "$folder"
    python3 -m pip "${of[@]}" install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps \
        --target "$folder" --requirement "$wanted" </dev/null >&2
    cp "$wanted" "$folder/installed.txt"
}

# Prints the path of a Python of this version, if there is one.
find_python() {
    local python
    for python in "python$1" ~/.pyenv/versions/"$1".*/bin/python; do
        if "$python" -c 'import sys; print(sys.executable)' 2>/dev/null; then return; fi
    done
    return 1
}

# prepare_pytest VERSION...
#
# pytest and what Django needs of each Python, in target/test-env/pytest-VERSION; the file `python` in it names the program.
prepare_pytest() {
    local version python wanted folder
    for version in "$@"; do
        python=$(find_python "$version") || { say "no Python $version: skipped" && continue; }
        wanted=tests/wheel/pythons/$version.txt folder=target/test-env/pytest-$version
        # Newer ones have the same.
        if [ ! -e "$wanted" ]; then wanted=tests/wheel/pythons/3.11.txt; fi
        prepare_packages "$wanted" "$folder" "$python"
        echo "$python" >"$folder/python"
    done
}

holds_module() { [ "$(cat "target/test-env/$1/installed.txt" 2>/dev/null)" = "$2" ]; }

# need_module PACKAGE VERSION
need_module() { holds_module "$@" || need_program npm npm; }

# prepare_module PACKAGE VERSION
#
# A package of npm that stands on no other, in target/test-env/PACKAGE.
prepare_module() {
    local package=$1 version=$2 folder=target/test-env/$1
    if holds_module "$@"; then return; fi
    say "installing $package $version in $folder"
    rm -rf "$folder" && mkdir -p "$folder"
    npm pack --silent --pack-destination "$folder" "$package@$version" </dev/null >&2
    tar -xzf "$folder/$package-$version.tgz" -C "$folder" --strip-components=1
    echo "$version" >"$folder/installed.txt"
}

# prepare_crate CRATE VERSION [OPTION]...
#
# A program from crates.io, in target/test-env/cargo/bin. With `--debug` it is there soon, and slow.
prepare_crate() {
    local crate=$1 version=$2 root=target/test-env/cargo
    shift 2
    if grep -qs "\"$crate $version " "$root/.crates2.json"; then
        return
    fi
    say "building $crate $version in $root"
    CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --root "$root" "$@" "$crate@$version" </dev/null >&2
}
