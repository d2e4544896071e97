/**
 * What lies on the phone beside rows and outbox: answered mutations for 30 days, and what an
 * earlier version of the app left.
 */

import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account } from '../../src/sync';
import type { Logged } from '../../src/sync/store/device';
import { loosen, pack } from '../../src/sync/exchange/lazy/acknowledged_log';
import { databaseOf, Store } from '../../src/sync/store/store';
import { closeAll, onDisk, open, titles, withStore } from './phone';
import { OWN, SmallServer } from './server';

const DAY = 24 * 3600 * 1000;
let server: SmallServer;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  globalThis.reportError = () => undefined;
  server = new SmallServer();
});

afterEach(closeAll);

async function write(account: Account, ...all: string[]): Promise<void> {
  for (const title of all) await account.create('goal', OWN.id, { words: { title } });
  await account.sync();
}

const logged = (): Promise<Logged[]> =>
  withStore(server, (store) => store.read((tx) => tx.objectStore('logged').getAll()));

describe('what was answered', () => {
  const fill = (store: Store, at: number, count: number): Promise<void> =>
    store.write(async (tx) => {
      for (let n = 0; n < count; n++) {
        const mutation = {
          id: `${at}-${n}`,
          at,
          offset: 0,
          op: 'edit',
          entity: 'goal',
          record: `record ${n}`,
          stream: 1,
          base: {},
          set: { words: { title: `goal ${n}` } },
          schema: 2,
        } as const;
        await tx.objectStore('logged').put({
          id: mutation.id,
          n,
          record: mutation.record,
          mutation,
          acknowledged: null,
          at,
          again: false,
        });
      }
    });

  test('is packed when there is enough of it, in few bytes', async () => {
    const account = await open(server);
    await write(account, ...Array.from({ length: 70 }, (_, n) => `goal ${n}`));
    await account.sync();
    const [open_, packs] = await withStore(server, (store) =>
      store.read((tx) =>
        Promise.all([tx.objectStore('logged').getAll(), tx.objectStore('packs').getAll()]),
      ),
    );
    expect(packs.length).toBeGreaterThan(0);
    const bytes =
      packs.reduce((sum, { packed }) => sum + packed.length, 0) /
      packs.reduce((sum, { records }) => sum + records.length, 0);
    expect(bytes).toBeLessThan(120);
    expect(open_.length).toBeLessThan(70);
    expect(
      JSON.stringify(open_) + JSON.stringify(packs.map(({ records }) => records)),
    ).not.toContain('goal 1"');
  });

  test('is kept for 30 days and no longer', async () => {
    const now = 100 * DAY;
    await withStore(server, async (store) => {
      await fill(store, now - 31 * DAY, 3);
      await pack(store, now - 31 * DAY);
      await fill(store, now - 29 * DAY, 3);
      await pack(store, now);
      await loosen(store, null);
      const ids = (await store.read((tx) => tx.objectStore('logged').getAllKeys())) as string[];
      expect(ids).toEqual([0, 1, 2].map((n) => `${now - 29 * DAY}-${n}`));
    });
  });

  test('goes out of its pack with an erase, and the rest stays', async () => {
    const account = await open(server);
    await write(account, 'SECRET', ...Array.from({ length: 70 }, (_, n) => `goal ${n}`));
    await account.sync();
    const before = (await withStore(server, (store) =>
      store.read((tx) => tx.objectStore('packs').count()),
    )) as number;
    expect(before).toBeGreaterThan(0);
    server.offline = true;
    await account.erase(account.all('goal').find(({ body }) => body.title === 'SECRET')!);
    const disk = await onDisk(server);
    expect(disk).not.toContain('SECRET');
    expect((await logged()).length).toBe(70);
  });

  test('is packed as text where the browser cannot compress', async () => {
    vi.stubGlobal('CompressionStream', undefined);
    Reflect.deleteProperty(globalThis, 'CompressionStream');
    await withStore(server, async (store) => {
      await fill(store, DAY, 3);
      await pack(store, DAY);
      expect(await store.read((tx) => tx.objectStore('logged').count())).toBe(0);
      await loosen(store, null);
      expect(await store.read((tx) => tx.objectStore('logged').count())).toBe(3);
    });
    vi.unstubAllGlobals();
  });
});

test('what an earlier version of the app left on the phone is all there', async () => {
  const name = databaseOf(server.session().person.uuid);
  const row = {
    stream: 1,
    record: '00000000-0000-7000-8000-0000000000a1',
    seq: 3,
    entity: 'goal',
    state: 'live',
    heads: {},
    body: { words: { title: 'Read' } },
    kept: null,
    reading: 0,
  };
  const mutation = {
    id: 'm1',
    at: 1,
    offset: 0,
    op: 'edit',
    entity: 'goal',
    record: '00000000-0000-7000-8000-0000000000a2',
    stream: 1,
    base: { words: [] },
    set: { words: { title: 'Written' } },
    schema: 1,
  };
  const before = await openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore('rows', { keyPath: ['stream', 'record'] });
      database.createObjectStore('outbox', { keyPath: 'n', autoIncrement: true });
      database.createObjectStore('progress');
    },
  });
  await before.put('rows', row);
  await before.add('outbox', { mutation, result: null });
  await before.add('outbox', { mutation: { ...mutation, id: 'm2' }, result: null });
  await before.delete('outbox', 2);
  const progress = {
    cursor: '["e1",9,{"1":3}]',
    epoch: 'e1',
    reached: { 1: 3 },
    streams: server.session().streams,
    reading: 1,
    remaining: server.session().streams,
    offset: 0,
    last_sync: 5,
    mended_at: null,
    session: 'open',
  };
  await before.put('progress', progress, 'progress');
  before.close();
  const account = await open(server);
  expect(titles(account)).toEqual(['Read', 'Written']);
  expect(account.status).toMatchObject({ unsent: 1, last_sync: 5, doubtful: null });
  const store = new Store(name);
  // A reading was under way, and what it had not come to yet is not to be taken for gone.
  expect(await store.progress()).toMatchObject({
    cursor: progress.cursor,
    staging: { cursor: null, whole: false },
  });
  expect((await store.enqueue({ ...mutation, id: 'm3' } as never)).n).toBe(3);
  await store.close();
});
