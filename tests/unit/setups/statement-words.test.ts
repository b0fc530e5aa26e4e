import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statementWords } from '../../../setups/statement-words.ts';
import { parsedAnswer } from '../../../cli/gaps/try.ts';

test('each kind of statement is a sentence', () => {
  for (const [statement, words] of [
    [{ status: 400, error: 'not found' }, ['the status is 400', 'the error says `not found`']],
    [{ at: 'usage', is: null }, ['`usage` is `null`']],
    [{ 'missing header': 'retry-after' }, ['the header `retry-after` is missing']],
    [{ 'missing field': 'error' }, ['`error` is missing']],
    [{ at: 'data', 'missing item': 1 }, ['`data` does not have the item `1`']],
    [{ in: 'received', is: 1 }, ['what comes back is `1`']],
    [{ event: 'a', at: 'b', is: 1 }, ['the stream has the event `a`, in which `b` is `1`']],
    [{ 'missing event': 'a' }, ['the stream has no event `a`']],
  ] as const) {
    assert.deepEqual(statementWords(statement), words);
  }
});

test('what curl printed is read as an answer, behind interim ones', () => {
  const head = 'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n';
  const answer = parsedAnswer(`HTTP/1.1 100 Continue\r\n\r\n${head}{"detail":"no"}`);
  assert.deepEqual(answer, {
    status: 404,
    headers: { 'content-type': 'application/json' },
    body: { json: { detail: 'no' } },
  });
  const stream = parsedAnswer('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {"a":1}\n\n');
  assert.deepEqual(stream.events, [{ data: { a: 1 } }]);
  assert.deepEqual(parsedAnswer('HTTP/1.1 204 No Content\r\n\r\n'), { status: 204, headers: {} });
});
