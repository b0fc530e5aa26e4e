/** `npm run gateway`: the gateway alone, for applications that call providers themselves. */
import { randomBytes } from 'node:crypto';
import { Fault, UsageFault } from '../errors/fault.ts';
import { isRecording } from '../replay/control/mode.ts';
import { BAGGAGE_ATTEMPT, type Mode } from '../replay/control/protocol.ts';
import { startGateway } from '../replay/gateway/gateway.ts';
import { upstreamOf } from '../replay/gateway/provider.ts';
import { settingsFor } from '../run/this-run.ts';
import { loadSetups } from '../setups/load.ts';
import { whenStarterEnds } from '../stack/process/starter.ts';
import { programOf, runCommand } from './command-line.ts';
import { journalText, recordingText } from './external/journal.ts';
import { printProblems } from './external/problems.ts';
import { quoted } from './external/shell.ts';
import { type DefaultAttempt, openDefault } from './gateway/default-attempt.ts';
import { type GatewayCommand, parseGateway } from './gateway/options.ts';
import { type Mounts, mountsOf } from './gateway/providers.ts';
import { type Screen, tell } from './screen.ts';

/** In place of a line: recordings of calls that no stack made. */
const LINE = 'no-stack';

const help =
  () => `${programOf('gateway')} --setup <setup> | --upstream <provider>=<address> [--name <suite>/<case>] [--mode <mode>] [--port <port> | --listen <address>:<port>] [--json]

Records and replays what an application asks of its providers, without a stack. Each provider has a mount,
http://127.0.0.1:<port>/<provider>, which stands for the root of its server: call …/openai/v1 in place of
https://api.openai.com/v1. Keys come from the environment or from .env; where none is set, the application's own goes on.

  --setup      the providers of a setup: ${loadSetups(undefined, [])
    .map(({ name }) => name)
    .join(', ')}
  --upstream   a provider at an address, of any name; may be given several times
  --name       what the recording is called that all calls are of: recordings/${LINE}/<setup>/external/<suite>/<case>.
               Without it each call needs an identity, and attempts are opened by the control protocol
  --mode       replay (default), record, record-if-missing, live
  --port       the port of the loopback; a free one without it
  --listen     an address and port that other hosts and containers reach, such as 0.0.0.0:9404. Whoever reaches it can call the
               providers with the keys that are set here
  --json       when it is ready, one line of JSON on stdout: url, token, mounts, attempt
  --allow-empty  with --name, write a recording though nothing was called

Ctrl-C ends it, and writes what was recorded.
Exit codes: 0 ended, 1 the recording of --name has a problem, or it could not start, 2 wrong usage.`;

async function main(args: string[], screen: Screen): Promise<number> {
  const command = parseGateway(args);
  const { mode, environment, recordings, setups } = settingsFor(
    command.setup === undefined ? [] : [command.setup],
    command.mode === undefined ? {} : { INFERENCE_MODE: command.mode },
  );
  const [setup, ...others] = setups;
  if (others.length > 0) throw new UsageFault(`--setup ${command.setup} is not one setup.`);
  const mounts = mountsOf(setup, command.upstreams, environment);
  const leave = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leave.resolve());
  whenStarterEnds(() => leave.resolve());
  const token = randomBytes(24).toString('base64url');
  const gateway = await startGateway({
    ...mounts,
    ...command.listening,
    recordings,
    line: LINE,
    stackVersion: 'no stack',
    token,
    startup: {},
    alone: true,
    onError: (text) => tell(text, 'yellow'),
  });
  try {
    await gateway.started();
    refuseItself(gateway.url, mounts);
    const attempt =
      command.named &&
      (await openDefault(gateway, token, { mode, setup, named: command.named, ...externalOf(command) }));
    print(screen, { url: gateway.url, token, mode, command, attempt, ...mounts });
    await leave.promise;
    return attempt === undefined ? 0 : await closed(attempt, mode, command.allowEmpty);
  } finally {
    await gateway.close();
  }
}

/** A provider whose address leads back here would be asked for ever. */
function refuseItself(url: string, { providers, environment }: Mounts): void {
  const looped = providers.find((provider) => {
    const upstream = upstreamOf(provider, environment);
    return typeof upstream !== 'string' && new URL(upstream.origin).host === new URL(url).host;
  });
  if (looped === undefined) return;
  throw new Fault({
    what: `${looped.url.variable} leads to this gateway itself.`,
    why: 'It is where the gateway looks for the real provider.',
    fix: `Set it for the application alone, or give --upstream ${looped.name}=<address>.`,
  });
}

/** What is said of the recording of `--name`: the command that records it again is this one in the mode `record`. */
function externalOf({ setup, upstreams, named }: GatewayCommand): { command: string } {
  const of = [
    ...(setup === undefined ? [] : [`--setup ${setup}`]),
    ...upstreams.map(({ name, url }) => `--upstream ${quoted(`${name}=${url}`)}`),
  ];
  return { command: [programOf('gateway'), '--mode record', ...of, `--name ${quoted(named?.name ?? '')}`].join(' ') };
}

interface Ready extends Mounts {
  url: string;
  token: string;
  mode: Mode;
  command: GatewayCommand;
  attempt: DefaultAttempt | undefined;
}

function print(screen: Screen, { url, token, mode, command, attempt, providers, environment }: Ready): void {
  const mounts = Object.fromEntries(providers.map(({ name }) => [name, `${url}/${name}`]));
  if (command.json) {
    screen.print(JSON.stringify({ url, token, mode, mounts, ...(attempt && { attempt: attempt.id }) }));
    return;
  }
  const end =
    isRecording(mode) && attempt !== undefined ? 'Ctrl-C ends it, and writes what was recorded' : 'Ctrl-C ends it';
  screen.print(screen.paint('green', `The gateway is ready at ${url}, in the mode ${mode}. ${end}.`));
  for (const provider of providers) {
    const upstream = upstreamOf(provider, environment);
    screen.print(
      `  ${mounts[provider.name]} in place of ${typeof upstream === 'string' ? provider.server : upstream.origin}`,
    );
  }
  screen.print(`Control requests show x-e2e-token: ${token}`);
  if (command.named !== undefined)
    screen.print(`Calls without an identity of their own are of "${command.named.name}".`);
  else
    screen.print(
      `Each call needs an identity: attempts are opened by the control protocol. ` +
        `Then ${url}/@<attempt>/<provider> leads to a provider, or a header "baggage: ${BAGGAGE_ATTEMPT}=<attempt>" does.`,
    );
}

/** Closes the recording of `--name`, says what came of it, and answers the exit code. */
async function closed(attempt: DefaultAttempt, mode: Mode, allowEmpty: boolean): Promise<number> {
  const { verdict, problems } = await attempt.close(allowEmpty);
  tell(`\n${journalText(verdict)}.`);
  if (isRecording(mode)) tell(recordingText({ written: verdict.written, problems }));
  printProblems(problems);
  return problems.length > 0 ? 1 : 0;
}

await runCommand({ name: 'gateway', help, run: main });
