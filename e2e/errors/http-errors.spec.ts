import { z } from 'zod';
import type { Answer, HttpClient } from '../../fixtures/http-client.ts';
import { expect, test } from '../../fixtures/index.ts';

/** Each route with a body that lacks a field, and the field that the answer must name first. */
const ROUTES: [route: string, body: object, missing: string][] = [
  ['/v1/chat/completions', { model: 'm' }, 'messages'],
  ['/v1/completions', { model: 'm' }, 'prompt'],
  ['/v1/embeddings', { model: 'm' }, 'input'],
  ['/v1/responses', { model: 'm' }, 'input'],
  ['/v1/responses/compact', { input: 'One.' }, 'model'],
  ['/v1/batches', { endpoint: '/v1/embeddings', completion_window: '24h' }, 'input_file_id'],
  ['/v1/prompts', {}, 'prompt'],
  ['/v1/vector_stores/vs_unknown/search', {}, 'query'],
  ['/v1/vector_stores/vs_unknown/files', {}, 'file_id'],
  ['/v1/messages', { model: 'm', messages: [] }, 'max_tokens'],
  ['/v1/messages/count_tokens', { model: 'm' }, 'messages'],
  ['/v1/messages/batches', {}, 'requests'],
  ['/v1alpha/inference/rerank', { model: 'm', items: ['One.'] }, 'query'],
];

const Refused = z.object({ error: z.object({ message: z.string(), type: z.string().optional() }) });

for (const [route, body, missing] of ROUTES) {
  test(`answers 400 naming only the missing ${missing} at ${route}`, { tag: '@stack' }, async ({ http }) => {
    const reason = `{'loc': ['body', '${missing}'], 'msg': 'Field required', 'type': 'missing'}`;
    const { status, body: answer } = await http.post(route, body);
    expect({ status, answer }).toEqual({ status: 400, answer: { error: { message: `{'errors': [${reason}]}` } } });
  });
}

test('rejects malformed JSON with 400 at every route', { tag: '@stack' }, async ({ http }) => {
  const reason = "{'loc': ['body', 1], 'msg': 'JSON decode error', 'type': 'json_invalid'}";
  expect(await answersTo(http, '{')).toEqual(everyRoute(`400 {'errors': [${reason}]}`));
});

test('rejects an empty body with 400 at every route', { tag: '@stack' }, async ({ http }) => {
  const reason = "{'loc': ['body'], 'msg': 'Field required', 'type': 'missing'}";
  expect(await answersTo(http, '')).toEqual(everyRoute(`400 {'errors': [${reason}]}`));
});

test('reports type invalid_request_error at every route', { tag: '@stack' }, async ({ http }) => {
  const kinds: Record<string, unknown> = {};
  for (const [route, body] of ROUTES) kinds[route] = errorOf(await http.post(route, body))?.type;
  expect(kinds).toEqual(everyRoute('invalid_request_error'));
});

for (const base of ['/v1', '/v1/responses/resp_1', '/v1alpha/admin']) {
  test(`answers 404 for an unknown route below ${base}`, { tag: '@stack' }, async ({ http }) => {
    const { status, body } = await http.get(`${base}/nothing/at/all`);
    expect({ status, body }).toEqual({ status: 404, body: { detail: 'Not Found' } });
  });
}

test('answers 405 for GET at every POST-only route', { tag: '@stack' }, async ({ http }) => {
  const statuses: Record<string, unknown> = {};
  const alsoRead = ['/v1/chat/completions', '/v1/responses', '/v1/batches', '/v1/prompts', '/v1/messages/batches'];
  const postOnly = ROUTES.map(([route]) => route).filter(
    (route) => !alsoRead.includes(route) && !/vs_|compact/.test(route),
  );
  for (const route of postOnly) statuses[route] = await http.get(route).then(({ status, body }) => [status, body]);
  const refused = [405, { detail: 'Method Not Allowed' }];
  expect(statuses).toEqual(Object.fromEntries(postOnly.map((route) => [route, refused])));
});

/** What every route answers to the same body, as `<status> <message>`. */
async function answersTo(http: HttpClient, text: string): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const [route] of ROUTES) {
    const answer = await http.postText(route, text);
    answers[route] = `${answer.status} ${errorOf(answer)?.message}`;
  }
  return answers;
}

function everyRoute<T>(value: T): Record<string, T> {
  return Object.fromEntries(ROUTES.map(([route]) => [route, value]));
}

const errorOf = ({ body }: Answer) => Refused.safeParse(body).data?.error;
