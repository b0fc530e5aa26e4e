import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gatewayOverEcho } from '../../fakes/echo.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';

const { provider, stop } = await gatewayOverEcho();
after(stop);

describe('gateway: calls of no test, of a test that has ended, and of a stack that starts or has died', () => {
  test('a call of no test is an error of the run, with method, path and time', async () => {
    const fresh = await GatewayUnderTest.start({ upstream: provider.url });
    assert.equal((await fresh.call(undefined, '/v1/x')).status, 501);
    const { errors } = await fresh.control.closeRun('run');
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /fake \(GET \/v1\/x, \d{4}-\d\d-\d\dT/);
    await fresh.stop();
  });

  test('a call after the end of its test is refused and names the test', async () => {
    const fresh = await GatewayUnderTest.start({ upstream: provider.url });
    await fresh.recordWithoutProvider('ended early');
    assert.equal((await fresh.call('run.1', '/v1/x')).status, 501);
    const { errors } = await fresh.control.closeRun('run');
    assert.match(errors.join(), /a test that had ended: "a\.spec\.ts › ended early"/);
    await fresh.stop();
  });

  test('a start-up call of another stack is answered while no run goes on; in a run it is an error', async () => {
    const first = await GatewayUnderTest.start({ upstream: provider.url, starting: true, startup: 'record' });
    await (await first.call(undefined, '/v1/models')).text();
    await first.gateway.started();
    await first.stop(true);
    const kept = await GatewayUnderTest.start({ recordings: first.recordings, run: false });
    assert.deepEqual(await (await kept.call(undefined, '/v1/models')).json(), { echo: null });
    assert.equal((await kept.call(undefined, '/v1/other')).status, 501);
    assert.match(kept.errors.join(), /GET \/v1\/other.* for no test/);
    await kept.control.openRun({ id: 'run' });
    assert.equal((await kept.call(undefined, '/v1/models')).status, 501);
    assert.match((await kept.control.closeRun('run')).errors.join(), /GET \/v1\/models.* for no test/);
    await kept.stop();
  });

  test('start-up calls are recorded per provider, replayed as often as they come, and named when missing', async () => {
    const first = await GatewayUnderTest.start({ upstream: provider.url, starting: true, startup: 'record' });
    assert.equal((await first.call(undefined, '/v1/models')).status, 200);
    await first.gateway.started();
    await first.stop(true);
    const second = await GatewayUnderTest.start({ recordings: first.recordings, starting: true });
    for (const _ of [1, 2]) assert.equal((await second.call(undefined, '/v1/models')).status, 200);
    assert.equal(second.gateway.startupProblem(), undefined);
    assert.equal((await second.call(undefined, '/v1/other')).status, 501);
    assert.match(second.gateway.startupProblem() ?? '', /asked fake for GET \/v1\/other[^]*npm run record/);
    await second.stop();
  });

  test('a provider that is to be recorded and does not answer is started from its recording, which stays as it was', async () => {
    const first = await GatewayUnderTest.start({ upstream: provider.url, starting: true, startup: 'record' });
    await (await first.call(undefined, '/v1/models')).text();
    await first.gateway.started();
    await first.stop(true);
    const file = join(first.recordings, 'line-1/startup/fake.json');
    const recorded = await readFile(file, 'utf8');
    const alone = await GatewayUnderTest.start({ recordings: first.recordings, starting: true, startup: 'record' });
    assert.deepEqual(await (await alone.call(undefined, '/v1/models')).json(), { echo: null });
    assert.equal(alone.gateway.startupProblem(), undefined);
    assert.equal((await alone.call(undefined, '/v1/other')).status, 501);
    assert.match(alone.gateway.startupProblem() ?? '', /Fake does not answer at http:\/\/127\.0\.0\.1:9/);
    await alone.gateway.started();
    assert.equal(await readFile(file, 'utf8'), recorded);
    await alone.stop();
  });

  test('a dead stack opens no attempt', async () => {
    const fresh = await GatewayUnderTest.start();
    fresh.gateway.stackDied('The stack ended. Last lines: …');
    await assert.rejects(fresh.open('live'), /The stack ended\. Last lines/);
    await fresh.stop();
  });
});
