/** The client seam: the `fetch` between a spec's client and the stack. It adds the identity, reports and records each call. */
import type { ClientCalls, RunningCall } from './client-calls.ts';
import type { ClientExchange, RecordedAnswer } from '../recording/exchange.ts';
import { baggage } from '../control/baggage.ts';
import { clientKeyMarks } from '../control/client-keys.ts';
import { clientExchange, clientRequest } from './client-exchange.ts';
import type { Inbound } from './transport.ts';

/** What the seam needs of the one who runs the tests. */
export interface SeamHost {
  /** The calls of the attempt that is running now. Throws, with what to do, where none is. */
  calls(): ClientCalls;
  /**
   * Reports one call: runs `body` as a step with this title, and shows what `body` answers. Rejects as `body` does.
   * The step lasts until the answer has ended.
   */
  report(title: string, body: () => Promise<ClientExchange>): Promise<void>;
}

export interface Fetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** OpenAI's client asks for this before it sends a form; without it, it would make a call of its own to find out. */
  Response: typeof Response;
}

/** Statuses whose answers have no body, by the Fetch standard. */
const BODYLESS = new Set([204, 205, 304]);

export function seamFetch(host: SeamHost): Fetch {
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const calls = host.calls();
    const request = new Request(input, init);
    const url = new URL(request.url);
    const bytes = Buffer.from(await request.arrayBuffer());
    const call = calls.begin(`${request.method} ${url.pathname}`);
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const asked = { calls, call, request, url, bytes, answered: resolve, failed: reject };
    calls.reporting(host.report(call.title, () => exchange(asked)));
    return promise;
  };
  return Object.assign(fetch, { Response });
}

/** One call of a client, and the promise that the client waits for. */
interface ClientCall {
  calls: ClientCalls;
  call: RunningCall;
  request: Request;
  url: URL;
  bytes: Buffer;
  answered: (response: Response) => void;
  failed: (error: unknown) => void;
}

async function exchange({ calls, call, request, url, bytes, answered, failed }: ClientCall): Promise<ClientExchange> {
  const type = request.headers.get('content-type') ?? '';
  const asked = clientRequest(request.method, url.pathname + url.search, bytes, type);
  let ended: ClientExchange | undefined;
  try {
    const {
      status,
      headers,
      body: received,
    } = await calls.transport.send({
      url,
      method: request.method,
      headers: {
        ...Object.fromEntries(request.headers),
        baggage: baggage({ attempt: calls.attempt, call: call.number, keys: clientKeyMarks(request.headers) }),
      },
      bytes,
      asked,
      signal: AbortSignal.any([request.signal, call.abort.signal]),
      connected: (port) => (call.port = port),
      closed: () => (call.closed = true),
    });
    const chunks: Buffer[] = [];
    const { promise: over, resolve: end } = Promise.withResolvers<RecordedAnswer['end']>();
    const finish = (how: RecordedAnswer['end']): void => {
      ended = clientExchange(asked, status, headers, chunks, how);
      calls.end(call, ended);
      end(how);
    };
    const keep = (chunk: Buffer): void => {
      calls.received(call);
      chunks.push(chunk);
    };
    const body = tee(received, keep, finish);
    const bodyless = BODYLESS.has(status);
    // There is nothing for the client to read, so the call must be over when the client has its answer.
    if (bodyless) await body.pipeTo(new WritableStream());
    answered(new Response(bodyless ? null : body, { status, headers }));
    await over;
  } catch (error) {
    calls.end(call, undefined);
    failed(error);
    throw error;
  }
  if (ended === undefined) throw new Error('The answer ended without an end.');
  return ended;
}

/** The answer's body for the client; `keep` gets what the client gets, and `finish` is told how it ended. */
function tee(
  body: Inbound['body'],
  keep: (chunk: Buffer) => void,
  finish: (how: RecordedAnswer['end']) => void,
): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next();
          if (next.done === true) {
            finish(undefined);
            controller.close();
            return;
          }
          keep(Buffer.from(next.value));
          controller.enqueue(new Uint8Array(next.value));
        } catch (error) {
          finish(error instanceof Error && error.name === 'AbortError' ? 'cut' : 'broken');
          controller.error(error);
        }
      },
      cancel() {
        finish('cut');
        body.destroy();
      },
    },
    { highWaterMark: 1 },
  );
}
