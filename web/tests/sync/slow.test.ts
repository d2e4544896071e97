import { beforeEach, describe, expect, test } from 'vitest';
import { send } from '../../src/sync/exchange/send';
import type { SyncRequest } from '../../src/sync/protocol/wire';
import { begin, enqueue, goal, run, server, store, taken, unsent } from './sending';

beforeEach(begin);

describe('a slow line', () => {
  /**
   * Takes so many characters in the time that a phone waits; a page of so many rows comes back in
   * it.
   */
  const line =
    (characters: number, rows: number) =>
    async (_url: unknown, { body }: RequestInit) => {
      const request = JSON.parse(String(body)) as SyncRequest;
      const late = new DOMException('too late', 'TimeoutError');
      if (String(body).length > characters) throw late;
      const answer = server.send(request);
      if ((request.limit ?? 500) <= rows) return Response.json(answer);
      return {
        ok: true,
        status: 200,
        headers: new Headers(),
        json: () => Promise.reject(late),
      } as unknown as Response;
    };
  const tries = async (times: number): Promise<void> => {
    for (let each = 0; each < times; each++) await run(send).catch(() => undefined);
  };

  test('is sent less at a time, until it gets through, and more again when it does', async () => {
    for (let n = 1; n <= 200; n++) await enqueue(goal(n));
    globalThis.fetch = line(8_000, 500) as typeof fetch;
    await tries(60);
    expect([await unsent(), taken().length]).toEqual([[], 200]);
    const most = Math.max(...server.requests.map(({ mutations }) => mutations.length));
    globalThis.fetch = line(10 ** 6, 500) as typeof fetch;
    for (let n = 201; n <= 800; n++) await enqueue(goal(n));
    await tries(1);
    expect(Math.max(...server.requests.map(({ mutations }) => mutations.length))).toBeGreaterThan(
      most,
    );
    expect(await unsent()).toEqual([]);
  });

  test('is asked for a shorter page, also where only its head comes in time', async () => {
    await enqueue(goal(1));
    globalThis.fetch = line(10 ** 6, 40) as typeof fetch;
    await tries(6);
    expect(await store.outbox()).toEqual([]);
    expect((await store.progress()).last_sync).not.toBeNull();
  });
});
