/** The chunks of a streamed chat agree with each other, and with the completion that is stored of them. */
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { at, type Broken, isNumber, objectsIn, type Relation, same } from './relation.ts';

export const chatStream: Relation = {
  name: 'chat stream agrees',
  holds:
    'all chunks have one id and model, a choice ends once and says nothing behind its end, and the stored completion has the joined text',
  source: 'OpenAI OpenAPI: CreateChatCompletionStreamResponse',
  check: (calls) => [
    ...calls.flatMap((call) => {
      const events = chunksOf(call);
      return events === undefined
        ? []
        : [...identity(events), ...ends(events), ...indexes(events, call.asked['n'])].map((each) => ({
            call,
            ...each,
          }));
    }),
    ...storedText(calls),
  ],
};

type Found = Omit<Broken, 'call'>;

function chunksOf({ operation, events }: Call): JsonObject[] | undefined {
  if (!/^POST \/v1\/(chat\/)?completions$/.test(operation) || events === undefined) return undefined;
  return events.filter((event) => event['error'] === undefined);
}

function identity(chunks: readonly JsonObject[]): Found[] {
  const [first] = chunks;
  return chunks.flatMap((chunk) =>
    ['id', 'object', 'model'].flatMap((name) => {
      const [due, came] = [first?.[name], chunk[name]];
      return due === undefined || same(due, came) ? [] : [{ path: `chunk ${name}`, due, came }];
    }),
  );
}

/** @param asked how many choices were asked for */
function indexes(chunks: readonly JsonObject[], asked: Json | undefined): Found[] {
  const most = isNumber(asked) ? asked : 1;
  return chunks
    .flatMap((chunk) => objectsIn(chunk['choices']))
    .flatMap(({ index }) =>
      isNumber(index) && index >= 0 && index < most
        ? []
        : [{ path: 'chunk choices[].index', due: `below ${most}`, came: index }],
    );
}

function ends(chunks: readonly JsonObject[]): Found[] {
  const met = new Set<Json>();
  return chunks.flatMap((chunk) =>
    objectsIn(chunk['choices']).flatMap(({ index, finish_reason: reason, delta }) => {
      if (!isNumber(index)) return [];
      const says = isObject(delta) && typeof delta['content'] === 'string' && delta['content'] !== '';
      if (met.has(index) && says)
        return [
          { path: 'chunk choices[].delta.content', due: 'nothing behind finish_reason', came: at(delta, 'content') },
        ];
      if (typeof reason !== 'string') return [];
      if (met.has(index)) return [{ path: 'chunk choices[].finish_reason', due: 'one finish_reason', came: reason }];
      met.add(index);
      return [];
    }),
  );
}

function storedText(calls: readonly Call[]): Broken[] {
  const streamed = new Map(
    calls.flatMap((call) => {
      const chunks = call.operation === 'POST /v1/chat/completions' ? chunksOf(call) : undefined;
      const id = chunks?.[0]?.['id'];
      return typeof id === 'string' && chunks !== undefined ? [[id, joinedContent(chunks)] as const] : [];
    }),
  );
  return calls.flatMap((call) => {
    if (call.operation !== 'GET /v1/chat/completions/{id}' || call.answer === undefined) return [];
    const due = streamed.get(call.ids[0] ?? '');
    const came = at(call.answer, 'choices[0].message.content');
    return due === undefined || due === '' || due === came
      ? []
      : [{ call, path: 'choices[0].message.content', due, came }];
  });
}

function joinedContent(chunks: readonly JsonObject[]): string {
  return chunks
    .flatMap((chunk) => objectsIn(chunk['choices']))
    .filter(({ index }) => index === 0)
    .map(({ delta }) => at(delta, 'content'))
    .filter((content) => typeof content === 'string')
    .join('');
}
