import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gatewayOverEcho } from '../../fakes/echo.ts';

const { gateway, stop } = await gatewayOverEcho();
after(stop);

describe('gateway: what it writes of an attempt, and reads again', () => {
  test('a failed attempt writes nothing', async () => {
    const id = await gateway.open('record', 'fails');
    await gateway.post(id, 1);
    const verdict = await gateway.control.closeAttempt(id, { asExpected: false, complete: false });
    assert.deepEqual(verdict.written, []);
    await assert.rejects(gateway.open('replay', 'fails'), /No recording/);
  });

  test('recording the same again leaves the files untouched', async () => {
    const once = await gateway.record(async (id) => void (await gateway.post(id, 'same')), 'steady');
    assert.equal(once.written.length, 2);
    const again = await gateway.record(async (id) => void (await gateway.post(id, 'same')), 'steady');
    assert.deepEqual(again.written, []);
  });

  test('a damaged recording is a clear error and stays as it is', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 1)), 'damaged');
    const file = join(gateway.recordings, 'line-1/setup/a.spec.ts/damaged/providers.json');
    await writeFile(file, '{ "format": 1,');
    await assert.rejects(gateway.open('replay', 'damaged'), /is not JSON[^]*restore it with git/);
    assert.equal(await readFile(file, 'utf8'), '{ "format": 1,');
  });

  test('two titles of the same words are a collision, not each other’s recording', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 1)), 'same words');
    await assert.rejects(gateway.open('replay', 'Same: words!'), /Two tests share the recording folder/);
  });
});
