/** Lists of models, as providers answer them. */
import type { Json, RecordedAnswer } from './exchange.ts';
import { isObject, type JsonObject } from './json.ts';

/** Where an API lists its models, and what tells two of them apart: OpenAI's, and Ollama's own. */
const LISTS = [
  { list: 'data', id: 'id' },
  { list: 'models', id: 'model' },
] as const;

/** A list with the models of another behind its own, each once; as it is where one of the two is none. */
export function withModels(answer: RecordedAnswer, more: RecordedAnswer): RecordedAnswer {
  const [own, other] = [jsonOf(answer), jsonOf(more)];
  for (const { list, id } of LISTS) {
    const [models, others] = [own?.[list], other?.[list]];
    if (!Array.isArray(models) || !Array.isArray(others)) continue;
    const known = new Set(models.map((model) => isObject(model) && model[id]));
    const added = others.filter((model) => isObject(model) && !known.has(model[id] ?? null));
    // Digits that stand beside the value are by position, and the list's own come first.
    return { ...answer, body: { ...answer.body, json: { ...own, [list]: [...models, ...added] } } };
  }
  return answer;
}

function jsonOf({ body }: RecordedAnswer): JsonObject | undefined {
  const json: Json | undefined = body !== undefined && 'json' in body ? body.json : undefined;
  return isObject(json) ? json : undefined;
}
