# Finds or makes what the tests stand on: a PostgreSQL server, and environments of Python.
# To be sourced by a script that runs in the root of the repository and has named itself in `me`.

say() { printf '%s: %s\n' "$me" "$*" >&2; }

# Where clusters are made. Each database is some 300 files, and ext4 is slow to make a file where others were just
# removed: it looks for one that was not. So they stand in memory, where there is enough of it.
clusters=/tmp
free=$(df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -n 1)
if [ "${free:-0}" -ge 4 ] && [ -w /dev/shm ]; then clusters=/dev/shm; fi
export RECONCILE_TEST_CLUSTERS=${RECONCILE_TEST_CLUSTERS:-$clusters}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "cannot become root to run: $*"
        say "install PostgreSQL by hand, or set RECONCILE_TEST_PG_BIN to the folder of initdb"
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
    done < <(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort --version-sort --reverse)
    bin=$(pg_config --bindir 2>/dev/null) && holds_server "$bin" && echo "$bin"
}

# The tests start a cluster of their own, so the one that Debian makes at installation is not wanted.
install_server() {
    local conf=/etc/postgresql-common/createcluster.d/reconcile-tests.conf
    say "installing PostgreSQL"
    as_root mkdir -p "${conf%/*}"
    echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
    as_root apt-get update --quiet >&2
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --quiet --yes --no-install-recommends postgresql postgresql-contrib </dev/null >&2
    as_root rm -f "$conf"
}

# Prints the folder of the server's programs.
prepare_server() {
    if find_server; then
        return
    fi
    if [ -n "${RECONCILE_TEST_PG_BIN:-}" ]; then
        say "RECONCILE_TEST_PG_BIN=$RECONCILE_TEST_PG_BIN holds no initdb, postgres and pg_ctl"
        return 2
    fi
    install_server && find_server
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

# prepare_packages REQUIREMENTS FOLDER
#
# What goes before an environment on PYTHONPATH, and takes the rest from it.
prepare_packages() {
    local wanted=$1 folder=$2
    if cmp --silent "$wanted" "$folder/installed.txt"; then
        return
    fi
    say "installing $wanted in $folder"
    rm -rf "$folder"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps \
        --target "$folder" --requirement "$wanted" </dev/null >&2
    cp "$wanted" "$folder/installed.txt"
}

# prepare_program PROGRAM PACKAGE...
#
# What Debian's packages hold: a browser that looks at pages, a pooler of connections, a printer of manuals, a judge of
# metrics.
prepare_program() {
    local program=$1
    shift
    if PATH=$PATH:/usr/sbin command -v "$program" >/dev/null; then
        return
    fi
    say "installing $*"
    as_root apt-get update --quiet >&2
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --quiet --yes --no-install-recommends "$@" </dev/null >&2
}

# prepare_module PACKAGE VERSION
#
# A package of npm that stands on no other, in target/test-env/PACKAGE.
prepare_module() {
    local package=$1 version=$2 folder=target/test-env/$1
    if [ "$(cat "$folder/installed.txt" 2>/dev/null)" = "$version" ]; then
        return
    fi
    prepare_program npm npm
    say "installing $package $version in $folder"
    rm -rf "$folder" && mkdir -p "$folder"
    npm pack --silent --pack-destination "$folder" "$package@$version" </dev/null >&2
    tar -xzf "$folder/$package-$version.tgz" -C "$folder" --strip-components=1
    echo "$version" >"$folder/installed.txt"
}

# prepare_postgis SERVER
#
# Only Debian's own server has a package of it; without it one test says that it compares nothing.
prepare_postgis() {
    local major
    case $1 in
        /usr/lib/postgresql/*/bin) major=${1#/usr/lib/postgresql/} && major=${major%/bin} ;;
        *) return 0 ;;
    esac
    if [ -e "/usr/share/postgresql/$major/extension/postgis.control" ]; then return; fi
    say "installing PostGIS"
    as_root apt-get update --quiet >&2 &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install --quiet --yes --no-install-recommends "postgresql-$major-postgis-3" </dev/null >&2 ||
        say "PostGIS could not be installed"
}
