/** What a provider call carries in its headers: whose key, and what changes the answer. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { baggage } from '../../../replay/control/baggage.ts';
import { clientKeyMarks } from '../../../replay/control/client-keys.ts';
import type { Mode } from '../../../replay/control/protocol.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider } from '../../fakes/provider.ts';

const provider = await fakeProvider((_message, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"answer"}');
});
const stackEnvironment = { FAKE_API_KEY: 'dummy' };
const [inHeader, inBody] = await Promise.all([
  GatewayUnderTest.start({ upstream: provider.url, stackEnvironment, headers: ['x-org', 'x-beta'] }),
  GatewayUnderTest.start({ upstream: provider.url, stackEnvironment, keyInBody: 'api_key' }),
]);
after(async () => {
  await Promise.all([inHeader.stop(), inBody.stop()]);
  await provider.close();
});

/** One call with these headers, in one attempt: whose key the spec is told that it had, and the problems. */
async function call(
  gateway: GatewayUnderTest,
  mode: Mode,
  headers: Record<string, string>,
  body: object,
  keys: string[] = [],
) {
  const id = await gateway.open(mode);
  await fetch(`${gateway.gateway.url}/fake/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, baggage: baggage({ attempt: id, keys }) },
    body: JSON.stringify(body),
  });
  const [seen] = await gateway.control.providerRequests(id);
  const { problems, written } = await gateway.close(id);
  return { key: seen?.key, problems: problems.map(({ kind, text }) => `${kind}: ${text}`), written };
}

describe('credentials', () => {
  test('the key that the stack was started with is none to speak of, when recorded and when replayed', async () => {
    for (const mode of ['record', 'replay'] as const) {
      const { key, problems } = await call(inHeader, mode, { authorization: 'Bearer dummy' }, {});
      assert.deepEqual([key, problems], ['stack', []]);
    }
  });

  for (const [what, headers, text] of [
    [
      'no key',
      {},
      /^credentials: The stack sent no credentials: POST \/v1\/chat to fake\.\nWhy: it was started with FAKE_API_KEY/,
    ],
    ['an empty key', { authorization: 'Bearer ' }, /sent no credentials/],
    ['another key', { authorization: 'Bearer mine' }, /sent other credentials than it was given/],
    ['the key under another scheme', { authorization: 'Basic dummy' }, /sent other credentials than it was given/],
  ] as const) {
    test(`${what} is a problem of the test, when recorded and when replayed`, async () => {
      for (const mode of ['record', 'replay'] as const) {
        const { problems, written } = await call(inHeader, mode, headers, {});
        assert.match(problems.join(), text);
        assert.deepEqual(written, []);
        assert.doesNotMatch(problems.join(), /mine/);
      }
    });
  }

  test('a key that the client handed on in its provider data is told apart', async () => {
    const keys = clientKeyMarks([['x-ogx-provider-data', '{"fake_api_key":"of-the-client"}']]);
    const { key, problems } = await call(inHeader, 'replay', { authorization: 'Bearer of-the-client' }, {}, keys);
    assert.deepEqual([key, problems], ['client', []]);
    const other = await call(inHeader, 'replay', { authorization: 'Bearer of-another-client' }, {}, keys);
    assert.deepEqual([other.key, other.problems.length], ['other', 1]);
  });

  test('the key goes to the provider in the header that the call has it in, and is looked at there', async () => {
    const seen: unknown[] = [];
    const server = await fakeProvider(({ headers }, response) => {
      seen.push([headers.authorization, headers['x-fake-key']]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    const either = await GatewayUnderTest.start({
      upstream: server.url,
      stackEnvironment,
      environment: { FAKE_API_KEY: 'real' },
      otherKeyHeader: 'x-fake-key',
    });
    const first = await call(either, 'record', { authorization: 'Bearer dummy' }, {});
    const second = await call(either, 'record', { 'x-fake-key': 'dummy' }, {});
    const wrong = await call(either, 'replay', { 'x-fake-key': 'mine' }, {});
    await either.stop();
    await server.close();
    assert.deepEqual(seen, [
      ['Bearer real', undefined],
      [undefined, 'real'],
    ]);
    assert.deepEqual([first.problems, second.problems], [[], []]);
    assert.match(wrong.problems.join(), /belongs in the header authorization or x-fake-key/);
  });

  test('a key in the body is looked at there', async () => {
    assert.deepEqual((await call(inBody, 'record', {}, { api_key: 'dummy', query: 'x' })).problems, []);
    const { key, problems } = await call(inBody, 'replay', {}, { query: 'x' });
    assert.equal(key, 'none');
    assert.match(problems.join(), /which belongs in the field "api_key" of the body/);
  });
});

test('headers that are declared to change the answer are recorded and take part in matching, others do not', async () => {
  const authorization = 'Bearer dummy';
  const title = (headers: Record<string, string>) => call(inHeader, 'replay', { authorization, ...headers }, { n: 1 });
  await call(inHeader, 'record', { authorization, 'x-org': 'ours', 'x-trace': '1' }, { n: 1 });
  const file = join(inHeader.recordings, 'line-1/setup/a.spec.ts/a-test/providers.json');
  assert.match(await readFile(file, 'utf8'), /"x-org": "ours"/);
  assert.doesNotMatch(await readFile(file, 'utf8'), /x-trace/);
  assert.deepEqual((await title({ 'x-org': 'ours', 'x-trace': '2' })).problems, []);
  assert.match((await title({ 'x-org': 'theirs' })).problems.join(), /headers\.x-org: recorded "ours", now "theirs"/);
  assert.match((await title({})).problems.join(), /headers\.x-org/);
  assert.match((await title({ 'x-org': 'ours', 'x-beta': 'b' })).problems.join(), /headers\.x-beta/);
});
