/** The client gets what the provider answered. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import {
  at,
  type Broken,
  type Difference,
  differences,
  isNumber,
  objectsIn,
  type Relation,
  typeOf,
} from './relation.ts';
import { saidBy, type Said, type Served } from './served.ts';

/** Operations whose answers are the provider's own, and where it is asked. */
const PASSED_ON: Readonly<Record<string, string>> = {
  'POST /v1/chat/completions': 'chat/completions',
  'POST /v1/completions': 'completions',
  'POST /v1/embeddings': 'embeddings',
  'POST /v1/messages': 'messages',
};

/** The stack names models its own way, and has no members that only one kind of server has. */
const LEAVE = new Set([
  'model',
  'message.model',
  'usage',
  'created',
  'timings',
  'prompt_logprobs',
  'choices[].logprobs.content[].id',
  'choices[].logprobs.content[].top_logprobs[].id',
  'data[].encoding_format',
]);

/** Ids that a stack mints: a replay has others than its recording, in the model's text too. */
const MINTED =
  /\b(?:file|vs|resp|msg|fc|conv|pmpt|skill)[-_][0-9a-f-]{8,}|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** How a model is told to cite a file; the stack makes annotations of it. */
const CITATION = /\s*<\|[^|]*\|>/g;

export const forwarded: Relation = {
  name: 'model answer forwarded',
  holds: 'text, tool calls, finish reason, log probabilities, vectors and usage of an answer are those of the provider',
  source:
    'OpenAI OpenAPI: CreateChatCompletionResponse, CreateEmbeddingResponse, Response.output and usage, of the model',
  check: (calls, served = []) =>
    calls.flatMap((call) => {
      const own = served.filter((each) => each.call === call.number);
      const [one, ...more] = own.filter(({ route }) => route === PASSED_ON[call.operation]);
      if (one !== undefined) return more.length === 0 ? passedOn(call, one).map(broken(call)) : [];
      const said = own.map(saidBy).filter((each) => each !== undefined);
      if (said.length === 0) return [];
      if (call.operation === 'POST /v1/responses') return ofResponse(call, said).map(broken(call));
      return call.operation === 'POST /v1/messages' && said.length === 1 ? ofMessage(call, said).map(broken(call)) : [];
    }),
};

function broken(call: Call): (difference: Difference) => Broken {
  return (difference) => ({ call, ...difference });
}

function passedOn({ answer, events }: Call, { json, events: ofProvider }: Served): Difference[] {
  if (json !== undefined && answer !== undefined) {
    return [...unlike(json, answer), ...usageOf(json, answer)].filter(isComparable);
  }
  if (ofProvider === undefined || events === undefined) return [];
  const [due, came] = [ofProvider.filter(hasContent), events.filter(hasContent)];
  if (due.length !== came.length)
    return [{ path: 'events', due: `${due.length} events, as from the provider`, came: came.length }];
  const usage = ofProvider.findLast((each) => isObject(each['usage']));
  const told = events.findLast((each) => isObject(each['usage']));
  return [
    ...due.flatMap((event, n) =>
      unlike(event, came[n]).map(({ path, ...rest }) => ({ path: `event ${path}`, ...rest })),
    ),
    ...(usage === undefined || told === undefined ? [] : usageOf(usage, told)),
  ];
}

function unlike(due: Json, came: Json | undefined): Difference[] {
  return differences(due, came, '', LEAVE).filter((each) => masked(each.due) !== masked(each.came));
}

function masked(value: Json | undefined): string {
  return (JSON.stringify(value) ?? '').replaceAll(MINTED, '<id>');
}

/** The last chunk of a chat has the usage alone, and only where it was asked for. */
function hasContent({ choices, type }: JsonObject): boolean {
  return type !== 'ping' && (choices === undefined || objectsIn(choices).length > 0);
}

function usageOf(due: JsonObject, came: JsonObject): Difference[] {
  return ['prompt_tokens', 'completion_tokens', 'input_tokens', 'output_tokens'].flatMap((name) =>
    differences(at(due, `usage.${name}`), at(came, `usage.${name}`), `usage.${name}`),
  );
}

/** A vector may have been asked for in the other encoding. */
function isComparable({ path, due, came }: Difference): boolean {
  return !path.endsWith('.embedding') || typeof due === typeof came;
}

function ofResponse(call: Call, said: readonly Said[]): Difference[] {
  const answer = call.answer ?? responseIn(call);
  const { status } = answer ?? {};
  if (answer === undefined || (status !== 'completed' && status !== 'incomplete')) return [];
  return [...texts(answer, said), ...functionCalls(answer, said), ...usage(answer, said)];
}

function responseIn({ events }: Call): JsonObject | undefined {
  const last = events?.findLast((event) => /^response\.(completed|incomplete)$/.test(typeOf(event)))?.['response'];
  return isObject(last) ? last : undefined;
}

function texts(answer: JsonObject, said: readonly Said[]): Difference[] {
  const last = said.at(-1);
  const output = objectsIn(answer['output']);
  const index = output.findLastIndex(({ type }) => type === 'message');
  if (last === undefined || last.text === '' || last.toolCalls.length > 0) return [];
  const came = joined(objectsIn(output[index]?.['content']), ['text', 'refusal']);
  const due = last.text.replaceAll(CITATION, '');
  return masked(came.replaceAll(CITATION, '')) === masked(due)
    ? []
    : [{ path: `output[${index}].content[0].text`, due, came }];
}

/** The texts of the parts of a content, under these names. */
function joined(parts: readonly JsonObject[], names: readonly string[]): string {
  return parts
    .flatMap((part) => names.map((name) => part[name]))
    .filter((text) => typeof text === 'string')
    .join('');
}

function functionCalls(answer: JsonObject, said: readonly Said[]): Difference[] {
  const made = said.flatMap(({ toolCalls }) => toolCalls);
  return objectsIn(answer['output']).flatMap((item, n) => {
    if (item['type'] !== 'function_call') return [];
    const due = made.find(({ id }) => id === item['call_id']);
    if (due === undefined)
      return [{ path: `output[${n}].call_id`, due: 'the id of a call of the model', came: item['call_id'] }];
    return (['name', 'arguments'] as const).flatMap((name) =>
      masked(due[name]) === masked(item[name])
        ? []
        : [{ path: `output[${n}].${name}`, due: due[name], came: item[name] }],
    );
  });
}

/** Sums over all turns of the model. */
function usage(answer: JsonObject, said: readonly Said[]): Difference[] {
  return (
    [
      ['prompt', 'usage.input_tokens'],
      ['completion', 'usage.output_tokens'],
    ] as const
  ).flatMap(([part, path]) => {
    const all = said.map((each) => each[part]);
    if (!all.every((count) => count !== undefined)) return [];
    const [due, came] = [all.reduce((sum, count) => sum + count, 0), at(answer, path)];
    return !isNumber(came) || came === due ? [] : [{ path, due, came }];
  });
}

/** A message that the stack makes of a chat completion. */
function ofMessage({ answer }: Call, said: readonly Said[]): Difference[] {
  const [due] = said;
  if (answer === undefined || due === undefined) return [];
  const content = objectsIn(answer['content']);
  const text = joined(content, ['text']);
  const used = content.flatMap((block, n) => (block['type'] === 'tool_use' ? [{ block, n }] : []));
  return [
    ...(masked(text) === masked(due.text) ? [] : [{ path: 'content[0].text', due: due.text, came: text }]),
    ...used.flatMap(({ block, n }, nth) => {
      const { name } = due.toolCalls[nth] ?? {};
      return name === undefined || name === block['name']
        ? []
        : [{ path: `content[${n}].name`, due: name, came: block['name'] }];
    }),
    ...usage(withCached(answer), said),
  ];
}

/** An answer whose input is all of it: Anthropic's counts what came of a cache apart. */
function withCached(answer: JsonObject): JsonObject {
  const told = answer['usage'];
  if (!isObject(told)) return answer;
  const parts = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'].map((name) => told[name]);
  return { usage: { ...told, input_tokens: parts.filter(isNumber).reduce((sum, count) => sum + count, 0) } };
}
