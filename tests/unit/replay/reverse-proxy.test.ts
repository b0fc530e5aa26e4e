import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ownedTarget } from '../../../replay/gateway/base-url.ts';
import { withReason } from '../../../replay/gateway/client-reason.ts';
import { forwardedHeaders, locationFor } from '../../../replay/gateway/forwarded-headers.ts';

describe('reverse proxy: what a base URL asks for', () => {
  for (const [url, attempt, target] of [
    ['/@run.1/v1/models?limit=2', 'run.1', '/v1/models?limit=2'],
    ['/@run.1', 'run.1', '/'],
    ['/@run.1?a=b', 'run.1', '/?a=b'],
  ] as const)
    test(url, () => assert.deepEqual(ownedTarget(url), { attempt, target, base: '/@run.1' }));

  for (const url of ['/v1/models', '/@/v1', '/@run.1%2f', '/x/@run.1/v1', '/-/attempts'])
    test(`${url} is none`, () => assert.equal(ownedTarget(url), undefined));
});

describe('reverse proxy: headers', () => {
  test('those of a connection stay behind, and others stay as they are', () => {
    const raw = [
      'Connection',
      'close, X-Hop',
      'X-Hop',
      '1',
      'TE',
      'trailers',
      'Cookie',
      'a',
      'cookie',
      'b',
      'Host',
      'me',
    ];
    assert.deepEqual(forwardedHeaders(raw, { host: 'stack' }), { cookie: ['a', 'b'], host: 'stack' });
  });

  test("identity takes the place of a client's own, and members of others stay", () => {
    const raw = ['baggage', 'tenant=7;ttl=1,e2e-attempt=other', 'baggage', 'e2e-call=9, user=x'];
    const { baggage } = forwardedHeaders(raw, { baggage: 'e2e-attempt=run.1' });
    assert.equal(baggage, 'e2e-attempt=run.1,tenant=7;ttl=1, user=x');
  });

  test('a request body of unknown length goes on in chunks', () => {
    assert.deepEqual(forwardedHeaders(['Transfer-Encoding', 'chunked'], { host: 'stack' }), {
      'transfer-encoding': 'chunked',
      host: 'stack',
    });
  });

  test('a redirect to another server stays as it is', () => {
    assert.deepEqual(locationFor('http://other/x', 'http://stack:1', '/@r.1'), {});
    assert.deepEqual(locationFor('http://stack:1/x?y', 'http://stack:1', '/@r.1'), { location: '/@r.1/x?y' });
    assert.deepEqual(locationFor('/x', 'http://stack:1', '/@r.1'), { location: '/@r.1/x' });
  });
});

describe('reverse proxy: the reason in an answer that tells of a fault', () => {
  test('without its first line where the stack has said that', () => {
    const told = withReason('{"detail":"501: No answer."}', 'application/json', 'No answer.\nWhy: none.');
    assert.equal(told, '{"detail":"501: No answer.\\nWhy: none."}');
  });

  for (const [what, body, type, expected] of [
    [
      'behind error.message',
      '{"error":{"message":"500","code":1}}',
      'application/json',
      '{"error":{"message":"500\\nWhy","code":1}}',
    ],
    ['behind detail', '{"detail":"Internal"}', 'application/json', '{"detail":"Internal\\nWhy"}'],
    ['in a member of its own', '{"detail":[1]}', 'application/json', '{"detail":[1],"e2e":"Why"}'],
    ['behind a text', 'Internal Server Error', 'text/plain', 'Internal Server Error\n\nWhy\n'],
    ['nowhere in a list', '[1]', 'application/json', '[1]'],
  ] as const)
    test(what, () => assert.equal(withReason(body, type, 'Why'), expected));
});
