/** `npm run record`: records tests anew from real providers. */
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { fixForSilence, upstreamOf, type Environment } from '../replay/gateway/provider.ts';
import { readDotenv } from '../setups/dotenv.ts';
import { borrowingFault } from '../setups/like.ts';
import { loadProvider, loadSetups, type Provider, type Setup, withEnvironment } from '../setups/load.ts';
import { distributionsFolder, loadDistributions } from '../stack/pointer/distribution.ts';
import { Fault, messageOf } from '../errors/fault.ts';
import { pointerOf } from '../stack/pointer/pointer.ts';
import { differencesFromCi } from './replayed-in-ci.ts';
import { runPlaywright } from './run-playwright.ts';

const HELP = `npm run record -- --project=<setup> [spec files] [-g "<title>"] [--missing] [--anyway] [options of playwright test]

Records the chosen tests from their real providers, and keeps a recording where it says nothing new. A test that fails
leaves its old recording as it was.

  --project   the setup to record: ${loadSetups()
    .map(({ name }) => name)
    .join(', ')}; may be given several times
  -g          only tests whose title matches
  --missing   only tests that have no recording yet; the others are replayed (INFERENCE_MODE=record-if-missing)
  --anyway    records though CI replays something else: another stack, version or model

Keys and addresses come from the environment or from .env (OPENAI_API_KEY, OPENAI_BASE_URL, OLLAMA_URL, VLLM_URL).
"npm run providers -- <ollama|vllm|gpt|llama-cpp-server>" brings up local servers and prints the variables to use.`;

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  readDotenv();
  const setups = chosenSetups(args);
  if (setups.length === 0) {
    console.error(`No setup is named so. Choose with --project=<setup>; there are ${names(loadSetups())}.`);
    return 2;
  }
  const fault = borrowingFault(setups, { mode: 'record', acceptsDrift: false, onRecordedStack: false });
  if (fault) throw new Fault(fault);
  withEnvironment(setups, process.env);
  const distributions = loadDistributions(process.env['STACK_DISTRIBUTIONS'] || distributionsFolder);
  const pointer = pointerOf(process.env, distributions);
  const differences = differencesFromCi({ pointer, distributions, environment: process.env });
  if (differences.length > 0) {
    console.error(`What records here is not what CI replays:\n${differences.map((each) => `  ${each}`).join('\n')}`);
    if (!args.includes('--anyway')) {
      console.error('Nothing was recorded. Unset what differs, or record it anyway with --anyway.');
      return 1;
    }
  }
  const faults = await Promise.all(providersOf(setups).map((provider) => faultOf(provider, process.env)));
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length > 0) {
    console.error(`Nothing was recorded.\n${found.join('\n')}`);
    return 1;
  }
  return runPlaywright(
    args.filter((arg) => arg !== '--missing' && arg !== '--anyway'),
    { INFERENCE_MODE: args.includes('--missing') ? 'record-if-missing' : 'record' },
  );
}

/** The setups that Playwright will run for these arguments: those named, by name or with `*`, else the default ones. */
function chosenSetups(args: readonly string[]): Setup[] {
  const { values } = parseArgs({
    args: [...args],
    options: { project: { type: 'string', multiple: true } },
    strict: false,
    allowPositionals: true,
  });
  const wanted = (values.project ?? []).filter((name) => typeof name === 'string');
  const all = loadSetups();
  if (wanted.length === 0) return all.filter((setup) => setup.default);
  const patterns = wanted.map((name) => new RegExp(`^${name.replace(/[^\w*-]/g, '.').replaceAll('*', '.*')}$`, 'i'));
  return all.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}

function providersOf(setups: readonly Setup[]): Provider[] {
  return [...new Set(setups.flatMap(({ providers }) => providers))].map((name) => loadProvider(name));
}

/** Why a provider cannot be recorded from: no key, or no server that answers. */
async function faultOf(provider: Provider, environment: Environment): Promise<string | undefined> {
  const upstream = upstreamOf(provider, environment);
  if (typeof upstream === 'string') return upstream;
  try {
    const { body } = await request(`${upstream.origin}/v1/models`, {
      headersTimeout: 10_000,
      headers: upstream.authorization ? { [upstream.authorization.header]: upstream.authorization.value } : {},
    });
    await body.dump();
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    return `${provider.server} does not answer at ${upstream.origin} (${why}). ${fixForSilence(provider)}`;
  }
}

function names(setups: readonly Setup[]): string {
  return setups.map(({ name }) => name).join(', ');
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
