# Usage: sh cluster.sh BIN DIR [COMMAND...]
#
# Runs a server of the programs in BIN, below DIR, until standard input closes; then ends it and
# removes DIR. The pipe closes however the parent ends, so that no server outlives its tests.
# COMMAND goes before each program of the server, which refuses to run as root.
set -eu
trap '' INT HUP TERM
bin=$1
dir=$2
shift 2

end() {
    "$@" "$bin/pg_ctl" stop --pgdata="$dir/data" --mode=immediate >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap 'end "$@"' EXIT

{
    if [ -n "${RECONCILE_TEST_PRIMARY:-}" ]; then
        "$@" "$bin/pg_basebackup" --pgdata="$dir/data" --dbname="$RECONCILE_TEST_PRIMARY" \
            --checkpoint=fast --write-recovery-conf --no-sync
    else
        "$@" "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
            --encoding=UTF8 --locale=C --no-sync
    fi
    cat >"$dir/settings" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$dir/socket'
max_connections = 200
max_wal_size = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
password_encryption = 'scram-sha-256'
${RECONCILE_TEST_SETTING:-}
SETTINGS
    # Roles that need a password, so that a wrong one can be tried; everyone else is trusted.
    printf '%s\n' 'local all keyed scram-sha-256' 'local all all trust' \
        'local replication all trust' >"$dir/hba"
    "$@" sh -c 'cat "$1/settings" >>"$1/data/postgresql.conf"; cp "$1/hba" "$1/data/pg_hba.conf"' sh "$dir"
    "$@" "$bin/pg_ctl" start --wait --pgdata="$dir/data" --log="$dir/data/server.log"
} >"$dir/start.log" 2>&1 || {
    cat "$dir/start.log" "$dir/data/server.log" 2>/dev/null || true
    exit 1
}
echo ready
read -r _ || true
