#!/bin/bash
# Checks the types of the pages' modules with the TypeScript that package-lock.json pins; the service needs none of it.
set -eu
cd "$(dirname "$0")/.."

if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
        tail -n 3 "$log" >&2
        echo "npm could not fetch TypeScript: the types of the pages' modules are NOT checked. Let npm reach a registry and try again." >&2
        exit 0
    fi
    touch node_modules/.package-lock.json
fi
exec node_modules/.bin/tsc --project .
