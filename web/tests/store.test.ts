import { forceCloseDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { created, type Frozen } from '../src/sync/outbox/mutation';
import { standingOf } from '../src/sync/overlay/overlay';
import { applyAnswer } from '../src/sync/exchange/apply_answer';
import { Screen, withRows } from '../src/sync/overlay/screen';
import { Store } from '../src/sync/store/store';
import type { StreamInfo, SyncAnswer } from '../src/sync/protocol/wire';

const OWN: StreamInfo = { id: 1, kind: 'own', role: 'participant' };
const record = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const goal = (n: number): Frozen =>
  created(
    'goal',
    1,
    record(n),
    { words: { title: `goal ${n}` } },
    { at: n, offset: null, id: `m${n}` },
  );
const page: SyncAnswer = {
  cursor: 'after',
  server_time: 0,
  epoch: 'e',
  more: false,
  streams: [OWN],
  results: [{ id: 'm1', outcome: 'applied', key: [1, 0, 9, 1], stream: 1, seq: 1 }],
  changes: [
    {
      stream: 1,
      rows: [
        [
          record(1),
          1,
          'goal',
          'live',
          { words: [['m1', [1, 0, 9, 1]]] },
          { words: { title: 'goal 1' } },
          null,
        ],
      ],
    },
  ],
  reached: { 1: 1 },
};

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const apply = (store: Store): Promise<unknown> =>
  store.apply([[1, record(1)]], (kept) => applyAnswer(page, kept, { sent: 0, received: 0 }));

/** What a phone would show that is started now. */
async function reopened(): Promise<{ titles: unknown[]; outbox: number[]; cursor: string | null }> {
  const store = new Store('account');
  const [progress, outbox, rows] = await Promise.all([
    store.progress(),
    store.outbox(),
    store.rows(1),
  ]);
  const titles = new Screen(withRows(new Map(), rows), outbox, standingOf(progress))
    .all('goal')
    .map(({ groups }) => groups['words']?.['title']);
  return { titles, outbox: outbox.map(({ n }) => n), cursor: progress.cursor };
}

/**
 * The process ends at the k-th write of a transaction: what was written before it in the same
 * transaction must not stay.
 */
async function killedAtWrite(k: number, work: () => Promise<unknown>): Promise<boolean> {
  const { put, add, delete: remove } = IDBObjectStore.prototype;
  let writes = 0;
  const dying = <A extends unknown[], R>(original: (...args: A) => R) =>
    function (this: IDBObjectStore, ...args: A): R {
      if (++writes === k) {
        this.transaction.abort();
        throw new Error('killed');
      }
      return original.apply(this, args);
    };
  Object.assign(IDBObjectStore.prototype, {
    put: dying(put),
    add: dying(add),
    delete: dying(remove),
  });
  try {
    await work();
    return false;
  } catch {
    return true;
  } finally {
    Object.assign(IDBObjectStore.prototype, { put, add, delete: remove });
  }
}

test('a write that was cut off is neither shown nor sent after a restart', async () => {
  expect(await killedAtWrite(1, () => new Store('account').enqueue(goal(1)))).toBe(true);
  expect(await reopened()).toEqual({ titles: [], outbox: [], cursor: null });
});

test('a write that was told saved is shown and waits after a restart', async () => {
  await new Store('account').enqueue(goal(1));
  expect(await reopened()).toEqual({ titles: ['goal 1'], outbox: [1], cursor: null });
});

test('a page is applied whole or not at all, wherever it is cut off', async () => {
  let k = 1;
  for (let killed = true; killed; k++) {
    globalThis.indexedDB = new IDBFactory();
    const store = new Store('account');
    await store.enqueue(goal(1));
    killed = await killedAtWrite(k, () => apply(store));
    const { titles, outbox, cursor } = await reopened();
    expect(titles).toEqual(['goal 1']);
    expect([outbox, cursor]).toEqual(killed ? [[1], null] : [[], 'after']);
  }
  expect(k).toBeGreaterThan(4);
});

test('numbers are never given out twice, not after everything was sent nor after a restart', async () => {
  const store = new Store('account');
  const first = await store.enqueue(goal(1));
  await apply(store);
  const second = await store.enqueue(goal(2));
  await store.close();
  const third = await new Store('account').enqueue(goal(3));
  expect([first.n, second.n, third.n]).toEqual([1, 2, 3]);
});

test('two tabs that write at once get different numbers', async () => {
  const [one, other] = [new Store('account'), new Store('account')];
  const entries = await Promise.all([
    one.enqueue(goal(1)),
    other.enqueue(goal(2)),
    one.enqueue(goal(3)),
    other.enqueue(goal(4)),
  ]);
  expect(entries.map(({ n }) => n).sort()).toEqual([1, 2, 3, 4]);
});

test('what was written while a page was on its way stays', async () => {
  const store = new Store('account');
  await store.enqueue(goal(1));
  const [, entry] = await Promise.all([apply(store), store.enqueue(goal(2))]);
  expect((await store.outbox()).map(({ n }) => n)).toEqual([entry.n]);
});

test('sealing leaves the outbox and nothing to read', async () => {
  const store = new Store('account');
  await store.enqueue(goal(1));
  await apply(store);
  await store.enqueue(goal(2));
  expect(await store.seal()).toBe(1);
  await store.close();
  const { outbox, cursor } = await reopened();
  expect([outbox, cursor]).toEqual([[2], null]);
  const sealed = new Store('account');
  const rest = await sealed.read((tx) =>
    Promise.all(
      [...tx.objectStoreNames]
        .filter((name) => name !== 'outbox')
        .map((name) => tx.objectStore(name).getAll()),
    ),
  );
  expect(rest.flat()).toEqual([]);
});

test('a connection that the phone cut is opened again', async () => {
  const store = new Store('account');
  await store.enqueue(goal(1));
  const lost = IDBObjectStore.prototype.add;
  let failures = 0;
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args) {
    if (failures++) return lost.apply(this, args);
    throw new DOMException('The database connection is closing.', 'InvalidStateError');
  };
  const entry = await store.enqueue(goal(2)).finally(() => (IDBObjectStore.prototype.add = lost));
  expect(entry.n).toBe(2);
  expect((await reopened()).outbox).toEqual([1, 2]);
});

test('a database that the browser took away under a transaction without an answer is opened again', async () => {
  const store = new Store('account');
  await store.enqueue(goal(1));
  const { add } = IDBObjectStore.prototype;
  let silent = 0;
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args) {
    if (silent++) return add.apply(this, args);
    setTimeout(() => forceCloseDatabase(this.transaction.db as never));
    return new Promise(() => undefined) as never;
  };
  const [entry, other] = await Promise.all([store.enqueue(goal(2)), store.outbox()]).finally(
    () => (IDBObjectStore.prototype.add = add),
  );
  expect(entry.n).toBe(2);
  expect(other.map(({ n }) => n)).toContain(1);
  await store.close();
  expect((await reopened()).outbox).toEqual([1, 2]);
}, 5_000);
