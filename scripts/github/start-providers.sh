#!/usr/bin/env bash
# start-providers.sh SETUP: brings up the local models that a setup records from, a stand-in for OpenAI, which judges for
# guardrails, and the scripted web search, and adds their addresses to $GITHUB_ENV. Ollama and vLLM come as containers,
# llama.cpp from packages. A service whose key is set (OPENAI_API_KEY, …) is asked itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

setup=${1:?the name of a setup is missing}
: "${GITHUB_ENV:?}" "${RUNNER_TEMP:?}"
engine=${CONTAINER_ENGINE:-docker}
front_port=18100
# its tests ask no provider
if [ "$setup" = stack ]; then exit; fi

container() { # container NAME PORT: builds containers/NAME, and runs it at PORT
  "$engine" build --tag "e2e-$1" --file "containers/$1/Containerfile" "containers/$1" >&2
  "$engine" run --detach --name "e2e-$1" --publish "127.0.0.1:$2:$2" "e2e-$1" >&2
}

front() { # front COMMAND [VARIABLE=ADDRESS…]: the scripted front of a provider, ready when it has printed its variables
  local command=$1 log="$RUNNER_TEMP/provider-$1.log" printed="$RUNNER_TEMP/provider-$1.env" process alive=true
  shift
  front_port=$((front_port + 1))
  env "$@" npm run --silent providers -- "$command" --port "$front_port" >"$printed" 2>"$log" &
  process=$!
  for _ in $(seq "${PROVIDER_SECONDS:-1200}"); do
    # Asked before its output is read: what it printed just before it ended is then seen.
    kill -0 "$process" 2>/dev/null || alive=false
    if grep -q '=' "$printed"; then
      tr ' ' '\n' <"$printed" | grep '=' | tee -a "$GITHUB_ENV"
      return
    fi
    if [ "$alive" = false ]; then break; fi
    sleep 1
  done
  echo "The provider $command did not come up. Its last lines:" >&2
  tail -n 20 "$log" >&2
  exit 1
}

providers=$(node_modules/.bin/node scripts/github/providers-of.ts "$setup")
for provider in $providers; do
  case "$provider" in
    ollama)
      container ollama 11434
      front ollama OLLAMA_URL=http://127.0.0.1:11434
      ;;
    vllm)
      container vllm 8000
      front vllm VLLM_URL=http://127.0.0.1:8000
      ;;
    *) front "$provider" ;;
  esac
done
# Specs of guardrails, which OpenAI judges, and of web searches run under every setup.
if [ -z "${OPENAI_API_KEY:-}" ] && ! grep -qx gpt <<<"$providers"; then front gpt; fi
if [ -z "${TAVILY_SEARCH_API_KEY:-}" ]; then front tavily; fi
