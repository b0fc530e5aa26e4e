/** Which ids of an imported recording are bound to live ones: those that the stack is known to have minted, and no others. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { literalsOf, withMintedIds } from '../../../cli/recordings/reference/minted-ids.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import type { ProviderExchange, RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { chat, pieces } from '../../builders/recordings.ts';

const TEST = 'tests/integration/responses/test_file_search.py::test_search[txt=openai/gpt-4o]';
/** The ids that the reference's recorder gives a test, counted from 1. */
function made(prefix: string, count: number): string {
  const first = BigInt(`0x${createHash('sha256').update(TEST).digest('hex')}`) % 1_000_000_000_000n;
  return `${prefix}${first + BigInt(count)}`;
}

function imported(question: string, response?: RecordedAnswer): ProviderExchange {
  const { call: _, ...exchange } = chat(question, 'fine', response && { response });
  return withMintedIds(exchange, TEST);
}

function asked(recorded: ProviderExchange, question: string) {
  const matching = new Matching([recorded], literalsOf([recorded], TEST), undefined, [], true);
  return matching.match({ provider: 'ollama', request: chat(question, '').request });
}

const [UUID, OTHER] = ['123e4567-e89b-42d3-a456-426614174000', '999e4567-e89b-42d3-a456-426614174000'];

test("an id of a client's own must be the same", () => {
  const recorded = imported(`Where is order-${UUID}, and file-${'a'.repeat(32)}?`);
  assert.equal(asked(recorded, `Where is order-${UUID}, and file-${'a'.repeat(32)}?`).hit, true);
  assert.equal(asked(recorded, `Where is order-${OTHER}, and file-${'a'.repeat(32)}?`).hit, false);
  assert.equal(asked(recorded, `Where is order-${UUID}, and file-${'b'.repeat(32)}?`).hit, false);
});

test('an id that the recorder made for the test has the form that a stack mints, and is bound', () => {
  const recorded = imported(`document_id: ${made('file-', 1)} of ${made('vs_', 2)}`);
  const live = `file-${'b'.repeat(32)}`;
  const match = asked(recorded, `document_id: ${live} of vs_${UUID}`);
  assert.equal(match.hit, true);
});

test('a number that is not of the test stays as it is', () => {
  const { request } = imported('Look at file-123456789012 and batch_7.');
  assert.deepEqual(request, chat('Look at file-123456789012 and batch_7.', '').request);
});

test('an id that a model cites in pieces becomes the live one', () => {
  const id = made('file-', 1);
  const cited = pieces('See <|', id.slice(0, 5), id.slice(5, 9), id.slice(9), '|> for', ' more.');
  const recorded = imported(`document_id: ${id}`, cited);
  const live = `file-${'b'.repeat(32)}`;
  const match = asked(recorded, `document_id: ${live}`);
  assert.ok(match.hit);
  const text = JSON.stringify(match.answer.events).replaceAll(/.*?"content":"([^"]*)"|.+$/g, '$1');
  assert.equal(text, `See <|${live}|> for more.`);
});

test('a document in the text of a file search is bound, as the recorder leaves it out', () => {
  const recorded = imported(`[1] document_id: ${UUID}, score: 0.51, order ${OTHER}`);
  assert.equal(asked(recorded, `[1] document_id: ${UUID.replace('1', '2')}, score: 0.51, order ${OTHER}`).hit, true);
  assert.equal(asked(recorded, `[1] document_id: ${UUID}, score: 0.51, order ${UUID}`).hit, false);
});
