/** `npm run stack`: keeps a stack running, for test runs to attach to. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDotenv } from '../setups/dotenv.ts';
import { loadSetup, withEnvironment } from '../setups/load.ts';
import { cacheFolder } from '../stack/process/cache.ts';
import { launchTarget } from '../stack/supervisor/choose.ts';
import { type Distribution, distributionsFolder, loadDistributions } from '../stack/pointer/distribution.ts';
import { Fault, messageOf } from '../errors/fault.ts';
import { parsePointer, pointerOf, portOf, preferPointer } from '../stack/pointer/pointer.ts';
import { keptStacks } from '../stack/supervisor/registry.ts';
import { startSupervisor } from '../stack/supervisor/start-supervisor.ts';
import type { LaunchTarget } from '../stack/pointer/target.ts';

const HELP = `npm run stack -- [pointer] [--port <port>] [--project=<setup>]

Starts a stack behind a gateway and keeps both until Ctrl-C. Test runs of this project attach to it when their own
STACK_CONFIG is unset or names the same distribution, and so have their first result in a second or two.

  pointer       ogx (default), llama-stack-0.3, ogx@1.4.1, ogx::run-with-postgres-store.yaml, path/to/run.yaml,
                inference=openai,…, server:ogx:8321; without it STACK_CONFIG is used
  --port        the stack's port; a free one without it
  --project     a setup that is off by default, whose providers the stack is to have as well, and whose run config
                it gets where no pointer is given; may be given several times

Restart it after changes of the run config, the start-up recordings or the harness itself: runs say when that is needed.
Edited recordings of tests take effect at once.`;

const project = dirname(import.meta.dirname);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string' },
      project: { type: 'string', multiple: true },
    },
    allowPositionals: true,
  });
  if (values.help) return console.log(HELP);
  readDotenv();
  const distributions = process.env['STACK_DISTRIBUTIONS'] || distributionsFolder;
  const setups = (values.project ?? []).map((name) => loadSetup(name));
  withEnvironment(setups, process.env);
  preferPointer(process.env, setups.find(({ stack }) => stack !== undefined)?.stack);
  const providers = setups.flatMap((setup) => setup.providers);
  const target = targetOf(positionals, values.port, loadDistributions(distributions), providers);
  const cache = cacheFolder(process.env);
  const other = keptStacks(cache).find((kept) => kept.project === project && kept.target.base === target.base);
  if (other) {
    throw new Fault({
      what: `Process ${other.supervisor.pid} already keeps ${other.access.version} of this project, at ${other.access.stackUrl}.`,
      fix: `End it first: Ctrl-C where it runs, or kill ${other.supervisor.pid}.`,
    });
  }

  const leave = Promise.withResolvers<number>();
  // while it starts, too: the leash ends whatever was begun
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leave.resolve(0));
  const starting = startSupervisor({
    project,
    cache,
    distributions,
    target,
    startup: {},
    models: [],
    logFile: join(
      cache,
      'logs',
      `${target.base}-${createHash('sha256').update(project).digest('hex').slice(0, 8)}.log`,
    ),
    keep: true,
    progress: (text) => console.log(text),
    died(error) {
      console.error(error);
      leave.resolve(1);
    },
  });
  const stack = await Promise.race([starting, leave.promise]);
  if (typeof stack === 'number') process.exit(130);
  console.log(
    `${stack.version} is ready at ${stack.stackUrl}, its gateway is ${stack.gatewayUrl} (log: ${stack.logFile}). Ctrl-C ends it.`,
  );
  // nothing else keeps this process alive
  const alive = setInterval(() => undefined, 60_000);
  const code = await leave.promise;
  clearInterval(alive);
  await stack.stop();
  process.exit(code);
}

function targetOf(
  [word, ...rest]: string[],
  port: string | undefined,
  distributions: Distribution[],
  providers: string[],
): LaunchTarget {
  if (rest.length > 0) throw new Fault({ what: `One pointer is enough: ${[word, ...rest].join(' ')}.`, fix: HELP });
  const pointer =
    word === undefined ? pointerOf(process.env, distributions) : parsePointer(word, distributions, 'The pointer');
  if (pointer.kind === 'url' || pointer.kind === 'recorded') {
    throw new Fault({
      what: 'There is nothing to keep: the pointer names no stack that could be started.',
      fix: HELP,
    });
  }
  const target = launchTarget('target' in pointer ? pointer.target : undefined, {
    distributions,
    project,
    providers,
  });
  if (port !== undefined) return { ...target, port: portOf({ STACK_PORT: port }) };
  return pointer.kind === 'server' ? { ...target, port: pointer.port ?? portOf(process.env) } : target;
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
