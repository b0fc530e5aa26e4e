/** Which of the fields that a contract declares were there in answers that were held against it. */
import type { ClientExchange, Json, RecordedAnswer } from '../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../replay/recording/json.ts';
import type { ContractSource } from './compile.ts';
import { operationFinder } from './operation.ts';
import { alternativesOf, definitionOf, type Definitions, resolved, type Schema, TAGS, valuesOf } from './schema.ts';

export class FieldsSeen {
  /**
   * By type or place, such as `Response` and `ResponseUsage.input_tokens_details`: its fields, with how often they were
   * there and not null; 0 for those that never were.
   */
  readonly types = new Map<string, Map<string, number>>();
  /** How many whole answers and events were held against the contract, by operation. */
  readonly held = new Map<string, { answers: number; events: number }>();
  readonly #source: ContractSource;
  readonly #find: ReturnType<typeof operationFinder>;

  constructor(source: ContractSource) {
    this.#source = source;
    this.#find = operationFinder([...new Set([...Object.keys(source.answers), ...Object.keys(source.events)])]);
  }

  /** Counts one answer of 2xx, with its events. */
  add({ request, response }: ClientExchange): void {
    const operation = this.#find(request.method, request.path);
    if (operation === undefined || response.status >= 300) return;
    const held = this.held.get(operation) ?? { answers: 0, events: 0 };
    this.held.set(operation, held);
    if (response.events === undefined) held.answers += this.#whole(operation, response);
    else held.events += this.#events(operation, response.events);
  }

  #whole(operation: string, { body, end }: RecordedAnswer): number {
    const schema = this.#source.answers[operation];
    if (schema === undefined || end !== undefined || body === undefined || !('json' in body)) return 0;
    this.#walk({ $ref: referenceTo(schema) }, body.json, schema);
    return 1;
  }

  #events(operation: string, events: NonNullable<RecordedAnswer['events']>): number {
    const schema = this.#source.events[operation];
    if (schema === undefined) return 0;
    const data = events.flatMap((event) => ('raw' in event ? [] : [event.data]));
    for (const each of data) this.#walk({ $ref: referenceTo(schema) }, each, schema);
    return data.length;
  }

  #walk(schema: Schema, value: Json, place: string): void {
    const next = definitionOf(schema);
    if (next !== undefined) {
      // The last of several names is the type's: `answer of POST /v1/responses` is a `Response`.
      this.#walk(this.#definitions[next] ?? {}, value, next);
      return;
    }
    const alternatives = alternativesOf(schema);
    if (alternatives !== undefined) {
      for (const each of this.#meant(alternatives, value)) this.#walk(each, value, place);
      return;
    }
    for (const each of listOf(schema['allOf'])) this.#walk(each, value, place);
    if (isObject(value)) this.#object(schema, value, place);
    const items = schema['items'];
    if (Array.isArray(value) && isObject(items)) for (const each of value) this.#walk(items, each, `${place}[]`);
  }

  #object({ properties, additionalProperties: more }: Schema, value: JsonObject, place: string): void {
    const declared = isObject(properties) ? properties : {};
    if (Object.keys(declared).length > 0) {
      const fields = this.types.get(place) ?? new Map<string, number>();
      this.types.set(place, fields);
      for (const name of Object.keys(declared)) {
        const there = Object.hasOwn(value, name) && value[name] !== null;
        fields.set(name, (fields.get(name) ?? 0) + (there ? 1 : 0));
      }
    }
    for (const [name, each] of Object.entries(value)) {
      const member = declared[name];
      if (isObject(member)) this.#walk(member, each, `${place}.${name}`);
      else if (member === undefined && isObject(more)) this.#walk(more, each, `${place}.*`);
    }
  }

  /** Of a union, the members that have the value's tag; of several without one, all. */
  #meant(members: readonly Schema[], value: Json): Schema[] {
    const flat = members.flatMap((each): Schema[] => {
      const inner = alternativesOf(resolved(each, this.#definitions));
      return inner === undefined ? [each] : this.#meant(inner, value);
    });
    if (!isObject(value)) return flat;
    return flat.filter((each) =>
      TAGS.every((tag) => {
        const given = value[tag];
        const allowed = valuesOf(each, tag, this.#definitions);
        return given === undefined || allowed.length === 0 || allowed.includes(given);
      }),
    );
  }

  get #definitions(): Definitions {
    return this.#source.definitions;
  }
}

function referenceTo(name: string): string {
  return `#/definitions/${encodeURIComponent(name)}`;
}

function listOf(value: Json | undefined): Schema[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
