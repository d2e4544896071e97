import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import type { SessionInfo } from '../src/session/info';

vi.mock('../src/sync', () => ({
  openAccount: async () => ({
    status: { session: 'open' },
    renew: async () => undefined,
    start: () => undefined,
  }),
}));

const TASHA = {
  person: { uuid: 'tasha' },
  device: { id: 1 },
  streams: [],
  push_key: null,
  push_at: null,
} as unknown as SessionInfo;
const CREDENTIALS = { login: 'imani', password: 'four plain words here', one_time_code: '123456' };

let asked: string[];
let session: typeof import('../src/session/session.svelte');
let info: typeof import('../src/session/info');

const small = (setItem: () => void = () => undefined): object => ({
  getItem: () => null,
  setItem,
  removeItem: () => undefined,
});

beforeEach(async () => {
  vi.resetModules();
  vi.useRealTimers();
  asked = [];
  vi.stubGlobal('navigator', { userAgent: 'test' });
  vi.stubGlobal('window', {});
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('localStorage', small());
  vi.stubGlobal('fetch', async (path: string, { method }: { method: string }) => {
    asked.push(`${method} ${path}`);
    return Response.json(TASHA);
  });
  session = await import('../src/session/session.svelte');
  info = await import('../src/session/info');
});

const refusing = (name: string): never => {
  throw new DOMException('refused', name);
};

/**
 * How browsers say no: at once, by an event, at the first write, by saying nothing, or by having no
 * such thing.
 */
const REFUSALS: Record<string, () => void> = {
  'a private window that has no store': () => vi.stubGlobal('indexedDB', undefined),
  'storage that is blocked': () =>
    vi.stubGlobal('indexedDB', { open: () => refusing('SecurityError') }),
  'a store that does not open': () =>
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      const request = Object.assign(new EventTarget(), {
        error: new DOMException('refused', 'InvalidStateError'),
      });
      queueMicrotask(() => request.dispatchEvent(new Event('error')));
      return request as unknown as IDBOpenDBRequest;
    }),
  'a disk that is full': () =>
    vi
      .spyOn(IDBObjectStore.prototype, 'put')
      .mockImplementation(() => refusing('QuotaExceededError')),
  'what is kept, and not found again': () =>
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore) {
      return this.get('nothing') as IDBRequest;
    }),
  'no small store': () =>
    vi.stubGlobal(
      'localStorage',
      small(() => refusing('QuotaExceededError')),
    ),
};

test('where this browser keeps nothing no code is spent, of whichever kind', async () => {
  for (const [how, refuse] of Object.entries(REFUSALS)) {
    vi.stubGlobal('indexedDB', new IDBFactory());
    vi.stubGlobal('localStorage', small());
    refuse();
    for (const comeIn of [
      () => session.enrol('ABCD-EFGH-JKMN'),
      () => session.signIn(CREDENTIALS),
    ]) {
      await expect(comeIn(), how).rejects.toBeInstanceOf(info.StoreRefused);
    }
    expect(asked, how).toEqual([]);
    vi.restoreAllMocks();
  }
});

test('a browser that never answers spends none either', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('indexedDB', { open: () => new EventTarget() });
  const coming = expect(session.enrol('ABCD-EFGH-JKMN')).rejects.toBeInstanceOf(info.StoreRefused);
  await vi.runAllTimersAsync();
  await vi.advanceTimersByTimeAsync(10_000);
  await coming;
  expect(asked).toEqual([]);
});

test('where it can keep something the code is spent, and nothing is left of the try', async () => {
  await session.enrol('ABCD-EFGH-JKMN');
  expect(asked).toEqual(['POST /api/enrol']);
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([]);
});
