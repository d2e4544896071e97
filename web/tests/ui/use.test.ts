import { expect, test, vi } from 'vitest';
import { entriesOf } from '../../src/screens/today/entries';
import { said, useSaid } from '../../src/screens/today/check_in_summary';
import { answerAboutUse, sharedUnasked } from '../../src/screens/today/use';

const [OWN, SHARED] = [1, 2];
type Row = { record: string; stream: number; body: Record<string, unknown> };
const checkIn = (record: string, stream: number, use_since_last: string | null): Row => ({
  record,
  stream,
  body: { use_since_last },
});

function account(check_ins: Row[], asked = false, stop_all_sharing = false) {
  const did: unknown[] = [];
  const body = { asked_about_use: asked, stop_all_sharing };
  return {
    did,
    settings: () => ({ body }),
    stream: (id: number) => ({ kind: id === SHARED ? 'shared' : 'own' }),
    all: () => check_ins,
    share: vi.fn(async (row: Row, shared: boolean) => void did.push([row.record, shared])),
    edit: vi.fn(async (_: unknown, groups: unknown) => void did.push(groups)),
  };
}
const ROWS = [
  checkIn('yes', SHARED, 'yes'),
  checkIn('no', SHARED, 'no'),
  checkIn('kept', OWN, 'yes'),
  checkIn('mood', SHARED, null),
];
const ASKED = { asked_about_use: { asked_about_use: true } };

test('what an older app shared with the rest is asked about, and what was kept or says nothing of use is not', () => {
  expect(sharedUnasked(account(ROWS) as never).map(({ record }) => record)).toEqual(['yes', 'no']);
});

test('it is asked once, and not while all sharing is stopped', () => {
  expect(sharedUnasked(account(ROWS, true) as never)).toEqual([]);
  expect(sharedUnasked(account(ROWS, false, true) as never)).toEqual([]);
});

test('what was shared stays as it was chosen where the person says so', async () => {
  const mine = account(ROWS);
  await answerAboutUse(mine as never, true);
  expect(mine.did).toEqual([ASKED]);
});

test('what is taken back is taken back before the answer is noted, and nothing else is', async () => {
  const mine = account(ROWS);
  await answerAboutUse(mine as never, false);
  expect(mine.did).toEqual([['yes', false], ['no', false], ASKED]);
});

const MOMENT = {
  occurred_at: '2026-11-21T08:00:00Z',
  mood: 2,
  craving: null,
  stress: null,
  sleep_quality: null,
  connected: null,
  use_since_last: null,
  triggers: [],
  helped: [],
  grateful: '',
};
const mood = { entity: 'check_in', record: 'c', body: MOMENT };
const report = (check_in: string | null, record = '019d0000-0000-7000-8000-000000000001') => ({
  entity: 'use_report',
  record,
  body: { used: 'yes', check_in },
});
const inRows = (check_ins: object[], beside: object[]): string[][] =>
  entriesOf(check_ins as never, beside as never).map(({ rows }) =>
    rows.map(({ entity }) => entity),
  );

test('an answer about use is read with its check-in, and alone where that is not there', () => {
  expect(inRows([mood], [report('c')])).toEqual([['check_in', 'use_report']]);
  expect(inRows([mood], [report('gone')])).toEqual([['check_in'], ['use_report']]);
  expect(inRows([], [report(null)])).toEqual([['use_report']]);
});

test('newest first, whatever stands alone', () => {
  const [early, late] = ['2026-11-20T08:00:00Z', '2026-11-22T08:00:00Z'].map((occurred_at, at) => ({
    ...mood,
    record: `c${at}`,
    body: { ...MOMENT, occurred_at },
  }));
  expect(entriesOf([early, late] as never, []).map(({ record }) => record)).toEqual(['c1', 'c0']);
});

test('it is said in words, the older form of it too, and what one would rather not say is not', () => {
  expect(useSaid('yes')).toBe('Used since last time');
  expect(useSaid('prefer_not')).toBe('');
  expect(said({ ...MOMENT, use_since_last: 'no' } as never)).toBe('Low · No use since last time');
  expect(said(MOMENT as never)).toBe('Low');
});
