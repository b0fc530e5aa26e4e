/** `npm run coverage`: what the tests reach of the stack, and which claims of the reference they carry. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageFault } from '../errors/fault.ts';
import { runCommand } from './command-line.ts';
import { defaultDistribution, readCalls, readEvents, readServed, servedFile } from './coverage/inputs.ts';
import { heldAgainstSdks } from './coverage/fields.ts';
import { mappingFaults } from './coverage/mapping-faults.ts';
import { observe } from './coverage/observed.ts';
import { servedText } from './coverage/operations.ts';
import { coveragePage } from './coverage/page.ts';
import { loadReferenceFunctions, loadReferenceTests } from './coverage/reference-tests.ts';
import { refreshed } from './coverage/refresh.ts';
import { type Coverage, summaryLines } from './coverage/summary.ts';
import { testsBehind, testsBehindText } from './coverage/tests-behind.ts';
import { listedTests } from './recordings/listed-tests.ts';
import { project } from './recordings/project.ts';
import type { Screen } from './screen.ts';

const HELP = `npm run coverage -- [options]

Writes docs/coverage.md: every operation of the default distribution and every event of its streamed responses with the
tests that reached them, as the recordings have it; every field of the SDKs' types that answers were held against, and
whether one had it; every test function of the reference with the tests that carry its
claim (docs/reference-tests.yaml). A function without an entry, or an entry whose test is gone, is an error.

  --check           write nothing; only say what is wrong with docs/reference-tests.yaml
  --tests <part>    print the tests behind every operation and event whose name has this part
  --json            with --tests: one JSON document instead of text
  --refresh         ask a kept stack for its OpenAPI document first, and keep its operations with the distribution
  --url <url>       with --refresh: the stack to ask, such as http://127.0.0.1:8321

  --listing <file>  what "npx playwright test --list --reporter=json" printed, instead of asking Playwright
  --mapping <file>  instead of docs/reference-tests.yaml
  --recordings <folder>, --out <file>  instead of recordings/ and docs/coverage.md
Exit codes: 0 fine, 1 something is wrong, 2 wrong usage.`;

const options = {
  check: { type: 'boolean' },
  tests: { type: 'string' },
  json: { type: 'boolean' },
  refresh: { type: 'boolean' },
  url: { type: 'string' },
  listing: { type: 'string' },
  mapping: { type: 'string' },
  recordings: { type: 'string' },
  out: { type: 'string' },
} as const;

function optionsIn(args: string[]) {
  const { values } = parseArgs({ args, options });
  if (values.url !== undefined && !values.refresh) throw new UsageFault('--url goes with --refresh only.');
  if (values.json && values.tests === undefined) throw new UsageFault('--json goes with --tests only.');
  return values;
}

async function main(args: string[], screen: Screen): Promise<number> {
  const values = optionsIn(args);
  const distribution = defaultDistribution();
  if (values.refresh) {
    await writeFile(servedFile(distribution), servedText(await refreshed(distribution, values.url)));
  }
  const recordings = resolve(values.recordings ?? join(project, 'recordings'));
  const titles = new Set((await listedTests(recordings, values.listing)).map(({ title }) => title));
  const [functions, mapping] = [loadReferenceFunctions(), loadReferenceTests(values.mapping)];
  const faults = mappingFaults(functions, mapping, titles);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0)
    console.error(`${faults.length} to correct in ${values.mapping ?? 'docs/reference-tests.yaml'}.`);
  if (values.check) return faults.length > 0 ? 1 : 0;

  const [served, events] = await Promise.all([readServed(distribution), readEvents(distribution)]);
  const calls = await readCalls(recordings, distribution.line, titles);
  const observed = observe(served.operations, calls);
  if (values.tests !== undefined) {
    const behind = testsBehind(observed, values.tests);
    if (values.json) screen.json(behind);
    else for (const line of testsBehindText(behind, values.tests)) screen.print(line);
    return faults.length > 0 ? 1 : 0;
  }
  const contracts = await heldAgainstSdks(calls);
  const coverage: Coverage = { served, events, observed, contracts, functions, mapping };
  const out = resolve(values.out ?? join(project, 'docs', 'coverage.md'));
  const page = coveragePage(coverage);
  const old = await readFile(out, 'utf8').catch(() => undefined);
  if (old !== page) await writeFile(out, page);
  for (const line of summaryLines(coverage)) screen.print(line);
  screen.print(old === page ? `${out} says so already.` : `Written: ${out}`);
  return faults.length > 0 ? 1 : 0;
}

await runCommand({ name: 'coverage', help: HELP, run: main });
