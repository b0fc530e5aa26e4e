/** The contract that the types of an SDK are. */
import { isObject } from '../replay/recording/json.ts';
import type { ContractSource } from './compile.ts';
import { type Definitions, resolved, type Schema } from './schema.ts';

/** What is made of `sdk-types/<name>.ts`: the schemas of all types that its `Contract` has, by name. */
export interface SdkDefinitions {
  /** `openai`. */
  name: string;
  /** Of the SDK's package. */
  version: string;
  definitions: Definitions;
}

/** @throws {Error} when the schemas are not those of a `Contract` */
export function sdkContract({ name, version, definitions }: SdkDefinitions): ContractSource {
  const { answers, events, failure } = membersOf({ $ref: '#/definitions/Contract' }, definitions);
  if (answers === undefined || events === undefined || failure === undefined)
    throw new Error(`The schemas of ${name} have no answers, events and failure.`);
  const named: Definitions = { [FAILURE]: failure };
  const schemasOf = (kind: string, schemas: Record<string, Schema>) =>
    Object.fromEntries(
      Object.entries(schemas).map(([operation, schema]) => {
        named[`${kind} of ${operation}`] = schema;
        return [operation, `${kind} of ${operation}`];
      }),
    );
  const source = {
    answers: schemasOf('answer', membersOf(answers, definitions)),
    events: schemasOf('event', membersOf(events, definitions)),
  };
  return {
    name,
    title: `the types of ${name} ${version}`,
    definitions: asSent({ ...definitions, ...named }),
    ...source,
    failures: FAILURE,
  };
}

const FAILURE = 'error';

function membersOf(schema: Schema, definitions: Definitions): Record<string, Schema> {
  const { properties } = resolved(schema, definitions);
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, member]) => (isObject(member) ? [[name, member] as const] : [])),
  );
}

/** Types with what their SDK does to an answer before it hands it on taken back. */
function asSent(definitions: Definitions): Definitions {
  const { Response: response, Embedding: vector } = definitions;
  const required = response?.['required'];
  const properties = vector?.['properties'];
  return {
    ...definitions,
    // It joins `output_text` of the output.
    ...(response &&
      Array.isArray(required) && {
        Response: { ...response, required: required.filter((each) => each !== 'output_text') },
      }),
    // It asks for base64 where its caller does not say, and makes numbers of it.
    ...(vector &&
      isObject(properties) && {
        Embedding: {
          ...vector,
          properties: { ...properties, embedding: { anyOf: [properties['embedding'] ?? {}, { type: 'string' }] } },
        },
      }),
  };
}
