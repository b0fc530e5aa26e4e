/** What a page says of the next one is so. */
import type { JsonObject } from '../../replay/recording/json.ts';
import type { Call } from './call.ts';
import { type Broken, objectsIn, type Relation } from './relation.ts';

interface Page {
  call: Call;
  /** Which list it is of, in which order. */
  list: string;
  /** The item that it begins behind. */
  after: string | undefined;
  items: JsonObject[];
}

export const nextPages: Relation = {
  name: 'has_more agrees with next page',
  holds: 'a page that has more is followed by items, another one by none, and none of its items comes again behind it',
  source: 'OpenAI API reference: Conversations, Vector store files, Chat, Responses, list: after, has_more',
  check: (calls) => {
    // Until something is made, changed or deleted, a list stays as it is.
    let before: Page[] = [];
    return calls.flatMap((call) => {
      if (!call.operation.startsWith('GET ')) before = [];
      const page = pageOf(call);
      if (page === undefined) return [];
      const found = before.filter(({ list }) => list === page.list).flatMap((earlier) => between(earlier, page));
      before.push(page);
      return found;
    });
  },
};

/** Of a list that is the test's own: others come and go in lists that all tests share. */
function pageOf(call: Call): Page | undefined {
  const { operation, ids, answer } = call;
  if (!operation.startsWith('GET ') || !operation.includes('{id}') || !Array.isArray(answer?.['data']))
    return undefined;
  const query = new URLSearchParams(call.query);
  const after = query.get('after') ?? undefined;
  for (const name of ['after', 'limit']) query.delete(name);
  query.sort();
  return { call, list: `${operation} ${ids.join(' ')} ${query}`, after, items: objectsIn(answer['data']) };
}

function between(earlier: Page, later: Page): Broken[] {
  const last = earlier.items.at(-1)?.['id'];
  if (later.after !== undefined && later.after === last) {
    return [...hasMore(earlier, later.items.length > 0), ...again(earlier, later)];
  }
  if (later.after !== earlier.after || later.items.length === earlier.items.length) return [];
  // The same page under two limits: the shorter one is not all.
  return hasMore(later.items.length < earlier.items.length ? later : earlier, true);
}

function hasMore({ call }: Page, due: boolean): Broken[] {
  const came = call.answer?.['has_more'];
  return came === undefined || came === due ? [] : [{ call, path: 'has_more', due, came }];
}

function again(earlier: Page, { call, items }: Page): Broken[] {
  const met = new Set(earlier.items.map(({ id }) => id));
  return items.flatMap(({ id }, n) =>
    id !== undefined && met.has(id)
      ? [{ call, path: `data[${n}].id`, due: 'an item that the page before does not have', came: id }]
      : [],
  );
}
