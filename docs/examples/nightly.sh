#!/bin/sh
# Every night. Says nothing while nothing is new, so that cron sends no mail.
set -u
cd "${1:?usage: nightly.sh PROJECT ANCHOR}" || exit 2
anchor=${2:?usage: nightly.sh PROJECT ANCHOR}
mkdir -p reports

rm -f reports/last.txt

# The seal of each run goes where whoever can write the history cannot write, behind those before it.
reconcile --database production --fail-on new --anchor "$anchor" --output reports/last.txt
status=$?

# 1: something is new. 2: it could not be measured; where nothing was written, standard error says why.
if [ "$status" -ne 0 ] && [ -e reports/last.txt ]; then
    cat reports/last.txt
fi
exit "$status"
