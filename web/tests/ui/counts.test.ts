import { expect, test } from 'vitest';
import { changeWords, makeCount, saveStretch, wrongEnd } from '../../src/screens/me/days/counts';
import type { Account } from '../../src/sync';

const [OWN, SHARED] = [1, 2];
function writing() {
  const did: unknown[][] = [];
  const account = {
    settings: () => ({
      body: { stop_all_sharing: false, share_check_ins: true, share_goals: true, share_plan: true },
    }),
    streamOf: (kind: string) => ({ id: kind === 'shared' ? SHARED : OWN }),
    create: async (...what: unknown[]) => (did.push(what), `made ${did.length}`),
    edit: async (row: { record: string; stream: number }, groups: unknown) =>
      void did.push([row.record, row.stream, groups]),
  } as unknown as Account;
  return { account, did };
}
const WORDS = { label: 'Sober', counts_what: 'alcohol' };
const clock = (stream = OWN) => ({ record: 'c', stream, body: WORDS }) as never;

test('a new count is the person’s own to know, whatever they usually share, and begins with its first day', async () => {
  const { account, did } = writing();
  await makeCount(account, WORDS, '2026-11-01');
  expect(did).toEqual([
    ['recovery_clock', OWN, { words: WORDS }],
    ['recovery_period', OWN, { clock: { clock: 'made 1' }, dates: { from_date: '2026-11-01' } }],
  ]);
});

test('its words are changed as they were seen, where it stands now, and not where they are the same', async () => {
  const { account, did } = writing();
  await changeWords(account, clock(), clock(SHARED), { ...WORDS });
  expect(did).toEqual([]);
  for (const changed of [{ label: 'Clean' }, { counts_what: '' }])
    await changeWords(account, clock(), clock(SHARED), { ...WORDS, ...changed });
  expect(did).toEqual([
    ['c', SHARED, { words: { ...WORDS, label: 'Clean' } }],
    ['c', SHARED, { words: { ...WORDS, counts_what: '' } }],
  ]);
});

test('a stretch has a first day, and ends on it or later, or not yet', () => {
  const [early, late] = ['2026-11-01', '2026-11-02'];
  expect([
    wrongEnd('', ''),
    wrongEnd('', late),
    wrongEnd(late, early),
    wrongEnd(early, early),
    wrongEnd(early, late),
    wrongEnd(early, ''),
  ]).toEqual(['from', 'from', 'to', null, null, null]);
});

test('a stretch is seen by whoever sees its count, and without a last day it goes on', async () => {
  const { account, did } = writing();
  await saveStretch(account, clock(SHARED), 'new', '2026-11-01', '');
  await saveStretch(
    account,
    clock(SHARED),
    { record: 'p', stream: OWN } as never,
    '2026-11-01',
    '2026-11-05',
  );
  expect(did).toEqual([
    [
      'recovery_period',
      SHARED,
      { clock: { clock: 'c' }, dates: { from_date: '2026-11-01', to_date: null } },
    ],
    ['p', SHARED, { dates: { from_date: '2026-11-01', to_date: '2026-11-05' } }],
  ]);
});
