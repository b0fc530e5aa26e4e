import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gatewayOverEcho } from '../../fakes/echo.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';

const { provider, gateway, stop } = await gatewayOverEcho();
after(stop);

describe('gateway: keys and the token', () => {
  test('keys go to the provider, identity does not, and neither goes into a file', async () => {
    const secret = 'canary-0123456789';
    const fresh = await GatewayUnderTest.start({ upstream: provider.url, environment: { FAKE_API_KEY: secret } });
    await fresh.record(async (id) => {
      const seen = JSON.stringify(
        await (await fresh.call(id, '/v1/headers', { headers: { authorization: 'Bearer dummy' } })).json(),
      );
      assert.match(seen, new RegExp(`"authorization":"${Buffer.from(`Bearer ${secret}`).toString('hex')}"`));
      assert.doesNotMatch(seen, /baggage|traceparent/);
      const back: unknown = await (await fresh.post(id, { note: `my key is ${secret}` })).json();
      assert.deepEqual(back, { echo: { note: 'my key is <redacted:FAKE_API_KEY>' } });
    });
    for (const file of await readdir(fresh.recordings, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      assert.ok(!(await readFile(join(file.parentPath, file.name), 'utf8')).includes(secret), file.name);
    }
    const id = await fresh.open('replay');
    await fresh.call(id, '/v1/headers');
    assert.equal((await fresh.post(id, { note: `my key is ${secret}` })).status, 200);
    assert.deepEqual((await fresh.close(id)).problems, []);
    await fresh.stop();
  });

  test('what looks like an unknown key stops the write', async () => {
    const verdict = await gateway.record(async (id) => void (await gateway.post(id, `sk-${'x'.repeat(30)}`)), 'leaks');
    assert.deepEqual(verdict.written, []);
    assert.match(verdict.problems[0]?.text ?? '', /looks like a key, sk-xxxx…/);
  });

  test('a missing key and an unreachable provider are named when they are needed', async () => {
    const keyless = await GatewayUnderTest.start({ environment: { FAKE_KEY_REQUIRED: '1' } });
    const asking = await keyless.open('record');
    await keyless.post(asking, 1);
    const [problem] = (await keyless.close(asking)).problems;
    assert.match(problem?.text ?? '', /FAKE_API_KEY is not set[^]*npm run providers -- fake/);
    await keyless.stop();
    const down = await GatewayUnderTest.start();
    const id = await down.open('record');
    await down.post(id, 1);
    assert.match(
      (await down.close(id)).problems[0]?.text ?? '',
      /Fake does not answer at http:\/\/127\.0\.0\.1:9[^]*npm run providers -- fake/,
    );
    await down.stop();
  });

  test('a control request without the token is refused', async () => {
    const response = await fetch(`${gateway.gateway.url}/-/runs`, { method: 'POST', body: '{"id":"x"}' });
    assert.equal(response.status, 403);
  });
});
