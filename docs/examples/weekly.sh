#!/bin/sh
# Every Monday: the report for whoever has to show that somebody looked.
set -u
cd "${1:?usage: weekly.sh PROJECT ANCHOR}" || exit 2
anchor=${2:?usage: weekly.sh PROJECT ANCHOR}
mkdir -p reports

# It is written whatever was done to the record, and says so in its first sentence. Open findings are in the report and
# not in the exit status, as the nights have told them.
page=reports/$(date +%G-W%V).html
rm -f "$page"
reconcile report --since 7d --anchor "$anchor" --output "$page"
status=$?

# 1: a run was changed, removed or inserted since the anchor was written. 2: nothing was measured, or the anchor cannot be
# read. Nothing is taken out of such a record.
if [ "$status" -ne 0 ]; then
    if [ -e "$page" ]; then
        echo "$page says more. Of the record:"
    fi
    reconcile verify --anchor "$anchor"
    exit "$status"
fi

# A run for each of the last 52 weeks is enough; what remains is still sealed.
reconcile prune --keep-last 20 --keep-weekly 52
