import { beforeEach, describe, expect, test } from 'vitest';
import { Problem, Unreachable } from '../src/session/info';
import { isUnsent, type OutboxEntry } from '../src/sync/store/device';
import { becomeDevice, exchange, type Wiring } from '../src/sync/exchange/exchange';
import { created, edited, type Frozen } from '../src/sync/outbox/mutation';
import { batchOf, ready } from '../src/sync/exchange/outgoing';
import { send } from '../src/sync/exchange/send';
import { Store } from '../src/sync/store/store';
import type { Change, Head, Result, StreamInfo, SyncAnswer, SyncRequest } from '../src/sync/protocol/wire';

const OWN: StreamInfo = { id: 1, kind: 'own', role: 'participant' };
const GOAL = '00000000-0000-7000-8000-0000000000a1';

/** The server's side of the wire: takes each mutation once, and answers a repeated one as a duplicate. Deciding is not its business. */
class Answers {
  readonly taken = new Map<string, Result>();
  readonly requests: SyncRequest[] = [];
  seq = 0;

  answer(request: SyncRequest): SyncAnswer {
    this.requests.push(request);
    const results = request.mutations.map(({ id, n }) => this.#take(id, n));
    const rows = request.mutations.map(({ id, n, record, entity, set }) => {
      const { seq } = this.taken.get(id)!;
      const heads = Object.fromEntries(Object.keys(set).map((group) => [group, [[id, [n, 0, 9, n]]]]));
      return [record, seq, entity, 'live', heads, set, null];
    });
    const changes = [{ stream: 1, rows }] as SyncAnswer['changes'];
    return { cursor: `c${this.seq}`, server_time: 0, epoch: 'e', more: false, results, changes, reached: { 1: this.seq }, streams: [OWN] };
  }

  #take(id: string, n: number): Result {
    const before = this.taken.get(id);
    if (before) return { ...before, outcome: 'duplicate', first: 'applied' };
    const result: Result = { id, outcome: 'applied', key: [n, 0, 9, n], stream: 1, seq: ++this.seq };
    this.taken.set(id, result);
    return result;
  }
}

let count = 0;
let store: Store;
let server: Answers;

beforeEach(() => {
  store = new Store(`exchange-${++count}`);
  server = new Answers();
});

const goal = (n: number, title = `goal ${n}`): Frozen =>
  created('goal', 1, `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, { words: { title } }, { at: n, offset: null, id: crypto.randomUUID() });

const wiring = (send: Wiring['send']): Wiring => ({
  send, now: () => 0, onPage: () => undefined, onReading: async () => undefined, fork: () => Promise.reject(new Error('not forked')),
}); // prettier-ignore
const rowOf = (n: number): Change => [goal(n).record, n, 'goal', 'live', {}, goal(n).set, null];
const run = (transport: (request: SyncRequest) => Promise<SyncAnswer>): Promise<void> => exchange(store, 9, wiring(transport));
const answered = async (request: SyncRequest): Promise<SyncAnswer> => server.answer(request);

async function waiting(): Promise<number> {
  return (await store.outbox()).filter(isUnsent).length;
}

describe('faults of the way there and back', () => {
  test('a lost request leaves everything waiting', async () => {
    await store.enqueue(goal(1));
    await expect(run(() => Promise.reject(new Unreachable('no network')))).rejects.toBeInstanceOf(Unreachable);
    expect(await waiting()).toBe(1);
    await run(answered);
    expect(await store.outbox()).toEqual([]);
  });

  test('a lost answer is offered again, the same in every byte, and counts once', async () => {
    await store.enqueue(goal(1));
    await expect(run(async (request) => (server.answer(request), Promise.reject(new Unreachable('cut off'))))).rejects.toThrow();
    await run(answered);
    expect(server.requests[1]!.mutations).toEqual(server.requests[0]!.mutations);
    expect(server.taken.size).toBe(1);
    expect(await store.outbox()).toEqual([]);
    expect(await store.rows(1)).toHaveLength(1);
  });

  test('an ended session stops the exchange and erases nothing', async () => {
    await store.enqueue(goal(1));
    await run(answered);
    await store.enqueue(goal(2));
    await expect(run(() => Promise.reject(new Problem(401, 'not_signed_in', '')))).rejects.toBeInstanceOf(Problem);
    expect(await waiting()).toBe(1);
    expect(await store.rows(1)).toHaveLength(1);
  });

  test.each([
    ['a captive portal', new Response('<html>Pay here</html>', { status: 200, headers: { 'content-type': 'text/html' } })],
    ["a portal's own JSON", new Response('{"ok":true}', { status: 200, headers: { 'content-type': 'application/json' } })],
    ['a failing server', new Response('oops', { status: 500 })],
    ["a failing server's problem", new Response('{"code":"error"}', { status: 503, headers: { 'content-type': 'application/problem+json' } })],
    ["a proxy's refusal", new Response('{"message":"no"}', { status: 403, headers: { 'content-type': 'application/json' } })],
  ])('%s is no answer', async (_name, response) => {
    globalThis.fetch = async () => response;
    await store.enqueue(goal(1));
    await expect(run(send)).rejects.toBeInstanceOf(Unreachable);
    expect(await waiting()).toBe(1);
  });

  test('a refusal of the server is told with its code', async () => {
    globalThis.fetch = async () => new Response('{"code":"too_many_tries","retry_after":7}', { status: 429 });
    await expect(run(send)).rejects.toMatchObject({ status: 429, code: 'too_many_tries', retry_after: 7 });
  });

  test('a server that asks for patience is heard, also where a proxy says it', async () => {
    globalThis.fetch = async () => new Response('slow down', { status: 429, headers: { 'retry-after': '9' } });
    await expect(run(send)).rejects.toMatchObject({ status: 429, retry_after: 9 });
    globalThis.fetch = async () => new Response('slow down', { status: 429 });
    await expect(run(send)).rejects.toMatchObject({ status: 429, retry_after: null });
  });
});

describe('what goes when', () => {
  test('more than one request can hold goes in several, in order', async () => {
    for (let n = 1; n <= 450; n++) await store.enqueue(goal(n));
    await run(answered);
    expect(server.requests.map(({ mutations }) => mutations.length)).toEqual([200, 200, 50]);
    expect(server.requests.map(({ waiting }) => waiting)).toEqual([450, 250, 50]);
    expect(server.requests.flatMap(({ mutations }) => mutations.map(({ n }) => n))).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
    expect(await store.outbox()).toEqual([]);
  });

  test('long words make a request of fewer mutations', async () => {
    const outbox = [1, 2, 3].map((n) => ({ n, mutation: goal(n, 'x'.repeat(100_000)), result: null }));
    expect(batchOf(outbox).map(({ n }) => n)).toEqual([1, 2]);
  });

  const stop = created('sharing_settings', 2, GOAL, { stop: { stop_all_sharing: true } }, { at: 0, offset: null, id: 'stop' });
  const asEntries = (all: Frozen[]): OutboxEntry[] => all.map((mutation, index) => ({ n: index + 1, mutation, result: null }));
  const order = (outbox: OutboxEntry[]): number[][] => {
    const batch = batchOf(outbox);
    return batch.length ? [batch.map(({ n }) => n), ...order(outbox.filter((entry) => !batch.includes(entry)))] : [];
  };

  test('stopping to share and a call for help go first and alone', () => {
    const flag = created('support_flag', 3, goal(77).record, { ask: { recorded_at: '2026-11-30T12:00:00Z' } }, { at: 0, offset: null, id: 'flag' });
    expect(order(asEntries([goal(1), goal(2), flag, stop, goal(3)]))).toEqual([[3, 4], [1, 2, 5]]);
  });

  test('what goes first takes along what it names, and what would loosen stays in its place', () => {
    const loosened = created('sharing_settings', 2, GOAL, { goals: { share_goals: true } }, { at: 0, offset: null, id: 'loosened' });
    const tightened: Frozen = { ...loosened, id: 'tightened', base: { goals: [['loosened']] }, set: { goals: {} } };
    expect(order(asEntries([goal(1), loosened, stop]))).toEqual([[3], [1, 2]]);
    expect(order(asEntries([goal(1), loosened, goal(2), tightened]))).toEqual([[2, 4], [1, 3]]);
  });

  test('a new record that is private makes nothing stricter', () => {
    const hidden = created('goal', 1, GOAL, { words: { title: 'x' }, visibility: { shared: false } }, { at: 0, offset: null, id: 'hidden' });
    const hide: Frozen = { ...hidden, id: 'hide', set: { visibility: {} }, base: { visibility: [['far', [1, 0, 1, 1]]] } };
    expect(order(asEntries([goal(1), hidden]))).toEqual([[1, 2]]);
    expect(order(asEntries([goal(1), hide]))).toEqual([[2], [1]]);
    expect(order(asEntries([goal(1), hidden, goal(2), hide]))).toEqual([[2, 4], [1, 3]]);
  });

  test('what the server has failed at goes last, one by one, and what needs it waits', () => {
    const failed = { times: 1, until: 0, app: '' };
    const [first, second, third] = asEntries([goal(1), goal(2), goal(3)]) as [OutboxEntry, OutboxEntry, OutboxEntry];
    const named = { n: 4, mutation: { ...goal(4), base: { words: [[first.mutation.id] as Head] } }, result: null };
    const outbox = [{ ...first, failed }, { ...second, failed }, third, named];
    expect(batchOf(outbox).map(({ n }) => n)).toEqual([3]);
    expect(batchOf(outbox.slice(0, 2)).map(({ n }) => n)).toEqual([1]);
    expect(ready(outbox, ({ n }) => n === 1).map(({ n }) => n)).toEqual([2, 3]);
  });

  test('muting goes before all else, however much waits', () => {
    const settings = (id: string, groups: object): Frozen => created('notification_settings', 2, GOAL, groups as Frozen['set'], { at: 0, offset: null, id });
    const erasing = (n: number): Frozen => ({ ...goal(n), op: 'erase', set: {} });
    const backlog = Array.from({ length: 400 }, (_, index) => (index % 2 ? erasing(index) : goal(index)));
    for (const mute of [{ push: { push: false } }, { pause: { pause_until: '2027-01-01' } }, { nudges: { nudges: false } }]) {
      const all = [...backlog, { ...stop, record: goal(902).record }, settings('before', { cap_day: { cap_day: 2 } }), goal(900), settings('mute', mute), goal(901)];
      const ids = batchOf(all.map((mutation, index) => ({ n: index + 1, mutation, result: null }))).map(({ n, mutation }) => [n, mutation.op, mutation.entity]);
      expect(ids.slice(0, 4)).toEqual([
        [402, 'edit', 'notification_settings'], [404, 'edit', 'notification_settings'], [401, 'edit', 'sharing_settings'], [2, 'erase', 'goal'],
      ]); // prettier-ignore
    }
  });

  test('only what goes first goes while the server asks for patience, in small requests', async () => {
    for (let n = 1; n <= 3; n++) await store.enqueue(goal(n));
    for (let n = 4; n <= 23; n++) await store.enqueue({ ...stop, id: crypto.randomUUID(), record: goal(n).record });
    await exchange(store, 9, { ...wiring(answered), only_first: true });
    expect([(await store.outbox()).filter(isUnsent).map(({ n }) => n), server.taken.size]).toEqual([[1, 2, 3], 20]);
    expect(Math.max(...server.requests.map((request) => JSON.stringify(request).length))).toBeLessThan(4096);
    expect(server.requests.length).toBeGreaterThan(1);
  });

  test('what must wait is offered once more where anything moved, and nothing stands behind it', async () => {
    await store.enqueue(goal(1));
    await store.enqueue(goal(2));
    const first = (await store.outbox())[0]!.mutation.id;
    await run(async (request) => {
      const answer = server.answer({ ...request, mutations: request.mutations.filter(({ id }) => id !== first) });
      return { ...answer, results: [{ id: first, outcome: 'deferred' }, ...(answer.results ?? [])] };
    });
    expect((await store.outbox()).map(({ n }) => n)).toEqual([1]);
    expect(server.requests).toHaveLength(2);
  });

  test('pages are read to the last', async () => {
    let left = 3;
    await run(async (request) => ({ ...server.answer(request), more: --left > 0, cursor: `p${left}` }));
    expect(server.requests).toHaveLength(3);
  });
});

describe('a stream that is not whole', () => {
  const rows = (seqs: number[]): NonNullable<SyncAnswer['changes']> => [
    { stream: 1, rows: seqs.map((seq) => [`00000000-0000-7000-8000-00000000000${seq}`, seq, 'goal', 'live', {}, { words: { title: 'x' } }, null]) },
  ];
  /** Of both rows, by `records.record_rows.digest_of`. */
  const digests: SyncAnswer['digests'] = { 1: [2, 2_624_589_795] };
  const page = (seqs: number[]): SyncAnswer => ({ ...server.answer({ mutations: [] } as unknown as SyncRequest), changes: rows(seqs), digests });

  test('is read anew from the start, once', async () => {
    const cursors: (string | null)[] = [];
    await run(async (request) => {
      cursors.push(request.cursor);
      return page(cursors.length === 1 ? [1] : [1, 2]);
    });
    expect(cursors).toEqual([null, null]);
    expect(await store.rows(1)).toHaveLength(2);
    await run(async () => ({ ...page([]), digests: { 1: [9, 9] } }));
    expect(server.requests).toHaveLength(3);
  });

  test('and one that is whole is left alone', async () => {
    await run(async () => page([1, 2]));
    expect(server.requests).toHaveLength(1);
  });
});

test('an answer to what was asked before everything began to be read anew is no page of the new reading', async () => {
  await store.enqueue(goal(1));
  await run(answered);
  await store.enqueue(goal(2));
  const cursors: (string | null)[] = [];
  await run(async (request) => {
    cursors.push(request.cursor);
    const answer = server.answer(request);
    if (cursors.length > 1) return { ...answer, changes: [{ stream: 1, rows: [1, 2].map(rowOf) }] };
    await becomeDevice(store, 10);
    return answer;
  });
  expect(cursors).toEqual(['c1', null]);
  expect(await store.outbox()).toEqual([]);
  expect((await store.rows(1)).map(({ record }) => record)).toEqual([1, 2].map((n) => goal(n).record));
});

describe('freezing', () => {
  test('an edit names the head that was shown and carries the whole group: versions not looked at stay offered', () => {
    const row = { entity: 'goal', stream: 1, record: GOAL, groups: { words: { title: 'old', why: 'because' } } } as const;
    const heads = { words: [['a', [1, 0, 1, 1]], ['b']] as [string, [number, number, number, number]?][] };
    const { base, set } = edited({ ...row, heads }, { words: { title: 'new' } }, { at: 5, offset: 2, id: 'm' });
    expect(base).toEqual({ words: [['a', [1, 0, 1, 1]]] });
    expect(edited({ ...row, heads }, { words: {} }, { at: 5, offset: 2, id: 'm' }, 'every').base).toEqual({ words: [['a', [1, 0, 1, 1]], ['b']] });
    expect(set).toEqual({ words: { title: 'new', why: 'because' } });
  });

  test('where the stricter wins an edit names every head, or a loosening would not count', () => {
    const row = { entity: 'sharing_settings', stream: 1, record: GOAL, groups: {} } as const;
    const heads = { stop: [['a', [1, 0, 1, 1]], ['b']] as [string, [number, number, number, number]?][] };
    const { base } = edited({ ...row, heads }, { stop: { stop_all_sharing: false } }, { at: 5, offset: 2, id: 'm' });
    expect(base).toEqual({ stop: [['a', [1, 0, 1, 1]], ['b']] });
  });

  test('a status remembers where the person saw it stand', () => {
    const row = { entity: 'goal', stream: 1, record: GOAL, heads: {}, groups: {} } as const;
    const { set } = edited(row, { status: { status: 'achieved', achieved_on: '2026-05-01' } }, { at: 5, offset: null, id: 'm' });
    expect(set).toEqual({ status: { status: 'achieved', achieved_on: '2026-05-01', came_from: 'active' } });
  });

  test('what equals its default does not travel', () => {
    const { set } = created('goal', 1, GOAL, { words: { title: 'x', why: '' }, area: { dimension: 'purpose' } }, { at: 0, offset: null, id: 'm' });
    expect(set).toEqual({ words: { title: 'x' }, area: {} });
  });
});
