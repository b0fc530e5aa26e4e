/** The data of a recording: what one HTTP request and its answer look like once they are stored. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One part of a multipart form. `file` parts carry their name and, when large, only their digest. */
export interface FormPart {
  name: string;
  filename?: string;
  type?: string;
  content: Body;
}

/** How JSON is written that is not as `JSON.stringify` writes it. */
export interface JsonStyle {
  /** Each member on a line of its own, and what stands before it for each level. */
  indent?: string;
  /** A blank behind each comma and colon, as Python's `json.dumps` writes. */
  spaced?: true;
  /** Letters that are written as `\uXXXX`: all beyond ASCII, as by Python, or those that mean something in HTML, as by Go. */
  escapes?: 'ascii' | 'html';
}

/**
 * What the text of some JSON has beyond its value; nothing where it is as `JSON.stringify` writes it. Whatever leaves the
 * number and the order of a value's numbers as they are, as a change of its strings does, leaves this true.
 */
export interface Written {
  /** Numbers that are not spelled as JavaScript spells them, by their position among the numbers of the value: `0.0`. */
  numbers?: Record<string, string>;
  style?: JsonStyle;
}

/**
 * A body as stored. JSON is kept as a value wherever writing it again, with `end` behind it, gives the same bytes. A
 * digest is that of the bytes; in an answer, which is a document then, that of the value (`documents.ts`).
 */
export type Body =
  | ({ json: Json; end?: string } & Written)
  | { text: string }
  | { base64: string }
  | { sha256: string; bytes: number }
  | { form: FormPart[] };

/**
 * One event of an answer. `{ data }` stands for `data: <JSON>\n\n`, `{ event, data }` for the same behind a line with its
 * name; `before` and `after` are what stands around the JSON where it is something else. What has no JSON is kept as its
 * text, its blank line included.
 */
export type StreamEvent = EventWithData | { raw: string };

export interface EventWithData extends Written {
  event?: string;
  before?: string;
  data: Json;
  after?: string;
}

/** What takes part in matching. `path` has no query; `query` is the raw text after `?`, absent when there is none. */
export interface RecordedRequest {
  method: string;
  path: string;
  query?: string;
  /** Those that the provider's description declares to change its answers, by name in lower case; absent without any. */
  headers?: Record<string, string>;
  body?: Body;
}

/** The status of an answer that never began: our client went away first (`cut`), or the other side closed the connection (`broken`). */
export const NO_ANSWER = 0;

export interface RecordedAnswer {
  /** 200 to 599, or `NO_ANSWER`. */
  status: number;
  /** Headers of the allow list only, names in lower case. */
  headers: Record<string, string>;
  /** The whole body; absent when it is empty or a stream of events. */
  body?: Body;
  events?: StreamEvent[];
  /** Lengths in bytes of the network chunks of a stream, given only where they are not one event each, or not text. */
  chunks?: number[];
  /** `cut`: our client went away first. `broken`: the other side closed the connection in the middle. */
  end?: 'cut' | 'broken';
}

/** Where an answer came from: the real service, a real server with a small model, or a script. */
export type Source = 'provider' | 'local model' | 'scripted';

/** One request of the stack to a provider, and the answer. */
export interface ProviderExchange {
  provider: string;
  /** Position of the client call that caused it, counted from 1; absent for a call without one. */
  call?: number;
  /** Given where it is not the source that the recording's header states for this provider. */
  source?: Source;
  request: RecordedRequest;
  response: RecordedAnswer;
}

/** One request of a spec's client to the stack, and the answer. */
export interface ClientExchange {
  request: RecordedRequest;
  response: RecordedAnswer;
}
