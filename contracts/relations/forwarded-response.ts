/** A response has what the model said in all its turns: texts, calls, why it ended, what it used. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { citedIn, masked, withoutCitations } from './masked.ts';
import { at, type Difference, differences, isNumber, objectsIn, same, typeOf } from './relation.ts';
import { type Said, sumOf } from './said.ts';

/** Where a finished response is answered: by the call that made it, or where that runs in the background, by a later one. */
export interface Finished {
  call: Call;
  response: JsonObject;
}

/** @param calls all calls of the test */
export function finishedBy(call: Call, calls: readonly Call[]): Finished | undefined {
  const own = call.answer ?? responseIn(call);
  if (own === undefined) return undefined;
  // A stream goes on until the response has ended.
  if (isFinished(own) || call.events !== undefined) return { call, response: own };
  const id = own['id'];
  for (const later of calls) {
    const response = later.answer ?? responseIn(later);
    const isOf = later.operation === 'GET /v1/responses/{id}' && later.ids[0] === id;
    if (isOf && response !== undefined && isFinished(response)) return { call: later, response };
  }
  return undefined;
}

function isFinished({ status }: JsonObject): boolean {
  return status === 'completed' || status === 'incomplete' || status === 'failed';
}

function responseIn({ events }: Call): JsonObject | undefined {
  const last = events?.findLast((event) => isObject(event['response']));
  return isObject(last?.['response']) ? last['response'] : undefined;
}

/**
 * @param said the turns of the model, in order
 * @param asked of the call that made the response
 */
export function ofResponse(response: JsonObject, said: readonly Said[], asked: JsonObject): Difference[] {
  const { status } = response;
  if (status !== 'completed' && status !== 'incomplete')
    return typeof said.at(-1)?.finish === 'string' ? differences('completed', status, 'status') : [];
  return [
    ...texts(response, said),
    ...reasoning(response, said),
    ...calls(response, said, asked),
    ...end(response, said),
    ...logprobs(response, said),
    ...usage(response, said),
  ];
}

function texts(response: JsonObject, said: readonly Said[]): Difference[] {
  const output = objectsIn(response['output']);
  const index = output.findLastIndex(({ type }) => type === 'message');
  const came = output
    .filter(({ type }) => type === 'message')
    .map(({ content }) => joined(content, ['text', 'refusal']))
    .join('');
  const whole = said.map(({ text, refusal }) => text + refusal).join('');
  // Some stacks leave the marks of citations in the text.
  const due = citedIn(came).length > 0 ? whole : withoutCitations(whole);
  return [
    ...(masked(came) === masked(due) ? [] : [{ path: `output[${index}].content[0].text`, due, came }]),
    ...citations(output, whole).map((each) => ({ ...each, path: `output[${index}].content[0].annotations` })),
  ];
}

/** Each file that the model cites is an annotation of the text. */
function citations(output: readonly JsonObject[], text: string): Omit<Difference, 'path'>[] {
  const due = citedIn(text).length;
  const came = output
    .flatMap(({ content }) => objectsIn(content))
    .flatMap(({ annotations }) => objectsIn(annotations))
    .filter(({ type }) => type === 'file_citation').length;
  return came === due ? [] : [{ due: `${due} citations, as many as the model made`, came }];
}

/** The texts of the parts of a content, under these names. */
function joined(parts: Json | undefined, names: readonly string[]): string {
  return objectsIn(parts)
    .flatMap((part) => names.map((name) => part[name]))
    .filter((text) => typeof text === 'string')
    .join('');
}

function reasoning(response: JsonObject, said: readonly Said[]): Difference[] {
  const output = objectsIn(response['output']);
  const index = output.findLastIndex(({ type }) => type === 'reasoning');
  if (index === -1) return [];
  const came = output
    .filter(({ type }) => type === 'reasoning')
    .map(({ content }) => joined(content, ['text']))
    .join('');
  const due = said.map((each) => each.reasoning).join('');
  return masked(came) === masked(due) ? [] : [{ path: `output[${index}].content[0].text`, due, came }];
}

/** Items that the stack makes of a tool call of the model. */
const CALLS = new Set(['function_call', 'mcp_call', 'mcp_approval_request', 'file_search_call', 'web_search_call']);

function calls(response: JsonObject, said: readonly Said[], asked: JsonObject): Difference[] {
  const made = said.flatMap(({ toolCalls }) => toolCalls);
  const items = objectsIn(response['output']).flatMap((item, n) => (CALLS.has(typeOf(item)) ? [{ item, n }] : []));
  if (items.length !== made.length)
    return denies(asked)
      ? []
      : [{ path: 'output', due: `${made.length} calls, as many as the model made`, came: items.length }];
  return items.flatMap(({ item, n }, nth) => {
    const due = made[nth];
    return due === undefined ? [] : ofCall(item, due).map((each) => ({ ...each, path: `output[${n}].${each.path}` }));
  });
}

/** Whether a client does not approve of a call, which then is not made, however often the model asks for it. */
function denies({ input }: JsonObject): boolean {
  return objectsIn(input).some(({ type, approve }) => type === 'mcp_approval_response' && approve === false);
}

function ofCall(item: JsonObject, due: Said['toolCalls'][number]): Difference[] {
  const names = typeOf(item) === 'function_call' ? ['call_id', 'name', 'arguments'] : ['name', 'arguments'];
  return names.flatMap((name) => {
    const [should, came] = [name === 'call_id' ? due.id : name === 'name' ? due.name : due.arguments, item[name]];
    // Those of the stack's own tools have neither.
    return came === undefined || masked(should) === masked(came) ? [] : [{ path: name, due: should, came }];
  });
}

function end({ status, incomplete_details: details }: JsonObject, said: readonly Said[]): Difference[] {
  const finish = said.at(-1)?.finish;
  if (finish === 'length') {
    return [
      ...differences('incomplete', status, 'status'),
      // That the finish reason itself is no reason of a response is told by its type.
      ...(at(details, 'reason') === finish
        ? []
        : differences('max_output_tokens', at(details, 'reason'), 'incomplete_details.reason')),
    ];
  }
  return finish === 'stop' ? differences('completed', status, 'status') : [];
}

/** Of the tokens of the last turn, where they were asked for. */
function logprobs(response: JsonObject, said: readonly Said[]): Difference[] {
  const due = said.at(-1)?.logprobs ?? [];
  const output = objectsIn(response['output']);
  const index = output.findLastIndex(({ type }) => type === 'message');
  const came = at(output[index], 'content[0].logprobs');
  if (due.length === 0 || !Array.isArray(came) || came.length === 0) return [];
  // That there are none may be said by null.
  return differences(due, came, `output[${index}].content[0].logprobs`, NAMELESS).filter(
    (each) => !same(each.due, []) || each.came !== null,
  );
}

/** Servers number tokens their own way. */
const NAMELESS = new Set(['id', 'top_logprobs[].id'].map((name) => `output[].content[].logprobs[].${name}`));

/** Sums over all turns of the model. */
function usage(response: JsonObject, said: readonly Said[]): Difference[] {
  return (
    [
      ['prompt_tokens', 'input_tokens'],
      ['completion_tokens', 'output_tokens'],
      ['total_tokens', 'total_tokens'],
      ['prompt_tokens_details.cached_tokens', 'input_tokens_details.cached_tokens'],
      ['completion_tokens_details.reasoning_tokens', 'output_tokens_details.reasoning_tokens'],
    ] as const
  ).flatMap(([part, name]) => {
    const [due, came] = [sumOf(said, part), at(response, `usage.${name}`)];
    return due === undefined || !isNumber(came) || came === due ? [] : [{ path: `usage.${name}`, due, came }];
  });
}
