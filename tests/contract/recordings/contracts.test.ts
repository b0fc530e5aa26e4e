/** `npm run contracts` on the recordings of this repository. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_VARIABLE } from '../../../folders/folders.ts';
import { manifestText } from '../../../replay/recording/external.ts';
import { recordingText } from '../../../replay/recording/file-text.ts';
import { FORMAT } from '../../../replay/recording/format.ts';
import { temporaryFolder } from '../../fakes/distribution/world.ts';

const cli = join(import.meta.dirname, '../../../cli/contracts.ts');

const contracts = (...args: string[]) => contractsIn({}, ...args);
const contractsIn = (environment: NodeJS.ProcessEnv, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { env: { ...process.env, ...environment }, maxBuffer: 2 ** 26 },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

test('knows all that recorded answers break, and nothing that none of them breaks any more', async () => {
  const { code, out, err } = await contracts('check');
  assert.equal(code, 0, out + err);
  assert.match(out, /^ogx-1\.5: [\d,]+ findings in [\d,]+ recordings$/m);
});

test('lists what answers break by themselves and between each other', async () => {
  const { out } = await contracts('ls', '--line', 'llama-stack-0.3');
  assert.match(out, /^llama-stack-0\.3: \S+ \/v1\/\S+: .* \(the types of openai [\d.]+: \w+/m);
  assert.match(out, /^llama-stack-0\.3: \S+ \/v1\/\S+: .*, and is to be .* \(status agrees: /m);
});

test("holds what tests of others recorded, as the project's own", async (t) => {
  const project = temporaryFolder(t);
  const folder = join(project, 'recordings/ogx-1.5/gpt/external/suite/case');
  mkdirSync(folder, { recursive: true });
  const external = { name: 'suite/case', command: 'exec … -- a-suite', madeBy: 'exec' as const };
  const answer = { object: 'list', data: [{ id: 'm', object: 'modle', created: 0, owned_by: 'me' }] };
  const call = {
    request: { method: 'GET', path: '/v1/models' },
    response: { status: 200, headers: {}, body: { json: answer } },
  };
  const header = {
    format: FORMAT,
    test: 'external/suite › case',
    setup: 'gpt',
    recorded: '2026-01-01',
    stack: 'ogx 1.5.0',
  };
  const stack = { ...header, seam: 'stack', answers: 'none', calls: [call] };
  writeFileSync(join(folder, 'stack.json'), recordingText(stack));
  writeFileSync(join(folder, 'manifest.json'), manifestText(external));
  const { code, out, err } = await contractsIn({ [PROJECT_VARIABLE]: JSON.stringify({ project }) }, 'check');
  assert.match(out, /object is "modle", .* such as external\/suite › case$/m, err);
  assert.equal(code, 1);
});

test('rejects a command that there is not with 2, and proposes one', async () => {
  const { code, err } = await contracts('chekc');
  assert.equal(code, 2);
  assert.match(err, /Did you mean check\?/);
});
