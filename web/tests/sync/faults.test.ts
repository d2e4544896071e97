import { beforeEach, describe, expect, test } from 'vitest';
import { Problem, Unreachable } from '../../src/session/info';
import { Faulted, send } from '../../src/sync/exchange/send';
import type { SyncRequest } from '../../src/sync/protocol/wire';
import { created } from '../../src/sync/outbox/mutation';
import { closeAll, open, titles } from './phone';
import {
  begin,
  enqueue,
  flag,
  goal,
  idOf,
  later,
  MINUTE,
  moment,
  now,
  pass,
  run,
  says,
  server,
  store,
  taken,
  unsent,
} from './sending';
import { OWN } from './server';

beforeEach(begin);

function fail(): never {
  throw new Faulted('status 500');
}

describe('a mutation that the server fails at', () => {
  test.each([1, 2, 100, 199, 200])(
    'stands alone in the end, and the rest gets through: the %ith of 200',
    async (bad) => {
      for (let n = 1; n <= 200; n++) await enqueue(goal(n));
      server.fails_at = says(`goal ${bad}`);
      await run();
      expect(await unsent()).toEqual([idOf(bad, 1)]);
      expect(taken()).toHaveLength(199);
      expect(server.requests.length).toBeLessThanOrEqual(14);
    },
  );

  test('does so also where there are many', async () => {
    const bad = [1, 2, 3, 50, 51, 120, 199, 200, 201, 340];
    for (let n = 1; n <= 350; n++) await enqueue(goal(n));
    server.fails_at = says(...bad.map((n) => `goal ${n}`));
    for (let each = 0; each < 3; each++) await run().catch(() => undefined);
    expect(await unsent()).toEqual(bad.map((n) => idOf(n, 1)));
    expect(taken()).toHaveLength(350 - bad.length);
  });

  test('is sent again as it was, and nothing is done twice', async () => {
    await enqueue(goal(1), goal(2), goal(3));
    server.fails_at = says('goal 2');
    await run();
    server.fails_at = () => false;
    pass(2 * MINUTE);
    await run();
    const offered = server.requests
      .flatMap(({ mutations }) => mutations)
      .filter(({ n }) => n === 2);
    expect(new Set(offered.map((each) => JSON.stringify(each))).size).toBe(1);
    expect([taken().length, server.data.rows.length, await unsent()]).toEqual([3, 3, []]);
  });

  test('holds up what needs it and nothing else', async () => {
    const [whole, other] = [goal(1), goal(2)];
    const step = created(
      'goal_step',
      OWN.id,
      idOf(3),
      { goal: { goal: whole.record }, words: { text: 'walk' } },
      moment(3),
    );
    const named = later(4, whole, 'words', { title: 'other words' }, [[whole.id]]);
    await enqueue(
      whole,
      other,
      step,
      named,
      later(5, whole, 'dates', { start_on: '2026-12-01' }),
      later(6, other, 'dates', { start_on: '2026-12-01' }),
    );
    server.fails_at = says('goal 1');
    await run();
    expect(taken()).toEqual([2, 6].map((n) => idOf(n, 1)));
    server.fails_at = () => false;
    pass(2 * MINUTE);
    await run();
    expect(taken()).toEqual([2, 6, 1, 3, 4, 5].map((n) => idOf(n, 1)));
  });

  test('waits longer each time, and not for ever', async () => {
    await enqueue(goal(1));
    server.fails_at = () => true;
    const waited: number[] = [];
    for (let last = now; waited.length < 9; pass(30_000)) {
      const before = (await store.outbox())[0]!.failed?.times ?? 0;
      await run();
      if ((await store.outbox())[0]!.failed!.times === before) continue;
      waited.push((now - last) / MINUTE);
      last = now;
    }
    expect(waited).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test('waits no longer where it is a call for help, or makes something stricter', async () => {
    await enqueue(flag(1));
    server.fails_at = () => true;
    for (let each = 0; each < 9; each++, pass(5 * MINUTE)) await run();
    expect((await store.outbox())[0]!.failed!.times).toBeGreaterThanOrEqual(8);
  });

  test('is tried at once by another version of the app', async () => {
    await enqueue(goal(1));
    server.fails_at = () => true;
    await run();
    const [entry] = await store.outbox();
    await store.write(
      async (tx) =>
        void (await tx
          .objectStore('outbox')
          .put({ ...entry!, failed: { ...entry!.failed!, app: 'an older one' } })),
    );
    server.fails_at = () => false;
    await run();
    expect(await unsent()).toEqual([]);
  });

  test('takes the others along where it gets through after all', async () => {
    await enqueue(goal(1), goal(2), goal(3));
    server.fails_at = says('goal 1', 'goal 2', 'goal 3');
    await run();
    pass(MINUTE);
    server.fails_at = says('goal 1', 'goal 2');
    await run();
    pass(2 * MINUTE);
    server.fails_at = () => false;
    await run();
    expect(await unsent()).toEqual([]);
  });

  test('is never looked for after 502, 503 or 504, nor where there is no answer', async () => {
    for (const failure of [502, 503, 504].map((status) => new Response('no', { status }))) {
      globalThis.fetch = async () => failure.clone();
      await enqueue(goal(1));
      let asked = 0;
      await expect(run((request) => (asked++, send(request)))).rejects.toBeInstanceOf(Unreachable);
      expect([asked, (await store.outbox()).some((entry) => entry.failed)]).toEqual([1, false]);
    }
  });

  test.each([
    ['500', new Response('oops', { status: 500 })],
    ['413 of a proxy', new Response('<html>', { status: 413 })],
  ])('may be behind %s', async (_name, response) => {
    globalThis.fetch = async () => response.clone();
    await expect(send({} as SyncRequest)).rejects.toBeInstanceOf(Faulted);
  });
});

test('a server that fails at everything is left alone, and nothing is blamed', async () => {
  for (let n = 1; n <= 20; n++) await enqueue(goal(n));
  let asked = 0;
  await expect(run(() => (asked++, fail()))).rejects.toBeInstanceOf(Faulted);
  expect(asked).toBeLessThanOrEqual(3);
  expect((await store.outbox()).some(({ failed }) => failed)).toBe(false);
});

test('a request that cannot be read is taken apart in the same way', async () => {
  await enqueue(goal(1), goal(2), goal(3));
  const bad = says('goal 2');
  await run((request) => {
    if (request.mutations.some(bad)) throw new Problem(400, 'bad_input', '', 'mutations');
    return server.send(request);
  });
  expect(await unsent()).toEqual([idOf(2, 1)]);
});

test('the screen says what the server fails at, shows everything, and tries again when the person asks', async () => {
  const account = await open(server);
  await account.sync();
  server.offline = true;
  for (const title of ['Find a room', 'Call Dee', 'Rest'])
    await account.create('goal', OWN.id, { words: { title } });
  await account.sync();
  [server.offline, server.fails_at] = [false, says('Call Dee')];
  expect(await account.sync()).toBe(true);
  expect(account.status).toMatchObject({ unsent: 1, aside: 1, reachable: true });
  expect(titles(account)).toEqual(['Call Dee', 'Find a room', 'Rest']);
  expect((await open(server)).status).toMatchObject({ unsent: 1, aside: 1 });
  server.fails_at = () => false;
  await account.sync();
  expect(account.status).toMatchObject({ unsent: 1, aside: 1 });
  await account.syncAll();
  expect(account.status).toMatchObject({ unsent: 0, aside: 0 });
  await closeAll();
});
