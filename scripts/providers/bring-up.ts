import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { wireFormOf } from '../../replay/answers/wire-form.ts';
import { tell } from '../../cli/screen.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import type { OwnServer } from './own-server.ts';
import { demandFree, freePort } from './ports.ts';
import { install, startProcess } from './process.ts';
import type { Provider } from './provider.ts';
import { waitUntilReady } from './ready.ts';
import { startFront, type FrontOptions } from './scripted/front.ts';
import { passTo } from './scripted/pass-on.ts';
import type { Judge } from './scripted/judge.ts';
import { withModels } from './scripted/more-models.ts';
import type { Entry } from './scripted/script.ts';

export interface BringUp {
  provider: Provider;
  /** The server to use in place of a local one. */
  own?: OwnServer | undefined;
  port: number;
  script: readonly Entry[];
  judges: readonly Judge[];
}

/** What was started. */
export interface Running extends AsyncDisposable {
  /** Resolves when the server behind has ended, with how; never when it is the user's own. */
  ended: Promise<string>;
  /** The environment for a recording run, `NAME=value` with blanks between. */
  environment: string;
}

/** Brings up the front, and a local server behind it unless the user has an own one. Ends all of it when disposed. */
export async function bringUp({ provider, own, port, script, judges }: BringUp, signal: AbortSignal): Promise<Running> {
  await demandFree(port);
  const behind = own ? await useOwn(provider, own) : await startLocal(provider, port, signal);
  const { ended, stop, root, passOn, ...options } = behind;
  const models = script.length > 0 ? (provider.scriptedModels ?? []) : [];
  try {
    const front = await startFront({
      port,
      script,
      judges,
      form: wireFormOf(provider.name),
      passOn: root && models.length > 0 ? withModels(models, root, passOn) : passOn,
      ...options,
    });
    const { name, path } = provider.variable;
    const set = `${name}=http://127.0.0.1:${front.port}${path}`;
    return {
      ended,
      environment: own === undefined && provider.alsoSet !== undefined ? `${set} ${provider.alsoSet}` : set,
      async [Symbol.asyncDispose]() {
        await front.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Behind extends Pick<FrontOptions, 'passOn' | 'recordedFrom' | 'source'> {
  root?: URL | undefined;
  ended: Promise<string>;
  stop: () => Promise<void>;
}

async function useOwn(provider: Provider, { variable, root, source }: OwnServer): Promise<Behind> {
  const recordedFrom = await provider.recordedFrom(root).catch((error: unknown) => {
    const why = messageOf(error);
    throw new Fault({
      what: `${variable} names ${root.href}, which does not answer as ${provider.title} does.`,
      why,
      fix: `Start that server, or unset ${variable} to start a local one.`,
    });
  });
  tell(`using the server that ${variable} names: ${recordedFrom}`);
  const never = Promise.withResolvers<string>().promise;
  return { root, passOn: passTo(root), recordedFrom, source, ended: never, stop: () => Promise.resolve() };
}

async function startLocal(provider: Provider, port: number, signal: AbortSignal): Promise<Behind> {
  const home = resolve(process.env['PROVIDERS_HOME'] ?? join(homedir(), '.cache', 'e2e-providers'));
  tell(`installing ${provider.title} into ${home}, where it is not there already`);
  await install(`${provider.installer ?? provider.name}.sh`, signal);
  signal.throwIfAborted();
  const { command, isReady, root, passOn, recordedFrom } = await provider.launch(home, freePort);
  const log = join(home, 'logs', `${provider.name}-${port}.log`);
  tell(`starting ${provider.title} (up to ${provider.startSeconds} seconds; log: ${log})`);
  const server = await startProcess(command, log);
  try {
    await waitUntilReady(server, isReady, { name: provider.title, seconds: provider.startSeconds, signal });
    const ended = server.ended.then(async (how) => `${how}. Its last lines:\n${await server.lastLines()}`);
    return { root, passOn, recordedFrom: await recordedFrom(), source: 'local model', ended, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
