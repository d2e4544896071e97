import { expect, test } from 'vitest';
import {
  emptyDraft,
  hasAnswer,
  hasAnything,
  hasMore,
  save,
  withOffset,
} from '../../src/screens/today/check_in';

type Written = { entity: string; stream: number; groups: Record<string, Record<string, unknown>> };

function account(stop_all_sharing = false): {
  settings: () => unknown;
  written: Written[];
  createAll: (
    make: (begin: (entity: string, stream: number, groups: Written['groups']) => string) => unknown,
  ) => Promise<void>;
  streamOf: (kind: string) => { id: number };
} {
  const written: Written[] = [];
  return {
    written,
    settings: () => ({ body: { stop_all_sharing } }),
    createAll: async (make) =>
      void make((entity, stream, groups) => `${written.push({ entity, stream, groups })}`),
    streamOf: (kind) => ({ id: kind === 'shared' ? 2 : 1 }),
  };
}
const saved = async (
  draft: Partial<ReturnType<typeof emptyDraft>>,
  shared: boolean,
  stopped = false,
): Promise<Written[]> => {
  const to = account(stopped);
  await save(to as never, { ...emptyDraft(), ...draft }, shared, new Date('2026-11-21T23:20:00Z'));
  return to.written;
};

test('only what was answered is written', async () => {
  const [check_in] = await saved({ craving: 0 }, false);
  expect(Object.keys(check_in!.groups.answers!).sort()).toEqual([
    'craving',
    'local_date',
    'occurred_at',
    'time_zone',
  ]);
});

test('the instant keeps the phone’s offset', async () => {
  const [check_in] = await saved({ mood: 3 }, false);
  expect(check_in!.groups.answers!.occurred_at).toMatch(/T\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  expect(Date.parse(String(check_in!.groups.answers!.occurred_at))).toBe(
    Date.parse('2026-11-21T23:20:00Z'),
  );
});

test('answers may be shared while the words stay private', async () => {
  const written = await saved({ mood: 3, note: 'for me' }, true);
  expect(written.map(({ entity, stream }) => [entity, stream])).toEqual([
    ['check_in', 2],
    ['journal_note', 1],
  ]);
  expect(written[1]!.groups.words).toEqual({ text: 'for me', check_in: '1' });
});

test('a note is shared only together with shared answers', async () => {
  expect((await saved({ note: 'x', share_note: true }, false))[0]!.stream).toBe(1);
  expect((await saved({ note: 'x', share_note: true }, true))[0]!.stream).toBe(2);
});

test('while all sharing is stopped neither the answers nor the note are written for the peer', async () => {
  const written = await saved({ mood: 3, note: 'for me', share_note: true }, true, true);
  expect(written.map(({ entity, stream }) => [entity, stream])).toEqual([
    ['check_in', 1],
    ['journal_note', 1],
  ]);
});

const wheres = (written: Written[]): [string, number][] =>
  written.map(({ entity, stream }) => [entity, stream]);

test('an answer about use is a record of its own, and stays while the mood is shared', async () => {
  const [check_in, use] = await saved({ mood: 3, use_since_last: 'yes' }, true);
  expect(wheres([check_in!, use!])).toEqual([
    ['check_in', 2],
    ['use_report', 1],
  ]);
  expect(use!.groups.answer).toEqual({ used: 'yes', check_in: '1' });
});

test.each(['no', 'yes', 'prefer_not'] as const)(
  'the shared check-in is the same with it and without it: %s',
  async (use_since_last) => {
    const [without] = await saved({ mood: 3 }, true);
    const [check_in] = await saved({ mood: 3, use_since_last }, true);
    expect(JSON.stringify(check_in)).toBe(JSON.stringify(without));
  },
);

test('where nothing else was answered, not even that there was a check-in is shared', async () => {
  expect(wheres(await saved({ use_since_last: 'yes' }, true))).toEqual([
    ['check_in', 1],
    ['use_report', 1],
  ]);
  expect(
    wheres(await saved({ use_since_last: 'yes', note: 'x', share_note: true }, true))[0],
  ).toEqual(['check_in', 1]);
});

test('it is shared where that very answer was ticked, with shared answers alone', async () => {
  expect(wheres(await saved({ mood: 3, use_since_last: 'yes', share_use: 'yes' }, true))).toEqual([
    ['check_in', 2],
    ['use_report', 2],
  ]);
  expect(wheres(await saved({ use_since_last: 'yes', share_use: 'yes' }, true))).toEqual([
    ['check_in', 2],
    ['use_report', 2],
  ]);
  expect(wheres(await saved({ mood: 3, use_since_last: 'yes', share_use: 'no' }, true))[1]).toEqual(
    ['use_report', 1],
  );
  expect(wheres(await saved({ mood: 3, use_since_last: 'yes', share_use: 'yes' }, false))).toEqual([
    ['check_in', 1],
    ['use_report', 1],
  ]);
  expect(
    wheres(await saved({ mood: 3, use_since_last: 'yes', share_use: 'yes' }, true, true)),
  ).toEqual([
    ['check_in', 1],
    ['use_report', 1],
  ]);
});

test('it is never ticked beforehand, and not remembered for the next check-in', () => {
  expect(emptyDraft().share_use).toBeNull();
  expect(emptyDraft()).not.toBe(emptyDraft());
});

test('an answer about use alone is something', () => {
  expect(hasAnything({ ...emptyDraft(), use_since_last: 'no' })).toBe(true);
  expect(hasAnswer({ ...emptyDraft(), use_since_last: 'no' })).toBe(false);
});

test('a zero is an answer, and a note alone is something', () => {
  expect(hasAnswer({ ...emptyDraft(), craving: 0 })).toBe(true);
  expect(hasAnswer({ ...emptyDraft(), note: 'hello' })).toBe(false);
  expect(hasAnything({ ...emptyDraft(), note: 'hello' })).toBe(true);
});

test('the fold opens where it holds something of a half-written check-in', () => {
  expect(
    [{}, { mood: 3, craving: 0 }, { stress: 0 }, { note: 'x' }, { triggers: ['payday'] }].map(
      (more) => hasMore({ ...emptyDraft(), ...more }),
    ),
  ).toEqual([false, false, true, true, true]);
});

test.each([
  [330, '+05:30'], [0, '+00:00'], [-300, '-05:00'], [-210, '-03:30'], [765, '+12:45'],
])('an offset of %i minutes is written as %s', (minutes, offset) => {
  const at = new Date('2026-09-22T14:30:15Z');
  at.getTimezoneOffset = () => -minutes;
  const written = withOffset(at);
  expect(written.slice(19)).toBe(offset);
  expect(Date.parse(written)).toBe(at.getTime());
}); // prettier-ignore
