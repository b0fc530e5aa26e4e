import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keyOf } from '../../../contracts/contract.ts';
import { relationFindings } from '../../../contracts/findings.ts';
import { KnownFile, knownFile, knownKeys } from '../../../contracts/known.ts';
import { brokenRelations, RELATIONS } from '../../../contracts/relations/relations.ts';
import { unknownFindings } from '../../../contracts/text.ts';
import { loadSources } from '../../../setups/sources.ts';
import { isObject } from '../../../replay/recording/json.ts';
import type { ClientExchange, Json } from '../../../replay/recording/exchange.ts';

interface Exchange {
  asked?: Json;
  status?: number;
  answer?: Json;
  events?: Json[];
}

/** One client call and its answer: `call('GET /v1/files?limit=1', { answer: {…} })`. */
function call(operation: string, { asked, status = 200, answer, events }: Exchange): ClientExchange {
  const [method = '', target = ''] = operation.split(' ');
  const [path = '', query] = target.split('?');
  return {
    request: {
      method,
      path,
      ...(query === undefined ? {} : { query }),
      ...(asked === undefined ? {} : { body: { json: asked } }),
    },
    response: {
      status,
      headers: {},
      ...(answer === undefined ? {} : { body: { json: answer } }),
      ...(events === undefined ? {} : { events: events.map((data) => ({ data })) }),
    },
  };
}

const broken = (exchanges: ClientExchange[]) =>
  brokenRelations({ exchanges }).map(({ relation, path }) => `${relation.name}: ${path}`);

const file = { id: 'file-000000000000000000000001', object: 'file', filename: 'a.txt', bytes: 3 };
const page = {
  object: 'list',
  data: [file],
  first_id: 'file-000000000000000000000001',
  last_id: 'file-000000000000000000000001',
  has_more: false,
};
const store = { id: 'vs_000000000000000000000001', object: 'vector_store', name: 'e2e', status: 'completed' };
const chat = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
};
const response = {
  id: 'resp_000000000000000000000001',
  object: 'response',
  status: 'completed',
  background: false,
  frequency_penalty: 0,
  parallel_tool_calls: true,
  presence_penalty: 0,
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  completed_at: 2,
  output: [{ id: 'msg_1', type: 'message', status: 'completed', content: [{ type: 'output_text', text: 'Hi' }] }],
  usage: { input_tokens: 3, output_tokens: 1, total_tokens: 4 },
};
const item = response.output[0] ?? {};
const streamed: Json[] = [
  { type: 'response.created', sequence_number: 0, response: { ...response, status: 'in_progress', output: [] } },
  { type: 'response.in_progress', sequence_number: 1, response: { ...response, status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', sequence_number: 2, output_index: 0, item: { id: 'msg_1', type: 'message' } },
  {
    type: 'response.output_text.delta',
    sequence_number: 3,
    output_index: 0,
    item_id: 'msg_1',
    content_index: 0,
    delta: 'H',
  },
  {
    type: 'response.output_text.delta',
    sequence_number: 4,
    output_index: 0,
    item_id: 'msg_1',
    content_index: 0,
    delta: 'i',
  },
  {
    type: 'response.output_text.done',
    sequence_number: 5,
    output_index: 0,
    item_id: 'msg_1',
    content_index: 0,
    text: 'Hi',
  },
  { type: 'response.output_item.done', sequence_number: 6, output_index: 0, item },
  { type: 'response.completed', sequence_number: 7, response },
];
const chunk = (delta: Json, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const message: Json[] = [
  { type: 'message_start', message: { id: 'msg_1' } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
  { type: 'message_stop' },
];

/** A copy in which the object at a position has other members. */
function changed(list: readonly Json[], at: number, members: Record<string, Json>): Json[] {
  return list.map((each, n) => (n === at && isObject(each) ? { ...each, ...members } : each));
}

const without = (list: readonly Json[], at: number): Json[] => list.filter((_, n) => n !== at);

const start = { event_type: 'interaction.start', interaction: { id: `interaction-${'0'.repeat(24)}`, model: 'm' } };
const interaction: Json[] = [
  start,
  { event_type: 'content.start', index: 0, content: { type: 'text' } },
  { event_type: 'content.delta', index: 0, delta: { type: 'text', text: 'Hi' } },
  { event_type: 'content.stop', index: 0 },
  { ...start, event_type: 'interaction.complete' },
];
const TEXT = 'Tea wants hot water.';
const upload: ClientExchange = {
  ...call('POST /v1/files', { answer: file }),
  request: {
    method: 'POST',
    path: '/v1/files',
    body: { form: [{ name: 'file', filename: 'a.txt', content: { text: TEXT } }] },
  },
};
/** A search in a store that has one file, and what it finds of it. */
const searching = (found: Record<string, Json>): ClientExchange[] => [
  { ...upload, response: { ...upload.response, body: { json: { ...file, bytes: TEXT.length } } } },
  call('POST /v1/vector_stores/vs_000000000000000000000001/files', {
    asked: { file_id: file.id, attributes: { year: 2023 } },
    answer: { id: file.id, object: 'vector_store.file', vector_store_id: store.id, attributes: { year: 2023 } },
  }),
  call('POST /v1/vector_stores/vs_000000000000000000000001/search', {
    asked: { query: 'q' },
    answer: {
      object: 'vector_store.search_results.page',
      search_query: ['q'],
      data: [
        {
          file_id: file.id,
          filename: 'a.txt',
          score: 1,
          attributes: { year: 2023 },
          content: [{ type: 'text', text: 'hot water' }],
          ...found,
        },
      ],
    },
  }),
];
const cut = (members: Record<string, Json>, metadata: Record<string, Json> = {}): ClientExchange => ({
  ...call('POST /v1alpha/file-processors/process', {
    answer: {
      chunks: [
        {
          content: 'Tea',
          chunk_id: 'c1',
          metadata: { chunk_id: 'c1', document_id: 'd1', filename: 'a.txt', token_count: 1, ...metadata },
          chunk_metadata: {
            chunk_id: 'c1',
            document_id: 'd1',
            content_token_count: 1,
            chunk_window: '0-1',
            ...members,
          },
        },
      ],
    },
  }),
  request: { ...upload.request, path: '/v1alpha/file-processors/process' },
});
const scored = (logprob: Record<string, Json>): ClientExchange =>
  call('POST /v1/chat/completions', {
    answer: {
      ...chat,
      choices: [{ index: 0, logprobs: { content: [{ token: ' I', bytes: [32, 73], logprob: -1, ...logprob }] } }],
    },
  });

/** Calls that keep to every relation: none is broken. */
const KEPT: Record<string, ClientExchange[]> = {
  'input items that are the input, in another order': [
    call('POST /v1/responses', {
      asked: {
        model: 'm',
        input: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'Hi' },
        ],
      },
      answer: response,
    }),
    call(`GET /v1/responses/${response.id}/input_items`, {
      answer: {
        object: 'list',
        data: [
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
          { type: 'message', role: 'system', content: 'Be kind.' },
        ],
      },
    }),
  ],
  'a streamed interaction': [call('POST /v1alpha/interactions', { events: interaction })],
  'an interaction that breaks off with an error': [
    call('POST /v1alpha/interactions', { events: [...interaction.slice(0, 3), { error: { code: 500 } }] }),
  ],
  'a search result with the attributes and a text of its file': searching({}),
  'chunks that agree with their file': [cut({})],
  'a token that ends in a part of a letter': [scored({ token: ' ', bytes: [32, 240, 159] })],
  'a full page of the items of a store': [
    call('GET /v1/vector_stores/vs_000000000000000000000001/files?limit=1', { answer: { ...page, has_more: true } }),
  ],

  'a response with the defaults': [
    call('POST /v1/responses', { asked: { model: 'm', input: 'Hi' }, answer: response }),
  ],
  'a stored chat with the messages that it was asked with': [
    call('POST /v1/chat/completions', { asked: { messages: [{ role: 'user', content: 'Hi' }] }, answer: chat }),
    call('GET /v1/chat/completions/chatcmpl-1', {
      answer: { ...chat, input_messages: [{ role: 'user', content: 'Hi', name: null }] },
    }),
  ],
  'an error with 400, a deletion with 204': [
    call('POST /v1/files', { status: 400, answer: { error: { message: 'No.' } } }),
    call('DELETE /v1/prompts/pmpt_1', { status: 204 }),
  ],
  'a streamed response': [call('POST /v1/responses', { asked: { stream: true }, events: streamed })],
  'a streamed chat': [call('POST /v1/chat/completions', { events: [chunk({ content: 'H' }), chunk({}, 'stop')] })],
  'a streamed message': [call('POST /v1/messages', { events: message })],
  'a file retrieved, listed, deleted and not found': [
    call('POST /v1/files', { answer: file }),
    call('GET /v1/files/file-000000000000000000000001', { answer: file }),
    call('GET /v1/files?limit=1', { answer: page }),
    call('DELETE /v1/files/file-000000000000000000000001', {
      answer: { id: 'file-000000000000000000000001', object: 'file', deleted: true },
    }),
    call('GET /v1/files/file-000000000000000000000001', {
      status: 404,
      answer: { error: { message: 'There is none.' } },
    }),
  ],
  'a store that was changed in between': [
    call('POST /v1/vector_stores', { asked: { name: 'e2e' }, answer: store }),
    call('POST /v1/vector_stores/vs_000000000000000000000001', {
      asked: { name: 'new' },
      answer: { ...store, name: 'new' },
    }),
    call('GET /v1/vector_stores/vs_000000000000000000000001', { answer: { ...store, name: 'new', usage_bytes: 5 } }),
  ],
  'a store of another test, which renames it between two lists': [
    call('GET /v1/vector_stores', { answer: { object: 'list', data: [store], has_more: false } }),
    call('GET /v1/vector_stores', { answer: { object: 'list', data: [{ ...store, name: 'new' }], has_more: false } }),
  ],
  'a batch that goes on': [
    call('POST /v1/batches', {
      answer: { id: 'batch_000000000000000000000001', object: 'batch', status: 'validating' },
    }),
    call('GET /v1/batches/batch_000000000000000000000001', {
      answer: { id: 'batch_000000000000000000000001', object: 'batch', status: 'completed' },
    }),
  ],
  'a model named by its snapshot': [
    call('POST /v1/chat/completions', { asked: { model: 'gpt-4o' }, answer: { ...chat, model: 'gpt-4o-2024-08-06' } }),
  ],
};

for (const [what, exchanges] of Object.entries(KEPT)) {
  test(`holds for ${what}`, () => assert.deepEqual(broken(exchanges), []));
}

/** Calls that break one relation, and where. */
const BROKEN: Record<string, { exchanges: ClientExchange[]; at: string }> = {
  'an answer with 201': {
    exchanges: [call('POST /v1/files', { status: 201, answer: file })],
    at: 'status agrees with body: status',
  },
  'an object with 404': {
    exchanges: [call('GET /v1/files/file-000000000000000000000001', { status: 404, answer: file })],
    at: 'status agrees with body: status',
  },
  'an error with 200': {
    exchanges: [call('GET /v1/files/file-000000000000000000000001', { answer: { error: { message: 'No.' } } })],
    at: 'status agrees with body: status',
  },
  'a stream with 500': {
    exchanges: [call('POST /v1/responses', { status: 500, events: streamed })],
    at: 'status agrees with body: status',
  },
  'a file whose name comes only when it is retrieved': {
    exchanges: [
      call('POST /v1/files', { answer: { id: 'file-000000000000000000000001', object: 'file', bytes: 3 } }),
      call('GET /v1/files/file-000000000000000000000001', { answer: file }),
    ],
    at: 'stored as returned: filename',
  },
  'a search result with the name of another file': {
    exchanges: [
      call('POST /v1/files', { answer: file }),
      call('POST /v1/vector_stores/vs_000000000000000000000001/search', {
        asked: { query: 'q' },
        answer: {
          object: 'vector_store.search_results.page',
          search_query: ['q'],
          data: [{ file_id: 'file-000000000000000000000001', filename: 'b.txt', score: 1 }],
        },
      }),
    ],
    at: 'references agree: data[0].filename',
  },
  'a stored chat with another message': {
    exchanges: [
      call('POST /v1/chat/completions', { asked: { messages: [{ role: 'user', content: 'Hi' }] }, answer: chat }),
      call('GET /v1/chat/completions/chatcmpl-1', {
        answer: { ...chat, input_messages: [{ role: 'user', content: 'Ho' }] },
      }),
    ],
    at: 'references agree: input_messages[0].content',
  },
  'input items that are not the input': {
    exchanges: [
      call('POST /v1/responses', { asked: { input: 'Hi' }, answer: response }),
      call('GET /v1/responses/resp_000000000000000000000001/input_items', {
        answer: {
          object: 'list',
          data: [{ id: 'msg_0', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Ho' }] }],
        },
      }),
    ],
    at: 'references agree: data[0].content[0].text',
  },
  'a response that begins twice': {
    exchanges: [call('POST /v1/responses', { events: [...streamed.slice(0, 1), ...streamed] })],
    at: 'response items open and close: response.created type',
  },
  'a response that never ends': {
    exchanges: [call('POST /v1/responses', { events: streamed.slice(0, -1) })],
    at: 'response items open and close: last event type',
  },
  'another instruction at the end than at the beginning': {
    exchanges: [
      call('POST /v1/responses', { events: changed(streamed, 7, { response: { ...response, top_p: 0.5 } }) }),
    ],
    at: 'response items open and close: response.completed response.top_p',
  },
  'a delta of an item that is not open': {
    exchanges: [call('POST /v1/responses', { events: without(streamed, 2) })],
    at: 'response items open and close: response.output_text.delta output_index',
  },
  'an item that is done as another kind': {
    exchanges: [call('POST /v1/responses', { events: changed(streamed, 6, { item: { ...item, type: 'reasoning' } }) })],
    at: 'response items open and close: response.output_item.done item.type',
  },
  'a temperature that comes back otherwise': {
    exchanges: [call('POST /v1/responses', { asked: { temperature: 0.5 }, answer: response })],
    at: 'request echoed: temperature',
  },
  'another model': {
    exchanges: [call('POST /v1/chat/completions', { asked: { model: 'x' }, answer: chat })],
    at: 'request echoed: model',
  },
  'another id than that of the path': {
    exchanges: [call('GET /v1/files/file-000000000000000000000002', { answer: file })],
    at: 'request echoed: id',
  },
  'a default that is another': {
    exchanges: [call('POST /v1/responses', { asked: {}, answer: { ...response, top_p: 0.9 } })],
    at: 'default returned: top_p',
  },
  'a file retrieved with another size': {
    exchanges: [
      call('POST /v1/files', { answer: file }),
      call('GET /v1/files/file-000000000000000000000001', { answer: { ...file, bytes: 4 } }),
    ],
    at: 'stored as returned: bytes',
  },
  'a file listed without its name': {
    exchanges: [
      call('POST /v1/files', { answer: file }),
      call('GET /v1/files', {
        answer: { ...page, data: [{ id: 'file-000000000000000000000001', object: 'file', bytes: 3 }] },
      }),
    ],
    at: 'stored as returned: data[0].filename',
  },
  'a deletion that says nothing of it': {
    exchanges: [
      call('DELETE /v1/files/file-000000000000000000000001', {
        answer: { id: 'file-000000000000000000000001', object: 'file', deleted: false },
      }),
    ],
    at: 'deletion confirmed: deleted',
  },
  'a file retrieved after its deletion': {
    exchanges: [
      call('DELETE /v1/files/file-000000000000000000000001', {
        answer: { id: 'file-000000000000000000000001', object: 'file', deleted: true },
      }),
      call('GET /v1/files/file-000000000000000000000001', { answer: file }),
    ],
    at: 'gone once deleted: ',
  },
  'a file listed after its deletion': {
    exchanges: [
      call('DELETE /v1/files/file-000000000000000000000001', {
        answer: { id: 'file-000000000000000000000001', object: 'file', deleted: true },
      }),
      call('GET /v1/files', { answer: page }),
    ],
    at: 'gone once deleted: data[0].id',
  },
  'an id given twice': {
    exchanges: [call('POST /v1/files', { answer: file }), call('POST /v1/files', { answer: file })],
    at: 'ids unique: id',
  },
  'one choice of two': {
    exchanges: [call('POST /v1/chat/completions', { asked: { n: 2 }, answer: chat })],
    at: 'as many as asked: choices',
  },
  'one vector of two': {
    exchanges: [
      call('POST /v1/embeddings', {
        asked: { input: ['a', 'b'] },
        answer: { data: [{ object: 'embedding', index: 0, embedding: [1] }] },
      }),
    ],
    at: 'as many as asked: data',
  },
  'a vector of another length than asked': {
    exchanges: [
      call('POST /v1/embeddings', {
        asked: { input: 'a', dimensions: 2 },
        answer: { data: [{ object: 'embedding', index: 0, embedding: [1] }] },
      }),
    ],
    at: 'as many as asked: data[0].embedding',
  },
  'results that are not best first': {
    exchanges: [
      call('POST /v1/vector_stores/vs_000000000000000000000001/search', {
        asked: { query: 'q' },
        answer: {
          object: 'vector_store.search_results.page',
          search_query: ['q'],
          data: [{ score: 0.1 }, { score: 0.2 }],
        },
      }),
    ],
    at: 'search results ranked: data[1].score',
  },
  'a last_id that is not of the last item': {
    exchanges: [call('GET /v1/files', { answer: { ...page, last_id: 'file-000000000000000000000002' } })],
    at: 'page consistent: last_id',
  },
  'more items than limit': {
    exchanges: [
      call('GET /v1/files?limit=1', {
        answer: {
          ...page,
          data: [file, { ...file, id: 'file-000000000000000000000002' }],
          last_id: 'file-000000000000000000000002',
        },
      }),
    ],
    at: 'page consistent: data',
  },
  'items in another order than asked': {
    exchanges: [
      call('GET /v1/files?order=asc', {
        answer: {
          ...page,
          data: [
            { id: 'file-000000000000000000000001', created_at: 2 },
            { id: 'file-000000000000000000000002', created_at: 1 },
          ],
          last_id: 'file-000000000000000000000002',
        },
      }),
    ],
    at: 'page consistent: data[1].created_at',
  },
  'a total that is not the sum': {
    exchanges: [call('POST /v1/chat/completions', { answer: { ...chat, usage: { ...chat.usage, total_tokens: 5 } } })],
    at: 'numbers add up: usage.total_tokens',
  },
  'a batch that ended before it began': {
    exchanges: [
      call('GET /v1/batches/batch_000000000000000000000001', {
        answer: { id: 'batch_000000000000000000000001', object: 'batch', created_at: 2, completed_at: 1 },
      }),
    ],
    at: 'times in order: completed_at',
  },
  'a failed response without an error': {
    exchanges: [call('POST /v1/responses', { asked: {}, answer: { ...response, status: 'failed' } })],
    at: 'status agrees: error',
  },
  'an event without its number': {
    exchanges: [call('POST /v1/responses', { events: changed(streamed, 4, { sequence_number: 9 }) })],
    at: 'response stream agrees: response.output_text.delta sequence_number',
  },
  'deltas that do not join to the text': {
    exchanges: [call('POST /v1/responses', { events: changed(streamed, 4, { delta: 'o' }) })],
    at: 'response stream agrees: response.output_text.done text',
  },
  'deltas that do not join to the finished item, where no event has the whole text': {
    exchanges: [call('POST /v1/responses', { events: without(changed(streamed, 4, { delta: 'o' }), 5) })],
    at: 'response stream agrees: response.output_item.done item.content[0].text',
  },
  'an event of another item': {
    exchanges: [call('POST /v1/responses', { events: changed(streamed, 3, { item_id: 'msg_2' }) })],
    at: 'response stream agrees: response.output_text.delta item_id',
  },
  'a response without an item that was done': {
    exchanges: [
      call('POST /v1/responses', { events: changed(streamed, 7, { response: { ...response, output: [] } }) }),
    ],
    at: 'response stream agrees: response.completed response.output',
  },
  'a chunk of another completion': {
    exchanges: [
      call('POST /v1/chat/completions', {
        events: [chunk({ content: 'H' }), { ...chunk({}, 'stop'), id: 'chatcmpl-2' }],
      }),
    ],
    at: 'chat stream agrees: chunk id',
  },
  'a text behind the end of a choice': {
    exchanges: [call('POST /v1/chat/completions', { events: [chunk({}, 'stop'), chunk({ content: 'H' })] })],
    at: 'chat stream agrees: chunk choices[].delta.content',
  },
  'input items with the role of another': {
    exchanges: [
      call('POST /v1/responses', {
        asked: { model: 'm', input: [{ role: 'user', content: 'Hi' }] },
        answer: response,
      }),
      call(`GET /v1/responses/${response.id}/input_items`, {
        answer: {
          object: 'list',
          data: [{ type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Hi' }] }],
        },
      }),
    ],
    at: 'references agree: data[].content',
  },
  'an error that names another status': {
    exchanges: [call('POST /v1alpha/interactions', { status: 500, answer: { error: { code: 400, message: 'No.' } } })],
    at: 'status agrees with body: status',
  },
  'an error of another type than its status': {
    exchanges: [
      call('POST /v1/messages', {
        status: 500,
        answer: { type: 'error', error: { type: 'rate_limit_error', message: 'Later.' } },
      }),
    ],
    at: 'status agrees with body: status',
  },
  'an event that comes before its item': {
    exchanges: [
      call('POST /v1/responses', {
        events: [...streamed.slice(0, 2), streamed[3] ?? null, streamed[2] ?? null, ...streamed.slice(4)],
      }),
    ],
    at: 'response items open and close: response.output_text.delta output_index, before its item is added',
  },
  'a number that is left out': {
    exchanges: [
      call('POST /v1/responses', {
        events: streamed.map((event, n) => (n < 3 || !isObject(event) ? event : { ...event, sequence_number: n + 1 })),
      }),
    ],
    at: 'response stream agrees: response.output_text.delta sequence_number, of which one is left out',
  },
  'an item that is null': {
    exchanges: [call('POST /v1/responses', { asked: { model: 'm' }, answer: { ...response, output: [null] } })],
    at: 'no null items: output[0]',
  },
  'more items than the page says that it has': {
    exchanges: [
      call('GET /v1/vector_stores/vs_000000000000000000000001/files', { answer: { ...page, has_more: true } }),
    ],
    at: 'page consistent: has_more',
  },
  'a first id without items': {
    exchanges: [
      call('GET /v1/vector_stores/vs_000000000000000000000001/files', {
        answer: { object: 'list', data: [], first_id: 'x', has_more: false },
      }),
    ],
    at: 'page consistent: first_id',
  },
  'bytes that spell another token': {
    exchanges: [scored({ bytes: [32, 74] })],
    at: 'logprobs agree: choices[0].logprobs.content[0].bytes',
  },
  'a token that is more than certain': {
    exchanges: [scored({ logprob: 0.25 })],
    at: 'logprobs agree: choices[0].logprobs.content[0].logprob',
  },
  'a search result without an attribute of its file': {
    exchanges: searching({ attributes: {} }),
    at: 'search results are of files: data[0].attributes.year',
  },
  'a search result with a text that its file does not have': {
    exchanges: searching({ content: [{ type: 'text', text: 'cold water' }] }),
    at: 'search results are of files: data[0].content[0].text',
  },
  'a chunk that is called otherwise in its metadata': {
    exchanges: [cut({ chunk_id: 'c2' })],
    at: 'chunks agree: chunks[0].chunk_metadata.chunk_id',
  },
  'a chunk of a file with another name': {
    exchanges: [cut({}, { filename: 'b.txt' })],
    at: 'chunks agree: chunks[0].metadata.filename',
  },
  'an id of another form': {
    exchanges: [call('POST /v1/files', { answer: { ...file, id: 'file-0q' } })],
    at: 'ids have their form: id',
  },
  'a response in a stream with an id of another form': {
    exchanges: [
      call('POST /v1/responses', { events: [{ type: 'response.created', response: { ...response, id: 'resp_q' } }] }),
    ],
    at: 'ids have their form: response.created response.id',
  },
  'a delta of an interaction that is not open': {
    exchanges: [call('POST /v1alpha/interactions', { events: without(interaction, 1) })],
    at: 'interaction stream agrees: content.delta index',
  },
  'an interaction that ends under another id': {
    exchanges: [
      call('POST /v1alpha/interactions', { events: changed(interaction, 4, { interaction: { id: 'x', model: 'm' } }) }),
    ],
    at: 'interaction stream agrees: interaction.complete interaction.id',
  },
  'a block that is not stopped': {
    exchanges: [call('POST /v1/messages', { events: without(message, 3) })],
    at: 'message stream agrees: message_delta type',
  },
};

for (const [what, { exchanges, at }] of Object.entries(BROKEN)) {
  test(`finds ${what}`, () => assert.ok(broken(exchanges).includes(at), broken(exchanges).join('\n')));
}

test('each relation stands in the reference page with what must hold and its source', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/reference/contracts.md'), 'utf8').replaceAll(
    / +/g,
    ' ',
  );
  for (const { name, holds, source } of RELATIONS) assert.ok(page.includes(`| ${name} | ${holds} | ${source} |`), name);
});

/** Those whose tests are in forwarded.test.ts and lists-and-times.test.ts. */
const ELSEWHERE = new Set(['model answer forwarded', 'has_more agrees with next page', 'times near now']);

test('each relation bites in a test of its own, and names a document among the sources', () => {
  const { documents } = loadSources();
  for (const { name, source } of RELATIONS) {
    assert.ok(ELSEWHERE.has(name) || Object.values(BROKEN).some(({ at }) => at.startsWith(`${name}: `)), name);
    assert.ok((source.split(':')[0] ?? '') in documents, source);
  }
});

test('says the call, the place, what came and what is due, the source, and what to add where it is known', () => {
  const found = relationFindings({ exchanges: BROKEN['a file retrieved with another size']?.exchanges ?? [] });
  assert.equal(
    unknownFindings(found, 'setups/contracts/line-1.yaml', 'line-1'),
    `Broken contract: the stack's answers are not as published in one place:
  call 2, GET /v1/files/{id}: bytes is 4, and is to be 3
    says stored as returned: an object is retrieved, and listed, as it was created or last changed, once its work is done (OpenAI API reference: retrieve and list of Files, Vector stores, Responses, Conversations, Chat, Batch)
A client that is written by these types or documents gets something else.
If the stack is known to do so, add this to setups/contracts/line-1.yaml:
- contract: relations
  says: 'stored as returned'
  rule: other
  at: { 'GET /v1/files/{id}': ['bytes'] }
Where the answer is recorded, "npm run contracts -- write --line line-1" adds it. CONTRACT_FINDINGS=show lets such tests pass.`,
  );
  assert.match(
    unknownFindings(found, 'x.yaml', undefined),
    /\['bytes'\] \}\nCONTRACT_FINDINGS=show lets such tests pass\.$/,
  );
});

test('what is known holds for any position, and for a response in a stream as for one that is whole', () => {
  const [first] = relationFindings({
    exchanges: BROKEN['another instruction at the end than at the beginning']?.exchanges ?? [],
  });
  assert.ok(first);
  const known = knownFile([first], []);
  assert.deepEqual(known, [
    { contract: 'relations', says: first.place, rule: 'other', at: { 'POST /v1/responses': ['top_p'] } },
  ]);
  assert.deepEqual([...knownKeys(known).keys()], [keyOf(first)]);
});

test('two relations that do not hold at one path are two findings', () => {
  const [first] = relationFindings({ exchanges: BROKEN['a file retrieved with another size']?.exchanges ?? [] });
  assert.ok(first);
  assert.notEqual(keyOf(first), keyOf({ ...first, place: 'request echoed' }));
});

test('a file that names a relation that there is not is refused', () => {
  const entry = { contract: 'relations', rule: 'other', at: { 'GET /v1/files/{id}': ['bytes'] } };
  assert.equal(KnownFile.safeParse([{ ...entry, says: 'stored as returned' }]).success, true);
  assert.equal(KnownFile.safeParse([{ ...entry, says: 'stored' }]).success, false);
});
