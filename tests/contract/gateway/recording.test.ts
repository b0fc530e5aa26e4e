import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { NewAttempt } from '../../../replay/control/protocol.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
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

  test('an attempt without any call is no recording, and says which header its calls lack', async () => {
    const id = await gateway.open('record', 'nobody is called');
    const { written, problems } = await gateway.control.closeAttempt(id, { asExpected: true, complete: true });
    assert.deepEqual(written, []);
    assert.match(problems[0]?.text ?? '', /Nothing of [^]*send the header "baggage: e2e-attempt=run\./);
    await assert.rejects(gateway.open('replay', 'nobody is called'), /No recording/);
  });

  test('an id in the request of a client without recorded calls is compared as text', async () => {
    const order = (digits: string) => ({ ask: `Where is order-${digits}e4567-e89b-42d3-a456-426614174000?` });
    await gateway.record(async (id) => void (await gateway.post(id, order('123'))), 'without client calls');
    const hit = await gateway.open('replay', 'without client calls');
    assert.equal((await gateway.post(hit, order('123'))).status, 200);
    assert.deepEqual((await gateway.close(hit)).problems, []);
    const miss = await gateway.open('replay', 'without client calls');
    assert.equal((await gateway.post(miss, order('999'))).ok, false);
    const [problem] = (await gateway.close(miss)).problems;
    assert.match(problem?.text ?? '', /not minted by the stack[^]*order-123e[^]*order-999e/);
  });

  for (const [field, value] of [
    ['setup', '../../../esc'],
    ['setup', '/esc'],
    ['setup', '..'],
    ['setup', 'startup'],
    ['setup', 'a\\..\\b'],
    ['spec', '../../../../esc/x'],
    ['spec', '/esc/x.spec.ts'],
    ['spec', 'a/../../x.spec.ts'],
    ['spec', 'a\\..\\x'],
    ['spec', 'a\u0000b'],
    ['spec', 'C:/x'],
    ['spec', 'a//b'],
    ['spec', 'x'.repeat(301)],
  ] as const) {
    test(`an attempt is refused whose ${field} is ${JSON.stringify(value.slice(0, 30))}`, async () => {
      const named = { setup: 'setup', spec: 'a.spec.ts', [field]: value };
      const attempt: NewAttempt = {
        id: 'run.outside',
        run: 'run',
        mode: 'record',
        providers: [],
        titlePath: ['t'],
        ...named,
      };
      await assert.rejects(gateway.control.openAttempt(attempt), new RegExp(`asked wrongly[^]*${field}`));
    });
  }

  test('two titles of the same words are a collision, not each other’s recording', async () => {
    await gateway.record(async (id) => void (await gateway.post(id, 1)), 'same words');
    await assert.rejects(gateway.open('replay', 'Same: words!'), /Two tests share the recording folder/);
  });
});

test('no attempt is recorded through a link that leads out of the recordings folder', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'));
  const gateway = await GatewayUnderTest.start();
  try {
    await mkdir(join(gateway.recordings, 'line-1'), { recursive: true });
    await symlink(outside, join(gateway.recordings, 'line-1', 'setup'));
    for (const mode of ['record', 'record-if-missing', 'replay'] as const)
      await assert.rejects(
        gateway.open(mode),
        /a\.spec\.ts\/a-test is not below .*: a link on the way to it leads to /,
      );
    assert.deepEqual(await readdir(outside), []);
  } finally {
    await gateway.stop();
    await rm(outside, { recursive: true, force: true });
  }
});
