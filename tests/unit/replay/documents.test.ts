/** Documents of a stack: kept by digest and size, and compared by them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftOf } from '../../../replay/drift/drift.ts';
import { textBody } from '../../../replay/recording/body.ts';
import { isDocument, storedAnswer } from '../../../replay/recording/documents.ts';
import type { ClientExchange } from '../../../replay/recording/exchange.ts';
import { parseCalls } from '../../../replay/recording/format.ts';

const REQUEST = { method: 'GET', path: '/openapi.json' };

function answered(text: string, request = REQUEST, status = 200): ClientExchange {
  const headers = { 'content-type': 'application/json' };
  return {
    request,
    response: storedAnswer(request, { status, headers, body: textBody(text, 'application/json') }),
  };
}

const DOCUMENT = '{"paths":{"/a":{"200":1,"50":2.0},"/b":{}}}';

test('a document is kept by the digest of its value and its size', () => {
  const { response } = answered(DOCUMENT);
  assert.ok(isDocument(response));
  assert.ok(response.body && 'sha256' in response.body);
  assert.match(response.body.sha256, /^[0-9a-f]{64}$/);
  assert.equal(response.body.bytes, DOCUMENT.length);
  assert.deepEqual(parseCalls([answered(DOCUMENT)]), [answered(DOCUMENT)]);
});

test('the order of its keys is no drift, a value and a length are', () => {
  const drift = (text: string) =>
    driftOf([answered(DOCUMENT)], [answered(text)]).flatMap(({ differences }) => differences.map(({ path }) => path));
  assert.deepEqual(drift(DOCUMENT), []);
  assert.deepEqual(drift('{"paths":{"/b":{},"/a":{"50":2.0,"200":1}}}'), []);
  assert.deepEqual(drift(DOCUMENT.replace('2.0', '3.0')), ['body.sha256']);
  assert.deepEqual(drift(DOCUMENT.replace('2.0', '2')), ['body.bytes']);
});

test('all other answers are kept whole', () => {
  for (const call of [
    answered(DOCUMENT, { method: 'POST', path: '/openapi.json' }),
    answered(DOCUMENT, { method: 'GET', path: '/v1/models' }),
    answered('{"detail":"Not Found"}', REQUEST, 404),
    answered('<html>', REQUEST),
  ])
    assert.equal(isDocument(call.response), false);
});
