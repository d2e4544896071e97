/**
 * The server was restored, or this phone is a copy of another: everything is read anew, and nothing
 * is lost on either side.
 */

import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../src/sync';
import type { Logged } from '../../src/sync/store/device';
import { closeAll, open, pushed, titles, withStore } from './phone';
import { OWN, SmallServer } from './server';

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

describe('a restored server', () => {
  test('is offered again what it answered, with the key that it was answered with', async () => {
    const account = await open(server);
    const backup = server.backup();
    await write(account, 'one', 'two');
    const before = structuredClone(server.data.results);
    server.restore(backup, 'e2');
    server.requests.length = 0;
    await account.sync();
    expect([server.titles(), titles(account)]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
    for (const { id, acknowledged } of pushed(server))
      expect(acknowledged).toEqual({ key: before[id]!.key, rank: 0 });
    expect(account.status).toMatchObject({ unsent: 0, doubtful: null });
    expect((await logged()).every(({ again }) => !again)).toBe(true);
  });

  test('hears of rank and seal, and of what it refused without either', async () => {
    const account = await open(server);
    const send = server.send.bind(server);
    const backup = server.backup();
    server.send = (request) => {
      const answer = send(request);
      const results = (answer.results ?? []).map((result, index) =>
        index
          ? { id: result.id, outcome: 'refused' as const, stream: 3, seq: 1, code: 'too_long' }
          : { ...result, rank: 1, seal: 'sealed' },
      );
      return { ...answer, results };
    };
    server.offline = true;
    await write(account, 'achieved', 'refused');
    server.offline = false;
    await account.sync();
    server.send = send;
    server.restore(backup, 'e2');
    server.requests.length = 0;
    await account.sync();
    const again = pushed(server).sort((a, b) => a.n - b.n);
    expect(again[0]!.acknowledged).toMatchObject({ rank: 1, seal: 'sealed' });
    expect(again[1]).not.toHaveProperty('acknowledged');
  });

  test('takes up where a phone was cut off in the middle of offering again', async () => {
    const account = await open(server);
    const backup = server.backup();
    await write(
      account,
      ...Array.from({ length: 250 }, (_, n) => `goal ${String(n).padStart(3, '0')}`),
    );
    const all = server.titles();
    server.restore(backup, 'e2');
    const send = server.send.bind(server);
    let left = 2;
    server.send = (request) => {
      if (left-- <= 0) server.offline = true;
      return send(request);
    };
    await account.sync();
    expect(server.titles().length).toBeLessThan(250);
    expect(titles(account)).toEqual(all);
    server.send = send;
    server.offline = false;
    await account.sync();
    expect(server.titles()).toEqual(all);
    const ids = pushed(server)
      .filter(({ acknowledged }) => acknowledged)
      .map(({ id }) => id);
    expect(ids.length).toBe(new Set(ids).size);
  }, 30_000);

  test('may answer while it is read anew: own words stay on the screen until the reading is done', async () => {
    const account = await open(server);
    await write(account, 'one', 'two', 'three');
    const backup = server.backup();
    // What the restored server counts anew, the phone has read past under the former epoch.
    for (let n = 0; n < 9; n++)
      server.writeElsewhere(OWN.id, '00000000-0000-7000-8000-000000000009', 'lost');
    await account.sync();
    server.restore(backup, 'e2');
    server.offline = true;
    await account.edit(
      account.all('goal').find(({ body }) => body.title === 'one')!,
      { words: { title: 'first' } },
    );
    server.offline = false;
    server.rows_a_page = 1;
    const send = server.send.bind(server);
    let left = 3;
    server.send = (request) => {
      server.offline = left-- <= 0;
      return send(request);
    };
    await account.sync();
    expect(account.status.unsent).toBe(0);
    expect(await withStore(server, (store) => store.progress())).toMatchObject({
      staging: { whole: false },
    });
    expect(titles(account)).toEqual(['first', 'lost', 'three', 'two']);
    server.send = send;
    server.offline = false;
    await account.sync();
    expect([titles(account), server.titles()]).toEqual([
      ['first', 'lost', 'three', 'two'],
      ['first', 'three', 'two'],
    ]);
  });

  test('is offered again at the next sync what it puts off', async () => {
    const account = await open(server);
    const backup = server.backup();
    await write(account, 'one');
    server.restore(backup, 'e2');
    const send = server.send.bind(server);
    server.send = (request) => {
      const results = request.mutations.map(({ id }) => ({ id, outcome: 'deferred' as const }));
      return { ...send({ ...request, mutations: [] }), results };
    };
    await account.sync();
    expect([server.titles(), titles(account)]).toEqual([[], ['one']]);
    server.send = send;
    await account.sync();
    expect(server.titles()).toEqual(['one']);
  });

  test('does not take what is on the screen while it is read, and not what others wrote and it lost', async () => {
    const account = await open(server);
    const backup = server.backup();
    for (let n = 0; n < 6; n++)
      server.writeElsewhere(OWN.id, `00000000-0000-7000-8000-00000000000${n}`, `theirs ${n}`);
    await write(account, 'mine');
    const shown = titles(account);
    server.restore(backup, 'e2');
    await account.sync();
    expect(titles(account)).toEqual(shown);
    expect(account.status.doubtful).toEqual({ rows: 6 });
    await closeAll();
    const again = await open(server);
    expect(again.status.doubtful).toEqual({ rows: 6 });
    // The other phone offers again what it wrote: nothing is left to ask about.
    for (let n = 0; n < 6; n++)
      server.writeElsewhere(OWN.id, `00000000-0000-7000-8000-00000000000${n}`, `theirs ${n}`);
    await again.sync();
    expect([again.status.doubtful, titles(again)]).toEqual([null, shown]);
  });

  test('takes them away when the person says so, and leaves them here when not', async () => {
    for (const answer of ['acceptReading', 'keepReading'] as const) {
      globalThis.indexedDB = new IDBFactory();
      server = new SmallServer();
      const account = await open(server);
      const backup = server.backup();
      for (let n = 0; n < 6; n++)
        server.writeElsewhere(OWN.id, `00000000-0000-7000-8000-00000000000${n}`, `theirs ${n}`);
      await write(account, 'mine');
      server.restore(backup, 'e2');
      await account.sync();
      await account[answer]();
      const left =
        answer === 'acceptReading'
          ? ['mine']
          : ['mine', ...Array.from({ length: 6 }, (_, n) => `theirs ${n}`)];
      expect([titles(account), account.status.doubtful]).toEqual([left, null]);
      server.requests.length = 0;
      await account.sync();
      // What stays is no reason to read everything anew.
      expect([titles(account), server.requests.length]).toEqual([left, 1]);
    }
  });
});

describe('a copied phone', () => {
  test('goes on as a new device, with the same mutations under the same numbers', async () => {
    const account = await open(server);
    await write(account, 'one');
    server.offline = true;
    await write(account, 'two');
    server.offline = false;
    server.data.counted[`${server.device}/2`] = "the copy's own";
    server.requests.length = 0;
    await account.sync();
    const [first, ...rest] = server.requests;
    expect(server.titles()).toEqual(['one', 'two']);
    expect(rest[0]!.device).toBe(first!.device + 1);
    expect(rest[0]!.mutations).toEqual(first!.mutations);
    expect(rest[0]!.cursor).toBeNull();
    expect(titles(account)).toEqual(['one', 'two']);
  });

  test('that was cut off while it became a new device goes on as that one', async () => {
    const account = await open(server);
    await write(account, 'one');
    server.newDevice();
    server.requests.length = 0;
    await account.renew(server.session());
    await account.sync();
    expect(server.requests.map(({ device }) => device)).toEqual([server.device]);
    expect(server.requests[0]!.cursor).toBeNull();
    const other = await open(server);
    await other.sync();
    expect(server.requests.at(-1)!.device).toBe(server.device);
  });

  test('that is called a copy for ever stops asking', async () => {
    const account = await open(server);
    const send = server.send.bind(server);
    server.send = (request) => ({
      ...send({ ...request, mutations: [] }),
      cursor: '',
      device_forked: true,
    });
    expect(await account.sync()).toBe(false);
    expect(server.device).toBe(10);
  });
});
