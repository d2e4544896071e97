import { expect, test, vi } from 'vitest';
import { Problem } from '../../src/session/info';
import { plainCell } from '../../src/sync/cell';
import { SyncLoop, type Hearing } from '../../src/sync/loop/sync_loop';
import { Store } from '../../src/sync/store/store';
import { Tabs } from '../../src/sync/store/tabs';
import '../browser';

const ANSWER = {
  protocol: 1,
  server_time: 1,
  epoch: 'e',
  cursor: 'c',
  more: false,
  results: [],
  changes: [],
  streams: [],
  reached: {},
  digests: {},
};

/** A loop whose lock, store or session can be made to fail once. */
function looping(hearing: Partial<Hearing> = {}, send = vi.fn(async () => ANSWER as never)) {
  const tabs = new Tabs(crypto.randomUUID(), () => undefined);
  const nothing = async (): Promise<void> => undefined;
  const heard: Hearing = {
    isOpen: () => true,
    catchUp: nothing,
    onPage: () => undefined,
    onReading: nothing,
    expired: nothing,
    revoked: () => undefined,
    renewed: () => undefined,
    ...hearing,
  } as Hearing;
  const server = { send, newDevice: vi.fn() };
  return {
    tabs,
    send,
    loop: new SyncLoop(new Store(crypto.randomUUID()), tabs, 1, server, heard, plainCell),
  };
}

async function goesOn({ loop, send }: ReturnType<typeof looping>): Promise<void> {
  expect(await loop.sync()).toBe(false);
  expect(loop.exchanging).toBe(false);
  const before = send.mock.calls.length;
  expect(await loop.sync()).toBe(true);
  expect(send.mock.calls.length).toBeGreaterThan(before);
}

test('a lock that is refused once stops no later sync', async () => {
  vi.stubGlobal('reportError', vi.fn());
  const one = looping();
  vi.spyOn(one.tabs, 'alone').mockRejectedValueOnce(new DOMException('taken away', 'AbortError'));
  await goesOn(one);
  expect(reportError).toHaveBeenCalledOnce();
});

test('a store that fails once when it is read stops no later sync', async () => {
  vi.stubGlobal('reportError', vi.fn());
  await goesOn(
    looping({
      catchUp: vi
        .fn(async () => undefined)
        .mockRejectedValueOnce(new DOMException('gone', 'UnknownError')),
    }),
  );
});

test('a store that cannot write that the session ended stops no later sync', async () => {
  vi.stubGlobal('reportError', vi.fn());
  const send = vi
    .fn(async () => ANSWER as never)
    .mockRejectedValueOnce(new Problem(401, 'not_signed_in', ''));
  await goesOn(
    looping(
      {
        expired: vi
          .fn(async () => undefined)
          .mockRejectedValueOnce(new DOMException('full', 'QuotaExceededError')),
      },
      send,
    ),
  );
});
