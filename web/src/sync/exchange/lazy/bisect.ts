/**
 * After the server failed at a request: which part of it is to blame. Push and pull go apart, so
 * that neither holds up the other; a push is halved until one mutation stands alone; a page gets
 * smaller until it ends before the row that cannot be read.
 */

import type { OutboxEntry } from '../../store/device';
import { MUTATIONS_A_REQUEST } from '../outgoing';
import { ROWS_A_PAGE } from '../pace';
import type { SyncRequest } from '../../protocol/wire';

const FEWER = 8;

/** A sync gives up after so many; the next one goes on behind what was set aside by then. */
const MOST_FAULTS = 64;

export class Apart {
  /** Of mutations. */
  most = MUTATIONS_A_REQUEST;
  /** Among so many that are to go next is one that fails; 0 where none is known. */
  #suspects = 0;
  #rows = ROWS_A_PAGE;
  #faults = 0;
  #answers = false;
  /** A request has gone as `shaped`. */
  #went = false;

  /** The request that is to blame goes once more, one part of it alone. */
  shaped(request: SyncRequest): SyncRequest {
    this.#went = true;
    return request.mutations.length
      ? alone(request)
      : { ...request, limit: Math.min(this.#rows, request.limit ?? ROWS_A_PAGE) };
  }

  /**
   * The mutation that the server fails at, where it has gone alone. `ask` sends a request that asks
   * for nothing. Throws what it throws, and `failure` where no smaller request is left to try.
   */
  async failed(
    failure: unknown,
    request: SyncRequest,
    batch: OutboxEntry[],
    ask: (request: SyncRequest) => Promise<unknown>,
  ): Promise<OutboxEntry | null> {
    if (++this.#faults > MOST_FAULTS) throw failure;
    const isSure = this.#went || !batch.length;
    if (isSure && !this.#answers) await ask(alone({ ...request, mutations: [] }));
    this.#answers ||= isSure;
    if (!batch.length) this.#less(failure);
    if (!batch.length || !this.#went) return null;
    this.#halve(batch.length === 1 ? 0 : batch.length);
    return batch.length === 1 ? batch[0]! : null;
  }

  /** It was not one of these, so it is one of the others. */
  took(batch: OutboxEntry[]): void {
    this.#halve(this.#suspects - batch.length);
  }

  #halve(suspects: number): void {
    this.#suspects = Math.max(0, suspects);
    this.most = suspects > 0 ? Math.max(1, suspects >> 1) : MUTATIONS_A_REQUEST;
  }

  #less(failure: unknown): void {
    if (this.#rows === 1) throw failure;
    this.#rows = Math.ceil(this.#rows / FEWER);
  }
}

/**
 * With the least page there is, from the start of all: the row that cannot be read is hardly the
 * first.
 */
function alone(request: SyncRequest): SyncRequest {
  return { ...request, cursor: null, limit: 1 };
}
