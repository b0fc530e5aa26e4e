/**
 * A recording as the text of its file. There each number of an answer has the digits that it came with; in memory it is a
 * number, and digits that are not JavaScript's own stand beside the value.
 */
import type { Json, RecordedAnswer, Written } from './exchange.ts';
import { hasOddNumber, isObject } from './json.ts';
import { spelledJson, spelledNumbers, writeJson } from './json-text.ts';
import { layout } from './layout.ts';

interface Answered {
  response: RecordedAnswer;
}

type Answers = { exchanges: readonly Answered[] } | { calls: readonly Answered[] };

/** The text of a recording's file: equal recordings give equal text. */
export function recordingText(recording: Answers): string {
  const written =
    'calls' in recording
      ? { ...recording, calls: recording.calls.map(answerToFile) }
      : { ...recording, exchanges: recording.exchanges.map(answerToFile) };
  return layout(spelledJson(JSON.stringify(written)));
}

/**
 * The exchanges of a file whose text was read as plain JSON, with the digits that this lost.
 * @param field the file's field that holds them
 */
export function answersFromFile<T extends Answered>(exchanges: T[], field: 'exchanges' | 'calls', text: string): T[] {
  if (!hasOddNumber(text)) return exchanges;
  const inFile = member(spelledJson(text), field);
  return exchanges.map((exchange, i) => {
    const { body, events } = exchange.response;
    const response = member(member(inFile, i), 'response');
    const ofBody = digitsIn(member(member(response, 'body'), 'json'));
    const inEvents = member(response, 'events');
    return {
      ...exchange,
      response: {
        ...exchange.response,
        ...(body === undefined ? {} : { body: { ...body, ...ofBody } }),
        ...(events === undefined
          ? {}
          : { events: events.map((event, j) => ({ ...event, ...digitsIn(member(member(inEvents, j), 'data')) })) }),
      },
    };
  });
}

function answerToFile<T extends Answered>(exchange: T): T {
  const { body, events } = exchange.response;
  return {
    ...exchange,
    response: {
      ...exchange.response,
      ...(body === undefined || !('json' in body) ? {} : { body: { ...body, ...inPlace('json', body.json, body) } }),
      ...(events === undefined
        ? {}
        : {
            events: events.map((event) =>
              'raw' in event ? event : { ...event, ...inPlace('data', event.data, event) },
            ),
          }),
    },
  };
}

/** The value under its name with its odd digits in it, and none beside it. */
function inPlace(name: 'json' | 'data', json: Json, { numbers }: Written): object {
  return numbers === undefined ? {} : { [name]: spelledJson(writeJson({ json, numbers })), numbers: undefined };
}

/** The odd digits of a value of `spelledJson`; nothing where it has none. */
function digitsIn(value: Json | undefined): Pick<Written, 'numbers'> {
  const numbers = value === undefined ? undefined : spelledNumbers(value);
  return numbers === undefined ? {} : { numbers };
}

function member(value: Json | undefined, name: string | number): Json | undefined {
  if (typeof name === 'number') return Array.isArray(value) ? value[name] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
