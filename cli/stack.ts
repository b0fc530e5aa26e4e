/** `npm run stack`: keeps a stack running, for test runs to attach to. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault, UsageFault } from '../errors/fault.ts';
import type { RunSettings } from '../run/settings.ts';
import { settingsFor } from '../run/this-run.ts';
import { portOf } from '../stack/pointer/pointer.ts';
import type { LaunchTarget } from '../stack/pointer/target.ts';
import { whenStarterEnds } from '../stack/process/starter.ts';
import { type Access, keptStacks, type Listening } from '../stack/supervisor/registry.ts';
import { type StartedStack, startSupervisor } from '../stack/supervisor/start-supervisor.ts';
import { runCommand } from './command-line.ts';
import { listeningIn } from './listening.ts';
import { type Screen, tell } from './screen.ts';

const HELP = `npm run stack -- [pointer] [--port <port>] [--listen <address>:<port>] [--project=<setup>] [--json]

Starts a stack behind a gateway and keeps both until Ctrl-C, or until what started it ends. Test runs of this project
attach to it when their own STACK_CONFIG is unset or names the same distribution, and so have their first result in a
second or two.

  pointer       ogx (default), llama-stack-0.3, ogx@1.4.1, ogx::run-with-postgres-store.yaml, path/to/run.yaml,
                inference=openai,…, server:ogx:8321; without it STACK_CONFIG is used
  --port        the stack's port; a free one without it
  --listen      where the gateway listens, for a stack in a container or on another host: 0.0.0.0:9400 for every address of
                this machine; a free port of the loopback without it
  --project     a setup that is off by default, whose providers the stack is to have as well, and whose run config
                it gets where no pointer is given; may be given several times
  --json        when it is ready, one line of JSON on stdout: stackUrl, gatewayUrl, version, line, logFile

Restart it after changes of the run config, the start-up recordings or the harness itself: runs say when that is needed.
Edited recordings of tests take effect at once.
Exit codes: 0 ended by Ctrl-C, 1 could not start or ended by itself, 2 wrong usage, 130 ended while it started.`;

const options = {
  port: { type: 'string' },
  listen: { type: 'string' },
  project: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

async function main(args: string[], screen: Screen): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [pointer, ...rest] = positionals;
  if (rest.length > 0) throw new UsageFault(`One pointer is enough: ${positionals.join(' ')}.`);
  const run = settingsFor(values.project ?? [], pointer === undefined ? {} : { STACK_CONFIG: pointer });
  const target = targetOf(run, values.port);
  const listening = values.listen === undefined ? undefined : listeningIn(values.listen);
  refuseSecond(run, target);
  const leave = Promise.withResolvers<number>();
  // while it starts, too: the leash ends whatever was begun
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leave.resolve(0));
  whenStarterEnds(() => leave.resolve(0));
  const stack = await Promise.race([started(run, { target, gateway: listening }, leave.resolve), leave.promise]);
  if (typeof stack === 'number') process.exit(130);
  const { stackUrl, gatewayUrl, version, line, logFile, elsewhere } = stack;
  if (values.json) screen.print(JSON.stringify({ stackUrl, gatewayUrl, version, line, logFile, ...elsewhere }));
  else {
    const ready = `${version} is ready at ${stackUrl}, its gateway is ${gatewayUrl} (log: ${logFile}). Ctrl-C ends it.`;
    screen.print(screen.paint('green', ready));
    if (elsewhere !== undefined) screen.print(elsewhereText(elsewhere));
  }
  // nothing else keeps this process alive
  const alive = setInterval(() => undefined, 60_000);
  const code = await leave.promise;
  clearInterval(alive);
  await stack.stop();
  return code;
}

/** @throws {Fault} where this project keeps a stack of the same distribution already */
function refuseSecond({ project, cache }: RunSettings, target: LaunchTarget): void {
  const other = keptStacks(cache).find((kept) => kept.project === project && kept.target.base === target.base);
  if (other === undefined) return;
  throw new Fault({
    what: `Process ${other.supervisor.pid} already keeps ${other.access.version} of this project, at ${other.access.stackUrl}.`,
    why: 'Runs attach to one stack of a distribution.',
    fix: `End it first: Ctrl-C where it runs, or kill ${other.supervisor.pid}.`,
  });
}

/** What somebody does whose stack is not on the loopback of this machine. */
function elsewhereText({ host, port, authority }: NonNullable<Access['elsewhere']>): string {
  const address = `http://${host === '0.0.0.0' ? '<address of this machine>' : host}:${port}`;
  return (
    `A stack elsewhere reaches the gateway at ${address}/<provider>. Providers without a setting for their address it reaches ` +
    `with HTTPS_PROXY=${address}, trusting ${authority}.`
  );
}

function started(
  run: RunSettings,
  { target, gateway }: { target: LaunchTarget; gateway: Listening | undefined },
  leave: (code: number) => void,
): Promise<StartedStack> {
  const { project, recordings, cache, distributionsFolder, environment } = run;
  return startSupervisor({
    project,
    recordings,
    cache,
    distributions: distributionsFolder,
    environment,
    target,
    startup: {},
    models: [],
    ...(gateway && { gateway }),
    logFile: join(
      cache,
      'logs',
      `${target.base}-${createHash('sha256').update(project).digest('hex').slice(0, 8)}.log`,
    ),
    keep: true,
    progress: (text) => tell(text),
    died(error) {
      tell(error, 'red');
      leave(1);
    },
  });
}

function targetOf({ stack }: RunSettings, port: string | undefined): LaunchTarget {
  if (stack.kind === 'url' || stack.kind === 'recorded') {
    throw new UsageFault({
      what: 'There is nothing to keep.',
      why: 'The pointer names no stack that could be started.',
      fix: 'Give a distribution, a run config or providers; see "npm run stack -- --help".',
    });
  }
  if (port !== undefined) return { ...stack.target, port: portOf({ STACK_PORT: port }) };
  return stack.kind === 'server' ? { ...stack.target, port: stack.port } : stack.target;
}

await runCommand({ name: 'stack', help: HELP, run: main });
