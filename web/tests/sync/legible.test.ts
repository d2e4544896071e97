import { beforeEach, describe, expect, test } from 'vitest';
import { exchange, type Wiring } from '../../src/sync/exchange/exchange';
import { legible } from '../../src/sync/exchange/legible';
import { Screen, withRows } from '../../src/sync/overlay/screen';
import type { Logged, ServerRow } from '../../src/sync/store/device';
import type { Change, SyncAnswer } from '../../src/sync/protocol/wire';
import {
  begin,
  enqueue,
  goal,
  idOf,
  now,
  pass,
  run,
  server,
  store,
  taken,
  unsent,
} from './sending';
import { OWN } from './server';

beforeEach(begin);

const row = (n: number): Change => [
  idOf(n),
  n,
  'goal',
  'live',
  { words: [['x', [1, 0, 3, 1]]] },
  { words: { title: `goal ${n}` } },
  null,
];
const answer = (told: object): SyncAnswer => ({
  cursor: 'c',
  server_time: 0,
  epoch: 'e',
  more: false,
  ...told,
});
const pageOf = (rows: unknown[]): SyncAnswer => answer({ changes: [{ stream: OWN.id, rows }] });
const rowsOf = ({ changes = [] }: SyncAnswer): Change[] => changes.flatMap(({ rows }) => rows);

describe('a row that cannot be read', () => {
  const placed = row(2);
  const at = (index: number, value: unknown): unknown[] =>
    placed.map((each, place) => (place === index ? value : each));
  const nowhere: [string, unknown][] = [
    ['nothing', null], ['a word', 'row'], ['without a record', at(0, null)], ['without a name', at(0, '')], ['without a number', at(1, '2')], ['with a broken number', at(1, 1.5)],
    ['without a kind', at(2, 7)], ['without a state', at(3, undefined)],
  ]; // prettier-ignore
  const wordless: [string, unknown][] = [
    ['no heads', at(4, null)], ['heads that are a list', at(4, [])], ['a head that is none', at(4, { words: [null] })], ['a group without heads', at(4, { words: 'x' })],
    ['a key that is none', at(4, { words: [['x', 'y']] })], ['a key of words', at(4, { words: [['x', ['1', 0, 0, 1]]] })], ['no body', at(5, null)],
    ['a group of nothing', at(5, { words: null })], ['a group that is a word', at(5, { words: 'title' })], ['kept words that are none', at(6, { words: null })],
    ['kept words that are a list', at(6, [])], ['dismissed words that are none', [...placed, 7]],
  ]; // prettier-ignore

  test.each(nowhere)('(%s) is left out', (_name, bad) => {
    const read = legible(pageOf([row(1), bad, row(3)]));
    expect([rowsOf(read.answer).map(([record]) => record), read.unread]).toEqual([
      [idOf(1), idOf(3)],
      ['rows'],
    ]);
  });

  test.each(wordless)('(%s) keeps its place, so that the stream is whole', (_name, bad) => {
    const read = legible(pageOf([row(1), bad, row(3)]));
    expect(rowsOf(read.answer)).toEqual([row(1), [idOf(2), 2, '', 'live', {}, {}, null], row(3)]);
    expect(read.unread).toEqual(['row']);
  });

  test.each([...nowhere, ...wordless])(
    '(%s) neither stops the phone nor hides the others',
    async (_name, bad) => {
      const trouble: unknown[] = [];
      await enqueue(goal(9));
      const wiring: Wiring = {
      send: async (request) => {
        const told = server.send(request);
        return { ...told, changes: [{ stream: OWN.id, rows: [row(1), bad as Change, row(3)] }, ...(told.changes ?? [])], digests: {} };
      },
      now: () => now, onPage: () => undefined, onReading: async () => undefined, onTrouble: (each) => trouble.push(each), fork: () => Promise.reject(new Error('no')),
    }; // prettier-ignore
      await exchange(store, 9, wiring);
      const screen = new Screen(
        withRows(new Map(), await store.rows(OWN.id)),
        await store.outbox(),
        { reached: {}, streams: [OWN] },
      );
      expect(screen.all('goal').map(({ record }) => record)).toEqual([1, 3, 9].map((n) => idOf(n)));
      expect([await unsent(), trouble.length]).toEqual([[], 1]);
    },
  );

  test('is not on the screen where it has lain on the phone since before', () => {
    const rows = [1, 2, 3].map(
      (n) =>
        ({
          stream: 1,
          record: idOf(n),
          seq: n,
          entity: 'goal',
          state: 'live',
          heads: {},
          body: { words: { title: 'x' } },
          kept: null,
        }) as ServerRow,
    );
    for (const broken of [
      { body: null },
      { heads: null },
      { heads: { words: null } },
      { kept: { words: null } },
    ]) {
      const held = rows.map((each) =>
        each.seq === 2 ? ({ ...each, ...broken } as unknown as ServerRow) : each,
      );
      const outbox = [
        { n: 1, mutation: { ...goal(2), record: idOf(2) }, result: null },
        { n: 2, mutation: goal(7), result: null },
      ];
      for (const waiting of [[], outbox]) {
        const screen = new Screen(withRows(new Map(), held), waiting, {
          reached: {},
          streams: [OWN],
        });
        expect(
          screen
            .all('goal')
            .map(({ record }) => record)
            .filter((each) => each !== idOf(2)),
        ).toEqual([1, 3, ...(waiting.length ? [7] : [])].map((n) => idOf(n)));
        expect(() => screen.get(idOf(2))).not.toThrow();
      }
    }
  });
});

describe('a field that cannot be read', () => {
  test.each([
    ['changes', { changes: 7 }],
    ['changes', { changes: [null] }],
    ['changes', { changes: [{ stream: 'x', rows: [] }] }],
    ['changes', { changes: [{ stream: 1, rows: {} }] }],
    ['results', { results: {} }],
    ['results', { results: [null] }],
    ['results', { results: [{ id: 7, outcome: 'applied' }] }],
    ['results', { results: [{ id: 'x' }] }],
    ['reached', { reached: { 1: 'far' } }],
    ['reached', { reached: 7 }],
    ['digests', { digests: { 1: null } }],
    ['digests', { digests: { 1: [1] } }],
    ['digests', { digests: 'x' }],
    ['streams', { streams: [null] }],
    ['streams', { streams: {} }],
    ['streams', { streams: [OWN, { id: '1', kind: 'own', role: 'participant' }] }],
  ])(
    '(%s, %j) spoils nothing else, and what it held comes when the stream is found not to be whole',
    async (name, told) => {
      expect(legible(answer(told)).unread).toEqual([name]);
      await enqueue(goal(1));
      await run((request) => ({ ...server.send(request), ...(told as object) }));
      expect(taken()).toEqual([idOf(1, 1)]);
      pass(5 * 24 * 3600_000);
      await run();
      expect([await store.outbox(), await store.rows(OWN.id).then((rows) => rows.length)]).toEqual([
        [],
        1,
      ]);
    },
  );

  test('is told by its name, and what can be read is left as it is', () => {
    const whole = {
      ...pageOf([row(1)]),
      results: [],
      reached: { 1: 5 },
      digests: { 1: [1, 2] as [number, number] },
      streams: [OWN],
    };
    expect(legible(whole)).toEqual({ answer: whole, unread: [] });
  });
});

test('a server that promises more and never goes on is asked no more for now', async () => {
  await run();
  let asked = 0;
  await expect(
    run((request) => (asked++, { ...server.send(request), more: true })),
  ).rejects.toThrow();
  expect(asked).toBe(1);
});

describe('a phone that has no room', () => {
  /** As a browser that has no room for a page, or for anything. */
  function full(fits: (rows: number) => boolean): void {
    const apply = store.apply.bind(store);
    store.apply = (touched, decide) =>
      apply(touched, (kept) => {
        const effect = decide(kept);
        if (!fits(effect.rows.length)) throw new DOMException('no room', 'QuotaExceededError');
        return effect;
      });
  }

  test.each([
    ['a page', (rows: number) => rows === 0],
    ['anything', () => false],
  ])('for %s sends all the same', async (_name, fits) => {
    for (let n = 1; n <= 250; n++) await enqueue(goal(n));
    full(fits);
    await expect(run()).rejects.toThrow('no room');
    expect(taken()).toHaveLength(250);
  });

  test('reads on, and does nothing twice, when it has room again', async () => {
    for (let n = 1; n <= 3; n++) await enqueue(goal(n));
    const { apply } = store;
    full((rows) => rows === 0);
    await expect(run()).rejects.toThrow('no room');
    expect(await unsent()).toEqual([]);
    store.apply = apply;
    await run();
    expect([
      (await store.rows(OWN.id)).length,
      await store.outbox(),
      server.data.rows.length,
    ]).toEqual([3, [], 3]);
  });
});

test('a pack that is broken stands in the way of no other', async () => {
  await run();
  const lost = goal(2);
  const logged: Logged[] = [
    {
      id: lost.id,
      n: 2,
      record: lost.record,
      mutation: lost,
      acknowledged: null,
      at: now,
      again: false,
    },
  ];
  await store.write(async (tx) => {
    for (const packed of [new Uint8Array([1, 2, 3]), '{broken', JSON.stringify(logged)])
      await tx.objectStore('packs').add({ records: [], until: now, packed } as never);
  });
  server.restore(server.backup(), 'another');
  await run();
  expect(taken()).toEqual([lost.id]);
  expect((await store.progress()).offering).toBeNull();
});
