#!/usr/bin/env bash
# Settles SUITE and SETUP for the steps that follow: the suite's own setup where none is given. With ALL=true there is no
# suite, and everything is recorded that SETUP runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${GITHUB_ENV:?}"

suite=${SUITE:-base}
setup=${SETUP:-$(node_modules/.bin/node scripts/github/setup-of.ts "$suite")}
if [ "${ALL:-}" = true ]; then suite=''; fi
# a name with a line break would add variables of its own
for word in "$suite" "$setup"; do
  if [[ ! $word =~ ^[a-z0-9-]*$ ]]; then
    echo "\"$word\" is no name of a suite or setup." >&2
    exit 2
  fi
done
printf 'SUITE=%s\nSETUP=%s\n' "$suite" "$setup" | tee -a "$GITHUB_ENV"
