/** The status of a response agrees with the rest of it. */
import type { JsonObject } from '../../replay/recording/json.ts';
import { answersOf, type Call } from './call.ts';
import { type Broken, isNumber, objectsIn, type Relation } from './relation.ts';

export const outcome: Relation = {
  name: 'status agrees',
  holds:
    'a response has an error where it failed, incomplete_details where it is incomplete, completed_at and finished items where it is completed',
  source: 'OpenAI OpenAPI: Response.status, error, incomplete_details, completed_at',
  check: (calls) =>
    calls.flatMap((call) =>
      /\/v1\/responses(\/\{id\})?(\/cancel)?$/.test(call.operation) && !call.operation.startsWith('DELETE')
        ? answersOf(call).flatMap(({ answer, path }) => ofResponse(call, answer, path))
        : [],
    ),
};

function ofResponse(call: Call, answer: JsonObject, path: string): Broken[] {
  const { status, error = null, incomplete_details: details = null, completed_at: completedAt } = answer;
  const unlike = (name: string, due: string): Broken => ({ call, path: path + name, due, came: answer[name] });
  return [
    ...((status === 'failed') === (error !== null) ? [] : [unlike('error', status === 'failed' ? 'an error' : 'null')]),
    ...((status === 'incomplete') === (details !== null)
      ? []
      : [unlike('incomplete_details', status === 'incomplete' ? 'a reason' : 'null')]),
    ...(status === 'completed' && completedAt !== undefined && !isNumber(completedAt)
      ? [unlike('completed_at', 'a time')]
      : []),
    ...(status === 'completed' ? unfinished(call, answer, path) : []),
  ];
}

function unfinished(call: Call, answer: JsonObject, path: string): Broken[] {
  return objectsIn(answer['output']).flatMap(({ status }, n) =>
    status === undefined || status === null || status === 'completed' || status === 'failed'
      ? []
      : [{ call, path: `${path}output[${n}].status`, due: 'completed', came: status }],
  );
}
