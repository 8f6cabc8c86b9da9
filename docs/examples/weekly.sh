#!/bin/sh
# Every Monday: the report for whoever has to show that somebody looked.
set -eu
cd "${1:?usage: weekly.sh PROJECT ANCHOR}"
anchor=${2:?usage: weekly.sh PROJECT ANCHOR}
mkdir -p reports

# Was a run changed, removed or inserted since the anchor was written?
reconcile verify --anchor "$anchor"

# Open findings are in the report and not in the exit status, as the nights have told them.
reconcile report --since 7d --output "reports/$(date +%G-W%V).html"

# A run for each of the last 52 weeks is enough; what remains is still sealed.
reconcile prune --keep-last 20 --keep-weekly 52
