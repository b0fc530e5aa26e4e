/** The client calls of the suite, as the recordings have them. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientExchange } from '../../replay/recording/exchange.ts';
import { parseStack } from '../../replay/recording/format.ts';

export interface RecordedTest {
  setup: string;
  spec: string;
  titlePath: string[];
  calls: ClientExchange[];
}

export interface RecordedTests {
  tests: RecordedTest[];
  /** How many were left out, since nobody but their spec can send their calls or give their answers. */
  leftOut: number;
}

/** Spec folders whose tests start a server of their own, which the stack calls. */
export const OWN_SERVERS = ['mcp'];

/** All recorded tests of a line, in the order in which Playwright runs them. */
export function recordedTests(recordings: string, line: string, setups: readonly string[]): RecordedTests {
  const tests: RecordedTest[] = [];
  let leftOut = 0;
  for (const setup of setups) {
    for (const file of globSync(join(recordings, line, setup, '**', 'stack.json')).sort()) {
      const spec = dirname(dirname(file)).slice(join(recordings, line, setup).length + 1);
      if (OWN_SERVERS.some((folder) => spec.startsWith(`${folder}/`))) continue;
      const { test, calls, answers } = parseStack(readFileSync(file, 'utf8'), file);
      const [, ...titlePath] = test.split(' › ');
      if (answers !== 'spec' && calls.every(canBeSent)) tests.push({ setup, spec, titlePath, calls });
      else leftOut += 1;
    }
  }
  return { tests, leftOut };
}

/** A large upload is kept as its digest only; an address of this machine was of a server that is gone. */
function canBeSent({ request }: ClientExchange): boolean {
  const text = JSON.stringify(request);
  return !text.includes('"sha256":') && !/(?:127\.0\.0\.1|localhost):\d/.test(text);
}
