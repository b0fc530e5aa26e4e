#!/usr/bin/env bash
# Builds Ollama with Go (7 to 9 minutes) and imports both models into it, once.
. "$(dirname "${BASH_SOURCE[0]}")/weights.sh"
VERSION="${OLLAMA_VERSION:-0.17.4}"
ROOT="$PROVIDERS_HOME/ollama"; BIN="$ROOT/bin-$VERSION/ollama"
if [ ! -x "$BIN" ]; then
  for tool in go gcc g++; do
    command -v $tool >/dev/null 2>&1 || fail \
      "'$tool' was not found." \
      "Ollama $VERSION is built from its Go module with go, gcc and g++." \
      "Install them; or install Ollama in the usual way, 'ollama pull smollm2:135m', 'ollama pull all-minilm:l6-v2', and set OLLAMA_URL."
  done
fi
with_weights fetch_smollm2 fetch_minilm
if [ ! -x "$BIN" ]; then
  need_space 3000 "building Ollama"
  INC="$ROOT/include"
  if [ ! -f "$INC/miniaudio/miniaudio.h" ]; then
    # Go module zips leave out folders named vendor; the same headers are in llama-cpp-python's source package
    t="$(mktemp -d "$PROVIDERS_HOME/tmp.XXXX")"
    get_pkg "$t" --no-binary llama-cpp-python llama-cpp-python==0.3.16
    mkdir -p "$INC"
    tar xzf "$t"/llama_cpp_python-*.tar.gz -C "$INC" --strip-components=4 --wildcards \
      '*/vendor/llama.cpp/vendor/nlohmann/*' '*/vendor/llama.cpp/vendor/stb/*' '*/vendor/llama.cpp/vendor/miniaudio/*'
    rm -rf "$t"
  fi
  simd=""; grep -qw avx2 /proc/cpuinfo 2>/dev/null && simd="-mavx2 -mfma -mf16c -mbmi2"
  say "building Ollama $VERSION, 7 to 9 minutes (log: $ROOT/build.log)"
  ( cd "$ROOT"; CGO_ENABLED=1 CGO_CPPFLAGS="-I$INC" CGO_CFLAGS="-O3 $simd" CGO_CXXFLAGS="-O3 $simd" GOBIN="$ROOT/bin-$VERSION" \
    go install -ldflags "-s -w -X github.com/ollama/ollama/version.Version=$VERSION" "github.com/ollama/ollama@v$VERSION" >"$ROOT/build.log" 2>&1 ) \
    || { tail -20 "$ROOT/build.log" >&2; fail \
      "Ollama $VERSION could not be built." \
      "The lines above are the compiler's last." \
      "Mend that, or install Ollama in the usual way and set OLLAMA_URL."; }
fi

LIBRARY="$ROOT/models/manifests/registry.ollama.ai/library"
SMOLLM2="$(echo "FROM $MODELS/SmolLM2-135M-Instruct.Q4_1.gguf"; cat "$HERE/smollm2.modelfile")"
[ "$SMOLLM2" = "$(cat "$ROOT/Modelfile.smollm2" 2>/dev/null)" ] || rm -f "$LIBRARY/smollm2/135m"
[ -f "$LIBRARY/smollm2/135m" ] && [ -f "$LIBRARY/all-minilm/l6-v2" ] && exit 0

say "importing the models into Ollama"
mkdir -p "$ROOT/home" "$ROOT/minilm-import"
port="$("$PY" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
export HOME="$ROOT/home" OLLAMA_HOST="127.0.0.1:$port" OLLAMA_MODELS="$ROOT/models" OLLAMA_NOPRUNE=1
"$BIN" serve 8>&- 9>&- >"$ROOT/create.log" 2>&1 & SERVER=$!
trap 'kill $SERVER 2>/dev/null || true; wait $SERVER 2>/dev/null || true' EXIT
for _ in $(seq 100); do "$BIN" list >/dev/null 2>&1 && break; kill -0 $SERVER || { tail -20 "$ROOT/create.log" >&2; exit 1; }; sleep 0.2; done
if [ ! -f "$LIBRARY/smollm2/135m" ]; then
  printf '%s\n' "$SMOLLM2" > "$ROOT/Modelfile.smollm2"
  "$BIN" create smollm2:135m -f "$ROOT/Modelfile.smollm2" >&2
fi
if [ ! -f "$LIBRARY/all-minilm/l6-v2" ]; then
  # `ollama create` sends top-level files only, so the pooling mode goes into config.json
  cp "$MODELS"/all-MiniLM-L6-v2/{config,modules,tokenizer,tokenizer_config,special_tokens_map,sentence_bert_config}.json \
     "$MODELS"/all-MiniLM-L6-v2/{vocab.txt,model.safetensors} "$ROOT/minilm-import/"
  "$PY" - "$ROOT/minilm-import" <<'P'
import json, sys
d = sys.argv[1] + "/"
c = json.load(open(d + "config.json")); c["pooling_mode_mean_tokens"] = True; json.dump(c, open(d + "config.json", "w"))
m = json.load(open(d + "modules.json"))
for x in m:
    if x["type"].endswith(".Pooling"): x["path"] = "."
json.dump(m, open(d + "modules.json", "w"))
P
  echo "FROM $ROOT/minilm-import" > "$ROOT/Modelfile.minilm"
  "$BIN" create all-minilm:l6-v2 -f "$ROOT/Modelfile.minilm" >&2
fi
