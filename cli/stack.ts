/** `npm run stack`: keeps a stack running, for test runs to attach to. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault, messageOf, UsageFault } from '../errors/fault.ts';
import type { RunSettings } from '../run/settings.ts';
import { settingsFor } from '../run/this-run.ts';
import { portOf } from '../stack/pointer/pointer.ts';
import { whenStarterEnds } from '../stack/process/starter.ts';
import type { LaunchTarget } from '../stack/pointer/target.ts';
import { keptStacks } from '../stack/supervisor/registry.ts';
import { startSupervisor } from '../stack/supervisor/start-supervisor.ts';

const HELP = `npm run stack -- [pointer] [--port <port>] [--project=<setup>]

Starts a stack behind a gateway and keeps both until Ctrl-C, or until what started it ends. Test runs of this project attach to it when their own
STACK_CONFIG is unset or names the same distribution, and so have their first result in a second or two.

  pointer       ogx (default), llama-stack-0.3, ogx@1.4.1, ogx::run-with-postgres-store.yaml, path/to/run.yaml,
                inference=openai,…, server:ogx:8321; without it STACK_CONFIG is used
  --port        the stack's port; a free one without it
  --project     a setup that is off by default, whose providers the stack is to have as well, and whose run config
                it gets where no pointer is given; may be given several times

Restart it after changes of the run config, the start-up recordings or the harness itself: runs say when that is needed.
Edited recordings of tests take effect at once.`;

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
  const [pointer, ...rest] = positionals;
  if (rest.length > 0) throw new UsageFault({ what: `One pointer is enough: ${positionals.join(' ')}.`, fix: HELP });
  const run = settingsFor(values.project ?? [], pointer === undefined ? {} : { STACK_CONFIG: pointer });
  const { project, recordings, cache } = run;
  const target = targetOf(run, values.port);
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
  whenStarterEnds(() => leave.resolve(0));
  const starting = startSupervisor({
    project,
    recordings,
    cache,
    distributions: run.distributionsFolder,
    environment: run.environment,
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

function targetOf({ stack }: RunSettings, port: string | undefined): LaunchTarget {
  if (stack.kind === 'url' || stack.kind === 'recorded') {
    throw new UsageFault({
      what: 'There is nothing to keep.',
      why: 'The pointer names no stack that could be started.',
      fix: HELP,
    });
  }
  if (port !== undefined) return { ...stack.target, port: portOf({ STACK_PORT: port }) };
  return stack.kind === 'server' ? { ...stack.target, port: stack.port } : stack.target;
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(error instanceof UsageFault ? 2 : 1);
});
