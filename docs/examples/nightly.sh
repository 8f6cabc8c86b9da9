#!/bin/sh
# Every night. Says nothing while nothing is new, so that cron sends no mail. Where RECONCILE_WEBHOOK holds the address of a
# webhook of Slack, it is told there too; for one of Teams' workflows write `teams` for `slack` below.
set -u
cd "${1:?usage: nightly.sh PROJECT ANCHOR}" || exit 2
anchor=${2:?usage: nightly.sh PROJECT ANCHOR}
mkdir -p reports

rm -f reports/last.txt reports/last.json

# The seal of each run goes where whoever can write the history cannot write, behind those before it.
reconcile --database production --fail-on new --anchor "$anchor" \
    --format text --output reports/last.txt --format slack --output reports/last.json
status=$?

# 1: something is new. 2: it could not be measured; where nothing was written, standard error says why.
if [ "$status" -eq 0 ]; then
    exit 0
fi
if [ -e reports/last.txt ]; then
    cat reports/last.txt
fi
if [ -n "${RECONCILE_WEBHOOK:-}" ]; then
    if [ ! -e reports/last.json ]; then
        echo '{"text": "reconcile could not measure the database: its log says why"}' >reports/last.json
    fi
    # The address is a secret: it stands in no list of processes.
    printf 'url = "%s"\n' "$RECONCILE_WEBHOOK" | curl --config - --fail --silent --show-error --max-time 60 \
        --output /dev/null --header 'Content-Type: application/json' --data-binary @reports/last.json
fi
exit "$status"
