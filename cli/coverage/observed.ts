/** What the recorded client calls of tests use: operations of the stack, and events of Responses streams. */
import type { StackRecording } from '../../replay/recording/format.ts';
import { eventTypesOf } from './events.ts';
import { nameOf, operationFinder, type Operation } from './operations.ts';

/** The client calls of one test under one setup. `title` as `<spec file> › <describe> › <title>`. */
export interface TestCalls {
  title: string;
  setup: string;
  calls: StackRecording['calls'];
}

/** Tests by title. */
export interface Seen {
  tests: Set<string>;
  /** Those that were answered with 2xx at least once; for an event, all. */
  answered: Set<string>;
  setups: Set<string>;
}

export interface Observed {
  /** By `GET /v1/models`: each operation of the document, called or not. */
  operations: Map<string, Seen>;
  /** Requests that no operation describes, such as `GET /v1/nothing`. */
  undescribed: Map<string, Seen>;
  /** By event type: only those that were seen. */
  events: Map<string, Seen>;
}

/** Adds up the calls of all tests. Events count where `POST /v1/responses` streamed them. */
export function observe(operations: readonly Operation[], tests: Iterable<TestCalls>): Observed {
  const find = operationFinder(operations);
  const observed: Observed = {
    operations: new Map(operations.map((operation) => [nameOf(operation), noTests()])),
    undescribed: new Map(),
    events: new Map(),
  };
  for (const test of tests) {
    for (const { request, response } of test.calls) {
      const operation = find(request);
      const ok = response.status >= 200 && response.status < 300;
      if (operation) add(observed.operations, nameOf(operation), test, ok);
      else add(observed.undescribed, nameOf(request), test, ok);
      if (operation?.path !== '/v1/responses') continue;
      for (const type of eventTypesOf(response.events ?? [])) add(observed.events, type, test, true);
    }
  }
  return observed;
}

function noTests(): Seen {
  return { tests: new Set(), answered: new Set(), setups: new Set() };
}

function add(all: Map<string, Seen>, name: string, { title, setup }: TestCalls, answered: boolean): void {
  const seen = all.get(name) ?? noTests();
  all.set(name, seen);
  seen.tests.add(title);
  seen.setups.add(setup);
  if (answered) seen.answered.add(title);
}
