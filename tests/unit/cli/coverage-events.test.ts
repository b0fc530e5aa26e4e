import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { eventTypesOf, parseEvents } from '../../../cli/coverage/events.ts';

describe('the events of a recorded stream', () => {
  test('are told by their type, each once', () => {
    const events = [{ data: { type: 'response.created' } }, { data: { type: 'b' } }, { data: { type: 'b' } }];
    assert.deepEqual(eventTypesOf(events), ['response.created', 'b']);
  });

  test('are told in raw text as well, over several lines and with other fields', () => {
    const raw = 'event: response.created\r\ndata: {"type":\r\ndata: "response.created"}\r\n\r\n';
    assert.deepEqual(eventTypesOf([{ raw }]), ['response.created']);
  });

  test('without a type, or cut short, are passed over', () => {
    const events = [{ raw: 'data: [DONE]\n\n' }, { raw: 'data: {"type":"resp' }, { data: { error: {} } }, { data: 1 }];
    assert.deepEqual(eventTypesOf(events), []);
  });
});

describe('the declared events', () => {
  test('of the default distribution can be read', () => {
    const file = join(import.meta.dirname, '../../../stack/distributions/ogx-1.5/response-events.yaml');
    const { sent, neverSent } = parseEvents(readFileSync(file, 'utf8'));
    assert.equal(sent.length + Object.keys(neverSent).length, 37);
  });

  test('may not name an event twice', () => {
    assert.throws(() => parseEvents('sent: [a, b]\nneverSent: { b: why }'), /names an event twice/);
    assert.throws(() => parseEvents('sent: [a, a]\nneverSent: {}'), /names an event twice/);
    assert.throws(() => parseEvents('sent: []\nneverSent: {}'));
  });
});
