/** A mutant and its outcome, in the words of the API. */
import type { Json, StreamEvent } from '../../replay/recording/exchange.ts';
import { isObject } from '../../replay/recording/json.ts';
import type { Way } from '../../run/changed-recordings.ts';
import { told } from './change.ts';
import { answerAt, type Mutant } from './mutants.ts';
import { shapeOf } from './place.ts';
import type { Judged } from './score.ts';

/** How long a value may be shown. */
const SHOWN = 60;

/** A part of a path that is an id, or a name that a test made up. */
const OWN = /^(?:[a-z]{1,12}[-_])?[0-9a-f-]{16,}$|\d{3,}|-[0-9a-f]{6,}$/;

export function judged({ recorded, change }: Mutant, by: readonly Way[]): Judged {
  const { request, response } = recorded.exchanges[change.place.exchange] ?? {};
  const path = (request?.path ?? '')
    .split('/')
    .map((part) => (OWN.test(part) ? '{id}' : part))
    .join('/');
  const answer = answerAt(recorded, change.place);
  const { was, is } = answer === undefined ? {} : told(answer, change);
  const event = change.place.event === undefined ? undefined : response?.events?.[change.place.event];
  const where = [
    ...(event === undefined ? [] : [nameOf(event)]),
    ...(change.place.path === undefined ? [] : [shapeOf(change.place.path) || 'the whole']),
  ].join(' ');
  return {
    operation: `${request?.method} ${path}`,
    place: where === '' ? 'status' : where,
    kind: change.kind,
    by,
    test: `${recorded.project}: ${recorded.test}`,
    ...(was === undefined ? {} : { was: shown(was) }),
    ...(is === undefined ? {} : { is: shown(is) }),
  };
}

/** The type of an event, or what kind of object it is. */
function nameOf(event: StreamEvent): string {
  if ('raw' in event) return event.raw.trim().slice(0, SHOWN);
  const { data } = event;
  if (!isObject(data)) return 'event';
  const name = data['type'] ?? data['object'] ?? event.event;
  return typeof name === 'string' ? name : 'event';
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
