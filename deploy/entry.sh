#!/bin/sh
# Starts one role of the server in its container: entry.sh ROLE
# The role takes the place of this shell, so it gets the signals.
set -eu
cd "$(dirname "$0")/.."
role="${1:-}"
case "$role" in
  standalone | engine | gateway | leasing) ;;
  *)
    echo "\"$role\" is no role: say standalone, engine, gateway or leasing." >&2
    exit 2
    ;;
esac
# On Fly a machine knows its region only when it runs.
if [ -z "${AMBON_REGION:-}" ] && [ -n "${FLY_REGION:-}" ]; then
  export AMBON_REGION="$FLY_REGION"
fi
exec bun "apps/$role/src/main.ts"
