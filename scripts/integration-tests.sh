#!/usr/bin/env bash
# The reference harness's command, with its flags: a door to `npx playwright test`. See --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

node=node_modules/.bin/node
if [ ! -x "$node" ]; then
  echo "The project is not installed: $PWD/$node is missing. Run npm ci there." >&2
  exit 1
fi
exec "$node" scripts/integration-tests/main.ts "$@"
