/** `npm run doctor`: what is here, what is missing, and the command that fixes it. */
import { parseArgs } from 'node:util';
import { folders } from '../folders/folders.ts';
import { loadProviders, loadSetups } from '../setups/load.ts';
import { loadDistributions } from '../stack/pointer/distribution.ts';
import { portOf } from '../stack/pointer/pointer.ts';
import { runCommand } from './command-line.ts';
import { checkBackEnd } from './doctor/back-ends.ts';
import type { Check } from './doctor/check.ts';
import {
  checkCache,
  checkEnvironments,
  checkIndex,
  checkNode,
  checkPort,
  checkProject,
  checkPython,
} from './doctor/machine.ts';
import { checkProvider } from './doctor/providers.ts';
import { checkRecordings } from './doctor/recordings.ts';
import type { Screen } from './screen.ts';

const HELP = `npm run doctor -- [--json]

Looks at Node, Python, the cache, disk, ports, the package index, the environments and recordings of each line, which back
ends a stack could have, and which providers could be recorded from. Shows no key. Starts nothing, and installs nothing.

  --json   the same as one JSON document
Exit codes: 0 runs on recordings can start, 1 something that they need is missing, 2 wrong usage.`;

const { project } = folders();

async function sections(): Promise<{ title: string; checks: Check[] }[]> {
  const distributions = loadDistributions();
  const lines = distributions.map(({ line }) => line);
  const environment = process.env;
  const { executable, ...python } = await checkPython(distributions, environment);
  const environments = checkEnvironments(distributions, environment);
  const first = distributions.find((each) => each.default);
  const needed = environments.some(({ name, state }) => name === first?.line && state !== 'ok');
  const release = `${first?.package}@${first?.version}`;
  const backEnds = loadSetups(undefined, [])
    .filter((setup) => setup.recordings !== setup.name)
    .map((setup) => checkBackEnd(setup, { release, python: executable, environment }));
  const [index, port, ...providers] = await Promise.all([
    checkIndex(executable ?? 'python3', needed),
    checkPort(portOf(environment)),
    ...loadProviders().map((provider) => checkProvider(provider, environment)),
  ]);
  const machine = [checkNode(), python, checkCache(environment), checkProject(project), port, index];
  return [
    { title: 'Machine', checks: machine },
    { title: 'Stacks', checks: environments },
    { title: 'Setups of another back end', checks: await Promise.all(backEnds) },
    { title: 'Recordings', checks: checkRecordings(folders().recordings, lines) },
    { title: 'Providers, for recording only', checks: providers },
  ];
}

function shown(screen: Screen, { name, state, found, fix }: Check): string {
  const sign =
    state === 'ok'
      ? screen.paint('green', 'ok     ')
      : state === 'note'
        ? screen.paint('dim', 'note   ')
        : screen.paint('red', 'MISSING');
  const [first = '', ...more] = found.split('\n');
  return [
    `  ${sign}  ${name.padEnd(18)} ${first}`,
    ...more.map((line) => `${' '.repeat(30)}${line}`),
    ...(fix === undefined ? [] : [screen.paint('dim', `${' '.repeat(30)}→ ${fix}`)]),
  ].join('\n');
}

async function main(args: string[], screen: Screen): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const all = await sections();
  const failed = all.some(({ checks }) => checks.some(({ state }) => state === 'missing'));
  if (values.json) screen.json({ ok: !failed, sections: all });
  else {
    for (const { title, checks } of all) {
      screen.print(`\n${screen.paint('bold', title)}\n${checks.map((check) => shown(screen, check)).join('\n')}`);
    }
    screen.print(
      failed
        ? '\nSomething that runs need is missing: see MISSING above.'
        : '\nReady: npx playwright test --project=ollama',
    );
  }
  return failed ? 1 : 0;
}

await runCommand({ name: 'doctor', help: HELP, run: main });
