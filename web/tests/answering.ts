/** A store and the server side of the wire, for tests of the exchange. */

import { beforeEach } from 'vitest';
import { isUnsent } from '../src/sync/store/device';
import { exchange, type Wiring } from '../src/sync/exchange/exchange';
import { created, type Frozen } from '../src/sync/outbox/mutation';
import { Store } from '../src/sync/store/store';
import type {
  Change,
  Result,
  StreamInfo,
  SyncAnswer,
  SyncRequest,
} from '../src/sync/protocol/wire';

export const OWN: StreamInfo = { id: 1, kind: 'own', role: 'participant' };
export const GOAL = '00000000-0000-7000-8000-0000000000a1';

/**
 * The server's side of the wire: takes each mutation once, and answers a repeated one as a
 * duplicate. Deciding is not its business.
 */
export class Answers {
  readonly taken = new Map<string, Result>();
  readonly requests: SyncRequest[] = [];
  seq = 0;

  answer(request: SyncRequest): SyncAnswer {
    this.requests.push(request);
    const results = request.mutations.map(({ id, n }) => this.#take(id, n));
    const rows = request.mutations.map(({ id, n, record, entity, set }) => {
      const { seq } = this.taken.get(id)!;
      const heads = Object.fromEntries(
        Object.keys(set).map((group) => [group, [[id, [n, 0, 9, n]]]]),
      );
      return [record, seq, entity, 'live', heads, set, null];
    });
    const changes = [{ stream: 1, rows }] as SyncAnswer['changes'];
    return {
      cursor: `c${this.seq}`,
      server_time: 0,
      epoch: 'e',
      more: false,
      results,
      changes,
      reached: { 1: this.seq },
      streams: [OWN],
    };
  }

  #take(id: string, n: number): Result {
    const before = this.taken.get(id);
    if (before) return { ...before, outcome: 'duplicate', first: 'applied' };
    const result: Result = {
      id,
      outcome: 'applied',
      key: [n, 0, 9, n],
      stream: 1,
      seq: ++this.seq,
    };
    this.taken.set(id, result);
    return result;
  }
}

export let count = 0;
export let store: Store;
export let server: Answers;

beforeEach(() => {
  store = new Store(`exchange-${++count}`);
  server = new Answers();
});

export const goal = (n: number, title = `goal ${n}`): Frozen =>
  created(
    'goal',
    1,
    `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    { words: { title } },
    { at: n, offset: null, id: crypto.randomUUID() },
  );

export const wiring = (send: Wiring['send']): Wiring => ({
  send, now: () => 0, onPage: () => undefined, onReading: async () => undefined, fork: () => Promise.reject(new Error('not forked')),
}); // prettier-ignore
export const rowOf = (n: number): Change => [
  goal(n).record,
  n,
  'goal',
  'live',
  {},
  goal(n).set,
  null,
];
export const run = (transport: (request: SyncRequest) => Promise<SyncAnswer>): Promise<void> =>
  exchange(store, 9, wiring(transport));
export const answered = async (request: SyncRequest): Promise<SyncAnswer> => server.answer(request);

export async function waiting(): Promise<number> {
  return (await store.outbox()).filter(isUnsent).length;
}
