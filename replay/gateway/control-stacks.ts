/** The control requests for stacks beside the gateway's own, `/-/stacks`. */
import { Fault } from '../../errors/fault.ts';
import { type OwnStack, OwnStackOrder, StopStack, type StopSignal } from '../control/protocol.ts';

/** Who starts them. Each method throws a Fault with what happened, and `open` what to do. */
export interface StackHost {
  open(order: OwnStackOrder): Promise<OwnStack>;
  start(id: string): Promise<OwnStack>;
  stop(id: string, signal: StopSignal): Promise<void>;
  close(id: string): Promise<void>;
}

/** As `StackHost`, and knows when one of them is starting, so that it asks the providers what starting stacks ask. */
export class StacksBeside {
  readonly #host: StackHost | undefined;
  #starting = 0;

  constructor(host: StackHost | undefined) {
    this.#host = host;
  }

  /** Whether one of them is starting. */
  get starting(): boolean {
    return this.#starting > 0;
  }

  /** Answers a request; undefined where there is none of this name. */
  async reply(id: string | undefined, action: string | undefined, body: unknown): Promise<object | undefined> {
    const host = this.#host;
    if (host === undefined) throw new Fault({ what: 'This gateway has no stack, so none can be started beside it.' });
    if (id === undefined) return this.#whileStarting(() => host.open(OwnStackOrder.parse(body)));
    if (action === 'start') return this.#whileStarting(() => host.start(id));
    if (action === 'stop') await host.stop(id, StopStack.parse(body).signal);
    else if (action === 'close') await host.close(id);
    else return undefined;
    return {};
  }

  async #whileStarting(start: () => Promise<OwnStack>): Promise<OwnStack> {
    this.#starting += 1;
    try {
      return await start();
    } finally {
      this.#starting -= 1;
    }
  }
}
