#!/usr/bin/env bash
# Records what the variables SUITE, SETUP, SUBDIRS, PATTERN, MODE and STACK say; empty ones are left out. Without suite and
# folders: everything that SETUP runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ -z "${SUITE:-}${SUBDIRS:-}" ]; then
  missing=()
  if [ "${MODE:-record}" = record-if-missing ]; then missing=(--missing); fi
  exec env ${STACK:+STACK_CONFIG="$STACK"} npm run record -- --project="${SETUP:?}" "${missing[@]}"
fi

options=(--setup "${SETUP:?}" --inference-mode "${MODE:-record}")
if [ -n "${SUBDIRS:-}" ]; then
  options+=(--subdirs "$SUBDIRS")
else
  options+=(--suite "$SUITE")
fi
if [ -n "${PATTERN:-}" ]; then options+=(--pattern "$PATTERN"); fi
if [ -n "${STACK:-}" ]; then options+=(--stack-config "$STACK"); fi
exec scripts/integration-tests.sh "${options[@]}"
