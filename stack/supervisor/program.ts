/** A supervisor as a program: options on stdin, messages on stdout, and stdin's end as the lifeline. */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type SupervisorMessage, SupervisorOptions } from './messages.ts';
import type { SupervisorContext } from './context.ts';
import { failureOf, Supervision } from './supervision.ts';

/** Runs until stdin ends or a signal comes. Never returns: it exits when all is cleaned up. */
export function runSupervisor(startGateway: SupervisorContext['startGateway']): void {
  let supervision: Supervision | undefined;
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    const over = supervision?.end() ?? Promise.resolve();
    void over.finally(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);

  const lines = createInterface({ input: process.stdin });
  lines.once('line', (line) => {
    const options = SupervisorOptions.parse(JSON.parse(line));
    try {
      supervision = new Supervision({ options, say, startGateway, environment: process.env });
    } catch (error) {
      say(failureOf(error, options.cache));
      return end();
    }
    void supervision.start();
  });
  lines.once('close', end);
}

/** The other side may be gone: what is said then is for nobody. */
function say(message: SupervisorMessage): void {
  try {
    writeSync(1, `${JSON.stringify(message)}\n`);
  } catch {
    // the lifeline ends this process
  }
}
