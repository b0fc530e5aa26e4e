import type { Bindings } from './bindings.ts';
import type { Body, RecordedAnswer, StreamEvent } from '../recording/exchange.ts';
import { changeJoined } from '../recording/joined.ts';
import { mapStrings } from '../recording/json.ts';
import { withValue } from '../recording/sse.ts';

/** `text` with every bound recorded id replaced by the live one. Only ids of equal length are bound, so its length stays. */
export function substituteText(text: string, bindings: Bindings): string {
  let changed = text;
  const held: string[] = [];
  for (const [recorded, live] of bindings.entries()) {
    if (recorded === live || !changed.includes(recorded)) continue;
    changed = changed.replaceAll(recorded, `\u0000${held.length}\u0000`);
    held.push(live);
  }
  return held.reduce((text, live, i) => text.replaceAll(`\u0000${i}\u0000`, live), changed);
}

/** A recorded answer as this attempt must see it: with the live ids where the recorded ones were. */
export function substituteAnswer(answer: RecordedAnswer, bindings: Bindings): RecordedAnswer {
  if (bindings.size === 0) return answer;
  return {
    ...answer,
    ...(answer.body === undefined ? {} : { body: substituteBody(answer.body, bindings) }),
    ...(answer.events === undefined ? {} : { events: substituteEvents(answer.events.map(withValue), bindings) }),
  };
}

function substituteBody(body: Body, bindings: Bindings): Body {
  if ('json' in body) return { ...body, json: mapStrings(body.json, (text) => substituteText(text, bindings)) };
  if ('text' in body) return { text: substituteText(body.text, bindings) };
  return body;
}

function substituteEvents(events: StreamEvent[], bindings: Bindings): StreamEvent[] {
  const joined = changeJoined(events, (pieces) => {
    const text = pieces.join('');
    const replaced = substituteText(text, bindings);
    return replaced === text ? undefined : cutLike(replaced, pieces);
  });
  return joined.map((event) => ('raw' in event ? { raw: substituteText(event.raw, bindings) } : event));
}

function cutLike(text: string, pieces: readonly string[]): string[] {
  let end = 0;
  return pieces.map((piece) => text.slice(end, (end += piece.length)));
}
