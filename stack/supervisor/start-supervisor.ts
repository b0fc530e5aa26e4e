/** Starting a supervisor from a run, or from `npm run stack`. */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Fault, messageOf } from '../../errors/fault.ts';
import { moduleEnding } from '../../folders/folders.ts';
import { type SupervisorMessage, SupervisorMessage as Message, type SupervisorOptions } from './messages.ts';
import { NoPython } from '../python/python.ts';
import { type Access, sweep } from './registry.ts';

export interface StartOptions extends SupervisorOptions {
  /** The supervisor's environment. */
  environment: Readonly<Record<string, string | undefined>>;
  progress: (text: string) => void;
  /** Called once if the stack ends by itself after it was ready, or the supervisor does; complete text. */
  died: (error: string) => void;
  /** Module of the supervisor; the tests put one with a stub of a gateway here. */
  program?: string;
}

export interface StartedStack extends Access {
  /** Ends the supervisor with all that it holds. Never throws, takes at most some seconds, may be called twice. */
  stop: () => Promise<void>;
}

const STOP_LIMIT_MS = 8_000;

/**
 * Starts a supervisor and waits until its stack is ready. It ends when this process does, however that happens: the
 * pipe between them is the lifeline. Throws a Fault, or NoPython.
 */
export async function startSupervisor(options: StartOptions): Promise<StartedStack> {
  const {
    environment,
    progress,
    died,
    program = join(import.meta.dirname, `supervisor${moduleEnding}`),
    ...rest
  } = options;
  // a session of its own: Ctrl-C at the terminal goes to the run, which ends the supervisor when it is done
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    detached: true,
    env: { ...environment, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4_000)));
  // writing to a supervisor that is gone; `exited` says so
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(rest)}\n`);

  let stopping: Promise<void> | undefined;
  const stop = () =>
    (stopping ??= (async () => {
      child.ref();
      child.stdin.end();
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      if (child.exitCode === null && child.signalCode === null) await exited;
      clearTimeout(limit);
      if (child.signalCode !== null) await sweep(rest.cache);
    })());

  const result = Promise.withResolvers<Access>();
  let ready = false;
  const lost = (error: string) => {
    if (stopping) return;
    if (ready) died(error);
    else result.reject(new Fault({ what: error }));
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parseMessage(line);
    if (message?.type === 'progress') progress(message.text);
    if (message?.type === 'stack-died') lost(message.error);
    if (message?.type === 'ready') {
      ready = true;
      result.resolve(message.access);
    }
    if (message?.type === 'failed') {
      const parts = { what: message.error };
      result.reject(message.noPython ? new NoPython(parts) : new Fault(parts));
    }
  });
  void exited.then(async () => {
    if (stopping) return;
    // it was killed, and could not clean up itself
    await sweep(rest.cache);
    const how = child.signalCode ?? `code ${child.exitCode}`;
    lost(`The supervisor of the stack ended by itself (${how}), so the stack was ended too.\n${errors.trim()}`);
  });

  try {
    const access = await result.promise;
    // a run that has nothing left to do may end without stopping it: the lifeline does the rest
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) unref(stream);
    return { ...access, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function parseMessage(line: string): SupervisorMessage | undefined {
  try {
    return Message.parse(JSON.parse(line));
  } catch (error) {
    return { type: 'progress', text: `${line} (${messageOf(error).split('\n')[0]})` };
  }
}

/** Child pipes are sockets, though their type does not say so. */
function unref(stream: object): void {
  if (stream instanceof Socket) stream.unref();
}
