/** The data of a recording: what one HTTP request and its answer look like once they are stored. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One part of a multipart form. `file` parts carry their name and, when large, only their digest. */
export interface FormPart {
  name: string;
  filename?: string;
  type?: string;
  content: Body;
}

/** A body as stored. JSON is kept as a value only where writing it again, with `end` behind it, gives the same bytes. */
export type Body =
  | { json: Json; end?: string | undefined }
  | { text: string }
  | { base64: string }
  | { sha256: string; bytes: number }
  | { form: FormPart[] };

/**
 * One server-sent event of an answer. `{ data }` stands for `data: <compact JSON>\n\n`; everything else is kept as the
 * raw text of the event, its blank line included.
 */
export type StreamEvent = { data: Json } | { raw: string };

/** What takes part in matching. `path` has no query; `query` is the raw text after `?`, absent when there is none. */
export interface RecordedRequest {
  method: string;
  path: string;
  query?: string;
  body?: Body;
}

/** The status of an answer that had not begun when our client went away; its end is `cut`. */
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
