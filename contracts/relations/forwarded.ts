/** The client gets what the provider answered. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { ofMessage } from './forwarded-message.ts';
import { finishedBy, ofResponse } from './forwarded-response.ts';
import { masked } from './masked.ts';
import { at, type Broken, type Difference, differences, objectsIn, type Relation } from './relation.ts';
import { saidBy } from './said.ts';
import type { Served } from './served.ts';

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

export const forwarded: Relation = {
  name: 'model answer forwarded',
  holds:
    'texts, reasoning, tool calls and their order, why it ended, log probabilities, vectors and usage of an answer are those of the provider, over all turns',
  source:
    'OpenAI OpenAPI: CreateChatCompletionResponse, CreateEmbeddingResponse, Response.output and usage, of the model',
  check: (calls, served = []) =>
    calls.flatMap((call) => {
      const own = served.filter((each) => each.call === call.number);
      const [one, ...more] = own.filter(({ route }) => route === PASSED_ON[call.operation]);
      if (one !== undefined) return more.length === 0 ? passedOn(call, one).map(broken(call)) : [];
      const said = own.map(saidBy).filter((each) => each !== undefined);
      const [first] = said;
      if (first === undefined) return [];
      if (call.status >= 500 && typeof said.at(-1)?.finish === 'string')
        return [{ call, path: 'status', due: '200, since the model answered', came: call.status }];
      if (call.operation === 'POST /v1/responses') {
        const finished = finishedBy(call, calls);
        return finished === undefined ? [] : ofResponse(finished.response, said, call.asked).map(broken(finished.call));
      }
      return call.operation === 'POST /v1/messages' && said.length === 1
        ? ofMessage(call, first).map(broken(call))
        : [];
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

/** The last chunk of a chat has the usage alone, and only where it was asked for. */
function hasContent({ choices, type }: JsonObject): boolean {
  return type !== 'ping' && (choices === undefined || objectsIn(choices).length > 0);
}

function usageOf(due: JsonObject, came: JsonObject): Difference[] {
  return ['prompt_tokens', 'completion_tokens', 'total_tokens', 'input_tokens', 'output_tokens'].flatMap((name) =>
    differences(at(due, `usage.${name}`), at(came, `usage.${name}`), `usage.${name}`),
  );
}

/** A vector may have been asked for in the other encoding. */
function isComparable({ path, due, came }: Difference): boolean {
  return !path.endsWith('.embedding') || typeof due === typeof came;
}
