/**
 * What holding answers to their contracts and relations costs a test, in processor time, on the recordings of a line:
 * `node contracts.ts <line> <setup>`. Files that are read for it are not counted: other parts read them too.
 */
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { loadContract, sdkContractFiles } from '../contracts/files/compiled.ts';
import { contractFindings, relationFindings } from '../contracts/findings.ts';
import { readTree } from '../cli/recordings/tree.ts';
import { cacheFolder } from '../stack/process/cache.ts';

const [line = 'ogx-1.5', setup = 'ollama'] = process.argv.slice(2);

const files = await sdkContractFiles(cacheFolder(process.env), (text) => console.error(text));
const contracts = files.map(loadContract);
const { tests } = await readTree(join(dirname(import.meta.dirname), 'recordings'), { lines: [line], setups: [setup] });
const recorded = tests.flatMap(({ stack, providers }) =>
  stack?.recording === undefined
    ? []
    : [{ calls: stack.recording.calls, providers: providers?.recording?.exchanges ?? [] }],
);
const answers = recorded.reduce((sum, { calls }) => sum + calls.length, 0);

/** Milliseconds of processor time. */
function cost(of: (test: (typeof recorded)[number]) => unknown): string {
  const start = process.cpuUsage();
  for (const test of recorded) of(test);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) / 1000 / answers).toFixed(3);
}

console.log(`${line}, ${setup}: ${answers} answers of ${recorded.length} tests, load ${loadavg()[0]?.toFixed(1)}`);
for (const round of ['first', 'second', 'third']) {
  const alone = cost(({ calls }) => contractFindings(contracts, calls));
  const between = cost(({ calls, providers }) =>
    relationFindings({ exchanges: calls, recorded: { calls, providers } }),
  );
  console.log(`${round} time: contracts ${alone} ms an answer, relations ${between} ms`);
}
