/** `npm run contracts` on the recordings of this repository. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const cli = join(import.meta.dirname, '../../../cli/contracts.ts');

const contracts = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [cli, ...args], { maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
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

test('rejects a command that there is not with 2, and proposes one', async () => {
  const { code, err } = await contracts('chekc');
  assert.equal(code, 2);
  assert.match(err, /Did you mean check\?/);
});
