import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../src/sync';
import { databaseOf } from '../../src/sync/store/store';
import { closeAll, onDisk, open, titles, withStore } from './phone';
import { OWN, SmallServer } from './server';

let server: SmallServer;
/** By store, keys whose values the browser cannot read. */
let broken: Record<string, IDBValidKey[]>;
const { get, getAll, delete: remove } = IDBObjectStore.prototype;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  server = new SmallServer();
  broken = {};
  const isBroken = (store: IDBObjectStore, query: IDBValidKey | IDBKeyRange | undefined): boolean =>
    (broken[store.name] ?? []).some(
      (key) =>
        query === undefined ||
        (query instanceof IDBKeyRange ? query.includes(key) : indexedDB.cmp(query, key) === 0),
    );
  const failing = <A extends unknown[]>(original: (...args: A) => IDBRequest) =>
    function (this: IDBObjectStore, ...args: A): IDBRequest {
      if (isBroken(this, args[0] as IDBKeyRange | undefined))
        throw new DOMException('Failed to read large IndexedDB value', name);
      return original.apply(this, args);
    };
  const healing = function (this: IDBObjectStore, key: IDBValidKey): IDBRequest {
    broken[this.name] = (broken[this.name] ?? []).filter((each) => indexedDB.cmp(each, key) !== 0);
    return remove.call(this as never, key as never) as never;
  };
  Object.assign(IDBObjectStore.prototype, {
    get: failing(get as never),
    getAll: failing(getAll as never),
    delete: healing,
  });
});

afterEach(async () => {
  Object.assign(IDBObjectStore.prototype, { get, getAll, delete: remove });
  await closeAll();
});

let name = 'DataError';

async function withGoals(...all: string[]): Promise<Account> {
  const account = await open(server);
  for (const title of all) await account.create('goal', OWN.id, { words: { title } });
  await account.sync();
  return account;
}

async function keysOf(store: 'rows' | 'outbox' | 'packs' | 'logged'): Promise<IDBValidKey[]> {
  return withStore(server, (held) =>
    held.read((tx) => tx.objectStore(store).getAllKeys() as Promise<IDBValidKey[]>),
  );
}

describe.each(['DataError', 'NotFoundError', 'UnknownError'])(
  'a value that the browser cannot read (%s)',
  (called) => {
    beforeEach(() => void (name = called));

    test('among the rows comes again, and the app opens', async () => {
      await withGoals('one', 'two', 'three');
      await closeAll();
      broken = { rows: [(await keysOf('rows'))[1]!] };
      const account = await open(server);
      expect(titles(account)).toHaveLength(2);
      await account.sync();
      expect(titles(account)).toEqual(['one', 'three', 'two']);
    });

    test('in the outbox keeps no other from being sent, and is not thrown away', async () => {
      await withGoals();
      server.offline = true;
      await withGoals('one', 'two', 'three');
      await closeAll();
      const numbers = await keysOf('outbox');
      broken = { outbox: [numbers[1]!] };
      server.offline = false;
      const account = await open(server);
      await account.sync();
      await account.create('goal', OWN.id, { words: { title: 'four' } });
      await account.sync();
      expect(server.titles()).toEqual(['four', 'one', 'three']);
      expect(await keysOf('outbox')).toEqual([numbers[1]]);
      broken = {};
      await account.sync();
      expect(await onDisk(server)).toContain('two');
    });

    test('of where the reading stands has everything read anew', async () => {
      await withGoals('one', 'two');
      await closeAll();
      broken = { progress: ['progress'] };
      const account = await open(server);
      await account.sync();
      expect(titles(account)).toEqual(['one', 'two']);
    });

    test('in the log stands in the way of no erase', async () => {
      const account = await withGoals('one', 'two');
      broken = { logged: [(await keysOf('logged'))[0]!] };
      await account.erase(account.all('goal')[1]!);
      await account.sync();
      expect(server.titles()).toHaveLength(1);
    });
  },
);

test('what fails for another reason is told as it is', async () => {
  await withStore(server, async (store) => {
    await expect(
      store.read(() => Promise.reject(new DOMException('no such thing', 'DataError'))),
    ).rejects.toThrow('no such thing');
    expect(store.name).toBe(databaseOf(server.session().person.uuid));
  });
});
