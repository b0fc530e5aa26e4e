import { join } from 'node:path';
import { Fault } from '../../errors/fault.ts';
import { settingsFor } from '../../run/this-run.ts';
import { startSupervisor } from '../../stack/supervisor/start-supervisor.ts';

/**
 * Starts a stack for as long as `use` takes, and answers what that answers.
 * @param wanted what `STACK_CONFIG` takes: a line, or a release
 * @param use is given the stack's address, without a slash at its end
 * @param progress is given what happens, for a person
 */
export async function withStack<T>(
  wanted: string,
  use: (address: string) => Promise<T>,
  progress: (text: string) => void,
): Promise<T> {
  const { stack, project, cache, distributionsFolder, environment } = settingsFor([], { STACK_CONFIG: wanted });
  if (stack.kind !== 'launch') throw new Fault(`${wanted} names no stack that could be started.`);
  const died = Promise.withResolvers<never>();
  const started = await startSupervisor({
    project,
    cache,
    distributions: distributionsFolder,
    environment,
    target: stack.target,
    startup: {},
    models: [],
    logFile: join(cache, 'logs', `gaps-${wanted}.log`),
    keep: false,
    progress,
    died: (error) => died.reject(error),
  });
  progress(`${started.version} is ready at ${started.stackUrl} (log: ${started.logFile})`);
  try {
    return await Promise.race([use(started.stackUrl), died.promise]);
  } finally {
    await started.stop();
  }
}
