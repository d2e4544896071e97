/** What is written on a phone whose clock is wrong, or was put right, is of the time that it is. */
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openAccount, type Account } from '../../src/sync';
import { madeAt } from '../../src/words/when';
import { closeAll, pushed } from './phone';
import { SmallServer } from './server';

const HOUR_MS = 3_600_000;
const YEARS_MS = 10 * 365 * 24 * HOUR_MS;
const NOW = Date.now();
let account: Account;
let server: SmallServer;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new SmallServer();
  account = await openAccount(
    server.session(),
    { left: () => undefined, revoked: () => undefined },
    {
      send: async (request) => ({ ...server.send(request), server_time: NOW }),
      newDevice: async () => server.newDevice(),
    },
  );
  await account.renew(server.session());
});

afterEach(async () => {
  vi.restoreAllMocks();
  await account.close();
  await closeAll();
});

const clockSays = (at: number): unknown => vi.spyOn(Date, 'now').mockReturnValue(at);
const told = (): unknown[] => pushed(server).map(({ at, offset }) => [at, offset]);

test.each([-YEARS_MS, -26 * HOUR_MS, 26 * HOUR_MS, YEARS_MS])(
  'off by %d ms: a new record is of the true time, and the clock is told as it is',
  async (off) => {
    clockSays(NOW + off);
    await account.sync();
    const record = await account.create('goal', account.streamOf('own')!.id, {
      words: { title: 'Walk' },
    });
    await account.sync();
    expect(madeAt(record)).toBe(NOW);
    expect(told()).toEqual([[NOW + off, -off]]);
  },
);

test.each([26 * HOUR_MS, YEARS_MS])(
  'what a clock was off, %d ms, is not told of what is written after it was put right',
  async (fast) => {
    const own = account.streamOf('own')!.id;
    clockSays(NOW + fast);
    await account.sync();
    await account.create('goal', own, { words: { title: 'Before' } });
    clockSays(NOW + 60_000);
    const record = await account.create('goal', own, { words: { title: 'After' } });
    await account.sync();
    expect(madeAt(record)).toBe(NOW + 60_000);
    expect(told()).toEqual([
      [NOW + fast, -fast],
      [NOW + 60_000, null],
    ]);
  },
);
