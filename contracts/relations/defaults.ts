/** What a request leaves out comes back with the default that is documented for it. */
import type { Json } from '../../replay/recording/exchange.ts';
import { answersOf } from './call.ts';
import { at, differences, type Relation } from './relation.ts';

/** Defaults of members that answers repeat, by operation. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'POST /v1/responses': {
    background: false,
    frequency_penalty: 0,
    parallel_tool_calls: true,
    presence_penalty: 0,
    store: true,
    temperature: 1,
    'text.format.type': 'text',
    'text.verbosity': 'medium',
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
  },
};

export const defaults: Relation = {
  name: 'default returned',
  holds: 'a member that the request leaves out has its documented default in the answer',
  source: 'OpenAI OpenAPI: CreateResponse, the default of each member',
  check: (calls) =>
    calls.flatMap((call) =>
      Object.entries(DEFAULTS[call.operation] ?? {}).flatMap(([name, due]) => {
        const asked = at(call.asked, name);
        if (asked !== undefined && asked !== null) return [];
        return answersOf(call).flatMap(({ answer, path }) =>
          differences(due, at(answer, name), path + name).map((each) => ({ call, ...each })),
        );
      }),
    ),
};
