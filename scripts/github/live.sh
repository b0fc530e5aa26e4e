#!/usr/bin/env bash
# live.sh SETUP: the specs against the models themselves.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
INFERENCE_MODE=live exec node_modules/.bin/playwright test --project="${1:?the name of a setup is missing}"
