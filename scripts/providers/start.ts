import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../../cli/command-line.ts';
import { type Screen, tell } from '../../cli/screen.ts';
import { UsageFault } from '../../errors/fault.ts';
import { didYouMean } from '../../run/words.ts';
import { whenStarterEnds } from '../../stack/process/starter.ts';
import { anthropic } from './anthropic.ts';
import { bringUp, type Running } from './bring-up.ts';
import { gpt } from './gpt.ts';
import { llamaCppServer } from './llama-cpp-server.ts';
import { ollama } from './ollama.ts';
import { findOwnServer } from './own-server.ts';
import type { Provider } from './provider.ts';
import { loadJudges } from './scripted/judge.ts';
import { loadScript } from './scripted/script.ts';
import { SEARCH_SERVICES, type SearchService, startSearch } from './search.ts';
import { vllm } from './vllm.ts';

const PROVIDERS = [ollama, vllm, gpt, anthropic, llamaCppServer];

const HELP = `Brings up a provider to record from, in the foreground; Ctrl-C ends it, and so does the end of what started it.

  npm run providers -- ollama|vllm|gpt|anthropic|llama-cpp-server|tavily|brave [--port N] [--no-script] [--json]

  ollama   Ollama with smollm2:135m and all-minilm:l6-v2             port 11434
  vllm     vLLM with HuggingFaceTB/SmolLM2-135M-Instruct             port 8000
  gpt      llama.cpp as gpt-4o-mini and text-embedding-3-small       port 8080
  anthropic
           llama.cpp as claude-haiku-4-5-20251001                    port 8082
  llama-cpp-server
           llama.cpp as itself, with SmolLM2-135M-Instruct           port 8081
  tavily   web searches as Tavily answers them, all scripted         port 8090
  brave    the same as Brave Search answers them                     port 8091

  --port N       serve on this port of 127.0.0.1
  --no-script    pass everything on to the model, with no scripted answers before it
  --json         the environment as one line of JSON
  --help         this text

When OLLAMA_URL, VLLM_URL, OPENAI_BASE_URL, ANTHROPIC_BASE_URL or LLAMA_CPP_SERVER_URL names a server of your own, that
one is used and none is installed. Otherwise the first start installs one into PROVIDERS_HOME (default ~/.cache/e2e-providers), which needs
Python 3.12 or 3.13, and go and gcc for Ollama. When all is ready, one line on standard output gives the environment for
the recording run. Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 something failed, 2 the command was not understood.`;

interface Arguments {
  provider: Provider | SearchService;
  port: number;
  scripted: boolean;
  json: boolean;
}

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: { port: { type: 'string' }, 'no-script': { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const known = [...PROVIDERS, ...SEARCH_SERVICES];
  const names = known.map(({ name }) => name);
  const [name = '', ...rest] = positionals;
  const provider = known.find((each) => each.name === name);
  if (provider === undefined || rest.length > 0) {
    throw new UsageFault({
      what: positionals.length === 0 ? 'No provider is named.' : `There is no provider "${positionals.join(' ')}".`,
      why: `One of these can be brought up at a time: ${names.join(', ')}.`,
      fix: `${didYouMean(name, names)}Give one of them; "npm run providers -- --help" explains them.`,
    });
  }
  const port = Number(values.port ?? provider.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageFault({
      what: `--port is "${values.port}", which is no port.`,
      why: 'A port is a number from 1 to 65535.',
      fix: `Give one, or leave --port out for ${provider.port}.`,
    });
  }
  return { provider, port, scripted: !values['no-script'], json: values.json === true };
}

async function main(args: string[], screen: Screen): Promise<number> {
  const { provider, port, scripted, json } = readArguments(args);
  const stop = new AbortController();
  const stopped = new Promise<undefined>((resolve) => {
    const end = () => {
      stop.abort();
      resolve(undefined);
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
    whenStarterEnds(end);
  });
  try {
    await using running =
      'api' in provider ? await startSearch(provider, port) : await startModels(provider, port, scripted, stop.signal);
    tell('ready. For the recording run:', 'green');
    screen.print(json ? JSON.stringify(variablesIn(running.environment)) : running.environment);
    const end = await Promise.race([running.ended, stopped]);
    if (end === undefined) return 0;
    throw new Error(`${provider.title} ${end}`);
  } catch (error) {
    if (stop.signal.aborted) return 0;
    throw error;
  }
}

async function startModels(provider: Provider, port: number, scripted: boolean, signal: AbortSignal): Promise<Running> {
  const script = scripted ? await loadScript(join(import.meta.dirname, 'scripted', 'answers')) : [];
  const judges = scripted ? await loadJudges(join(import.meta.dirname, 'scripted')) : [];
  const own = findOwnServer(provider.ownServer, process.env);
  const running = await bringUp({ provider, own, port, script, judges }, signal);
  tell(`scripted answers: ${script.length}`);
  return running;
}

/** `NAME=value` with blanks between, as an object. */
function variablesIn(environment: string): Record<string, string> {
  return Object.fromEntries(
    environment.split(' ').map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
  );
}

await runCommand({ name: 'providers', help: HELP, run: main });
// a server that does not let go of a connection is not waited for
process.exit();
