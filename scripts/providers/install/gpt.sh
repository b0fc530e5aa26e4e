#!/usr/bin/env bash
# Installs llama.cpp (the xllamacpp wheel) and both models, once: 24 seconds, 263 MB and the weights.
. "$(dirname "${BASH_SOURCE[0]}")/weights.sh"
ROOT="$PROVIDERS_HOME/llamacpp"; mkdir -p "$ROOT"
with_weights fetch_smollm2 fetch_minilm
make_venv "$ROOT/venv"
if [ "$(cat "$ROOT/.installed" 2>/dev/null)" != "xllamacpp-2026.10.11549" ]; then
  need_space 700 "llama.cpp"
  say "installing llama.cpp (xllamacpp), about half a minute"
  "$ROOT/venv/bin/python" -m pip install -q --disable-pip-version-check --no-compile xllamacpp==2026.10.11549 gguf==0.19.0 \
    || fail \
      "llama.cpp (xllamacpp) could not be installed." \
      "The lines above are pip's. It has wheels for common Linux and macOS machines only." \
      "Mend that; or start a server of your own and set OPENAI_BASE_URL or LLAMA_CPP_SERVER_URL."
  echo xllamacpp-2026.10.11549 > "$ROOT/.installed"
fi
EMB="$ROOT/all-MiniLM-L6-v2.F32.gguf"
[ -f "$EMB" ] || "$ROOT/venv/bin/python" "$HERE/minilm_gguf.py" "$MODELS/all-MiniLM-L6-v2" "$EMB"
