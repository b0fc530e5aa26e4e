/** The contract that an OpenAPI document is, of version 3.0 or 3.1. */
import type { Json } from '../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../replay/recording/json.ts';
import type { ContractSource } from './compile.ts';
import type { Definitions, Schema } from './schema.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const COMPONENTS = '#/components/schemas/';

/**
 * Answers of 2xx, events of streams and errors by status of each operation.
 * @param name what known findings call the contract
 * @param title what a person is told
 * @throws {Error} when the value is no OpenAPI document with paths
 */
export function openApiContract(name: string, title: string, document: Json): ContractSource {
  const paths = isObject(document) ? document['paths'] : undefined;
  if (!isObject(document) || !isObject(paths)) throw new Error('It has no "paths", so it is no OpenAPI document.');
  const definitions: Definitions = {};
  const schemas = entriesOf(at(document, ['components', 'schemas']));
  const defined = new Set(schemas.map(([schema]) => schema));
  for (const [schema, value] of schemas) definitions[schema] = schemaOf(value, defined);
  const answers: Record<string, string> = {};
  const events: Record<string, string> = {};
  const failures: Record<string, Record<string, string>> = {};
  // A document whose server has a path of its own (`https://api.openai.com/v1`) gives paths without it.
  const below = basePath(document);
  const add = (what: string, schema: Json | undefined): string => {
    definitions[what] = isObject(schema) ? schemaOf(schema, defined) : {};
    return what;
  };
  for (const [path, item] of entriesOf(paths)) {
    for (const [method, { responses }] of entriesOf(item)) {
      if (!METHODS.includes(method)) continue;
      const operation = `${method.toUpperCase()} ${below}${path}`;
      const declared: Record<string, string> = {};
      for (const [status, given] of entriesOf(responses)) {
        const content = at(followed(given, document), ['content']);
        const json = at(content, ['application/json', 'schema']);
        const stream = at(content, ['text/event-stream', 'schema']);
        if (status.startsWith('2')) {
          if (json !== undefined) answers[operation] ??= add(`answer of ${operation}`, json);
          if (stream !== undefined) events[operation] ??= add(`event of ${operation}`, stream);
        } else declared[status.toUpperCase().replace('DEFAULT', 'default')] = add(`${status} of ${operation}`, json);
      }
      failures[operation] = declared;
    }
  }
  return { name, title, definitions, answers, events, failures };
}

/** A schema with references to definitions, and `nullable` of version 3.0 as a type; of what is not there, anything. */
function schemaOf(value: JsonObject, defined: ReadonlySet<string>): Schema {
  const { nullable, $ref, ...others } = value;
  const below = (inner: Json): Json => {
    if (Array.isArray(inner)) return inner.map(below);
    return isObject(inner) ? schemaOf(inner, defined) : inner;
  };
  if (typeof $ref === 'string') {
    const name = $ref.startsWith(COMPONENTS) ? $ref.slice(COMPONENTS.length) : '';
    return orNull(defined.has(name) ? { $ref: `#/definitions/${name}` } : {}, nullable);
  }
  const members = Object.entries({ ...others, ...(isObject(nullable) && { nullable }) });
  return orNull(Object.fromEntries(members.map(([key, each]) => [key, below(each)])), nullable);
}

function orNull(schema: Schema, nullable: Json | undefined): Schema {
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** What a reference to a part of the document stands for. */
function followed(value: Json | undefined, document: JsonObject): Json | undefined {
  const reference = isObject(value) ? value['$ref'] : undefined;
  return typeof reference === 'string' ? at(document, reference.split('/').slice(1)) : value;
}

function basePath(document: JsonObject): string {
  const [server] = Array.isArray(document['servers']) ? document['servers'] : [];
  const url = isObject(server) ? server['url'] : undefined;
  if (typeof url !== 'string') return '';
  return new URL(url, 'http://stack').pathname.replace(/\/$/, '');
}

function at(value: Json | undefined, steps: readonly string[]): Json | undefined {
  return steps.reduce<Json | undefined>((inner, step) => (isObject(inner) ? inner[step] : undefined), value);
}

function entriesOf(value: Json | undefined): [string, JsonObject][] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => (isObject(each) ? [[key, each] as [string, JsonObject]] : []));
}
