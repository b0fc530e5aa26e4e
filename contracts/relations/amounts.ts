/** As many answers as were asked for, each in its place. */
import { isObject } from '../../replay/recording/json.ts';
import type { Json } from '../../replay/recording/exchange.ts';
import type { Call } from './call.ts';
import { at, type Broken, isNumber, objectsIn, type Relation, same } from './relation.ts';

export const amounts: Relation = {
  name: 'as many as asked',
  holds: 'a choice for each of n, a vector for each input, an item for each given, in their order and with their index',
  source: 'OpenAI OpenAPI: CreateChatCompletionRequest.n, CreateEmbeddingResponse.data, ConversationItemList',
  check: (calls) => calls.flatMap((call) => [...choices(call), ...embeddings(call), ...items(call), ...counts(call)]),
};

export const searched: Relation = {
  name: 'search results ranked',
  holds: 'a search has at most max_num_results, the best first, and repeats the query',
  source: 'OpenAI OpenAPI: VectorStoreSearchRequest, VectorStoreSearchResultsPage',
  check: (calls) => calls.flatMap((call) => [...results(call), ...ranked(call)]),
};

function choices(call: Call): Broken[] {
  if (!/^POST \/v1\/(chat\/)?completions$/.test(call.operation) || call.answer === undefined) return [];
  const { n, prompt } = call.asked;
  const prompts =
    Array.isArray(prompt) && prompt.some((each) => typeof each === 'string' || Array.isArray(each)) ? prompt.length : 1;
  const due = (isNumber(n) ? n : 1) * prompts;
  const given = objectsIn(call.answer['choices']);
  if (given.length !== due) return [{ call, path: 'choices', due: `${due} choices`, came: given.length }];
  return indexed(call, given, 'choices');
}

function embeddings(call: Call): Broken[] {
  if (call.operation !== 'POST /v1/embeddings' || call.answer === undefined) return [];
  const { input } = call.asked;
  const asked = call.asked['dimensions'];
  const dimensions = isNumber(asked) && asked > 0 ? asked : undefined;
  const due = Array.isArray(input) && (input.length === 0 || !input.every(isNumber)) ? input.length : 1;
  const given = objectsIn(call.answer['data']);
  if (given.length !== due) return [{ call, path: 'data', due: `${due} vectors`, came: given.length }];
  const lengths = given.map(({ embedding }) => lengthOf(embedding));
  const wrong = lengths.findIndex((length) => length !== (dimensions ?? lengths[0]));
  const isShort = wrong !== -1 && lengths[wrong] !== undefined;
  return [
    ...indexed(call, given, 'data'),
    ...given.flatMap(({ object }, n) =>
      object === 'embedding' ? [] : [{ call, path: `data[${n}].object`, due: 'embedding', came: object }],
    ),
    ...(isShort
      ? [
          {
            call,
            path: `data[${wrong}].embedding`,
            due: `${dimensions ?? lengths[0]} numbers`,
            came: lengths[wrong] ?? null,
          },
        ]
      : []),
  ];
}

/** How many numbers a vector has, as a list or as base64 of 4 bytes each. */
function lengthOf(vector: Json | undefined): number | undefined {
  if (Array.isArray(vector)) return vector.length;
  return typeof vector === 'string' ? Buffer.from(vector, 'base64').length / 4 : undefined;
}

function indexed(call: Call, given: readonly Record<string, Json>[], path: string): Broken[] {
  return given.flatMap(({ index }, n) =>
    index === n ? [] : [{ call, path: `${path}[${n}].index`, due: n, came: index }],
  );
}

function items(call: Call): Broken[] {
  if (call.operation !== 'POST /v1/conversations/{id}/items' || call.answer === undefined) return [];
  const [asked, given] = [objectsIn(call.asked['items']), objectsIn(call.answer['data'])];
  if (asked.length !== given.length) return [{ call, path: 'data', due: `${asked.length} items`, came: given.length }];
  return asked.flatMap((item, n) =>
    ['type', 'role'].flatMap((name) => {
      const [due, came] = [item[name], given[n]?.[name]];
      return due === undefined || same(due, came) ? [] : [{ call, path: `data[${n}].${name}`, due, came }];
    }),
  );
}

function counts(call: Call): Broken[] {
  const { answer, asked, operation } = call;
  if (answer === undefined) return [];
  if (operation === 'POST /v1/messages/batches') {
    const counted = isObject(answer['request_counts']) ? Object.values(answer['request_counts']).filter(isNumber) : [];
    const [due, came] = [objectsIn(asked['requests']).length, counted.reduce((all, count) => all + count, 0)];
    return due === came ? [] : [{ call, path: 'request_counts', due: `${due} requests`, came }];
  }
  if (operation !== 'POST /v1/vector_stores' && operation !== 'POST /v1/vector_stores/{id}/file_batches') return [];
  const files = asked['file_ids'] ?? asked['files'];
  const came = at(answer, 'file_counts.total');
  if (!Array.isArray(files) || !isNumber(came) || came === files.length) return [];
  return [{ call, path: 'file_counts.total', due: files.length, came }];
}

function results(call: Call): Broken[] {
  if (call.operation !== 'POST /v1/vector_stores/{id}/search' || call.answer === undefined) return [];
  const { query, max_num_results: most } = call.asked;
  const { data, search_query: searchedFor, object } = call.answer;
  const due = Array.isArray(query) ? query : [query ?? null];
  const found = objectsIn(data).length;
  return [
    ...(object === 'vector_store.search_results.page'
      ? []
      : [{ call, path: 'object', due: 'vector_store.search_results.page', came: object }]),
    ...(same(due, searchedFor) ? [] : [{ call, path: 'search_query', due, came: searchedFor }]),
    ...(isNumber(most) && found > most ? [{ call, path: 'data', due: `at most ${most} results`, came: found }] : []),
  ];
}

function ranked(call: Call): Broken[] {
  const [list, name] =
    call.operation === 'POST /v1/vector_stores/{id}/search'
      ? ([call.answer?.['data'], 'score'] as const)
      : call.operation.endsWith('/inference/rerank')
        ? ([call.answer?.['data'], 'relevance_score'] as const)
        : ([undefined, ''] as const);
  const scores = objectsIn(list).map((item) => item[name]);
  return scores.flatMap((score, n) => {
    const before = scores[n - 1];
    if (!isNumber(score) || !isNumber(before) || score <= before) return [];
    return [{ call, path: `data[${n}].${name}`, due: `at most ${before}, as the one before it`, came: score }];
  });
}
