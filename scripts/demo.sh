#!/bin/bash
# The main job on the example packets: read, check, and write what follows to out/.
set -u
cd "$(dirname "$0")/.."

rm -rf out
mkdir out
echo "Checking every packet in examples/packets as of 2026-11-21"
.venv/bin/formwright check examples/packets --as-of 2026-11-21 --out out --json out/reports.json --csv out/findings.csv
status=$?
# 1 says that some packet is not complete, which is what most of the examples show.
if [ "$status" -gt 1 ]; then
    echo "The demo failed." >&2
    exit "$status"
fi
echo
echo "The outgoing documents, the reports and the findings lie in out/:"
(cd out && find . -type f | sort | sed 's|^\./|  |')
