/** Recorded answers of a stack in place of the stack. What runs on them proves client and spec code, and no stack. */
import { Readable } from 'node:stream';
import { answerChunks } from '../recording/body.ts';
import type { Problem } from '../control/protocol.ts';
import type { ClientExchange, RecordedAnswer } from '../recording/exchange.ts';
import { Matching } from '../matching/matching.ts';
import { missDetail, missText, type MissContext } from '../matching/miss.ts';
import { isSameRead } from '../drift/polls.ts';
import type { Inbound, Transport } from './transport.ts';

const STACK = 'the stack';

/** The recorded client exchanges of one test, used up by one attempt. */
export class RecordedStack {
  readonly problems: Problem[] = [];
  readonly #matching: Matching;
  readonly #context: MissContext;
  #last: ClientExchange | undefined;

  constructor(calls: readonly ClientExchange[], context: MissContext) {
    this.#matching = new Matching(
      calls.map((call) => ({ provider: STACK, ...call })),
      [],
    );
    this.#context = context;
  }

  /** The transport that answers from the recording; a call that it does not hold is rejected, and is a problem. */
  readonly transport: Transport['send'] = ({ asked, signal }) => {
    const live = { provider: STACK, request: asked };
    if (this.#last !== undefined && isSameRead(this.#last, live) && !this.#expects(live)) {
      const { response } = this.#last;
      // Who polls for what never comes, without a pause, is to leave the test's own timeout its turn.
      return new Promise((resolve) => setImmediate(() => resolve(inbound(response, signal))));
    }
    const match = this.#matching.match(live);
    if (!match.hit) {
      const text = missText(live, match.miss, this.#context).replace(
        `the stack asked ${STACK} for`,
        'the spec asked the stack for',
      );
      this.problems.push({ kind: 'miss', text, detail: missDetail(live, match.miss, this.#matching.exchanges) });
      return Promise.reject(new Error(text));
    }
    this.#last = { request: match.exchange.request, response: match.answer };
    return Promise.resolve(inbound(match.answer, signal));
  };

  /** Recorded calls that the attempt did not make. */
  leftovers(): Problem[] {
    return this.#matching.leftovers().map(({ position, exchange: { request } }) => ({
      kind: 'leftover',
      text:
        `A recorded call was not made: number ${position + 1} of "${this.#context.test}", ${request.method} ${request.path}.\n` +
        `Why: the test ran to its end without it. If the change is meant, record the test again: ${this.#context.fix}`,
    }));
  }

  /** Whether the very next unused exchange is this read again: then it was stored as one of its own. */
  #expects(read: Pick<ClientExchange, 'request'>): boolean {
    const next = this.#matching.leftovers()[0]?.exchange;
    return next !== undefined && isSameRead(next, read);
  }
}

function inbound(answer: RecordedAnswer, signal: AbortSignal): Inbound {
  const chunks = answerChunks(answer);
  const body = Readable.from(answer.end === undefined ? chunks : withEnd(chunks, answer.end, signal));
  signal.addEventListener('abort', () => body.destroy(abortError(signal)), { once: true });
  return { status: answer.status, headers: new Headers(answer.headers), body };
}

/** A stream that did not end by itself: it breaks off, or is held open until its reader goes away. */
async function* withEnd(chunks: Buffer[], end: 'cut' | 'broken', signal: AbortSignal): AsyncGenerator<Buffer> {
  yield* chunks;
  if (end === 'broken') throw new Error('The connection broke off, as it did when this was recorded.');
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The call was aborted.', 'AbortError');
}
