#!/bin/sh
# Every night. Says nothing while nothing is new, so that cron sends no mail.
set -u
cd "${1:?usage: nightly.sh PROJECT ANCHOR}" || exit 2
anchor=${2:?usage: nightly.sh PROJECT ANCHOR}
mkdir -p reports

# The seal of this run goes where whoever can write the history cannot write.
reconcile --database production --fail-on new --anchor "$anchor" --output reports/last.txt
status=$?

# 1: something is new. 2: it could not be measured; why is on standard error, and the mail has it.
if [ "$status" -eq 1 ]; then
    cat reports/last.txt
fi
exit "$status"
