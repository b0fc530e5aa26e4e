/** An id is never given twice. */
import type { Call } from './call.ts';
import { type Broken, objectsIn, type Relation } from './relation.ts';

/** Operations that make a new object each time, whose id the stack mints. */
const CREATES =
  /^POST \/(v1\/(responses|files|vector_stores|conversations|batches|prompts|messages\/batches|vector_stores\/\{id\}\/file_batches)|v1alpha\/skills)$/;

export const ids: Relation = {
  name: 'ids unique',
  holds: 'no id is given twice, to objects or to the items of an output',
  source: 'OpenAI OpenAPI: Response.id, OpenAIFile.id, VectorStoreObject.id, the unique identifier',
  check: (calls) => {
    const met = new Set<string>();
    return calls.flatMap((call) => [...ofCreated(call, met), ...ofOutput(call)]);
  },
};

function ofCreated(call: Call, met: Set<string>): Broken[] {
  const { answer, operation } = call;
  const id = answer?.['id'] ?? answer?.['prompt_id'];
  if (!CREATES.test(operation) || typeof id !== 'string') return [];
  // A batch that is asked for again by its Idempotency-Key is the same one.
  if (met.has(id) && operation !== 'POST /v1/batches')
    return [{ call, path: 'id', due: 'an id that no other object has', came: id }];
  met.add(id);
  return [];
}

function ofOutput(call: Call): Broken[] {
  const met = new Set<string>();
  return objectsIn(call.answer?.['output']).flatMap(({ id }, n) => {
    if (typeof id !== 'string') return [];
    if (met.has(id)) return [{ call, path: `output[${n}].id`, due: 'an id that no other item has', came: id }];
    met.add(id);
    return [];
  });
}
