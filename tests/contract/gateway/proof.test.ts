/** What a run records is written when a run that proves it has replayed it, and not before. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const TITLE = ['a test'];
const FOLDER = 'line-1/setup/a.spec.ts/a-test';

describe('a run that holds what it records', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  let runs = 0;

  before(async () => {
    provider = await fakeProvider((_message, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"answer"}');
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  /** One test, recorded with one word and replayed with another. */
  async function recordThenReplay(first: string, then: string, failure?: string) {
    const run = `held${++runs}`;
    const proof = `${run}-proof`;
    await gateway.control.openRun({ id: run, unproved: true });
    const recorded = await attempt(run, 'record', first);
    const before = existsSync(join(gateway.recordings, FOLDER, 'providers.json'));
    await gateway.control.openRun({ id: proof, proves: run });
    const replayed = await attempt(proof, 'replay', then, failure);
    const [ofProof, ofRun] = [await gateway.control.closeRun(proof), await gateway.control.closeRun(run)];
    return { recorded, before, replayed, errors: [...ofProof.errors, ...ofRun.errors] };
  }

  async function attempt(run: string, mode: 'record' | 'replay', word: string, failure?: string) {
    const id = `${run}.1`;
    const of = { setup: 'setup', providers: ['fake'], spec: 'a.spec.ts', titlePath: TITLE };
    await gateway.control.openAttempt({ id, run, mode, ...of });
    await (await gateway.post(id, { word })).text();
    const asExpected = failure === undefined;
    return gateway.control.closeAttempt(id, {
      asExpected,
      complete: asExpected,
      calls: [],
      ...(failure && { failure }),
    });
  }

  test('writes nothing where the replay asks for something else, and says what', async () => {
    const { recorded, replayed, errors } = await recordThenReplay('monday', 'tuesday');
    assert.deepEqual([recorded.written, replayed.written], [[], []]);
    assert.equal(recorded.unproved?.length, 2);
    assert.equal(existsSync(join(gateway.recordings, FOLDER)), false);
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /"a\.spec\.ts › a test" \(setup\) was not written: it did not replay/);
    assert.match(errors[0] ?? '', /recorded "monday", now "tuesday"/);
  });

  test('writes nothing where the test fails on the recorded answers, and says how', async () => {
    const { errors } = await recordThenReplay('monday', 'monday', 'Timeout of 30000ms exceeded');
    assert.equal(existsSync(join(gateway.recordings, FOLDER)), false);
    assert.match(errors.join(), /was not written[^]*Why: Timeout of 30000ms exceeded/);
  });

  test('drops what no run has replayed, and says so', async () => {
    await gateway.control.openRun({ id: 'left', unproved: true });
    await attempt('left', 'record', 'monday');
    const { errors } = await gateway.control.closeRun('left');
    assert.match(errors.join(), /was not written[^]*its replay did not come to its end/);
    assert.equal(existsSync(join(gateway.recordings, FOLDER)), false);
  });

  test('writes what replays, after it has', async () => {
    const { before, replayed, errors } = await recordThenReplay('monday', 'monday');
    assert.equal(before, false);
    assert.equal(replayed.written.length, 2);
    assert.deepEqual(errors, []);
    assert.equal(existsSync(join(gateway.recordings, FOLDER, 'providers.json')), true);
  });

  test('answers a run that proves it nothing that it has not recorded', async () => {
    await gateway.control.openRun({ id: 'empty', unproved: true });
    await gateway.control.openRun({ id: 'empty-proof', proves: 'empty' });
    await assert.rejects(
      attempt('empty-proof', 'replay', 'monday'),
      /was not recorded in the run that this one proves/,
    );
  });
});

test('a declared placeholder takes no part in matching; without it the miss proposes it', async () => {
  const provider = await fakeProvider((_message, response) => void response.end('{}'));
  const gateway = await GatewayUnderTest.start({ upstream: provider.url });
  const of = { run: 'run', setup: 'setup', providers: ['fake'], spec: 'a.spec.ts', titlePath: ['says the day'] };
  const ask = async (
    id: string,
    mode: 'record' | 'replay',
    day: string,
    placeholders?: { name: string; pattern: string }[],
  ) => {
    await gateway.control.openAttempt({ id, mode, ...of, ...(placeholders && { placeholders }) });
    await (await gateway.post(id, { content: `Today is ${day}.` })).text();
    return (await gateway.close(id)).problems.map(({ text }) => text).join();
  };
  assert.equal(await ask('run.1', 'record', '2026-01-02'), '');
  assert.match(await ask('run.2', 'replay', '2026-01-03'), /Only a date is another[^]*setups\/setup\.yaml/);
  assert.equal(
    await ask('run.3', 'replay', '2026-01-03', [{ name: 'today', pattern: String.raw`is (\d{4}-\d\d-\d\d)` }]),
    '',
  );
  await gateway.stop();
  await provider.close();
});

test("a recording of another's test is written only where its own requests replay on it", async () => {
  const provider = await fakeProvider((_message, response, body) => {
    if (!body.includes('never')) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const gateway = await GatewayUnderTest.start({ upstream: provider.url });
  const external = { name: 'suite/case', command: 'pytest --e2e-mode=record', madeBy: 'pytest' as const };
  const of = { run: 'run', mode: 'record' as const, setup: 'setup', providers: ['fake'], external };
  const recording = async (id: string, ask: () => Promise<unknown>) => {
    await gateway.control.openAttempt({ id, ...of, spec: 'external/suite', titlePath: ['case'] });
    await ask();
    // As of a test that failed as it was expected to.
    return gateway.control.closeAttempt(id, { asExpected: true, complete: false });
  };
  const whole = await recording('run.1', async () => (await gateway.post('run.1', { word: 'answered' })).text());
  assert.deepEqual([whole.problems, whole.written.length], [[], 3]);
  const file = join(gateway.recordings, 'line-1/setup/external/suite/case/providers.json');
  const before = readFileSync(file, 'utf8');
  const holed = await recording('run.2', async () => {
    void gateway.post('run.2', { word: 'never' }).catch(() => undefined);
    await gateway.running('run.2', 1);
    await (await gateway.post('run.2', { word: 'answered otherwise' })).text();
  });
  assert.match(
    holed.problems.map(({ text }) => text).join(),
    /^The recording of "external\/suite › case" \(setup\) was not written: it would not replay[^]*provider call 1:[^]*"never"[^]*record it again: pytest --e2e-mode=record$/,
  );
  assert.deepEqual(holed.written, []);
  assert.equal(readFileSync(file, 'utf8'), before);
  await gateway.stop();
  await provider.close();
});
