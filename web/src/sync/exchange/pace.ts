/**
 * How much goes in one request over this line: half after one that took too long, twice as much
 * after some that did not. A line that is slow again and again is tried with more ever more seldom.
 */

import { MUTATIONS_A_REQUEST } from './outgoing';
import type { SyncRequest } from '../protocol/wire';

export const ROWS_A_PAGE = 500;
/** Less is no faster: the way there and back is then most of it. */
const ROWS_LEAST = 20;
/** So many in time, one after the other, are a reason to try with more: at first, and at last. */
const GOOD_FIRST = 2;
const GOOD_LAST = 16;

export class Pace {
  #most = MUTATIONS_A_REQUEST;
  #rows = ROWS_A_PAGE;
  #good = 0;
  #needed = GOOD_FIRST;

  /** Of mutations. */
  get most(): number {
    return this.#most;
  }

  /** The request with a shorter page, where the line is slow. */
  shaped(request: SyncRequest): SyncRequest {
    return this.#rows < ROWS_A_PAGE ? { ...request, limit: this.#rows } : request;
  }

  tooLong({ mutations }: SyncRequest): void {
    this.#most = Math.max(1, (mutations.length || this.#most) >> 1);
    this.#rows = Math.max(ROWS_LEAST, this.#rows >> 1);
    this.#needed = Math.min(GOOD_LAST, this.#needed * 2);
    this.#good = 0;
  }

  inTime(): void {
    if (++this.#good < this.#needed) return;
    this.#good = 0;
    this.#most = Math.min(MUTATIONS_A_REQUEST, this.#most * 2);
    this.#rows = Math.min(ROWS_A_PAGE, this.#rows * 2);
  }
}
