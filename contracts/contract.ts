/** Answers of a server held against what one document, or the types of one SDK, say of them. */
import type { ErrorObject } from 'ajv';
import { z } from 'zod';
import type { ClientExchange, Json, RecordedAnswer } from '../replay/recording/exchange.ts';
import { isObject } from '../replay/recording/json.ts';
import { type Breach, breachesOf } from './breaches.ts';
import { operationFinder } from './operation.ts';

/** What a contract has, besides its schemas. Operations are `GET /v1/files/{id}`, schemas are given by their names. */
export const About = z.strictObject({
  /** `openai`: what known findings call it. */
  name: z.string(),
  /** `the types of openai 7.57.0`: what a person is told. */
  title: z.string(),
  /** Schemas of whole answers of 2xx. */
  answers: z.record(z.string(), z.string()),
  /** Schemas of each event of a stream. */
  events: z.record(z.string(), z.string()),
  /** Schemas of errors: one for all operations, or one for each declared status of an operation, such as `404` or `4XX`. */
  failures: z.union([z.string(), z.record(z.string(), z.record(z.string(), z.string()))]),
});
export type About = z.infer<typeof About>;

/** Where a value breaks a schema, as ajv says it; empty where it does not. */
export type Validate = (schema: string, value: Json | undefined) => readonly ErrorObject[];

/** Where an answer breaks a contract, or does not agree with its request or the other answers of its test. */
export interface Finding extends Omit<Breach, 'rule'> {
  /** Its name, `relations` or `http`. */
  contract: string;
  /** The operation; behind it the type of the event for one of a stream, `4xx` or `5xx` for an error. */
  at: string;
  /**
   * `status`: the contract does not have the status, which is the path then. `other`: a relation holds another value due.
   * `closed`: the connection was closed behind the answer.
   */
  rule: Breach['rule'] | 'status' | 'other' | 'closed';
  /** What says otherwise, for a person: the type of the SDK or the place of the document, or the relation with its source. */
  source: string;
  /** Position of the call among those of the test, from 1, where it is known. */
  call?: number;
}

/** What known findings call the relations between answers, which are no contract by name. */
export const RELATIONS_CONTRACT = 'relations';

export class Contract {
  readonly #about: About;
  readonly #validate: Validate;
  readonly #find: (method: string, path: string) => string | undefined;

  constructor(about: About, validate: Validate) {
    this.#about = about;
    this.#validate = validate;
    this.#find = operationFinder([...new Set([...Object.keys(about.answers), ...Object.keys(about.events)])]);
  }

  get name(): string {
    return this.#about.name;
  }

  get title(): string {
    return this.#about.title;
  }

  /** Whether it says what such a request is answered with. */
  has(method: string, path: string): boolean {
    return this.#find(method, path) !== undefined;
  }

  /** The findings of one answer, each once. None for an operation that the contract does not have. */
  findings({ request, response }: ClientExchange): Finding[] {
    const operation = this.#find(request.method, request.path);
    if (operation === undefined) return [];
    const found = response.status >= 400 ? this.#ofFailure(operation, response) : this.#ofAnswer(operation, response);
    return [...new Map(found.map((each) => [keyOf(each), each])).values()];
  }

  #ofAnswer(operation: string, { events, ...answer }: RecordedAnswer): Finding[] {
    const { answers, events: ofEvents } = this.#about;
    if (events !== undefined) {
      const type = ofEvents[operation];
      if (type === undefined) return [];
      return events.flatMap((event) => ('raw' in event ? [] : this.#ofEvent(operation, type, event.data)));
    }
    const type = answers[operation];
    // Of what was cut nothing can be said.
    if (type === undefined || answer.end !== undefined || answer.status >= 300) return [];
    return this.#held(type, valueOf(answer), operation);
  }

  #ofEvent(operation: string, type: string, data: Json): Finding[] {
    const { failures } = this.#about;
    // The SDKs throw such an event before they take it for one of the stream.
    if (isObject(data) && isObject(data['error']) && data['type'] === undefined)
      return typeof failures === 'string' ? this.#held(failures, data, `${operation} error`) : [];
    return this.#held(type, data, `${operation} ${eventName(data)}`);
  }

  #ofFailure(operation: string, answer: RecordedAnswer): Finding[] {
    const { failures } = this.#about;
    const status = String(answer.status);
    const kind = `${status.slice(0, 1)}xx`;
    const declared = typeof failures === 'string' ? { default: failures } : (failures[operation] ?? {});
    const type = declared[status] ?? declared[kind.toUpperCase()] ?? declared['default'];
    if (type !== undefined) return this.#held(type, valueOf(answer), `${operation} ${kind}`);
    return [
      {
        contract: this.#about.name,
        at: operation,
        path: status,
        shown: status,
        rule: 'status',
        place: operation,
        detail: 'is a status that is not listed for it',
        source: this.#sourceOf(operation),
      },
    ];
  }

  #held(type: string, value: Json | undefined, at: string): Finding[] {
    return breachesOf(this.#validate(type, value)).map((breach) => ({
      contract: this.#about.name,
      at,
      ...breach,
      source: this.#sourceOf(breach.place),
    }));
  }

  #sourceOf(place: string): string {
    return `${this.#about.title}: ${place}`;
  }
}

/** What a finding is known by among those of its line. */
export function keyOf({ contract, at, path, rule, place }: FindingKey): string {
  // Of a contract, a path has one type; of relations, several may meet there.
  return [contract, at, path, rule, ...(contract === RELATIONS_CONTRACT ? [place] : [])].join(' | ');
}

type FindingKey = Pick<Finding, 'contract' | 'at' | 'path' | 'rule' | 'place'>;

function valueOf({ body }: RecordedAnswer): Json | undefined {
  return body !== undefined && 'json' in body ? body.json : undefined;
}

function eventName(data: Json): string {
  if (!isObject(data)) return 'event';
  const name = data['type'] ?? data['object'];
  return typeof name === 'string' ? name : 'event';
}
