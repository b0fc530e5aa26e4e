/** `npm run record`: records tests anew from real providers. */
import { request } from 'undici';
import { Fault } from '../errors/fault.ts';
import { isOutside } from '../folders/folders.ts';
import { startupIsRecorded } from '../replay/files/shipped-startup.ts';
import { fixForSilence, upstreamOf } from '../replay/gateway/provider.ts';
import { toServers } from '../replay/gateway/upstream.ts';
import type { Environment } from '../run/environment.ts';
import { selectionIn } from '../run/selection.ts';
import type { RunSettings } from '../run/settings.ts';
import { settingsFor } from '../run/this-run.ts';
import { borrowingFault } from '../setups/like.ts';
import { askedProviders, loadProvider, loadSetups, type Provider, type Setup } from '../setups/load.ts';
import { runCommand } from './command-line.ts';
import { differencesFromCi, notInCi } from './replayed-in-ci.ts';
import { runPlaywright } from './run-playwright.ts';
import { tell } from './screen.ts';

const help =
  () => `npm run record -- --project=<setup> [spec files] [-g "<title>"] [--missing] [--anyway] [options of playwright test]

Records the chosen tests from their real providers, and keeps a recording where it says nothing new. A test that fails
leaves its old recording as it was.

  --project   the setup to record: ${names(loadSetups(undefined, []))};
              may be given several times; without it those that run by default on the line.
              "stack" has the tests in which no provider takes part, and needs none
  -g          only tests whose title matches
  --missing   only tests that have no recording yet; the others are replayed (INFERENCE_MODE=record-if-missing)
  --anyway    records though CI replays something else: another stack, version or model

Keys and addresses come from the environment or from .env (OPENAI_API_KEY, OPENAI_BASE_URL, OLLAMA_URL, VLLM_URL).
"npm run providers -- <ollama|vllm|gpt|llama-cpp-server>" brings up local servers and prints the variables to use.
Exit codes: 0 all was recorded, 1 a test failed or nothing could be recorded, 2 wrong usage.`;

async function main(args: string[]): Promise<number> {
  const mode = { INFERENCE_MODE: args.includes('--missing') ? 'record-if-missing' : 'record' };
  const run = settingsFor(selectionIn(args).projects, mode);
  const fault = borrowingFault(run.setups, { mode: run.mode, acceptsDrift: false, onRecordedStack: false });
  if (fault) throw new Fault(fault);
  // What another project's CI replays is its own affair.
  const differences = isOutside() ? [] : differencesFromCi(run);
  if (differences.length > 0 && !args.includes('--anyway')) {
    throw new Fault({
      what: 'Nothing was recorded: what records here is not what CI replays.',
      why: differences.join('\n'),
      fix: 'Unset what differs, or record it anyway with --anyway.',
    });
  }
  for (const note of isOutside() ? [] : [...differences, ...notInCi(run)]) tell(note, 'yellow');
  const silent = await silentProviders(run);
  const needed = silent.filter(({ startup }) => !startup);
  if (needed.length > 0) {
    throw new Fault({
      what: 'Nothing was recorded.',
      why: needed.map(({ why }) => why).join('\n'),
    });
  }
  // The start-up of these is recorded, and many tests ask no provider.
  for (const { why } of silent) tell(`${why} A test that asks it will fail, and keeps its old recording.`, 'yellow');
  return runPlaywright(
    args.filter((arg) => arg !== '--missing' && arg !== '--anyway'),
    mode,
  );
}

/** The providers of a run that cannot be asked, why, and whether their start-up on the run's line is recorded. */
async function silentProviders(run: RunSettings): Promise<{ why: string; startup: boolean }[]> {
  const { setups, environment, recordings, line = '' } = run;
  const asked = askedProviders(setups).map(async (name) => {
    const why = await faultOf(loadProvider(name), environment);
    return why === undefined ? [] : [{ why, startup: startupIsRecorded(recordings, line, name) }];
  });
  return (await Promise.all(asked)).flat();
}

/** Why a provider cannot be recorded from: no key, or no server that answers. */
async function faultOf(provider: Provider, environment: Environment): Promise<string | undefined> {
  const upstream = upstreamOf(provider, environment);
  if (typeof upstream === 'string') return upstream;
  try {
    const { body } = await request(`${upstream.origin}/v1/models`, {
      headersTimeout: 10_000,
      dispatcher: toServers,
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

await runCommand({ name: 'record', help, run: main });
